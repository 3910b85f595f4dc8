"""Project Gutenberg's header, credits and licence around a book."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audiobook.readers.walk.walked import Page

_START = re.compile(
    r"\*\*\*\s{0,3}START OF (?:THE|THIS) PROJECT GUTENBERG|\*END\*?\s{0,3}THE SMALL PRINT", re.IGNORECASE
)
_END = re.compile(r"\*\*\*\s{0,3}END OF (?:THE|THIS) PROJECT GUTENBERG", re.IGNORECASE)
_LAST_LINE = re.compile(r"\s*End of (?:the |this )?Project Gutenberg", re.IGNORECASE)
_CREDIT = re.compile(
    r"\s*(?:Produced|E-?text prepared|Transcribed|Prepared|Scanned|Etext|"
    r"This (?:e-?text|e-?book|file) was (?:produced|prepared))\b",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(Title|Author|Translator|Editor|Illustrator|Language|Release Date|Posting Date)\s*:\s*(.*)", re.IGNORECASE
)
#: Credits stand directly after the start line.
_CREDIT_BLOCKS = 6
#: The closing line stands directly before the end line.
_CLOSING_BLOCKS = 4


def cut(pages: Sequence[Page]) -> dict[str, str]:
    """Leave out everything up to the start line and from the end line on; returns the header's fields, lower case.

    Nothing happens where the lines are not there, or where nothing stands between them.
    """
    places = [(page, index) for page in pages if not page.rule for index in range(len(page.walked.blocks))]
    start = _first(places, _START)
    end = _first(places[start + 1 :], _END)
    end = len(places) if end < 0 else start + 1 + end
    if start < 0 and end == len(places):
        return {}
    if end - start <= 1:
        return {}
    fields = _fields(_text(page, index) for page, index in places[: start + 1])
    for page, index in places[: start + 1]:
        page.drop(index, "gutenberg-header")
    for page, index in places[start + 1 : start + 1 + _CREDIT_BLOCKS] if start >= 0 else ():
        if not _text(page, index):
            continue
        if not _CREDIT.match(_text(page, index)):
            break
        page.drop(index, "gutenberg-header")
    for page, index in places[max(start + 1, end - _CLOSING_BLOCKS) : end]:
        if _LAST_LINE.match(_text(page, index)):
            page.drop(index, "gutenberg-footer")
    for page, index in places[end:]:
        page.drop(index, "gutenberg-footer")
    return fields


def _first(places: Sequence[tuple[Page, int]], pattern: re.Pattern[str]) -> int:
    return next((number for number, (page, index) in enumerate(places) if pattern.search(_text(page, index))), -1)


def _text(page: Page, index: int) -> str:
    return page.walked.blocks[index].text


def _fields(texts: Iterator[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for text in texts:
        name = ""
        for line in text.split("\n"):
            found = _FIELD.match(line.strip())
            if found:
                name = found[1].lower()
                fields.setdefault(name, found[2].strip())
            elif name and line.strip() and ":" not in line:
                fields[name] += f" {line.strip()}"
            else:
                name = ""
    return fields
