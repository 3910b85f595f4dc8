"""Boosted regression trees from a data file, in plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp
from typing import Any

#: One tree: each inner node's feature and threshold, then where to go; a negative place is a leaf's complement.
Tree = tuple[list[int], list[float], list[int], list[int], list[float]]
#: Scores this far under the best one add nothing to a sum of chances.
_NEVER = 40.0


def load_trees(data: Sequence[Mapping[str, Any]]) -> tuple[Tree, ...]:
    """Trees as the data file writes them; ``ValueError`` when one does not hold together."""
    trees: list[Tree] = []
    for entry in data:
        features = [int(x) for x in entry["f"]]
        limits = [float(x) for x in entry["t"]]
        lower = [int(x) for x in entry["l"]]
        upper = [int(x) for x in entry["r"]]
        leaves = [float(x) for x in entry["v"]]
        nodes = len(features)
        if not len(limits) == len(lower) == len(upper) == nodes or len(leaves) != nodes + 1:
            msg = "a tree's lists differ in length"
            raise ValueError(msg)
        for at, child in enumerate((*lower, *upper)):
            # A child comes after its parent, so that every walk ends.
            if not (-len(leaves) <= child < 0 or at % nodes < child < nodes):
                msg = "a tree's branch leads nowhere"
                raise ValueError(msg)
        trees.append((features, limits, lower, upper, leaves))
    return tuple(trees)


def score(trees: Sequence[Tree], row: Sequence[float]) -> float:
    """The sum of the leaves that a row of numbers falls into."""
    total = 0.0
    for features, limits, lower, upper, leaves in trees:
        at = 0 if features else -1
        while at >= 0:
            at = lower[at] if row[features[at]] <= limits[at] else upper[at]
        total += leaves[~at]
    return total


def chances(scores: Sequence[float]) -> list[float]:
    """Scores of rivals as shares that sum to one (softmax)."""
    best = max(scores, default=0.0)
    powers = [exp(max(s - best, -_NEVER)) for s in scores]
    total = sum(powers)
    return [p / total for p in powers]
