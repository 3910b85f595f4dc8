"""Beeps of a plausible length for tests and for running a whole pipeline in seconds.

A short burst for each letter, a longer one for each ideograph, quiet for spaces and marks: the length grows with the
text as speech does (about 15 letters or 4.5 ideographs a second). Deterministic; over 2,000 x real time.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from audiobook.cast import Age, Gender, Voice
from audiobook.engines.text import has_words, speakable
from audiobook.errors import EngineError, TakeError
from audiobook.plugins import EngineInfo, Parallel, Recording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.take import Slate

_RATE_HZ = 24000
_LETTER_MS, _IDEOGRAPH_MS, _SPACE_MS, _MARK_MS, _EDGE_MS = 60, 210, 40, 150, 100
#: Peak of a burst; with the pauses of a sentence it measures about -23 LUFS.
_AMPLITUDE = 0.18
#: Steps of a pentatonic scale in semitones; a letter picks one, so that a text has a tune.
_SCALE = (0, 2, 4, 7, 9)
_SPEEDS = (0.25, 4.0)
_PITCHES = (-24.0, 24.0)


@dataclass(frozen=True, slots=True)
class _Singer:
    hz: float
    gender: Gender
    age: Age


_SINGERS = {
    "alto": _Singer(220, Gender.FEMALE, Age.ADULT),
    "tenor": _Singer(165, Gender.MALE, Age.ADULT),
    "soprano": _Singer(330, Gender.FEMALE, Age.YOUNG),
    "bass": _Singer(98, Gender.MALE, Age.OLD),
    "mezzo": _Singer(262, Gender.FEMALE, Age.ADULT),
    "baritone": _Singer(123, Gender.MALE, Age.ADULT),
    "contralto": _Singer(185, Gender.FEMALE, Age.OLD),
    "countertenor": _Singer(196, Gender.MALE, Age.YOUNG),
    "coloratura": _Singer(392, Gender.FEMALE, Age.YOUNG),
    "child": _Singer(440, Gender.NEUTRAL, Age.CHILD),
    "treble": _Singer(494, Gender.MALE, Age.CHILD),
    "elder": _Singer(147, Gender.NEUTRAL, Age.OLD),
}


class ToneEngine:
    """Speaks every language and reads every script, as beeps. Thread-safe, but made for processes like real engines."""

    @property
    def info(self) -> EngineInfo:
        """Name, version and limits. Its version moves when its sound does."""
        return EngineInfo("tone", "1", "beeps", Parallel.PROCESSES, max_characters=1000)

    def voices(self) -> tuple[Voice, ...]:
        """Twelve pitches, enough for a cast."""
        return tuple(
            Voice(
                key,
                "tone",
                key.title(),
                ("*",),
                singer.gender,
                singer.age,
                f"beeps around {singer.hz:.0f} Hz",
                licence="GPL-3.0-or-later",
            )
            for key, singer in _SINGERS.items()
        )

    def speaks(self, language: str) -> bool:
        """Every language."""
        del language
        return True

    def reads(self, text: str) -> bool:
        """Every script."""
        del text
        return True

    def synthesize(self, slate: Slate) -> Recording:
        """Beep the text. Raises TakeError when there is nothing to say, EngineError for an unknown voice."""
        import numpy as np

        singer = _SINGERS.get(slate.voice)
        if singer is None:
            raise EngineError(f"tone has no voice '{slate.voice}'", hint=f"voices: {', '.join(_SINGERS)}")
        text = speakable(slate.text)
        if not has_words(text):
            raise TakeError("there is nothing to say in this text")
        speed = min(max(slate.speed, _SPEEDS[0]), _SPEEDS[1])
        pitch = min(max(slate.pitch, _PITCHES[0]), _PITCHES[1])
        edge = np.zeros(_RATE_HZ * _EDGE_MS // 1000, np.float32)
        beeps = [_sound(char, singer.hz, speed, pitch) for char in text]
        return Recording(np.concatenate([edge, *beeps, edge]), _RATE_HZ)


@lru_cache(maxsize=8192)
def _sound(char: str, base_hz: float, speed: float, pitch: float) -> NDArray[np.float32]:
    if not char.isalnum() and not has_words(char):
        ms = _SPACE_MS if char.isspace() else _MARK_MS
        return _burst(ms / speed, 0.0)
    # From U+2E80 on: ideographs, kana, Hangul, emoji; each is about a syllable.
    ms = _IDEOGRAPH_MS if char >= "\u2e80" else _LETTER_MS
    step = _SCALE[zlib.crc32(char.lower().encode("utf-8", "replace")) % len(_SCALE)]
    return _burst(ms / speed, base_hz * 2 ** ((step + pitch) / 12))


@lru_cache(maxsize=1024)
def _burst(ms: float, hz: float) -> NDArray[np.float32]:
    """A sine with its octave under a raised-cosine envelope; quiet for 0 Hz."""
    import numpy as np

    n = max(1, round(_RATE_HZ * ms / 1000))
    if hz == 0:
        return np.zeros(n, np.float32)
    phase = np.arange(n) * (2 * np.pi * hz / _RATE_HZ)
    envelope = np.sin(np.arange(n) * (np.pi / n)) ** 2
    wave: NDArray[np.float32] = (envelope * (np.sin(phase) + 0.5 * np.sin(2 * phase)) * _AMPLITUDE).astype(np.float32)
    return wave
