"""Levels of voices: the sample, the measurement, and the lock file."""

from __future__ import annotations

import json
import pickle
import random

import numpy as np
import pytest

from audiobook.errors import ConfigError, OutputError
from audiobook.mastering.levels import SAMPLE_TAKES, Gains, load_gains, measure_gain, sample_keys, save_gains
from audiobook.mastering.limit import limit
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


def test_the_lock_is_kept_for_one_target_and_ceiling(tmp_path):
    path = tmp_path / "gains.lock"
    assert load_gains(path, -18.0, -3.5) == Gains(-18.0, -3.5)
    gains = Gains(-18.0, -3.5, {"tone/b": 1.25, "tone/a": -3.0}, 0.5)
    save_gains(path, gains)
    assert load_gains(path, -18.0, -3.5) == gains
    assert load_gains(path, -16.0, -3.5) == Gains(-16.0, -3.5)
    assert load_gains(path, -18.0, -1.5) == Gains(-18.0, -1.5)
    assert gains.of("tone/a") == -2.5
    assert pickle.loads(pickle.dumps(gains)) == gains  # noqa: S301 - our own bytes
    assert [p.name for p in tmp_path.iterdir()] == ["gains.lock"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"schema": 1}', "\x00"],
)
def test_a_damaged_lock_says_what_to_do(tmp_path, text):
    path = tmp_path / "gains.lock"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"gains\.lock") as caught:
        load_gains(path, -18.0, -3.5)
    assert "delete" in caught.value.hint


def test_a_level_that_is_no_number_is_refused(tmp_path):
    path = tmp_path / "gains.lock"
    save_gains(path, Gains(-18.0, -3.5, {"tone/a": 1.0}))
    data = json.loads(path.read_text())
    data["voices_db"]["tone/a"] = float("nan")
    path.write_text(json.dumps(data))
    with pytest.raises(ConfigError, match="no number"):
        load_gains(path, -18.0, -3.5)


def test_a_lock_that_cannot_be_written_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match=r"gains\.lock"):
        save_gains(tmp_path / "gone" / "gains.lock", Gains(-18.0, -3.5))
