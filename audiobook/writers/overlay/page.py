"""A content document as its own characters: where each element and each letter stands in the file.

Nothing is written out from a parsed tree: a page is changed by putting marks between its characters, so all that its
maker wrote (entities, comments, the order of attributes) stays as it is.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from itertools import accumulate
from typing import TYPE_CHECKING

from audiobook.writers.overlay.markup import MACHINE, as_tree, decoded, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


#: Readings that stand beside the text: they are no part of a sentence, wherever they stand in it.
_BESIDE = frozenset({"rt", "rp", "rtc"})
#: Marks that a narrator passes over.
_MARKS = frozenset({"noteref", "annoref", "pagebreak", "backlink"})
#: Elements of one page (judgement: a novel of 3.7 MB in one page has some 30,000).
_MOST_NODES = 500_000
_TAG = re.compile(r"""</?([^\s/>]+)[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_DOCTYPE = re.compile(r"""<!DOCTYPE(?:[^"'\[>]|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s=/]+)\s*=\s*("[^"]*"|'[^']*')""")
#: What one character of the text is written as, where it is not itself.
_WRITTEN = re.compile(r"&[^;<&\s]{1,40};|\r\n?")


@dataclass(slots=True)
class Node:
    """An element: where its tags stand in the file, ``text`` its stretch of the page's text.

    ``open`` is just after the start tag, ``close`` where the end tag begins (the same for an empty element).
    """

    tag: str
    name: str
    parent: int
    depth: int
    start: int
    open: int
    close: int
    end: int
    text: tuple[int, int]
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def types(self) -> tuple[str, ...]:
        """``epub:type`` and ``role`` in lower case, roles without their ``doc-``."""
        roles = (role.removeprefix("doc-") for role in self.attributes.get("role", "").lower().split())
        return (*self.attributes.get("epub:type", "").lower().split(), *roles)


class Page:
    """One content document. ``text`` is what offsets of a ``SourceRef`` count in; ``nodes`` are in document order."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError when the document is not XHTML that can be marked safely."""
        self.source, self.encoding = decoded(data)
        tree = as_tree(self.source)
        self.nodes: list[Node] = []
        self._pieces: list[tuple[int, int, int, int]] = []  # text offset, file offset, length in the file, node
        self.text = "".join(self._scan())
        if not self.nodes or self.nodes[0].tag != "html":
            raise ValueError("it is no XHTML document")
        if self.text != text_of(tree):
            raise ValueError("its text cannot be told from its markup")

    def _scan(self) -> list[str]:
        """Every token of the file once, from its beginning; well-formed input is known to be."""
        source = self.source
        parts: list[str] = []
        at, length, hidden, here = 0, 0, 0, -1
        while at < len(source):
            found = source.find("<", at)
            stop = len(source) if found < 0 else found
            if stop > at and not hidden and here >= 0:
                length = self._text(parts, at, stop, length, here)
            if found < 0:
                break
            at, kind = self._token(stop)
            if kind == "cdata" and not hidden:
                length = self._raw(parts, stop + 9, at - 3, length, here)
            elif kind == "open":
                here = self._open(stop, at, length, here)
                hidden += self.nodes[here].tag in MACHINE
                if source[at - 2] == "/":
                    kind = "close"
                    self.nodes[here].close = at
            if kind == "close":
                node = self.nodes[here]
                node.close, node.end, node.text = node.close or stop, at, (node.text[0], length)
                hidden -= node.tag in MACHINE
                here = node.parent
        return parts

    def _token(self, at: int) -> tuple[int, str]:
        """Just after the token that begins at ``at``, and what it is."""
        source = self.source
        for begin, end, kind in (("<!--", "-->", ""), ("<![CDATA[", "]]>", "cdata"), ("<?", "?>", "")):
            if source.startswith(begin, at):
                return source.index(end, at + len(begin)) + len(end), kind
        match = (_DOCTYPE if source.startswith("<!", at) else _TAG).match(source, at)
        if match is None:
            raise ValueError("it declares entities of its own or is not well-formed")
        return match.end(), "" if source[at + 1] == "!" else "close" if source[at + 1] == "/" else "open"

    def _open(self, start: int, end: int, length: int, parent: int) -> int:
        raw = self.source[start:end]
        name = raw[1:-1].split(None, 1)[0].rstrip("/")
        attributes = {key: unescape(value[1:-1]) for key, value in _ATTRIBUTE.findall(raw, len(name) + 1)}
        depth = self.nodes[parent].depth + 1 if parent >= 0 else 0
        if len(self.nodes) >= _MOST_NODES:
            raise ValueError("it has more elements than any book")
        tag = (name.rpartition(":")[2] or name).lower()
        self.nodes.append(Node(tag, name, parent, depth, start, end, 0, end, (length, length), attributes))
        return len(self.nodes) - 1

    def _text(self, parts: list[str], at: int, stop: int, length: int, node: int) -> int:
        for written in _WRITTEN.finditer(self.source, at, stop):
            length = self._raw(parts, at, written.start(), length, node)
            shown = "\n" if written[0][0] == "\r" else unescape(written[0])
            parts.append(shown)
            self._pieces.append((length, written.start(), len(written[0]), node))
            length, at = length + len(shown), written.end()
        return self._raw(parts, at, stop, length, node)

    def _raw(self, parts: list[str], at: int, stop: int, length: int, node: int) -> int:
        if stop <= at:
            return length
        parts.append(self.source[at:stop])
        self._pieces.append((length, at, stop - at, node))
        return length + stop - at

    @cached_property
    def _offsets(self) -> list[int]:
        return [piece[0] for piece in self._pieces]

    @cached_property
    def _starts(self) -> list[int]:
        return [node.start for node in self.nodes]

    @cached_property
    def _texts(self) -> list[int]:
        return [node.text[0] for node in self.nodes]

    @cached_property
    def shown(self) -> str:
        """The text with blanks where readings of ruby stand: what has to be in a sentence's element and what not."""
        return self._without(lambda node: node.tag in _BESIDE)

    @cached_property
    def spoken(self) -> str:
        """The text with blanks also where marks stand that nobody speaks."""
        return self._without(lambda node: node.tag in _BESIDE or not _MARKS.isdisjoint(node.types))

    def _without(self, silent: Callable[[Node], bool]) -> str:
        text, at = self.text, 0
        parts: list[str] = []
        for node in self.nodes:
            start, end = node.text
            if end > start >= at and silent(node):
                parts += [text[at:start], " " * (end - start)]
                at = end
        return "".join([*parts, text[at:]])

    @cached_property
    def ids(self) -> dict[str, int]:
        """The node of each id; the first one's where two have the same."""
        found: dict[str, int] = {}
        for number, node in enumerate(self.nodes):
            if name := node.attributes.get("id", ""):
                found.setdefault(name, number)
        return found

    @cached_property
    def _seen(self) -> array[int]:
        """How many characters that are seen stand before each offset."""
        return array("L", accumulate((not c.isspace() for c in self.shown), initial=0))

    def empty(self, start: int, end: int) -> bool:
        """Whether nothing is seen in ``text[start:end]``."""
        return self._seen[max(start, end)] == self._seen[start]

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Without white space and readings at both ends; empty at ``start`` when nothing else is there."""
        seen = self._seen
        if seen[end] == seen[start]:
            return start, start
        return bisect_right(seen, seen[start]) - 1, bisect_left(seen, seen[end])

    def node_at(self, offset: int) -> int:
        """The innermost element that the character at ``offset`` stands in."""
        return self._pieces[bisect_right(self._offsets, offset) - 1][3]

    def place(self, offset: int) -> int:
        """Where in the file the character at ``offset`` of the text begins."""
        start, at, _, _ = self._pieces[bisect_right(self._offsets, offset) - 1]
        return at + offset - start

    def place_after(self, offset: int) -> int:
        """Where in the file the character before ``offset`` ends."""
        n = bisect_right(self._offsets, offset - 1) - 1
        start, at, length, _ = self._pieces[n]
        following = self._offsets[n + 1] if n + 1 < len(self._offsets) else len(self.text)
        return at + length if offset == following else at + offset - start

    def above(self, node: int) -> Iterator[int]:
        """The node and its ancestors, innermost first."""
        while node >= 0:
            yield node
            node = self.nodes[node].parent

    def common(self, one: int, two: int) -> int:
        """The innermost element that holds both."""
        nodes = self.nodes
        while one != two:
            if nodes[one].depth >= nodes[two].depth:
                one = nodes[one].parent
            else:
                two = nodes[two].parent
        return one

    def begun(self, start: int, end: int) -> range:
        """The nodes whose text begins in ``text[start:end]`` or at its end."""
        return range(bisect_left(self._texts, start), bisect_right(self._texts, end))

    def inside(self, start: int, end: int) -> range:
        """The nodes whose start tags stand in ``source[start:end]``."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))
