"""The nouns of suggested words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from audiobook.source import SourceRef

#: How an engine reads a word in a language: (engine, word, language) -> (phonemes, known), or ``None``: it cannot tell.
#: ``known`` may be ``None`` as well, where it reads by rules and does not know whether they fit.
Reads = Callable[[str, str, str], tuple[str, bool | None] | None]
#: Whether an engine has a voice for a language: (engine, language).
Speaks = Callable[[str, str], bool]


class Kind(StrEnum):
    """Why a word is listed: its language, a name, unknown to the engine; or a rare character, or several readings."""

    FOREIGN = "foreign"
    NAME = "name"
    UNKNOWN = "unknown"
    RARE = "rare"
    POLYPHONE = "several readings"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word to check, said ``count`` times by ``engine``, first at ``source`` in ``context``.

    ``reading`` is in the engine's own signs, empty when it cannot tell; ``known`` is False where it is a guess.
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


#: How much of the text is shown around a word, in characters.
CONTEXT = 90
ENDING = re.compile(r"['’](?:s|d|ll|re|ve|m)$", re.IGNORECASE)


def context_of(text: str, at: int) -> str:
    """The words around a place, about ``CONTEXT`` characters, cut at blanks."""
    start, end = max(0, at - CONTEXT // 2), min(len(text), at + CONTEXT // 2)
    if start:
        blank = text.find(" ", start, at)
        start = blank + 1 if blank >= 0 else start
    if end < len(text):
        blank = text.rfind(" ", at, end)
        end = blank if blank > at else end
    cut = " ".join(text[start:end].split())
    return f"{'…' * bool(start)}{cut}{'…' * (end < len(text))}"


def key_of(word: str) -> str:
    """Without case, kind of apostrophe and possessive ending: ``Anna’s`` and ``ANNA`` are one word."""
    return ENDING.sub("", unicodedata.normalize("NFC", word)).replace("’", "'").casefold()
