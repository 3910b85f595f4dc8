"""The limiter's promises: never above the ceiling, no trace of block edges, untouched where nothing is loud."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import resample_poly

from audiobook.mastering.limit import Limiter, limit

RATE = 24_000
CEILING = -3.5
LEVEL = np.float32(10 ** (CEILING / 20))


def loud(seed, n=30_000, level=1.0):
    rng = np.random.default_rng(seed)
    envelope = np.repeat(rng.random(n // 300 + 1) ** 4, 300)[:n]
    return (level * envelope * rng.standard_normal(n)).astype(np.float32)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 1000),
    st.floats(0.05, 20),
    st.lists(st.integers(0, 5_000), min_size=1, max_size=6).filter(any),
)
def test_blocks_equal_the_whole_and_keep_to_the_ceiling(seed, level, sizes):
    samples = loud(seed, 9_000, level)
    limiter = Limiter(CEILING, RATE)
    parts, at, turn = [], 0, 0
    while at < len(samples):
        size = sizes[turn % len(sizes)]
        parts.append(limiter.process(samples[at : at + size]).copy())
        at += size
        turn += 1
    limited = np.concatenate([*parts, limiter.flush()])
    whole = limit(samples, CEILING, RATE)
    assert len(limited) == len(samples)
    np.testing.assert_allclose(limited, whole, rtol=0, atol=1e-6)
    assert np.abs(limited).max() <= LEVEL


@pytest.mark.parametrize("seed", range(4))
def test_true_peak_keeps_to_the_ceiling(seed):
    # Band-limited like any speech: interpolators do not agree on the peaks of full-band noise.
    samples = resample_poly(loud(seed, 15_000, 1.5), 2, 1).astype(np.float32)
    limited = limit(samples, CEILING, RATE).astype(float)
    peak = np.abs(resample_poly(limited, 4, 1, window=("kaiser", 5.0))).max()
    assert 20 * np.log10(peak) < CEILING + 0.05


def test_what_is_not_loud_is_not_touched():
    samples = loud(1, level=0.05)
    assert np.array_equal(limit(samples, CEILING, RATE), samples)


def test_a_peak_is_pulled_down_softly_and_only_around_itself():
    samples = np.full(10_000, 0.1, np.float32)
    samples[5_000] = 0.9
    limited = limit(samples, CEILING, RATE)
    gain = limited / samples
    assert gain[5_000] == pytest.approx(LEVEL / 0.9, rel=0.05)
    assert np.all(gain[: 5_000 - 120] == 1)
    assert np.all(gain[5_000 + 120 :] == 1)
    assert np.abs(np.diff(gain)).max() < 0.02


def test_nothing_in_nothing_out():
    assert len(limit(np.zeros(0, np.float32), CEILING, RATE)) == 0
    limiter = Limiter(CEILING, RATE)
    assert len(limiter.process(np.zeros(3, np.float32))) == 0
    assert len(limiter.flush()) == 3


def test_the_input_is_not_changed():
    samples = loud(2, level=3.0)
    before = samples.copy()
    limit(samples, CEILING, RATE)
    assert np.array_equal(samples, before)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.floats(0.5, 20), st.lists(st.integers(1, 5_000), min_size=1, max_size=6))
def test_two_channels_in_blocks_equal_the_whole_and_keep_to_the_ceiling(seed, level, sizes):
    samples = np.stack([loud(seed, 9_000, level), loud(seed + 1, 9_000, 0.5)], axis=1)
    limiter = Limiter(CEILING, RATE, 2)
    parts, at, turn = [], 0, 0
    while at < len(samples):
        size = sizes[turn % len(sizes)]
        parts.append(limiter.process(samples[at : at + size]).copy())
        at += size
        turn += 1
    limited = np.concatenate([*parts, limiter.flush()])
    assert limited.shape == samples.shape
    np.testing.assert_allclose(limited, limit(samples, CEILING, RATE), rtol=0, atol=1e-6)
    assert np.abs(limited).max() <= LEVEL


def test_both_sides_get_the_gain_of_the_louder():
    samples = np.full((10_000, 2), 0.1, np.float32)
    samples[3_000, 0] = samples[7_000, 1] = 0.9
    samples[7_001, 0] = 0.8  # beside the other side's peak
    limited = limit(samples, CEILING, RATE)
    gain = limited / samples
    np.testing.assert_allclose(gain[:, 0], gain[:, 1], rtol=1e-5)
    assert gain[3_000, 1] == pytest.approx(LEVEL / 0.9, rel=0.05)
    assert gain[5_000, 0] == 1


def test_the_same_on_both_sides_is_limited_as_one_channel():
    one = loud(3, level=3.0)
    two = limit(np.stack([one, one], axis=1), CEILING, RATE)
    assert np.array_equal(two, np.stack([limit(one, CEILING, RATE)] * 2, axis=1))
