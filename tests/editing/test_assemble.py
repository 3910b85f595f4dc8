"""Laws of the timeline: order, no overlap, every sample accounted for, pauses measured from speech to speech."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.editing.assemble import LEAD_MS, SHORTEST_TAIL_MS, TAIL_MS, assemble
from audiobook.errors import TakeError
from audiobook.source import SourceRef
from audiobook.take import Boundary, Segment, Slate, Take
from audiobook.timeline import DEFAULT_PAUSES_MS, Timeline


def a_segment(n, after=Boundary.SENTENCE, pause_ms=None, **slate):
    sent = Slate(f"text {n}", "tone", "1", "m", "a", "en", **slate)
    return Segment(sent, sent.key, 3, n, 0, "", after, pause_ms, source=SourceRef("book.xhtml", line=n + 1))


def a_take(key, before, speech, after, rate):
    return Take(key, before + speech + after, rate, before, before + speech, 0.5)


@st.composite
def chapters(draw):
    rate = draw(st.sampled_from([22_050, 24_000, 44_100]))
    pause = st.none() | st.integers(0, 5_000)
    segments = [
        a_segment(n, draw(st.sampled_from(list(Boundary))), draw(pause)) for n in range(draw(st.integers(0, 12)))
    ]
    length = st.integers(0, rate)
    takes = {s.key: a_take(s.key, draw(length), draw(length), draw(length), rate) for s in segments}
    pauses = {b: draw(st.integers(0, 3_000)) for b in Boundary}
    return segments, takes, pauses, rate


@given(chapters())
def test_every_sample_belongs_to_one_clip_or_gap(chapter):
    segments, takes, pauses, rate = chapter
    timeline = assemble(3, "T", segments, takes, pauses, rate)
    (track,) = timeline.tracks
    pieces = sorted([(c.start, c.n_samples) for c in track.clips] + [(g.start, g.n_samples) for g in track.gaps])
    at = 0
    for start, n in pieces:
        assert start == at
        assert n > 0
        at += n
    assert at == timeline.n_samples
    assert [c.segment for c in track.clips] == sorted({c.segment for c in track.clips})
    for clip in track.clips:
        assert 0 <= clip.in_sample < clip.in_sample + clip.n_samples <= takes[clip.take].n_samples


@given(chapters())
def test_pauses_are_from_speech_to_speech(chapter):
    segments, takes, pauses, rate = chapter
    clips = {c.segment: c for c in assemble(3, "T", segments, takes, pauses, rate).tracks[0].clips}
    for n, (segment, following) in enumerate(itertools.pairwise(segments)):
        if n not in clips or n + 1 not in clips:
            continue
        take, after = takes[segment.key], takes[following.key]
        ends = clips[n].start + take.speech_end - clips[n].in_sample
        starts = clips[n + 1].start + after.speech_start - clips[n + 1].in_sample
        pause = (pauses[segment.after] if segment.pause_ms is None else segment.pause_ms) * rate // 1000
        margins = min(TAIL_MS * rate // 1000, take.n_samples - take.speech_end)
        margins += min(LEAD_MS * rate // 1000, after.speech_start)
        assert starts - ends == max(pause, margins)


def test_a_chapter_by_hand():
    first, second = a_segment(0, Boundary.PARAGRAPH), a_segment(1, Boundary.CHAPTER_TAIL)
    takes = {
        first.key: a_take(first.key, 7_200, 24_000, 9_600, 24_000),
        second.key: a_take(second.key, 240, 12_000, 0, 24_000),
    }
    timeline = assemble(0, "One", [first, second], takes, DEFAULT_PAUSES_MS, 24_000)
    (track,) = timeline.tracks
    # Head 750 ms less 60 ms kept; the take from 60 ms before its speech to 80 ms after it.
    assert (track.gaps[0].start, track.gaps[0].n_samples, track.gaps[0].kind) == (0, 16_560, Boundary.CHAPTER_HEAD)
    assert (track.clips[0].start, track.clips[0].in_sample, track.clips[0].n_samples) == (16_560, 5_760, 27_360)
    # 650 ms less 80 ms and the 10 ms that the second take has.
    assert (track.gaps[1].n_samples, track.gaps[1].kind) == (13_440, Boundary.PARAGRAPH)
    assert (track.clips[1].in_sample, track.clips[1].n_samples) == (0, 12_240)
    assert (track.gaps[2].n_samples, track.gaps[2].kind) == (48_000, Boundary.CHAPTER_TAIL)
    assert [(m.start, m.title) for m in timeline.markers] == [(0, "One")]


def test_one_recording_spoken_twice_is_placed_twice():
    line = a_segment(0)
    takes = {line.key: a_take(line.key, 0, 2_400, 0, 24_000)}
    clips = assemble(0, "", [line, line], takes, DEFAULT_PAUSES_MS, 24_000).tracks[0].clips
    assert [c.take for c in clips] == [line.key, line.key]
    assert clips[1].start - clips[0].start == 2_400 + 350 * 24


def test_a_voice_with_another_speed_has_a_gain_of_its_own():
    plain, fast = a_segment(0), a_segment(1, speed=1.25, pitch=-2.0)
    takes = {s.key: a_take(s.key, 0, 2_400, 0, 24_000) for s in (plain, fast)}
    clips = assemble(0, "", [plain, fast], takes, DEFAULT_PAUSES_MS, 24_000).tracks[0].clips
    assert [c.voice for c in clips] == ["tone/a", "tone/a/1.25/-2"]


def test_a_chapter_without_words_is_head_and_tail():
    timeline = assemble(0, "", [], {}, DEFAULT_PAUSES_MS, 24_000)
    assert timeline.n_samples == 2_750 * 24
    assert timeline.tracks[0].clips == ()


def test_the_end_is_quiet_whatever_the_script_asks_for():
    line = a_segment(0, pause_ms=0)
    takes = {line.key: a_take(line.key, 0, 2_400, 0, 24_000)}
    timeline: Timeline = assemble(0, "", [line], takes, DEFAULT_PAUSES_MS, 24_000)
    assert timeline.tracks[0].gaps[-1].n_samples == SHORTEST_TAIL_MS * 24


def test_a_missing_or_foreign_recording_is_named_with_its_place():
    line = a_segment(6)
    with pytest.raises(TakeError, match=r"book\.xhtml:7: a segment has no recording"):
        assemble(0, "", [line], {}, DEFAULT_PAUSES_MS, 24_000)
    with pytest.raises(TakeError, match="22050 Hz in a book of 24000 Hz"):
        assemble(0, "", [line], {line.key: a_take(line.key, 0, 10, 0, 22_050)}, DEFAULT_PAUSES_MS, 24_000)
