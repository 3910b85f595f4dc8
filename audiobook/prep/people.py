"""The people of a book: names found in its text, clustered so that one person has one name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from audiobook.prep.speech import EPITHETS, FEMALE_TITLES, MALE_TITLES, NEUTRAL_TITLES
from audiobook.prep.tags import NAME, clean_name, title_gender

_NAMES = re.compile(NAME)
_PRONOUN = re.compile(r"\b(?:(?P<m>he|him|his)|(?P<f>she|her|hers))\b")
#: Where a pronoun still speaks of the name before it, in characters (about fifteen words).
_PRONOUN_REACH = 80
_TITLES = MALE_TITLES | FEMALE_TITLES | NEUTRAL_TITLES
#: Pronouns of one gender must outweigh the other this many times before they are believed.
_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class People:
    """``names`` maps every form of a name to the one used for the person; ``genders`` that one to ``m`` or ``f``."""

    names: Mapping[str, str] = field(default_factory=dict)
    genders: Mapping[str, str] = field(default_factory=dict)

    def mentioned(self, text: str) -> list[str]:
        """People named in a text, in order, with repeats."""
        found = (self.names.get(clean_name(m[0])) for m in _NAMES.finditer(text))
        return [name for name in found if name]

    def gender(self, name: str) -> str:
        """``m``, ``f`` or empty."""
        return self.genders.get(name, "")


@dataclass(frozen=True, slots=True)
class _Form:
    """A name taken apart: ``title`` lower case without a point, ``core`` the words after it."""

    text: str
    title: str
    core: tuple[str, ...]

    @property
    def full(self) -> bool:
        return len(self.core) > 1

    @property
    def gender(self) -> str:
        return title_gender(self.text)


def find_people(narration: Iterable[str], speakers: Counter[str]) -> People:
    """Cluster the names of a book. ``speakers`` counts names that a tag says speak; others need two mentions."""
    counts: Counter[str] = Counter()
    pronouns: dict[str, Counter[str]] = defaultdict(Counter)
    for text in narration:
        for found in _NAMES.finditer(text):
            name = clean_name(found[0])
            if not name:
                continue
            counts[name] += 1
            near = _PRONOUN.search(text, found.end(), found.end() + _PRONOUN_REACH)
            if near and near.lastgroup:
                pronouns[name][near.lastgroup] += 1
    counts.update(speakers)
    forms = {name: _form(name) for name, n in counts.items() if name in speakers or _evident(name, n)}
    spoken_words = {word for name in speakers for word in _form(name).core}
    forms = {n: f for n, f in forms.items() if n in speakers or f.title or spoken_words & set(f.core)}
    joined = _Clusters(forms, counts, {n: _lean(c) for n, c in pronouns.items()}).join()
    return _people(joined, counts, pronouns)


def _evident(name: str, n: int) -> bool:
    return n > 1 and (" " in name or name.isalpha())


def _people(joined: Mapping[str, str], counts: Counter[str], pronouns: Mapping[str, Counter[str]]) -> People:
    members: dict[str, list[str]] = defaultdict(list)
    for name, root in joined.items():
        members[root].append(name)
    names: dict[str, str] = {}
    genders: dict[str, str] = {}
    for forms in members.values():
        best = max(forms, key=lambda n: (counts[n], len(n), n))
        said: Counter[str] = Counter()
        for name in forms:
            names[name] = best
            said.update(pronouns.get(name, {}))
        titled = Counter(g for name in forms if (g := title_gender(name)))
        gender = titled.most_common(1)[0][0] if titled else _lean(said)
        if gender:
            genders[best] = gender
    return People(names, genders)


def _lean(said: Counter[str]) -> str:
    if said["m"] > _WEIGHT * said["f"]:
        return "m"
    return "f" if said["f"] > _WEIGHT * said["m"] else ""


def _form(name: str) -> _Form:
    words = name.split()
    title = ""
    while len(words) > 1 and words[0].casefold().rstrip(".") in _TITLES:
        word = words[0].casefold().rstrip(".")
        title = title if word in EPITHETS else word
        words = words[1:]
    return _Form(name, title, tuple(words))


class _Clusters:
    """Joins forms of one person's name; a form's root is the name of its cluster."""

    def __init__(self, forms: Mapping[str, _Form], counts: Counter[str], leans: Mapping[str, str]) -> None:
        self._forms = forms
        self._counts = counts
        self._leans = leans
        self._root: dict[str, str] = {}
        self._by_first: dict[str, list[str]] = defaultdict(list)
        self._by_last: dict[str, list[str]] = defaultdict(list)
        self._titled_by: dict[str, list[_Form]] = defaultdict(list)
        for form in forms.values():
            if not form.full and form.title:
                self._titled_by[form.core[0]].append(form)

    def join(self) -> Mapping[str, str]:
        """Full names first, then a title with a name, then bare names."""
        order = sorted(self._forms.values(), key=lambda f: (-self._counts[f.text], f.text))
        for form in order:
            if form.full:
                self._add_full(form)
        for form in order:
            if not form.full and form.title:
                self._root[form.text] = self._titled(form) or form.text
        for form in order:
            if not form.full and not form.title:
                self._root[form.text] = self._bare(form) or form.text
        return self._root

    def _add_full(self, form: _Form) -> None:
        first, last = form.core[0], form.core[-1]
        if form.title != "mrs":  # Mrs John Dashwood is not John Dashwood
            for root in self._by_first[first]:
                known = self._forms[root]
                if known.core[-1] == last and {known.gender, form.gender} != {"m", "f"}:
                    self._root[form.text] = root
                    return
            self._by_first[first].append(form.text)
            self._by_last[last].append(form.text)
        self._root[form.text] = form.text

    def _gender(self, name: str) -> str:
        return self._forms[name].gender or self._leans.get(name, "")

    def _titled(self, form: _Form) -> str:
        word = form.core[0]
        firsts = [n for n in self._by_first[word] if {self._gender(n), form.gender} != {"m", "f"}]
        same_title = [n for n in firsts if self._forms[n].title == form.title]
        if same_title or (firsts and form.title in {"miss", "master"}):
            return (same_title or firsts)[0]
        if form.title in {"mrs", "lady", "madame", "mme"}:
            return ""
        lasts = [n for n in self._by_last[word] if {self._gender(n), form.gender} != {"m", "f"}]
        return lasts[0] if len(lasts) == 1 else ""

    def _bare(self, form: _Form) -> str:
        word = form.core[0]
        if firsts := self._by_first[word]:
            return firsts[0]
        titled = [f for f in self._titled_by[word] if f.gender != "f"]
        titled += [self._forms[n] for n in self._by_last[word] if self._gender(n) != "f"]
        titled = titled or [self._forms[n] for n in self._by_last[word]]
        if not titled:
            return ""
        best = max(titled, key=lambda f: (self._counts[f.text], f.text))
        return self._root.get(best.text, best.text)
