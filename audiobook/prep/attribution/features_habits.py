"""What a person's other lines are like: the words used, whom they speak of and to, and what tags call them.

A weak form of self-training: stage 1's chances over the whole book say whose lines they are; a line itself is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiobook.prep.attribution.features_line import Line
    from audiobook.prep.attribution.features_neighbours import Chances

#: A chance under this is no evidence of how a person speaks.
_LEAST = 0.3
#: How many words of the whole book's speech each person's own words are mixed with (30 and 100 did a little worse).
_PRIOR = 300.0
_PAIR_PRIOR = 3.0
#: Words rarer than this in the book's speech say nothing about anybody.
_COMMON = 3


@dataclass(slots=True)
class Habits:
    """Counts over a book, and the words of each of its lines."""

    words: list[list[str]]
    said: dict[int, Counter[str]]
    totals: dict[int, float]
    book: Counter[str]
    book_total: float
    named: dict[int, Counter[int]]
    named_totals: dict[int, float]
    nouns: dict[str, dict[int, float]]


def learn_habits(lines: Sequence[Line], chances: Chances) -> Habits:
    """Count who says what, each line by the chances of its speakers."""
    spoken = [line.words for line in lines]
    counts = Counter(w for words in spoken for w in words)
    words = [[w for w in line if counts[w] >= _COMMON] for line in spoken]
    book: Counter[str] = Counter(w for line in words for w in line)
    habits = Habits(words, {}, {}, book, float(sum(book.values()) or 1), {}, {}, {})
    for n, line in enumerate(lines):
        for person, chance in chances[n].items():
            if line.noun:
                heads = habits.nouns.setdefault(line.noun, {})
                heads[person] = heads.get(person, 0.0) + chance
            if chance < _LEAST:
                continue
            _add(habits, n, line, person, chance)
    return habits


def _add(habits: Habits, number: int, line: Line, person: int, chance: float) -> None:
    mine = habits.said.setdefault(person, Counter())
    for word in habits.words[number]:
        mine[word] += chance  # type: ignore[assignment]
    habits.totals[person] = habits.totals.get(person, 0.0) + chance * len(habits.words[number])
    if line.said:
        names = habits.named.setdefault(person, Counter())
        for other in set(line.said):
            names[other] += chance  # type: ignore[assignment]
        habits.named_totals[person] = habits.named_totals.get(person, 0.0) + chance * len(set(line.said))


def habit_rows(
    habits: Habits, line: Line, candidates: Sequence[int], chances: Mapping[int, float], weights: Sequence[float]
) -> list[list[float]]:
    """One row for each candidate: how well the words, the people named, and the tag's noun fit."""
    n = line.number
    nouns = habits.nouns.get(line.noun, {}) if line.noun else {}
    noun_total = sum(nouns.values()) - sum(chances.values())
    rows: list[list[float]] = []
    for person in candidates:
        own = chances.get(person, 0.0)
        share = (nouns.get(person, 0.0) - own) / noun_total if noun_total > 0.5 else 0.0  # noqa: PLR2004
        taken = own if own >= _LEAST else 0.0
        rows.append([_word_fit(habits, n, person, taken), _name_fit(habits, line, person, taken, weights), share])
    best = max((r[0] for r in rows), default=0.0)
    for row in rows:
        row += [row[0] - best, min(noun_total, 20.0)]
    return rows


def _word_fit(habits: Habits, number: int, person: int, own: float) -> float:
    mine = habits.said.get(person)
    words = habits.words[number]
    if not mine or not words:
        return 0.0
    total = max(0.0, habits.totals[person] - own * len(words)) + _PRIOR
    fit = 0.0
    for word in words:
        share = habits.book[word] / habits.book_total
        fit += log((max(0.0, mine.get(word, 0.0) - own) + _PRIOR * share) / (total * share))
    return fit


def _name_fit(habits: Habits, line: Line, person: int, own: float, weights: Sequence[float]) -> float:
    mine = habits.named.get(person)
    if not mine or not line.said:
        return 0.0
    others = set(line.said)
    total = max(0.0, habits.named_totals[person] - own * len(others)) + _PAIR_PRIOR
    fit = 0.0
    for other in others:
        share = weights[other] + 1e-4
        fit += log((max(0.0, mine.get(other, 0.0) - own) + _PAIR_PRIOR * share) / (total * share))
    return fit
