"""Levels of voices: the sample, the measurement, and the lock file."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from audiobook.master import Loudness
from audiobook.mastering.levels import SAMPLE_TAKES, Gains, book_step, file_gains, measure_gain, sample_keys
from audiobook.mastering.limit import limit
from audiobook.profile import Range
from audiobook.sound.meter import Meter, integrated_lufs
from audiobook.sound.pcm import read_flac, to_float32

LONG = "a text that is long enough to be measured, number {}"


def test_the_sample_is_the_same_in_any_order_and_stable_under_edits(segment):
    segments = [segment(LONG.format(n)) for n in range(100)]
    sample = sample_keys(segments)
    shuffled = random.Random(1).sample(segments, len(segments))  # noqa: S311 - an order, not a secret
    assert sample_keys(shuffled) == sample
    assert len(sample["tone/a"]) == SAMPLE_TAKES
    edited = sample_keys([*segments[1:], segment("another text that is long enough to be measured")])
    assert len(set(edited["tone/a"]) & set(sample["tone/a"])) >= SAMPLE_TAKES - 2


def test_short_lines_are_measured_only_where_long_ones_are_missing(segment):
    long = [segment(LONG.format(n)) for n in range(SAMPLE_TAKES)]
    short = [segment(f"Oh! {n}") for n in range(50)]
    assert set(sample_keys(long + short)["tone/a"]) == {s.key for s in long}
    assert len(sample_keys(short[:3])["tone/a"]) == 3


def test_each_voice_speed_and_pitch_has_its_own_sample(segment):
    sample = sample_keys([segment("x"), segment("x", "b"), segment("x", speed=1.1), segment("x", pitch=2.0)])
    assert sorted(sample) == ["tone/a", "tone/a/1.1/0", "tone/a/1/2", "tone/b"]


@pytest.mark.parametrize("level", [0.02, 0.05, 0.1])
def test_after_the_limiter_the_sample_has_the_target_loudness(tmp_path, record, segment, level):
    takes = [record(segment(f"take {n}"), 3.0, level, n) for n in range(6)]
    gain = measure_gain(str(tmp_path / "takes"), takes, -18.0, -3.5)
    speech = [
        to_float32(read_flac(tmp_path / "takes" / f"{t.key}.flac", t.speech_start, t.speech_end - t.speech_start))
        for t in takes
    ]
    meter = Meter(24_000)
    meter.feed(limit(np.concatenate(speech) * np.float32(10 ** (gain / 20)), -3.5, 24_000))
    # The measurement has quiet between takes, this has none: a little louder.
    assert -18.1 < integrated_lufs(meter.finish()) < -17.2


def test_gain_stops_at_its_bounds_and_silence_gets_none(tmp_path, record, segment):
    folder = str(tmp_path / "takes")
    assert measure_gain(folder, [record(segment("soft"), level=2e-3)], -18.0, -3.5) == 18.0
    assert measure_gain(folder, [record(segment("loud"), level=0.5)], -50.0, -3.5) == -12.0
    assert measure_gain(folder, [record(segment("none"), level=0.0)], -18.0, -3.5) == 0.0
    assert measure_gain(folder, [], -18.0, -3.5) == 0.0


def test_a_book_off_its_target_takes_one_step_and_then_only_drift_counts():
    new = Gains(-18.0, -3.5)
    assert book_step(new, -18.25) == 0.0
    assert book_step(new, -18.6) == pytest.approx(0.6)
    assert book_step(new, -17.5) == pytest.approx(-0.5)
    assert book_step(new, -math.inf) == 0.0
    # A limiter kept this one 0.7 from its target: that is no drift.
    frozen = replace(new, book_lufs=-18.7)
    assert book_step(frozen, -18.7) == book_step(frozen, -19.15) == 0.0
    assert book_step(frozen, -19.3) == pytest.approx(1.3)
    # It moved far, but to the target.
    assert book_step(frozen, -18.1) == 0.0


def loudness(rms, peak=-6.0):
    return Loudness(-20.0, peak, peak, rms)


@pytest.mark.parametrize(
    ("rms", "step"),
    [(-20.0, 0.0), (-22.8, 0.0), (-22.95, 0.45), (-24.0, 1.5), (-17.0, -1.5), (-40.0, 6.0), (-math.inf, 0), (None, 0)],
)
def test_a_file_outside_the_limits_is_brought_inside(rms, step):
    gains = Gains(-20.0, -4.5, {"tone/a": 1.0}, 0.2)
    own = file_gains(gains, loudness(rms), Range(-23.0, -18.0), -4.5)
    assert own.of("tone/a") - gains.of("tone/a") == pytest.approx(step, abs=0.006)
    assert (own == gains) is (step == 0)


def test_a_narrow_or_open_range_is_met_as_well():
    gains = Gains(-20.0, -4.5, {"tone/a": 0.0})
    assert file_gains(gains, loudness(-25.0), Range(-20.2, -20.0), None).book_db == pytest.approx(4.9)
    assert file_gains(gains, loudness(-25.0), Range(None, -18.0), None) == gains
    assert file_gains(gains, loudness(-17.0), Range(None, -18.0), None).book_db == pytest.approx(-1.5)


def test_a_file_whose_peaks_are_too_high_gets_a_lower_ceiling():
    gains = Gains(-20.0, -2.5, {"tone/a": 0.0})
    assert file_gains(gains, loudness(-20.0, -2.6), Range(-23.0, -18.0), -4.5) == replace(gains, ceiling_dbtp=-4.5)
    assert file_gains(gains, loudness(-20.0, -5.0), Range(-23.0, -18.0), -4.5) == gains
