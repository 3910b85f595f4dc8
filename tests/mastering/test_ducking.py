"""The ducking envelope: down before speech, held between sentences, back in time, the same however it is cut."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.mastering.ducking import Ducking, speech_of
from audiobook.timeline import Clip, Sound, Timeline, Track

RATE = 1000
N = 20_000
stretches = st.lists(st.tuples(st.integers(-500, N + 500), st.integers(0, 4_000)).map(lambda p: (p[0], sum(p))))
depths = st.floats(-60, -0.5)


@given(stretches, depths, st.lists(st.integers(0, N), max_size=8))
def test_blocks_leave_no_trace(speech, ducked_db, cuts):
    ducking = Ducking(speech, RATE)
    parts = [ducking.decibels(a, b, ducked_db) for a, b in pairwise(sorted({0, N, *cuts}))]
    assert np.array_equal(np.concatenate(parts), ducking.decibels(0, N, ducked_db))


@given(stretches, depths)
def test_the_bed_is_down_while_anyone_speaks_and_never_further_or_higher(speech, ducked_db):
    added = Ducking(speech, RATE).decibels(0, N, ducked_db)
    assert added.max() <= 0
    assert added.min() >= ducked_db
    for start, end in speech:
        assert np.all(added[max(start, 0) : max(end, 0)] == ducked_db)


@given(stretches, depths)
def test_the_bed_is_exactly_back_half_a_second_after_speech(speech, ducked_db):
    added = Ducking(speech, RATE).decibels(0, N, ducked_db)
    free = np.ones(N, bool)
    spoken = [(start, end) for start, end in speech if end > start]
    for start, end in spoken:
        free[max(start - 250, 0) : max(end + 500, 0)] = False
    ends = sorted(end for _, end in spoken)
    for start, end in spoken:  # what is held between two sentences is not back
        nearest = max((e for e in ends if e <= start), default=None)
        if nearest is not None and start - nearest < 1200:
            free[max(nearest, 0) : max(end, 0)] = False
    assert np.all(added[free] == 0)


def test_the_ramps_end_when_speech_begins_and_begin_when_it_ends():
    added = Ducking([(5_000, 6_000)], RATE).decibels(0, 10_000, -18.0)
    assert np.all(added[:4_751] == 0)
    assert np.all(np.diff(added[4_750:5_001]) < 0)
    assert np.all(added[5_000:6_000] == -18)
    assert np.all(np.diff(added[5_999:6_400]) > 0)
    assert np.all(added[6_399:] == 0)
    assert added[4_875] == pytest.approx(-9.0)  # a raised cosine is half-way in the middle
    assert added[6_199] == pytest.approx(-9.0)


@pytest.mark.parametrize(("gap", "lowest"), [(1_199, -12.0), (1_200, 0.0)])
def test_the_bed_does_not_pump_between_sentences(gap, lowest):
    between = Ducking([(2_000, 3_000), (3_000 + gap, 6_000)], RATE).decibels(3_000, 3_000 + gap, -12.0)
    assert between.max() == lowest


def test_no_speech_and_no_depth_change_nothing():
    assert Ducking([], RATE).factors(0, 1_000, -12.0) is None
    assert Ducking([(0, 1_000)], RATE).factors(0, 1_000, 0.0) is None
    assert Ducking([(5_000, 6_000)], RATE).factors(0, 1_000, -12.0) is None
    assert np.all(Ducking([(0, 1_000)], RATE).factors(0, 1_000, -20.0) == np.float32(0.1))


def test_speech_is_clips_of_all_tracks_and_sounds_that_speak_at_the_rate_of_the_mix():
    clip = Clip("0" * 64, 0, 100, 0, 50, "tone/a")
    music, talk = Sound("m", 0, 0, 900, 0.0), Sound("t", 300, 0, 40, 0.0, speech=True)
    tracks = (Track("voices", (clip,)), Track("others", (Clip("1" * 64, 1, 200, 0, 5, "tone/b"),)))
    timeline = Timeline(0, "", RATE, 1_000, tracks, sounds=(music, talk), channels=2, mix_factor=2)
    assert sorted(speech_of(timeline)) == [(200, 300), (400, 410), (600, 680)]
