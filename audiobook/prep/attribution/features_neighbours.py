"""Stage 2: what stage 1 thinks of the utterances around, added to a candidate's numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiobook.prep.attribution.features_line import Line

#: Facts sheet, section 5: neighbours' chances fade by this for each utterance, 15 each way.
_DECAY = 0.85
_REACH = 15
_NEAR = (-4, -3, -2, -1, 1, 2, 3, 4)
Chances = Sequence[Mapping[int, float]]


def rows_of(
    lines: Sequence[Line], number: int, candidates: Sequence[int], chances: Chances, believed: Chances
) -> list[list[float]]:
    """One row for each candidate: own chance and rank, neighbours' chances, sums behind and ahead, turns' parity."""
    here = chances[number]
    joint = believed[number]
    order = sorted(here.values(), reverse=True)
    top = order[0] if order else 0.0
    second = order[1] if len(order) > 1 else 0.0
    joint_top = max(joint.values(), default=0.0)
    behind, ahead = _sums(chances, lines, number, -1), _sums(chances, lines, number, 1)
    odd, even = _parities(believed, lines, number)
    around = [_at(believed, number + step) for step in _NEAR]
    tops = [max(p.values(), default=0.0) for p in around]
    shared = [tops[2], tops[3], tops[4], tops[5], top, joint_top]
    rows = []
    for person in candidates:
        own = here.get(person, 0.0)
        mine = joint.get(person, 0.0)
        row = [own, own - (second if own == top else top), mine, mine - joint_top]
        row += [p.get(person, 0.0) for p in around]
        row += [t - p.get(person, 0.0) for p, t in zip(around[2:6], tops[2:6], strict=True)]
        row += [behind.get(person, 0.0), ahead.get(person, 0.0)]
        row += [even.get(person, 0.0), odd.get(person, 0.0), even.get(person, 0.0) - odd.get(person, 0.0)]
        rows.append(row + shared)
    return rows


def _at(chances: Chances, number: int) -> Mapping[int, float]:
    return chances[number] if 0 <= number < len(chances) else {}


def _sums(chances: Chances, lines: Sequence[Line], number: int, step: int) -> dict[int, float]:
    sums: dict[int, float] = {}
    fade = 1.0
    for at in range(number + step, number + step * (_REACH + 1), step):
        fade *= _DECAY
        if not 0 <= at < len(lines):
            break
        for person, chance in chances[at].items():
            sums[person] = sums.get(person, 0.0) + fade * chance
    return sums


def _parities(chances: Chances, lines: Sequence[Line], number: int) -> tuple[dict[int, float], dict[int, float]]:
    """Chances summed over the turns of this run that others and that the same one would have, in turns."""
    sums: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for step in (-1, 1):
        at, turn, fade = number, 0, 1.0
        for _ in range(_REACH):
            gap = lines[at].gap if step < 0 else lines[at + 1].gap if at + 1 < len(lines) else 9
            at += step
            if gap > 0 or not 0 <= at < len(lines):
                break
            turn += gap == 0
            fade *= _DECAY
            side = sums[(turn + 1) % 2]
            for person, chance in chances[at].items():
                side[person] = side.get(person, 0.0) + fade * chance
    return sums
