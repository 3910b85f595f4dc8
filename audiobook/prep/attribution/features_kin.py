"""Who "his wife" and "her mother" are, where the book calls them by the family's name: Mr. Hill's wife is Mrs. Hill."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from audiobook.prep.attribution.model import Person

if TYPE_CHECKING:
    from audiobook.prep.attribution.features_line import Line, Naming

#: The title of each relation, 1 for a man's.
_KIN = {
    "wife": -1, "lady": -1, "spouse": 0, "husband": 1, "mother": -1, "mamma": -1, "mama": -1, "father": 1, "papa": 1,
}  # fmt: skip
_SPOUSES = frozenset({"wife", "lady", "spouse", "husband"})
_TITLES = {"mr": 1, "mrs": -1}
_OWNED = re.compile(r"(?P<owner>his|her)\s+(?:\w+\s+){0,2}?(?P<kin>\w+)")
#: So many words of narration back, then ahead, the owner is looked for (own judgement: some three paragraphs).
_BACK, _AHEAD = 250, 60


def resolve_kin(lines: Sequence[Line], told: Sequence[Naming], people: Sequence[Person], sexes: Sequence[int]) -> None:
    """Fill in ``tagged`` of lines whose tag is a relation of somebody, where only one person can be meant."""
    families = _families(people)
    if not families:
        return
    surnames = [_surnames(person) for person in people]
    places = [naming.at for naming in told]
    for line in lines:
        found = _OWNED.fullmatch(line.noun) if line.kind == "noun" and line.tagged < 0 else None
        if found is None or (sign := _KIN.get(found["kin"])) is None:
            continue
        owner_sex = 1 if found["owner"] == "his" else -1
        for owner in _owners(line, told, places, owner_sex, sexes):
            wanted = sign or -owner_sex
            mates = {families.get((name, wanted), -1) for name in surnames[owner]} - {-1, owner}
            fits = found["kin"] not in _SPOUSES or any(families.get((n, owner_sex)) == owner for n in surnames[owner])
            if len(mates) == 1 and fits and not mates & line.called:
                line.tagged = mates.pop()
            break


def _owners(line: Line, told: Sequence[Naming], places: Sequence[int], sex: int, sexes: Sequence[int]) -> Iterator[int]:
    """Whom "his" or "her" may mean, the likeliest first: who is spoken to, who was last named, who is named next."""
    yield from (person for person in sorted(line.called) if sexes[person] == sex)
    here = bisect_left(places, line.start)
    for i in range(here - 1, -1, -1):
        if places[i] < line.start - _BACK:
            break
        if sexes[told[i].person] == sex:
            yield told[i].person
    for i in range(here, len(told)):
        if places[i] > line.end + _AHEAD:
            break
        if sexes[told[i].person] == sex:
            yield told[i].person


def _words(alias: str) -> list[str]:
    return [word.rstrip(".").casefold() for word in alias.split()]


def _families(people: Sequence[Person]) -> dict[tuple[str, int], int]:
    """(surname, 1 for Mr. and -1 for Mrs.) -> the person; -1 where two are called so."""
    found: dict[tuple[str, int], int] = {}
    for number, person in enumerate(people):
        for alias in dict.fromkeys((person.name, *person.aliases)):
            title, *rest = _words(alias) or [""]
            if title in _TITLES and rest:
                key = rest[-1], _TITLES[title]
                found[key] = number if found.get(key, number) == number else -1
    return found


def _surnames(person: Person) -> set[str]:
    if person.descriptive:
        return set()
    full = (_words(alias) for alias in (person.name, *person.aliases))
    return {words[-1] for words in full if len(words) > 1}
