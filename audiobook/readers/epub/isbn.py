"""Finding a valid ISBN in what a book gives as an identifier."""

from __future__ import annotations

import re

#: Hyphens and spaces of all kinds that printers put between the groups.
_GAPS = str.maketrans("", "", " -\u00a0\u00ad\u2009\u2010\u2011\u2012\u2013\u2212\u202f")
#: Digits with at most one gap between two, and nothing that would make them part of something longer.
_CANDIDATE = re.compile(r"(?<![\w.])(?:\d[ \u00a0\u00ad\u2009\u2010-\u2013\u2212\u202f-]?){9,12}[\dXx](?![\w])")
_SAYS_SO = re.compile(r"isbn", re.IGNORECASE)
_LABEL = re.compile(r"isbn(?:[-_ ]?1[03](?!\d))?", re.IGNORECASE)
#: An identifier is short; what is longer is not searched further.
_LONGEST = 200


def find_isbn(text: str, *, marked: bool = False) -> str:
    """The first valid ISBN of 10 or 13 digits, without hyphens; empty when there is none.

    Ten digits count only where something says that they are an ISBN (``marked``, or the word in the text): one of
    eleven numbers of this length has a right check digit by chance.
    """
    text = text[:_LONGEST]
    marked = marked or bool(_SAYS_SO.search(text))
    for found in _CANDIDATE.finditer(_LABEL.sub(" ", text)):
        digits = found[0].translate(_GAPS).upper()
        if _is_13(digits) or (marked and _is_10(digits)):
            return digits
    return ""


def _is_13(digits: str) -> bool:
    if len(digits) != 13 or not digits.isdecimal() or not digits.startswith(("978", "979")):  # noqa: PLR2004 - ISBN-13
        return False
    return sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0


def _is_10(digits: str) -> bool:
    if len(digits) != 10 or "X" in digits[:9]:  # noqa: PLR2004 - ISBN-10
        return False
    numbers = [10 if d == "X" else int(d) for d in digits]
    return sum(n * (10 - i) for i, n in enumerate(numbers)) % 11 == 0
