"""What in a document is not read aloud, and the name of the rule that says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.readers.elements import classes_of, first_child_tags, is_hidden, short_text, tag_of
from audiobook.readers.vocabulary import (
    BLOCK_TAGS,
    NOTE_CLASSES,
    NOTEREF_CLASSES,
    PAGE_CLASSES,
    SILENT_TAGS,
    SILENT_TYPES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

#: A note mark: up to four digits, one letter, a small roman number or the printer's signs, perhaps in brackets.
_MARK = re.compile(r"[\[({]?\s*(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶‖]{1,3})\s*[\])}]?[.,]?\Z", re.IGNORECASE)
_SIGN = re.compile(r"[\[(*†‡§¶‖]")
_NOTE_TARGET = re.compile(r"(?:foot|end)?note|ftn|fn|ref|anm|anno", re.IGNORECASE)
_BACK = re.compile(r"[↩↑⇑⮌^⤴]\ufe0e?\ufe0f?\Z|\[?(?:back|return|zurück|retour)\]?\Z", re.IGNORECASE)
#: Words that carry a square or a cube rather than a note.
_UNIT = re.compile(r"(?:met(?:er|re)|feet|foot|inch|mile|yard|second)(?:e?s)?\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}\Z")
_PAGE_LIMIT = 24


def silent_rule(element: _Element, tag: str, attrs: Mapping[str, str], types: tuple[str, ...]) -> str:
    """The rule that leaves ``element`` out with everything in it; empty when it is read."""
    if tag in SILENT_TAGS:
        return _nav_rule(types) if tag == "nav" else SILENT_TAGS[tag]
    if not attrs:
        return ""
    if is_hidden(attrs):
        return "hidden"
    for value in types:
        if value in SILENT_TYPES:
            return SILENT_TYPES[value]
    return _by_class(element, tag, attrs) or (_link_rule(element, attrs) if tag == "a" else "")


def _nav_rule(types: tuple[str, ...]) -> str:
    return next((SILENT_TYPES[value] for value in types if value in SILENT_TYPES), "nav")


def _by_class(element: _Element, tag: str, attrs: Mapping[str, str]) -> str:
    classes = classes_of(attrs)
    if not classes:
        return ""
    if tag in BLOCK_TAGS and not classes.isdisjoint(NOTE_CLASSES):
        return "note"
    if not classes.isdisjoint(PAGE_CLASSES) and len(short_text(element)) <= _PAGE_LIMIT:
        return "page-break"
    if tag not in BLOCK_TAGS and not classes.isdisjoint(NOTEREF_CLASSES) and _MARK.match(short_text(element)):
        return "noteref"
    return ""


def _link_rule(element: _Element, attrs: Mapping[str, str]) -> str:
    """Note marks and their way back, where only the look of the link tells."""
    href = attrs.get("href", "")
    if "#" not in href:
        return ""
    text = short_text(element)
    if not text:
        return ""
    if _BACK.match(text):
        return "backlink"
    if not _MARK.match(text):
        return ""
    parent = element.getparent()
    raised = (parent is not None and tag_of(parent) == "sup") or "sup" in first_child_tags(element)
    if raised or _SIGN.match(text) or _NOTE_TARGET.search(href.rpartition("#")[2]):
        return "noteref"
    return ""


def raised_rule(text: str, before: str) -> str:
    """What raised digits without a link are after ``before``: ``noteref``, ``exponent``, or nothing of the kind."""
    if not text or not all(c.isdigit() or c in "+-−()n" for c in text) or not any(c.isdigit() for c in text):
        return "noteref" if text and _MARK.match(text) and not text.isalpha() else ""
    if not before or before[-1].isspace() or before[-1] in ".,;:!?”’\"'»":
        return "noteref"
    word = _WORD.search(before)
    return "noteref" if word and not _UNIT.search(before) else "exponent"
