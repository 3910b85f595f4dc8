"""The people of a book, found in its text: names joined to persons, speakers without a name, and the narrator."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audiobook.prep.attribution.first_person import is_first_person, narrator_of
from audiobook.prep.attribution.gender import find_sexes
from audiobook.prep.attribution.model import Paragraphs, Person, Utterance
from audiobook.prep.attribution.names_chinese import find_chinese, is_chinese
from audiobook.prep.attribution.names_cluster import Clusters
from audiobook.prep.attribution.names_form import Form, form_of, tag_key
from audiobook.prep.attribution.names_scan import Scan, Sign, is_title, key_of, scan_names
from audiobook.prep.attribution.names_tables import NEVER_ALONE, STOP, first_names
from audiobook.prep.attribution.names_talks import find_answers, find_called, find_talks
from audiobook.prep.attribution.names_unnamed import Unnamed, find_unnamed, is_english
from audiobook.prep.attribution.verbs import words_for

if TYPE_CHECKING:
    from audiobook.prep.attribution.tagging import Tag

#: Points for a person: subject of a verb of speech, a title, called by name (facts, section 6); deeds are our own.
_SUBJECT, _TITLE, _CALLED, _ACT = 3.0, 2.0, 1.0, 0.25
_ENOUGH = 2.0
_MOSTLY = 0.4
#: How often "X, the beadle," must stand before the beadle is X, and in which share of such places.
_APPOSED, _MOST = 2, 0.6
#: Languages that write all nouns with a capital: there only a tag or a title makes a name.
_CAPITAL_NOUNS = ("de", "lb")
#: Before a German noun, beside the articles that begin a subject.
_CASES = frozenset({"einer", "einem", "einen", "eines", "kein", "keine", "jeder", "jede", "im", "am", "zur", "zum"})
NARRATOR_NAME = "Narrator"


@dataclass(frozen=True, slots=True)
class _Found:
    """A book's scan with what the tags add: subjects by name, by noun, and who talks with whom."""

    scan: Scan
    nouns: dict[str, Unnamed]
    talks: Counter[tuple[str, str]]
    answers: tuple[tuple[str, str], ...]


def find_people(
    paragraphs: Paragraphs,
    utterances: Sequence[Utterance],
    tags: Sequence[Tag | None],
    language: str,
    given: Sequence[Person] = (),
    *,
    find_more: bool = False,
) -> tuple[Person, ...]:
    """Everybody who may speak: those given first, unchanged but for gender and weight, then those found.

    A given list is the whole cast, unless ``find_more`` asks for those whom the book names beside it: nobody who has a
    form of somebody given.
    """
    if is_chinese(language):
        found = find_chinese(paragraphs, utterances, tags)
    else:
        found = _find_western(paragraphs, utterances, tags, language)
    people = _after_given(given, found) if given else found
    people = people[: len(given)] if given and not find_more else people
    return find_sexes(paragraphs, utterances, people, language, tags)


def _find_western(
    paragraphs: Paragraphs, utterances: Sequence[Utterance], tags: Sequence[Tag | None], language: str
) -> tuple[Person, ...]:
    book = _read(paragraphs, utterances, tags, language)
    forms = _keep(book.scan, capital_nouns=language.partition("-")[0].casefold() in _CAPITAL_NOUNS)
    clusters = Clusters(forms, book.talks, book.answers)
    joined = clusters.join(foreign=not is_english(language))
    people = [_person(keys, forms) for keys in joined]
    people = _with_nouns(people, [[forms[k] for k in keys] for keys in joined], book.nouns, language)
    people = _unlike(sorted(people, key=lambda p: (-p.weight, p.name)))
    if is_first_person(paragraphs, utterances):
        people = _with_narrator(people, book.scan.signs)
    return tuple(people)


def _with_nouns(
    people: Sequence[Person], forms: Sequence[Sequence[Form]], nouns: Mapping[str, Unnamed], language: str
) -> list[Person]:
    """Speakers without a name: those whom the book says to be somebody with one join that one."""
    the = "the " if is_english(language) else ""
    owners: dict[str, Counter[int]] = defaultdict(Counter)
    for number, group in enumerate(forms):
        for form in group:
            owners[f"{the}{form.key.casefold()}"][number] += _APPOSED
            for noun, n in form.sign.apposed.items():
                owners[noun][number] += n
    more: dict[int, list[str]] = defaultdict(list)
    rest = []
    for noun, found in sorted(nouns.items()):
        best = max(owners[noun], key=lambda n: (owners[noun][n], -n), default=-1)
        if best >= 0 and owners[noun][best] >= _APPOSED and owners[noun][best] > _MOST * owners[noun].total():
            more[best] += found.forms
        else:
            rest.append(Person(found.forms[0], found.forms, found.sex, descriptive=True, weight=found.count))
    named = [replace(p, aliases=(*p.aliases, *more[n])) if n in more else p for n, p in enumerate(people)]
    return [*named, *rest]


def _read(paragraphs: Paragraphs, utterances: Sequence[Utterance], tags: Sequence[Tag | None], language: str) -> _Found:
    foreign = frozenset[str]() if is_english(language) else words_for(language).articles | _CASES
    scan = scan_names(paragraphs, utterances, foreign)
    keys: list[str] = []
    for tag in tags:
        key = ""
        if tag and tag.kind == "name" and (key := tag_key(tag.text)):
            sign = scan.signs.setdefault(key, Sign(shown=Counter({tag.text: 1})))
            sign.subject += tag.near
            # Away from a verb that may mislead, only a known first name is believed (wollte Lena wissen).
            sign.far += not tag.near and (tag.strong or (bool(foreign) and _is_first(key)))
        keys.append(key if tag and tag.near else "")
    nouns = find_unnamed(paragraphs, tags, language)
    called = find_called(scan, utterances)
    return _Found(scan, nouns, find_talks(utterances, keys, called), find_answers(utterances, keys, called, scan.signs))


def _keep(scan: Scan, *, capital_nouns: bool) -> dict[str, Form]:
    """Forms that name a person. A surname or first name of one that is kept is kept as well."""
    forms = {k: form_of(k, s) for k, s in scan.signs.items() if _possible(k)}
    kept = {k: f for k, f in forms.items() if _is_person(f, capital_nouns=capital_nouns)}
    words = {w for f in kept.values() for w in f.core if f.title or f.full or f.sign.subject}
    for key, form in forms.items():
        if key not in kept and form.sign.mid and set(form.core) <= words:
            kept[key] = form
    return kept


def _possible(key: str) -> bool:
    words = [w.casefold() for w in key.split()]
    if not words or words[-1] in NEVER_ALONE:
        return False
    return len(words) > 1 or (words[0] not in STOP and len(words[0]) > 1)


def _is_person(form: Form, *, capital_nouns: bool) -> bool:
    sign = form.sign
    if capital_nouns and not form.title and sign.articled > _MOSTLY * sign.count and not _is_first(form.first):
        return False  # nach einer Stunde: a noun
    if sign.subject or (sign.far and _is_plain(form)):
        return True
    if capital_nouns and not form.title:
        return False
    # The Bennets, the Miss Bennets: a family
    if sign.articled > _MOSTLY * sign.count and (form.last.endswith("s") or not sign.acts):
        return False
    score = _TITLE * bool(form.title) + _CALLED * sign.vocative + _ACT * sign.acts
    return sign.count > 1 and sign.mid > 0 and score >= _ENOUGH and sign.placed <= _MOSTLY * sign.count


def _is_plain(form: Form) -> bool:
    """Whether nothing speaks against a name whose only tags have it away from their verb (Jane rose and said)."""
    sign = form.sign
    if sign.articled or sign.placed > _MOSTLY * sign.count:
        return False
    return bool(sign.mid or form.full or form.title or _is_first(form.first))


def _is_first(word: str) -> bool:
    return word.casefold() in first_names().balance


def _person(keys: Sequence[str], forms: Mapping[str, Form]) -> Person:
    """A person from a cluster of forms, called by the form that is used most, a fuller one before a bare one."""

    def rank(key: str) -> tuple[float, str]:
        form = forms[key]
        return form.sign.count * (1.5 if form.full or form.title else 1.0), key

    best = max(keys, key=rank)
    shown = {k: _shown(forms[k]) for k in keys}
    aliases = dict.fromkeys([shown[best], *(shown[k] for k in keys)])
    return Person(shown[best], tuple(aliases), weight=sum(forms[k].sign.count for k in keys))


def _shown(form: Form) -> str:
    shown = form.sign.shown
    text = max(shown, key=lambda t: (not t.isupper(), shown[t], t)) if shown else form.key
    text = " ".join(text.split())
    return " ".join(w.capitalize() if len(w) > 1 and w.isupper() else w for w in text.split())


def _unlike(people: Iterable[Person]) -> list[Person]:
    """Persons with different names; a later one with the same name gets its first other alias, else joins."""
    seen: dict[str, Person] = {}
    for person in people:
        name = next((a for a in (person.name, *person.aliases) if a.casefold() not in seen), "")
        if name:
            seen[name.casefold()] = replace(person, name=name)
    return list(seen.values())


def _with_narrator(people: list[Person], signs: Mapping[str, Sign]) -> list[Person]:
    """The list with the one who tells the story marked, or added when the book hides the name."""
    by_key = {key_of(a.split()): n for n, p in enumerate(people) if not p.descriptive for a in p.aliases}
    groups: dict[int, list[Sign]] = defaultdict(list)
    for key, sign in signs.items():
        if key in by_key:
            groups[by_key[key]].append(sign)
    number = narrator_of(
        {
            n: (
                sum(s.vocative for s in g),
                sum(s.spoken for s in g),
                sum(s.narrated for s in g),
                sum(s.subject for s in g),
            )
            for n, g in groups.items()
        }
    )
    if number is None:
        return [Person(NARRATOR_NAME, (), narrator=True), *people]
    return [replace(p, narrator=n == number) for n, p in enumerate(people)]


def _after_given(given: Sequence[Person], found: Sequence[Person]) -> tuple[Person, ...]:
    """Those given, then those found who share no full form with them."""
    known = {_plain(a) for p in given for a in (p.name, *p.aliases)}
    parts = {w for p in given for a in (p.name, *p.aliases) for w in a.split() if not is_title(w)}
    teller = any(p.narrator for p in given)
    weights = Counter({_plain(a): p.weight for p in found for a in p.aliases})
    more = [
        p
        for p in found
        if not ({_plain(a) for a in p.aliases} & known or set(p.name.split()) <= parts or (p.narrator and teller))
    ]
    first = [replace(p, weight=p.weight or max(weights[_plain(a)] for a in (p.name, *p.aliases))) for p in given]
    return (*first, *more)


def _plain(name: str) -> str:
    words = [w for w in key_of(name.split()).casefold().split() if w not in {"the", "a", "an"}]
    return " ".join(words)
