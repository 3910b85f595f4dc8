"""Signals that EBU Tech 3341 (2016) and 3342 (2016) define, made from the definitions, within their tolerances."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.sound.meter import Meter, decibels, integrated_lufs, loudness_range, momentary_lufs, short_term_lufs

RATE = 48_000


def sine(seconds, dbfs, hz=1000.0, degrees=0.0, rate=RATE):
    turn = 2 * np.pi * hz * np.arange(round(rate * seconds)) / rate
    return (10 ** (dbfs / 20) * np.sin(turn + np.radians(degrees))).astype(np.float32)


def tones(parts, channels=2):
    signal = np.concatenate([sine(seconds, dbfs) for seconds, dbfs in parts])
    return np.stack([signal] * channels, axis=1)


def measured(samples, rate=RATE):
    meter = Meter(rate, samples.shape[1])
    for at in range(0, len(samples), 50_000):
        meter.feed(samples[at : at + 50_000])
    return meter, meter.finish()


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        pytest.param([(20, -23)], -23.0, id="case 1"),
        pytest.param([(20, -33)], -33.0, id="case 2"),
        pytest.param([(10, -36), (60, -23), (10, -36)], -23.0, id="case 3"),
        pytest.param([(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)], -23.0, id="case 4"),
        pytest.param([(20, -26), (20.1, -20), (20, -26)], -23.0, id="case 5"),
    ],
)
def test_tech_3341_integrated_loudness(parts, lufs):
    assert integrated_lufs(measured(tones(parts))[1]) == pytest.approx(lufs, abs=0.1)


def test_tech_3341_case_6_five_channels():
    levels = (-28, -28, -24, -30, -30)
    samples = np.stack([sine(20, level) for level in levels], axis=1)
    assert integrated_lufs(measured(samples)[1]) == pytest.approx(-23.0, abs=0.1)
    # The same with a loud low-frequency channel, which does not count.
    six = np.insert(samples, 3, sine(20, -6, 50.0), axis=1)
    assert integrated_lufs(measured(six)[1]) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("parts", [[(20, -23)], [(10, -36), (10, -23)]])
def test_tech_3341_cases_1_and_2_momentary_and_short_term(parts):
    _, energies = measured(tones(parts))
    assert momentary_lufs(energies)[-1] == pytest.approx(-23.0, abs=0.1)
    assert short_term_lufs(energies)[-1] == pytest.approx(-23.0, abs=0.1)
    assert momentary_lufs(energies)[0] == pytest.approx(parts[0][1], abs=0.1)
    assert len(energies) - len(momentary_lufs(energies)) == 3
    assert len(energies) - len(short_term_lufs(energies)) == 29


@pytest.mark.parametrize(
    ("amplitude", "part", "degrees", "dbtp"),
    [
        pytest.param(0.50, 4, 0.0, -6.0, id="case 15"),
        pytest.param(0.50, 4, 45.0, -6.0, id="case 16"),
        pytest.param(0.50, 6, 60.0, -6.0, id="case 17"),
        pytest.param(0.50, 8, 67.5, -6.0, id="case 18"),
        pytest.param(1.41, 4, 45.0, 3.0, id="case 19"),
    ],
)
def test_tech_3341_true_peak(amplitude, part, degrees, dbtp):
    tone = sine(1, 20 * np.log10(amplitude), RATE / part, degrees)
    edge = np.minimum(np.minimum(np.arange(len(tone)), np.arange(len(tone))[::-1]) / 480, 1.0)
    tone = (tone * edge).astype(np.float32)  # a sine switched on at once has other peaks than a sine
    meter, _ = measured(np.stack([tone, tone], axis=1))
    assert dbtp - 0.4 <= decibels(meter.true_peak**2) <= dbtp + 0.2


@pytest.mark.parametrize(
    ("levels", "lu"),
    [
        pytest.param((-20, -30), 10, id="case 1"),
        pytest.param((-20, -15), 5, id="case 2"),
        pytest.param((-40, -20), 20, id="case 3"),
        pytest.param((-50, -35, -20, -35, -50), 15, id="case 4"),
    ],
)
def test_tech_3342_loudness_range(levels, lu):
    assert loudness_range(measured(tones([(20, level) for level in levels]))[1]) == pytest.approx(lu, abs=1.0)


def test_a_mono_file_reads_three_lu_below_the_same_in_two_channels():
    one = integrated_lufs(measured(tones([(10, -23)], 1))[1])
    two = integrated_lufs(measured(tones([(10, -23)], 2))[1])
    assert two - one == pytest.approx(3.01, abs=0.01)


def test_two_channels_agree_with_pyloudnorm():
    import pyloudnorm

    rng = np.random.default_rng(3)
    level = np.repeat(rng.random(150) ** 2, RATE // 10)[:, None]
    samples = (0.1 * level * rng.standard_normal((len(level), 2))).astype(np.float32)
    oracle = pyloudnorm.Meter(RATE, filter_class="DeMan").integrated_loudness(samples.astype(float))
    assert integrated_lufs(measured(samples)[1]) == pytest.approx(oracle, abs=0.01)


def test_silence_has_no_range_and_the_series_of_silence_say_so():
    _, energies = measured(np.zeros((RATE * 5, 1), np.float32))
    assert loudness_range(energies) == 0.0
    assert np.all(np.isneginf(short_term_lufs(energies)))
    assert len(short_term_lufs(energies[:20])) == 0


def test_the_mean_square_is_that_of_all_samples_and_channels():
    samples = np.stack([sine(1.03, -6), sine(1.03, -12)], axis=1)
    meter, _ = measured(samples)
    assert meter.mean_square == pytest.approx(float(np.mean(samples.astype(float) ** 2)), rel=1e-5)
    assert Meter(RATE).mean_square == 0.0


@pytest.mark.parametrize("channels", [0, 4, 7])
def test_channels_without_weights_are_refused(channels):
    with pytest.raises(ValueError, match="channels"):
        Meter(RATE, channels)


@pytest.mark.parametrize("rate", [11_025, 24_110])
def test_odd_rates_read_the_same(rate):
    # 24,110 / 10 is a prime: whole steps and whole rows of the filter meet only after many.
    tone = sine(40, -20, 997.0, rate=rate)[:, None]
    assert integrated_lufs(measured(tone, rate)[1]) == pytest.approx(-23.01, abs=0.1)
