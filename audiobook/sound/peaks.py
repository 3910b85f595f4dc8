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
        if len(samples) < 2 * len(self._context):
            heard = np.concatenate((self._context, samples))
        else:
            # Only the seam is copied: a copy of all costs as much as looking for peaks.
            self._look(np.concatenate((self._context, samples[: 2 * _HALF_TAPS])))
            heard = samples
        self._look(heard)
        self._context = heard[-2 * _HALF_TAPS :].copy()

    def _look(self, heard: Floats) -> None:
        """Between all samples but the margins, which were, or will be, the middle of another part."""
        if not self.true_peak:
            return
        near = near_peaks(heard, NEAR_PEAK * self.true_peak)
        near = near[(near >= _HALF_TAPS - 1) & (near < len(heard) - _HALF_TAPS)]
        if len(near):
            self.true_peak = max(self.true_peak, float(peaks_between(heard, near).max()))

    def finish(self) -> None:
        """Look at what waited for more samples."""
        self.feed(np.zeros(2 * _HALF_TAPS, np.float32))


def near_peaks(samples: Floats, level: float) -> NDArray[np.intp]:
    """Which samples are, or lie up to ``_REACH`` beside, one with a magnitude above ``level``."""
    at = np.flatnonzero((samples > level) | (samples < -level))
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
        between = np.abs(windows[at[part] - (_HALF_TAPS - 1)] @ _interpolator())
        # Column by column: a maximum along so short an axis takes longer than the interpolation.
        for phase in between.T:
            np.maximum(largest[part], phase, out=largest[part])
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
