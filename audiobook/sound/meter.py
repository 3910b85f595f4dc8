"""Loudness by ITU-R BS.1770-4, streaming, for mono programmes.

Energies are the mean squares of the K-weighted signal over 100 ms steps. Everything else follows from them, so that a
book's loudness comes from its chapters' energies without hearing them again.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: BS.1770-4: the offset that makes a 997 Hz sine of 0 dBFS in one channel read -3.01.
_OFFSET_DB = -0.691
#: BS.1770-4: blocks of 400 ms with 75 % overlap, so four steps of 100 ms; gates at -70 LUFS and 10 LU below the mean.
_STEPS = 4
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE = 0.1
#: 100 ms steps filtered by one transform, and transforms at once: the quickest of those tried (0.6 CPU s an hour at 24
#: kHz).
_STEPS_A_ROW = 9
_ROWS = 4
#: Peaks between samples are looked for only around samples this close to the level asked for (3 dB: a sine at a quarter
#: of the rate), up to so many samples away: beats near half the rate, in an "s", peak between two small samples.
NEAR_PEAK = 0.7
_REACH = 3
#: Taps of the interpolator on either side, as BS.1770-4 annex 2 (12 taps a phase) and better.
_HALF_TAPS = 10
#: Interpolated at once, to bound the memory of a signal that is loud throughout (80 bytes each).
_WINDOWS = 65536


class Meter:
    """Measure a mono signal handed over in blocks of any size. Not thread-safe.

    Float samples, full scale 1.0. Read the results after ``finish``.
    """

    def __init__(self, rate_hz: int) -> None:
        self._step = round(rate_hz / 10)
        self._row = self._step * _STEPS_A_ROW
        self._response = _response(rate_hz)
        self._pending = np.zeros(self._step, np.float32)  # one step of past, then what no row was filled with yet
        self._context = np.zeros(2 * _HALF_TAPS, np.float32)
        self._energies: list[NDArray[np.float64]] = []
        #: Largest sample magnitude and largest magnitude between samples (4x), full scale 1.0.
        self.sample_peak = 0.0
        self.true_peak = 0.0

    def feed(self, samples: Floats) -> None:
        """Measure some more."""
        if not len(samples):
            return
        self._peaks(samples)
        pending = np.concatenate((self._pending, samples))
        rows = (len(pending) - self._step) // self._row
        self._filter(pending, rows)
        self._pending = pending[rows * self._row :].copy()

    def finish(self) -> NDArray[np.float64]:
        """The energies of all whole 100 ms steps; what is left of a step is dropped."""
        self._peaks(np.zeros(2 * _HALF_TAPS, np.float32))
        steps = (len(self._pending) - self._step) // self._step
        if steps:
            room = self._step + self._row
            self._filter(np.pad(self._pending[:room], (0, max(0, room - len(self._pending)))), 1)
            self._energies[-1] = self._energies[-1][:steps]
        self._pending = self._pending[:0]
        return np.concatenate(self._energies) if self._energies else np.zeros(0)

    def _filter(self, samples: Floats, rows: int) -> None:
        """Overlap-save: each row is filtered together with the step before it, whose own results are thrown away."""
        size = self._step + self._row
        for first in range(0, rows, _ROWS):
            n = min(_ROWS, rows - first)
            part = samples[first * self._row :]
            stacked = np.lib.stride_tricks.as_strided(part, (n, size), (part.itemsize * self._row, part.itemsize))
            spectrum = np.fft.rfft(stacked, axis=1)
            spectrum *= self._response
            weighted = np.fft.irfft(spectrum, size, axis=1)[:, self._step :].reshape(-1, self._step)
            self._energies.append(np.einsum("ij,ij->i", weighted, weighted).astype(np.float64) / self._step)

    def _peaks(self, samples: Floats) -> None:
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


def near_peaks(samples: Floats, level: float) -> NDArray[np.intp]:
    """Which samples are, or lie up to ``_REACH`` beside, one with a magnitude above ``level``."""
    loud = samples > level
    loud |= samples < -level
    near = loud.copy()
    for shift in range(1, _REACH + 1):
        near[shift:] |= loud[:-shift]
        near[:-shift] |= loud[shift:]
    return np.flatnonzero(near)


def peaks_between(samples: Floats, at: NDArray[np.intp]) -> Floats:
    """The largest magnitude of the 4 times interpolated signal from each sample ``at`` up to the one after it.

    Each index needs 9 samples before it and 10 after it.
    """
    windows = np.lib.stride_tricks.sliding_window_view(samples, 2 * _HALF_TAPS)
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


@cache
def _response(rate_hz: int) -> NDArray[np.complex64]:
    """Spectrum of the first 100 ms of the K-weighting's impulse response; the rest is below 1e-10."""
    step = round(rate_hz / 10)
    impulse = np.zeros(step)
    impulse[0] = 1.0
    for (b0, b1, b2), (a1, a2) in _sections(rate_hz):
        result = np.zeros(step)
        x1 = x2 = y1 = y2 = 0.0
        for i, x0 in enumerate(impulse.tolist()):
            y0 = b0 * x0 + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
            x2, x1, y2, y1 = x1, x0, y1, y0
            result[i] = y0
        impulse = result
    return np.fft.rfft(impulse, step * (1 + _STEPS_A_ROW)).astype(np.complex64)


def _sections(rate_hz: int) -> tuple[tuple[tuple[float, float, float], tuple[float, float]], ...]:
    """K-weighting at any rate: shelf, then high-pass.

    The analogue prototypes behind the 48 kHz table of BS.1770-4, by B. De Man, "Evaluation of implementations of the
    EBU R128 loudness measurement" (AES 145, 2018).
    """
    k, q = np.tan(np.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    d = 1 + k / q + k * k
    shelf = (
        ((high + band * k / q + k * k) / d, 2 * (k * k - high) / d, (high - band * k / q + k * k) / d),
        (2 * (k * k - 1) / d, (1 - k / q + k * k) / d),
    )
    k, q = np.tan(np.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    d = 1 + k / q + k * k
    return (shelf, ((1.0, -2.0, 1.0), (2 * (k * k - 1) / d, (1 - k / q + k * k) / d)))


def integrated_lufs(energies: NDArray[np.float64]) -> float:
    """Integrated loudness of 100 ms energies, chapters' joined or not; ``-inf`` when nothing passes the gates."""
    if len(energies) < _STEPS:
        return -np.inf
    blocks = np.convolve(energies, np.full(_STEPS, 1 / _STEPS), "valid")
    blocks = blocks[blocks > 10 ** ((_ABSOLUTE_GATE_LUFS - _OFFSET_DB) / 10)]
    if not len(blocks):
        return -np.inf
    return lufs(float(blocks[blocks > blocks.mean() * _RELATIVE_GATE].mean()))


def lufs(energy: float) -> float:
    """Loudness of a mean K-weighted energy; ``-inf`` for none."""
    return _OFFSET_DB + decibels(energy) if energy > 0 else -np.inf


def decibels(power: float) -> float:
    """10 log10; ``-inf`` for nothing."""
    return float(10 * np.log10(power)) if power > 0 else -np.inf
