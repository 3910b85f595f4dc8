"""The people of a Chinese book: subjects of tags, since names stand without spaces or capitals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from audiobook.prep.attribution.first_person import is_first_person
from audiobook.prep.attribution.model import Paragraphs, Person, Utterance

if TYPE_CHECKING:
    from audiobook.prep.attribution.tagging import Tag

_CODES = frozenset({"zh", "yue", "cmn", "lzh", "wuu", "nan"})
#: A subject that is seen but once, away from a verb that may mislead, may be a slip of the clause rules; own judgement.
_TWICE = 2
#: 那个老人 and 一个老人 are 老人.
_DETERMINER = re.compile(r"(?:[一有]|另一)[个個位名]|[那这這][个個位名]?")
NARRATOR_NAME = "我"


def is_chinese(language: str) -> bool:
    """Whether a language tag is one of the Chinese languages."""
    return language.partition("-")[0].casefold() in _CODES


def find_chinese(
    paragraphs: Paragraphs, utterances: Sequence[Utterance], tags: Sequence[Tag | None]
) -> tuple[Person, ...]:
    """Subjects of tags as persons; a shorter name that ends or begins only one longer name is that person's."""
    names: Counter[str] = Counter()
    nouns: Counter[str] = Counter()
    sure: set[str] = set()
    for tag in tags:
        if tag and tag.kind in {"name", "noun"} and (name := tag.text.strip()):
            (names if tag.kind == "name" else nouns)[name] += 1
            if tag.near or tag.strong or tag.kind == "noun":
                sure.add(name)
    text = "\n".join(p for p in paragraphs if p)
    known = {n: text.count(n) for n, c in names.items() if n in sure or c >= _TWICE or text.count(n) > _TWICE}
    owner = _owners(known)
    people = []
    for name in sorted(known, key=lambda n: (-known[n], n)):
        if owner[name] == name:
            short = sorted((n for n in known if owner[n] == name and n != name), key=lambda n: (-known[n], n))
            # A full name's places hold the short name's: the short one alone is what most pages call the person.
            people.append(Person(name, (name, *short), weight=max([known[name], *(known[n] for n in short)])))
    people += _unnamed({n: c for n, c in sorted(nouns.items()) if n not in known})
    people.sort(key=lambda p: (-p.weight, p.name))
    if is_first_person(paragraphs, utterances):
        people.insert(0, Person(NARRATOR_NAME, (), narrator=True))
    return tuple(people)


def _unnamed(nouns: Mapping[str, int]) -> list[Person]:
    """Speakers without a name; with and without a word that points at them they are one."""
    groups: dict[str, list[str]] = {}
    for noun in sorted(nouns, key=lambda n: (-nouns[n], n)):
        plain = _DETERMINER.sub("", noun, count=1) if _DETERMINER.match(noun) else noun
        groups.setdefault(plain if len(plain) > 1 else noun, []).append(noun)
    people = []
    for plain, forms in sorted(groups.items()):
        # As the book writes it; the bare noun where it has that too.
        name = plain if plain in forms else forms[0]
        aliases = tuple(dict.fromkeys((name, *forms, plain)))
        people.append(Person(name, aliases, descriptive=True, weight=sum(nouns[n] for n in forms)))
    return people


def _owners(known: dict[str, int]) -> dict[str, str]:
    """For each name the full one of the same person: 黛玉 is 林黛玉, if no other name ends in it."""
    parts: dict[str, list[str]] = {}
    for name in known:
        for cut in {name[1:], name[2:], name[:-1]}:
            if len(cut) > 1 and cut in known:
                parts.setdefault(cut, []).append(name)
    owner = {name: name for name in known}
    for short, longer in parts.items():
        if len(longer) == 1:
            owner[short] = longer[0]
    for name in known:
        # At most a few steps: each owner is longer than what it owns.
        while owner[owner[name]] != owner[name]:
            owner[name] = owner[owner[name]]
    return owner
