"""Score who speaks: `python scripts/bench/attribution.py FOLDER [--system NAME] [--setting S] [--novel N ...]`.

FOLDER holds annotated novels (`*.jsonl`, with their texts). Systems: `new`, and `rules`, the first release's rules as
baseline (end to end only, since it takes neither a list nor quotations). Figures of `new` on the novels that its ranker
was trained on are too good: the training script prints those out of fold.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import attribution_score as score
from attribution_data import Novel, find_novels, load_novel

from audiobook.prep.attribution.model import Attribution, Mention, Person, Stretch, Utterance, Verdict
from audiobook.script import NARRATOR, UNKNOWN

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
    from audiobook.prep.attribution.attribute import attribute_book

    return attribute_book(
        novel.paragraphs,
        "en",
        given=novel.given if setting == "list" else (),
        utterances=None if setting == "end-to-end" else novel.utterances,
    )


def rules(novel: Novel, setting: str) -> Attribution:
    """The rules of the first release: speakers by name, known by that name alone."""
    from audiobook.prep.attribute import attribute

    if setting != "end-to-end":
        sys.exit("the system 'rules' has only the setting end-to-end")
    index: dict[str, int] = {}
    utterances, verdicts, mentions = [], [], []
    for number, lines in enumerate(attribute(novel.paragraphs, "en")):
        for line in lines:
            place = Stretch(number, line.start, line.end)
            person = -1 if line.speaker == UNKNOWN else index.setdefault(line.speaker, len(index))
            utterances.append(Utterance((place,)))
            verdicts.append(Verdict(person, 0.3 if line.unsure or person < 0 else 0.9, line.rule))
            mentions.append(Mention(place, line.speaker, person))
    people = tuple(Person(name, (name,), narrator=name == NARRATOR) for name in index)
    return Attribution(people, tuple(utterances), tuple(verdicts), tuple(mentions))


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
    args = parser.parse_args()
    settings = args.setting or (SETTINGS if args.system == "new" else ("end-to-end",))
    paths = [p for p in find_novels(args.folder) if not args.novel or any(n in p.stem for n in args.novel)]
    if not paths:
        parser.error(f"no novel in {args.folder}")
    novels = [load_novel(path) for path in paths]
    for setting in settings:
        print_table([score_novel(novel, setting, SYSTEMS[args.system]) for novel in novels], setting)


if __name__ == "__main__":
    main()
