"""How much each word of a text speaks for a language and against the book's own: the detector's scales.

Pure functions, thread-safe; each text is walked once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from audiobook.prep.language_letters import (
    DIALECT,
    ELISIONS,
    ENGLISH_AFTER,
    ENGLISH_ENDING,
    NAMING,
    PATTERNS,
    in_other_script,
    is_latin,
)
from audiobook.prep.language_words import SMALL_WORDS
from audiobook.prep.marks import words_of

#: Points for a word (own judgement, checked on the eight novels): a small word of the language, letters that only
#: some languages write, an elision (l’), an unknown word, a word of home, an English ending.
HIT, _LETTERS, _ELIDED, UNKNOWN, _AT_HOME, _ENDING = 2.0, 1.0, 1.5, -0.4, -2.5, -1.5
_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHES = "’'ʼ"
#: English inside other books is known by these; the long list of ``language_words`` shares words with French.
_ENGLISH = frozenset(
    words_of("""
    the of and to that it was he she they you his her with for not be have had this which but said would could should
    there their what who when them been from my your him into were are do did will can is shall must our if how why by
    """)
)
#: No run goes over the first; the second ends a clause, and a clause of a run needs a word of its own.
_BREAK = re.compile(r"[^\W\d_]|[“”\"«»„()\[\]—―\n]")
_STOP = re.compile(r"[.!?;:,…]")
JOINED, STOPPED, BROKEN = 0, 1, 2
_JOINS = frozenset(_APOSTROPHES)
#: Other tags of one language.
_SAME = {"no": "nb", "nn": "nb"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word in small letters and its place in characters.

    ``name`` with a capital, ``elided`` before an apostrophe, ``after`` behind one; ``gap`` is what stands before it.
    """

    start: int
    end: int
    word: str
    name: bool
    elided: bool
    after: bool
    gap: int


@cache
def base_of(home: str) -> str:
    """The primary tag of a language, in small letters."""
    base = home.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(base, base)


def promising(text: str, base: str) -> bool:
    """Whether there is a telling small word of any other language.

    Not in a book whose own words are not known here: a Catalan one would be Spanish from end to end.
    """
    if not home_words(base) and is_latin(base):
        return False
    words = (set(_WORD.findall(text.lower())) & _all_words()) - home_words(base)
    return any(len(word) > 1 and word not in NAMING and word not in DIALECT for word in words)


@cache
def _all_words() -> frozenset[str]:
    elided = frozenset[str]().union(*ELISIONS.values())
    return frozenset(word for tag, words in SMALL_WORDS.items() if tag != "en" for word in words) | elided | _ENGLISH


def tokens_of(text: str) -> Iterator[Token]:
    """The words in Latin letters, in order."""
    end = 0
    for found in _WORD.finditer(text):
        word = found[0]
        if in_other_script(word):
            continue  # and ``end`` stays, so that what follows begins anew
        elided = text[found.end() : found.end() + 1] in _APOSTROPHES and found.end() < len(text)
        between = text[end : found.start()]
        gap = BROKEN if _BREAK.search(between) else STOPPED if _STOP.search(between) else JOINED
        gap = BROKEN if end == 0 else gap
        yield Token(found.start(), found.end(), word.lower(), word[0].isupper(), elided, between in _JOINS, gap)
        end = found.end()


@cache
def home_words(base: str) -> frozenset[str]:
    """The common words of a language, none where they are not known here."""
    return SMALL_WORDS.get(base, frozenset())


def _small(word: str, tag: str) -> bool:
    """Whether a word is one of the small words of a language; one plain letter is none."""
    return (len(word) > 1 or not word.isascii()) and word in (_ENGLISH if tag == "en" else SMALL_WORDS[tag])


def points_of(token: Token, tag: str, base: str) -> float:
    """How much a word speaks for ``tag`` and against home."""
    home = token.word in home_words(base)
    if token.after and base == "en" and token.word in ENGLISH_AFTER:
        return _ENDING
    if token.elided and token.word in ELISIONS.get(tag, ()):
        return _ELIDED
    if _small(token.word, tag):
        return 0.0 if home else _LETTERS if token.word in NAMING or token.word in DIALECT else HIT
    if home:
        return _AT_HOME / 2 if token.name else _AT_HOME
    if len(token.word) == 1:
        return 0.0
    return _by_form(token, tag, base)


def _by_form(token: Token, tag: str, base: str) -> float:
    """A word in no list, by its letters; a name says nothing."""
    if base == "en" and ENGLISH_ENDING.search(token.word) and token.word.isascii():
        return _ENDING
    if token.name:
        return 0.0
    return _LETTERS if PATTERNS[tag].search(token.word) else UNKNOWN


def is_hit(token: Token, tag: str, base: str) -> bool:
    """Whether a word is one of the small words of ``tag`` and none of ``base``."""
    if token.elided and token.word in ELISIONS.get(tag, ()):
        return True
    return _small(token.word, tag) and token.word not in home_words(base)


def hits(tokens: tuple[Token, ...], tag: str, base: str) -> int:
    """Different small words; those that also stand in names do not count without a better one."""
    words = {token.word for token in tokens if is_hit(token, tag, base)}
    if base == "en":
        words -= DIALECT
    sure = len(words - NAMING)
    return len(words) if sure > 1 or (sure and len(words) > 2) else 0  # noqa: PLR2004
