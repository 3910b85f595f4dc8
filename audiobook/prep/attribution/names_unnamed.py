"""Speakers without a name as tags have them: the waiter, le notaire, der Alte, el viejo, maman, старик."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.prep.attribution.model import Paragraphs, Sex
from audiobook.prep.attribution.names_tables import NEVER_ALONE
from audiobook.prep.attribution.verbs import words_for
from audiobook.prep.marks import words_of

if TYPE_CHECKING:
    from audiobook.prep.attribution.tagging import Tag

_ENGLISH_ARTICLES = frozenset({"the", "a", "an", "another"})
#: What stands after a verb of speech and is nobody; plurals are no one person.
_NO_SPEAKERS = frozenset(
    words_of("""
    voice voices face room one ones other others reply answer answers house word words thing rest phrase sentence
    question echo cry whisper sound moment moments minute minutes hour hours letter note message telephone bell clock
    voix autre autres réponse stimme andere anderer antwort voz voces otro otra respuesta voce altro altra risposta
    голос ответ эхо écho echo eco
    """)
)
_PLURAL = frozenset(words_of("les des los las gli i"))
#: A definite article is how a book goes on to call somebody; the article of a person mostly tells the gender as well.
_DEFINITE = {
    "le": Sex.MALE, "la": Sex.FEMALE, "l": Sex.UNKNOWN, "der": Sex.MALE, "die": Sex.FEMALE, "das": Sex.UNKNOWN,
    "el": Sex.MALE, "il": Sex.MALE, "lo": Sex.MALE,
}  # fmt: skip
_OTHERS = {
    "un": Sex.MALE, "une": Sex.FEMALE, "ein": Sex.UNKNOWN, "eine": Sex.FEMALE, "una": Sex.FEMALE, "uno": Sex.MALE,
    "ce": Sex.MALE, "cet": Sex.MALE, "cette": Sex.FEMALE, "dieser": Sex.MALE, "diese": Sex.FEMALE, "jener": Sex.MALE,
    "jene": Sex.FEMALE, "este": Sex.MALE, "esta": Sex.FEMALE, "aquel": Sex.MALE, "aquella": Sex.FEMALE,
}  # fmt: skip
#: Articles that tell the gender of a noun whose own article is elided.
_TELLING = {word: sex for word, sex in _OTHERS.items() if sex is not Sex.UNKNOWN}
#: Italian has "lo" before these sounds only; elsewhere it is a pronoun (lo corresse).
_LO = re.compile(r"s[^aeiou]|z|gn|p[sn]|x|y|i[aeou]")
#: In a text of so few lines a noun away from its verb is believed in English as well: nobody else may be there. In
#: whole novels it is mostly somebody with a name (end to end .848 to .847). Own judgement.
_SHORT = 100
_FIRST_WORD = re.compile(r"([lL])[’']\s*|(\w+)\s+")


@dataclass(slots=True)
class Unnamed:
    """One speaker without a name: the forms the book has in tags, and what those say of the gender."""

    shown: Counter[str] = field(default_factory=Counter)
    sexes: Counter[Sex] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """In how many tags it stands."""
        return self.shown.total()

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms, the best name first: one with the definite article, then the most frequent."""
        return tuple(sorted(self.shown, key=lambda s: (article_of(s)[0] not in _DEFINITE, -self.shown[s], s)))

    @property
    def sex(self) -> Sex:
        """What noun and article say, where they say it at all."""
        known = [(n, s) for s, n in self.sexes.items() if s is not Sex.UNKNOWN]
        return max(known)[1] if known else Sex.UNKNOWN

    def join(self, other: Unnamed) -> None:
        """Take over the forms of another."""
        self.shown += other.shown
        self.sexes += other.sexes


def is_english(language: str) -> bool:
    """Whether the rules for English hold: for it, and for every language without a table of its own."""
    return words_for(language) is words_for("en")


def find_unnamed(paragraphs: Paragraphs, tags: Sequence[Tag | None], language: str) -> dict[str, Unnamed]:
    """The speakers without a name, by their noun in lower case ("the waiter" in English). Linear in the tags."""
    if is_english(language):
        return _english(tags)
    found: dict[str, Unnamed] = defaultdict(Unnamed)
    owned: list[tuple[str, str]] = []
    possessives = words_for(language).possessives
    for tag in tags:
        if not (tag and (text := _phrase(paragraphs, tag))):
            continue
        article, noun = article_of(text)
        if not noun or article in _PLURAL or noun.casefold().split()[-1] in _NO_SPEAKERS:
            continue
        if article == "lo" and not _LO.match(noun.casefold()):
            continue
        if article in possessives:
            # My brother, his mother: the one brother or mother of whom the book speaks, if there is one.
            noun, key = text, noun.casefold()
            owned.append((noun.casefold(), key))
        speaker = found[noun.casefold()]
        speaker.shown[text] += 1
        speaker.sexes[tag.sex if tag.sex is not Sex.UNKNOWN else (_DEFINITE | _OTHERS).get(article, Sex.UNKNOWN)] += 1
    for whole, noun in owned:
        if noun in found and whole in found:
            found[noun].join(found.pop(whole))
    _hear_articles(paragraphs, found)
    return dict(found)


def _hear_articles(paragraphs: Paragraphs, found: Mapping[str, Unnamed]) -> None:
    """What "un inconnu" says of l’inconnu, in one pass over the text."""
    open_ones = {noun: speaker for noun, speaker in found.items() if speaker.sex is Sex.UNKNOWN}
    if not open_ones:
        return
    nouns = "|".join(re.escape(noun) for noun in sorted(open_ones, key=lambda n: (-len(n), n)))
    phrase = re.compile(rf"\b({'|'.join(_TELLING)})\s+({nouns})\b", re.IGNORECASE)
    for text in paragraphs:
        for place in phrase.finditer(text or ""):
            open_ones[place[2].casefold()].sexes[_TELLING[place[1].casefold()]] += 1


def _english(tags: Sequence[Tag | None]) -> dict[str, Unnamed]:
    found: dict[str, Unnamed] = defaultdict(Unnamed)
    short = len(tags) < _SHORT
    for tag in tags:
        if tag and tag.kind == "noun" and (tag.near or (short and tag.strong)) and (text := _described(tag.text)):
            # Its gender is told later, with everything else that the book says.
            found[text].shown[text] += 1
    return dict(found)


def _described(text: str) -> str:
    """An English speaker without a name as the list has it; whose wife or brother it is stays open."""
    words = text.casefold().split()
    if len(words) < 2 or words[0] not in _ENGLISH_ARTICLES or words[-1] in _NO_SPEAKERS:  # noqa: PLR2004 - and a noun
        return ""
    if len(words) > 2 and words[-1].endswith("ed"):  # noqa: PLR2004 - behind article and noun it is a verb
        return ""
    return " ".join(["the", *words[1:]])


def _phrase(paragraphs: Paragraphs, tag: Tag) -> str:
    """The words for a speaker without a name, small at their beginning unless that is a noun; empty for others."""
    text = tag.text if tag.kind == "noun" else ""
    if tag.kind == "name" and tag.place and tag.text.casefold() in NEVER_ALONE:
        # »…«, fragte die Frau: a title that stands alone behind its article is a noun.
        text = (paragraphs[tag.place.paragraph] or "")[tag.place.start : tag.place.end]
        text = text if article_of(text)[0] in _DEFINITE | _OTHERS else ""
    text = " ".join(text.split())
    article = article_of(text)[0]
    return text[: len(article)].casefold() + text[len(article) :]


def article_of(text: str) -> tuple[str, str]:
    """The first small word of a phrase ("l" for l’), and what follows; nothing and the text when it is one word."""
    found = _FIRST_WORD.match(text)
    if not found:
        return "", text
    return (found[1] or found[2]).casefold(), text[found.end() :]
