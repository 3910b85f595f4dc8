import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.engines import hibari_pitch
from audiobook.engines.hibari_pitch import FACTORS, repitched

RATE = 24000
FRAME = 300


def vowel(pitch_hz, seconds=1.0, formant_hz=1000.0):
    """Pulses through one resonance, and the pitch of each frame."""
    n = int(RATE * seconds) // FRAME * FRAME
    pulses = np.diff(np.floor(np.arange(n + 1) * pitch_hz / RATE))
    t = np.arange(600) / RATE
    sound = np.convolve(pulses, np.exp(-t * 400) * np.sin(2 * np.pi * formant_hz * t))[:n].astype(np.float32)
    return sound, np.full(n // FRAME, pitch_hz, np.float32)


def heard_pitch(samples):
    """By the strongest repetition between 70 and 400 Hz."""
    middle = samples[4800:-4800].astype(np.float64)
    power = np.abs(np.fft.rfft(middle, 2 * middle.size)) ** 2
    again = np.fft.irfft(power)[: RATE // 70]
    first = RATE // 400
    return RATE / (first + int(np.argmax(again[first:])))


def heard_formant(samples):
    """The middle of the energy, of which a single resonance has most."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(samples.size, 1 / RATE)
    return float((power * hertz).sum() / power.sum())


@pytest.mark.parametrize("factor", [0.5, 0.7, 0.9, 1.2, 1.5])
def test_pitch_moves_and_the_formant_and_the_length_stay(factor):
    sound, pitch = vowel(200.0)
    moved = repitched(sound, pitch, factor)
    assert (moved.shape, moved.dtype) == (sound.shape, np.float32)
    assert heard_pitch(moved) == pytest.approx(200 * factor, rel=0.02)
    assert heard_formant(moved) == pytest.approx(heard_formant(sound), rel=0.08)


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.5])
def test_a_voice_keeps_its_strength(factor):
    sound, pitch = vowel(200.0)
    moved = repitched(sound, pitch, factor)
    assert 10 * np.log10((moved**2).mean() / (sound**2).mean()) == pytest.approx(0, abs=3.0)


def test_grains_set_down_where_they_were_add_up_to_what_was():
    noise = np.random.default_rng(1).standard_normal(6000).astype(np.float32)
    marks = np.array([700, 830, 1100, 1220, 1900, 2000, 2111, 4000])
    same = hibari_pitch._set_down(noise, marks, marks, np.ones(marks.size))
    assert np.allclose(same[700:4000], noise[700:4000], atol=1e-5)


def test_noise_between_voices_is_left_as_loud_as_it_was():
    sound, pitch = vowel(200.0)
    noise = np.random.default_rng(2).standard_normal(sound.size).astype(np.float32) * 0.1
    moved = repitched(np.concatenate([sound, noise, sound]), np.concatenate([pitch, 0 * pitch, pitch]), 0.6)
    between = moved[sound.size + 1200 : 2 * sound.size - 1200]
    assert between.std() == pytest.approx(noise.std(), rel=0.1)


@pytest.mark.parametrize(
    ("samples", "pitch"),
    [
        (np.zeros(0, np.float32), np.zeros(0, np.float32)),
        (np.ones(FRAME, np.float32), np.zeros(1, np.float32)),
        (np.ones(9 * FRAME, np.float32), np.full(9, 40, np.float32)),
        (np.ones(30, np.float32), np.full(1, 100, np.float32)),
    ],
    ids=["nothing", "silence", "no voice", "less than a period"],
)
def test_what_has_no_pitch_comes_back_as_it_is(samples, pitch):
    assert repitched(samples, pitch, 0.7) is samples


def test_factor_one_changes_nothing():
    sound, pitch = vowel(150.0, 0.1)
    assert repitched(sound, pitch, 1.0) is sound


@pytest.mark.parametrize("factor", [0.0, -1.0, 0.2, 3.0, float("nan")])
def test_what_no_voice_can_do_is_refused(factor):
    sound, pitch = vowel(150.0, 0.1)
    with pytest.raises(ValueError, match="pitch"):
        repitched(sound, pitch, factor)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.one_of(st.just(0.0), st.floats(20, 11000)), min_size=1, max_size=40),
    st.floats(*FACTORS),
    st.integers(0, 99),
)
def test_any_pitch_curve_gives_as_much_sound_and_none_of_it_wild(curve, factor, seed):
    samples = np.random.default_rng(seed).uniform(-1, 1, len(curve) * FRAME).astype(np.float32)
    moved = repitched(samples, np.array(curve, np.float32), factor)
    assert moved.shape == samples.shape
    assert np.isfinite(moved).all()
    assert np.abs(moved).max() < 20
    assert np.array_equal(moved, repitched(samples, np.array(curve, np.float32), factor))
