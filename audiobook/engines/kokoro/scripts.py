"""Which letters a text is written in, so that each stretch goes to rules that know it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from audiobook.annotated import runs
from audiobook.engines.hibari_text import readable

if TYPE_CHECKING:
    from collections.abc import Callable


class Letters(StrEnum):
    """Writing systems that there are rules for."""

    LATIN = "latin"
    HAN = "han"
    DEVANAGARI = "devanagari"
    KANA = "kana"


_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007\u3005\U00020000-\U000323af"
_DEVANAGARI = "\u0900-\u0963\u0966-\u097f\u200c\u200d"
_KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc"
_LATIN = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff\uab30-\uab64"
)
#: A stretch of each: with what may stand inside a word, and for words with blanks also with those between.
_RUNS = {
    Letters.LATIN: rf"[{_LATIN}][{_LATIN}0-9]*(?:(?:['’.&-]|[.,;:!?]?[ ]+)[{_LATIN}][{_LATIN}0-9]*)*\.?",
    Letters.HAN: f"[{_HAN}]+",
    Letters.DEVANAGARI: f"[{_DEVANAGARI}]+(?:[ ]+[{_DEVANAGARI}]+)*",
    Letters.KANA: f"[{_KANA}]+",
}
_SINGLE = {
    Letters.HAN: re.compile(f"[{_HAN}]"),
    Letters.DEVANAGARI: re.compile(f"[{_DEVANAGARI}]"),
    Letters.KANA: re.compile(f"[{_KANA}]"),
}


def letters_of(char: str) -> Letters | None:
    """The writing system of a character: Latin also for digits and marks; ``None`` where there are no rules for it."""
    if readable(char):
        return Letters.LATIN
    return next((letters for letters, single in _SINGLE.items() if single.match(char)), None)


def read_foreign(
    text: str, native: frozenset[Letters], read: Callable[[Letters, str], str]
) -> tuple[tuple[str, str], ...]:
    """Annotated text as (written, phonemes or ``""``), with ``read(letters, written)`` for letters that are not native.

    What is annotated keeps its phonemes.
    """
    foreign = [letters for letters in Letters if letters not in native]
    pattern = re.compile("|".join(f"(?P<{letters}>{_RUNS[letters]})" for letters in foreign))
    found: list[tuple[str, str]] = []
    for written, phonemes in runs(text):
        if phonemes:
            found.append((written, phonemes))
            continue
        at = 0
        for match in pattern.finditer(written):
            found.append((written[at : match.start()], ""))
            found.append((match[0], read(Letters(str(match.lastgroup)), match[0])))
            at = match.end()
        found.append((written[at:], ""))
    return tuple((written, phonemes) for written, phonemes in found if written)
