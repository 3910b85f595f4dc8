"""File names as people mean them: their order, and the titles they stand for."""

from __future__ import annotations

import re
import unicodedata

from audiobook.readers.walk.vocabulary import KIND_LABELS

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "兩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
#: Digits of any script, or the number after 第: ``第十二回`` stands after ``第二回``.
_NUMBER = re.compile(r"(\d+)|(?<=第)([零〇一二两兩三四五六七八九十百千]+)")
#: Longer runs of digits are no numbers of chapters; Python refuses to convert some thousands of them.
_LONGEST_NUMBER = 18
#: What only counts at the head of a name; four digits may be a year of the title.
_ORDINAL = re.compile(
    r"(?:ch(?:ap(?:ter)?)?[\s._-]*)?(?:0\d{0,4}|\d{1,3})(?:[\s._-]+\d{1,3}(?!\d))*[\s._-]+(?=.*[^\W\d_])", re.IGNORECASE
)
_BARE = re.compile(r"(?:(?P<word>[^\W\d_]+)[\s._-]*)?0*(?P<number>\d{1,4})", re.IGNORECASE)
_SHORT = {"ch": "Chapter", "chap": "Chapter", "pt": "Part", "sec": "Section", "app": "Appendix"}

#: Parts that stand before the chapters, and after them, whatever their names' letters.
_BEFORE = ("dedication", "epigraph", "foreword", "preface", "introduction", "dramatis-personae", "prologue")
_AFTER = ("conclusion", "epilogue", "afterword", "acknowledgments", "appendix", "glossary", "bibliography")
_MORE_LABELS = {"conclusion": "conclusion", "about the author": "afterword", "about the authors": "afterword"}
_LETTERED = re.compile(r"(appendix|annexe|anhang|附录|附錄)(?![a-z])")

NaturalKey = tuple[tuple[int, int, str], ...]


def natural_key(name: str) -> tuple[NaturalKey, str]:
    """A key for sorting in natural order: ``chapter2`` before ``chapter10``, ``第二回`` before ``第十回``.

    Case does not count, except to give two names that differ in nothing else an order.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    pieces: list[tuple[int, int, str]] = []
    at = 0
    for found in _NUMBER.finditer(text):
        if found.start() > at:
            pieces.append((1, 0, text[at : found.start()]))
        # Numbers stand before words, as digits before letters.
        pieces.append((0, _value(found[0]), "") if len(found[0]) <= _LONGEST_NUMBER else (1, 0, found[0]))
        at = found.end()
    if at < len(text):
        pieces.append((1, 0, text[at:]))
    return tuple(pieces), name


def reading_key(stem: str) -> tuple[int, NaturalKey, str]:
    """A key for the order in which the files of a book are read: a preface first, an appendix last, else natural."""
    label = " ".join(filter(None, re.split(r"[\s_-]+", unicodedata.normalize("NFKC", stem).casefold())))
    kind = KIND_LABELS.get(label) or _MORE_LABELS.get(label, "")
    kind = "appendix" if not kind and _LETTERED.match(label) else kind
    rank = _BEFORE.index(kind) - len(_BEFORE) if kind in _BEFORE else 1 + _AFTER.index(kind) if kind in _AFTER else 0
    return rank, *natural_key(stem)


def _value(text: str) -> int:
    if text[0] not in _DIGITS and text[0] not in _UNITS:
        return int(text)
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))  # 一二〇, read digit by digit
    total = digit = 0
    for char in text:
        if char in _UNITS:
            total += max(digit, 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def readable_title(stem: str) -> str:
    """A title from a file's name without suffix: ``03-the-lamp_goes-out`` is "The lamp goes out"."""
    text = unicodedata.normalize("NFC", stem).strip(" ._-")
    bare = _BARE.fullmatch(text)
    if bare:
        word = bare["word"] or ""
        number = bare["number"].lstrip("0") or "0"
        return f"{_SHORT.get(word.casefold(), _capital(word))} {number}".strip()
    counted = _ORDINAL.match(text)
    words = re.split(r"[\s_-]+", text[counted.end() if counted else 0 :])
    return _capital(" ".join(filter(None, words))) or stem


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
