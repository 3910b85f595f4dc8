"""Finding the boxes of a web page, and which of them are furniture around its article.

One pass over the tree, without recursion; the walk's blocks are tied to boxes by their offsets in the page's text.
Linear in the number of elements.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from audiobook.readers.html import article_words as words
from audiobook.readers.html.article_boxes import Box, Layout
from audiobook.readers.walk import elements
from audiobook.readers.walk.vocabulary import BLOCK_TAGS, MACHINE_TAGS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from audiobook.document import Block

#: What holds more than this share of the page's text outside links is no furniture, whatever it is called (judgement);
#: comments, consent texts and page footers can be longer than a short article.
_FURNITURE_SHARE = 0.4
_SURE_SHARE = 0.9
_SURE = frozenset({"comment", "comments", "disqus", "cookie", "cookies", "consent", "gdpr", "footer", "contentinfo"})
_EMPTY = frozenset({"br", "wbr", "img"})


class _Frame(NamedTuple):
    box: int = 0
    link: bool = False
    inside: bool = False
    wanted: bool = False


def lay_out(root: _Element, blocks: Sequence[Block], wanted: Collection[_Element] = ()) -> Layout:
    """The boxes of a page and the places of the blocks that were walked from the same tree.

    ``wanted`` are elements that are read whatever they are.
    """
    layout = _Sweep(blocks, wanted).run(root)
    _add_up(layout.boxes)
    _inherit(layout.boxes)
    return layout


class _Sweep:
    def __init__(self, blocks: Sequence[Block], wanted: Collection[_Element]) -> None:
        self.layout = Layout()
        self.wanted = wanted
        self.frames = [_Frame()]
        self.position = 0
        self.blocks = blocks
        self.characters = [0] * len(blocks)
        self.in_links = [0] * len(blocks)

    def run(self, root: _Element) -> Layout:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                tag = elements.tag_of(element)
                if not tag or tag in MACHINE_TAGS:
                    self.frames.append(self.frames[-1])
                    walker.skip_subtree()
                    continue
                self._enter(tag, elements.attributes(element), wanted=bool(self.wanted) and element in self.wanted)
                if element.text:
                    self._text(str(element.text))
            else:
                self.frames.pop()
                if element.tail and element is not root:
                    self._text(str(element.tail))
        places = self.layout.places
        places.extend([self.frames[-1].box] * (len(self.blocks) - len(places)))
        counts = zip(self.in_links, self.characters, strict=True)
        self.layout.linked = [linked / max(1, characters) for linked, characters in counts]
        return self.layout

    def _enter(self, tag: str, attrs: Mapping[str, str], *, wanted: bool) -> None:
        frame = self.frames[-1]
        if wanted:
            frame = frame._replace(wanted=True)
        if tag == "a" and (href := attrs.get("href", "")):
            frame = frame._replace(link=True)
            if not href.startswith(("#", "mailto:", "javascript:")):
                self.layout.boxes[frame.box].away += 1
        if tag in BLOCK_TAGS:
            box = _box(tag, attrs, frame)
            box.last = len(self.layout.boxes)
            self.layout.boxes.append(box)
            frame = frame._replace(box=box.last, inside=frame.inside or box.content)
        elif tag not in _EMPTY:
            self.layout.boxes[frame.box].inline += 1
        self.layout.elements += tag not in _EMPTY
        self.frames.append(frame)
        self.layout.depth = max(self.layout.depth, len(self.frames))

    def _text(self, raw: str) -> None:
        frame = self.frames[-1]
        size = len("".join(raw.split()))
        end = self.position + len(raw)
        places = self.layout.places
        while len(places) < len(self.blocks) and self.blocks[len(places)].source.start < end:
            if frame.wanted:
                self.layout.wanted.add(len(places))
            places.append(frame.box)
        self.position = end
        box = self.layout.boxes[frame.box]
        if frame.link:
            box.linked += size
        else:
            box.prose += size
        if places:
            self.characters[len(places) - 1] += size
            self.in_links[len(places) - 1] += size if frame.link else 0


def _box(tag: str, attrs: Mapping[str, str], frame: _Frame) -> Box:
    roles = frozenset(attrs.get("role", "").lower().split())
    content = (tag in words.CONTENT_TAGS and not roles) or bool(roles & words.CONTENT_ROLES)
    content = content or "articlebody" in attrs.get("itemprop", "").lower()
    names = attrs.get("class", "")
    named = words.name_words(f"{names} {attrs.get('id', '')}") if attrs else []
    box = Box(frame.box, tag, names, content=content)
    if not content:
        box.reasons = tuple(_reasons(tag, roles, named, inside=frame.inside))
    box.standfirst = any(not words.STANDFIRST_WORDS.isdisjoint(name) for name in named)
    box.caption = any(word.endswith("caption") for name in named for word in name)
    return box


def _reasons(tag: str, roles: frozenset[str], named: list[list[str]], *, inside: bool) -> Iterator[str]:
    """Why an element may be furniture, the surest first."""
    if tag in words.FURNITURE_TAGS:
        yield tag
    yield from roles & words.FURNITURE_ROLES
    for name in named:
        yield from (word for word in name if word in words.CLASS_WORDS or word.startswith(words.CLASS_STEMS))
        yield from (pair for pair in map("-".join, pairwise(name)) if pair in words.CLASS_PAIRS)
        if name == ["header"] and not inside and tag != "header":
            yield "header"
    aside = any(not words.ASIDE_WORDS.isdisjoint(name) for name in named)
    if (tag == "aside" and not aside) or (tag == "header" and not inside):
        yield tag


def _add_up(boxes: list[Box]) -> None:
    """What is inside a box is inside its parent too; children come after their parents."""
    for box in reversed(boxes[1:]):
        parent = boxes[box.parent]
        parent.prose += box.prose
        parent.linked += box.linked
        parent.away += box.away
        parent.last = max(parent.last, box.last)
        parent.holds_content = parent.holds_content or box.holds_content or box.content


def _inherit(boxes: list[Box]) -> None:
    """What is inside furniture is furniture; what holds the article or most of the text is none.

    A name is judged by all the boxes that bear it: some page builders call every paragraph a widget.
    """
    total = boxes[0].prose
    prose: dict[str, int] = {}
    for box in boxes:
        for reason in set(box.reasons).difference(boxes[box.parent].reasons):
            if not box.holds_content and box.prose <= _most(reason) * total:
                prose[reason] = prose.get(reason, 0) + box.prose
    common = {reason for reason, size in prose.items() if size > _most(reason) * total}
    for box in boxes:
        if not box.holds_content:
            able = (reason for reason in box.reasons if reason not in common and box.prose <= _most(reason) * total)
            box.furniture = next(able, "")
        if not box.furniture and box.parent >= 0 and not box.content:
            box.furniture = boxes[box.parent].furniture


def _most(reason: str) -> float:
    return _SURE_SHARE if reason in _SURE else _FURNITURE_SHARE
