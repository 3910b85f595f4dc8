"""What the walk over a Markdown text writes down: blocks, skips, ids, and notes wherever they are defined."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import Block, BlockKind, PageBreak, Skipped, Span
from audiobook.readers.markdown.notes import Mark, Part, join, resolve, used
from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.silent import Rules
from audiobook.readers.walk.walked import Links, NoteBody, Walked
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from audiobook.reading import ReadingPolicy


class Records:
    """The growing account of one text; made for one walk and used once.

    ``line`` and ``anchor`` are the place of what comes next. ``silent`` is the rule that leaves everything out while
    it is set. Blocks go to the innermost open note, or to the text.
    """

    def __init__(self, file: str, policy: ReadingPolicy) -> None:
        from lxml import etree

        self.file = file
        self.policy = policy
        self.rules = Rules(policy, etree.Element("body"))
        self.line = 0
        self.anchor = ""
        self.silent = ""
        self._body = Part()
        self._open = [self._body]
        self._notes: list[Part] = []
        self._labels: Counter[str] = Counter()
        self._names: set[str] = set()
        self._skipped: list[Skipped] = []
        self._bodies: list[NoteBody] = []
        self._kinds: list[tuple[int, str]] = []
        self._page_breaks: list[PageBreak] = []

    def here(self) -> SourceRef:
        """The place of what begins now."""
        return SourceRef(self.file, self.anchor, self.line)

    @property
    def count(self) -> int:
        """Finished blocks of the text or of the note in hand."""
        return len(self._open[-1].blocks)

    # -- blocks and skips -----------------------------------------------------------------------------------------

    def append(self, block: Block, links: Links | None = None) -> None:
        """Add a finished block."""
        if self.silent:
            if block.own_text:
                self._skipped.append(Skipped(self.silent, block.own_text, block.source))
            return
        part = self._open[-1]
        part.blocks.append(block)
        part.links.append(links or Links())

    def announce(self, words: str) -> None:
        """Add a block of words that stand in no book, once in a row."""
        spans = (Span(words, added="announcement"),)
        blocks = self._open[-1].blocks
        if not blocks or blocks[-1].spans != spans:
            self.append(Block(BlockKind.PARAGRAPH, spans, self.here()))

    def scene_break(self) -> None:
        """Add a scene break, once, and only after text."""
        blocks = self._open[-1].blocks
        if blocks and blocks[-1].kind is not BlockKind.SCENE_BREAK:
            self.append(Block(BlockKind.SCENE_BREAK, (), self.here()))

    def skip(self, rule: str, text: str, *, counted: bool = True, line: int = 0) -> None:
        """Write down what is not read; ``counted`` when it is text and not the value of a mark."""
        if plain := squeeze(text):
            where = replace(self.here(), line=line or self.line)
            self._skipped.append(Skipped(rule, plain, where, counted=counted))

    def anchor_here(self, name: str) -> None:
        """An id stands here."""
        if name:
            part = self._open[-1]
            part.anchors.setdefault(name, len(part.blocks))
            self.anchor = name

    def page_break(self, label: str) -> None:
        """A printed page begins here."""
        if name := squeeze(label):
            self._page_breaks.append(PageBreak(name, self.here()))

    def include(self, inner: Walked, lines: tuple[int, int]) -> None:
        """Take over what the walk over a piece of HTML found; ``lines`` are the first and last of it.

        Offsets into the piece mean nothing in the whole file.
        """
        part = self._open[-1]
        start, shift = len(part.blocks), len(self._skipped)

        def moved(source: SourceRef) -> SourceRef:
            return SourceRef(self.file, source.anchor or self.anchor, min(max(source.line, lines[0]), lines[1]))

        self._skipped += [replace(skip, source=moved(skip.source)) for skip in inner.skipped]
        for block, links in zip(inner.blocks, inner.links, strict=True):
            self.append(replace(block, source=moved(block.source)), links)
        if self.silent:
            return
        for name, index in inner.anchors.items():
            part.anchors.setdefault(name, start + index)
        part.marks += [Mark(start + r.block, href=r.href, text=r.mark, at_start=r.at_start) for r in inner.noterefs]
        if part is self._body:
            self._bodies += [
                replace(b, first=b.first + start, end=b.end + start, skip=b.skip + shift if b.skip >= 0 else -1)
                for b in inner.notes
            ]
            self._kinds += [(start + index, kind) for index, kind in inner.kinds]
            self._page_breaks += [replace(page, source=moved(page.source)) for page in inner.page_breaks]

    # -- notes ----------------------------------------------------------------------------------------------------

    def open_note(self, label: str = "") -> str:
        """A note begins; an inline one has no label. Returns the name that marks refer to."""
        self._labels[label] += 1
        number = self._labels[label]
        name = (f"fn:{label}" if number == 1 else f"fn:{label}:{number}") if label else f"fn:^{number}"
        while name in self._names:
            name += ":"
        self._names.add(name)
        self._notes.append(Part(label, name, self.line, len(self._body.blocks)))
        self._open.append(self._notes[-1])
        return name

    def close_note(self) -> None:
        """The note in hand ends."""
        if len(self._open) > 1:
            self._open.pop()

    def note_mark(self, *, label: str = "", name: str = "", href: str = "", text: str = "", at_start: bool) -> None:
        """A mark of the note with this label or name, or a link that is a note mark."""
        if not self.silent:
            marks = self._open[-1].marks
            marks.append(Mark(len(self._open[-1].blocks), label, name, href, text, at_start, self.line))

    # -- the whole ------------------------------------------------------------------------------------------------

    def walked(self) -> Walked:
        """Everything found. Notes that are used stand at the end, others where they are defined or nowhere."""
        resolve((self._body, *self._notes), self._notes)
        last = used(self._body, self._notes)
        names = {note.name for note in last}
        unused = [note for note in self._notes if note.name not in names]
        if self.policy.notes == "skip":
            blocks = [block for note in unused for block in note.blocks if block.own_text]
            self._skipped += [Skipped("note-unused", block.own_text, block.source) for block in blocks]
            unused = []
        whole, places, notes, references = join(self._body, last, unused)
        inner = [replace(body, first=places[body.first], end=places[body.end]) for body in self._bodies]
        return Walked(
            file=self.file,
            blocks=tuple(whole.blocks),
            links=tuple(whole.links),
            skipped=tuple(self._skipped),
            anchors=whole.anchors,
            kinds=tuple((places[index], kind) for index, kind in self._kinds),
            noterefs=references,
            notes=(*inner, *notes),
            page_breaks=tuple(self._page_breaks),
        )
