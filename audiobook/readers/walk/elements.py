"""Asking an lxml element what it is, whatever parser made it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from audiobook.readers.language_codes import language_tag
from audiobook.readers.walk.vocabulary import MACHINE_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
#: Looking ahead into an element stops after this many descendants, so that nesting cannot make it quadratic.
_LOOK_AHEAD = 60


def tag_of(element: _Element) -> str:
    """The local name in lower case; empty for a comment, a processing instruction or an entity."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    # A name that ends with a colon, as tag soup may hold one, has no prefix: ``title:`` is no title.
    return (tag.rpartition("}")[2] if tag[0] == "{" else tag.rpartition(":")[2] or tag).lower()


def attributes(element: _Element) -> dict[str, str]:
    """All attributes, with their namespaces as the parser wrote them."""
    return {str(name): str(value) for name, value in element.items()}


def types_of(attrs: Mapping[str, str]) -> tuple[str, ...]:
    """``epub:type`` and ``role`` values, lower case; roles lose their ``doc-``."""
    found = attrs.get(_EPUB_TYPE) or attrs.get("epub:type") or ""
    role = attrs.get("role", "")
    if not found and not role:
        return ()
    return (*found.lower().split(), *(value.removeprefix("doc-") for value in role.lower().split()))


def classes_of(attrs: Mapping[str, str]) -> frozenset[str]:
    """Class names, lower case."""
    names = attrs.get("class")
    return frozenset(names.lower().split()) if names else frozenset()


def language_of(attrs: Mapping[str, str]) -> str:
    """The language tag declared on the element itself, empty when none or not a tag."""
    tag = attrs.get(_XML_LANG) or attrs.get("xml:lang") or attrs.get("lang") or ""
    return language_tag(tag) if tag else ""


def is_hidden(attrs: Mapping[str, str]) -> bool:
    """Hidden by attribute or inline style; style sheets are not read."""
    if "hidden" in attrs and attrs["hidden"].lower() != "false":
        return True
    if attrs.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = attrs.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def texts(element: _Element) -> Iterator[str]:
    """All text inside, in order, apart from scripts and styles; without recursion."""
    from lxml import etree

    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "start":
            if tag_of(node) in MACHINE_TAGS and node is not element:
                walker.skip_subtree()
            elif node.text:
                yield str(node.text)
        elif node is not element and node.tail:
            yield str(node.tail)


def short_text(element: _Element, limit: int = 40) -> str:
    """The text inside when it is at most ``limit`` characters, else the beginning; looks at few descendants only."""
    text = ""
    for node in islice(element.iter(), _LOOK_AHEAD):
        text += str(node.text or "")
        if node is not element:
            text += str(node.tail or "")
        if len(text) > limit:
            break
    return text.strip()


def first_child_tags(element: _Element, limit: int = _LOOK_AHEAD) -> tuple[str, ...]:
    """Names of the first children."""
    return tuple(tag_of(child) for child in islice(element, limit))


def line_of(element: _Element) -> int:
    """The line it begins in, 1-based; 0 when the parser does not say."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0
