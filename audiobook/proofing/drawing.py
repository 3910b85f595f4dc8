"""Waveform and loudness as plain SVG data. Pure; all numbers are finite and rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiobook.proofing.report import FileReport, Section
from audiobook.proofing.words import clock, length

#: A picture's width, the height of its waveform and of its loudness curve below, in its own units.
WIDTH, WAVE, LOUDNESS = 960, 72, 64
#: Between them, and for the times at the bottom.
GAP, FOOT = 8, 16
#: The loudness scale in LUFS, and the lines drawn in it.
_TOP, _BOTTOM = -8.0, -48.0
_LINES = (-10, -20, -30, -40)
#: Seconds between two times on the axis, the first that gives no more than so many.
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 36000)
_MOST_TICKS = 12
#: No loudness at all.
_SILENT = -200.0
#: Points of the picture of a whole file.
_OVERVIEW = 960


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. ``wave`` and ``curve`` are SVG path data; ``ticks`` and ``lines`` places with their words.

    ``marks`` are places of faults with what they are; ``chapters`` those of chapters with their titles.
    """

    title: str
    words: str
    wave: str
    curve: str
    band: tuple[float, float] | None
    ticks: tuple[tuple[float, str], ...]
    lines: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]
    chapters: tuple[tuple[float, str], ...] = ()


Faults = Sequence[tuple[float, str]]


def section_picture(section: Section, faults: Faults, band: tuple[float, float] | None) -> Picture:
    """A section with the faults, in seconds of its file, that lie in it; ``band`` is the wanted loudness in LUFS."""
    start, seconds = section.start_s, max(section.end_s - section.start_s, 0.001)
    inside = [(at - start, said) for at, said in faults if start <= at < section.end_s or at == start]
    words = f"{length(seconds)}, {section.integrated_lufs:.1f} LUFS" if section.integrated_lufs > _SILENT else "silent"
    return _picture(section.title, words, section.peaks, section.loudness, seconds, start, inside, band)


def overview(file: FileReport, faults: Faults, band: tuple[float, float] | None) -> Picture:
    """A whole file with its chapters."""
    sections = file.sections
    start, end = sections[0].start_s, sections[-1].end_s
    seconds = max(end - start, 0.001)
    picture = _picture(
        file.name,
        f"{length(seconds)}, {len(sections)} chapters",
        _spread([s.peaks for s in sections], sections, seconds),
        _spread([s.loudness for s in sections], sections, seconds),
        seconds,
        start,
        [(at - start, said) for at, said in faults],
        band,
    )
    return replace(picture, chapters=tuple((_x(s.start_s - start, seconds), s.title) for s in sections))


def _spread(values: Sequence[Sequence[float]], sections: Sequence[Section], seconds: float) -> list[float]:
    """The largest value of each of equal pieces of the whole, from those of the sections."""
    found: list[float | None] = [None] * _OVERVIEW
    start = sections[0].start_s
    for section, own in zip(sections, values, strict=True):
        for n, value in enumerate(own):
            at = section.start_s - start + (section.end_s - section.start_s) * n / len(own)
            piece = min(_OVERVIEW - 1, max(0, int(at / seconds * _OVERVIEW)))
            before = found[piece]
            found[piece] = value if before is None else max(before, value)
    spread: list[float] = []
    for value_or_none in found:
        spread.append(value_or_none if value_or_none is not None else (spread[-1] if spread else _BOTTOM))
    return spread if any(v is not None for v in found) else []


def _picture(
    title: str,
    words: str,
    peaks: Sequence[float],
    loudness: Sequence[float],
    seconds: float,
    start: float,
    faults: Faults,
    band: tuple[float, float] | None,
) -> Picture:
    step = next((s for s in _STEPS if seconds / s <= _MOST_TICKS), _STEPS[-1])
    ticks = tuple(
        (_x(n * step, seconds), length(start + n * step)) for n in range(min(int(seconds / step) + 1, 4 * _MOST_TICKS))
    )
    marks = tuple((_x(at, seconds), f"{said} at {clock(at + start)}") for at, said in faults)
    lines = tuple((_y(level), f"{level}") for level in _LINES)
    shown = (_y(band[1]), round(_y(band[0]) - _y(band[1]), 1)) if band else None
    return Picture(title, words, _wave(peaks), _curve(loudness), shown, ticks, lines, marks)


def _x(at: float, seconds: float) -> float:
    return round(min(max(at / seconds, 0.0), 1.0) * WIDTH, 1)


def _y(lufs: float) -> float:
    share = min(max((_TOP - lufs) / (_TOP - _BOTTOM), 0.0), 1.0)
    return round(WAVE + GAP + share * LOUDNESS, 1)


def _wave(peaks: Sequence[float]) -> str:
    """An area as high as the samples on either side of the middle."""
    if not peaks:
        return ""
    step = WIDTH / len(peaks)
    half = WAVE / 2
    # At least half a unit, so that quiet is seen as a line.
    heights = [max(0.5, min(peak, 1.0) * half) if peak > 0 else 0.0 for peak in peaks]
    upper = "".join(f"L{n * step:.1f} {half - height:.1f}" for n, height in enumerate(heights))
    lower = "".join(f"L{n * step:.1f} {half + heights[n]:.1f}" for n in reversed(range(len(heights))))
    return f"M0 {half:g}{upper}{lower}Z"


def _curve(loudness: Sequence[float]) -> str:
    if not loudness:
        return ""
    step = WIDTH / len(loudness)
    return "M" + "L".join(f"{n * step:.1f} {_y(value):.1f}" for n, value in enumerate(loudness))
