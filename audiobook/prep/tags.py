"""Read the narration around a quotation: which words name its speaker. Pure functions on short pieces of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from audiobook.prep.marks import words_of
from audiobook.prep.speech import (
    FEMALE_KIN,
    FEMALE_TITLES,
    MALE_KIN,
    MALE_TITLES,
    NEUTRAL_TITLES,
    PERSONS,
    Speech,
    speech_of,
)

#: A capitalised word; an inner apostrophe or hyphen belongs to it (O’Brien, Jean-Luc).
CAPITAL = r"[A-ZÀ-ÖØ-Þ]\w*(?:[’'\-]\w+)*+"
_TITLES = "|".join(
    sorted((t.capitalize() for t in MALE_TITLES | FEMALE_TITLES | NEUTRAL_TITLES), key=len, reverse=True)
)
#: A name as it stands in a text: an article, a title, up to four capitalised words with de, von, of … between.
NAME = (
    rf"(?:[Tt]he\s+)?(?:(?:{_TITLES})\b\.?\s+){{0,3}}{CAPITAL}"
    rf"(?:\s+(?:(?:de|von|van|la|le|du|of|of\sthe|der|di|da)\s+)?{CAPITAL}){{0,3}}"
)
#: How much narration around a quotation is looked at; a tag is short.
_REACH = 300
_SENTENCE = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bM)(?<!\bMme)(?<!\bMlle)[.!?…][”’\"')]*\s+(?=[A-ZÀ-Þ“\"‘])"
)
_POSSESSIVE = re.compile(r"[’']s?$")
_STOP = frozenset(
    words_of("""
    the a an and but or nor so then there this that these those it he she they we you i his her their my your
    our its what who when where why how if as at in on of for to from with by no not now oh ah o yes well all
    some any one two nobody everybody somebody everyone someone nothing something both each another here after
    before while once only even still yet just perhaps indeed thus god heaven heavens christ monday tuesday
    wednesday thursday friday saturday sunday january february march april june july august september october
    november december chapter english french german christmas again at last later meanwhile besides however
    suddenly presently did do does was were is are had has have such none neither either people mr mrs miss dr
    sir lady lord let may never always good more most very much many few other others
    """)
)


class Kind(StrEnum):
    """What the subject of a tag is."""

    NAME = "name"
    PRONOUN = "pronoun"
    NOUN = "noun"
    KIN = "kin"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a tag says speaks. ``gender`` is ``m``, ``f`` or empty; ``near`` when it stands beside the verb."""

    kind: Kind
    text: str
    gender: str = ""
    near: bool = True


@dataclass(frozen=True, slots=True)
class _Patterns:
    inverted: re.Pattern[str]
    direct: re.Pattern[str]
    verb: re.Pattern[str]
    before: re.Pattern[str]
    first: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    words = speech_of(language)
    pronoun = "|".join(sorted(p for p in words.pronouns))
    subject = (
        rf"(?:(?P<pronoun>(?i:{pronoun}))\b|(?P<kin>(?i:{words.possessives})\s+(?:[\w\-]+\s+)??[\w\-]+\b)"
        rf"|(?P<name>{NAME})|\b(?P<noun>(?i:{words.articles})\s*(?:[\w\-’]+\s+){{0,2}}?[\w\-’]+(?=\s*(?:[,.;:!?—–]|$|\s{_NOUN_END}\b))))"
    )
    lead = r"[\s,;:—–\-]*(?:(?:then|so|thus|and|but|at\slast|at\slength)\s+)?"
    return _Patterns(
        re.compile(rf"{lead}(?:{words.verb})\b[\s\-]+(?:t-)?{subject}"),
        re.compile(rf"{lead}{subject},?\s+(?:(?:{words.fillers})\s+){{0,2}}(?:{words.verb})\b"),
        re.compile(rf"\b(?:{words.verb})\b"),
        re.compile(rf"{subject},?\s+(?:(?:{words.fillers})\s+){{0,2}}$"),
        re.compile(rf"\b{subject}"),
    )


_NOUN_END = r"(?:in|at|with|to|from|of|who|as|and|when|by|on|for|after|behind|\w+ly|\w+ing|had|again|himself|herself)"


def tag_after(text: str, *, beat: bool, language: str = "en") -> Subject | None:
    """The subject of a tag in the narration right after a quotation.

    ``beat`` says that the quotation ended in a full stop, so that a capitalised sentence after it is no tag.
    """
    text = _first_sentence(text[:_REACH])
    patterns = _patterns(language)
    if beat and text.lstrip(" ,;—–-")[:1].isupper():
        return None
    if found := patterns.inverted.match(text):
        return _subject(found, language)
    if found := patterns.direct.match(text):
        return _subject(found, language)
    return None


def tag_before(text: str, language: str = "en") -> Subject | None:
    """The subject of a tag in the narration that leads to a quotation: it must end in ``:``, ``,`` or a dash."""
    text = text[-_REACH:].rstrip()
    if not text.endswith((":", ",", "—", "–", "-")):
        return None
    text = _last_sentence(text)
    patterns = _patterns(language)
    verbs = list(patterns.verb.finditer(text))
    if not verbs:
        return None
    verb = verbs[-1]
    if found := _ends_at(patterns.before, text, verb.start()):
        return _subject(found, language)
    if found := patterns.inverted.match(text, verb.start()):
        return _subject(found, language)
    for found in patterns.first.finditer(text, 0, verb.start()):
        subject = _subject(found, language)
        if subject and subject.kind is not Kind.KIN:
            return Subject(subject.kind, subject.text, subject.gender, near=False)
    return None


#: How many words before a verb its subject may begin.
_WORDS_BACK = 8


def _ends_at(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """The subject that ends right before ``end``: tried from each of the last words, the longest first."""
    starts = [m.start() for m in re.finditer(r"(?<!\S)\S", text[:end])][-_WORDS_BACK:]
    for start in starts:
        found = pattern.match(text, start, end)
        if found and _plausible(found) and not _OBJECT.search(text, max(0, start - _WORDS_BACK * 2), start):
            return found
    return None


#: Before an object, not a subject: turning to the undertaker, approaching Julia.
_OBJECT = re.compile(
    r"\b(?:to|at|in|of|on|into|upon|by|with|from|for|towards?|beside|behind|against|over|after|\w+ing)\s+$"
)


def _plausible(found: re.Match[str]) -> bool:
    name = found["name"]
    return not name or name.split()[0].casefold() not in _STOP - {
        "the",
        "mr",
        "mrs",
        "miss",
        "dr",
        "sir",
        "lady",
        "lord",
    }


def _first_sentence(text: str) -> str:
    found = _SENTENCE.search(text)
    return text[: found.end()] if found else text


def _last_sentence(text: str) -> str:
    start = 0
    for found in _SENTENCE.finditer(text):
        start = found.end()
    return text[start:]


def _subject(found: re.Match[str], language: str) -> Subject | None:  # noqa: PLR0911 - a table of cases reads best flat
    words = speech_of(language)
    if text := found["pronoun"]:
        return _pronoun(text.casefold(), words)
    if text := found["kin"]:
        return Subject(Kind.KIN, text, kin_gender(text))
    if text := found["name"]:
        return _name(text)
    text = " ".join(found["noun"].split())
    last = text.split()[-1]
    if re.search(r"[’']s\s", text) or last.casefold() in _STOP:
        return None
    if last[:1].isupper() and language.startswith("en"):
        return _name(last)
    if found.re is not _patterns(language).inverted and last not in PERSONS:
        return None
    return Subject(Kind.NOUN, re.sub(r"^(?:an?|another)\s", "the ", text.lower()), kin_gender(text))


def _pronoun(word: str, words: Speech) -> Subject:
    if word in words.first_person:
        return Subject(Kind.SELF, word)
    return Subject(Kind.PRONOUN, word, "m" if word in words.he else "f")


def _name(text: str) -> Subject | None:
    if _POSSESSIVE.search(text) or re.search(r"[’']s\s", text):
        return None
    name = clean_name(text)
    return Subject(Kind.NAME, name, title_gender(name)) if name else None


def clean_name(text: str) -> str:
    """A name on one line, without article and possessive; empty for a word that names nobody."""
    words = _POSSESSIVE.sub("", " ".join(text.split())).split()
    if len(words) > 1 and words[0] in {"The", "the"}:
        words = words[1:]
    while len(words) > 1 and words[0].casefold() in _STOP - {"mr", "mrs", "miss", "dr", "sir", "lady", "lord"}:
        words = words[1:]
    if len(words) == 1 and words[0].casefold().rstrip(".") in _STOP:
        return ""
    return " ".join(words)


def kin_gender(text: str) -> str:
    """``m`` or ``f`` when the last word of a noun phrase says so."""
    last = text.rsplit(maxsplit=1)[-1].casefold() if text.split() else ""
    if last in FEMALE_KIN:
        return "f"
    return "m" if last in MALE_KIN else ""


def title_gender(name: str) -> str:
    """``m`` or ``f`` when the name's title says so."""
    first = name.split(maxsplit=1)[0].casefold().rstrip(".") if name else ""
    if first in FEMALE_TITLES:
        return "f"
    return "m" if first in MALE_TITLES else ""
