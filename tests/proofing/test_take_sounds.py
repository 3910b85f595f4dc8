"""What is odd about a take before anybody listens: its length, its noise, how it ends."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.proofing.takes.sound import Measures, measures
from audiobook.proofing.takes.suspicion import Suspect, Take, suspects

RATE = 24_000


def speechlike(seconds: float) -> np.ndarray:
    """A buzz of 120 Hz in syllables of 0.2 s with dips between them."""
    t = np.arange(int(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 12))
    return (0.1 * buzz * (0.02 + np.abs(np.sin(np.pi * t / 0.2)))).astype(np.float32)


def noise(seconds: float, level: float) -> np.ndarray:
    return (level * np.random.default_rng(1).standard_normal(int(seconds * RATE))).astype(np.float32)


def book(*odd: Take) -> list[Suspect]:
    """What is said of takes among forty usual ones of the same voice."""
    dice = np.random.default_rng(2)
    usual = []
    for n in range(40):
        text = "word " * (5 + n % 17)
        usual.append(
            Take(text, "v", "e", 0.3 + len(text) / 15 * dice.uniform(0.95, 1.05), measures(speechlike(2.0), RATE, 0.4))
        )
    return suspects([*usual, *odd])[40:]


def test_noise_over_a_part_of_the_speech_is_noticed() -> None:
    dirty = speechlike(2.0)
    dirty[RATE // 2 : RATE] += noise(0.5, 0.15)
    (found,) = book(Take("word " * 5, "v", "e", 2.0, measures(dirty, RATE, 0.4)))
    assert found.sound.noisy
    assert "noise" in found.why


def test_a_hum_that_fills_the_dips_is_noticed() -> None:
    hum = speechlike(3.0) + 0.5 * np.sin(2 * np.pi * 150 * np.arange(3 * RATE) / RATE).astype(np.float32)
    (found,) = book(Take("word " * 8, "v", "e", 3.0, measures(hum, RATE, 0.4)))
    assert found.sound.noisy


def test_clean_speech_is_not_noisy_nor_cut_off() -> None:
    (found,) = book(Take("word " * 6, "v", "e", 2.3, measures(speechlike(2.3), RATE, 0.4)))
    assert found == Suspect()


def test_a_voice_that_always_hisses_is_not_suspected_of_it() -> None:
    hiss = measures(noise(2.0, 0.1), RATE, 0.4)
    assert not any(found.sound.noisy for found in suspects([Take("word " * 9, "h", "e", 3.0, hiss)] * 30))


def test_speech_that_stops_at_full_level_at_the_end_of_the_file_was_cut_off() -> None:
    speech = speechlike(2.1)
    (cut, ended) = book(
        Take("word " * 6, "v", "e", 2.1, measures(speech, RATE, 0.0)),
        Take("word " * 6, "v", "e", 2.1, measures(speech, RATE, 0.4)),
    )
    assert cut.sound.cut_off
    assert not ended.sound.cut_off


@pytest.mark.parametrize(("factor", "word"), [(0.5, "short"), (1.8, "long")])
def test_a_length_that_is_unusual_for_the_voice_and_the_text_is_noticed(factor: float, word: str) -> None:
    text = "word " * 12
    (found,) = book(Take(text, "v", "e", (0.3 + len(text) / 15) * factor))
    assert any(word in why for why in found.why)
    assert (found.sound.short, found.sound.long) == (word == "short", word == "long")


def test_level_and_a_hole_in_the_speech_are_noticed() -> None:
    quiet = measures(speechlike(2.0) * np.float32(0.2), RATE, 0.4)
    hole = measures(np.concatenate((speechlike(1.0), np.zeros(2 * RATE, np.float32), speechlike(1.0))), RATE, 0.4)
    found = book(Take("word " * 5, "v", "e", 2.0, quiet), Take("word " * 12, "v", "e", 4.0, hole))
    assert "quieter than usual" in found[0].why
    assert any("of quiet inside" in why for why in found[1].why)


def test_few_takes_of_a_voice_are_suspected_of_nothing_by_length() -> None:
    assert suspects([Take("a word", "v", "e", 30.0), Take("a word", "v", "e", 0.1)]) == [Suspect(), Suspect()]


def test_speech_shorter_than_a_frame_has_measures() -> None:
    assert isinstance(measures(np.zeros(3, np.float32), RATE, 0.0), Measures)
