"""Loudness by ITU-R BS.1770-4, EBU Tech 3341 and 3342, streaming.

Energies are the mean squares of the K-weighted signal over 100 ms steps, summed over the channels by their weights.
Everything else follows from them, so that a book's loudness comes from its chapters' energies without hearing them
again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from audiobook.sound.peaks import NEAR_PEAK, PeakMeter, near_peaks, peaks_between
from audiobook.sound.weighting import KWeighting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]

__all__ = [
    "NEAR_PEAK",
    "Meter",
    "decibels",
    "integrated_lufs",
    "loudness_range",
    "lufs",
    "momentary_lufs",
    "near_peaks",
    "peaks_between",
    "short_term_lufs",
]

#: BS.1770-4: the offset that makes a 997 Hz sine of 0 dBFS in one channel read -3.01.
_OFFSET_DB = -0.691
#: BS.1770-4: blocks of 400 ms with 75 % overlap, so four steps of 100 ms; gates at -70 LUFS and 10 LU below the mean.
_MOMENTARY = 4
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE = 0.1
#: EBU Tech 3341: short-term is over 3 s.
_SHORT_TERM = 30
#: EBU Tech 3342: range from the 10th to the 95th percentile of what is above -70 LUFS and 20 LU below its mean.
_RANGE_GATE = 0.01
_RANGE_ENDS = (10, 95)
#: BS.1770-4, table 3: channels in the usual order count alike, but for surrounds (+1.5 dB) and low frequencies.
_SURROUND = 1.41
_WEIGHTS = {
    1: (1.0,),
    2: (1.0, 1.0),
    3: (1.0, 1.0, 1.0),
    5: (1.0, 1.0, 1.0, _SURROUND, _SURROUND),
    6: (1.0, 1.0, 1.0, 0.0, _SURROUND, _SURROUND),
}


class Meter:
    """Measure a signal handed over in blocks of any size. Not thread-safe.

    Float samples, full scale 1.0. ``channels`` in the order L R C LFE Ls Rs. Read the results after ``finish``. Raises
    ValueError for a number of channels whose weights BS.1770-4 does not give.
    """

    def __init__(self, rate_hz: int, channels: int = 1) -> None:
        if channels not in _WEIGHTS:
            raise ValueError(f"no loudness is defined for {channels} channels")
        self._weights = _WEIGHTS[channels]
        self._weightings = [KWeighting(rate_hz) for _ in self._weights]
        self._peaks = [PeakMeter() for _ in self._weights]
        self._squares = 0.0
        self._count = 0

    def feed(self, samples: Floats) -> None:
        """Measure some more: shape ``(n,)`` for one channel, else ``(n, channels)``."""
        columns = samples.reshape(-1, len(self._weights))
        for n, (weighting, peaks) in enumerate(zip(self._weightings, self._peaks, strict=True)):
            channel = np.ascontiguousarray(columns[:, n], np.float32)
            peaks.feed(channel)
            weighting.feed(channel)
            self._squares += float(np.dot(channel, channel))
        self._count += columns.size

    def finish(self) -> Doubles:
        """The energies of all whole 100 ms steps; what is left of a step is dropped."""
        for peaks in self._peaks:
            peaks.finish()
        total = self._weightings[0].finish()
        for weight, weighting in zip(self._weights[1:], self._weightings[1:], strict=True):
            total += weight * weighting.finish()
        return total

    @property
    def sample_peak(self) -> float:
        """The largest magnitude of a sample, full scale 1.0."""
        return max(peaks.sample_peak for peaks in self._peaks)

    @property
    def true_peak(self) -> float:
        """The largest magnitude at and between samples (4x), full scale 1.0."""
        return max(peaks.true_peak for peaks in self._peaks)

    @property
    def mean_square(self) -> float:
        """Unweighted, over all samples of all channels; 0.0 for none."""
        return self._squares / self._count if self._count else 0.0


def integrated_lufs(energies: Doubles) -> float:
    """Integrated loudness of 100 ms energies, chapters' joined or not; ``-inf`` when nothing passes the gates."""
    gated = _gated(_means(energies, _MOMENTARY), _RELATIVE_GATE)
    return lufs(float(gated.mean())) if len(gated) else -np.inf


def momentary_lufs(energies: Doubles) -> Doubles:
    """Loudness of every 400 ms, one value each 100 ms; the first ends 400 ms from the start. ``-inf`` for silence."""
    return _levels(_means(energies, _MOMENTARY))


def short_term_lufs(energies: Doubles) -> Doubles:
    """Loudness of every 3 s, one value each 100 ms; the first ends 3 s from the start. ``-inf`` for silence."""
    return _levels(_means(energies, _SHORT_TERM))


def loudness_range(energies: Doubles) -> float:
    """Loudness range in LU (EBU Tech 3342); 0.0 when nothing passes the gates."""
    gated = _gated(_means(energies, _SHORT_TERM), _RANGE_GATE)
    if not len(gated):
        return 0.0
    low, high = np.percentile(gated, _RANGE_ENDS)
    return decibels(float(high)) - decibels(float(low))


def _means(energies: Doubles, steps: int) -> Doubles:
    """Mean energy of each ``steps`` in a row."""
    if len(energies) < steps:
        return np.zeros(0)
    return np.convolve(energies, np.full(steps, 1 / steps), "valid")


def _gated(blocks: Doubles, relative: float) -> Doubles:
    """The blocks above the absolute gate, and of these those above ``relative`` times their mean."""
    blocks = blocks[blocks > 10 ** ((_ABSOLUTE_GATE_LUFS - _OFFSET_DB) / 10)]
    return blocks[blocks > blocks.mean() * relative] if len(blocks) else blocks


def _levels(blocks: Doubles) -> Doubles:
    with np.errstate(divide="ignore"):
        return _OFFSET_DB + 10 * np.log10(blocks)


def lufs(energy: float) -> float:
    """Loudness of a mean K-weighted energy; ``-inf`` for none."""
    return _OFFSET_DB + decibels(energy) if energy > 0 else -np.inf


def decibels(power: float) -> float:
    """10 log10; ``-inf`` for nothing."""
    return float(10 * np.log10(power)) if power > 0 else -np.inf
