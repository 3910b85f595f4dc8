"""Clicks and clipping: faults of single samples. Streaming, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audiobook.proofing.quiet import runs
from audiobook.proofing.report import Spot, Spots, spots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Bends of the signal are compared by cells of 1 ms.
_CELLS_PER_SECOND = 1000
#: A click's cell stands out from all cells around it, except its two neighbours, up to 25 ms away: the burst of a
#: plosive is wider than a click, and pulses of a creaking voice come again sooner.
_NEAR, _FAR = 1, 25
#: How many times it stands out, and the least bend (a sample 1 % of full scale off the line has one of 0.02). Tuned on
#: 3 h of three synthesisers: without clicks the most was 8; of inserted ones of 10 % of full scale all are found in
#: pauses and three quarters in loud speech at 44.1 kHz, where smaller ones are hardly heard.
_TIMES = 10.0
_LEAST_BEND = 0.02
#: Clipping: this many samples at full scale in a row, or a run of equal ones at a quarter of it and more. The top of a
#: 100 Hz wave is never flat for a sixth of a millisecond and eight samples, even in 16 bits.
_FULL, _FULL_RUN = 0.999, 3
_FLAT, _FLAT_RUN, _FLAT_PER_SECOND = 0.25, 8, 6000
#: Clipped places closer together than this are one.
_TOGETHER_S = 0.5


class ClickMeter:
    """Find isolated impulses in blocks of shape (channels, n). Not thread-safe."""

    def __init__(self, rate_hz: int) -> None:
        self._size = max(4, round(rate_hz / _CELLS_PER_SECOND))
        self._cell_s = self._size / rate_hz
        self._samples: Floats | None = None
        self._bends = np.zeros(_FAR, np.float32)
        self._done = -_FAR  # the number of the first cell of ``_bends``
        self._found: list[Spot] = []

    def feed(self, block: Floats) -> None:
        """Look at some more."""
        held = block if self._samples is None else np.concatenate((self._samples, block), axis=1)
        n = (held.shape[1] - 2) // self._size
        if n < 1:
            self._samples = held.copy()
            return
        self._samples = held[:, n * self._size :].copy()
        self._look(np.max([self._most_bent(channel[: n * self._size + 2]) for channel in held], axis=0))

    def _most_bent(self, samples: Floats) -> Floats:
        """The largest second difference of each cell."""
        slope = samples[1:] - samples[:-1]
        bend = np.abs(slope[1:] - slope[:-1]).reshape(-1, self._size)
        # The largest of short rows is found four times as fast along columns.
        most: Floats = np.ascontiguousarray(bend.T).max(axis=0)
        return most

    def finish(self) -> list[Spot]:
        """All clicks, in the order of time; neighbours within 25 ms are one."""
        self._look(np.zeros(_FAR, np.float32))
        return self._found

    def _look(self, bends: Floats) -> None:
        held = np.concatenate((self._bends, bends))
        if len(held) <= 2 * _FAR:
            self._bends = held
            return
        inner = held[_FAR:-_FAR]
        high = np.flatnonzero(inner > _LEAST_BEND)
        if len(high):
            width = _FAR - _NEAR
            most = np.lib.stride_tricks.sliding_window_view(held, width)[high].max(axis=1)
            after = np.lib.stride_tricks.sliding_window_view(held, width)[high + _FAR + _NEAR + 1].max(axis=1)
            for cell in high[inner[high] > _TIMES * np.maximum(most, after)].tolist():
                self._note((self._done + _FAR + cell) * self._cell_s, float(inner[cell]))
        self._done += len(inner)
        self._bends = held[-2 * _FAR :].copy()

    def _note(self, at_s: float, bend: float) -> None:
        if not self._found or at_s - self._found[-1].at_s > _FAR * self._cell_s:
            self._found.append(Spot(at_s, 0.0, f"{bend / 2:.2f} of full scale"))


class ClipMeter:
    """Find clipped stretches in blocks of shape (channels, n). Not thread-safe."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._flat_run = max(_FLAT_RUN, rate_hz // _FLAT_PER_SECOND)
        self._last: Floats | None = None
        self._start = 0  # place of the first sample held
        self._found: list[Spot] = []

    def feed(self, block: Floats) -> None:
        """Look at some more."""
        held = block if self._last is None else np.concatenate((self._last, block), axis=1)
        if max(float(held.max()), -float(held.min())) > _FLAT:
            places = np.concatenate([self._clipped(channel) for channel in held])
            for first, last in np.sort(places.reshape(-1, 2), axis=0).tolist():
                self._note(first, last)
        keep = min(held.shape[1], self._flat_run)
        self._last = held[:, -keep:].copy()
        self._start += held.shape[1] - keep

    def finish(self) -> Spots:
        """All clipped stretches."""
        return spots(self._found)

    def _clipped(self, samples: Floats) -> NDArray[np.intp]:
        """First and last sample of each run, as rows."""
        size = np.abs(samples)
        rows = []
        if size.max() >= _FULL:
            starts, ends = runs(size >= _FULL)
            long = ends - starts >= _FULL_RUN
            rows.append(np.stack((starts[long], ends[long]), axis=1))
        starts, ends = runs((samples[1:] == samples[:-1]) & (size[1:] > _FLAT))
        long = ends - starts >= self._flat_run - 1
        rows.append(np.stack((starts[long], ends[long] + 1), axis=1))
        return np.concatenate(rows)

    def _note(self, first: int, last: int) -> None:
        at_s, end_s = (self._start + first) / self._rate_hz, (self._start + last) / self._rate_hz
        if self._found and at_s - (self._found[-1].at_s + self._found[-1].seconds) < _TOGETHER_S:
            begin = self._found[-1].at_s
            self._found[-1] = Spot(begin, max(end_s - begin, self._found[-1].seconds))
        else:
            self._found.append(Spot(at_s, end_s - at_s))
