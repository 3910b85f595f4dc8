"""Peaks of a signal, between its samples too (ITU-R BS.1770-4 annex 2), streaming."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Peaks between samples are looked for only around samples this close to the level asked for (3 dB: a sine at a quarter
#: of the rate), up to so many samples away: beats near half the rate, in an "s", peak between two small samples.
NEAR_PEAK = 0.7
_REACH = 3
#: Taps of the interpolator on either side, as BS.1770-4 annex 2 (12 taps a phase) and better.
_HALF_TAPS = 10
#: Samples whose largest is looked at first (256 to 1024 are equally quick).
_ROW = 512
#: Interpolated at once, to bound the memory of a signal that is loud throughout (80 bytes each).
_WINDOWS = 65536


class PeakMeter:
    """The largest magnitude at and between the samples of one channel, handed over in blocks. Not thread-safe.

    Float samples, full scale 1.0. Read the results after ``finish``.
    """

    def __init__(self) -> None:
        self._context = np.zeros(2 * _HALF_TAPS, np.float32)
        #: Largest sample magnitude and largest magnitude between samples (4x), full scale 1.0.
        self.sample_peak = 0.0
        self.true_peak = 0.0

    def feed(self, samples: Floats) -> None:
        """Measure some more."""
        if not len(samples):
            return
        self.sample_peak = max(self.sample_peak, float(samples.max()), -float(samples.min()))
        self.true_peak = max(self.true_peak, self.sample_peak)
        heard = np.concatenate((self._context, samples))
        if self.true_peak:
            # The margins were, or will be, the middle of another block.
            inner = heard[_HALF_TAPS - 1 : -_HALF_TAPS]
            near = near_peaks(inner, NEAR_PEAK * self.true_peak) + _HALF_TAPS - 1
            if len(near):
                self.true_peak = max(self.true_peak, float(peaks_between(heard, near).max()))
        self._context = heard[-2 * _HALF_TAPS :].copy()

    def finish(self) -> None:
        """Look at what waited for more samples."""
        self.feed(np.zeros(2 * _HALF_TAPS, np.float32))


def _loud(samples: Floats, level: float) -> NDArray[np.intp]:
    """Which samples have a magnitude above ``level``: only rows that hold one are looked through."""
    n = len(samples) // _ROW
    rows = samples[: n * _ROW].reshape(n, _ROW)
    held = np.flatnonzero(np.maximum(rows.max(axis=1), -rows.min(axis=1)) > level) if n else np.zeros(0, np.intp)
    row, column = np.nonzero(np.abs(rows[held]) > level)
    rest = np.flatnonzero(np.abs(samples[n * _ROW :]) > level) + n * _ROW
    return np.concatenate((held[row] * _ROW + column, rest))


def near_peaks(samples: Floats, level: float) -> NDArray[np.intp]:
    """Which samples are, or lie up to ``_REACH`` beside, one with a magnitude above ``level``."""
    at = _loud(samples, level)
    if not len(at):
        return at
    last = np.flatnonzero(at[1:] - at[:-1] > 2 * _REACH + 1)
    starts = np.maximum(at[np.concatenate(([0], last + 1))] - _REACH, 0)
    ends = np.minimum(at[np.concatenate((last, [len(at) - 1]))] + _REACH + 1, len(samples))
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    near: NDArray[np.intp] = np.arange(before[-1] + lengths[-1]) + np.repeat(starts - before, lengths)
    return near


def peaks_between(samples: Floats, at: NDArray[np.intp]) -> Floats:
    """The largest magnitude of the 4 times interpolated signal from each sample ``at`` up to the one after it.

    Each index needs 9 samples before it and 10 after it.
    """
    width = 2 * _HALF_TAPS
    # A view of all windows; numpy's own function for this takes longer than the interpolation.
    windows = np.ndarray((len(samples) - width + 1, width), np.float32, np.ascontiguousarray(samples), 0, (4, 4))
    largest: Floats = np.abs(samples[at])
    for first in range(0, len(at), _WINDOWS):
        part = slice(first, first + _WINDOWS)
        between = windows[at[part] - (_HALF_TAPS - 1)] @ _interpolator()
        np.maximum(largest[part], np.abs(between).max(axis=1), out=largest[part])
    return largest


@cache
def _interpolator() -> Floats:
    """Three phases of a Kaiser-windowed sinc, as columns for windows of samples n-9 ... n+10."""
    taps = np.arange(-4 * _HALF_TAPS, 4 * _HALF_TAPS + 1)
    kernel = np.sinc(taps / 4) * np.kaiser(len(taps), 5.0)
    kernel *= 4 / kernel.sum()
    samples = np.arange(-(_HALF_TAPS - 1), _HALF_TAPS + 1)
    phases = np.arange(1, 4)
    return np.asarray(kernel[phases[None, :] - 4 * samples[:, None] + 4 * _HALF_TAPS], np.float32)
