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
    """A run of text with one look and one language; ``line_break`` marks a line end after it (verse, ``<br>``).

    ``added`` names the rule by which words are read that are not text of the book at this place: a column's header
    before its value, a formula's description, an announcement. It is empty for the book's own words.
    """

    text: str
    language: str = ""
    emphasis: bool = False
    hint: str = ""
    line_break: bool = False
    added: str = ""


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

    @property
    def own_text(self) -> str:
        """The text without what was added to it."""
        return "".join(span.text for span in self.spans if not span.added)


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
    """Text that is not read where it stands, with the rule that left it out.

    ``counted`` is False for what is no text of a content document (a picture's description). ``section`` is the index
    of the section it stands in, -1 outside all of them.
    """

    rule: str
    text: str
    source: SourceRef = field(default_factory=SourceRef)
    counted: bool = True
    section: int = -1


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The beginning of a printed page; ``label`` is its number as printed, ``source`` where it begins."""

    label: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class SourceText:
    """How many characters that are seen (white space not counted) one content document holds, counted on its own."""

    file: str
    characters: int


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
class Contributor:
    """Somebody who had a part in the book; ``role`` is a MARC relator term (``editor``, ``illustrator``)."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about the book. Dates are as given by the source (``YYYY`` or ISO 8601).

    ``contributors`` are those who are neither authors, translators nor narrators.
    """

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
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
    """A whole book in reading order.

    ``sources`` are the content documents with their own character counts: every counted character is in exactly one
    block's own text or one skip.
    """

    metadata: Metadata
    sections: tuple[Section, ...]
    nav: tuple[NavPoint, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    cover: Cover | None = None
    page_breaks: tuple[PageBreak, ...] = ()
    sources: tuple[SourceText, ...] = ()
