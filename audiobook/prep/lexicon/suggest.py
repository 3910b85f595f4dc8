"""The words of a book most worth checking: names, foreign words and words that the engine has to guess.

How much a word is worth is how often it is said times how doubtful its reading is. Nothing here loads an engine: the
caller says how one reads a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from audiobook.prep.lexicon.entry import UNSPACED, Entry, canonical
from audiobook.prep.sentences import is_cjk, split_sentences
from audiobook.source import SourceRef
from audiobook.take import Segment

#: How an engine reads a word in a language: (engine, word, language) -> (phonemes, known), or ``None``: it cannot tell.
Reads = Callable[[str, str, str], tuple[str, bool] | None]
#: Whether an engine has a voice for a language: (engine, language).
Speaks = Callable[[str, str], bool]


class Kind(StrEnum):
    """Why a word is listed: of another language, by its capitals, or since the engine's dictionary lacks it."""

    FOREIGN = "foreign"
    NAME = "name"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word to check, said ``count`` times by ``engine``, first at ``source`` in ``context``.

    ``reading`` is in the engine's own signs, empty when it cannot tell; ``known`` whether it is more than a guess.
    """

    word: str
    count: int
    kind: Kind
    context: str
    source: SourceRef
    engine: str
    language: str
    reading: str
    known: bool
    score: float


#: How doubtful a reading is, by kind: when the engine guessed it, when its dictionary has it, when it cannot tell. Own
#: judgement: guesses at names are wrong most often, those at other words less, since most are derived regularly; of a
#: hundred names in a dictionary about two are said otherwise by their owner. What is known and neither a name nor
#: foreign is not doubtful.
_DOUBTS = {Kind.FOREIGN: (1.0, 0.1, 0.5), Kind.NAME: (1.0, 0.02, 0.5), Kind.UNKNOWN: (0.3, 0.0, 0.0)}
#: What is worth less is left out: a name that the dictionary has must be said five times.
_LEAST_SCORE = 0.1
#: A name stands in lower case at most this often (own judgement: "Will", "Rose" and "Grace" must not be lost).
_SELDOM = 0.1
#: Letters of scripts with blanks between words, which may stand right beside those of scripts without.
_LETTER, _SIGN = rf"[^\W\d_{UNSPACED}]", rf"[^\W{UNSPACED}]"
_WORD = re.compile(rf"(?<!{_SIGN}){_LETTER}+(?:['’]{_LETTER}+)*(?!{_SIGN})")
_ENDING = re.compile(r"['’](?:s|d|ll|re|ve|m)$", re.IGNORECASE)
#: After these a capital may be that of another sentence within the sentence.
_OPENERS = frozenset("“‘«„\"'([{—–:")
_CONTEXT = 90


@dataclass(slots=True)
class _Seen:
    """All that is known of a word, whatever its case."""

    first: Segment
    at: int
    forms: Counter[str] = field(default_factory=Counter)
    lower: int = 0
    inside: int = 0


def suggest(
    segments: Iterable[Segment], entries: Iterable[Entry], language: str, reads: Reads, speaks: Speaks
) -> tuple[Suggestion, ...]:
    """The words worth checking, the most worth first; words with an entry, disabled or not, are left out.

    ``language`` is the book's. Linear in the text; ``reads`` is asked once for each different word.
    """
    listed = {_key(word) for one in entries if not one.regex for word in one.written}
    found = []
    for (key, spoken_in, engine), seen in _words(segments).items():
        if key not in listed:
            strange = not _same(spoken_in, language) and not speaks(engine, spoken_in)
            made = _suggestion(seen, engine, spoken_in, reads, strange=strange)
            if made is not None:
                found.append(made)
    return tuple(sorted(found, key=lambda one: (-one.score, one.word)))


def _words(segments: Iterable[Segment]) -> dict[tuple[str, str, str], _Seen]:
    """By folded word, language and engine. Words that a rule or an entry says otherwise are not counted."""
    words: dict[tuple[str, str, str], _Seen] = {}
    for segment in segments:
        text = unicodedata.normalize("NFC", segment.displayed)
        otherwise = Counter(_key(one[0]) for said in segment.respoken for one in _WORD.finditer(said.written))
        for found, inside in _placed(text, segment.slate.language):
            form = _ENDING.sub("", found[0])
            if len(form) == 1:
                continue
            key = _key(form)
            if otherwise[key]:
                otherwise[key] -= 1
                continue
            place = (key, segment.slate.language, segment.slate.engine)
            seen = words.setdefault(place, _Seen(segment, found.start()))
            seen.forms[form] += 1
            seen.lower += form[0].islower()
            # Headings have capitals throughout, and so has what is all capitals: neither tells a name.
            if form[0].isupper() and not form.isupper() and segment.item >= 0:
                seen.inside += inside
    return words


def _placed(text: str, language: str) -> Iterator[tuple[re.Match[str], bool]]:
    """The words of a text in order, and whether each stands inside a sentence."""
    end = 0
    for sentence in split_sentences(text, language):
        start, end = end, end + len(sentence)
        for number, found in enumerate(_WORD.finditer(text, start, end)):
            yield found, bool(number) and text[max(0, found.start() - 3) : found.start()].rstrip()[-1:] not in _OPENERS


def _suggestion(seen: _Seen, engine: str, language: str, reads: Reads, *, strange: bool) -> Suggestion | None:
    count = seen.forms.total()
    word = max(seen.forms, key=lambda form: (not form.isupper(), seen.forms[form], form))
    if strange or is_cjk(language):
        kind = Kind.FOREIGN
    elif seen.inside and seen.lower <= _SELDOM * count:
        kind = Kind.NAME
    elif _same(language, "en") and any(char.isalpha() and not char.isascii() for char in word):
        kind = Kind.FOREIGN
    else:
        kind = Kind.UNKNOWN
    read = reads(engine, word, language)
    guessed, known, untold = _DOUBTS[kind]
    score = count * (untold if read is None else known if read[1] else guessed)
    if score < _LEAST_SCORE:
        return None
    text = unicodedata.normalize("NFC", seen.first.displayed)
    context = _context(text, seen.at)
    source = seen.first.source
    return Suggestion(word, count, kind, context, source, engine, language, *(read or ("", False)), score)


def _context(text: str, at: int) -> str:
    """The words around a place, about ``_CONTEXT`` characters, cut at blanks."""
    start, end = max(0, at - _CONTEXT // 2), min(len(text), at + _CONTEXT // 2)
    if start:
        blank = text.find(" ", start, at)
        start = blank + 1 if blank >= 0 else start
    if end < len(text):
        blank = text.rfind(" ", at, end)
        end = blank if blank > at else end
    cut = " ".join(text[start:end].split())
    return f"{'…' * bool(start)}{cut}{'…' * (end < len(text))}"


def _key(word: str) -> str:
    """Without case, kind of apostrophe and possessive ending: ``Anna’s`` and ``ANNA`` are one word."""
    return _ENDING.sub("", unicodedata.normalize("NFC", word)).replace("’", "'").casefold()


def _same(one: str, two: str) -> bool:
    return canonical(one).split("-")[0] == canonical(two).split("-")[0]
