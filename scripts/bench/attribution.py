"""Score who speaks: `python scripts/bench/attribution.py FOLDER [--rankers FILE] [--setting S] [--novel N ...]`.

FOLDER holds annotated novels (`*.jsonl`, with their texts). Systems: `new`, and `rules`, the rules without the ranker.
The shipped ranker has seen the novels it was trained on: for those, figures out of fold come with the rankers that
`train_attribution.py FOLDER --write-folds FILE` writes.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import attribution_score as score
from attribution_data import Novel, find_novels, load_novel

from audiobook.prep.attribution.attribute import Ranker, attribute_book, doubt, load_ranker, shipped_ranker
from audiobook.prep.attribution.model import Attribution

SETTINGS = ("list", "auto", "end-to-end")
System = Callable[[Novel, str], Attribution]
_HEAD = (
    f"{'novel':30} {'quotes':>6} {'all':>5} {'E':>5} {'A':>5} {'I':>5} {'1to1':>5} {'sex':>5} {'top50':>5} {'low30':>5}"
    f" {'people':>6} {'sec':>5}"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One novel's scores in one setting; ``seconds`` is what attribution took."""

    novel: Novel
    attribution: Attribution
    answers: Sequence[score.Answer]
    seconds: float


def new(novel: Novel, setting: str) -> Attribution:
    """The attribution that books are built with."""
    ranker = _RANKERS.get(novel.name)
    return _attribute(novel, setting, (lambda: ranker) if ranker else shipped_ranker)


def rules(novel: Novel, setting: str) -> Attribution:
    """The rules alone, as for languages that the ranker was not trained for."""
    return _attribute(novel, setting, lambda: None)


def _attribute(novel: Novel, setting: str, ranker: Callable[[], Ranker | None]) -> Attribution:
    return attribute_book(
        novel.paragraphs,
        "en",
        given=novel.given if setting == "list" else (),
        utterances=None if setting == "end-to-end" else novel.utterances,
        ranker=ranker,
    )


#: By novel, the ranker to use instead of the shipped one.
_RANKERS: dict[str, Ranker] = {}
SYSTEMS: dict[str, System] = {"new": new, "rules": rules}


def score_novel(novel: Novel, setting: str, system: System) -> Row:
    """Run a system on a novel and score it."""
    start = time.perf_counter()
    attribution = system(novel, setting)
    seconds = time.perf_counter() - start
    scorer = score.score_list if setting == "list" else score.score_end_to_end
    return Row(novel, attribution, scorer(novel, attribution), seconds)


def print_table(rows: Sequence[Row], setting: str) -> None:
    """All figures of a setting, novel by novel and in all."""
    print(f"\n{setting}\n{_HEAD}")
    for row in rows:
        print(f"{row.novel.name:30} {_figures([row])}")
    print(f"{'all (micro)':30} {_figures(rows)}")
    macro = sum(score.accuracy(r.answers).share for r in rows) / len(rows)
    single = sum(score.one_to_one(r.answers).share for r in rows) / len(rows)
    print(f"{'macro':30} {len(rows):6} {macro:.3f} {'':17} {single:.3f}")
    marks, held = score.marked([a for row in rows for a in row.answers], doubt())
    print(f"? marks {marks.share:.3f} of the lines and holds {held.share:.3f} of the errors")
    seconds, words = sum(r.seconds for r in rows), sum(r.novel.words for r in rows)
    print(f"{seconds * 100_000 / words:.2f} s for 100,000 words")
    if setting == "end-to-end":
        print_spans(rows)


def print_spans(rows: Sequence[Row]) -> None:
    """Detection of quotations over all novels."""
    total = sum((score.spans(r.novel, r.attribution) for r in rows), score.Spans())
    for name, counts in (("exact spans", total.exact), ("characters", total.characters)):
        precision, recall, f1 = score.prf(*counts)
        print(f"{name:12} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
    print(f"{'coverage':12} {total.covered.share:.3f}")


def _figures(rows: Sequence[Row]) -> str:
    found = [a for r in rows for a in r.answers]
    single = sum((score.one_to_one(r.answers) for r in rows), score.Tally())
    sex = sum((score.gender(r.novel, r.attribution, r.answers) for r in rows), score.Tally())
    shares = [
        score.accuracy(found),
        *score.by_kind(found),
        single,
        sex,
        score.most_confident(found),
        score.errors_in_least(found),
    ]
    figures = " ".join(f"{t.share:.3f}" for t in shares)
    people = sum(len(r.attribution.people) for r in rows)
    return f"{len(found):6} {figures} {people:6} {sum(r.seconds for r in rows):5.1f}"


def main() -> None:
    """Score every novel in the asked settings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--system", choices=SYSTEMS, default="new")
    parser.add_argument("--setting", choices=SETTINGS, action="append")
    parser.add_argument("--novel", action="append", help="only novels with this in their name")
    parser.add_argument(
        "--rankers", type=Path, help="what train_attribution.py --write-folds wrote: a novel's ranker has not seen it"
    )
    args = parser.parse_args()
    if args.rankers:
        _RANKERS.update(
            {
                name: load_ranker(fold["ranker"])
                for fold in json.loads(args.rankers.read_text(encoding="utf-8"))
                for name in fold["novels"]
            }
        )
    settings = args.setting or (SETTINGS if args.system == "new" else ("end-to-end",))
    paths = [p for p in find_novels(args.folder) if not args.novel or any(n in p.stem for n in args.novel)]
    if not paths:
        parser.error(f"no novel in {args.folder}")
    novels = [load_novel(path) for path in paths]
    for setting in settings:
        print_table([score_novel(novel, setting, SYSTEMS[args.system]) for novel in novels], setting)


if __name__ == "__main__":
    main()
