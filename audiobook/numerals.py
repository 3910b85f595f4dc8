"""Roman numerals: their value, and how a person says them after a ruler's name or after a word that counts."""

from __future__ import annotations

import re

#: A whole well-formed numeral up to 4999, in either case.
ROMAN = re.compile(r"(?=[ivxlcdm])m{0,4}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z", re.IGNORECASE)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
#: Names that rulers and popes shared; after one of these a numeral is an ordinal.
_RULERS = """
albert alexander alfonso alphonso amadeus anne baldwin benedict boniface carlos catherine celestine charles christian
claudius clement constantine cosimo darius david demetrius edmund edward elizabeth emmanuel ernest eugene ferdinand
francis frederick frederic george gregory gustav gustavus haakon harald henri henry honorius humbert innocent isabella
ivan james jean joachim joan john joseph josef juan julius karl leo leopold lewis louis ludwig malcolm manuel margaret
maria martin mary matthias maximilian mohammed nicholas napoleon olaf oscar otto paul pedro peter philip pius ptolemy
ramesses ramses richard robert rudolf rudolph rupert selim sigismund sixtus stephen sylvester theodore umberto urban
victor vladimir wenceslaus wilhelm william xerxes
"""
_RULER_NAMES = frozenset(_RULERS.split())
_UNITS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_ORDINALS = ("", *_UNITS.split(), "twentieth", *(f"twenty-{unit}" for unit in _UNITS.split()[:9]), "thirtieth")
_LAST_WORD = re.compile(r"([^\W\d_]+)[\s,]*\Z")


def roman_value(text: str) -> int:
    """The value of a roman numeral in either case; 0 when it is none."""
    if not ROMAN.match(text):
        return 0
    values = [_VALUES[char] for char in text.upper()]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def roman_reading(numeral: str, before: str, language: str) -> str:
    """How a numeral that is marked as one is said after the text ``before``; empty when it is none.

    English says an ordinal after a ruler's name; everything else is the number itself in digits.
    """
    value = roman_value(numeral)
    found = _LAST_WORD.search(before)
    english = language.partition("-")[0].lower() in {"", "en"}
    if value and english and found and found[1].lower() in _RULER_NAMES and value < len(_ORDINALS):
        return f"the {_ORDINALS[value]}"
    return str(value) if value else ""
