"""Room tone: the quiet noise of a room, laid under a whole chapter so that no gap is digital silence.

It is there under speech too: noise that came and went with the gaps would pump.
"""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: The loop's length: nobody hears that noise this quiet repeats; half a chapter's seconds would cost memory.
_LOOP_S = 20
#: Power falls by f^-1.5, between pink (-1) and brown (-2) noise, as in quiet rooms; nothing below hum and above hiss,
#: with soft edges (own judgement).
_SLOPE = -1.5
_LOWEST_HZ, _LOW_HZ = 30.0, 60.0
_HIGH_HZ, _HIGHEST_HZ = 5000.0, 8000.0
#: Of half the rate, for rates at which 8 kHz would be beyond it.
_MOST_OF_BAND = 0.9
_SEED = 20260
#: Part of the master key where there is room tone: raise it with any change of its sound.
TONE_VERSION = 1


class RoomTone:
    """The tone of one chapter from its start, added block by block. Not thread-safe.

    ``dbfs`` is its RMS; the same rate and level always give the same samples.
    """

    def __init__(self, rate_hz: int, dbfs: float) -> None:
        self._loop = tone_loop(rate_hz, dbfs)
        self._at = 0

    def add_to(self, samples: Floats) -> None:
        """Lay the tone under the next samples, in place."""
        done = 0
        while done < len(samples):
            part = self._loop[self._at : self._at + len(samples) - done]
            samples[done : done + len(part)] += part
            done += len(part)
            self._at = (self._at + len(part)) % len(self._loop)


@cache
def tone_loop(rate_hz: int, dbfs: float) -> Floats:
    """Some seconds of tone whose end fits its beginning: shape ``(n,)``, full scale 1.0, RMS ``dbfs``."""
    n = _LOOP_S * rate_hz
    hz = np.arange(n // 2 + 1) / _LOOP_S
    highest = min(_HIGHEST_HZ, _MOST_OF_BAND * rate_hz / 2)
    rise = np.clip((hz - _LOWEST_HZ) / (_LOW_HZ - _LOWEST_HZ), 0.0, 1.0)
    fall = np.clip((highest - hz) / (highest - highest * _HIGH_HZ / _HIGHEST_HZ), 0.0, 1.0)
    amplitude = (
        np.maximum(hz, _LOWEST_HZ) ** (_SLOPE / 2) * np.sin(rise * np.pi / 2) ** 2 * np.sin(fall * np.pi / 2) ** 2
    )
    # Python promises the same numbers for a seed in all versions; numpy's generators do not.
    chance = random.Random(_SEED)  # noqa: S311 - noise, not a secret
    phases = np.array([chance.random() for _ in range(len(hz))])
    loop = np.fft.irfft(amplitude * np.exp(2j * np.pi * phases), n)
    loop *= 10 ** (dbfs / 20) / np.sqrt(np.mean(loop**2))
    return loop.astype(np.float32)
