"""Who is named around an utterance, who is named and called inside it, and whom the words of its tag mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiobook.prep.attribution.features_line import Line, Naming, Words
from audiobook.prep.attribution.features_words import (
    HINT,
    SELF,
    addressed_sex,
    called_titles,
    is_vocative,
    opens_sentence,
    words_in,
)
from audiobook.prep.attribution.model import Mention, Paragraphs, Person, Stretch, Utterance

if TYPE_CHECKING:
    from audiobook.prep.attribution.tagging import Tag

#: A long speech is known by its first words.
_MOST_WORDS = 80
#: Paragraphs of narration before an utterance that are looked at; names further off count by their recency only.
_LEAD = 3


class Names:
    """Whom the words of a tag mean: the mention at its place, else the one person with that name."""

    def __init__(self, people: Sequence[Person], mentions: Sequence[Mention]) -> None:
        self._at = {(m.place.paragraph, m.place.start): m.person for m in mentions}
        self._ends = {(m.place.paragraph, m.place.end): m.person for m in mentions}
        self._names: dict[str, int] = {}
        for number, person in enumerate(people):
            for alias in person.aliases or (person.name,):
                self._names.setdefault(plain_name(alias), number)
        self._latest: dict[str, int] = {}
        for mention in mentions:
            self._latest.setdefault(plain_name(mention.text), mention.person)

    def find(self, tag: Tag) -> int:
        """The person, -1 when nobody is known by it."""
        if tag.kind == "pronoun":
            return -1
        if tag.place is not None:
            for found in (
                self._at.get((tag.place.paragraph, tag.place.start)),
                self._ends.get((tag.place.paragraph, tag.place.end)),
            ):
                if found is not None:
                    return found
        name = plain_name(tag.text)
        return self._names.get(name, self._latest.get(name, -1))


def plain_name(name: str) -> str:
    """A name without case, points and a leading article."""
    words = name.casefold().replace(".", "").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in {"the", "a", "an"} else words)


def titles_of(people: Sequence[Person]) -> dict[str, int]:
    """Titles that only one person has."""
    found: dict[str, int] = {}
    for number, person in enumerate(people):
        for title in {plain_name(a).partition(" ")[0] for a in (person.name, *person.aliases)}:
            found[title] = number if found.get(title, number) == number else -1
    return found


def add_narrator(
    paragraphs: Paragraphs,
    utterances: Sequence[Utterance],
    words: Words,
    told: dict[int, list[Naming]],
    narrator: int,
) -> None:
    """In paragraphs with speech, "I" in the narration names the narrator."""
    speech: dict[int, list[Stretch]] = defaultdict(list)
    for utterance in utterances:
        for place in utterance.stretches:
            speech[place.paragraph].append(place)
    for number, places in speech.items():
        text = paragraphs[number] or ""
        for found in SELF.finditer(text):
            at = found.start()
            if not any(place.start <= at < place.end for place in places):
                role = 2 if opens_sentence(text, at) else 0
                told[number].append(Naming(words.at(number, at), narrator, number, at, role))
        told[number].sort(key=lambda x: x.start)


def surround(
    paragraphs: Paragraphs, utterances: Sequence[Utterance], lines: list[Line], told: dict[int, list[Naming]]
) -> None:
    """Fill in who is named in the narration around each utterance."""
    for n, line in enumerate(lines):
        head, tail = utterances[n].stretches[0], utterances[n].stretches[-1]
        here = (
            told.get(line.first, [])
            if line.first == line.last
            else [*told.get(line.first, []), *told.get(line.last, [])]
        )
        floor = utterances[n - 1].stretches[-1].end if n and lines[n - 1].last == line.first else 0
        text = paragraphs[line.last] or ""
        roof = len(text)
        if n + 1 < len(lines) and lines[n + 1].first == line.last:
            roof = utterances[n + 1].stretches[0].start
        line.before = tuple(x for x in here if x.paragraph == line.first and floor <= x.start < head.start)
        line.between = tuple(
            x
            for x in here
            if (x.paragraph, x.start) > (line.first, head.start) and (x.paragraph, x.start) < (line.last, tail.start)
        )
        line.after = tuple(x for x in here if x.paragraph == line.last and tail.end <= x.start < roof)
        low = max(lines[n - 1].last + 1 if n else 0, line.first - _LEAD)
        line.lead = tuple(x for p in range(low, line.first) for x in told.get(p, ()))
        beyond = line.last + 1
        if beyond < len(paragraphs) and (n + 1 == len(lines) or lines[n + 1].first > line.last):
            line.follow = tuple(told.get(beyond, ()))
        before = (paragraphs[line.first] or "")[floor : head.start]
        line.colon = before.rstrip(' "“‘«').endswith((":", ","))
        between = " ".join(
            (paragraphs[a.paragraph] or "")[a.end : b.start]
            for a, b in zip(utterances[n].stretches, utterances[n].stretches[1:], strict=False)
            if a.paragraph == b.paragraph
        )
        for piece in (between, text[tail.end : roof], before):
            if found := HINT.search(piece):
                line.hint = 1 if found["he"] else -1
                break
        if line.first > low and (found := HINT.search(paragraphs[line.first - 1] or "")):
            line.lead_hint = 1 if found["he"] else -1


def listen(
    paragraphs: Paragraphs,
    utterance: Utterance,
    line: Line,
    inside: dict[int, list[Mention]],
    titles: dict[str, int],
) -> None:
    """Fill in who is named and called inside an utterance."""
    said: list[int] = []
    words: list[str] = []
    called: set[int] = set()
    for place in utterance.stretches:
        text = text_at(paragraphs, place)
        words += words_in(text)
        called |= {titles[title] for title in called_titles(text) if titles.get(title, -1) >= 0}
        if not line.called_sex:
            line.called_sex = addressed_sex(text)
        for mention in inside.get(place.paragraph, ()):
            if place.start <= mention.place.start < place.end:
                said.append(mention.person)
                if is_vocative(text, mention.place.start - place.start, mention.place.end - place.start):
                    called.add(mention.person)
    line.words = tuple(dict.fromkeys(words[:_MOST_WORDS]))
    line.said, line.called = tuple(said), frozenset(called)


def text_at(paragraphs: Paragraphs, place: Stretch) -> str:
    """The text of a stretch."""
    return (paragraphs[place.paragraph] or "")[place.start : place.end]
