"""What the walk over one content document gives, before it is cut into sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.document import BlockKind, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from audiobook.document import Block


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
class Walked:
    """One document as blocks. ``links`` has one entry a block; ``anchors`` maps an id to the block at or after it.

    ``kinds`` names the section kinds that begin at a block, outermost first. ``language`` is the root's declared one.
    """

    file: str
    blocks: tuple[Block, ...] = ()
    links: tuple[Links, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    anchors: Mapping[str, int] = field(default_factory=dict)
    kinds: tuple[tuple[int, str], ...] = ()
    noterefs: tuple[NoteRef, ...] = ()
    language: str = ""


@dataclass(slots=True)
class Page:
    """One content document on its way into sections: what was walked, and which of its blocks are left out and why.

    ``rule`` leaves the whole page out. ``label`` is the page's own title (its ``<title>`` element), a last resort.
    """

    walked: Walked
    rule: str = ""
    label: str = ""
    dropped: dict[int, str] = field(default_factory=dict)

    def drop(self, index: int, rule: str) -> None:
        """Leave a block out; the first rule counts."""
        self.dropped.setdefault(index, rule)

    def left(self, start: int = 0, end: int | None = None) -> list[Block]:
        """The blocks that are still read, from ``start`` up to ``end``."""
        if self.rule:
            return []
        blocks = self.walked.blocks
        stop = len(blocks) if end is None else end
        return [blocks[i] for i in range(start, stop) if i not in self.dropped]

    def left_out(self) -> Iterator[Skipped]:
        """Everything of the page that is not read, the walk's own skips first."""
        yield from self.walked.skipped
        for index, block in enumerate(self.walked.blocks):
            rule = self.rule or self.dropped.get(index, "")
            if rule and block.kind is not BlockKind.SCENE_BREAK:
                yield Skipped(rule, block.text, block.source)

    def characters(self) -> int:
        """Length of all text on the page, left out or not."""
        return sum(len(span.text) for block in self.walked.blocks for span in block.spans)
