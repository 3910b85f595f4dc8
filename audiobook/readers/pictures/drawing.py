"""Pages that are drawings: EPUB 3 allows a page to be an SVG, and fixed-layout books set whole novels in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.readers.walk.elements import tag_of
from audiobook.readers.walk.vocabulary import MACHINE_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_XHTML = "{http://www.w3.org/1999/xhtml}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Holds HTML inside a drawing.
_FOREIGN = "foreignobject"
#: What is drawn only where something refers to it.
_SHELVED = frozenset({"defs", "symbol"})


def read_drawings(root: _Element) -> _Element:
    """The page with the text of its drawings as paragraphs, where it has no other text; else ``root`` as it is.

    A drawing beside text is an illustration, and its labels are none of the book's prose. In a page that is nothing
    but a drawing, each ``<text>`` becomes a paragraph; titles and descriptions become hidden ones. ``root`` may be
    changed. Linear in the size of the page.
    """
    if tag_of(root) == "svg":
        return _page_of(root)
    drawings = list(_outermost(root))
    if drawings and any(_letters(node) for node in drawings) and not _text_outside(root):
        for node in drawings:
            parent = node.getparent()
            if parent is not None:
                made = _paragraphs(node)
                made.tail = node.tail
                parent.replace(node, made)
    return root


def _page_of(drawing: _Element) -> _Element:
    from lxml import etree

    page = etree.Element(f"{_XHTML}html")
    language = drawing.get(_LANG) or drawing.get("lang")
    if language:
        page.set("lang", language)
    etree.SubElement(page, f"{_XHTML}body").append(_paragraphs(drawing))
    return page


def _outermost(root: _Element) -> Iterator[_Element]:
    from lxml import etree

    walker = etree.iterwalk(root, events=("start",))
    for _, node in walker:
        if tag_of(node) == "svg":
            yield node
            walker.skip_subtree()


def _letters(drawing: _Element) -> bool:
    return any(tag_of(node) == "text" and "".join(map(str, node.itertext())).strip() for node in drawing.iter())


def _text_outside(root: _Element) -> bool:
    from lxml import etree

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, node in walker:
        if event == "start":
            if tag_of(node) == "svg" or tag_of(node) in MACHINE_TAGS or not tag_of(node):
                walker.skip_subtree()
            elif (node.text or "").strip():
                return True
        elif node is not root and (node.tail or "").strip():
            return True
    return False


def _paragraphs(drawing: _Element) -> _Element:
    """A division with everything that the drawing says, in order."""
    from lxml import etree

    found = etree.Element(f"{_XHTML}div")
    shelved = 0
    walker = etree.iterwalk(drawing, events=("start", "end"))
    for event, node in walker:
        tag = tag_of(node)
        if event == "end":
            shelved -= tag in _SHELVED
            continue
        shelved += tag in _SHELVED
        if not tag or tag in {"style", "script", "metadata"}:
            walker.skip_subtree()
        elif tag == _FOREIGN and not shelved:
            walker.skip_subtree()
            _add_html(found, node)
        elif tag == "text":
            walker.skip_subtree()
            _add(found, node, "".join(_lines(node)), hidden=bool(shelved))
        elif node.text and node.text.strip():
            _add(found, node, str(node.text), hidden=True)
    return found


def _lines(text: _Element) -> Iterator[str]:
    """The words of a ``<text>``; a piece with a height of its own begins a line."""
    from lxml import etree

    for event, node in etree.iterwalk(text, events=("start", "end")):
        if event == "start":
            if node is not text and (node.get("y") is not None or node.get("dy") is not None):
                yield "\n"
            if tag_of(node):
                yield str(node.text or "")
        elif node is not text:
            yield str(node.tail or "")


def _add(found: _Element, node: _Element, text: str, *, hidden: bool) -> None:
    from lxml import etree

    if not text.strip():
        return
    made = etree.SubElement(found, f"{_XHTML}p")
    made.text = text
    if hidden:
        made.set("hidden", "hidden")
    line: object = node.sourceline
    if isinstance(line, int):
        made.sourceline = line  # type: ignore[assignment] # the stubs know only its default


def _add_html(found: _Element, node: _Element) -> None:
    from lxml import etree

    made = etree.SubElement(found, f"{_XHTML}div")
    made.text = node.text
    for child in list(node):
        made.append(child)
