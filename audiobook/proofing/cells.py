"""The sound in cells of 10 ms: what everything about quiet, gaps and ends is read from. Streaming.

A cell keeps its mean square, its mean and its largest sample: 4.3 MB for an hour of mono, some times that at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Cells a second.
PER_SECOND = 100
#: Cells on either side whose mean counts as an offset: half a second in all, far longer than a period of any voice.
_HALF = 25
_PIECE = 100_000
#: Under half a step of 16 bits every sample is 0 in a 16-bit file: digital silence.
DIGITAL = 0.5 / 32768


@dataclass(frozen=True, slots=True)
class Cells:
    """All whole cells of a file, float32, one value a cell: ``power`` and ``mean`` are averages over the channels.

    ``power`` is without a DC offset. ``cell_s`` is the exact length of one. ``mean_square``, ``dc`` (the
    largest of a channel) are of the whole file.
    """

    power: Floats
    peak: Floats
    cell_s: float
    mean_square: float
    dc: float

    @property
    def digital(self) -> NDArray[np.bool_]:
        """Which cells are digital silence."""
        return self.peak < DIGITAL


class CellMeter:
    """Measure blocks of shape (channels, n). Not thread-safe."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._size = max(1, round(rate_hz / PER_SECOND))
        self._cell_s = self._size / rate_hz
        self._rest = np.zeros((channels, 0), np.float32)
        self._powers: list[Floats] = []
        self._means: list[Floats] = []
        self._peaks: list[Floats] = []
        self._squares = 0.0
        self._sums = np.zeros(channels)
        self._n = 0

    def feed(self, block: Floats) -> None:
        """Measure some more. Raises ValueError for samples that are no numbers, or far beyond full scale."""
        held = np.concatenate((self._rest, block), axis=1) if self._rest.shape[1] else block
        n = held.shape[1] // self._size
        self._rest = held[:, n * self._size :].copy()
        self._measure(held[:, : n * self._size], n, self._size)

    def _measure(self, samples: Floats, n: int, size: int) -> None:
        if not n:
            return
        shaped = samples.reshape(len(samples), n, size)
        squares = np.einsum("cij,cij->ci", shaped, shaped)
        total = float(squares.sum(dtype=np.float64))
        if not np.isfinite(total):
            raise ValueError("samples that are not numbers")
        sums = np.einsum("cij->ci", shaped)
        peak = np.maximum(shaped.max(axis=2), -shaped.min(axis=2)).max(axis=0)
        self._powers.append(squares.mean(axis=0) / np.float32(size))
        self._means.append(sums / np.float32(size))
        self._peaks.append(peak)
        self._squares += total / len(samples)
        self._sums += sums.sum(axis=1, dtype=np.float64)
        self._n += n * size

    def finish(self) -> Cells:
        """Everything measured; the last part of a cell counts for the whole file only."""
        whole = len(self._powers)
        rest, self._rest = self._rest, self._rest[:, :0]
        if rest.shape[1]:
            self._measure(rest, 1, rest.shape[1])
        dc = self._sums / max(self._n, 1)
        power = _joined(self._powers[:whole])
        if whole:
            _level(power, np.concatenate(self._means[:whole], axis=1))
        return Cells(
            power,
            _joined(self._peaks[:whole]),
            self._cell_s,
            self._squares / max(self._n, 1),
            float(np.abs(dc).max()),
        )


def _level(power: Floats, means: Floats) -> None:
    """Take the offset out of the powers, in place: the mean of half a second around each cell.

    An offset is taken where it is, as speech by itself is lopsided. In pieces, to bound the memory.
    """
    for first in range(0, len(power), _PIECE):
        last = min(first + _PIECE, len(power))
        begin, end = max(0, first - _HALF), min(len(power), last + _HALF)
        own = means[:, begin:end]
        total = np.concatenate((np.zeros((len(own), 1)), np.cumsum(own, axis=1, dtype=np.float64)), axis=1)
        at = np.arange(first, last) - begin
        left, right = np.maximum(at - _HALF, 0), np.minimum(at + _HALF + 1, end - begin)
        shift = (total[:, right] - total[:, left]) / (right - left)
        # The mean of (x - shift)^2, from those of x^2 and x.
        change = (shift * shift - 2 * shift * own[:, at]).mean(axis=0)
        power[first:last] = np.maximum(power[first:last] + change, 0)


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)
