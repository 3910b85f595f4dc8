"""How old each person sounds: child, young, adult or old, from the words in their names and beside them.

Precision goes before recall: a wrong child's voice is worse than an adult one, so a few signs are not enough for a
person who is named often, and signs that disagree tell nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from audiobook.prep.attribution.ages_words import (
    ADJECTIVES,
    ADULT,
    CHILD,
    GROWN,
    NOUNS,
    OLD,
    TITLES,
    YOUNG,
    age_of,
    chinese_age,
    years_of,
)
from audiobook.prep.attribution.model import Mention, Paragraphs, Person, Stretch, Utterance
from audiobook.prep.attribution.names_chinese import is_chinese
from audiobook.prep.attribution.names_scan import spoken_places

UNKNOWN = "unknown"
#: Weights (own judgement): a noun that is the name itself, one beside it ("X, a boy of"), years, an adjective, a title.
_NAME, _NOUN, _YEARS, _BESIDE, _TITLED = 4.0, 1.5, 3.0, 1.0, 2.0
#: What a verdict needs, for a child more; so much of all signs must agree, and signs must stand at so many of the
#: narrated places. Own judgement, by reading what the dev novels gave.
_LEAST, _LEAST_CHILD = 2.0, 3.0
_AGREED = 0.67
_SHARE, _SHARE_OLD = 0.007, 0.05
#: How far before and behind a name we look, in code points.
_BEFORE, _BEHIND = 40, 70
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADJECTIVE = "|".join(sorted(ADJECTIVES, key=len, reverse=True))
_NOUN_WORD = "|".join(sorted(NOUNS, key=len, reverse=True))
#: "X, a pale little boy", "X was an old man", at most three words before the noun.
_IS_A = re.compile(
    rf"(?:,|\s+(?:was|is))\s+(?:only\s+|still\s+)?(?:an?|une?|ein(?:e|en)?)\s+"
    rf"(?P<adjectives>(?:[\w\-]+,?\s+){{0,3}}?)(?P<noun>{_NOUN_WORD})\b(?!['’])"
    rf"(?:\s+of\s+(?:about\s+|some\s+|nearly\s+|perhaps\s+)?(?P<years>[\w\-]+))?"
)
_A_NAMED = re.compile(
    rf"\b[Aa]n?\s+(?P<adjectives>(?:[\w\-]+,?\s+){{0,3}}?)(?P<noun>{_NOUN_WORD})\s+(?:named|called)\s+$"
)
_YEARS_OLD = re.compile(
    r"(?:,|\s+(?:was|is|who was))\s+(?:(?:then|now|just|only|about|nearly|almost|barely|hardly|scarcely|over)\s+){0,2}"
    r"(?:(?:aged|âgée?\s+de)\s+(?P<aged>[\w\-]+)|(?P<years>[\w\-]+)\s+(?:years?\s+(?:old|of\s+age)|Jahre\s+alt|años))"
)
_CHINESE_YEARS = re.compile(r"[^。！？，]{0,6}?(?P<years>\d+|[一二三四五六七八九十]{1,3})岁")
_SIGNED = re.compile(rf"\b(?P<age>{_ADJECTIVE})\s+$", re.IGNORECASE)

#: The weight of what speaks for each age.
Signs = dict[str, float]


def find_ages(
    paragraphs: Paragraphs,
    utterances: Sequence[Utterance],
    people: Sequence[Person],
    mentions: Sequence[Mention],
    language: str,
) -> tuple[str, ...]:
    """``child``, ``young``, ``adult``, ``old`` or ``unknown`` for each of ``people``. Linear in the text.

    ``mentions`` are those of ``people`` in the same paragraphs, as ``find_mentions`` gives them.
    """
    chinese = is_chinese(language)
    speech = spoken_places(utterances)
    signs: dict[int, Signs] = defaultdict(lambda: defaultdict(float))
    places: Counter[int] = Counter()
    for number, mention in enumerate(mentions):
        if mention.person < 0 or mention.spoken:
            continue
        place = mention.place
        text = paragraphs[place.paragraph] or ""
        said = speech.get(place.paragraph, [])
        after = bisect_left(said, Stretch(place.paragraph, place.end, 0))
        end = said[after].start if after < len(said) else len(text)
        if number + 1 < len(mentions) and mentions[number + 1].place.paragraph == place.paragraph:
            end = min(end, mentions[number + 1].place.start)
        places[mention.person] += 1
        before, behind = (
            text[max(0, place.start - _BEFORE) : place.start],
            text[place.end : min(end, place.end + _BEHIND)],
        )
        read = _chinese_signs(behind) if chinese else _signs(before, mention.text, behind)
        for age, weight in read:
            signs[mention.person][age] += weight
    return tuple(_decide(p, signs.get(n, {}), places[n], chinese=chinese) for n, p in enumerate(people))


def _signs(before: str, name: str, behind: str) -> Iterator[tuple[str, float]]:
    """What stands at one place of a name: "little X", "X, a boy of twelve", "X was sixty years old"."""
    first = name.partition(" ")[0].casefold()
    titled = any(w.casefold() in GROWN for w in _WORD.findall(name))
    if (found := _SIGNED.search(before)) or first in ADJECTIVES:
        age = ADJECTIVES[found["age"].casefold() if found else first]
        if not (titled and age == CHILD):
            yield age, _BESIDE
    if found := _IS_A.match(behind) or _A_NAMED.search(before):
        yield from _described(found.groupdict())
    if found := _YEARS_OLD.match(behind):
        age = age_of(years_of(found["aged"] or found["years"]))
        if age:
            yield age, _YEARS


def _described(parts: dict[str, str | None]) -> Iterator[tuple[str, float]]:
    years = age_of(years_of(parts.get("years") or ""))
    if years:
        yield years, _YEARS
        return
    yield _noun_age((parts["noun"] or "").casefold(), _WORD.findall((parts["adjectives"] or "").casefold())), _NOUN


def _noun_age(noun: str, adjectives: Sequence[str]) -> str:
    """The age of a noun with its adjectives: a little girl is a child, an old woman old, a little man none."""
    age = NOUNS[noun]
    for word in adjectives:
        told = ADJECTIVES.get(word, age)
        if told == CHILD:
            age = CHILD if age in {CHILD, YOUNG} else age
        elif told == YOUNG:
            age = CHILD if age == CHILD else YOUNG
        elif told != age:
            age = told if age != CHILD else UNKNOWN
    return age


def _chinese_signs(behind: str) -> Iterator[tuple[str, float]]:
    found = _CHINESE_YEARS.match(behind)
    age = age_of(years_of(found["years"])) if found else ""
    if age:
        yield age, _YEARS


def _name_signs(person: Person, *, chinese: bool) -> Signs:
    """What the forms of a person tell by themselves, each kind of sign counted once."""
    signs: Signs = {}
    for alias in dict.fromkeys((person.name, *person.aliases)):
        told = chinese_age(alias) if chinese else _alias_age(alias, descriptive=person.descriptive)
        age, weight = (told, _NAME) if isinstance(told, str) else told
        if age:
            signs[age] = max(signs.get(age, 0.0), weight)
    return signs


def _alias_age(alias: str, *, descriptive: bool) -> tuple[str, float]:
    """Master Tom, the old man, Granny Marlow, Grandfather; nothing for a name that happens to be such a word."""
    words = [w.casefold() for w in _WORD.findall(alias)]
    if not words:
        return "", 0.0
    if len(words) > 1 and words[0] in TITLES:
        return TITLES[words[0]], _TITLED
    plain = descriptive or len(words) == 1 or words[0] in {"the", "a", "an"} or alias == alias.casefold()
    if plain and words[-1] in NOUNS:
        age = _noun_age(words[-1], words[:-1])
        return (age, _NAME) if age != UNKNOWN else ("", 0.0)
    if len(words) > 1 and NOUNS.get(words[0]) == OLD:
        return OLD, _TITLED
    # A small waiter is no child, an old one is old.
    ages = [ADJECTIVES[w] for w in words if ADJECTIVES.get(w, CHILD) != CHILD] if descriptive else []
    return (ages[0], _NAME) if ages else ("", 0.0)


def _decide(person: Person, beside: Mapping[str, float], places: int, *, chinese: bool) -> str:
    named = _name_signs(person, chinese=chinese)
    grown = any(w.casefold() in GROWN for a in (person.name, *person.aliases) for w in _WORD.findall(a)[:-1])
    signs = dict(named)
    for age, weight in beside.items():
        if weight >= (_SHARE_OLD if age == OLD else _SHARE) * places:
            signs[age] = signs.get(age, 0.0) + weight
    # What is told of a child here may be told of a son of that name: then "Mr" says nothing either.
    usual = ADULT if (grown or named.get(ADULT)) and not beside.get(CHILD) else UNKNOWN
    if not signs:
        return usual
    # The order settles ties, so that the same book gives the same ages.
    best = max((ADULT, OLD, YOUNG, CHILD), key=lambda age: signs.get(age, 0.0))
    least = _LEAST_CHILD if best == CHILD else _LEAST
    if signs[best] < max(least, _AGREED * sum(signs.values())):
        return usual
    if best == CHILD and (grown or named.get(ADULT) or named.get(OLD)):
        return usual
    return best
