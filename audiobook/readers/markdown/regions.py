"""Divisions of a Markdown text that run over several blocks: fenced ones, and HTML elements left open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.readers.markdown.html import cut_comments, element_of
from audiobook.readers.walk.elements import attributes, classes_of, language_of, types_of
from audiobook.readers.walk.vocabulary import VERSE_CLASSES, VERSE_TYPES

if TYPE_CHECKING:
    from audiobook.readers.walk.silent import Rules

#: Elements that stay open over a blank line until their own end; a paragraph does not.
_KEPT_OPEN = "article|aside|blockquote|center|details|div|footer|header|main|nav|noscript|section|template"
_TAG = re.compile(rf"<(/?)({_KEPT_OPEN})(?=[\s/>])[^>]*>", re.IGNORECASE)
_CLOSING_FIRST = re.compile(r"\s*</")
_WORD = re.compile(r"[\w-]+")
_LANGUAGE = re.compile(r"\blang=[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4})\b")
#: Notes that are set as a division are read in their place where the policy asks for notes.
_NOTES = frozenset({"note", "notes"})


@dataclass(frozen=True, slots=True)
class Region:
    """An open division: its tag (empty for a fenced one), why it is not read, and what it says of its contents."""

    tag: str = ""
    rule: str = ""
    verse: bool = False
    language: str = ""


class Regions:
    """The divisions that are open where the walk is."""

    def __init__(self, rules: Rules, notes: str) -> None:
        self._rules = rules
        self._read_notes = notes != "skip"
        self._open: list[Region] = []

    @property
    def rule(self) -> str:
        """The rule of the outermost division that is not read."""
        return next((region.rule for region in self._open if region.rule), "")

    @property
    def verse(self) -> bool:
        """Whether verse stands here."""
        return any(region.verse for region in self._open)

    @property
    def language(self) -> str:
        """The innermost declared language."""
        return next((region.language for region in reversed(self._open) if region.language), "")

    def fenced(self, info: str) -> None:
        """A line of colons: it opens a division when it says which, else it closes one."""
        if info:
            language = _LANGUAGE.search(info)
            names = {name.lower() for name in _WORD.findall(info)}
            verse = not names.isdisjoint(VERSE_CLASSES)
            self._open.append(Region("", "", verse, language[1] if language else ""))
        else:
            self._close("")

    def html(self, markup: str) -> None:
        """A block of HTML: what it leaves open stays open."""
        for found in _TAG.finditer(cut_comments(markup)[0]):
            tag = found[2].lower()
            if found[1]:
                self._close(tag)
            elif not found[0].endswith("/>"):
                self._open.append(self._region(tag, found[0]))

    def _region(self, tag: str, markup: str) -> Region:
        element = element_of(markup)
        if element is None:
            return Region(tag)
        attrs = attributes(element)
        types = types_of(attrs)
        rule = self._rules.rule(element, tag, attrs, types)
        if rule in _NOTES and self._read_notes:
            rule = ""
        verse = not (VERSE_TYPES.isdisjoint(types) and VERSE_CLASSES.isdisjoint(classes_of(attrs)))
        return Region(tag, rule or ("template" if tag == "template" else ""), verse, language_of(attrs))

    def _close(self, tag: str) -> None:
        """Close the innermost division of this tag with everything in it; nothing when none is open."""
        for number in range(len(self._open) - 1, -1, -1):
            if self._open[number].tag == tag:
                del self._open[number:]
                return


def begins_with_end(markup: str) -> bool:
    """Whether a block of HTML first closes something: what follows in it is outside of that."""
    return _CLOSING_FIRST.match(markup) is not None
