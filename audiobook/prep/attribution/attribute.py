"""Who speaks each line of a book: rules first, then a small trained ranker where it is shipped.

The ranker is two stages of boosted trees over candidates. Stage 1 looks at each utterance alone; a look at each
conversation as a whole and at how people usually speak follows; stage 2 decides with all of that. Without its data
file, and in languages it was not trained for, the rules alone answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from audiobook.prep.attribution.calibration import Calibration
from audiobook.prep.attribution.features_book import read_book
from audiobook.prep.attribution.features_joint import Weights
from audiobook.prep.attribution.features_line import Book
from audiobook.prep.attribution.features_rows import (
    Rows,
    Table,
    believed,
    certain_chances,
    first_table,
    habit_table,
    is_certain,
    joined,
    neighbour_table,
)
from audiobook.prep.attribution.mentions import find_mentions
from audiobook.prep.attribution.model import Attribution, Mention, Paragraphs, Person, Utterance, Verdict
from audiobook.prep.attribution.people import find_people
from audiobook.prep.attribution.sieves import by_rules
from audiobook.prep.attribution.tagging import tag_of
from audiobook.prep.attribution.trees import Tree, chances, load_trees, score
from audiobook.prep.attribution.utterances import find_utterances

#: How much the last look at whole conversations counts; half its learnt weight did best on the dev novels.
_LAST_LOOK = 0.5
#: In so few lines people without a name are as real as others; in a book only what the ranker thinks likelier than
#: not goes before them. Both measured: on the dev novels and on parts of them, and on scenes of our own.
_FEW_LINES, _SURE = 30, 0.5
#: How often such a tag is right where no ranker is asked (our own labelled scenes in five languages, rounded down).
_UNNAMED = 0.95
Chances = list[list[float]]


@dataclass(frozen=True, slots=True)
class Ranker:
    """The trained part: two stages of trees, the weights of a conversation's steps, and the calibration."""

    first: tuple[Tree, ...]
    second: tuple[Tree, ...]
    steps: Weights
    last_steps: Weights
    calibration: Calibration


@cache
def shipped_ranker() -> Ranker | None:
    """The ranker in the package, ``None`` when its data file is missing."""
    place = files("audiobook.prep.attribution") / "data" / "ranker.json"
    if not place.is_file():
        return None
    return load_ranker(json.loads(place.read_text(encoding="utf-8")))


def attribute_book(
    paragraphs: Paragraphs,
    language: str,
    given: Sequence[Person] = (),
    utterances: Sequence[Utterance] | None = None,
    *,
    find_more: bool = False,
    ranker: Callable[[], Ranker | None] = shipped_ranker,
) -> Attribution:
    """The people of a book, its utterances and who speaks each. Linear in the book's length; nothing is random.

    ``given`` is a list of people to be honoured: the whole cast, unless ``find_more`` asks for others beside them. The
    verdicts' numbers are places in the result's ``people``. ``ranker`` is asked for where the language is one that
    rankers are trained for.
    """
    spoken = tuple(utterances) if utterances is not None else find_utterances(paragraphs, language)
    tags = [tag_of(paragraphs, spoken, n, language) for n in range(len(spoken))]
    people = find_people(paragraphs, spoken, tags, language, given, find_more=find_more)
    mentions: tuple[Mention, ...] = find_mentions(paragraphs, spoken, people, language)
    book = read_book(paragraphs, spoken, tags, people, mentions)
    return Attribution(people, spoken, tuple(decide(book, language, ranker)), mentions)


def decide(book: Book, language: str, ranker: Callable[[], Ranker | None] = shipped_ranker) -> list[Verdict]:
    """One verdict for each utterance of a book that has been read."""
    verdicts = by_rules(book)
    trained = ranker() if language.partition("-")[0].casefold() == "en" else None
    if trained is None:
        return [_unranked(book, n, verdict) for n, verdict in enumerate(verdicts)]
    return rank(book, verdicts, trained)


def _unranked(book: Book, number: int, verdict: Verdict) -> Verdict:
    """A rule's verdict where nothing else is asked: "dit le notaire" is as good as a name then."""
    return replace(verdict, confidence=_UNNAMED) if _is_unnamed(book, number, verdict) else verdict


def _is_unnamed(book: Book, number: int, verdict: Verdict) -> bool:
    """Whether somebody without a name stands beside the verb of speech: said the carter."""
    return verdict.rule == "noun" and book.lines[number].near and book.people[verdict.person].descriptive


def rank(book: Book, verdicts: Sequence[Verdict], ranker: Ranker) -> list[Verdict]:
    """The ranker's verdicts; those of certain rules stay."""
    if not book.lines:
        return []
    table = first_table(book, verdicts)
    first = chances_of(table, table.rows, ranker.first)
    joint = believed(table, first, ranker.steps)
    rows = joined(table.rows, neighbour_table(table, first, joint), habit_table(table, joint))
    second = chances_of(table, rows, ranker.second)
    return [_verdict(table, n, ranker, found) for n, found in enumerate(last_look(table, second, ranker.last_steps))]


def last_look(table: Table, chances_: Chances, steps: Weights) -> Chances:
    """Lines without a tag once more in their conversations; a tag's own line is best judged by itself."""
    softer = {kind: (a**_LAST_LOOK, b**_LAST_LOOK, c**_LAST_LOOK) for kind, (a, b, c) in steps.items()}
    joint = believed(table, chances_, softer)
    result: Chances = []
    for line, candidates, own, mine in zip(table.book.lines, table.candidates, chances_, joint, strict=True):
        result.append(own if line.kind else [mine.get(c, 0.0) for c in candidates])
    return result


def chances_of(table: Table, rows: Iterable[Rows], trees: Sequence[Tree]) -> Chances:
    """What one stage of trees thinks of each utterance's candidates; certain rules are not asked again."""
    return [
        certain_chances(table, n) if is_certain(table, n) else chances([score(trees, row) for row in mine])
        for n, mine in enumerate(rows)
    ]


def _verdict(table: Table, number: int, ranker: Ranker, found: Sequence[float]) -> Verdict:
    verdict = table.verdicts[number]
    if is_certain(table, number) or not found:
        return verdict
    best = max(range(len(found)), key=lambda i: (found[i], -i))
    if _is_unnamed(table.book, number, verdict):
        # The ranker learnt from whole books to prefer people with names; it must be sure of it.
        if len(table.book.lines) < _FEW_LINES:
            return replace(verdict, confidence=_UNNAMED)
        if found[best] < _SURE and table.candidates[number][best] != verdict.person:
            return verdict
    person = table.candidates[number][best]
    rule = verdict.rule if person == verdict.person else "ranker"
    return Verdict(person, ranker.calibration.confidence(found[best]), rule)


def doubt() -> float:
    """Lines whose confidence is lower get a question mark in the script."""
    ranker = shipped_ranker()
    return ranker.calibration.doubt if ranker else Calibration().doubt


def load_ranker(data: Mapping[str, Any]) -> Ranker:
    """A ranker from what the training script wrote."""
    calibration = data["calibration"]
    return Ranker(
        load_trees(data["first"]),
        load_trees(data["second"]),
        _steps(data["steps"]),
        _steps(data["last_steps"]),
        Calibration(tuple(calibration["chances"]), tuple(calibration["shares"]), float(calibration["doubt"])),
    )


def _steps(data: Mapping[str, Sequence[float]]) -> Weights:
    return {int(kind): (float(w[0]), float(w[1]), float(w[2])) for kind, w in data.items()}
