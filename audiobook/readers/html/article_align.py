"""Which blocks of a page are in a main text that somebody else took from it: two sequences of words laid side by side.

Long blocks are found by their word sequences wherever they are; short ones (headings, list items, a line of verse)
only between the long ones around them, so that a menu entry is not kept because the article uses its word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from audiobook.readers.walk.characters import CJK

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A writing system without spaces has single characters for words.
_TOKEN = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")
#: Words in one fingerprint, and the length from which a block is known by fingerprints alone.
_GRAM = 4
_LONG = 8
#: Share of a long block's words that must be in the main text.
_COVERED = 0.6
#: Places tried for one block, and words that may be missing in between.
_TRIES = 8
_SLACK = 12
#: Places tried for a short block.
_OPTIONS = 200


class _Match(NamedTuple):
    block: int
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """Words as compared: compatibility forms, case and punctuation do not count."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def align(blocks: Sequence[Sequence[str]], text: str) -> set[int]:
    """Indexes of the blocks (as words) that are in ``text``, whose lines are paragraphs.

    Close to linear: each block is tried at a bounded number of places.
    """
    return _Alignment(blocks, text).run()


class _Alignment:
    def __init__(self, blocks: Sequence[Sequence[str]], text: str) -> None:
        self.blocks = blocks
        self.words: list[str] = []
        self.line_starts: set[int] = set()
        for line in text.splitlines():
            self.line_starts.add(len(self.words))
            self.words.extend(words_of(line))
        self.used = bytearray(len(self.words) + 1)
        self.kept: set[int] = set()

    def run(self) -> set[int]:
        matches = self._long_ones()
        for match in matches:
            self.kept.add(match.block)
            self.used[match.start : match.end] = b"\1" * (match.end - match.start)
        before = _Match(-1, 0, 0)
        for after in (*_in_order(matches), _Match(len(self.blocks), len(self.words), len(self.words))):
            self._fill(before, after)
            before = after
        return self.kept

    def _long_ones(self) -> list[_Match]:
        """Blocks that are known by themselves: long, and not on the page twice."""
        places: dict[tuple[str, ...], list[int]] = {}
        for start in range(len(self.words) - _GRAM + 1):
            found = places.setdefault(tuple(self.words[start : start + _GRAM]), [])
            if len(found) < _TRIES:
                found.append(start)
        seen: dict[tuple[str, ...], int] = {}
        for block in self.blocks:
            if len(block) >= _LONG:
                seen[tuple(block)] = seen.get(tuple(block), 0) + 1
        matches = []
        for number, block in enumerate(self.blocks):
            if len(block) >= _LONG and seen[tuple(block)] == 1 and (match := self._place(number, block, places)):
                matches.append(match)
        return matches

    def _place(self, number: int, block: Sequence[str], places: dict[tuple[str, ...], list[int]]) -> _Match | None:
        """Where a block stands: from the first of its fingerprints that the text has on."""
        tried = 0
        for offset in range(min(len(block) - _GRAM, int((1 - _COVERED) * len(block))) + 1):
            found = places.get(tuple(block[offset : offset + _GRAM]))
            if not found:
                continue
            covered, end, place = max((*self._follow(block, offset, place), place) for place in found)
            if covered >= _COVERED * len(block):
                return _Match(number, place, end)
            tried += 1
            if tried == _TRIES:
                break
        return None

    def _follow(self, block: Sequence[str], offset: int, place: int) -> tuple[int, int]:
        """How many of the block's words from ``offset`` on stand in order from ``place`` on, and where they end."""
        covered = 0
        for word in block[offset:]:
            for step in range(min(_SLACK, len(self.words) - place)):
                if self.words[place + step] == word:
                    covered += 1
                    place += step + 1
                    break
        return covered, place

    def _fill(self, before: _Match, after: _Match) -> None:
        """Blocks between two known ones, in the words that are left over between the two."""
        waiting = [n for n in range(before.block + 1, after.block) if n not in self.kept and self.blocks[n]]
        if not waiting:
            return
        starts: dict[str, list[int]] = {}
        for place in range(before.end, after.start):
            if not self.used[place]:
                starts.setdefault(self.words[place], []).append(place)
        place = before.end
        for number in waiting:
            block = list(self.blocks[number])
            options = starts.get(block[0], [])
            first = bisect_left(options, place)
            for start in options[first : first + _OPTIONS]:
                end = start + len(block)
                begins = start in self.line_starts or self.used[start - 1]
                if begins and end <= after.start and self.words[start:end] == block:
                    self.kept.add(number)
                    self.used[start:end] = b"\1" * len(block)
                    place = end
                    break


def _in_order(matches: Sequence[_Match]) -> list[_Match]:
    """The longest chain of matches that stands in the same order on both sides."""
    tails: list[int] = []  # index of the match that ends the best chain of each length
    ends: list[int] = []
    back: list[int] = []
    for number, match in enumerate(matches):
        length = bisect_left(ends, match.start + 1)
        back.append(tails[length - 1] if length else -1)
        if length == len(tails):
            tails.append(number)
            ends.append(match.end)
        elif match.end < ends[length]:
            tails[length] = number
            ends[length] = match.end
    chain = []
    number = tails[-1] if tails else -1
    while number >= 0:
        chain.append(matches[number])
        number = back[number]
    return chain[::-1]
