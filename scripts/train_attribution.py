"""Train the ranker: `python scripts/train_attribution.py FOLDER [--write FILE] [--folds 3] [--write-folds FILE]`.

FOLDER holds annotated novels in the dev format (`*.jsonl`, with their texts). Prints out-of-fold figures by novel and
writes the data file. The same folder gives the same file: sorted input, one thread, fixed seeds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from train_attribution_data import Sample, find_novels, found_sample, listed_sample, load_novel, score
from train_attribution_model import export, fit, predicted
from train_attribution_steps import learn_steps

from audiobook.prep.attribution.attribute import Ranker, load_ranker, rank
from audiobook.prep.attribution.calibration import Calibration, rising
from audiobook.prep.attribution.features_joint import Weights
from audiobook.prep.attribution.features_rows import Rows, believed, habit_table, joined, neighbour_table
from audiobook.prep.attribution.model import Verdict
from audiobook.prep.attribution.sieves import CERTAIN

#: Chosen on out-of-fold figures; more leaves or rounds gained less than a point.
_FIRST = {"leaves": 31, "rounds": 110}
_SECOND = {"leaves": 15, "rounds": 160}
_INNER = 4
_BINS = 20
#: The share of lines to be marked: under the bar of 30 %, since a list that was found leaves more in doubt.
_DOUBTED = 0.28
if TYPE_CHECKING:
    from lightgbm import Booster

Chances = list[list[float]]


def places(sample: Sample) -> list[int]:
    """Where the right one stands among each utterance's candidates."""
    return [c.index(r) if r in c else -1 for c, r in zip(sample.table.candidates, sample.right, strict=True)]


def fit_stage(samples: Sequence[Sample], rows: Sequence[Sequence[Rows]], settings: dict[str, int]) -> Booster:
    """One stage trained on several novels."""
    flat = [r for mine in rows for r in mine]
    return fit(flat, [p for s in samples for p in places(s)], **settings)


def stage_rows(samples: Sequence[Sample]) -> list[Sequence[Rows]]:
    """Stage 1's numbers."""
    return [s.table.rows for s in samples]


def out_of_fold(samples: Sequence[Sample]) -> list[Chances]:
    """Stage 1's chances for each novel from trees that have not seen it."""
    names = sorted({s.novel.name for s in samples})
    result: list[Chances] = [[] for _ in samples]
    for fold in range(_INNER):
        held = set(names[fold::_INNER])
        seen = [s for s in samples if s.novel.name not in held]
        booster = fit_stage(seen, stage_rows(seen), _FIRST)
        for n, sample in enumerate(samples):
            if sample.novel.name in held:
                result[n] = predicted(booster, sample.table)
    return result


def second_rows(sample: Sample, first: Chances, steps: Weights) -> list[Rows]:
    """Stage 2's numbers."""
    joint = believed(sample.table, first, steps)
    return list(
        joined(sample.table.rows, neighbour_table(sample.table, first, joint), habit_table(sample.table, joint))
    )


def train(samples: Sequence[Sample]) -> dict[str, Any]:
    """A whole ranker but for its calibration."""
    first = out_of_fold(samples)
    steps = learn_steps([s.table for s in samples], [s.right for s in samples], first)
    rows = [second_rows(s, f, steps) for s, f in zip(samples, first, strict=True)]
    return {
        "first": export(fit_stage(samples, stage_rows(samples), _FIRST)),
        "second": export(fit_stage(samples, rows, _SECOND)),
        "steps": {str(k): [round(x, 4) for x in w] for k, w in sorted(steps.items())},
        "last_steps": {str(k): [round(x, 4) for x in w] for k, w in sorted(steps.items())},
        "calibration": {"chances": [], "shares": [], "doubt": 0.7},
    }


def calibrate(done: Iterable[tuple[Sample, Sequence[Verdict]]]) -> dict[str, Any]:
    """The calibration's curve, and the confidence under which the least confident lines lie."""
    pairs: list[tuple[float, float]] = []
    lines = 0
    for sample, verdicts in done:
        lines += len(verdicts) * sample.listed
        for verdict, right in zip(verdicts, sample.right, strict=True):
            if sample.listed and verdict.rule not in CERTAIN:
                pairs.append((verdict.confidence, float(verdict.person == right)))
    pairs.sort()
    size = max(1, len(pairs) // _BINS)
    bins = [pairs[n : n + size] for n in range(0, len(pairs), size)]
    curve = rising([(sum(c for c, _ in b) / len(b), sum(r for _, r in b) / len(b), len(b)) for b in bins])
    points = tuple(round(c, 4) for c, _ in curve), tuple(round(s, 4) for _, s in curve)
    doubtful = pairs[min(len(pairs) - 1, int(lines * _DOUBTED))][0]
    return {
        "chances": points[0],
        "shares": points[1],
        "doubt": round(Calibration(*points).confidence(doubtful), 4),
    }


def marked(done: Iterable[tuple[Sample, Sequence[Verdict]]], found: dict[str, Any], *, listed: bool) -> str:
    """What share of the lines ``?`` marks, and what share of the wrong ones it holds."""
    curve = Calibration(found["chances"], found["shares"])
    lines = marks = errors = held = 0
    for sample, verdicts in done:
        if sample.listed != listed:
            continue
        for verdict, right in zip(verdicts, sample.right, strict=True):
            sure = verdict.rule in CERTAIN or curve.confidence(verdict.confidence) >= found["doubt"]
            lines, marks = lines + 1, marks + (not sure)
            if verdict.person != right:
                errors, held = errors + 1, held + (not sure)
    return f"marked {marks / lines:.3f}, errors held {held / errors:.3f}"


def cross_fit(
    samples: Sequence[Sample], folds: int, *, only_listed: bool
) -> tuple[list[tuple[Sample, Sequence[Verdict]]], dict[str, Any], list[dict[str, Any]]]:
    """Verdicts for each novel from a ranker that has not seen it, one that has seen all, and those of the folds."""
    names = sorted({s.novel.name for s in samples})
    _SHARED[:] = samples
    tasks = [(tuple(names[fold::folds]), only_listed) for fold in range(folds)]
    with get_context("fork").Pool(2) as pool:
        parts = [pool.apply_async(_fold, (task,)) for task in tasks]
        whole = pool.apply_async(_whole, (only_listed,))
        found = [part.get() for part in parts]
        done = [(samples[n], verdicts) for part, _ in found for n, verdicts in part]
        held = [{"novels": task[0], "ranker": ranker} for task, (_, ranker) in zip(tasks, found, strict=True)]
        return done, whole.get(), held


#: What the processes of ``cross_fit`` inherit; tables are too large to be sent.
_SHARED: list[Sample] = []


def _fold(task: tuple[tuple[str, ...], bool]) -> tuple[list[tuple[int, list[Verdict]]], dict[str, Any]]:
    held, only_listed = task
    seen = [s for s in _SHARED if s.novel.name not in held and (s.listed or not only_listed)]
    trained = train(seen)
    ranker: Ranker = load_ranker(trained)
    mine = [(n, s) for n, s in enumerate(_SHARED) if s.novel.name in held]
    return [(n, rank(s.table.book, s.table.verdicts, ranker)) for n, s in mine], trained


def _whole(only_listed: bool) -> dict[str, Any]:  # noqa: FBT001 - a pool passes by place
    return train([s for s in _SHARED if s.listed or not only_listed])


def main() -> None:
    """Train, print figures, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--write-folds", type=Path, help="for scripts/bench/attribution.py --rankers")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--only-list", action="store_true", help="train on given lists alone")
    args = parser.parse_args()
    start = time.perf_counter()
    novels = [load_novel(path) for path in find_novels(args.folder)]
    found = [found_sample(n) for n in novels]
    samples = [listed_sample(n) for n in novels] + found
    say(f"tables: {time.perf_counter() - start:.0f} s")
    say(f"{'':12} all E A I one-to-one top50 low30")
    done, whole, folds = cross_fit(samples, args.folds, only_listed=args.only_list)
    say(f"{'list':12} {score(done, listed=True)}")
    say(f"{'end to end':12} {score(done, listed=False)}")
    calibration = calibrate(done)
    for listed in (True, False):
        say(f"{'list' if listed else 'end to end':12} {marked(done, calibration, listed=listed)}")
    say(f"{time.perf_counter() - start:.0f} s")
    if args.write_folds:
        for fold in folds:
            fold["ranker"]["calibration"] = calibration
        args.write_folds.write_text(json.dumps(folds), encoding="utf-8")
    if args.write:
        data = {**whole, "calibration": calibration}
        args.write.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
        say(f"{args.write}: {args.write.stat().st_size / 1000:.0f} kB, {time.perf_counter() - start:.0f} s")


def say(text: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
