"""Lay the takes of one chapter in time. Integers only: sample positions at one rate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audiobook.errors import TakeError
from audiobook.take import Boundary, Segment, Take
from audiobook.timeline import Clip, Gap, Marker, Timeline, Track

#: What is kept of a take around its speech. Engines pad up to 0.8 s a sentence, which would double every pause; less
#: than 50 ms cuts into soft onsets and endings.
LEAD_MS = 60
TAIL_MS = 80
#: An encoder's last frames must be quiet where chapters are joined, whatever pause the script asks for; the longest,
#: two MP3 frames at 24 kHz, last 48 ms.
SHORTEST_TAIL_MS = 100


@dataclass(frozen=True, slots=True)
class _Cut:
    """The part of a take that is heard: ``lead`` and ``tail`` are the margins inside ``[start, end)``, in samples."""

    start: int
    end: int
    lead: int
    tail: int


def assemble(
    chapter: int,
    title: str,
    segments: Sequence[Segment],
    takes: Mapping[str, Take],
    pauses_ms: Mapping[Boundary, int],
    rate_hz: int,
) -> Timeline:
    """One chapter's timeline. ``takes`` by key; ``pauses_ms`` for every boundary, measured from speech to speech.

    The margins around speech are part of the pause, so a pause shorter than both margins gives no gap. A segment's own
    ``pause_ms`` replaces the table's, after the last one down to ``SHORTEST_TAIL_MS``. A chapter without segments is
    its head and tail. Pure. Raises TakeError when a take is missing or has another rate.
    """
    cuts = [_cut(segment, takes, rate_hz) for segment in segments]
    clips: list[Clip] = []
    gaps: list[Gap] = []
    at = 0
    for index, (pause, kind) in enumerate(_pauses(segments, pauses_ms)):
        before = cuts[index - 1].tail if 0 < index <= len(cuts) else 0
        after = cuts[index].lead if index < len(cuts) else 0
        quiet = max(0, pause * rate_hz // 1000 - before - after)
        if quiet:
            gaps.append(Gap(at, quiet, kind))
            at += quiet
        if index < len(cuts) and (n := cuts[index].end - cuts[index].start):
            segment = segments[index]
            clips.append(Clip(segment.key, index, at, cuts[index].start, n, segment.slate.voice_key))
            at += n
    return Timeline(chapter, title, rate_hz, at, (Track("voices", tuple(clips), tuple(gaps)),), (Marker(0, title),))


def _pauses(segments: Sequence[Segment], pauses_ms: Mapping[Boundary, int]) -> Iterator[tuple[int, Boundary]]:
    """The pause before each segment and after the last, in milliseconds."""
    yield pauses_ms[Boundary.CHAPTER_HEAD], Boundary.CHAPTER_HEAD
    for segment in segments[:-1]:
        yield pauses_ms[segment.after] if segment.pause_ms is None else segment.pause_ms, segment.after
    own = segments[-1].pause_ms if segments else None
    tail = pauses_ms[Boundary.CHAPTER_TAIL] if own is None else own
    yield max(tail, SHORTEST_TAIL_MS), Boundary.CHAPTER_TAIL


def _cut(segment: Segment, takes: Mapping[str, Take], rate_hz: int) -> _Cut:
    take = takes.get(segment.key)
    if take is None:
        raise TakeError("a segment has no recording", source=segment.source, hint="build again to record it")
    if take.rate_hz != rate_hz:
        raise TakeError(
            f"a recording has {take.rate_hz} Hz in a book of {rate_hz} Hz",
            source=segment.source,
            hint="delete it from the takes folder and build again",
        )
    start = min(max(take.speech_start, 0), take.n_samples)
    end = min(max(take.speech_end, start), take.n_samples)
    lead = min(LEAD_MS * rate_hz // 1000, start)
    tail = min(TAIL_MS * rate_hz // 1000, take.n_samples - end)
    return _Cut(start - lead, end + tail, lead, tail)
