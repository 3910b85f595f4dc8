"""What the walk over one content document gives, before it is cut into sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.document import BlockKind, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from audiobook.document import Block, PageBreak


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one block to places in the same book: where to, and how many characters are inside them."""

    targets: tuple[str, ...] = ()
    characters: int = 0


@dataclass(frozen=True, slots=True)
class NoteRef:
    """A silent note mark: the block it stands in, where it leads, its text, and whether the block begins with it."""

    block: int
    href: str
    mark: str
    at_start: bool


@dataclass(frozen=True, slots=True)
class NoteBody:
    """The text of a note: blocks ``first`` up to ``end``, or ``text`` where it stands inside a paragraph.

    ``ids`` are the ids by which marks refer to it; ``skip`` is the index in ``Walked.skipped`` of a note inside a
    paragraph, else -1. ``furniture`` is what stands round the notes of a collection: its heading, a rule.
    """

    first: int
    end: int
    ids: frozenset[str] = frozenset()
    text: str = ""
    furniture: bool = False
    skip: int = -1


@dataclass(frozen=True, slots=True)
class Walked:
    """One document as blocks. ``links`` has one entry a block; ``anchors`` maps an id to the block at or after it.

    ``kinds`` names the section kinds that begin at a block, outermost first. ``language`` is the root's declared one.
    ``characters`` is the document's own count of characters that are seen.
    """

    file: str
    blocks: tuple[Block, ...] = ()
    links: tuple[Links, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    anchors: Mapping[str, int] = field(default_factory=dict)
    kinds: tuple[tuple[int, str], ...] = ()
    noterefs: tuple[NoteRef, ...] = ()
    language: str = ""
    notes: tuple[NoteBody, ...] = ()
    page_breaks: tuple[PageBreak, ...] = ()
    characters: int = 0


@dataclass(slots=True)
class Page:
    """One content document on its way into sections: what was walked, and which of its blocks are left out and why.

    ``rule`` leaves the whole page out. ``label`` is the page's own title (its ``<title>`` element), a last resort.
    ``attached`` are notes that are read after a block; ``moved`` are blocks that are read elsewhere, ``changed`` those
    that are read in another form, ``unskipped`` indices of the walk's skips that are read after all, ``marks`` what
    was cut from blocks on the way.
    """

    walked: Walked
    rule: str = ""
    label: str = ""
    dropped: dict[int, str] = field(default_factory=dict)
    attached: dict[int, list[Block]] = field(default_factory=dict)
    changed: dict[int, Block] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    unskipped: set[int] = field(default_factory=set)
    marks: list[Skipped] = field(default_factory=list)

    def drop(self, index: int, rule: str) -> None:
        """Leave a block out; the first rule counts."""
        self.dropped.setdefault(index, rule)

    def left(self, start: int = 0, end: int | None = None) -> list[Block]:
        """The blocks that are still read, from ``start`` up to ``end``."""
        if self.rule:
            return []
        blocks = self.walked.blocks
        stop = len(blocks) if end is None else end
        if not (self.attached or self.changed or self.moved):
            return [blocks[i] for i in range(start, stop) if i not in self.dropped]
        found: list[Block] = []
        for index in range(start, stop):
            if index not in self.dropped:
                if index not in self.moved:
                    found.append(self.changed.get(index, blocks[index]))
                found.extend(self.attached.get(index, ()))
        return found

    def left_out(self) -> Iterator[Skipped]:
        """Everything of the page that is not read, the walk's own skips first."""
        yield from (skip for number, skip in enumerate(self.walked.skipped) if number not in self.unskipped)
        yield from self.marks
        for index, block in enumerate(self.walked.blocks):
            rule = self.rule or self.dropped.get(index, "")
            if not rule:
                continue
            if index not in self.moved and block.kind is not BlockKind.SCENE_BREAK:
                yield left_block(rule, self.changed.get(index, block))
            yield from (left_block("note", note) for note in self.attached.get(index, ()))

    def characters(self) -> int:
        """Length of all text on the page, left out or not."""
        return sum(len(span.text) for block in self.walked.blocks for span in block.spans)


def left_block(rule: str, block: Block) -> Skipped:
    """A block that is not read, by what is the book's own in it."""
    own = block.own_text if any(span.added for span in block.spans) else block.text
    return Skipped(rule, own, block.source)
