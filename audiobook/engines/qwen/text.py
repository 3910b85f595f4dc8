"""Text for the service: its length as billed, whether it is read, and pieces that fit."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from audiobook.engines.text import is_picture

#: Han characters, kanji and hanja among them; each is billed as two, anything else as one (facts sheet, section 2).
_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
HAN_WEIGHT = 2
_STOP = re.compile(r"[.!?…]+[”’\"'»)\]]*\s+|[。！？]+[”’」』）]*\s*")
_CLAUSE = re.compile(r"[,;:—–]\s+|[，；：、]\s*|—")
_SPACE = re.compile(r"\s+")
#: A cut nearer to the beginning than this share of what fits leaves a scrap; look for a weaker mark instead.
_LEAST_SHARE = 0.3
#: First words of Unicode names, by the languages that bring them.
_SCRIPTS = {
    "zh": ("CJK", "BOPOMOFO", "IDEOGRAPHIC"),
    "ja": ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH"),
    "ko": ("HANGUL",),
    "ru": ("CYRILLIC",),
    "en": ("LATIN", "FULLWIDTH", "MODIFIER", "FEMININE", "MASCULINE", "MICRO"),
}


def billed_length(text: str) -> int:
    """Characters as the service bills them."""
    return len(text) + (HAN_WEIGHT - 1) * len(_HAN.findall(text))


def readable(text: str, languages: tuple[str, ...]) -> bool:
    """Whether every letter belongs to a writing system of these languages, and nothing is a picture."""
    if text.isascii():
        return True
    known = tuple(name for tag in (*languages, "en") for name in _SCRIPTS.get(tag, ()))
    return all(_script(char) in {"", *known} for char in set(text) if not char.isascii())


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    """The writing system of a letter, empty for a sign that needs no reading of its own."""
    if is_picture(char):
        return "PICTURE"
    if not char.isalpha() and not unicodedata.category(char).startswith("M"):
        return "" if not char.isdecimal() or unicodedata.normalize("NFKC", char).isascii() else "DIGIT"
    name = unicodedata.name(char, "UNKNOWN").split(" ")[0]
    return "" if name in {"COMBINING", "VARIATION"} else name


def pieces(text: str, limit: int) -> tuple[str, ...]:
    """The text in pieces of at most ``limit`` billed characters, cut where speech may pause. Linear in its length."""
    found = []
    rest = text.strip()
    while billed_length(rest[: limit + 1]) > limit or len(rest) > limit:
        fits = _fitting(rest, limit)
        cut = _cut(rest, round(fits * _LEAST_SHARE), fits)
        found.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return tuple(filter(None, (*found, rest)))


def halves(text: str) -> tuple[str, str] | None:
    """Two pieces, cut at the sentence end nearest to the middle, else at a clause, else at a space; or ``None``."""
    text = text.strip()
    middle = len(text) / 2
    for mark in (_STOP, _CLAUSE, _SPACE):
        ends = [match.end() for match in mark.finditer(text) if 0 < match.end() < len(text)]
        if ends:
            cut = min(ends, key=lambda end: abs(end - middle))
            return text[:cut].strip(), text[cut:].strip()
    cut = len(text) // 2
    return (text[:cut], text[cut:]) if cut else None


def _fitting(text: str, limit: int) -> int:
    """How many characters of the beginning are billed as no more than ``limit``; at least one."""
    weight = 0
    for at, char in enumerate(text):
        weight += HAN_WEIGHT if _HAN.match(char) else 1
        if weight > limit:
            return max(at, 1)
    return len(text)


def _cut(text: str, least: int, most: int) -> int:
    """Where to cut so that the beginning fits: behind a sentence end, else a clause mark, else a space, else hard."""
    window = text[: most + 1]
    for mark in (_STOP, _CLAUSE, _SPACE):
        # White space at the cut is dropped, so it may lie behind what fits.
        ends = [end for end in (m.end() for m in mark.finditer(window)) if least <= len(window[:end].rstrip()) <= most]
        if ends:
            return ends[-1]
    return most


#: Characters a second, about: ideographs and syllables, letters, and digits, which are read as words.
_IDEOGRAPHS_S, _LETTERS_S, _DIGITS_S = 4.5, 15.0, 3.5
_MARK_S = 0.15


def expected_seconds(text: str) -> float:
    """How long the text is when read at a usual pace."""
    seconds = 0.0
    for char in text:
        if char.isdigit():
            seconds += 1 / _DIGITS_S
        elif char.isalpha():
            # From U+2E80 on: ideographs, kana, Hangul, each about a syllable.
            seconds += 1 / (_IDEOGRAPHS_S if char >= "\u2e80" else _LETTERS_S)
        elif not char.isspace():
            seconds += _MARK_S
        else:
            seconds += 1 / _LETTERS_S
    return seconds
