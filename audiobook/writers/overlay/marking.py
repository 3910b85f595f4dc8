"""Giving each stretch of a page an element of its own, by marks between the characters of the file.

An element that shows exactly these words is used as it is, with an ``id`` if it has none. Else a ``span`` is put round
them, as far out as their first and last element allow. Where neither is possible, since the words run across the
border of an element (``She <em>said. He</em> left.``), they are cut there and each piece gets its own; pieces without
a letter or digit, such as a quotation mark before an ``em``, stay outside. No element is ever doubled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.writers.overlay.letters import has_words
from audiobook.writers.overlay.nesting import BLOCKS, FOREIGN, HOLDS_SPAN, PHRASING, SECTIONS

if TYPE_CHECKING:
    from audiobook.writers.overlay.page import Node, Page

_XHTML = "http://www.w3.org/1999/xhtml"
_OURS = "ab"
#: Elements that are never the words' own, even when they hold nothing else.
_TOO_LARGE = SECTIONS | {"html", "body", "main", "header", "footer", "hgroup", "tbody", "thead", "tfoot", "tr"}
#: Pieces that one stretch is cut into at most (judgement: a sentence of a hundred elements is no sentence).
_MOST_PIECES = 100


@dataclass(frozen=True, slots=True)
class Target:
    """An element that a reader can highlight: ``text[start:end]`` is inside, ``node`` is or holds it.

    ``rough`` when it shows other words too.
    """

    id: str
    start: int
    end: int
    node: int
    whole: bool
    rough: bool = False


class Marker:
    """Collects the marks of one page. Used from one thread, for stretches in order that do not overlap."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.spans = 0
        self._marks: list[tuple[int, int, str]] = []
        self._named: dict[int, str] = {}
        self._count = 0
        taken = any(re.fullmatch(rf"{_OURS}\d+", name) for name in page.ids)
        self._prefix = f"{_OURS}-read-" if taken else _OURS

    @property
    def changed(self) -> bool:
        """Whether the page differs from the book's."""
        return bool(self._marks)

    def targets(self, start: int, end: int) -> list[Target]:
        """Elements for ``text[start:end]``, in order; at least one where it has words. Linear in what they hold."""
        todo = [(start, end)]
        found: list[Target] = []
        while todo:
            first, last = self.page.trimmed(*todo.pop())
            if first == last:
                continue
            if len(found) + len(todo) > _MOST_PIECES:
                return [self._raised(start, end)]
            node = self.page.common(self.page.node_at(first), self.page.node_at(last - 1))
            target = self._whole(node, first, last) or self._wrapped(node, first, last)
            parts = [] if target else self._parts(node, first, last)
            if target is None and (not parts or parts == [(first, last)]):
                target = self._raised(first, last)
            if target is not None:
                found.append(target)
            else:
                told = [part for part in parts if has_words(self.page.shown[slice(*part)])]
                todo += reversed(told or parts)
        return found

    def name(self, number: int) -> str:
        """The id of an element, given to it where it has none or one that another has before it."""
        node = self.page.nodes[number]
        own = node.attributes.get("id", "")
        if own and self.page.ids[own] == number and not any(c.isspace() for c in own):
            return own
        if number not in self._named:
            if own:
                raise ValueError("two of its elements have one id")
            self._named[number] = self._new_id()
            self._mark(node.start + 1 + len(node.name), 2, f' id="{self._named[number]}"')
        return self._named[number]

    def result(self) -> str:
        """The file with all marks in it."""
        parts, at = [], 0
        for place, _, mark in sorted(self._marks, key=lambda mark: mark[:2]):
            parts += [self.page.source[at:place], mark]
            at = place
        return "".join([*parts, self.page.source[at:]])

    def link_style(self, href: str) -> None:
        """Refer to a style sheet before the book's own, which win; nothing where there is no head."""
        head = next((node for node in self.page.nodes[:3] if node.tag == "head"), None)
        if head is not None and head.name == "head" and head.close < head.end:
            self._mark(head.open, 0, f'<link rel="stylesheet" type="text/css" href="{href}"/>')

    def _new_id(self) -> str:
        self._count += 1
        return f"{self._prefix}{self._count}"

    def _mark(self, place: int, order: int, text: str) -> None:
        self._marks.append((place, order, text))

    def _whole(self, number: int, start: int, end: int) -> Target | None:
        """The innermost element that shows these words and no others; one further out where only that has an id."""
        page, chosen = self.page, -1
        for outer in page.above(number):
            node = page.nodes[outer]
            if node.tag in _TOO_LARGE or not self._holds_only(node, start, end):
                break
            if chosen < 0 or ("id" in node.attributes and "id" not in page.nodes[chosen].attributes):
                chosen = outer
            if node.tag in BLOCKS:
                break
        return Target(self.name(chosen), start, end, chosen, whole=True) if chosen >= 0 else None

    def _holds_only(self, node: Node, start: int, end: int) -> bool:
        return self.page.empty(node.text[0], start) and self.page.empty(end, node.text[1])

    def _wrapped(self, number: int, start: int, end: int) -> Target | None:
        page, node = self.page, self.page.nodes[number]
        if node.name not in HOLDS_SPAN or self._is_foreign(number):
            return None
        first, last = self._child(number, page.node_at(start)), self._child(number, page.node_at(end - 1))
        if first >= 0 and not page.empty(page.nodes[first].text[0], start):
            return None
        if last >= 0 and not page.empty(end, page.nodes[last].text[1]):
            return None
        place = page.nodes[first].start if first >= 0 else page.place(start)
        after = page.nodes[last].end if last >= 0 else page.place_after(end)
        inside = [page.nodes[n] for n in page.inside(place, after)]
        if any(each.name not in PHRASING and not self._is_foreign(each.parent) for each in inside):
            return None
        direct = {each.tag for each in inside if each.parent == number}
        # Lines of verse are often spans parted by breaks, and styled as children of their paragraph.
        if {"br", "span"} <= direct:
            return None
        name = self._new_id()
        self._mark(place, 1, f'<span id="{name}">')
        self._mark(after, 0, "</span>")
        self.spans += 1
        return Target(name, start, end, number, whole=False)

    def _parts(self, number: int, start: int, end: int) -> list[tuple[int, int]]:
        """Cut at the elements that cannot be wrapped as they are, and at line breaks."""
        page, at = self.page, start
        parts: list[tuple[int, int]] = []
        child = self._child(number, page.node_at(start))
        begin = page.nodes[child].start if child >= 0 else page.place(start)
        for n in page.inside(begin, page.place_after(end)):
            node = page.nodes[n]
            if node.parent == number and self._cuts(number, n, start, end):
                first, last = max(node.text[0], start), min(node.text[1], end)
                parts += [(at, first), (first, last)]
                at = last
        parts.append((at, end))
        trimmed = [page.trimmed(*part) for part in parts if part[1] > part[0]]
        return [part for part in trimmed if part[1] > part[0]]

    def _cuts(self, outer: int, number: int, start: int, end: int) -> bool:
        """Whether words that run through this child of ``outer`` must be cut at its borders."""
        page, node = self.page, self.page.nodes[number]
        if page.nodes[outer].name not in HOLDS_SPAN or node.name not in PHRASING or node.tag == "br":
            return True
        if node.text[0] < start or node.text[1] > end:
            return True
        inside = page.inside(node.open, node.close)
        return node.tag not in FOREIGN and any(page.nodes[n].name not in PHRASING for n in inside)

    def _raised(self, start: int, end: int) -> Target:
        """The smallest element round words that cannot be marked by themselves."""
        page = self.page
        number = page.common(page.node_at(start), page.node_at(end - 1))
        while page.nodes[number].parent > 0 and self._is_foreign(number):
            number = page.nodes[number].parent
        return Target(self.name(number), start, end, number, whole=True, rough=True)

    def _child(self, number: int, inner: int) -> int:
        """The child of an element through which ``inner`` is reached; -1 for the element itself."""
        while inner != number and self.page.nodes[inner].parent != number:
            inner = self.page.nodes[inner].parent
        return -1 if inner == number else inner

    def _is_foreign(self, number: int) -> bool:
        """Whether an element is, or stands in, something that is not HTML."""
        for n in self.page.above(number):
            node = self.page.nodes[n]
            if node.tag in FOREIGN or node.attributes.get("xmlns", _XHTML) != _XHTML:
                return True
        return False
