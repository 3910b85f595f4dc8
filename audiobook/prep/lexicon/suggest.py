"""The words of a book most worth checking: names, foreign words and words that the engine has to guess.

How much a word is worth is how often it is said times how doubtful its reading is. Nothing here loads an engine: the
caller says how one reads a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from audiobook.prep.lexicon.entry import UNSPACED, Entry, canonical
from audiobook.prep.lexicon.suggest_chinese import chinese_words
from audiobook.prep.lexicon.suggest_model import ENDING, Kind, Reads, Speaks, Suggestion, context_of, key_of
from audiobook.prep.sentences import is_cjk, split_sentences
from audiobook.take import Segment

__all__ = ["Kind", "Reads", "Speaks", "Suggestion", "suggest"]
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
#: After these a capital may be that of another sentence within the sentence.
_OPENERS = frozenset("“‘«„\"'([{—–:")


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
    segments = tuple(segments)
    listed = {key_of(word) for one in entries if not one.regex for word in one.written}
    found = list(chinese_words(segments, listed, reads))
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
        otherwise = Counter(key_of(one[0]) for said in segment.respoken for one in _WORD.finditer(said.written))
        for found, inside in _placed(text, segment.slate.language):
            form = ENDING.sub("", found[0])
            if len(form) == 1:
                continue
            key = key_of(form)
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
    told = None if read is None else read[1]
    score = count * (untold if told is None else known if told else guessed)
    if score < _LEAST_SCORE:
        return None
    text = unicodedata.normalize("NFC", seen.first.displayed)
    context = context_of(text, seen.at)
    source = seen.first.source
    reading, sure = read or ("", False)
    return Suggestion(word, count, kind, context, source, engine, language, reading, sure is not False, score)


def _same(one: str, two: str) -> bool:
    return canonical(one).split("-")[0] == canonical(two).split("-")[0]
