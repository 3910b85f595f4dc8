"""Annotated novels as tables for training: candidates, their numbers, and which one is right."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "bench"))

import attribution_score as scoring
from attribution_data import Novel, find_novels, load_novel

from audiobook.prep.attribution.features_book import read_book
from audiobook.prep.attribution.features_rows import Table, first_table
from audiobook.prep.attribution.mentions import find_mentions
from audiobook.prep.attribution.model import Attribution, Verdict
from audiobook.prep.attribution.people import find_people
from audiobook.prep.attribution.sieves import by_rules
from audiobook.prep.attribution.tagging import tag_of
from audiobook.prep.attribution.utterances import find_utterances

__all__ = ["Novel", "Sample", "find_novels", "found_sample", "listed_sample", "load_novel", "score"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One novel in one setting. ``right`` is the index of the speaker of each utterance, -1 where nobody fits.

    ``attribution`` has the rules' verdicts; the ranker's take their place for scoring.
    """

    novel: Novel
    listed: bool
    table: Table
    right: tuple[int, ...]
    attribution: Attribution


def listed_sample(novel: Novel) -> Sample:
    """Gold quotations and the given list."""
    people = novel.given
    table, attribution = _read(novel, listed=True)
    places = {person.name: n for n, person in enumerate(people)}
    return Sample(
        novel,
        listed=True,
        table=table,
        right=tuple(places.get(g.speaker, -1) for g in novel.gold),
        attribution=attribution,
    )


def found_sample(novel: Novel) -> Sample:
    """Everything found: quotations, people. Who is right is told by the protocol's mapping of people to gold names."""
    table, attribution = _read(novel, listed=False)
    names = scoring.map_people(novel, attribution)
    by_name: dict[str, int] = {}
    for person, name in sorted(names.items(), key=lambda item: (-attribution.people[item[0]].weight, item[0])):
        by_name.setdefault(name, person)
    right = [-1] * len(attribution.utterances)
    # The aligned "verdict" of a gold quotation carries the number of the utterance it overlaps most.
    numbered = Attribution(
        attribution.people,
        attribution.utterances,
        tuple(Verdict(n, 1.0, "") for n in range(len(attribution.utterances))),
        attribution.mentions,
    )
    for gold, aligned in zip(novel.gold, scoring.align(novel, numbered), strict=True):
        if aligned.person >= 0:
            right[aligned.person] = by_name.get(gold.speaker, -1)
    return Sample(novel, listed=False, table=table, right=tuple(right), attribution=attribution)


def _read(novel: Novel, *, listed: bool) -> tuple[Table, Attribution]:
    paragraphs = novel.paragraphs
    utterances = novel.utterances if listed else find_utterances(paragraphs, "en")
    tags = [tag_of(paragraphs, utterances, n, "en") for n in range(len(utterances))]
    people = find_people(paragraphs, utterances, tags, "en", novel.given if listed else ())
    mentions = find_mentions(paragraphs, utterances, people, "en")
    book = read_book(paragraphs, utterances, tags, people, mentions)
    verdicts = by_rules(book)
    return first_table(book, verdicts), Attribution(people, tuple(utterances), tuple(verdicts), mentions)


def score(samples: Sequence[tuple[Sample, Sequence[Verdict]]], *, listed: bool) -> str:
    """The protocol's figures of one setting, in one line."""
    answers = []
    single = scoring.Tally()
    for sample, verdicts in samples:
        if sample.listed != listed:
            continue
        done = Attribution(
            sample.attribution.people, sample.attribution.utterances, tuple(verdicts), sample.attribution.mentions
        )
        scorer = scoring.score_list if listed else scoring.score_end_to_end
        found = scorer(sample.novel, done)
        answers += found
        single += scoring.one_to_one(found)
    tallies = [scoring.accuracy(answers), *scoring.by_kind(answers), single]
    tallies += [scoring.most_confident(answers), scoring.errors_in_least(answers)]
    return " ".join(f"{t.share:.4f}" for t in tallies)
