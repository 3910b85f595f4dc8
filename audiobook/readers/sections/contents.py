"""Printed contents lists inside a book: a run of lines that only lead to its chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.document import BlockKind
from audiobook.readers.sections.titles import fold
from audiobook.readers.walk.vocabulary import SILENT_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable

    from audiobook.readers.walk.walked import Page

#: Judgement: a contents line is short, and a good part of it is the link.
_LONGEST_LINE = 200
_LINKED_SHARE = 0.15
#: This many lines in a row make a list; one block with this many links is one too.
_LINES = 3
_LINKS_IN_ONE = 5
_LINKED_IN_ONE = 0.6
#: Lines without a link (a part's name) that may stand between two lines with one.
_GAP = 2


def drop_contents(page: Page, leads_on: Callable[[str, int], bool]) -> None:
    """Leave out every contents list of a page under the rule ``contents``.

    ``leads_on(href, index)`` says whether a link in block ``index`` leads to a later place of the book.
    """
    blocks = page.walked.blocks
    index = 0
    while index < len(blocks):
        if not _is_line(page, index, leads_on):
            index += 1
            continue
        first, last, lines = index, index, 0
        while index < len(blocks) and index - last <= _GAP:
            if _is_line(page, index, leads_on):
                last = index
                lines += 1
            elif blocks[index].kind is BlockKind.SCENE_BREAK or len(blocks[index].text) > _LONGEST_LINE:
                break
            index += 1
        index = last + 1
        if lines >= _LINES or _is_packed(page, first):
            for number in range(_with_heading(page, first), last + 1):
                page.drop(number, "contents")


def _is_line(page: Page, index: int, leads_on: Callable[[str, int], bool]) -> bool:
    links = page.walked.links[index]
    if not links.targets or index in page.dropped:
        return False
    text = page.walked.blocks[index].text
    if _is_packed(page, index):
        return all(leads_on(target, index) for target in links.targets)
    if len(text) > _LONGEST_LINE or links.characters < _LINKED_SHARE * len(text):
        return False
    return all(leads_on(target, index) for target in links.targets)


def _is_packed(page: Page, index: int) -> bool:
    links = page.walked.links[index]
    text = page.walked.blocks[index].text
    return len(links.targets) >= _LINKS_IN_ONE and links.characters >= _LINKED_IN_ONE * len(text)


def _with_heading(page: Page, first: int) -> int:
    """The list's own heading goes with it."""
    number = first
    while number > 0:
        block = page.walked.blocks[number - 1]
        if block.kind is BlockKind.SCENE_BREAK:
            number -= 1
            continue
        if SILENT_LABELS.get(fold(block.text)) in {"toc", "loi", "lot"}:
            return number - 1
        break
    return first
