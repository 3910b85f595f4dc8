"""The book as read: metadata, cover, and sections of blocks in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from audiobook.source import SourceRef


class BlockKind(StrEnum):
    """What a block is; decides how it is spoken and how long the pause after it is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    VERSE = "verse"
    BLOCKQUOTE = "blockquote"
    LIST_ITEM = "list-item"
    TABLE_ROW = "table-row"
    CODE = "code"
    CAPTION = "caption"
    NOTE = "note"
    SCENE_BREAK = "scene-break"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one look and one language; ``line_break`` marks a line end after it (verse, ``<br>``)."""

    text: str
    language: str = ""
    emphasis: bool = False
    hint: str = ""
    line_break: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-sized piece. ``level`` is the heading level; ``speaker`` is set where a play names one."""

    kind: BlockKind
    spans: tuple[Span, ...]
    source: SourceRef = field(default_factory=SourceRef)
    level: int = 0
    language: str = ""
    speaker: str = ""

    @property
    def text(self) -> str:
        """The block's plain text; a line break is one newline."""
        return "".join(s.text + ("\n" if s.line_break else "") for s in self.spans).rstrip("\n")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the reading order under one navigation entry.

    ``title`` is the chapter's title without its parents (empty when the book gives none), ``path`` the titles of the
    parts it lies in. The title's own heading block is not repeated in ``blocks``.
    """

    title: str
    blocks: tuple[Block, ...]
    path: tuple[str, ...] = ()
    kind: str = "chapter"
    source: SourceRef = field(default_factory=SourceRef)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Text that is not read aloud, with the rule that left it out."""

    rule: str
    text: str
    source: SourceRef = field(default_factory=SourceRef)


@dataclass(frozen=True, slots=True)
class NavPoint:
    """One entry of the book's own contents."""

    title: str
    target: SourceRef
    children: tuple[NavPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """A picture for the finished files: JPEG or PNG bytes."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about the book. Dates are as given by the source (``YYYY`` or ISO 8601)."""

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    series: str = ""
    series_index: str = ""
    publisher: str = ""
    date: str = ""
    isbn: str = ""
    language: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    rights: str = ""
    identifiers: tuple[str, ...] = ()

    @property
    def year(self) -> str:
        """The first four digits of the date, or nothing."""
        found = re.match(r"\d{4}(?!\d)", self.date)
        return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole book in reading order."""

    metadata: Metadata
    sections: tuple[Section, ...]
    nav: tuple[NavPoint, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    cover: Cover | None = None
