"""Text and phonemes as hibari takes them: only letters that it knows, annotated words, pieces of bounded length.

Pure functions, thread-safe.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from audiobook.annotated import runs
from audiobook.engines.text import is_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The network that reads unknown words sees 24 letters; longer words are read in pieces.
_MAX_WORD = 24
#: Letters without a decomposition that the model does not know.
_FOLDED = str.maketrans(
    {"ı": "i", "ȷ": "j", "ə": "e", "ɛ": "e", "ħ": "h", "ƀ": "b", "ŧ": "t", "ẞ": "SS", "ʻ": "'", "ʼ": "'"}
)


def stand_ins(text: str) -> tuple[str, dict[str, str]]:
    """The text with a made-up word for each annotated one, and the phonemes of those words.

    The word begins like the written one, with a capital or not, since the rules for abbreviations look at that.
    """
    stem = "zq"
    while stem in text.lower():
        stem += "q"
    out: list[str] = []
    said: dict[str, str] = {}
    for written, phonemes in runs(text):
        if not phonemes:
            out.append(f" {written}" if said and written[0].isalnum() else written)
            continue
        word = stem + "".join("bcdfghjklm"[int(digit)] for digit in str(len(said)))
        word = word.capitalize() if written[0].isupper() else word
        said[word] = phonemes
        out.append(f" {word}" if out and out[-1][-1].isalnum() else word)
    return "".join(out), said


def put_phonemes(tokens: list[Any], said: Mapping[str, str]) -> None:
    """Give hibari's tokens their phonemes; an ``'s`` after one of them sounds by its last sign."""
    last = ""
    for token in tokens:
        if token.text in said:
            token.phonemes, token.rating = said[token.text], 5
        elif last and token.text in {"'s", "’s"}:
            token.phonemes = "ᵻz" if last[-1] in "szʃʒʧʤ" else "s" if last[-1] in "ptkfθ" else "z"
        last = token.phonemes if token.text in said and not token.whitespace else ""


def pieces(phonemes: str, limit: int) -> Iterator[str]:
    """Cut at the last clause mark before the limit, else at the last space, else at the limit."""
    while len(phonemes) > limit:
        window = phonemes[:limit]
        clause = max(window.rfind(mark) for mark in (", ", "; ", ": ", "— "))
        cut = clause + 1 if clause > limit // 3 else window.rfind(" ")
        if cut <= 0:
            cut = limit
        yield phonemes[:cut].strip()
        phonemes = phonemes[cut:].strip()
    if phonemes:
        yield phonemes


def plain(text: str) -> str:
    """Only letters the model knows, no markup of its own (``[x](/y/)``), no word longer than it reads."""
    text = "".join(char if char < "\u0180" else _fold(char) for char in text).replace("](", "] (")
    return " ".join(_short(word) for word in text.split())


def _short(word: str) -> str:
    if len(word) <= _MAX_WORD:
        return word
    return " ".join(word[at : at + _MAX_WORD] for at in range(0, len(word), _MAX_WORD)) if word.isalnum() else word


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    """The nearest plain spelling: compatibility forms opened, accents beyond Latin Extended-A taken off."""
    opened = unicodedata.normalize("NFKD", char).translate(_FOLDED)
    folded = "".join(c for c in opened if not unicodedata.combining(c) and not _is_modifier(c))
    if folded.isdecimal() and not folded.isascii():
        return "".join(str(unicodedata.decimal(c)) for c in folded)
    return folded


@lru_cache(maxsize=4096)
def readable(char: str) -> bool:
    """Whether hibari says a character, or takes it for a mark: Latin letters, digits, punctuation."""
    if char.isascii():
        return True
    if is_picture(char):
        return False
    if char.isdecimal():
        return unicodedata.normalize("NFKC", char).isascii()
    # What folds to nothing is a mark on its neighbour; a letter of another script stays and has its own name.
    return all(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in _fold(char) if c.isalpha())


def _is_modifier(char: str) -> bool:
    """Stress and tone marks that count as letters; the okina of Hawaiʻi is folded to an apostrophe before."""
    return unicodedata.name(char, "").startswith("MODIFIER LETTER")
