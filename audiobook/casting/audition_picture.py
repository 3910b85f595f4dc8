"""Who speaks when through the book: one strip a character, drawn as plain SVG that needs no colours of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.casting.scenes import Turn

#: The book is cut into so many equal pieces; a strip has one bar for each.
BINS = 200
#: Height of a strip in its own units; a bar is at least ``_LEAST`` high, so that one short line can be seen.
HEIGHT, _LEAST = 24, 4
#: Chapters a description names before it only counts them.
_NAMED = 12


@dataclass(frozen=True, slots=True)
class Strip:
    """One character's row: ``path`` is SVG path data in a box of ``BINS`` by ``HEIGHT``; ``words`` say the same."""

    name: str
    lines: int
    path: str
    words: str


def strips(turns: Sequence[Turn], starts: Sequence[tuple[str, int]], names: Sequence[str]) -> tuple[Strip, ...]:
    """A strip for each name. ``starts`` are the chapters with the characters before them, last the book's end.

    All strips have one scale, so that they can be compared. Linear.
    """
    length = max(starts[-1][1], 1)
    spoken = {name: Counter[int]() for name in names}
    lines = {name: Counter[int]() for name in names}
    for turn in turns:
        if turn.speaker not in spoken:
            continue
        lines[turn.speaker][turn.chapter] += turn.lines
        at, left = turn.start, turn.size
        while left > 0:
            # A long speech runs over several pieces of the book.
            piece = min(at * BINS // length, BINS - 1)
            step = left if piece == BINS - 1 else min(left, -(-(piece + 1) * length // BINS) - at)
            spoken[turn.speaker][piece] += step
            at, left = at + step, left - step
    most = max((count for bins in spoken.values() for count in bins.values()), default=1)
    return tuple(
        Strip(name, lines[name].total(), _path(spoken[name], most), _words(lines[name], [t for t, _ in starts[:-1]]))
        for name in names
    )


def _path(bins: Counter[int], most: int) -> str:
    bars = []
    for piece, count in sorted(bins.items()):
        height = max(_LEAST, round(HEIGHT * count / most))
        bars.append(f"M{piece} {HEIGHT}v-{height}h1v{height}z")
    return "".join(bars)


def _words(by_chapter: Counter[int], titles: Sequence[str]) -> str:
    """In which chapters somebody speaks, for those who do not see the strip."""
    if not by_chapter:
        return "no line"
    busiest = min(by_chapter, key=lambda n: (-by_chapter[n], n))
    title = titles[busiest].strip() or f"chapter {busiest + 1}"
    there = sorted(by_chapter)
    if len(titles) == 1:
        where = "in the only chapter"
    elif len(there) == len(titles):
        where = f"in all {len(titles)} chapters"
    elif len(there) <= _NAMED:
        where = f"in chapter{'s' if len(there) > 1 else ''} {', '.join(str(n + 1) for n in there)} of {len(titles)}"
    else:
        where = f"in {len(there)} of {len(titles)} chapters, from {there[0] + 1} to {there[-1] + 1}"
    return f"speaks {where}, most in “{title}” ({by_chapter[busiest]} line{'s' if by_chapter[busiest] > 1 else ''})"


def chapter_ticks(starts: Sequence[tuple[str, int]]) -> tuple[tuple[float, str], ...]:
    """Where chapters begin, in the strips' units, with their titles."""
    length = max(starts[-1][1], 1)
    return tuple((round(BINS * at / length, 2), title.strip()) for title, at in starts[:-1])
