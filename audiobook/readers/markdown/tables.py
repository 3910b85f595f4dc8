"""Markdown tables: row by row with their headers, or announced where they cannot be followed by ear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audiobook.document import Block, BlockKind, Span
from audiobook.readers.markdown.walk import MarkdownWalk
from audiobook.readers.walk.announcements import table_left_out
from audiobook.readers.walk.walked import Links

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token

    from audiobook.reading import ReadingPolicy

#: Judgement, as for HTML tables: a table wider or longer than this cannot be followed by ear, unless it holds words.
_WIDEST = 8
_LONGEST = 60
#: Share of digits that makes a big table one of figures.
_FIGURES = 0.4
#: A longer header is not repeated in full.
_HEADER_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Table:
    """The inline tokens of a table's cells: of its header row, and row by row."""

    header: tuple[Token, ...]
    rows: tuple[tuple[Token, ...], ...]

    @property
    def names_columns(self) -> bool:
        """Whether the header is worth saying before each value: there is more than one column, and a row below."""
        return bool(self.rows) and len(self.header) > 1 and any(cell.content.strip() for cell in self.header)


def table_of(tokens: Sequence[Token]) -> Table:
    """The table that these tokens make."""
    header: list[Token] = []
    rows: list[tuple[Token, ...]] = []
    row: list[Token] = []
    for token in tokens:
        if token.type == "inline":
            row.append(token)
        elif token.type == "tr_close":
            if header:
                rows.append(tuple(row))
            else:
                header = row
            row = []
    return Table(tuple(header), tuple(rows))


def is_left_out(table: Table, policy: ReadingPolicy) -> bool:
    """Whether the policy has the table left out: all of them, or a big one of figures."""
    if policy.tables != "auto":
        return policy.tables != "read"
    if len(table.rows) <= _LONGEST and len(table.header) <= _WIDEST:
        return False
    text = "".join(cell.content for row in table.rows for cell in row)
    digits = sum(c.isdigit() for c in text)
    return digits > _FIGURES * (digits + sum(c.isalpha() for c in text))


class TableWalk(MarkdownWalk):
    """The part of the walk inside tables."""

    def table(self, tokens: Sequence[Token]) -> None:
        """Read or leave out the table that these tokens make."""
        table = table_of(tokens)
        first = (tokens[0].map or (0, 0))[0] + 1
        if is_left_out(table, self.records.policy):
            rows = (table.header, *table.rows)
            self.records.line = first
            self.records.skip("table", " ".join(_text(self._cell(cell)[0]) for cells in rows for cell in cells))
            if self.records.policy.tables != "skip":
                self.records.announce(table_left_out(self.language))
            return
        self.records.line = first
        headers: list[str] = []
        if table.names_columns:
            headers = [_text(self._cell(cell)[0]) for cell in table.header]
            self.records.skip("table-header", " ".join(headers))
        else:
            self._row(table.header, ())
        for cells in table.rows:
            self.records.line = _line(cells, first)
            self._row(cells, headers)

    def _cell(self, cell: Token) -> tuple[tuple[Span, ...], Links]:
        return self.apart(cell.children or [])

    def _row(self, cells: Sequence[Token], headers: Sequence[str]) -> None:
        """Cells are lines of one block, each after its column's header; an empty one is passed over."""
        spans: list[Span] = []
        targets: list[str] = []
        linked = 0
        for number, cell in enumerate(cells):
            found, links = self._cell(cell)
            targets += links.targets
            linked += links.characters
            if not found:
                continue
            if spans:
                spans[-1] = replace(spans[-1], line_break=True)
            header = headers[number][:_HEADER_LENGTH].rstrip(" :：") if number < len(headers) else ""
            if header:
                spans.append(Span(f"{header}: ", added="table-header"))
            spans += found
        if spans:
            block = Block(BlockKind.TABLE_ROW, tuple(spans), self.records.here())
            self.records.append(block, Links(tuple(targets), linked))
        self.pictures()


def _line(cells: Sequence[Token], fallback: int) -> int:
    """The line of a row, 1-based."""
    return next((cell.map[0] + 1 for cell in cells if cell.map), fallback)


def _text(spans: Iterable[Span]) -> str:
    return " ".join("".join(span.text + (" " if span.line_break else "") for span in spans).split())
