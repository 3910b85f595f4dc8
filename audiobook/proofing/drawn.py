"""What is drawn of a file: the largest samples and the short-term loudness of each chapter, in a few hundred points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from audiobook.proofing.report import Mark, Section
from audiobook.sound.meter import integrated_lufs, short_term_lufs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audiobook.proofing.cells import Cells

#: Points a section, fewer where there are many sections, so that a page of 600 chapters stays under 10 MB.
_POINTS, _ALL_POINTS, _FEWEST = 480, 40_000, 60
#: Steps of energy a second.
_STEPS = 10
#: Drawn no lower than this.
_LOWEST_LUFS = -70.0


def sections_of(
    cells: Cells, energies: NDArray[np.float64], marks: Sequence[Mark], title: str, seconds: float
) -> tuple[Section, ...]:
    """A section for each chapter that lies inside the file, or one for the whole file."""
    inside = [m for m in marks if 0 <= m.start_s < m.end_s and m.start_s < seconds] or [Mark(title, 0.0, seconds)]
    points = max(_FEWEST, min(_POINTS, _ALL_POINTS // len(inside)))
    curve = _curve(energies)
    return tuple(_section(mark, cells, energies, curve, points) for mark in inside)


def _curve(energies: NDArray[np.float64]) -> NDArray[np.float64]:
    """Short-term loudness at every step, of the 3 s around it; of a shorter file none."""
    short = short_term_lufs(energies)
    if not len(short):
        return short
    before = (len(energies) - len(short)) // 2
    around = np.pad(short, (before, len(energies) - len(short) - before), mode="edge")
    return np.maximum(around, _LOWEST_LUFS)


def _section(
    mark: Mark, cells: Cells, energies: NDArray[np.float64], curve: NDArray[np.float64], points: int
) -> Section:
    first, last = round(mark.start_s / cells.cell_s), round(mark.end_s / cells.cell_s)
    begin, end = round(mark.start_s * _STEPS), round(mark.end_s * _STEPS)
    peaks = cells.peak[first:last]
    return Section(
        mark.title,
        mark.start_s,
        mark.end_s,
        integrated_lufs(energies[begin:end]),
        tuple(round(float(p), 4) for p in _reduced(peaks, points)),
        tuple(round(float(v), 2) for v in _reduced(curve[begin:end], points)),
    )


def _reduced(values: NDArray[np.floating], points: int) -> NDArray[np.floating]:
    """The largest value of each of at most ``points`` equal pieces."""
    if len(values) <= points:
        return values
    starts = np.arange(points) * len(values) // points
    return np.asarray(np.maximum.reduceat(values, starts))
