"""A text as words with their sounds, so that spelling does not count: "grey" is "gray", and a name is how it sounds.

Which sounds a word has is asked of a function (``Sounder``), English by a pronouncing dictionary, Chinese by syllables.
Without one, letters stand for sounds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: A word -> its sounds, a character each; empty when it cannot tell.
Sounder = Callable[[str], str]

#: Words are apart at white space, dashes, slashes and dots that join ("so-and-so", "yes—no"); a thousand's comma and a
#: decimal point are not.
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―/…_]+|(?<=[^\W\d])[.,!?;:]+(?=\w)")
_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
#: Stress, length and spaces are no sounds of their own.
_SILENT = re.compile(r"[ˈˌːʲʰ\u0300-\u036f\s.‿ʼ'’]")
#: So many letters of one word are looked at; longer ones are noise.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Words:
    """``shown`` as written; ``sounds`` one string a word, never empty."""

    shown: tuple[str, ...]
    sounds: tuple[str, ...]


def words_of(parts: Iterable[tuple[str, str]], sounder: Sounder) -> Words:
    """Words of ``(written, phonemes or "")`` stretches in order; signs alone are no words. Linear."""
    shown: list[str] = []
    sounds: list[str] = []
    for written, phonemes in parts:
        for word in [written] if phonemes else split(written):
            said = plain(phonemes) or plain(sounder(word)) or letters(word)
            if said:
                shown.append(word)
                sounds.append(said)
    return Words(tuple(shown), tuple(sounds))


def split(text: str) -> list[str]:
    """The words of a text without the signs around them; each ideograph is one."""
    found = []
    for piece in _BETWEEN.split(_HAN.sub(r" \1 ", text)):
        first, last = 0, len(piece)
        while first < last and not piece[first].isalnum():
            # "$5" and "£3" are read with the sign.
            if unicodedata.category(piece[first]) == "Sc":
                break
            first += 1
        while last > first and not (piece[last - 1].isalnum() or piece[last - 1] in "%°"):
            last -= 1
        if any(char.isalnum() for char in piece[first:last]):
            found.append(piece[first:last])
    return found


def plain(phonemes: str) -> str:
    """Sounds only: without stress, length and spaces."""
    return _SILENT.sub("", unicodedata.normalize("NFC", phonemes))[: 2 * _LONGEST]


def letters(word: str) -> str:
    """Letters as sounds: small, without accents; ``(`` is put before so that they are taken for letters."""
    folded = unicodedata.normalize("NFKD", word[:_LONGEST].casefold())
    return "".join(char for char in folded if char.isalnum())


@dataclass(frozen=True, slots=True)
class Shown:
    """A text in three: before a stretch, the stretch, and after it."""

    before: str
    run: str
    after: str


def marked(text: str, words: tuple[int, int]) -> Shown:
    """The text around words ``[first, end)`` of it, as ``split`` counts them; an empty range is a place."""
    places = _places(text)
    first, end = words
    if not places or first >= len(places):
        return Shown(text, "", "")
    start = places[first][0]
    stop = places[min(end, len(places)) - 1][1] if end > first else start
    return Shown(text[:start], text[start:stop], text[stop:])


def _places(text: str) -> list[tuple[int, int]]:
    """Where each word stands. Linear."""
    found, at = [], 0
    for word in split(text):
        at = text.index(word, at)
        found.append((at, at + len(word)))
        at += len(word)
    return found
