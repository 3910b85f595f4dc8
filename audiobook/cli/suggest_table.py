"""The table of ``audiobook lexicon suggest``: two lines a word, what it is and how it stands in the book."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from audiobook.cli.cast_table import fit
from audiobook.cli.coverage import cells, terminal_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audiobook.prep.lexicon.suggest import Suggestion

_HEAD = ("COUNT", "WORD", "KIND", "READING NOW", "FIRST")
#: Longest cell of each column but the last, which takes what is left of the line.
_WIDEST = 22
_NARROWEST = 12


def suggest_table(found: Sequence[Suggestion]) -> str:
    """The words as a table as wide as the terminal; a question mark is behind a reading that is guessed."""
    width = terminal_width()
    rows = [_HEAD, *map(_row, found)]
    widths = [min(max(cells(row[n]) for row in rows), _WIDEST) for n in range(len(_HEAD) - 1)]
    room = max(width - sum(widths) - 2 * len(widths), _NARROWEST)
    contexts = ["", *(one.context for one in found)]
    indent = " " * (widths[0] + 2)
    lines = []
    for row, context in zip(rows, contexts, strict=True):
        filled = [fit(cell, w, right=n == 0) for n, (cell, w) in enumerate(zip(row, widths, strict=False))]
        lines.append("  ".join((*filled, fit(_tail(row[-1], room), room))).rstrip())
        if context:
            lines.append(indent + fit(context, max(width - len(indent), _NARROWEST)).rstrip())
    return "\n".join(lines)


def _row(one: Suggestion) -> tuple[str, ...]:
    reading = f"{one.reading}{'' if one.known else ' ?'}" if one.reading else ""
    place = f"{PurePath(one.source.file).name}:{one.source.line}"
    return (str(one.count), one.word, str(one.kind), reading, place)


def _tail(place: str, width: int) -> str:
    """The end of a place that is too long, since the line number stands there."""
    while cells(place) > width:
        place = f"…{place[2:]}"
    return place
