"""Learn the weights of a conversation's steps by iterative scaling: what the chain expects must be what novels show."""

from __future__ import annotations

from collections.abc import Sequence

from audiobook.prep.attribution import features_joint as joint
from audiobook.prep.attribution.features_rows import Table

_ROUNDS = 3
#: Steps smaller than full ones, since the kinds of step pull at each other.
_DAMPED = 0.7


def learn_steps(
    tables: Sequence[Table], right: Sequence[Sequence[int]], chances: Sequence[Sequence[Sequence[float]]]
) -> joint.Weights:
    """Weights of (goes on, answers, third one) for each kind of step."""
    weights: dict[int, tuple[float, float, float]] = {}
    for _ in range(_ROUNDS):
        shown: dict[int, list[float]] = {}
        expected: dict[int, list[float]] = {}
        for table, gold, mine in zip(tables, right, chances, strict=True):
            _count(table, gold, mine, weights, shown, expected)
        for kind in sorted(shown):
            now = weights.get(kind, (1.0, 1.0, 1.0))
            seen, due = sum(shown[kind]), sum(expected[kind])
            weights[kind] = _scaled(
                now, [(s / seen) / (e / due) for s, e in zip(shown[kind], expected[kind], strict=True)]
            )
    return weights


def _scaled(now: tuple[float, float, float], ratios: Sequence[float]) -> tuple[float, float, float]:
    a, b, c = (w * r**_DAMPED for w, r in zip(now, ratios, strict=True))
    return a, b, c


def _count(
    table: Table,
    gold: Sequence[int],
    chances: Sequence[Sequence[float]],
    weights: joint.Weights,
    shown: dict[int, list[float]],
    expected: dict[int, list[float]],
) -> None:
    states = [joint.best_of(c, p) for c, p in zip(table.candidates, chances, strict=True)]
    steps = [9] + [joint.step_of(table.book.lines, n) for n in range(1, len(states))]
    forth = joint.forward(states, steps, weights)
    after = dict.fromkeys(forth[-1], 1.0)
    for n in range(len(states) - 1, 1, -1):
        now = weights.get(steps[n], (1.0, 1.0, 1.0))
        sums = [0.0, 0.0, 0.0]
        for (a, b), weight in forth[n - 1].items():
            for c, chance in states[n].items():
                pattern = 0 if c == b else 1 if c == a else 2
                sums[pattern] += weight * chance * now[pattern] * after[b, c]
        if min(gold[n], gold[n - 1], gold[n - 2]) >= 0:
            total = sum(sums) or 1.0
            due = expected.setdefault(steps[n], [1.0, 1.0, 1.0])
            for pattern in range(3):
                due[pattern] += sums[pattern] / total
            seen = shown.setdefault(steps[n], [1.0, 1.0, 1.0])
            seen[0 if gold[n] == gold[n - 1] else 1 if gold[n] == gold[n - 2] else 2] += 1
        after = joint.message(states[n], steps[n], weights, forth[n - 1], after)
