"""HTML inside Markdown: what single tags say, links that are note marks, comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.readers.walk.elements import attributes, tag_of, types_of
from audiobook.readers.walk.xhtml import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element
    from markdown_it.token import Token

    from audiobook.readers.walk.silent import Rules

#: A whole tag: the slash of a closing one, its name, and the rest.
TAG = re.compile(r"<\s*(/?)\s*([A-Za-z][A-Za-z0-9-]*)([^>]*)>", re.DOTALL)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_NO_TEXT = re.compile(r"<[!?]")
_MACHINES = ("script", "style", "template", "title")
_PICTURE_FILE = re.compile(r"\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp)\Z", re.IGNORECASE)


def comment_of(markup: str) -> str:
    """What a comment, an instruction or a declaration says; empty for a tag."""
    if not _NO_TEXT.match(markup):
        return ""
    found = _COMMENT.match(markup)
    return ((found[1] or found[2] or "") if found else "") or markup


def cut_comments(markup: str) -> tuple[str, list[str]]:
    """HTML without its comments, their line ends kept, and what they say."""
    said = ["".join(filter(None, pair)) for pair in _COMMENT.findall(markup)]
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), markup), said


def piece_of_html(markup: str) -> _Element | None:
    """The tree of a piece of HTML without comments; None when nothing is in it.

    Told that it is a body: the parser takes a script at the beginning, and all after it, for a head.
    """
    return as_html(f"<body>{markup}") if markup.strip() else None


def machine_texts(root: _Element) -> list[tuple[str, str]]:
    """Tag and text of what is in a document but no text of it: scripts, styles, titles."""
    pieces = ((tag_of(element), "".join(map(str, element.itertext()))) for element in root.iter(*_MACHINES))
    return [(tag, text) for tag, text in pieces if text]


def is_image_file(name: str) -> bool:
    """Whether a file's name is that of a picture."""
    return _PICTURE_FILE.search(name.partition("#")[0].partition("|")[0].strip()) is not None


def plain(tokens: Sequence[Token]) -> str:
    """The text of inline tokens, as far as it has no marks of its own; also inside pictures' descriptions."""
    parts: list[str] = []
    due = list(reversed(tokens))
    while due:
        token = due.pop()
        if token.type == "image":
            due.extend(reversed(token.children or []))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif token.type != "html_inline":
            parts.append(token.content)
    return "".join(parts)


def element_of(markup: str) -> _Element | None:
    """The element that one opening tag begins, without its contents."""
    found = TAG.match(markup)
    root = as_html(markup) if found and not found[1] else None
    if found is None or root is None:
        return None
    return next((element for element in root.iter() if tag_of(element) == found[2].lower()), None)


def link_rule(opening: Token, closing: Token, text: str, rules: Rules, *, raised: bool) -> tuple[str, str]:
    """``(address, rule)`` of a link; the rule is ``noteref`` or ``backlink`` where it is read by nobody, else empty."""
    from lxml import etree

    attrs = {"href": str(opening.attrs.get("href", ""))}
    if opening.type == "html_inline":
        element = element_of(opening.content)
        if element is None or tag_of(element) != "a" or not closing.content.lower().startswith("</a"):
            return "", ""
        attrs = attributes(element)
    parent = etree.Element("sup" if raised else "span")
    link = etree.SubElement(parent, "a")
    link.text = text
    rule = rules.rule(link, "a", attrs, types_of(attrs))
    return attrs.get("href", ""), rule if rule in {"noteref", "backlink"} else ""
