"""The part of the walk inside tables: plays set in rows, rows of figures, and tables that only lay a page out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import Block, BlockKind, Span
from audiobook.readers.walk import announcements, elements, vocabulary
from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.inline import InlineWalk
from audiobook.readers.walk.table_kinds import Table, TableKind, header_texts, table_kind

if TYPE_CHECKING:
    from lxml.etree import _Element

    from audiobook.readers.walk.state import Frame

PERSONA = "z3998:persona"


class TableWalk(InlineWalk):
    """Tables, rows and cells."""

    def enter_table(self, element: _Element, tag: str, types: tuple[str, ...], frame: Frame) -> bool:
        """Begin a table, a row or a cell; False when nothing inside is read."""
        if tag == "table":
            kind = table_kind(element, len(self.tables), self.policy.tables)
            if kind is TableKind.FIGURES:
                self.skip(element, "table", {})
                if self.policy.tables != "skip":
                    self.announce(announcements.table_left_out(self.spoken_language))
                return False
            self.tables.append(Table(kind))
            self.frames.append(frame._replace(close="table"))
            return True
        table = self.tables[-1] if self.tables else Table(TableKind.LAYOUT)
        if tag == "tr":
            return self._enter_row(element, table, frame)
        return self._enter_cell(element, types, table, frame)

    def _enter_row(self, element: _Element, table: Table, frame: Frame) -> bool:
        table.column = 0
        if table.kind is TableKind.PLAY:
            self.speakers.append("")
            self.frames.append(frame._replace(close="speech"))
        elif table.kind is TableKind.LAYOUT:
            self.frames.append(frame._replace(close="block"))
        elif not table.headers and (headers := header_texts(element)):
            table.headers = headers
            self.skip(element, "table-header", {})
            return False
        else:
            self.frames.append(frame._replace(close="block", kind=BlockKind.TABLE_ROW, grouped="space", pre=False))
        return True

    def _enter_cell(self, element: _Element, types: tuple[str, ...], table: Table, frame: Frame) -> bool:
        if PERSONA in types and self.speakers:
            self._persona(element)
            return False
        if frame.kind is BlockKind.TABLE_ROW:
            self._row_cell(table, empty=not elements.short_text(element))
            self.frames.append(frame)
            return True
        self.speech_start = self.count
        verse = frame.verse or not vocabulary.VERSE_TYPES.isdisjoint(types)
        kind = BlockKind.VERSE if verse else frame.kind
        self.frames.append(frame._replace(close="block", kind=kind, verse=verse, emphasis=False))
        return True

    def _row_cell(self, table: Table, *, empty: bool) -> None:
        """Cells of a row are lines of one block, each after its column's header."""
        if table.column:
            self.builder.line_break()
        header = table.headers[table.column] if table.column < len(table.headers) else ""
        if header and not empty and not self.frames[-1].pre:
            self.begin()
            self.builder.text(f"{header}: ", self.frames[-1].language, added="table-header")
        table.column += 1

    def _persona(self, element: _Element) -> None:
        """The name of who speaks; a direction beside the name is the narrator's."""
        line = elements.line_of(element)
        name = [self._name_part(str(element.text or ""), line)]
        for child in element:
            inside = "".join(elements.texts(child))
            if "z3998:stage-direction" in elements.types_of(elements.attributes(child)):
                self._direction(inside)
            else:
                name.append(self._name_part(inside, line))
            name.append(self._name_part(str(child.tail or ""), line))
        self.speakers[-1] = squeeze("".join(name)).rstrip(".:")

    def _name_part(self, raw: str, line: int) -> str:
        """Pass over a part of a persona's name."""
        start = self.position
        self.position += len(raw)
        self.leave_out("persona", raw, start, self.position, line)
        return raw

    def _direction(self, raw: str) -> None:
        source = replace(self.here(), end=self.position + len(raw))
        self.position += len(raw)
        if text := squeeze(raw):
            self.append(Block(BlockKind.PARAGRAPH, (Span(text),), source))

    def close_table(self) -> None:
        """The end of a table."""
        self.flush()
        self.tables.pop()

    def close_speech(self) -> None:
        """The end of a play's row."""
        self.flush()
        self.speakers.pop()
