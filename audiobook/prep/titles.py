"""Chapter titles that hold numerals: shown as the book writes them, spoken as a person would say them."""

from __future__ import annotations

import re

from audiobook.numerals import roman_value
from audiobook.script import Inline, Say, Words

_ROMAN = r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_LONE = re.compile(rf"(?P<roman>{_ROMAN})\.?|(?P<digits>\d{{1,4}})\.?")
_KEYWORDS = (
    "chapter|book|part|volume|canto|act|scene|letter|stave|section|chapitre|livre|partie|tome|kapitel|buch|teil|band|"
    "capítulo|capitulo|capitolo|libro|parte|tomo"
)
_HEADED = re.compile(
    rf"(?P<word>{_KEYWORDS})\s+(?P<roman>{_ROMAN}|{_ROMAN.lower()})\b(?P<after>\s*$|\s*[.:,;—–\-\n]|\s+(?=\S))",
    re.IGNORECASE,
)
_WORDS_EN = {"part": "Part", "book": "Book", "volume": "Volume", "act": "Act", "scene": "Scene"}
_MARKER_WORDS = 6
_MARKER_LENGTH = 40
_MARKER_CJK = 16


def title_parts(title: str, language: str, kind: str = "chapter") -> tuple[Inline, ...]:
    """The parts of a chapter's title. A lone ``XII`` is spoken "Chapter 12"; ``kind`` may name another word (part)."""
    title = title.strip()
    lone = _LONE.fullmatch(title)
    if lone:
        number = int(lone["digits"]) if lone["digits"] else roman_value(lone["roman"])
        spoken = _numbered(number, language, kind)
        return (Words(title),) if spoken == title else (Say(title, spoken),)
    return headed_parts(title)


def heading_text(title: str) -> tuple[Inline, ...]:
    """A heading inside a chapter: a lone roman numeral is spoken as its number."""
    lone = _LONE.fullmatch(title.strip())
    if lone and lone["roman"]:
        return (Say(title.strip(), str(roman_value(lone["roman"]))),)
    return headed_parts(title.strip())


def headed_parts(title: str) -> tuple[Inline, ...]:
    """``CHAPTER XII. The Ball`` with its numeral spoken as a number; a pronoun "I" is never touched."""
    found = _HEADED.match(title)
    if not found or not _is_numeral(found, title):
        return (Words(title),) if title else ()
    end = found.end("roman")
    word = found["word"]
    word = word.capitalize() if word.isupper() else word
    spoken = f"{word} {roman_value(found['roman'].upper())}"
    rest = title[end:]
    return (Say(title[:end], spoken), Words(rest)) if rest else (Say(title, spoken),)


def _is_numeral(found: re.Match[str], title: str) -> bool:
    """``Part I Play`` may speak of me; ``CHAPTER I The Start`` and everything but a lone I does not."""
    roman = found["roman"]
    if not roman or (roman not in {roman.upper(), roman.lower()}):
        return False
    if roman.upper() != "I" or found["after"].strip() or found.end() == len(title):
        return True
    return found["word"].casefold() == "chapter" and title[found.end() :][:1].isupper()


def _numbered(number: int, language: str, kind: str) -> str:
    code = language.partition("-")[0].casefold()
    if code in {"en", ""}:
        return f"{_WORDS_EN.get(kind, 'Chapter')} {number}"
    if code in {"zh", "yue", "cmn", "lzh"}:
        return f"第{number}章"
    return str(number)


def first_words(text: str) -> str:
    """A marker's name for a section without a title: its first few words."""
    flat = " ".join(text.split())
    words = flat.split(" ")
    short = " ".join(words[:_MARKER_WORDS])
    if len(short) > _MARKER_LENGTH:
        short = short[:_MARKER_CJK]
    return short if short == flat else short.rstrip(" ,.;:—–-，。") + "…"
