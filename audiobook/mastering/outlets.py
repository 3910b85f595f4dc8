"""The limited programme at the rate and in the channels that encoders want."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audiobook.mastering.limit import Limiter
from audiobook.sound.channels import fitted
from audiobook.sound.resample import Resampler

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audiobook.mastering.encoding import EncoderThread
    from audiobook.sound.codec import Encoder

    Floats = NDArray[np.float32]


class Outlet:
    """The programme at one rate and in one or two channels, into all ``encoders`` of that kind. Not thread-safe.

    ``source`` and ``kind`` are rates in Hz and channels. What is folded to one channel is limited once more, since what
    both sides have in common gets 3 dB louder; what is spread to two gets 3 dB lower and stays under its ceiling.
    """

    def __init__(self, source: tuple[int, int], kind: tuple[int, int], ceiling_dbtp: float) -> None:
        self.encoders: list[Encoder | EncoderThread] = []
        (from_hz, held), (to_hz, self._channels) = source, kind
        self._limiter = Limiter(ceiling_dbtp, from_hz) if held > self._channels else None
        self._resampler = Resampler(from_hz, to_hz, min(held, self._channels)) if from_hz != to_hz else None
        self._ceiling_dbtp = ceiling_dbtp

    def write(self, samples: Floats) -> None:
        """Encode some more: shape ``(n,)`` or ``(n, 2)``, as the source has it."""
        if self._limiter:
            samples = self._limiter.process(fitted(samples, 1))
        self._resample(samples)

    def flush(self) -> None:
        """Encode what waited for more; the encoders stay open."""
        if self._limiter:
            self._resample(self._limiter.flush())
        if self._resampler:
            self._encode(self._resampler.flush())

    def _resample(self, samples: Floats) -> None:
        self._encode(self._resampler.process(samples) if self._resampler else samples)

    def _encode(self, samples: Floats) -> None:
        """Float samples to the encoders that take them, else 16-bit ones; never above the ceiling."""
        quantised: NDArray[np.int16] | None = None
        if self._resampler:
            highest = np.float32(10 ** (self._ceiling_dbtp / 20))
            samples = np.clip(samples, -highest, highest)
        samples = fitted(samples, self._channels)
        for encoder in self.encoders:
            if encoder.takes_float:
                encoder.write(samples)
            else:
                quantised = _quantised(samples, self._ceiling_dbtp) if quantised is None else quantised
                encoder.write(quantised)


def _quantised(samples: Floats, ceiling_dbtp: float) -> NDArray[np.int16]:
    """16-bit samples, never above the ceiling; without dither, so that equal takes give equal files."""
    highest = min(int(10 ** (ceiling_dbtp / 20) * 32768), 32767)
    scaled = samples * np.float32(32768)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -highest, highest, out=scaled)
    return scaled.astype(np.int16)
