import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from audiobook.errors import AudiobookError
from audiobook.sound.pcm import encode_flac, peak, read_flac, rms_dbfs, speech_bounds, to_float32, to_int16

RATE = 24000
pcm = arrays.arrays(np.int16, st.integers(0, 400))


def tone(seconds, level=0.3, hz=220.0):
    return (level * np.sin(np.arange(int(seconds * RATE)) * 2 * np.pi * hz / RATE)).astype(np.float32)


def quiet(seconds):
    return np.zeros(int(seconds * RATE), np.float32)


@given(pcm)
def test_sixteen_bits_survive_floats(samples):
    assert np.array_equal(to_int16(to_float32(samples)), samples)


@given(arrays.arrays(np.float32, st.integers(0, 100), elements=st.floats(-4, 4, width=32)))
def test_rounding_and_saturation(samples):
    result = to_int16(samples)
    expected = np.clip(samples.astype(float) * 32768, -32768, 32767)
    assert result.dtype == np.int16
    assert np.all(np.abs(result - expected) <= 0.5)


def test_input_is_not_changed():
    samples = tone(0.01)
    before = samples.copy()
    to_int16(samples)
    assert np.array_equal(samples, before)


def test_peak_and_rms():
    assert peak(np.array([], np.float32)) == 0
    assert peak(np.array([0.25, -0.5], np.float32)) == 0.5
    assert peak(np.array([-32768, 5], np.int16)) == 1.0
    assert math.isnan(peak(np.array([0.1, np.nan, 0.2], np.float32)))
    assert peak(np.array([0.1, -np.inf], np.float32)) == math.inf
    assert rms_dbfs(np.array([], np.float32)) == -math.inf
    assert rms_dbfs(np.zeros(10, np.int16)) == -math.inf
    assert rms_dbfs(tone(1, level=1.0)) == pytest.approx(-3.01, abs=0.01)
    assert rms_dbfs(to_int16(tone(1, level=0.5))) == pytest.approx(-9.03, abs=0.01)


@pytest.mark.parametrize("level", [0.9, 0.1, 0.01, 0.003])
def test_bounds_follow_the_level_of_the_take(level):
    samples = to_int16(np.concatenate([quiet(0.3), tone(1, level), quiet(0.45)]))
    start, end = speech_bounds(samples, RATE)
    assert start == pytest.approx(0.3 * RATE, abs=240)
    assert end == pytest.approx(1.3 * RATE, abs=240)


def test_quiet_final_fricative_is_kept():
    hiss = np.random.default_rng(1).standard_normal(RATE // 5).astype(np.float32) * 0.3 * 10 ** (-35 / 20)
    samples = to_int16(np.concatenate([quiet(0.2), tone(1), quiet(0.08), hiss, quiet(0.4)]))
    assert speech_bounds(samples, RATE)[1] == pytest.approx(1.48 * RATE, abs=240)


def test_pauses_inside_are_kept():
    samples = to_int16(np.concatenate([quiet(0.1), tone(0.3), quiet(1.5), tone(0.3), quiet(0.1)]))
    start, end = speech_bounds(samples, RATE)
    assert (start / RATE, end / RATE) == pytest.approx((0.1, 2.2), abs=0.01)


def test_noise_floor_is_no_speech():
    floor = np.random.default_rng(2).standard_normal(2 * RATE).astype(np.float32) * 10 ** (-60 / 20)
    floor[RATE // 2 : 3 * RATE // 2] += tone(1)
    start, end = speech_bounds(to_int16(floor), RATE)
    assert (start / RATE, end / RATE) == pytest.approx((0.5, 1.5), abs=0.011)


def test_one_short_word_in_a_long_pause():
    samples = to_int16(np.concatenate([quiet(5), tone(0.1), quiet(5)]))
    start, end = speech_bounds(samples, RATE)
    assert (start / RATE, end / RATE) == pytest.approx((5, 5.1), abs=0.011)


def test_take_without_any_quiet_is_kept_whole():
    samples = to_int16(tone(1.0) * np.linspace(1, 0.3, RATE, dtype=np.float32))
    assert speech_bounds(samples, RATE) == (0, RATE)


@pytest.mark.parametrize("n", [0, 1, 100, 239, 240, 24000])
def test_silence_has_no_speech(n):
    assert speech_bounds(np.zeros(n, np.int16), RATE) == (0, 0)
    assert speech_bounds(np.ones(n, np.int16), RATE) == (0, 0)


def test_less_than_a_frame():
    assert speech_bounds(np.full(100, 5000, np.int16), RATE) == (0, 100)


@given(pcm, st.sampled_from([8000, 22050, 24000, 44100]))
def test_bounds_lie_inside(samples, rate_hz):
    start, end = speech_bounds(samples, rate_hz)
    assert 0 <= start <= end <= samples.size


@given(arrays.arrays(np.int16, st.integers(1, 400)), st.integers(0, 500), st.integers(-1, 500))
def test_flac_keeps_every_sample(tmp_path_factory, samples, start, n):
    path = tmp_path_factory.getbasetemp() / "law.flac"
    path.write_bytes(encode_flac(samples, RATE))
    assert np.array_equal(read_flac(path), samples)
    start = min(start, samples.size)
    expected = samples[start:] if n < 0 else samples[start : start + n]
    assert np.array_equal(read_flac(path, start, n), expected)


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"not a flac file")])
def test_unreadable_file_is_an_error_with_a_hint(tmp_path, damage):
    path = tmp_path / "take.flac"
    path.write_bytes(encode_flac(to_int16(tone(0.1)), RATE))
    damage(path)
    with pytest.raises(AudiobookError, match=r"take\.flac") as caught:
        read_flac(path)
    assert caught.value.hint


def test_stereo_is_refused(tmp_path):
    import soundfile

    path = tmp_path / "two.flac"
    soundfile.write(path, np.zeros((100, 2), np.int16), RATE)
    with pytest.raises(AudiobookError, match="2 channels"):
        read_flac(path)
