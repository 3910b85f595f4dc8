"""The gender of each person's voice: the words in the names, and what stands around them (facts, section 7)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.prep.attribution.gender_places import form_counts, read_places
from audiobook.prep.attribution.gender_words import chinese_score, first_score, trade_score, word_score
from audiobook.prep.attribution.mentions import find_mentions
from audiobook.prep.attribution.model import Paragraphs, Person, Sex, Utterance
from audiobook.prep.attribution.names_chinese import is_chinese

if TYPE_CHECKING:
    from audiobook.prep.attribution.tagging import Tag

#: Weight of the pronouns (facts, section 7), and the least score that tells.
_PRONOUN, _LEAST = 1.3, 0.05
#: Whether most speakers without a name are men: at least so many known, and more than this share. Own judgement; on
#: the dev novels 74 % of them are men.
_FEW, _MOST = 3, 0.6


def find_sexes(
    paragraphs: Paragraphs,
    utterances: Sequence[Utterance],
    people: Sequence[Person],
    language: str,
    tags: Sequence[Tag | None] = (),
) -> tuple[Person, ...]:
    """The same people with their gender, where it was unknown and can be told.

    ``tags`` has one entry for each utterance, or none at all; with them more can be told.
    """
    if all(p.sex is not Sex.UNKNOWN for p in people):
        return tuple(people)
    mentions = find_mentions(paragraphs, utterances, people, language)
    counts = form_counts(mentions)
    places = read_places(paragraphs, utterances, people, mentions, language, tags)
    chinese = is_chinese(language)
    told = tuple(
        replace(p, sex=_decide(p, counts.get(n, {}), places.get(n, (0.0, 0.0)), chinese=chinese))
        if p.sex is Sex.UNKNOWN
        else p
        for n, p in enumerate(people)
    )
    return _like_others(told)


def _like_others(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Speakers without a name of whom nothing is told are what most speakers without a name are in this book."""
    known = Counter(p.sex for p in people if p.descriptive and p.sex is not Sex.UNKNOWN)
    if known.total() < _FEW:
        return people
    sex, count = known.most_common(1)[0]
    if count <= _MOST * known.total():
        return people
    return tuple(replace(p, sex=sex) if p.descriptive and p.sex is Sex.UNKNOWN else p for p in people)


def _decide(person: Person, counts: Mapping[str, int], places: tuple[float, float], *, chinese: bool) -> Sex:
    score = (
        chinese_score(person) if chinese else (word_score(person, counts) + first_score(person) + trade_score(person))
    )
    score += _PRONOUN * math.log((places[0] + 1) / (places[1] + 1))
    if score > _LEAST:
        return Sex.MALE
    return Sex.FEMALE if score < -_LEAST else Sex.UNKNOWN
