"""Which letters a voice can read, by the languages that it speaks: what it cannot read it must not be given."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from audiobook.engines.text import is_picture

#: First words of Unicode names, by language (CLDR's scripts of languages). Every voice reads Latin letters besides:
#: books in all languages have foreign names in them.
_SCRIPTS: dict[str, tuple[str, ...]] = {
    "zh": ("CJK", "BOPOMOFO", "IDEOGRAPHIC"),
    "ja": ("CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH"),
    "ko": ("HANGUL", "CJK", "IDEOGRAPHIC"),
    "el": ("GREEK",),
    "he": ("HEBREW",),
    "yi": ("HEBREW",),
    "hy": ("ARMENIAN",),
    "ka": ("GEORGIAN",),
    "bn": ("BENGALI",),
    "as": ("BENGALI",),
    "gu": ("GUJARATI",),
    "pa": ("GURMUKHI",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "kn": ("KANNADA",),
    "ml": ("MALAYALAM",),
    "si": ("SINHALA",),
    "th": ("THAI",),
    "lo": ("LAO",),
    "km": ("KHMER",),
    "my": ("MYANMAR",),
    "am": ("ETHIOPIC",),
    **dict.fromkeys(("yue", "cmn", "wuu", "nan", "hak"), ("CJK", "BOPOMOFO", "IDEOGRAPHIC")),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "ba", "cv"), ("CYRILLIC",)),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "sd", "ku", "ckb", "ug"), ("ARABIC", "ARABIC-INDIC", "EXTENDED")),
    **dict.fromkeys(("hi", "mr", "ne", "sa", "bho", "kok"), ("DEVANAGARI",)),
}
_EVERYWHERE = frozenset({"", "LATIN", "FULLWIDTH", "MODIFIER", "FEMININE", "MASCULINE", "MICRO"})
_ANY = "*"


def readable(text: str, languages: Iterable[str]) -> bool:
    """Whether every letter is of a writing system of these languages (BCP 47, ``*`` for any) or Latin, and no picture.

    Thread-safe; linear in the text.
    """
    return text.isascii() or not unreadable(text, languages)


def unreadable(text: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The characters that such a voice does not read, each once, sorted."""
    strange = sorted({char for char in text if not char.isascii()})
    if not strange:
        return ()
    tags = {tag.replace("_", "-").split("-")[0].lower() for tag in languages}
    if _ANY in tags:
        return tuple(char for char in strange if is_picture(char))
    known = _EVERYWHERE.union(*(_SCRIPTS.get(tag, ()) for tag in tags))
    return tuple(char for char in strange if _script(char) not in known)


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    """The writing system of a letter; empty for a sign that needs no reading of its own."""
    if is_picture(char):
        return "PICTURE"
    if not char.isalpha() and not unicodedata.category(char).startswith("M"):
        return "" if not char.isdecimal() or unicodedata.normalize("NFKC", char).isascii() else _first(char)
    name = _first(char)
    return "" if name in {"COMBINING", "VARIATION"} else name


def _first(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").split(" ")[0]
