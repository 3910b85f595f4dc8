"""Building a tree from parser events: for documents that libxml2's own tree cannot hold, or only in quadratic time."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

_PLAIN_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z")
_KNOWN = {
    "epub:type": "{http://www.idpf.org/2007/ops}type",
    "xml:lang": "{http://www.w3.org/XML/1998/namespace}lang",
}
#: Elements below this depth are left out, their text is not; walking a deeper tree takes quadratic time.
_DEEPEST = 30_000
#: Attributes of one element that are kept; real ones have fewer than twenty.
MOST_ATTRIBUTES = 200


def tree_from_events(data: bytes) -> _Element | None:
    """The root of an HTML document in UTF-8, at any depth; None when there is no element in it."""
    try:
        return etree.fromstring(data, etree.HTMLParser(encoding="utf-8", huge_tree=True, target=DeepTree()))
    except (etree.XMLSyntaxError, ValueError):
        return None


def most_attributes(data: bytes) -> int:
    """How many attributes the richest element of an HTML document in UTF-8 has; 0 for no document."""
    target = _MostAttributes()
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=target)  # type: ignore[arg-type] # needs no more
    try:
        etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return 0
    return target.most


class _MostAttributes:
    def __init__(self) -> None:
        self.most = 0

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        del tag
        self.most = max(self.most, len(attrib))

    def close(self) -> None:
        pass


class DeepTree:
    """A parser target that keeps only names that every tree accepts."""

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder()
        self._depth = 0
        self._begun = False

    def start(self, tag: str | bytes, attrib: dict[str | bytes, str | bytes]) -> None:
        """An element begins."""
        self._depth += 1
        self._begun = True
        if self._depth > _DEEPEST:
            self._builder.data(" ")
            return
        plain: dict[str | bytes, str | bytes] = {}
        for key, value in islice(attrib.items(), MOST_ATTRIBUTES):
            name = _KNOWN.get(str(key), str(key))
            if str(key) in _KNOWN or _PLAIN_NAME.match(name):
                plain[name] = value
        self._builder.start(_plain(str(tag)), plain)

    def end(self, tag: str | bytes) -> None:
        """An element ends; the parser closes every element that it began, innermost first."""
        if self._depth > _DEEPEST:
            self._builder.data(" ")
        else:
            self._builder.end(_plain(str(tag)))
        self._depth -= 1

    def data(self, data: str | bytes) -> None:
        """Text; what stands before the first element is white space."""
        if self._depth:
            self._builder.data(str(data))

    def comment(self, text: str | bytes) -> None:
        """Comments are dropped."""

    def close(self) -> _Element | None:
        """The root, None when there was no element."""
        return self._builder.close() if self._begun else None


def _plain(tag: str) -> str:
    name = tag.rpartition(":")[2]
    return name if _PLAIN_NAME.match(name) else "span"
