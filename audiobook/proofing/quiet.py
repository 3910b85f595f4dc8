"""Noise floor, quiet ends, gaps and digital silence, all from cells of 10 ms. Pure; linear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audiobook.proofing.report import End, Spot, Spots, spots
from audiobook.sound.meter import decibels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audiobook.proofing.cells import Cells

#: The noise floor is the RMS of the quietest half second, as the tools that narrators check ACX files with define it.
_FLOOR_S = 0.5
#: Speech is what lies less than 10 dB below the mean power (the gate of BS.1770-4).
_GATE = 0.1
#: Quiet is 35 dB below speech, or 8 dB above the noise floor where that is more, but always 12 dB below speech. Own
#: judgement: the softest ends of words lie some 30 dB below the mean, and 10 ms of noise vary by some dB.
_QUIET, _OVER_FLOOR, _BELOW_SPEECH = 10**-3.5, 10**0.8, 10**-1.2
#: A floor is looked for at least 20 dB below speech: a file of clean speech and digital silence has none to measure.
#: And in sound as even as noise is: no 10 ms of it 6 dB above its mean.
_FLOOR_BELOW, _EVEN = 1e-2, 4.0
#: Sound is three loud cells of five, so that one click does not end a quiet stretch.
_OF, _LOUD = 5, 3
#: Digital silence longer than this is told (own judgement; a pause between two words is as long).
_DIGITAL_S = 0.1
#: A gap longer than this makes a listener look whether the player has stopped (own judgement; the longest usual pause,
#: between parts of a book, has 4 to 5 s).
GAP_S = 10.0


@dataclass(frozen=True, slots=True)
class Quiet:
    """What is known of the quiet in a file."""

    floor_dbfs: float
    floor_s: float
    head: End
    tail: End
    gaps: Spots
    digital: Spots


def quiet_of(cells: Cells) -> Quiet:
    """Look at all cells."""
    digital = cells.digital
    mean = float(cells.power.mean(dtype=np.float64)) if len(cells.power) else 0.0
    if not mean or digital.all():
        return _silent(cells)
    speech = float(cells.power[cells.power > _GATE * mean].mean(dtype=np.float64))
    floor, place = _floor(cells, digital, speech)
    level = min(max(speech * _QUIET, floor * _OVER_FLOOR), speech * _BELOW_SPEECH)
    loud = np.flatnonzero(np.convolve(cells.power > level, np.ones(_OF, np.int8), "same") >= _LOUD)
    first, last = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (len(digital), len(digital))
    return Quiet(
        decibels(floor),
        place * cells.cell_s,
        _end(digital[:first], cells),
        _end(digital[last:], cells),
        _gaps(loud, cells),
        _digital(digital, cells),
    )


def _silent(cells: Cells) -> Quiet:
    n = len(cells.power)
    all_of_it = _end(cells.digital, cells)
    whole = spots([Spot(0.0, n * cells.cell_s)] if n else [])
    return Quiet(-np.inf, 0.0, all_of_it, all_of_it, whole, whole)


def _floor(cells: Cells, digital: NDArray[np.bool_], speech: float) -> tuple[float, int]:
    """Power and place of the quietest half second without digital silence; 0 where all quiet is digital silence."""
    width = min(len(digital), round(_FLOOR_S / cells.cell_s))
    power = _windows(cells.power, width) / width
    clean = np.flatnonzero(_windows(digital, width) == 0)
    if len(clean) < len(power):
        most = _largest(cells.power, width)[clean]
        clean = clean[(power[clean] < speech * _FLOOR_BELOW) & (most < _EVEN * power[clean])]
    if not len(clean):
        return 0.0, int(power.argmin())
    place = int(clean[power[clean].argmin()])
    return float(power[place]), place


def _windows(values: NDArray[np.generic], width: int) -> NDArray[np.float64]:
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    # What is left of a sum of millions may be a little below 0.
    return np.asarray(np.maximum(total[width:] - total[:-width], 0.0))


def _largest(values: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """The largest of each ``width`` in a row, in as many steps as doubling takes."""
    most, done = values, 1
    while done < width:
        step = min(done, width - done)
        most, done = np.maximum(most[:-step], most[step:]), done + step
    return most


def _end(digital: NDArray[np.bool_], cells: Cells) -> End:
    share = float(digital.mean()) if len(digital) else 0.0
    return End(round(len(digital) * cells.cell_s * 1000), share > 0.5)  # noqa: PLR2004 - most of it


def _gaps(loud: NDArray[np.intp], cells: Cells) -> Spots:
    at = np.flatnonzero(np.diff(loud) * cells.cell_s > GAP_S)
    return spots([_spot(int(loud[i]) + 1, int(loud[i + 1]), cells) for i in at])


def _digital(digital: NDArray[np.bool_], cells: Cells) -> Spots:
    starts, ends = runs(digital)
    long = (ends - starts) * cells.cell_s > _DIGITAL_S
    return spots([_spot(int(a), int(b), cells) for a, b in zip(starts[long], ends[long], strict=True)])


def runs(flags: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Beginnings and ends of the stretches of true."""
    edges = np.diff(np.concatenate(([False], flags, [False])).astype(np.int8))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _spot(start: int, end: int, cells: Cells) -> Spot:
    return Spot(start * cells.cell_s, (end - start) * cells.cell_s)
