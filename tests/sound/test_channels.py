from __future__ import annotations

import numpy as np
import pytest

from audiobook.sound.channels import down_mixed, fitted
from audiobook.sound.meter import Meter, integrated_lufs

RATE = 24_000


def lufs(samples):
    meter = Meter(RATE, 1 if samples.ndim == 1 else samples.shape[1])
    meter.feed(samples)
    return integrated_lufs(meter.finish())


def noise(channels, seed=0):
    return (0.1 * np.random.default_rng(seed).standard_normal((RATE * 4, channels))).astype(np.float32)


def test_one_channel_is_as_loud_in_two_and_back():
    one = noise(1)
    two = fitted(one, 2)
    assert two.shape == (len(one), 2)
    assert lufs(two) == pytest.approx(lufs(one[:, 0]), abs=0.001)
    np.testing.assert_allclose(fitted(two, 1), one[:, 0], atol=1e-7)


def test_sides_with_nothing_in_common_lose_three_lu_in_one_channel():
    two = noise(2)
    assert lufs(fitted(two, 1)) - lufs(two) == pytest.approx(-3.01, abs=0.1)


def test_what_fits_is_not_copied():
    two = noise(2)
    assert fitted(two, 2) is two
    assert np.shares_memory(fitted(two[:, 0], 1), two)


def test_each_loudspeaker_has_its_share():
    names = ["FL", "FR", "FC", "LFE", "SL", "SR", "BC"]
    shares = down_mixed(np.eye(7, dtype=np.float32), names)
    half = pytest.approx(np.sqrt(0.5), abs=1e-4)
    assert shares[:2].tolist() == [[1, 0], [0, 1]]
    assert shares[2].tolist() == [half, half]
    assert shares[3].tolist() == [0, 0]
    assert shares[4].tolist() == [half, 0]
    assert shares[5].tolist() == [0, half]
    assert shares[6].tolist() == [0.5, 0.5]
