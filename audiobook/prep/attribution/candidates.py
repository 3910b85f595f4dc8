"""Who may have said a line: a short list that holds the right one nearly always (97.7 % on the dev novels)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiobook.prep.attribution.features_line import Book
    from audiobook.prep.attribution.model import Verdict

#: Facts sheet, section 5: at most 14 candidates, mean 8.
MOST = 14
_NAMES_BACK = 7
_NAMES_AHEAD = 3
#: How many namings are looked at to find seven different people.
_NAMINGS_BACK = 28
_TAGS_BACK = 11
_TAGS_AHEAD = 7


def candidates_of(book: Book, verdicts: Sequence[Verdict], number: int) -> tuple[int, ...]:
    """Persons who may speak utterance ``number``, the likeliest first; nobody whom it calls by name."""
    line = book.lines[number]
    found = dict.fromkeys(p for p in _in_order(book, verdicts, number) if p >= 0)
    free = [p for p in found if p not in line.called or p == line.tagged]
    return tuple(free[:MOST])


def _in_order(book: Book, verdicts: Sequence[Verdict], number: int) -> Iterator[int]:
    line, lines = book.lines[number], book.lines
    last = len(lines) - 1
    yield line.tagged
    yield verdicts[number].person
    yield from (x.person for x in (*line.between, *line.after, *line.before))
    yield from (verdicts[number + step].person for step in (-1, -2, 1, 2, -3, 3) if 0 <= number + step <= last)
    for near in (number - 1, number + 1):
        if 0 <= near <= last:
            yield from sorted(lines[near].called)
    yield from _named(book, line.start, line.end)
    for step in range(1, _TAGS_BACK + 1):
        if number - step >= 0:
            yield lines[number - step].tagged
        if step <= _TAGS_AHEAD and number + step <= last:
            yield lines[number + step].tagged
    yield book.narrator
    for near in (number - 1, number + 1, number):
        if 0 <= near <= last:
            yield from lines[near].said
    yield from book.top


def _named(book: Book, start: int, end: int) -> Iterator[int]:
    here = bisect_left(book.places, start)
    seen: set[int] = set()
    for i in range(here - 1, max(-1, here - 1 - _NAMINGS_BACK), -1):
        if len(seen) >= _NAMES_BACK:
            break
        seen.add(book.told[i].person)
        yield book.told[i].person
    there = bisect_left(book.places, end)
    for i in range(there, min(len(book.told), there + _NAMES_AHEAD)):
        yield book.told[i].person
