"""A plot of lines over time as SVG, without any library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 960, 480
_LEFT, _TOP, _RIGHT, _BOTTOM = 60, 50, 150, 50
#: Okabe and Ito's colours, which nearly everybody can tell apart.
_COLOURS = ("#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
#: Points of a line that are drawn, each the largest of those that it stands for.
_POINTS = 800


@dataclass(frozen=True)
class Line:
    """Points (seconds, megabytes) in the order of time."""

    name: str
    points: tuple[tuple[float, float], ...]


def plot(title: str, lines: Sequence[Line], marks: Sequence[tuple[float, str]] = ()) -> str:
    """The lines with axes from zero, a legend, and a mark at each of ``marks``."""
    last = max((at for line in lines for at, _ in line.points), default=1.0) or 1.0
    most = max((value for line in lines for _, value in line.points), default=1.0) or 1.0
    step_x, step_y = _step(last), _step(most)
    top = math.ceil(most / step_y) * step_y

    def x(at: float) -> float:
        return _LEFT + at / last * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
            f' font-size="12"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
            f'<text x="{_LEFT}" y="20" font-size="15">{escape(title)}</text>'
        )
    ]
    for n in range(round(top / step_y) + 1):
        value = n * step_y
        parts.append(f'<path d="M{_LEFT} {y(value):.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g} MB</text>')
    parts += [
        f'<text x="{x(n * step_x):.1f}" y="{_HEIGHT - 28}" text-anchor="middle">{n * step_x:g} s</text>'
        for n in range(int(last / step_x) + 1)
    ]
    for n, (at, name) in enumerate(marks):
        parts.append(f'<path d="M{x(at):.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#999" stroke-dasharray="3 3"/>')
        parts.append(f'<text x="{x(at) + 3:.1f}" y="{_TOP + 4 + n % 5 * 13}" fill="#666">{escape(name)}</text>')
    for n, line in enumerate(lines):
        colour = _COLOURS[n % len(_COLOURS)]
        drawn = " ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in _thinned(line.points))
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        row = _TOP + 10 + n * 18
        parts.append(f'<path d="M{_WIDTH - _RIGHT + 12} {row}h20" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<text x="{_WIDTH - _RIGHT + 38}" y="{row + 4}">{escape(line.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _step(largest: float) -> float:
    """A round number that goes into ``largest`` four to ten times."""
    power = 10.0 ** math.floor(math.log10(largest))
    return next((power * share for share in (0.1, 0.2, 0.25, 0.5, 1.0) if largest / (power * share) <= 10), power)


def _thinned(points: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    each = -(-len(points) // _POINTS)
    return [max(points[n : n + each], key=lambda point: point[1]) for n in range(0, len(points), each)]
