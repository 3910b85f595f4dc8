"""The people of a Chinese book: subjects of tags, since names stand without spaces or capitals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiobook.prep.attribution.first_person import is_first_person
from audiobook.prep.attribution.model import Paragraphs, Person, Utterance

if TYPE_CHECKING:
    from audiobook.prep.attribution.tagging import Tag

_CODES = frozenset({"zh", "yue", "cmn", "lzh", "wuu", "nan"})
#: A subject that is seen but once may be a slip of the clause rules; own judgement.
_TWICE = 2
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
    for tag in tags:
        if tag and tag.kind in {"name", "noun"} and tag.near:
            (names if tag.kind == "name" else nouns)[tag.text.strip()] += 1
    text = "\n".join(p for p in paragraphs if p)
    known = {n: text.count(n) for n, c in names.items() if len(n) > 1 and (c >= _TWICE or text.count(n) > _TWICE)}
    owner = _owners(known)
    people = []
    for name in sorted(known, key=lambda n: (-known[n], n)):
        if owner[name] == name:
            short = sorted((n for n in known if owner[n] == name and n != name), key=lambda n: (-known[n], n))
            # A full name's places hold the short name's: the short one alone is what most pages call the person.
            people.append(Person(name, (name, *short), weight=max([known[name], *(known[n] for n in short)])))
    people += [Person(n, (n,), descriptive=True, weight=c) for n, c in sorted(nouns.items()) if n and n not in known]
    people.sort(key=lambda p: (-p.weight, p.name))
    if is_first_person(paragraphs, utterances):
        people.insert(0, Person(NARRATOR_NAME, (), narrator=True))
    return tuple(people)


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
