"""Text to the signs that a voice speaks: each script by rules that know it, in the voice's own language first."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from audiobook.annotated import annotate, runs
from audiobook.engines.english import english
from audiobook.engines.kokoro import chinese, foreign
from audiobook.engines.kokoro.alphabet import SIGNS, in_signs, is_heard, western
from audiobook.engines.kokoro.scripts import Letters, letters_of, read_foreign
from audiobook.engines.text import has_words, speakable
from audiobook.errors import TakeError

if TYPE_CHECKING:
    from collections.abc import Sequence

_AMERICAN, _BRITISH, _CHINESE, _HINDI = "a", "b", "z", "h"
_ENGLISH = frozenset({_AMERICAN, _BRITISH})
#: Letters that a voice reads by its own language's rules; those of Europe read Latin ones.
_NATIVE = {_CHINESE: frozenset({Letters.HAN}), _HINDI: frozenset({Letters.DEVANAGARI})}
_EUROPEAN = frozenset({Letters.LATIN})
_LETTER_A = "ˈA"


def readable_letters() -> frozenset[Letters]:
    """The writing systems that every voice reads, in its own language or with the sounds of another."""
    installed = {Letters.HAN} if chinese.is_installed() else set()
    return frozenset({Letters.LATIN, Letters.DEVANAGARI} | installed)


def is_readable(text: str) -> bool:
    """Whether every letter of annotated text is one of those, or has its phonemes."""
    able = readable_letters()
    return all(
        letters_of(char) in able for char in {c for written, said in runs(text) if not said for c in western(written)}
    )


def signs(text: str, letter: str) -> str:
    """What a voice, by the first letter of its name, says for annotated text, in signs of the model.

    Raises TakeError for text that it cannot say or would lose a part of, EngineError when rules are missing.
    """
    items = tuple((speakable_keeping_ends(w), said) for w, said in runs(text))
    if not any(has_words(written) for written, _ in items):
        raise TakeError("there is nothing to say in this text")
    for _, said in items:
        if strange := sorted(set(said) - SIGNS.keys()):
            raise TakeError(f"kokoro has no sound for {' '.join(strange[:8])}", hint="mend the pronunciation")
    if strange := _unreadable(items):
        raise TakeError(f"kokoro cannot pronounce {' '.join(strange[:8])}", hint="give this text another engine")
    line = "".join(annotate(written, said) if said else western(written) for written, said in items)
    if letter not in _ENGLISH:
        line = "".join(map(_opened, line))
    read = read_foreign(line, _NATIVE.get(letter, _EUROPEAN), _by_letters)
    found = in_signs(_native(read, letter))
    if not is_heard(found):
        raise TakeError("kokoro has no sound for this text")
    return found


def speakable_keeping_ends(text: str) -> str:
    """``speakable`` for a stretch of a line: a blank at either end stays."""
    core = speakable(text)
    if not core:
        return " " if text else ""
    return f"{' ' if text[:1].isspace() else ''}{core}{' ' if text[-1:].isspace() else ''}"


@lru_cache(maxsize=4096)
def _opened(char: str) -> str:
    """A compatibility form of letters or digits as these (Ⅳ, ①, ﬁ); the English rules do that by themselves."""
    if char.isascii() or not (char.isalnum() or char in "№™"):
        return char
    return unicodedata.normalize("NFKC", char).replace("\u2044", "/")


def _unreadable(items: Sequence[tuple[str, str]]) -> list[str]:
    able = readable_letters()
    return sorted({c for written, said in items if not said for c in western(written) if letters_of(c) not in able})


def _native(items: Sequence[tuple[str, str]], letter: str) -> str:
    if letter in _ENGLISH:
        return english(british=letter == _BRITISH).phonemes("".join(annotate(w, s) if s else w for w, s in items))
    if letter == _CHINESE:
        return chinese.phonemes(items)
    return foreign.phonemes(items, letter)


def _by_letters(letters: Letters, text: str) -> str:
    """Phonemes of words in letters that are not the voice's own, by the language that uses them."""
    if letters is Letters.HAN:
        found = chinese.phonemes(((text, ""),))
    elif letters is Letters.DEVANAGARI:
        found = foreign.phonemes(((text, ""),), _HINDI)
    else:
        # Alone among other letters it is the letter, not the article.
        found = _LETTER_A if text in {"A", "a"} else english().phonemes(text)
    found = in_signs(found)
    if not is_heard(found):
        raise TakeError(f"kokoro has no sound for '{text}'", hint="give this text another engine")
    return found
