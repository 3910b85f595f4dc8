"""Text for the service: its length as billed, whether it is read, and pieces that fit."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from audiobook.engines.cutting import MARKS
from audiobook.engines.text import is_picture

#: Han characters, kanji and hanja among them; each is billed as two, anything else as one (facts sheet, section 2).
_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
HAN_WEIGHT = 2
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


#: The writing systems that are at home in a language: hanja and kanji, and Latin letters everywhere, since each of
#: these languages has foreign names and words in them.
_AT_HOME = {"zh": {"zh", "en"}, "ja": {"ja", "zh", "en"}, "ko": {"ko", "zh", "en"}, "ru": {"ru", "en"}}
_SYSTEM_OF = {name: tag for tag, names in _SCRIPTS.items() for name in names}
#: An ideograph or a syllable says about as much as three letters.
_SYLLABLE = 3
#: A text with less than this share in another writing system is of its language, with foreign words in it. Own
#: judgement.
_FOREIGN_SHARE = 0.3


def written_in(text: str, language: str) -> str:
    """The language (primary subtag) of a text by its letters: ``language`` where they are at home in it.

    The one of another writing system where nearly all letters are of that; empty where two stand side by side.
    """
    if text.isascii():
        return language
    weights: Counter[str] = Counter()
    for char in text:
        system = ("en" if char.isalpha() else "") if char.isascii() else _SYSTEM_OF.get(_script(char), "")
        weights[system] += 1 if system in {"en", "ru"} else _SYLLABLE
    del weights[""]
    most = _FOREIGN_SHARE * weights.total()
    if _outside(weights, _AT_HOME.get(language, {"en"})) <= most:
        return language
    top = "ja" if weights["ja"] else weights.most_common(1)[0][0]
    return top if _outside(weights, _AT_HOME.get(top, {"en"}) - {"en"}) <= most else ""


def _outside(weights: Counter[str], at_home: set[str]) -> int:
    return weights.total() - sum(weights[system] for system in at_home)


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
    for mark in MARKS:
        # White space at the cut is dropped, so it may lie behind what fits.
        ends = [end for end in (m.end() for m in mark.finditer(window)) if least <= len(window[:end].rstrip()) <= most]
        if ends:
            return ends[-1]
    return most
