"""LightGBM for the ranker: trees that share a chance of one among an utterance's candidates, and their export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from audiobook.prep.attribution.features_rows import Rows, Table, certain_chances, is_certain
from audiobook.prep.attribution.trees import chances

Numbers = NDArray[np.float64]
#: Facts sheet, section 5, but for the loss (softmax over an utterance's candidates, which calibrates itself), 31
#: leaves in stage 1, and more rounds in stage 2; each chosen by out-of-fold figures on the dev novels.
_SETTINGS: dict[str, Any] = {
    "learning_rate": 0.1,
    "min_data_in_leaf": 100,
    "lambda_l2": 5,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 63,
    "seed": 7,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


def fit(rows: Sequence[Rows], right: Sequence[int], *, leaves: int, rounds: int) -> lightgbm.Booster:
    """Train on utterances; ``right`` is the place of the speaker among the candidates, -1 leaves the utterance out."""
    kept = [(mine, at) for mine, at in zip(rows, right, strict=True) if at >= 0 and len(mine) > 1]
    matrix = np.array([row for mine, _ in kept for row in mine], dtype=np.float64)
    labels = np.concatenate([np.eye(len(mine))[at] for mine, at in kept])
    sizes = np.array([len(mine) for mine, _ in kept])
    settings = {**_SETTINGS, "num_leaves": leaves, "objective": _softmax_loss(sizes)}
    return lightgbm.train(settings, lightgbm.Dataset(matrix, labels), rounds)


def _softmax_loss(sizes: NDArray[Any]) -> Callable[[Numbers, lightgbm.Dataset], tuple[Numbers, Numbers]]:
    groups = np.repeat(np.arange(len(sizes)), sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])

    def loss(scores: Numbers, data: lightgbm.Dataset) -> tuple[Numbers, Numbers]:
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[groups])
        shares = powers / np.add.reduceat(powers, starts)[groups]
        return shares - data.get_label(), np.maximum(2 * shares * (1 - shares), 1e-6)

    return loss


def predicted(booster: lightgbm.Booster, table: Table) -> list[list[float]]:
    """A stage's chances for a novel, as the package would work them out but for rounding."""
    scores = booster.predict(np.array([row for mine in table.rows for row in mine], dtype=np.float64))
    result: list[list[float]] = []
    at = 0
    for n, mine in enumerate(table.rows):
        own = [float(x) for x in scores[at : at + len(mine)]]
        at += len(mine)
        result.append(certain_chances(table, n) if is_certain(table, n) else chances(own))
    return result


def export(booster: lightgbm.Booster) -> list[dict[str, list[Any]]]:
    """The trees as the data file holds them (see ``audiobook.prep.attribution.trees``)."""
    return [_tree(info["tree_structure"]) for info in booster.dump_model()["tree_info"]]


def _tree(root: dict[str, Any]) -> dict[str, list[Any]]:
    tree: dict[str, list[Any]] = {"f": [], "t": [], "l": [], "r": [], "v": []}
    waiting: list[tuple[dict[str, Any], int, str]] = [(root, -1, "")]
    while waiting:
        node, parent, side = waiting.pop()
        if "split_feature" in node:
            place = len(tree["f"])
            tree["f"].append(node["split_feature"])
            tree["t"].append(float(f"{node['threshold']:.6g}"))
            tree["l"].append(0)
            tree["r"].append(0)
            waiting += [(node["right_child"], place, "r"), (node["left_child"], place, "l")]
        else:
            place = ~len(tree["v"])
            tree["v"].append(float(f"{node['leaf_value']:.4g}"))
        if parent >= 0:
            tree[side][parent] = place
    return tree
