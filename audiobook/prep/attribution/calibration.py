"""From the ranker's chance to a probability that holds: of lines given .8, four in five are right."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """Points of a rising curve, learnt from lines of novels that the ranker had not seen.

    Lines under ``doubt`` are marked ``?``: the least confident 30 % of the dev novels' lines.
    """

    chances: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()
    doubt: float = 0.7

    def confidence(self, chance: float) -> float:
        """How likely the choice is right, between the nearest two points."""
        if not self.chances:
            return chance
        after = bisect_right(self.chances, chance)
        if after == 0:
            return self.shares[0]
        if after == len(self.chances):
            return self.shares[-1]
        low, high = self.chances[after - 1], self.chances[after]
        part = (chance - low) / (high - low)
        return self.shares[after - 1] + part * (self.shares[after] - self.shares[after - 1])


def rising(points: Sequence[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """Isotonic regression of (chance, share right, weight): neighbours that fall are pooled."""
    pools: list[list[float]] = []
    for chance, share, weight in points:
        pools.append([chance * weight, share * weight, weight])
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [(c / w, s / w) for c, s, w in pools]
