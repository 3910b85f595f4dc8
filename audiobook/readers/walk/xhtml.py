"""XHTML and HTML to an lxml tree, safely: no entities are expanded, no DTD is read, nothing is fetched."""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from audiobook.readers.encoding import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,400}>", re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_ELEMENT = re.compile(r"<[A-Za-z]")
_TOO_DEEP = "Excessive depth"
#: What decides where a document type declaration ends.
_DOCTYPE_MARK = re.compile("[\"'<>\\[\\]]")
#: A declaration that is longer than this in characters is none; the longest real one has some 60,000.
_LONGEST_DOCTYPE = 2**20


def parse(data: bytes) -> _Element | None:
    """The root of an XHTML or HTML document: as XML where it is XML, else as tag soup. None when nothing is there.

    Bounded by the input: entities are not expanded, so memory is a small multiple of ``len(data)``.
    """
    return parse_text(decode(data))


def parse_text(text: str) -> _Element | None:
    """The same for decoded text."""
    source = without_doctype(_XML_DECLARATION.sub(_keep_lines, text, count=1))
    if not source.strip():
        return None
    root = _as_xml(source)
    return root if root is not None else as_html(source)


def parse_xml(data: bytes) -> _Element | None:
    """The root of a package, navigation or container file, mended where it is broken; None when nothing is there."""
    source = clean_xml(data)
    return _parsed(source, recover=True) if source else None


def clean_xml(data: bytes) -> bytes:
    """UTF-8 without declaration, document type and named HTML entities: safe to hand to any XML parser."""
    text = without_doctype(_XML_DECLARATION.sub(_keep_lines, decode(data), count=1))
    return _characters_for_entities(text).strip().encode("utf-8", "replace")


def _as_xml(source: str) -> _Element | None:
    # What was cut left its line ends; without a declaration, blank lines before the root are no error.
    return _parsed(_characters_for_entities(source).encode("utf-8", "replace"), recover=False)


def _parsed(source: bytes, *, recover: bool) -> _Element | None:
    """The one XML parser for what strangers made: no entity is expanded, no DTD read, nothing fetched."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def as_html(source: str) -> _Element | None:
    """Tag soup to a tree; at any depth and with any number of attributes, in linear time.

    libxml2's own tree stops at a depth of 2,048 and takes quadratic time for the attributes of one element, so such
    documents are built from events instead. Looking ahead for them costs a small part of the parsing.
    """
    from lxml import etree

    from audiobook.readers.walk.deep_tree import MOST_ATTRIBUTES, most_attributes, tree_from_events

    data = source.encode("utf-8", "replace")
    if most_attributes(data) <= MOST_ATTRIBUTES:
        parser = etree.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
        )
        try:
            root = etree.fromstring(data, parser)
            if not any(_TOO_DEEP in str(entry.message) for entry in parser.error_log):
                return root
        except (etree.XMLSyntaxError, ValueError):
            pass
    return tree_from_events(data)


def _characters_for_entities(source: str) -> str:
    if "&" not in source:
        return source

    def character(found: re.Match[str]) -> str:
        known = html5.get(f"{found[1]};", "")
        return found[0] if not known or found[1] in _XML_ENTITIES or known in "<>&" else known

    return _ENTITY.sub(character, source)


def without_doctype(source: str) -> str:
    """Without the document type declaration and its internal subset; its line ends stay, so lines keep their number."""
    found = _DOCTYPE.search(source)
    element = _ELEMENT.search(source)
    if not found or (element and element.start() < found.start()):
        return source
    end = _doctype_end(source, found.end())
    return source[: found.start()] + "\n" * source.count("\n", found.start(), end) + source[end:]


def _doctype_end(source: str, position: int) -> int:
    """Just after the ``>`` that closes the declaration begun before ``position``; brackets and quotes are respected."""
    depth = 0
    last = min(len(source), position + _LONGEST_DOCTYPE)
    start = position
    while found := _DOCTYPE_MARK.search(source, position, last):
        mark, position = found[0], found.end()
        if mark in "\"'":
            close = source.find(mark, position, last)
        elif mark == "<" and source.startswith("!--", position):
            close = source.find("-->", position, last)
        elif mark == ">" and depth <= 0:
            return position
        else:
            depth += (mark == "[") - (mark == "]")
            continue
        if close < 0:
            break
        position = close + (1 if mark in "\"'" else 3)
    # Never closed: up to the first ``>`` is all that can be the declaration's.
    close = source.find(">", start)
    return close + 1 if close >= 0 else len(source)


def _keep_lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")
