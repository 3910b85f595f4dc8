"""A true-peak limiter: 2 ms of look-ahead, gain computed only where a peak is above the ceiling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audiobook.sound.peaks import NEAR_PEAK, near_peaks, peaks_between

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Samples that peak interpolation reads on either side.
_TAPS = 10
_LOOK_AHEAD_S = 0.002


class Limiter:
    """Limit a signal handed over in blocks; the blocks' edges leave no trace. Not thread-safe.

    Blocks have shape ``(n,)`` for one channel, else ``(n, channels)``: all channels get the gain of the loudest, so
    that nothing moves to one side. ``ceiling_dbtp`` is the largest level, between samples too; ``rate_hz`` the signal's
    rate. The output is late by a few milliseconds, which ``flush`` hands out: together as many samples as went in.
    """

    def __init__(self, ceiling_dbtp: float, rate_hz: int, channels: int = 1) -> None:
        self._ceiling = 10 ** (ceiling_dbtp / 20)
        self._ahead = max(1, round(_LOOK_AHEAD_S * rate_hz))
        # A sample's gain depends on the peaks within two look-aheads, and each peak on its taps.
        self._context = 2 * self._ahead + 2 * _TAPS + 2
        self._frame = () if channels == 1 else (channels,)
        self._held = self._silence()

    def process(self, samples: Floats) -> Floats:
        """Take some more in, hand out what is settled by now."""
        signal = np.concatenate((self._held, samples))
        edge = self._context
        if len(signal) <= 2 * edge:
            self._held = signal
            return signal[:0]
        self._held = signal[-2 * edge :].copy()  # before the signal is changed in place
        self._attenuate(signal)
        return signal[edge:-edge]

    def flush(self) -> Floats:
        """The rest; the limiter is used up afterwards."""
        return self.process(self._silence())

    def _silence(self) -> Floats:
        return np.zeros((self._context, *self._frame), np.float32)

    def _attenuate(self, signal: Floats) -> None:
        at, reduction = self._reductions(signal)
        if not len(at):
            return
        places, row = _stretches(at, 2 * self._ahead, len(signal))
        wanted = np.ones(len(places))
        wanted[row] = reduction
        # A peak between two samples counts for both.
        wanted[row + 1] = np.minimum(wanted[row + 1], reduction)
        gain = _smoothed(wanted, self._ahead).astype(np.float32)
        level = np.float32(self._ceiling)
        # The gain keeps to the ceiling by design; rounding may pass it by one part in ten million.
        signal[places] = np.clip(signal[places] * (gain[:, None] if self._frame else gain), -level, level)

    def _reductions(self, signal: Floats) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Where any channel is above the ceiling, in order, and the factor that brings the loudest there down to it."""
        if not self._frame:
            return self._over(signal)
        found = [self._over(np.ascontiguousarray(channel)) for channel in signal.T]
        at, place = np.unique(np.concatenate([at for at, _ in found]), return_inverse=True)
        lowest = np.ones(len(at))
        np.minimum.at(lowest, place, np.concatenate([reduction for _, reduction in found]))
        return at, lowest

    def _over(self, channel: Floats) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        near = near_peaks(channel[_TAPS:-_TAPS], NEAR_PEAK * self._ceiling) + _TAPS
        if not len(near):
            return near, np.zeros(0)
        peaks = peaks_between(channel, near)
        over = peaks > self._ceiling
        return near[over], self._ceiling / peaks[over].astype(np.float64)


def limit(samples: Floats, ceiling_dbtp: float, rate_hz: int) -> Floats:
    """Limit a whole signal at once: shape ``(n,)``, or ``(n, channels)``."""
    limiter = Limiter(ceiling_dbtp, rate_hz, samples.shape[1] if samples.ndim > 1 else 1)
    return np.concatenate((limiter.process(samples), limiter.flush()))


def _stretches(at: NDArray[np.intp], reach: int, n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The sample positions within ``reach`` of the pairs ``at``, ``at + 1``, and the row of each ``at`` among them.

    Stretches lie side by side in the result: each begins and ends with ``reach`` rows without a peak, so that filters
    that see half as far never mix two of them.
    """
    last = np.flatnonzero(at[1:] - at[:-1] > 2 * reach + 2)
    starts = np.maximum(at[np.concatenate(([0], last + 1))] - reach, 0)
    ends = np.minimum(at[np.concatenate((last, [len(at) - 1]))] + reach + 2, n)
    offsets = np.concatenate(([0], np.cumsum(ends - starts)))
    places = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], ends - starts)
    stretch = np.searchsorted(starts, at, side="right") - 1
    return places, at - starts[stretch] + offsets[stretch]


def _smoothed(wanted: NDArray[np.float64], ahead: int) -> NDArray[np.float64]:
    """Minimum, then mean, over ``ahead`` rows on either side: never above ``wanted``."""
    width = 2 * ahead + 1
    lowest = np.ones(len(wanted) + 4 * ahead)
    lowest[2 * ahead : -2 * ahead] = wanted
    done = 1
    while done < width:
        shift = min(done, width - done)
        lowest = np.minimum(lowest[:-shift], lowest[shift:])
        done += shift
    total = np.cumsum(np.concatenate(([0.0], lowest)))
    return np.asarray((total[width:] - total[:-width]) / width)
