import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.sound.resample import resample


def sine(hz, rate_hz, seconds=1.0):
    return np.sin(np.arange(int(rate_hz * seconds)) * 2 * np.pi * hz / rate_hz).astype(np.float32)


def level(samples, hz, rate_hz):
    """Amplitude of one frequency away from the ends."""
    middle = samples[samples.size // 4 : 3 * samples.size // 4].astype(float)
    turn = np.exp(-2j * np.pi * hz * np.arange(middle.size) / rate_hz) * np.hanning(middle.size)
    return 2 * abs(np.dot(middle, turn)) / np.hanning(middle.size).sum()


def test_equal_rates_are_the_same_array():
    samples = sine(440, 24000)
    assert resample(samples, 24000, 24000) is samples


@pytest.mark.parametrize("hz", [100, 1000, 9000])
@pytest.mark.parametrize("to_hz", [22050, 44100, 48000])
def test_tones_keep_their_level(hz, to_hz):
    result = resample(sine(hz, 24000), 24000, to_hz)
    assert result.dtype == np.float32
    assert level(result, hz, to_hz) == pytest.approx(1.0, abs=0.01)


def test_nothing_folds_back():
    result = resample(sine(11500, 24000), 24000, 16000)
    assert np.abs(result[2000:-2000]).max() < 1e-3


def test_false_rate_moves_pitch_and_length():
    deeper = resample(sine(200, 24000), 24000 * 0.8, 24000)
    assert deeper.size == pytest.approx(24000 / 0.8, abs=2)
    assert level(deeper, 160, 24000) == pytest.approx(1.0, abs=0.01)


@given(st.integers(0, 3000), st.sampled_from([8000, 16000, 22050, 24000, 44100, 48000, 18240.5]))
def test_length_follows_the_rates(n, to_hz):
    result = resample(np.zeros(n, np.float32), 24000, to_hz)
    assert abs(result.size - n * to_hz / 24000) <= 1


@pytest.mark.parametrize("rates", [(0, 24000), (24000, 0), (-1, 24000)])
def test_rates_are_positive(rates):
    with pytest.raises(ValueError, match="positive"):
        resample(np.zeros(4, np.float32), *rates)
