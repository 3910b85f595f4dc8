"""SUMMARY.md, the contents of a book in a folder as mdBook and GitBook write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.readers.sections.titles import fold
from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.vocabulary import SILENT_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

#: Headings over a summary that name the list and not the book.
_LIST_NAMES = {"summary", "contents", "目录", "目錄", "目次", "概要", "摘要", "résumé", "resumen", "riepilogo"}
_LIST_NAMES |= {"zusammenfassung", "übersicht", "обзор", *SILENT_LABELS}


@dataclass(frozen=True, slots=True)
class SummaryItem:
    """One line of the list: ``depth`` 0 stands at the left, ``href`` is as written and empty for a draft or a part."""

    title: str
    href: str
    depth: int
    line: int


@dataclass(frozen=True, slots=True)
class Summary:
    """``title`` is the heading over the list where it is the book's; the items stand in reading order."""

    title: str
    items: tuple[SummaryItem, ...]


def parse_summary(text: str) -> Summary:
    """Read a summary; what is neither heading, list nor link is left alone, as mdBook and GitBook do.

    A first heading is a title, the following ones are parts with the lists under them inside. Links outside a list
    (a preface, an afterword) stand at the left and end a part, and so does a rule between two lists.
    """
    from audiobook.readers.markdown.parser import parser

    return _Scan().run(parser().parse(text))


class _Scan:
    def __init__(self) -> None:
        self.title = ""
        self.items: list[SummaryItem] = []
        self.lists = 0
        self.in_part = False
        self.in_heading = False
        self.seen_anything = False
        self.taken = False  # the list item that is open has given its line

    def run(self, tokens: Sequence[Token]) -> Summary:
        for token in tokens:
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                self.lists += 1
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self.lists -= 1
            elif token.type == "list_item_open":
                self.taken = False
            elif token.type in {"heading_open", "heading_close"}:
                self.in_heading = token.type == "heading_open"
            elif token.type == "hr":
                self.in_part = False
            elif token.type == "inline":
                self._inline(token)
        return Summary("" if fold(self.title) in _LIST_NAMES else self.title, tuple(self.items))

    def _inline(self, token: Token) -> None:
        line = token.map[0] + 1 if token.map else 0
        if self.lists:
            if not self.taken:
                self._list_line(token, line)
        elif self.in_heading:
            self._heading(token, line)
        else:
            for title, href in _links(token.children or []):
                self.in_part = False
                self._add(title, href, 0, line)

    def _heading(self, token: Token, line: int) -> None:
        title = _text(token.children or [])
        if not self.seen_anything:
            self.title = title
        elif title:
            self._add(title, "", 0, line)
            self.in_part = True
        self.seen_anything = True

    def _list_line(self, token: Token, line: int) -> None:
        children = token.children or []
        found = next(_links(children), None)
        title, href = found or (_text(children), "")
        self.taken = True
        self._add(title, href, self.lists - 1 + self.in_part, line)

    def _add(self, title: str, href: str, depth: int, line: int) -> None:
        self.seen_anything = True
        # A list inside a list without a line between them must not leave a step out.
        deepest = self.items[-1].depth + 1 if self.items else 0
        self.items.append(SummaryItem(title, href, min(depth, deepest), line))


def _links(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """``(label, address)`` of each link of a line, in order."""
    href = ""
    inner: list[Token] | None = None
    for token in tokens:
        if token.type == "link_open":
            href, inner = str(token.attrGet("href") or ""), []
        elif token.type == "link_close" and inner is not None:
            yield _text(inner), href
            inner = None
        elif inner is not None:
            inner.append(token)


def _text(tokens: Sequence[Token]) -> str:
    """The words of a line without its marks; a picture's are its description."""
    shown = (" " if "break" in token.type else token.content for token in tokens if token.type != "html_inline")
    return squeeze("".join(shown))
