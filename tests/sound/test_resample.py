import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.sound.resample import Resampler, resample, resampled_length


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


@pytest.mark.parametrize("rates", [(24000, 44100), (24000, 22050), (44100, 24000), (24000, 48000)])
@given(n=st.integers(0, 30_000), block=st.integers(100, 9_000))
def test_a_stream_is_the_whole_signal_resampled_and_exact_in_length(rates, n, block):
    samples = np.random.default_rng(n).standard_normal(n).astype(np.float32)
    stream = Resampler(*rates)
    parts = [stream.process(samples[at : at + block]) for at in range(0, n, block)]
    result = np.concatenate([*parts, stream.flush()])
    assert len(result) == resampled_length(n, *rates) == round(n * rates[1] / rates[0] + 1e-9)
    whole = resample(samples, *rates)
    shorter = min(len(whole), len(result))
    np.testing.assert_allclose(result[:shorter], whole[:shorter], atol=1e-6)


def test_positions_map_by_the_ratio_without_drift():
    # A click at the end of ten minutes lies where the ratio says, to a sample.
    n, at = 24000 * 600, 24000 * 600 - 1200
    stream = Resampler(24000, 44100)
    parts = []
    for start in range(0, n, 65536):
        block = np.zeros(min(65536, n - start), np.float32)
        if start <= at < start + len(block):
            block[at - start] = 1.0
        parts.append(stream.process(block))
    result = np.concatenate([*parts, stream.flush()])
    assert len(result) == 44100 * 600
    assert abs(int(np.argmax(np.abs(result))) - at * 44100 / 24000) <= 0.5


@pytest.mark.parametrize("rates", [(0, 24000), (24000, -1)])
def test_a_stream_needs_positive_rates(rates):
    with pytest.raises(ValueError, match="positive"):
        Resampler(*rates)


@given(n=st.integers(0, 9_000), block=st.integers(1, 4_000))
def test_two_channels_are_each_resampled_as_one(n, block):
    samples = np.random.default_rng(n).standard_normal((n, 2)).astype(np.float32)
    stream = Resampler(24000, 48000, 2)
    parts = [stream.process(samples[at : at + block]) for at in range(0, n, block)]
    result = np.concatenate([*parts, stream.flush()])
    assert result.shape == (2 * n, 2)
    for channel in range(2):
        alone = Resampler(24000, 48000)
        np.testing.assert_allclose(
            result[:, channel], np.concatenate([alone.process(samples[:, channel].copy()), alone.flush()]), atol=1e-6
        )
