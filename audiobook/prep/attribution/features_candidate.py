"""The numbers that describe one candidate for one utterance; stage 1 of the ranker reads them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import log1p
from typing import TYPE_CHECKING

from audiobook.prep.attribution.features_counts import (
    certain_of,
    count_of,
    distances_of,
    first_of,
    rank_of,
    role_of,
    turns_of,
)

if TYPE_CHECKING:
    from audiobook.prep.attribution.features_line import Book, Line
    from audiobook.prep.attribution.model import Verdict

_RULES = (
    "unknown",
    "recent",
    "noun",
    "turns",
    "pronoun-turns",
    "pronoun-last",
    "same-paragraph",
    "named-here",
    "far-name",
    "called",
    "continued",
    "name",
    "self",
)
_RULE_NUMBER = {rule: number for number, rule in enumerate(_RULES)}
_FAR = 3000
_KINDS = {"": 0, "pronoun": 1, "noun": 2, "name": 3, "self": 4}
#: The nearer a neighbour's tag, the more it says (facts sheet, section 5).
_DECAY = 0.85


class Describer:
    """Describes candidates; keeps what neighbouring utterances share."""

    def __init__(self, book: Book, verdicts: Sequence[Verdict]) -> None:
        self._book = book
        self._verdicts = verdicts
        self._tags = [certain_of(line, v) for line, v in zip(book.lines, verdicts, strict=True)]
        self._turn = turns_of(book.lines)

    def rows(self, number: int, candidates: Sequence[int]) -> list[list[float]]:
        """One row of numbers for each candidate, in the same order."""
        book = self._book
        line = book.lines[number]
        shared = self._line(line, candidates)
        recent = self._recency(line)
        same = {p: r for r, p in enumerate(p for p in recent if not line.sex or book.sexes[p] == line.sex)}
        rank = {p: r for r, p in enumerate(recent)}
        near = self._near(number)
        distances = distances_of(line)
        rows = []
        for person in candidates:
            row = self._rules(number, person)
            row += self._own(line, person, distances)
            row += self._spoken(number, person)
            row += self._told(line, person, rank, same)
            row += self._tagged(number, person, near)
            row += self._sexes(line, person)
            row += shared
            rows.append(row)
        return rows

    def _line(self, line: Line, candidates: Sequence[int]) -> list[float]:
        n = line.number
        lines = self._book.lines
        after = lines[n + 1] if n + 1 < len(lines) else None
        sexes = [self._book.sexes[p] for p in candidates]
        return [
            _KINDS.get(line.kind, 0),
            line.sex,
            line.near,
            min(line.gap, 5),
            min(after.gap, 5) if after else 5,
            line.colon,
            min(line.length, 200),
            line.opens,
            line.question,
            n > 0 and lines[n - 1].question,
            len({x.person for x in (*line.before, *line.between, *line.after)}),
            len({x.person for x in line.lead}),
            min(line.words_between, 300),
            len(candidates),
            sum(s == line.sex for s in sexes) if line.sex else -1,
            _RULE_NUMBER[self._verdicts[n].rule],
            n > 0 and lines[n - 1].scene == line.scene,
            self._turn[n],
        ]

    def _rules(self, number: int, person: int) -> list[float]:
        verdicts = self._verdicts
        mine = verdicts[number]
        row: list[float] = [_RULE_NUMBER[mine.rule] if mine.person == person else -1]
        for step in (-4, -3, -2, -1, 1, 2, 3, 4):
            at = number + step
            if 0 <= at < len(verdicts):
                other = verdicts[at]
                row.append(other.confidence if other.person == person else -other.confidence)
            else:
                row.append(0)
        return row

    def _own(self, line: Line, person: int, distances: dict[int, tuple[int, int]]) -> list[float]:
        at, role = distances.get(person, (99, -1))
        first = next((x.person for x in (*line.between, *line.after, *line.before)), -1)
        return [
            (1 + line.near + line.strong if line.tagged == person else -1) if line.tagged >= 0 else 0,
            at,
            role,
            first == person,
            count_of(line.before, person),
            count_of(line.between, person),
            count_of(line.after, person),
            rank_of(line.lead, person),
            role_of(line.lead, person),
            first_of(line.follow, person),
        ]

    def _spoken(self, number: int, person: int) -> list[float]:
        lines = self._book.lines
        row: list[float] = []
        for step in (-2, -1, 0, 1, 2):
            at = number + step
            if 0 <= at < len(lines):
                other = lines[at]
                row.append(other.said.count(person))
                row.append((1 if person in other.called else -1) if other.called else 0)
            else:
                row += [0, 0]
        return row

    def _recency(self, line: Line) -> list[int]:
        book = self._book
        end = bisect_left(book.places, line.start)
        found: dict[int, None] = {}
        for i in range(end - 1, max(-1, end - 60), -1):
            found.setdefault(book.told[i].person)
            if len(found) >= 10:  # noqa: PLR2004 - further back nobody is meant
                break
        return list(found)

    def _told(self, line: Line, person: int, rank: dict[int, int], same: dict[int, int]) -> list[float]:
        book = self._book
        places = book.by_person.get(person, [])
        before = bisect_left(places, line.start)
        after = bisect_right(places, line.end)
        back = line.start - places[before - 1] if before else _FAR
        ahead = places[after] - line.end if after < len(places) else _FAR
        return [
            log1p(min(back, _FAR)),
            log1p(min(ahead, _FAR)),
            before - bisect_left(places, line.start - 300),
            before - bisect_left(places, line.start - 1500),
            bisect_left(places, line.end + 600) - after,
            rank.get(person, 12),
            same.get(person, 12),
            book.weights[person],
            min(book.ranks[person], 30),
            book.people[person].descriptive,
            person == book.narrator,
        ]

    def _near(self, number: int) -> tuple[dict[int, float], dict[int, float], dict[int, int], dict[int, int]]:
        """Decayed sums of certain tags behind and ahead, and how far the nearest are."""
        behind: dict[int, float] = {}
        ahead: dict[int, float] = {}
        last: dict[int, int] = {}
        coming: dict[int, int] = {}
        scene = self._book.lines[number].scene
        for step in range(1, 16):
            for at, sums, first in ((number - step, behind, last), (number + step, ahead, coming)):
                if 0 <= at < len(self._tags) and self._tags[at] >= 0 and self._book.lines[at].scene == scene:
                    person = self._tags[at]
                    sums[person] = sums.get(person, 0) + _DECAY**step
                    first.setdefault(person, step)
        return behind, ahead, last, coming

    def _tagged(
        self,
        number: int,
        person: int,
        near: tuple[dict[int, float], dict[int, float], dict[int, int], dict[int, int]],
    ) -> list[float]:
        behind, ahead, last, coming = near
        row: list[float] = [
            behind.get(person, 0),
            ahead.get(person, 0),
            last.get(person, 20),
            coming.get(person, 20),
            len(behind),
            len(ahead),
        ]
        for step in (-3, -2, -1, 1, 2, 3):
            at = number + step
            tag = self._tags[at] if 0 <= at < len(self._tags) else -1
            row.append(0 if tag < 0 else 1 if tag == person else -1)
        row.append(self._parity(number, person, -1))
        row.append(self._parity(number, person, 1))
        return row

    def _parity(self, number: int, person: int, step: int) -> float:
        """What the next certain turn of this conversation says when two people speak in turns: 1 for, -1 against."""
        lines, turn, at = self._book.lines, self._turn[number], number
        for _ in range(12):
            gap = lines[at].gap if step < 0 else lines[at + 1].gap if at + 1 < len(lines) else 9
            at += step
            if gap > 0 or not 0 <= at < len(lines):
                return 0
            if self._tags[at] >= 0:
                same = (self._turn[at] - turn) % 2 == 0
                return 1 if same == (self._tags[at] == person) else -1
        return 0

    def _sexes(self, line: Line, person: int) -> list[float]:
        lines, sex = self._book.lines, self._book.sexes[person]
        n = line.number
        before = lines[n - 1] if n else None
        after = lines[n + 1] if n + 1 < len(lines) else None
        two = lines[n - 2] if n > 1 else None
        return [
            sex,
            sex * line.sex,
            sex * line.hint,
            sex * line.lead_hint,
            sex * before.called_sex if before and line.gap <= 0 else 0,
            sex * after.called_sex if after and after.gap <= 0 else 0,
            sex * line.called_sex,
            sex * before.sex if before else 0,
            sex * two.sex if two else 0,
            sex * after.sex if after else 0,
            sex * lines[n + 2].sex if n + 2 < len(lines) else 0,
        ]
