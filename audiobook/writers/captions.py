"""A transcript cut into captions: at most two rows of a readable width, in whole milliseconds and without overlap."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

from audiobook.transcript import Line, TranscribedChapter, Word, word_at, words_in
from audiobook.writers.captions_clock import Clock

#: Columns of a row; an ideograph takes two. 42 is what subtitling houses set (37 to 42 in general use), and well below
#: the 65 characters of facts sheet audio section 8.
COLUMNS = 42
#: Rows of a caption (the same use).
ROWS = 2
#: Captions are best cut behind these, as far as that costs no more than so many columns of unequal length (own
#: judgement); closing quotes may stand behind the mark.
_MARKS = frozenset(",;:.!?…—–，、；：。！？،؛؟")
_UNMARKED = 20
_MARK_REACH = 3


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word of a caption's ``text``: ``text[start:end]``, and when it is heard in milliseconds of the file."""

    start: int
    end: int
    begin_ms: int
    finish_ms: int


@dataclass(frozen=True, slots=True)
class Caption:
    """What is shown at once: ``[start_ms, end_ms)`` of the file. ``rows`` are ``text`` without the blanks between them.

    ``line`` is the line of the transcript it is of, ``number`` counts the chapter's captions from 1. ``words`` are all
    of ``text`` but its white space.
    """

    number: int
    start_ms: int
    end_ms: int
    text: str
    rows: tuple[str, ...]
    line: Line
    words: tuple[TimedWord, ...]


def captions(chapter: TranscribedChapter, clock: Clock) -> Iterator[Caption]:
    """The captions of one chapter, in order; times do not overlap and each is at least a millisecond long.

    What nobody says (a paragraph of dots) is shown with the line before it, or with the first one. Linear in the
    length of the text. The word times inside a line are estimates, see ``Line.timed_words``.
    """
    number, at = 0, 0
    for line in spoken_lines(chapter):
        words = line.timed_words()
        for start, end, begin, finish in _cut(line, words):
            number += 1
            from_ms = max(clock.ms(begin), at)
            at = max(clock.ms(finish), from_ms + 1)
            text = line.text[start:end]
            rows = tuple(text[a:b] for a, b in _rows(text))
            timed = _timed(words, (start, end), clock, (from_ms, at))
            yield Caption(number, from_ms, at, text, rows, line, timed)


def spoken_lines(chapter: TranscribedChapter) -> Iterator[Line]:
    """The lines with the text of silent ones added to the line before, or to the first; one for a silent chapter."""
    last: Line | None = None
    waiting = ""
    for line in chapter.lines:
        if line.silent and last is not None:
            last = replace(last, text=f"{last.text} {line.text}", after=line.after)
        elif line.silent:
            waiting += f"{line.text} "
        else:
            if last is not None:
                yield last
            words = tuple(replace(w, start=w.start + len(waiting), end=w.end + len(waiting)) for w in line.words)
            last, waiting = replace(line, text=waiting + line.text, words=words) if waiting else line, ""
    if last is None and waiting:
        last = replace(chapter.lines[0], text=waiting.rstrip(), start=0, end=chapter.n_samples)
    if last is not None:
        yield last


def _cut(line: Line, words: Sequence[Word]) -> Iterator[tuple[int, int, int, int]]:
    """The parts of a line that are captions: ``(start, end)`` in characters, ``(begin, finish)`` in samples."""
    parts = _parts(line.text)
    begins = [line.start, *(words[word_at(words, start)].begin for start, _ in parts[1:]), line.end]
    for n, (start, end) in enumerate(parts):
        yield start, end, begins[n], begins[n + 1]


def _timed(
    words: Sequence[Word], part: tuple[int, int], clock: Clock, within: tuple[int, int]
) -> tuple[TimedWord, ...]:
    """The words of a caption, in milliseconds that never run back nor leave the caption."""
    start, end = part
    out, at = [], within[0]
    for n in range(word_at(words, start), len(words)):
        word = words[n]
        if word.start >= end:
            break
        begin = min(max(clock.ms(word.begin), at), within[1])
        at = min(max(clock.ms(word.finish), begin), within[1])
        out.append(TimedWord(max(word.start, start) - start, min(word.end, end) - start, begin, at))
    return tuple(out)


def _parts(text: str) -> list[tuple[int, int]]:
    """``(start, end)`` of parts that fit into the rows of a caption, about equally long, best cut behind a mark."""
    words = words_in(text)
    if len(words) < 2 or width(text) <= COLUMNS:  # noqa: PLR2004 - nothing to cut
        return [(0, len(text))]
    sums = _sums(text)
    parts: list[tuple[int, int]] = []
    n = 0
    while n < len(words):
        furthest = _fitting(words, sums, n)
        last = furthest - 1 if furthest == len(words) else _best(text, words, sums, (n, furthest))
        parts.append((words[n][0], words[last][1]))
        n = last + 1
    return parts


def _fitting(words: Sequence[tuple[int, int]], sums: Sequence[int], first: int) -> int:
    """One past the last word that fits into a caption beginning with the word ``first``; at least that fits."""
    n, row, rows = first, first, 1
    while n < len(words):
        if n > row and sums[words[n][1]] - sums[words[row][0]] > COLUMNS:
            if rows == ROWS:
                break
            row, rows = n, rows + 1
        n += 1
    return n


def _best(text: str, words: Sequence[tuple[int, int]], sums: Sequence[int], among: tuple[int, int]) -> int:
    """The word of ``range(*among)`` after which to cut."""
    begin = sums[words[among[0]][0]]
    left = sums[words[-1][1]] - begin
    want = left / -(-left // (ROWS * COLUMNS))

    def cost(n: int) -> float:
        start, end = words[n]
        marked = any(char in _MARKS for char in text[max(start, end - _MARK_REACH) : end])
        return abs(sums[end] - begin - want) + (0 if marked else _UNMARKED)

    return min(range(*among), key=cost)


def _rows(text: str) -> list[tuple[int, int]]:
    """``(start, end)`` of rows that are about equally long and at most ``COLUMNS`` wide, broken between words only.

    A single word that is wider stands in a row of its own.
    """
    words = words_in(text)
    if len(words) < 2 or width(text) <= COLUMNS:  # noqa: PLR2004 - nothing to break
        return [(0, len(text))]
    sums = _sums(text)
    rows = _broken(words, sums, COLUMNS)
    low, high = sums[-1] // len(rows), COLUMNS
    while low < high:  # the narrowest rows that are as few
        middle = (low + high) // 2
        tried = _broken(words, sums, middle)
        if len(tried) <= len(rows):
            rows, high = tried, middle
        else:
            low = middle + 1
    return rows


def _sums(text: str) -> list[int]:
    """Columns up to each character, so that the width of any part is a subtraction."""
    return [0, *accumulate(map(_columns, text))]


def _broken(words: Sequence[tuple[int, int]], sums: Sequence[int], columns: int) -> list[tuple[int, int]]:
    rows = [words[0]]
    for start, end in words[1:]:
        first = rows[-1][0]
        if sums[end] - sums[first] <= columns:
            rows[-1] = (first, end)
        else:
            rows.append((start, end))
    return rows


def width(text: str) -> int:
    """Columns that a text takes: two for an ideograph, none for what stands over or under another sign."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache
def _columns(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
