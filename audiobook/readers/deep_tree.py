"""Building a tree from parser events: for documents nested deeper than libxml2 builds itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLAIN_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z")
_KNOWN = {
    "epub:type": "{http://www.idpf.org/2007/ops}type",
    "xml:lang": "{http://www.w3.org/XML/1998/namespace}lang",
}
#: Elements below this depth are left out, their text is not; walking a deeper tree takes quadratic time.
_DEEPEST = 30_000


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
        for key, value in attrib.items():
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
