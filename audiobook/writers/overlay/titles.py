"""Where a chapter's title stands on its page: readers give only the page and an anchor for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.writers.overlay.letters import has_words, letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audiobook.writers.overlay.page import Page

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_GROUPS = frozenset({"hgroup", "header"})
_TYPES = frozenset({"title", "fulltitle", "heading"})
#: Titles with fewer letters are looked for in headings only: "I" stands everywhere.
_TELLING = 4
#: Headings that may make up one title together.
_MOST = 4


def title_place(page: Page, title: str, start: int, end: int) -> tuple[int, int] | None:
    """The stretch of ``text[start:end]`` that shows the title: a heading, several of them, or words; else ``None``."""
    wanted = letters(title, words=True).text
    if not wanted:
        return None
    places = list(dict.fromkeys(_headings(page, start, end)))
    shown = [letters(page.spoken, *place, words=True).text for place in places]
    for n in range(len(places)):
        joined = ""
        for m in range(n, min(len(places), n + _MOST)):
            if m > n and places[m][0] < places[m - 1][1]:
                continue
            joined += shown[m]
            if joined == wanted:
                return places[n][0], places[m][1]
    region = letters(page.spoken, start, end, words=True)
    at = region.text.find(wanted) if len(wanted) >= _TELLING else -1
    if at >= 0:
        return region.offsets[at], region.offsets[at + len(wanted) - 1] + 1
    # The contents call it something else: what the heading says stands for it.
    return places[0] if places else None


def _headings(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    for number in page.begun(start, end):
        node = page.nodes[number]
        first, last = node.text
        if last > end or first == last:
            continue
        if node.tag in HEADINGS or node.tag in _GROUPS or not _TYPES.isdisjoint(node.types):
            found = page.trimmed(first, last)
            if has_words(page.spoken[slice(*found)]):
                yield found
