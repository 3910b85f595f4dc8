"""Pieces of the book around the lines that are in doubt, each small enough for one question."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from audiobook.prep.attribution.model import Paragraphs, Utterance

#: Facts sheet, section 9.
WINDOW_TOKENS = 4000
OVERLAP_TOKENS = 1000
#: Characters a token of text in an alphabet; from "⺀" on each sign counts as one (not measured, on the safe side).
_CHARACTERS = 4
_WIDE = "\u2e80"
#: What the marks around one stretch of speech cost.
_MARK_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Window:
    """Paragraphs ``[start, end)``; ``asked`` are the utterances in doubt that begin there."""

    start: int
    end: int
    asked: tuple[int, ...]


def tokens_of(text: str) -> int:
    """About how many tokens a text has, without a tokeniser."""
    if text.isascii():
        return len(text) // _CHARACTERS + 1
    wide = sum(sign >= _WIDE for sign in text)
    return wide + (len(text) - wide) // _CHARACTERS + 1


@dataclass(frozen=True, slots=True)
class _Ruler:
    """``sums[n]`` tokens stand before paragraph ``n``; the scene of paragraph ``n`` begins at ``scenes[n]``."""

    sums: list[int]
    scenes: list[int]

    def back(self, paragraph: int, tokens: int) -> int:
        """Where to begin so that about so many tokens of the same scene stand before ``paragraph``."""
        return max(bisect_left(self.sums, self.sums[paragraph] - tokens), self.scenes[paragraph])

    def forward(self, paragraph: int, tokens: int) -> int:
        """The end of what begins at ``paragraph`` and has at most so many tokens."""
        return min(bisect_right(self.sums, self.sums[paragraph] + tokens) - 1, len(self.sums) - 1)


def cut_windows(
    paragraphs: Paragraphs,
    utterances: Sequence[Utterance],
    asked: Sequence[int],
    size: int = WINDOW_TOKENS,
    overlap: int = OVERLAP_TOKENS,
) -> tuple[Window, ...]:
    """Windows that hold every utterance in ``asked`` at least once, in order, in about linear time.

    A window begins ``overlap`` tokens before the first line that no window has, so lines near an edge are asked again
    with more of what follows. A line in a paragraph too long for any window is in none.
    """
    ruler = _measure(paragraphs, utterances)
    order = sorted((utterances[n].stretches[0].paragraph, n) for n in asked if utterances[n].stretches)
    order = [(place, n) for place, n in order if ruler.sums[place + 1] - ruler.sums[place] <= size]
    places = [place for place, _ in order]
    windows: list[Window] = []
    next_line = 0
    while next_line < len(order):
        first = places[next_line]
        # Less context where the line's own paragraph is nearly as long as a window.
        start = max(ruler.back(first, overlap), bisect_left(ruler.sums, ruler.sums[first + 1] - size))
        end = _end(ruler, places, next_line, ruler.forward(start, size), overlap)
        inside = order[bisect_left(places, start) : bisect_left(places, end)]
        windows.append(Window(start, end, tuple(sorted(n for _, n in inside))))
        next_line = bisect_left(places, end)
    return tuple(windows)


def _end(ruler: _Ruler, places: list[int], line: int, limit: int, overlap: int) -> int:
    """Where a window ends: when it is full, or a while after a line that has no other soon after it."""
    last = places[line]
    for n in range(line, len(places)):
        if places[n] >= limit or ruler.sums[places[n]] - ruler.sums[last] > 2 * overlap:
            break
        last = places[n]
    return max(min(limit, ruler.forward(last + 1, overlap // 2)), last + 1)


def _measure(paragraphs: Paragraphs, utterances: Sequence[Utterance]) -> _Ruler:
    weights = [1 if text is None else tokens_of(text) for text in paragraphs]
    for utterance in utterances:
        for stretch in utterance.stretches:
            weights[stretch.paragraph] += _MARK_TOKENS
    scenes: list[int] = []
    begin = 0
    for n, text in enumerate(paragraphs):
        if text is None:
            begin = n + 1
        scenes.append(begin)
    return _Ruler([0, *accumulate(weights)], scenes)
