"""Where each block of a web page stands: in which element, inside what furniture, and how much of it is links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


#: Elements that hold paragraphs; all other blocks are paragraphs themselves.
_HOLDERS = frozenset({"body", "div", "section", "article", "main", "td", "center", "html", "header", "aside", "footer"})


@dataclass(slots=True)
class Box:
    """One element that begins a block. ``furniture`` is why it is not part of an article, ``names`` what it is called.

    ``reasons`` are the words of its own name that say that it is furniture.
    ``prose`` counts the characters inside that are in no link, ``linked`` those in links; white space is not counted.
    ``away`` is the number of links to other pages, ``last`` the number of the last box inside, ``inline``
    how many elements that are no boxes it holds itself.
    """

    parent: int
    tag: str = ""
    names: str = ""
    reasons: tuple[str, ...] = ()
    furniture: str = ""
    content: bool = False
    standfirst: bool = False
    caption: bool = False
    prose: int = 0
    linked: int = 0
    away: int = 0
    last: int = 0
    inline: int = 0
    holds_content: bool = False


@dataclass(slots=True)
class Layout:
    """The boxes of one page, parents before children; ``places`` has the innermost box of each block.

    ``linked`` is the share of each block's characters that is inside links, ``depth`` how deep elements are nested,
    ``elements`` how many there are, apart from line ends and pictures. ``wanted`` are blocks that stand in elements
    that are read whatever they are.
    """

    boxes: list[Box] = field(default_factory=lambda: [Box(-1)])
    places: list[int] = field(default_factory=list)
    linked: list[float] = field(default_factory=list)
    wanted: set[int] = field(default_factory=set)
    depth: int = 0
    elements: int = 0

    @property
    def widest(self) -> int:
        """The largest number of elements that one paragraph flows through."""
        return max(box.inline for box in self.boxes)

    def parent(self, block: int) -> int:
        """The box that the block's paragraph stands in; text that stands in no paragraph is in its own box."""
        box = self.places[block]
        return box if self.boxes[box].tag in _HOLDERS else max(0, self.boxes[box].parent)

    def furniture(self, block: int) -> str:
        """The furniture that a block is part of, empty when it is in none."""
        return self.boxes[self.places[block]].furniture

    def standfirst(self, block: int) -> bool:
        """Whether the block is called a standfirst."""
        box = self.boxes[self.places[block]]
        return box.standfirst or (box.parent >= 0 and self.boxes[box.parent].standfirst)

    def caption(self, block: int) -> bool:
        """Whether the block is called a caption."""
        return self.boxes[self.places[block]].caption


def every(root: _Element) -> Iterator[_Element]:
    """All elements in document order; linear in a tree of any depth, which lxml's own ``iter`` is not."""
    from lxml import etree

    return (element for _, element in etree.iterwalk(root, events=("start",)))
