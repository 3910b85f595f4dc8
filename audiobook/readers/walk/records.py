"""What a walk over one document writes down: blocks, skips with their place in the text, ids, notes, printed pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from audiobook.document import Block, BlockKind, PageBreak, Skipped, Span
from audiobook.readers.walk import announcements, elements, vocabulary
from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.walked import Links, NoteBody, NoteRef, Walked
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from audiobook.reading import ReadingPolicy

#: A printed page's number at the end of an id: ``page_xii``, ``p-107``.
_PAGE_ID = re.compile(r"(?:\d+|[ivxlc]+)\Z", re.IGNORECASE)


class Records:
    """The growing account of one document; made for one walk and used once.

    ``position`` is the code-point offset of what comes next in the document's text, as ``SourceRef`` counts it.
    """

    def __init__(self, file: str, policy: ReadingPolicy, first_line: int, language: str) -> None:
        self.file = file
        self.policy = policy
        self.first_line = first_line
        self.language = ""
        self.fallback_language = language
        self.anchor = ""
        self.line = 0
        self.position = 0
        self._blocks: list[Block] = []
        self._links: list[Links] = []
        self._skipped: list[Skipped] = []
        self._anchors: dict[str, int] = {}
        self._kinds: list[tuple[int, str]] = []
        self._noterefs: list[NoteRef] = []
        self._notes: list[NoteBody] = []
        self._open_note: tuple[int, set[str]] | None = None
        self._open_notes = -1  # number of blocks when the collection of notes in hand began
        self._page_breaks: list[PageBreak] = []
        self._pages_due: list[str] = []

    def walked(self) -> Walked:
        """Everything found."""
        return Walked(
            file=self.file,
            blocks=tuple(self._blocks),
            links=tuple(self._links),
            skipped=tuple(self._skipped),
            anchors=self._anchors,
            kinds=tuple(self._kinds),
            noterefs=tuple(self._noterefs),
            language=self.language,
            notes=tuple(self._notes),
            page_breaks=tuple(self._page_breaks),
        )

    @property
    def count(self) -> int:
        """How many blocks are finished."""
        return len(self._blocks)

    def here(self) -> SourceRef:
        """The place of what begins now; nothing long yet."""
        return SourceRef(self.file, self.anchor, self.line, self.position, self.position)

    def append(self, block: Block, links: Links | None = None) -> None:
        """Add a finished block, and the printed pages that began in it."""
        self._blocks.append(block)
        self._links.append(links or Links())
        while self._pages_due:
            self.announce(announcements.page_number(self._pages_due.pop(0), self.spoken_language))

    def announce(self, words: str) -> None:
        """Add a block of words that stand in no book, once in a row."""
        spans = (Span(words, added="announcement"),)
        if not self._blocks or self._blocks[-1].spans != spans:
            self._blocks.append(Block(BlockKind.PARAGRAPH, spans, self.here()))
            self._links.append(Links())

    @property
    def spoken_language(self) -> str:
        """The language that announcements are made in."""
        return self.language or self.fallback_language

    # -- what is not read -----------------------------------------------------------------------------------------

    def record(self, rule: str, element: _Element, after: str = "") -> None:
        """Pass over the text of an element, and ``after`` it, as not read."""
        parts = list(elements.texts(element))
        start = self.position
        self.position += sum(map(len, parts))
        self.leave_out(rule, " ".join([*parts, after]), start, self.position + len(after), elements.line_of(element))

    def leave_out(self, rule: str, raw: str, start: int, end: int, line: int = 0) -> None:
        """Write down that the text between two offsets is not read."""
        text = squeeze(raw)
        if text:
            where = SourceRef(self.file, self.anchor, line + self.first_line if line else self.line, start, end)
            self._skipped.append(Skipped(rule, text, where))

    def picture(self, description: str) -> None:
        """Write down a description that is not read; it is no text of the document."""
        if description:
            self._skipped.append(Skipped("image", description, self.here(), counted=False))

    def scene_break_mark(self, text: str, source: SourceRef) -> None:
        """Write down the ornament between two scenes."""
        self._skipped.append(Skipped("scene-break", text, source))

    # -- ids, sections, printed pages -----------------------------------------------------------------------------

    def remember(self, name: str) -> None:
        """An id stands here."""
        self._anchors.setdefault(name, self.count)
        if self._open_note is not None:
            self._open_note[1].add(name)

    def remember_kinds(self, types: tuple[str, ...]) -> None:
        """A section of these kinds begins here."""
        for value in types:
            if value in vocabulary.KINDS:
                self._kinds.append((self.count, vocabulary.KINDS[value]))

    def ids_inside(self, element: _Element) -> None:
        """Ids inside what is skipped stay findable."""
        from lxml import etree

        # ``element.iter()`` is quadratic in the depth of nesting.
        for _, inner in etree.iterwalk(element, events=("start",)):
            if name := inner.get("id"):
                self.remember(str(name))

    def page_break(self, element: _Element, attrs: Mapping[str, str]) -> None:
        """A printed page begins here."""
        label = squeeze(elements.short_text(element)) or squeeze(attrs.get("title") or attrs.get("aria-label") or "")
        if not label and (found := _PAGE_ID.search(attrs.get("id", ""))):
            label = found[0]
        if label:
            self._page_breaks.append(PageBreak(label, self.here()))
            if self.policy.page_numbers == "read":
                self._pages_due.append(label)

    # -- notes ----------------------------------------------------------------------------------------------------

    def note_mark(self, element: _Element, attrs: Mapping[str, str], *, at_start: bool) -> None:
        """A mark that leads to a note, or back from one."""
        href, mark = unquote(attrs.get("href", "")), elements.short_text(element)
        self._noterefs.append(NoteRef(self.count, href, mark, at_start=at_start))

    def open_note(self, name: str) -> None:
        """A note begins; ``name`` is its own id."""
        self._open_note = (self.count, {name} if name else set())

    def close_note(self) -> None:
        """The note in hand ends."""
        if self._open_note is not None:
            first, ids = self._open_note
            self._notes.append(NoteBody(first, self.count, frozenset(ids)))
            self._open_note = None

    def note_inside(self, element: _Element, attrs: Mapping[str, str]) -> None:
        """A note that stands inside a paragraph; its text is recorded as skipped all the same."""
        ids = {name for name in (attrs.get("id"), *(inner.get("id") for inner in element)) if name}
        text = squeeze("".join(elements.texts(element)))
        index = len(self._skipped) if text else -1  # where ``record`` writes it down next
        self._notes.append(NoteBody(self.count, self.count, frozenset(map(str, ids)), text, skip=index))

    def open_collection(self) -> None:
        """A collection of notes begins."""
        self._open_notes = self.count

    def close_collection(self) -> None:
        """A collection of notes ends: what in it is no note is its furniture."""
        at = self._open_notes
        for body in [note for note in self._notes if note.first >= at and note.end > note.first]:
            if body.first > at:
                self._notes.append(NoteBody(at, body.first, furniture=True))
            at = max(at, body.end)
        if self.count > at:
            self._notes.append(NoteBody(at, self.count, furniture=True))
        self._open_notes = -1
