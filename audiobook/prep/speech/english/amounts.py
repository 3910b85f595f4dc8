"""Numbers that count something: digits, fractions, both, and two of them with a dash between."""

from __future__ import annotations

import re

from audiobook.prep.speech.english.words import cardinal, fraction, number

VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
_SIGNS = "".join(VULGAR)
INTEGER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)"
DECIMAL = rf"(?:{INTEGER}(?:\.\d+)?|\.\d+)"
SPACE = r"[ \u00a0\u2009\u202f]"
_MIXED = rf"(?:\d+{SPACE}?[{_SIGNS}]|[{_SIGNS}]|\d+[ \u00a0-]\d{{1,2}}[/⁄]\d{{1,3}}(?!\d)|\d{{1,2}}⁄\d{{1,3}})"
#: One amount, not signed.
AMOUNT = rf"(?:{_MIXED}|{DECIMAL})"
#: A minus, not the hyphen of a compound or of a range.
MINUS = r"(?:(?<![\w\)\]])[-−–](?=[\d.]))?"
#: Between the two numbers of a range.
TO = rf"{SPACE}?(?:[–‒-]|—){SPACE}?"
NOT_BEFORE = r"(?<![\w.,/:–-])"
_PARTS = re.compile(
    rf"(?P<whole>\d+)??[ \u00a0\u2009\u202f-]?(?:(?P<sign>[{_SIGNS}])|(?P<above>\d+)[/⁄](?P<below>\d+))"
)


def said(written: str, *, british: bool = True) -> str:
    """An amount in words: ``5½`` five and a half, ``1,200`` one thousand two hundred."""
    found = _PARTS.fullmatch(written)
    if not found:
        return number(written, british=british)
    above, below = parts(found)
    words = fraction(above, below) if below else "zero"
    return f"{cardinal(int(found['whole']), british=british)} and {words}" if found["whole"] else words


def parts(found: re.Match[str]) -> tuple[int, int]:
    """What stands above and below the line."""
    return VULGAR[found["sign"]] if found["sign"] else (int(found["above"]), int(found["below"]))


def is_one(written: str) -> bool:
    """Whether a noun after the amount is in the singular."""
    return written.lstrip("-−–") in {"1", "1.0"}


def below_one(written: str) -> bool:
    """A fraction without a whole number: three eighths *of an* inch."""
    found = _PARTS.fullmatch(written)
    return bool(found and not found["whole"])


def ranged(first: str, second: str | None, *, british: bool = True) -> str:
    """One amount, or two with "to" between."""
    start = said(first, british=british)
    return f"{start} to {said(second, british=british)}" if second else start
