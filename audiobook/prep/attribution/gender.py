"""The gender of each person's voice: titles, kinship, first names and the pronouns that follow (facts, section 7)."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from audiobook.prep.attribution.mentions import find_mentions
from audiobook.prep.attribution.model import Paragraphs, Person, Sex, Utterance
from audiobook.prep.attribution.names_chinese import is_chinese
from audiobook.prep.attribution.names_scan import is_title, spoken_places
from audiobook.prep.attribution.names_tables import (
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NOUNS,
    MALE_TITLES,
    RANK_NEUTRAL,
    first_names,
)

#: Weights of the facts sheet: a title or kinship noun, any at all, first name, pronouns; the least score that tells.
_WORD, _ANY, _FIRST, _PRONOUN, _LEAST = 3.0, 2.0, 2.5, 1.3, 0.6
#: Doctors, professors and inspectors of the books in question are mostly men; a few pronouns outweigh it.
_RANKED = 0.8
#: About fifteen words after a mention.
_REACH = 85
_PRONOUNS = re.compile(r"\b(?:(?P<he>he|him|his|himself)|(?P<she>she|her|hers|herself))\b|他(?!们|們)|她(?!们|們)")
#: Signs of gender in Chinese names are weak: they tell only where pronouns do not.
_CHINESE = 0.7


def find_sexes(
    paragraphs: Paragraphs, utterances: Sequence[Utterance], people: Sequence[Person], language: str
) -> tuple[Person, ...]:
    """The same people with their gender, where it was unknown and can be told."""
    if all(p.sex is not Sex.UNKNOWN for p in people):
        return tuple(people)
    pronouns = _pronouns(paragraphs, utterances, people, language)
    chinese = is_chinese(language)
    return tuple(
        replace(p, sex=_decide(p, pronouns.get(n, (0, 0)), chinese=chinese)) if p.sex is Sex.UNKNOWN else p
        for n, p in enumerate(people)
    )


def _decide(person: Person, counts: tuple[int, int], *, chinese: bool) -> Sex:
    score = _chinese_score(person) if chinese else _word_score(person) + _first_score(person)
    score += _PRONOUN * math.log((counts[0] + 1) / (counts[1] + 1))
    if score > _LEAST:
        return Sex.MALE
    return Sex.FEMALE if score < -_LEAST else Sex.UNKNOWN


def _word_score(person: Person) -> float:
    """Titles and nouns of men and women in the names, each name counted once."""
    score = 0
    for alias in dict.fromkeys((person.name, *person.aliases)):
        words = [w.casefold().rstrip(".") for w in re.findall(r"[\w\-]+", alias)]
        marks = words[:-1] if len(words) > 1 else words
        score += any(w in MALE_TITLES for w in marks) - any(w in FEMALE_TITLES for w in marks)
        last = words[-1] if words else ""
        score += (last in MALE_NOUNS) - (last in FEMALE_NOUNS)
        score += ("male" in words) - ("female" in words)
    ranked = any(
        a.casefold().split()[0].rstrip(".") in RANK_NEUTRAL for a in (person.name, *person.aliases) if " " in a
    )
    return _WORD * max(-2, min(2, score)) + _ANY * ((score > 0) - (score < 0)) + _RANKED * (ranked and not score)


def _first_word(alias: str) -> str:
    return alias.casefold().split()[0].rstrip(".")


def _first_score(person: Person) -> float:
    """The balance of a first name: that of the fullest untitled alias, else of a bare one."""
    best = (0, 0.0)
    for alias in (person.name, *person.aliases):
        words = re.findall(r"[\w\-]+", alias)
        core = [w for w in words if not is_title(w)]
        if not core or person.descriptive or (len(core) == 1 and len(words) > 1):
            continue
        balance = first_names().balance.get(core[0].casefold())
        if balance is not None and len(core) > best[0]:
            best = (len(core), balance)
    return _FIRST * best[1]


def _chinese_score(person: Person) -> float:
    """Signs in the given name (the last two) that are mostly men's or women's."""
    table = first_names().chinese
    name = max((person.name, *person.aliases), key=len)
    return _CHINESE * sum(table.get(c, 0.0) for c in name[-2:])


def _pronouns(
    paragraphs: Paragraphs, utterances: Sequence[Utterance], people: Sequence[Person], language: str
) -> Mapping[int, tuple[int, int]]:
    """For each person how often the first pronoun after a mention in the narration was a man's or a woman's."""
    speech = spoken_places(utterances)
    counts: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for mention in find_mentions(paragraphs, utterances, people, language):
        if mention.spoken or mention.person < 0:
            continue
        text = paragraphs[mention.place.paragraph] or ""
        end = mention.place.end
        found = _PRONOUNS.search(text, end, end + _REACH)
        if not found or any(s.start <= found.start() < s.end for s in speech.get(mention.place.paragraph, ())):
            continue
        he = found.lastgroup == "he" or found[0] == "他"
        men, women = counts[mention.person]
        counts[mention.person] = (men + he, women + (not he))
    return counts
