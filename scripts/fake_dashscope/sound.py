"""Something like speech: a hum or a hiss for each character, quiet at spaces and marks, as long as a reader would take.

About 15 letters or 5 ideographs a second. The same text, voice, directions and seed give the same samples on every
machine, so a test can hold a take against what it should be. Thousands of times real time: grains are kept and joined.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from fake_dashscope.billing import is_han, is_syllable

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: WAV 24 kHz mono s16 (facts sheet, section 3).
RATE_HZ = 24000
_LETTER_MS, _DIGIT_MS, _SYLLABLE_MS, _HAN_MS, _SPACE_MS = 66, 120, 140, 195, 60
#: Quiet after marks: sentence ends, commas and their like, and others (quotation marks).
_END_MS, _COMMA_MS, _MARK_MS = 250, 130, 20
_ENDS, _COMMAS = frozenset(".!?。！？…"), frozenset(",;:，；：、—")
#: Quiet at both ends; the last one is longer by up to 40 ms, which differ from text to text.
_EDGE_MS, _EDGE_SPREAD = 100, RATE_HZ // 25
_VOWELS = "aeiouy"
#: Two formants a vowel, Hz, in that order (Peterson and Barney 1952, rounded).
_FORMANTS = ((730, 1090), (530, 1840), (270, 2290), (570, 840), (300, 870), (390, 1990))
_HARMONICS = 16
#: Peak of vowels and of consonants; a text measures about -20 dBFS.
_LOUD, _SOFT = 0.35, 0.08
#: Different sounds a kind of character may have.
_VARIANTS = 24
_FULL = 32767


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that the sound depends on."""

    model: str
    voice: str
    text: str = field(repr=False)
    language: str = ""
    instructions: str = ""
    seed: int = 0


def synthetic(recipe: Recipe) -> bytes:
    """The built-in sound. Thread-safe."""
    pitch = _pitch_hz(recipe)
    parts = [_grain(pitch, *_kind(char)) for char in recipe.text]
    if not any(map(str.isalnum, recipe.text)):
        parts.append(_grain(pitch, "vowel", 0, 3 * _LETTER_MS))  # a breath: what is billed is never silent
    tail = zlib.crc32(repr(recipe).encode("utf-8", "replace") + recipe.text.encode("utf-8", "replace")) % _EDGE_SPREAD
    edge = b"\0\0" * (RATE_HZ * _EDGE_MS // 1000)
    return b"".join((edge, *parts, edge, b"\0\0" * tail))


def _pitch_hz(recipe: Recipe) -> int:
    """90 to 250 Hz by the voice, a little up or down by directions and seed."""
    base = 90 + zlib.crc32(recipe.voice.encode()) % 160
    moved = zlib.crc32(f"{recipe.instructions}/{recipe.seed}".encode("utf-8", "replace")) % 9 - 4
    return base + (moved if recipe.instructions or recipe.seed else 0)


def _kind(char: str) -> tuple[str, int, int]:
    """Kind of grain, its variant, its length in ms."""
    variant = zlib.crc32(char.lower().encode("utf-8", "replace")) % _VARIANTS
    if char.isspace():
        return "quiet", 0, _SPACE_MS
    if not char.isalnum():
        return "quiet", 0, _END_MS if char in _ENDS else _COMMA_MS if char in _COMMAS else _MARK_MS
    if char.isdigit():
        return "vowel", variant, _DIGIT_MS
    if is_syllable(char):
        return "vowel", variant, _HAN_MS if is_han(char) else _SYLLABLE_MS
    if char.lower() in _VOWELS:
        return "vowel", _VOWELS.index(char.lower()), _LETTER_MS
    return "consonant", variant, _LETTER_MS


@lru_cache(maxsize=4096)
def _grain(pitch_hz: int, kind: str, variant: int, ms: int) -> bytes:
    n = RATE_HZ * ms // 1000
    if kind == "quiet":
        return bytes(2 * n)
    envelope = np.sin(np.arange(n) * (np.pi / n)) ** 2
    if kind == "consonant":
        wave, level = np.random.default_rng(variant).uniform(-1, 1, n), _SOFT
    else:
        wave, level = (
            _vowel(pitch_hz * (1 + (variant // len(_FORMANTS) - 1.5) / 20), variant % len(_FORMANTS), n),
            _LOUD,
        )
    samples: NDArray[np.int16] = np.rint(envelope * wave * level * _FULL).astype("<i2")
    return samples.tobytes()


def _vowel(pitch_hz: float, vowel: int, n: int) -> NDArray[np.float64]:
    """Harmonics under two resonances, peak 1."""
    harmonics = pitch_hz * np.arange(1, _HARMONICS + 1)
    weights = np.full(_HARMONICS, 0.05)
    for formant in _FORMANTS[vowel]:
        weights += 1 / (1 + ((harmonics - formant) / 150) ** 2)
    phases = np.outer(harmonics, np.arange(n)) * (2 * np.pi / RATE_HZ)
    wave = (weights[:, None] * np.sin(phases)).sum(axis=0)
    return np.asarray(wave / np.abs(wave).max(), dtype=np.float64)


class Studio:
    """Renders recipes and keeps the last few, since what is asked for is fetched soon after. Thread-safe."""

    def __init__(self, speaker: Callable[[Recipe], bytes], kept: int) -> None:
        self._speaker = speaker
        self._kept = kept
        self._lock = threading.Lock()
        self._done: dict[Recipe, bytes] = {}

    def render(self, recipe: Recipe) -> bytes:
        """The samples of a recipe: mono 16-bit at ``RATE_HZ``."""
        with self._lock:
            samples = self._done.get(recipe)
        if samples is None:
            samples = self._speaker(recipe)
            with self._lock:
                self._done[recipe] = samples
                while len(self._done) > self._kept:
                    del self._done[next(iter(self._done))]
        return samples
