"""Chapters that are left out, by the numbers in names of files or in titles of chapters. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audiobook.proofing.report import FileReport, Judgement, Verdict
from audiobook.proofing.words import count

#: A share of the files with a number at one place of their names, from which on the numbers are taken to count them.
_NUMBERED = 0.7
#: Numbers looked at in one name; longer ones are years and identifiers.
_COLUMNS = 4
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_CHAPTER_TITLE = re.compile(
    r"\s*(?:chapter|kapitel|chapitre|capítulo|capitolo|hoofdstuk|глава|第)\s*(\d{1,4})(?!\d)", re.IGNORECASE
)
#: Titles that make a series.
_SERIES = 3
#: So many may be missing from a short series; from others as many as are there (own judgement).
_FEW = 20
#: Missing numbers that are named.
_NAMED = 8


def judge_numbers(files: Sequence[FileReport]) -> Iterator[Judgement]:
    """One judgement where there is a series of numbers, none otherwise."""
    if len(files) > 1:
        what, numbers = "file", _of_names([file.name.rpartition(".")[0] for file in files])
    else:
        titles = [_CHAPTER_TITLE.match(mark.title) for file in files for mark in file.marks]
        what, numbers = "chapter", [int(match[1]) for match in titles if match]
        if len(numbers) < _SERIES:
            return
    missing = _missing(numbers)
    if not numbers or len(missing) > max(_FEW, len(numbers)):
        return  # no series, but years or other numbers
    if not missing:
        said = f"{numbers[0]} to {numbers[-1]}" if numbers[0] < numbers[-1] else count(len(numbers), what)
        yield Judgement("numbers", Verdict.PASSED, "", said, "none left out")
        return
    more = " …" if len(missing) > _NAMED else ""
    said = f"{what} {', '.join(map(str, missing[:_NAMED]))}{more} missing"
    yield Judgement("numbers", Verdict.FAILED, "", said, "none left out", None, "put it in, or number the others anew")


def _of_names(names: Sequence[str]) -> list[int]:
    """The numbers at that place of the names where they differ most; empty without such a place."""
    rows = [[int(number) for number in _NUMBER.findall(name)[:_COLUMNS]] for name in names]
    columns = [[row[place] for row in rows if len(row) > place] for place in range(_COLUMNS)]
    columns = [column for column in columns if len(column) >= _NUMBERED * len(names) and len(set(column)) > 1]
    return max(columns, key=lambda column: len(set(column)), default=[])


def _missing(numbers: Sequence[int]) -> list[int]:
    """Numbers skipped on the way; a series may begin at 0 or 1, and begin again with each part of a book."""
    missing: list[int] = []
    last = 0
    for number in numbers:
        # One out of order, or two of one number: nothing is left out by that.
        first = 1 if number <= last else last + 1
        if number > last or number <= 1:
            missing += range(first, min(number, first + _FEW + len(numbers) + 1))
        last = number
    return missing
