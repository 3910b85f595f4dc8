"""One pass over one audio file: everything that can be heard in it and read of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.proofing.decode import Source
from audiobook.proofing.kinds import after_tags
from audiobook.proofing.labels import field_of, marks_of, picture_of, printable, tags_of
from audiobook.proofing.mp3 import Frames, first_frame, walk_frames
from audiobook.proofing.report import Coding, Faults, FileReport, Levels, Loudness, Spot, Spots, spots

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.proofing.cells import Cells

#: Called with the seconds heard and the seconds that the file claims to have (0 when it does not say).
Heard = Callable[[float, float], None]
#: Audio between two calls.
_TELL_EVERY_S = 60.0
#: A click this near to the edge of a drop-out is that edge (a lossy encoder smears it by some ms).
_EDGE_S = 0.03


@dataclass(frozen=True, slots=True)
class Listened:
    """A file's report, and its energies for the loudness of the whole delivery."""

    report: FileReport
    energies: NDArray[np.float64]


def listen(path: Path, name: str = "", tell: Heard | None = None) -> Listened:
    """Decode and measure a file in one pass; memory grows by 20 MB for an hour. Thread-safe and picklable.

    ``name`` is what the report calls it, the file's own name unless given. ``tell`` is called once a minute of audio.
    Raises SourceError for what is no audio file, cannot be decoded, or holds no sound.
    """
    with Source(path) as source:
        frames = _frames(path, source)
        measured = _measure(source, tell)
        return _report(path, printable(name or path.name), source, frames, measured)


def _frames(path: Path, source: Source) -> Frames | None:
    if source.kind.name != "mp3":
        return None
    with path.open("rb") as file:
        start = first_frame(file, after_tags(file, path.stat().st_size, path.name))
    return walk_frames(path, start or 0)


@dataclass(frozen=True, slots=True)
class _Measured:
    cells: Cells
    energies: NDArray[np.float64]
    sample_peak: float
    true_peak: float
    clicks: Spots
    clipped: Spots
    dropouts: Spots


def _measure(source: Source, tell: Heard | None) -> _Measured:
    import numpy as np

    from audiobook.proofing.cells import CellMeter
    from audiobook.proofing.dropouts import DropoutMeter
    from audiobook.proofing.impulses import ClickMeter, ClipMeter
    from audiobook.sound.meter import Meter

    cells, loudness = CellMeter(source.rate_hz, source.channels), Meter(source.rate_hz, source.channels)
    clicks, clips = ClickMeter(source.rate_hz), ClipMeter(source.rate_hz)
    dropouts = DropoutMeter(source.rate_hz, source.channels)
    told = 0.0
    with np.errstate(over="ignore", invalid="ignore"), _numbers_only(source):
        for block in source.blocks():
            cells.feed(block)
            loudness.feed(block.T)
            for meter in (clicks, clips, dropouts):
                meter.feed(block)
            done = source.n_samples / source.rate_hz
            if tell and done - told >= _TELL_EVERY_S:
                told = done
                tell(done, source.claimed_s or 0.0)
        if not source.n_samples:
            raise SourceError(
                f"'{source.path.name}' holds no sound: it plays 0 seconds", hint="make it again, or fetch it again"
            )
        measured = cells.finish()
        energies = loudness.finish()
    peaks = (loudness.sample_peak, loudness.true_peak)
    cuts = dropouts.finish()
    return _Measured(measured, energies, *peaks, _apart(clicks.finish(), cuts), clips.finish(), spots(cuts))


def _apart(clicks: list[Spot], cuts: list[Spot]) -> Spots:
    """Clicks without those that are the edge of a drop-out. Both in the order of time; linear."""
    edges = iter(sorted(edge for cut in cuts for edge in (cut.at_s, cut.at_s + cut.seconds)))
    edge, alone = next(edges, math.inf), []
    for click in clicks:
        while edge < click.at_s - _EDGE_S:
            edge = next(edges, math.inf)
        if edge > click.at_s + _EDGE_S:
            alone.append(click)
    return spots(alone)


@contextmanager
def _numbers_only(source: Source) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise SourceError(
            f"'{source.path.name}' holds {error}, within the first {source.n_samples / source.rate_hz:.0f} s",
            hint="export it again as 16-bit or 24-bit audio",
        ) from error


def _report(path: Path, name: str, source: Source, frames: Frames | None, measured: _Measured) -> Listened:
    from audiobook.proofing.drawn import sections_of
    from audiobook.proofing.quiet import quiet_of
    from audiobook.sound.meter import decibels

    cells, quiet = measured.cells, quiet_of(measured.cells)
    coding = _coding(path, source, frames)
    marks = marks_of(source.chapters)
    tags = tags_of(source.metadata)
    title = dict(tags).get("title", "") or field_of(tags, "title") or path.stem
    report = FileReport(
        name,
        path.stat().st_size,
        coding,
        _loudness(measured.energies),
        Levels(
            decibels(cells.mean_square),
            decibels(measured.sample_peak**2),
            decibels(measured.true_peak**2),
            quiet.floor_dbfs,
            cells.dc,
            int(cells.peak.argmax()) * cells.cell_s if len(cells.peak) else 0.0,
            quiet.floor_s,
        ),
        quiet.head,
        quiet.tail,
        Faults(measured.clicks, measured.dropouts, quiet.gaps, measured.clipped, quiet.digital),
        marks,
        tags,
        picture_of(source.pictures[0], name) if source.pictures else None,
        sections_of(cells, measured.energies, marks, title, coding.seconds),
    )
    return Listened(report, measured.energies)


def _loudness(energies: NDArray[np.float64]) -> Loudness:
    from audiobook.sound.meter import integrated_lufs, loudness_range, momentary_lufs, short_term_lufs

    return Loudness(
        integrated_lufs(energies),
        float(momentary_lufs(energies).max(initial=-math.inf)),
        float(short_term_lufs(energies).max(initial=-math.inf)),
        loudness_range(energies),
    )


def _coding(path: Path, source: Source, frames: Frames | None) -> Coding:
    from audiobook.proofing.wholeness import torn

    seconds = source.n_samples / source.rate_hz
    return Coding(
        source.kind.name,
        source.codec,
        source.rate_hz,
        source.channels,
        source.n_bytes * 8 / 1000 / seconds,
        seconds,
        source.claimed_s,
        frames.kbps if frames else (),
        torn(path, source, frames),
        spots(source.damaged),
        spots(source.changes),
        frames.varies_s if frames else None,
    )
