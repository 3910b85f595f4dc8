"""Second thoughts about a choice of blocks: the title comes back, gaps are closed, and what is no text goes.

An extractor leaves out subheadings, captions and quotations that a narrator reads, and keeps lines that nobody would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.document import BlockKind
from audiobook.readers.html.article_align import words_of
from audiobook.readers.html.article_labels import is_byline, is_label
from audiobook.readers.sections.titles import same_title

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from audiobook.document import Block
    from audiobook.readers.html.article_boxes import Layout

#: Judgement: a paragraph has this many words, the parts of one list or standfirst fewer.
_PARAGRAPH = 12
_STANDFIRST = 6
#: Furniture that may hold the article's title, or none at all.
_HEADERS = frozenset({"", "header", "banner", "site-header", "page-header", "masthead"})
#: Names and dates stand among the first paragraphs.
_HEAD = 3
#: Share of the text that may stand before the title.
_EARLY = 0.15
#: Judgement: what is linked by more than this is a list of links.
_LINKED = 0.5
_LINKS = 3
#: Furniture that holds more of the chosen text than this is none.
_CHOSEN_SHARE = 0.2
#: Kinds that are text of the article wherever they stand between its paragraphs.
_SET_OFF = frozenset({BlockKind.CAPTION, BlockKind.BLOCKQUOTE, BlockKind.CODE, BlockKind.VERSE, BlockKind.TABLE_ROW})
_ENDS = tuple('.!?…。！？:：;"”’»」』)')


def judge(blocks: Sequence[Block], layout: Layout, chosen: Collection[int], titles: Sequence[str]) -> set[int]:
    """The blocks to read. ``titles`` are what the page may call its article; linear in the number of blocks."""
    return _Judge(blocks, layout, titles).run(set(chosen))


class _Judge:
    def __init__(self, blocks: Sequence[Block], layout: Layout, titles: Sequence[str]) -> None:
        self.blocks = blocks
        self.layout = layout
        self.titles = [title for title in titles if title]
        self.kept: set[int] = set()
        self.never: set[int] = set()
        self.trusted: set[str] = set()

    def run(self, chosen: set[int]) -> set[int]:
        self._trust(chosen)
        self.kept = {number for number in chosen if not self._is_junk(number)}
        prose = [number for number in sorted(self.kept) if self._is_paragraph(number)]
        if not prose:
            return self.kept
        title = self._title(prose[0])
        prose = [number for number in prose if number > title]
        if prose:
            self._begin(title, prose[0], prose[min(_HEAD, len(prose)) - 1])
        self._fill(min(self.kept), max(self.kept))
        self._drop_labels()
        return self.kept

    # -- what a block is ------------------------------------------------------------------------------------------

    def _trust(self, chosen: set[int]) -> None:
        """A class name that sounds like furniture is none where the extractor found much of the text in it."""
        sizes: dict[str, int] = {}
        for number in chosen:
            name = self.layout.furniture(number)
            sizes[name] = sizes.get(name, 0) + len(self.blocks[number].text)
        total = sum(sizes.values())
        self.trusted = {name for name, size in sizes.items() if name and size > _CHOSEN_SHARE * total}

    def _furniture(self, number: int) -> bool:
        name = self.layout.furniture(number)
        return bool(name) and name not in self.trusted

    def _is_junk(self, number: int) -> bool:
        block = self.blocks[number]
        if self._furniture(number) or self._is_menu(number):
            return True
        return block.kind is not BlockKind.HEADING and is_label(block.text) and not self._has_company(number)

    def _is_menu(self, number: int) -> bool:
        box = self.layout.boxes[self.layout.places[number]]
        plain = self.blocks[number].kind is BlockKind.PARAGRAPH
        return plain and self.layout.linked[number] > _LINKED and box.away >= _LINKS and box.linked > box.prose

    def _has_company(self, number: int) -> bool:
        """A short item of a list or a row of a table is text like its neighbours."""
        kind = self.blocks[number].kind
        return kind in {BlockKind.TABLE_ROW, BlockKind.LIST_ITEM} and self.layout.linked[number] <= _LINKED

    def _is_paragraph(self, number: int) -> bool:
        text = self.blocks[number].own_text
        return self.blocks[number].kind is not BlockKind.HEADING and len(words_of(text)) >= _PARAGRAPH

    # -- the beginning --------------------------------------------------------------------------------------------

    def _title(self, first: int) -> int:
        """The article's title: before its first paragraph, else soon after; -1 when there is none."""
        places = (*range(first, -1, -1), *range(first + 1, self._early()))
        named = [n for n in places if self._is_named(n)]
        headings = [n for n in named if self.blocks[n].kind is BlockKind.HEADING]
        levels = {n: self.blocks[n].level for n in places if self._may_be_title(n, first)}
        best = min(levels.values(), default=0)
        marked = [n for n, level in levels.items() if level == best]
        found = [*headings, *(n for n in named if not self.layout.linked[n]), *marked]
        return found[0] if found else -1

    def _early(self) -> int:
        """The block before which only little of the article stands: a title may still come."""
        total = sum(len(self.blocks[number].text) for number in self.kept)
        read = 0
        for number in sorted(self.kept):
            read += len(self.blocks[number].text)
            if read > _EARLY * total:
                return number
        return 0

    def _is_named(self, number: int) -> bool:
        if self.layout.furniture(number) not in _HEADERS:
            return False
        return any(same_title(self.blocks[number].text, title) for title in self.titles)

    def _may_be_title(self, number: int, first: int) -> bool:
        block = self.blocks[number]
        if block.kind is not BlockKind.HEADING or is_label(block.text):
            return False
        main = block.level == 1 and not self._furniture(number)
        return main or (number in self.kept and number < first)

    def _begin(self, title: int, first: int, head: int) -> None:
        """Nothing is read before the title; after it, standfirst and captions are, names and dates are not.

        ``first`` is the first paragraph, ``head`` the last among which names and dates are looked for.
        """
        if title >= 0:
            self.kept = {number for number in self.kept if number > title} | {title}
        for number in range(max(0, title + 1), head):
            block = self.blocks[number]
            if is_byline(block.text) or (number < first and is_label(block.text)):
                self.kept.discard(number)
                self.never.add(number)
            elif 0 <= title < number < first and self._is_standfirst(number, title, first):
                self.kept.add(number)

    def _is_standfirst(self, number: int, title: int, first: int) -> bool:
        block = self.blocks[number]
        if self._furniture(number) or self.layout.linked[number] > _LINKED:
            return False
        if block.kind is BlockKind.CAPTION or self.layout.standfirst(number):
            return True
        beside = self.layout.parent(number) in {self.layout.parent(title), self.layout.parent(first)}
        return beside and len(words_of(block.own_text)) >= _STANDFIRST and block.kind is not BlockKind.HEADING

    # -- the middle -----------------------------------------------------------------------------------------------

    def _fill(self, first: int, last: int) -> None:
        """What stands between two blocks that are read is read too, unless it is furniture, a label or links."""
        parents = {self.layout.parent(number) for number in self.kept}
        after = last
        for number in range(last - 1, first, -1):
            block = self.blocks[number]
            if number not in self.kept and block.kind is BlockKind.HEADING:
                if after in self.kept and not self._furniture(number) and not is_label(block.text):
                    self.kept.add(number)
            elif number not in self.kept and number not in self.never and self._belongs(number, parents):
                self.kept.add(number)
            if block.kind is not BlockKind.SCENE_BREAK:
                after = number

    def _belongs(self, number: int, parents: set[int]) -> bool:
        block = self.blocks[number]
        if block.kind is BlockKind.SCENE_BREAK:
            return True
        if self._furniture(number) or self.layout.linked[number] > _LINKED or is_label(block.text):
            return False
        if not block.own_text or block.kind in _SET_OFF or self.layout.caption(number):
            return True
        if self.layout.parent(number) in parents:
            return True
        around = self.layout.boxes[self.layout.parent(number)].parent
        if block.kind is BlockKind.LIST_ITEM and around in parents:
            return True
        return self._is_paragraph(number) and block.text.endswith(_ENDS)

    def _drop_labels(self) -> None:
        """A heading such as ``Related articles`` goes with the short lines that it stands over."""
        under: list[int] = []
        for number in sorted(self.kept, reverse=True):
            block = self.blocks[number]
            if block.kind is not BlockKind.HEADING:
                under.append(number)
                continue
            if is_label(block.text) and not any(self._is_paragraph(n) for n in under):
                self.kept.difference_update(under, (number,))
            under = []
