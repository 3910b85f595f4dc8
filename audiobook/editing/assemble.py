"""Lay the takes of one chapter in time. Integers only: sample positions at one rate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from audiobook.editing.gaps import SHORTEST_TAIL_MS, GapPlace, fill_gap
from audiobook.editing.heard import ChapterSounds, Laid
from audiobook.editing.placing import Placing
from audiobook.errors import TakeError
from audiobook.take import Boundary, Segment, Take
from audiobook.timeline import Clip, Gap, Marker, Timeline, Track

__all__ = ["LEAD_MS", "SHORTEST_TAIL_MS", "TAIL_MS", "assemble", "lay_chapter"]

#: What is kept of a take around its speech. Engines pad up to 0.8 s a sentence, which would double every pause; less
#: than 50 ms cuts into soft onsets and endings.
LEAD_MS = 60
TAIL_MS = 80
NO_SOUNDS = ChapterSounds()


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
    """One chapter's timeline without sounds, as ``lay_chapter`` makes it."""
    return lay_chapter(chapter, title, segments, takes, pauses_ms, rate_hz).timeline


def lay_chapter(
    chapter: int,
    title: str,
    segments: Sequence[Segment],
    takes: Mapping[str, Take],
    pauses_ms: Mapping[Boundary, int],
    rate_hz: int,
    sounds: ChapterSounds = NO_SOUNDS,
) -> Laid:
    """One chapter in time. ``takes`` by key; ``pauses_ms`` for every boundary, measured from speech to speech.

    The margins around speech are part of the pause, so a pause shorter than both margins gives no gap. A segment's own
    ``pause_ms`` replaces the table's, after the last one down to ``SHORTEST_TAIL_MS``. A chapter without segments is
    its head, its sounds and its tail. Pure. Raises TakeError when a take is missing or has another rate.
    """
    cuts = [_cut(segment, takes, rate_hz) for segment in segments]
    placing = Placing(rate_hz, sounds.running)
    clips: list[Clip] = []
    gaps: list[Gap] = []
    at = 0
    pauses = list(_pauses(segments))
    if not segments and any(sounds.events):
        pauses = pauses[1:]
    for index, (own, kind) in enumerate(pauses):
        spoken = at - (cuts[index - 1].tail if 0 < index <= len(cuts) else 0)
        lead = cuts[index].lead if index < len(cuts) else 0
        place = GapPlace(at, spoken, pauses_ms, kind, own, first=index == 0, last=index == len(pauses) - 1)
        begin = max(at, fill_gap(placing, place, sounds.before(index), sounds.heard, lead))
        if begin > at:
            gaps.append(Gap(at, begin - at, kind))
            at = begin
        if index < len(cuts) and (n := cuts[index].end - cuts[index].start):
            segment = segments[index]
            clips.append(Clip(segment.key, index, at, cuts[index].start, n, segment.slate.voice_key))
            at += n
    running = placing.close(at)
    timeline = Timeline(
        chapter,
        title,
        rate_hz,
        at,
        (Track("voices", tuple(clips), tuple(gaps)),),
        (Marker(0, title),),
        tuple(sorted(placing.sounds, key=attrgetter("start"))),
    )
    if placing.sounds:
        timeline = replace(timeline, channels=sounds.channels, mix_factor=sounds.mix_factor)
    return Laid(timeline, tuple(placing.clips), running)


def _pauses(segments: Sequence[Segment]) -> Iterator[tuple[int | None, Boundary]]:
    """The explicit pause before each segment and after the last, in milliseconds, and the boundary there."""
    yield None, Boundary.CHAPTER_HEAD
    for segment in segments[:-1]:
        yield segment.pause_ms, segment.after
    yield segments[-1].pause_ms if segments else None, Boundary.CHAPTER_TAIL


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
