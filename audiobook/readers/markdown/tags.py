"""Tags that flow in a Markdown paragraph: emphasis, languages, ruby, raised text, and what they hide."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.readers.markdown.html import TAG, element_of
from audiobook.readers.walk.characters import clean, superscript
from audiobook.readers.walk.elements import attributes, language_of, types_of
from audiobook.readers.walk.silent import raised_rule
from audiobook.readers.walk.vocabulary import EMPHASIS_TAGS, MACHINE_TAGS

if TYPE_CHECKING:
    from lxml.etree import _Element

    from audiobook.readers.markdown.records import Records
    from audiobook.readers.walk.spans import SpanBuilder

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass(slots=True)
class _Held:
    """Text held back until its element ends; ``rule`` is why it is not read, empty where that is not known yet."""

    tag: str
    rule: str
    parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    tag: str
    emphasis: bool
    holds: bool


class HtmlTags(ABC):
    """The state that tags inside one inline run make. Unclosed elements end with the run."""

    def __init__(self, builder: SpanBuilder, records: Records) -> None:
        self.builder = builder
        self.records = records
        self.rules = records.rules
        self.emphasis = 0
        self.link = False
        self.languages = [""]  # of every open element, innermost last
        self.held: list[_Held] = []
        self._open: list[_Open] = []
        self._tags: Counter[str] = Counter()
        self._ruby: list[int] = []

    def begin(self, language: str) -> None:
        """An inline run in ``language`` begins; empty for the text's own."""
        self.emphasis, self.link, self.languages = 0, False, [language]
        self.held, self._open, self._ruby = [], [], []
        self._tags.clear()

    def end(self) -> None:
        """The run ends, and everything left open with it."""
        while self._open:
            self._close(self._open.pop())

    def inside(self, tag: str) -> bool:
        """Whether the element is open."""
        return self._tags[tag] > 0

    def text(self, text: str) -> None:
        """Add text where it is read, or to what is being held back. Cleaned here as it will be counted."""
        if self.held:
            self.held[-1].parts.append(clean(text))
            return
        self.builder.text(text, self.languages[-1], emphasis=self.emphasis > 0, link=self.link)

    def open_language(self, language: str) -> None:
        """What follows is in this language; empty for the one before."""
        self.languages.append(language or self.languages[-1])

    def close_language(self) -> None:
        """Back to the language before."""
        if len(self.languages) > 1:
            self.languages.pop()

    def line_break(self) -> None:
        """End a line."""
        if self.held:
            self.held[-1].parts.append("\n")
        else:
            self.builder.line_break()

    def raised(self, text: str) -> None:
        """Raised text: the mark of a note, an exponent, or letters that join their word."""
        rule = "" if self.held else raised_rule(text, self.builder.tail())
        if rule == "noteref":
            self.records.skip(rule, text)
            self.builder.note_removed()
        else:
            self.text(superscript(text) if rule else text)

    # -- tags -----------------------------------------------------------------------------------------------------

    def tag(self, markup: str) -> None:
        """An opening or a closing tag."""
        found = TAG.match(markup)
        if not found:
            return
        tag = found[2].lower()
        if found[1]:
            self._close_tag(tag)
        elif tag == "br":
            self.line_break()
        else:
            self._open_tag(tag, markup, closed=tag in _VOID or found[3].rstrip().endswith("/"))

    @abstractmethod
    def picture(self, description: str) -> None:
        """A picture stands here."""

    def _open_tag(self, tag: str, markup: str, *, closed: bool) -> None:
        element = element_of(markup)
        attrs = attributes(element) if element is not None else {}
        for name in (attrs.get("id"), attrs.get("name") if tag == "a" else None):
            self.records.anchor_here(name or "")
        if tag == "img":
            self.picture(attrs.get("alt", ""))
        if closed:
            return
        rule = self._rule(element, tag, attrs)
        holds = bool(rule) or tag == "sup"
        self._open.append(_Open(tag, tag in EMPHASIS_TAGS, holds))
        self._tags[tag] += 1
        self.open_language(language_of(attrs))
        self.emphasis += tag in EMPHASIS_TAGS
        if tag == "ruby":
            self._ruby.append(self.builder.mark())
        if holds:
            self.held.append(_Held(tag, rule))

    def _rule(self, element: _Element | None, tag: str, attrs: dict[str, str]) -> str:
        if tag in MACHINE_TAGS:
            return tag
        if tag == "rt" and self._ruby:
            return "ruby"
        rule = self.rules.rule(element, tag, attrs, types_of(attrs)) if element is not None else ""
        # A note mark without a link, and what only its text would tell, are known by their numbers.
        return rule if rule not in {"note", "noteref", "backlink"} else ""

    def _close_tag(self, tag: str) -> None:
        if not self.inside(tag):
            return
        while True:
            opened = self._open.pop()
            self._close(opened)
            if opened.tag == tag:
                return

    def _close(self, opened: _Open) -> None:
        self.emphasis -= opened.emphasis
        self._tags[opened.tag] -= 1
        self.close_language()
        if opened.holds:
            self._release(self.held.pop())
        elif opened.tag == "ruby" and self._ruby:
            self._ruby.pop()

    def _release(self, held: _Held) -> None:
        text = "".join(held.parts)
        if held.rule == "ruby" and self._ruby:
            self.builder.hint(self._ruby[-1], " ".join(text.split()))
            self._ruby[-1] = self.builder.mark()
        if held.rule == "page-break":
            self.records.page_break(text.strip("[](){} "))
        if held.rule:
            self.records.skip(held.rule, text)
        else:
            self.raised(text)
