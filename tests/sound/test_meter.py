"""The meter against published signals and against an independent implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.sound.meter import Meter, integrated_lufs


def measure(samples, rate, blocks=(48_000,)):
    meter = Meter(rate)
    samples = np.asarray(samples, np.float32)
    at = turn = 0
    while at < len(samples):
        size = blocks[turn % len(blocks)]
        meter.feed(samples[at : at + size])
        at += size
        turn += 1
    return meter, meter.finish()


def sine(rate, seconds, dbfs, hz=1000.0):
    return 10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * np.arange(round(rate * seconds)) / rate)


def speechlike(rate, seconds, seed=0):
    """Noise in bursts of syllable length, louder and softer."""
    rng = np.random.default_rng(seed)
    n = round(rate * seconds)
    level = np.repeat(rng.random(n // (rate // 5) + 1) ** 2, rate // 5)[:n]
    tilt = np.convolve(rng.standard_normal(n), 0.9 ** np.arange(20), "same")
    return 0.08 * level * tilt


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        # EBU Tech 3341 cases 1-3, for one channel: 3 dB more than its stereo signals for the same reading.
        ([(20, -19.99)], -23.0),
        ([(20, -29.99)], -33.0),
        ([(10, -32.99), (60, -19.99), (10, -32.99)], -23.0),
    ],
)
def test_published_signals(parts, lufs):
    samples = np.concatenate([sine(48_000, seconds, level) for seconds, level in parts])
    assert integrated_lufs(measure(samples, 48_000)[1]) == pytest.approx(lufs, abs=0.1)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_agrees_with_pyloudnorm(rate):
    import pyloudnorm

    samples = speechlike(rate, 15.0)
    oracle = pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(samples)
    assert integrated_lufs(measure(samples, rate)[1]) == pytest.approx(oracle, abs=0.01)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 9_000), min_size=1, max_size=5))
def test_block_sizes_do_not_matter(blocks):
    samples = speechlike(24_000, 3.25)
    whole, energies = measure(samples, 24_000, (len(samples),))
    parts, same = measure(samples, 24_000, blocks)
    assert len(same) == len(energies) == 32
    np.testing.assert_allclose(same, energies, rtol=1e-4, atol=1e-12)
    assert (parts.sample_peak, parts.true_peak) == pytest.approx((whole.sample_peak, whole.true_peak), rel=1e-6)


def test_chapters_energies_joined_are_the_book():
    first, second = speechlike(24_000, 8, 1), 0.5 * speechlike(24_000, 9, 2)
    together = integrated_lufs(measure(np.concatenate((first, second)), 24_000)[1])
    joined = np.concatenate([measure(part, 24_000)[1] for part in (first, second)])
    assert integrated_lufs(joined) == pytest.approx(together, abs=0.02)


def test_silence_and_too_little_have_no_loudness():
    assert integrated_lufs(measure(np.zeros(48_000), 24_000)[1]) == -np.inf
    assert integrated_lufs(measure(sine(24_000, 0.35, -20), 24_000)[1]) == -np.inf
    meter, energies = measure(np.zeros(0), 24_000)
    assert (len(energies), meter.true_peak, meter.sample_peak) == (0, 0.0, 0.0)


def test_peak_between_samples_is_found():
    # A sine at a quarter of the rate, sampled 45 degrees off its peaks: 3 dB above every sample.
    n = np.arange(24_000)
    meter, _ = measure(0.5 * np.sin(np.pi / 2 * n + np.pi / 4) * np.hanning(len(n)), 24_000)
    assert 20 * np.log10(meter.sample_peak / 0.5) == pytest.approx(-3.01, abs=0.02)
    assert 20 * np.log10(meter.true_peak / 0.5) == pytest.approx(0.0, abs=0.1)


def test_peak_between_two_small_samples_is_found():
    # Two tones near half the rate beat like an "s": the largest peak lies between samples of half its size.
    n = np.arange(4_800)
    samples = np.sinc((n - 2400.5) * 0.9) * np.cos(np.pi * 0.55 * (n - 2400.5))
    from scipy.signal import resample_poly

    oracle = np.abs(resample_poly(samples, 4, 1, window=("kaiser", 5.0))).max()
    assert measure(samples, 24_000)[0].true_peak == pytest.approx(oracle, rel=1e-3)


@pytest.mark.parametrize("shift", range(-12, 13))
def test_a_peak_between_small_samples_is_found_at_the_seam_of_two_blocks(shift):
    # Its neighbours that are loud enough to be looked at may lie on the other side of the seam.
    n = np.arange(4_800)
    samples = np.sinc((n - 2400.5) * 0.9) * np.cos(np.pi * 0.55 * (n - 2400.5))
    whole, _ = measure(samples, 24_000)
    parts, _ = measure(samples, 24_000, (2400 + shift, len(n) - 2400 - shift))
    assert parts.true_peak == pytest.approx(whole.true_peak, rel=1e-6)
