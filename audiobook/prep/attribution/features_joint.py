"""A conversation decided as a whole: how likely each candidate is when the turns before and after have a say.

A chain over utterances whose states are pairs of neighbouring speakers. Three patterns have weights, learnt for each
kind of step: somebody goes on, the one from two back answers, a third person speaks up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiobook.prep.attribution.features_line import Line

#: Candidates beyond these have next to no chance and cost time by the third power.
_KEPT = 6
_FLOOR = 1e-4
#: (goes on, answers, a third one), by the kind of step.
Weights = Mapping[int, tuple[float, float, float]]
STEPS = 10


def step_of(lines: Sequence[Line], number: int) -> int:
    """What kind of step leads from the utterance before to this one, and how that one followed its own."""
    line = lines[number]
    before = lines[number - 1]
    if before.scene != line.scene or line.gap > 3:  # noqa: PLR2004 - a conversation is over
        return 9
    now = 0 if line.gap < 0 else 1 if line.gap == 0 and not line.continued else 2 if line.gap > 0 else 3
    if now == 3:  # noqa: PLR2004 - goes on from the paragraph before
        return 8
    if now == 0:
        return 7 if before.gap < 0 else 6
    close = number > 1 and before.gap <= 0
    return (now - 1) * 3 + (0 if not close else 1 if before.gap == 0 else 2)


def beliefs(
    lines: Sequence[Line], candidates: Sequence[Sequence[int]], chances: Sequence[Sequence[float]], weights: Weights
) -> list[dict[int, float]]:
    """For each utterance the chance of each candidate, by passing messages forth and back along the chain."""
    states = [best_of(c, p) for c, p in zip(candidates, chances, strict=True)]
    steps = [9] + [step_of(lines, n) for n in range(1, len(lines))]
    forth = forward(states, steps, weights)
    return _backward(states, steps, weights, forth)


def best_of(candidates: Sequence[int], chances: Sequence[float]) -> dict[int, float]:
    """The states of one utterance: its likeliest candidates."""
    if not candidates:
        return {-1: 1.0}
    order = sorted(range(len(candidates)), key=lambda i: (-chances[i], i))[:_KEPT]
    return {candidates[i]: chances[i] + _FLOOR for i in order}


Pairs = dict[tuple[int, int], float]


def forward(states: list[dict[int, float]], steps: list[int], weights: Weights) -> list[Pairs]:
    """``result[n][(a, b)]``: the weight of all ways that end with a at n - 1 and b at n."""
    now: Pairs = {(-2, b): p for b, p in states[0].items()} if states else {}
    result = [now]
    for n in range(1, len(states)):
        stay, back, third = weights.get(steps[n], (1.0, 1.0, 1.0))
        by_last: dict[int, list[tuple[int, float]]] = {}
        totals: dict[int, float] = {}
        for (a, b), weight in now.items():
            by_last.setdefault(b, []).append((a, weight))
            totals[b] = totals.get(b, 0.0) + weight
        following: Pairs = {}
        for b, ways in by_last.items():
            from_two = dict(ways)
            for c, chance in states[n].items():
                if c == b:
                    weight = totals[b] * stay
                else:
                    again = from_two.get(c, 0.0)
                    weight = again * back + (totals[b] - again) * third
                following[b, c] = weight * chance
        total = sum(following.values()) or 1.0
        now = {key: weight / total for key, weight in following.items()}
        result.append(now)
    return result


def _backward(
    states: list[dict[int, float]], steps: list[int], weights: Weights, forth: list[Pairs]
) -> list[dict[int, float]]:
    result: list[dict[int, float]] = [{} for _ in states]
    after: Pairs = dict.fromkeys(forth[-1], 1.0) if forth else {}
    for n in range(len(states) - 1, -1, -1):
        sums: dict[int, float] = {}
        for (a, b), weight in forth[n].items():
            sums[b] = sums.get(b, 0.0) + weight * after[a, b]
        total = sum(sums.values()) or 1.0
        result[n] = {b: weight / total for b, weight in sums.items()}
        if n:
            after = message(states[n], steps[n], weights, forth[n - 1], after)
    return result


def message(state: dict[int, float], step: int, weights: Weights, before: Pairs, after: Pairs) -> Pairs:
    """What the utterances from n on say about each pair of speakers before them."""
    stay, back, third = weights.get(step, (1.0, 1.0, 1.0))
    totals: dict[int, float] = {}
    for _, b in before:
        if b not in totals:
            totals[b] = sum(chance * third * after[b, c] for c, chance in state.items() if c != b)
    result: Pairs = {}
    for a, b in before:
        weight = totals[b]
        if b in state:
            weight += state[b] * stay * after[b, b]
        if a != b and a in state:
            weight += state[a] * (back - third) * after[b, a]
        result[a, b] = weight
    most = max(result.values(), default=1.0) or 1.0
    return {key: weight / most for key, weight in result.items()}
