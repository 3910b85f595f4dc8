"""What in a document is not read aloud, and the name of the rule that says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.readers.walk.css import selected
from audiobook.readers.walk.elements import classes_of, first_child_tags, is_hidden, short_text, tag_of
from audiobook.readers.walk.vocabulary import (
    AID_CLASSES,
    BLOCK_TAGS,
    CAPTION_CLASSES,
    KINDS,
    NOTE_CLASSES,
    NOTEREF_CLASSES,
    PAGE_CLASSES,
    SILENT_TAGS,
    SILENT_TYPES,
)
from audiobook.reading import SKIPPED_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

    from audiobook.reading import ReadingPolicy

#: A note mark: up to four digits, one letter, a small roman number or the printer's signs, perhaps in brackets.
_MARK = re.compile(r"[\[({]?\s*(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶‖]{1,3})\s*[\])}]?[.,]?\Z", re.IGNORECASE)
_SIGN = re.compile(r"[\[(*†‡§¶‖]")
_NOTE_TARGET = re.compile(r"(?:foot|end)?note|ftn|fn|ref|anm|anno", re.IGNORECASE)
_BACK = re.compile(r"[↩↑⇑⮌^⤴]\ufe0e?\ufe0f?\Z|\[?(?:back|return|zurück|retour)\]?\Z", re.IGNORECASE)
#: Words that carry a square or a cube rather than a note.
_UNIT = re.compile(r"(?:met(?:er|re)|feet|foot|inch|mile|yard|second)(?:e?s)?\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}\Z")
_PAGE_LIMIT = 24
#: Kinds that a policy may have read although their markup says that they are not.
UNREAD_KINDS = frozenset(SKIPPED_KINDS)


class Rules:
    """A reading policy applied to one document. Its constructor raises ConfigError for a CSS selector that is none."""

    def __init__(self, policy: ReadingPolicy, root: _Element) -> None:
        self._policy = policy
        self._unread = UNREAD_KINDS - frozenset(policy.skip_kinds)
        self._kinds = frozenset(policy.skip_kinds)
        self._types = frozenset(value.lower() for value in policy.skip_types)
        self._skipped = selected(root, policy.skip_selectors) if policy.skip_selectors else frozenset()
        self._kept = selected(root, policy.keep_selectors) if policy.keep_selectors else frozenset()

    def rule(self, element: _Element, tag: str, attrs: Mapping[str, str], types: tuple[str, ...]) -> str:
        """The rule that leaves ``element`` out with everything in it; empty when it is read."""
        if self._kept and element in self._kept:
            return ""
        if self._skipped and element in self._skipped:
            return "selector"
        if tag in SILENT_TAGS:
            return self._nav_rule(types) if tag == "nav" else SILENT_TAGS[tag]
        if tag == "dialog" and "open" not in attrs:
            return "hidden"
        if self._policy.captions == "skip" and tag in {"figcaption", "caption"}:
            return "caption"
        return self._by_attributes(element, tag, attrs, types) if attrs else ""

    def _by_attributes(self, element: _Element, tag: str, attrs: Mapping[str, str], types: tuple[str, ...]) -> str:
        if is_hidden(attrs):
            return "hidden"
        rule = self._by_type(types) if types else ""
        return rule or self._by_class(element, tag, attrs) or (_link_rule(element, attrs) if tag == "a" else "")

    def _by_type(self, types: tuple[str, ...]) -> str:
        for value in types:
            if value in self._types:
                return "skip-type"
            rule = SILENT_TYPES.get(value, "")
            if rule and rule not in self._unread:
                return rule
            if KINDS.get(value, "") in self._kinds:
                return KINDS[value]
        return ""

    def _nav_rule(self, types: tuple[str, ...]) -> str:
        rule = next((SILENT_TYPES[value] for value in types if value in SILENT_TYPES), "nav")
        return "" if rule in self._unread else rule

    def _by_class(self, element: _Element, tag: str, attrs: Mapping[str, str]) -> str:
        classes = classes_of(attrs)
        if not classes:
            return ""
        if self._policy.captions == "skip" and not classes.isdisjoint(CAPTION_CLASSES):
            return "caption"
        return _class_rule(element, tag, classes)


def _class_rule(element: _Element, tag: str, classes: frozenset[str]) -> str:
    if not classes.isdisjoint(AID_CLASSES):
        return "hidden"
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
    text = "".join(text.split())
    if text == "n" and before[-1:].isdigit():
        return "exponent"
    if not text or not all(c.isdigit() or c in "+-−()n" for c in text) or not any(c.isdigit() for c in text):
        return "noteref" if text and _MARK.match(text) and not text.isalpha() else ""
    if not before or before[-1].isspace() or before[-1] in ".,;:!?”’\"'»":
        return "noteref"
    word = _WORD.search(before)
    return "noteref" if word and not _UNIT.search(before) else "exponent"
