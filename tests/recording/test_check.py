import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.recording.check import check_samples, plausible_seconds

TEXT = "It is a truth universally acknowledged, that a single man must be in want of a wife."


def noise(seconds, rate_hz=24000, level=0.05):
    """Noise that comes and goes four times a second, as speech does."""
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return (np.random.default_rng(0).standard_normal(at.size) * level * np.abs(np.sin(at * 4 * np.pi))).astype(
        np.float32
    )


def test_an_even_noise_or_hum_is_not_speech(slate):
    rate_hz = 24000
    at = np.arange(5 * rate_hz) / rate_hz
    hiss = (np.random.default_rng(0).standard_normal(at.size) * 0.05).astype(np.float32)
    for samples in (hiss, np.full_like(hiss, 0.2), (0.2 * np.sin(at * 600)).astype(np.float32)):
        assert check_samples(slate(TEXT), samples, rate_hz) == ("it is an even noise or hum, no speech",)
    assert check_samples(slate("Aaah!"), hiss[: rate_hz // 2], rate_hz) == (), "too short to tell"


def test_good_speech_has_no_problems(slate):
    assert check_samples(slate(TEXT), noise(5.0), 24000) == ()


@pytest.mark.parametrize("seconds", [0.5, 1.0, 90.0])
def test_implausible_lengths(slate, seconds):
    (problem,) = check_samples(slate(TEXT), noise(seconds), 24000)
    assert "too short" in problem or "too long" in problem


def test_infinite_samples(slate):
    samples = noise(5.0)
    samples[7] = -np.inf
    assert "not numbers" in check_samples(slate(TEXT), samples, 24000)[0]


def test_a_few_clipped_samples_are_kept(slate):
    samples = noise(5.0)
    samples[:100] = 1.0
    assert check_samples(slate(TEXT), samples, 24000) == ()


def test_a_whisper_is_not_silence(slate):
    assert check_samples(slate(TEXT), noise(5.0, level=0.003), 24000) == ()
    assert "silent" in check_samples(slate(TEXT), noise(5.0, level=0.0005), 24000)[0]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        # As spoken by people and by the built-in engines.
        ("I.", 0.35),
        ("Mr.", 0.5),
        ("No!", 0.3),
        ("BBC", 0.9),
        ("1887", 1.8),
        ("3,472,918", 4.5),
        ("“Oh!”", 0.4),
        (TEXT, 3.2),
        (TEXT, 9.0),
        ("你好，世界。", 1.2),
        ("我们都是好朋友，今天天气很好。", 3.7),
        ("我们都是好朋友，今天天气很好。", 6.5),
        ("こんにちは世界。", 2.6),
        ("안녕하세요 세계", 1.35),
        ("Привет, мир!", 0.86),
        ("שלום עולם", 1.2),
        ("😀", 1.6),
        ("x² + 3 = 12 %", 5.0),
    ],
)
def test_real_lengths_are_plausible(text, seconds):
    least, most = plausible_seconds(text, 1.0)
    assert least <= seconds <= most


@given(st.text(max_size=200), st.floats(0.1, 10, allow_nan=False))
def test_bounds_are_in_order(text, speed):
    least, most = plausible_seconds(text, speed)
    assert 0 <= least < most


@given(st.text(min_size=1, max_size=100), st.floats(0.3, 3))
def test_faster_is_never_expected_longer(text, speed):
    assert plausible_seconds(text, speed * 1.3)[1] <= plausible_seconds(text, speed)[1]
