"""What a table is for: a play, figures to be read row by row, or only the layout of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING

from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.elements import attributes, short_text, tag_of, types_of

if TYPE_CHECKING:
    from lxml.etree import _Element

#: How far into a table is looked to say what it is; nested tables are each looked at, so this bounds the work.
_LOOK_AHEAD = 2_000
#: Tables inside tables inside tables are layout.
_DEEPEST = 3
#: Judgement: a cell with more text than this is prose, a table wider or longer than this cannot be followed by ear.
_PROSE_CELL = 400
_WIDEST = 8
_LONGEST = 60
#: Share of digits that makes a big table one of figures.
_FIGURES = 0.4


class TableKind(Enum):
    """How a table is read."""

    LAYOUT = "layout"
    PLAY = "play"
    ROWS = "rows"
    FIGURES = "figures"  # not read, whatever is in it


@dataclass(slots=True)
class Table:
    """A table being read. ``headers`` are the texts of its header row, used once per row before each value."""

    kind: TableKind
    headers: list[str] = field(default_factory=list)
    column: int = 0


def table_kind(table: _Element, depth: int, policy: str = "auto") -> TableKind:
    """Decide by the table's structure; ``depth`` is how many tables it stands in.

    ``policy`` is ``ReadingPolicy.tables``; a table that lays a page out or holds a play is read under any of them.
    """
    if depth >= _DEEPEST:
        return TableKind.LAYOUT
    rows = columns = widest = letters = digits = 0
    prose = False
    for element in islice(table.iter(), _LOOK_AHEAD):
        if element is table:
            continue
        tag = tag_of(element)
        if tag == "tr":
            rows += 1
            widest = max(widest, columns)
            columns = 0
        elif tag in {"td", "th"}:
            columns += 1
            if "z3998:persona" in types_of(attributes(element)):
                return TableKind.PLAY
            prose = prose or len(short_text(element, _PROSE_CELL)) > _PROSE_CELL
        elif tag in {"table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "ul", "ol"}:
            prose = True
        text = str(element.text or "")
        letters += sum(c.isalpha() for c in text)
        digits += sum(c.isdigit() for c in text)
    widest = max(widest, columns)
    if prose or widest <= 1:
        return TableKind.LAYOUT
    big = rows > _LONGEST or widest > _WIDEST
    figures = big and digits > _FIGURES * (letters + digits)
    if policy == "read" or (policy == "auto" and not figures):
        return TableKind.ROWS
    return TableKind.FIGURES


def header_texts(row: _Element) -> list[str]:
    """The texts of a row that holds only ``th`` cells, two or more; else nothing."""
    cells = [cell for cell in islice(row, _LOOK_AHEAD) if tag_of(cell) in {"td", "th"}]
    if len(cells) < 2 or any(tag_of(cell) != "th" for cell in cells):  # noqa: PLR2004 - one header names nothing
        return []
    return [squeeze(short_text(cell, _PROSE_CELL)) for cell in cells]
