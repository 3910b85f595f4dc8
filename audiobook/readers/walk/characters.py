"""Characters that are in a book but not in its sound: what is dropped, what becomes a space, what is expanded."""

from __future__ import annotations

import re

from audiobook.visible import clean, visible

__all__ = [
    "CJK",
    "CJK_PATTERN",
    "clean",
    "join_lines",
    "runs_on",
    "squeeze",
    "superscript",
    "visible",
]

_SUPERSCRIPT = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")

#: Han, Kana and the full-width forms: scripts written without spaces, so a line end between two of them is no space.
CJK = "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
CJK += "\ufe30-\ufe4f\uff00-\uffef"
CJK_PATTERN = re.compile(f"[{CJK}]")


#: Quotes, dashes and dots that Chinese shares with Latin scripts: beside a CJK character they are CJK.
_SHARED_MARKS = frozenset("“”‘’—…·")


def runs_on(before: str, after: str) -> bool:
    """Whether a line end between these two characters is no space: both belong to CJK text."""
    first, second = bool(CJK_PATTERN.match(before)), bool(CJK_PATTERN.match(after))
    return (first and (second or after in _SHARED_MARKS)) or (second and before in _SHARED_MARKS)


def squeeze(text: str) -> str:
    """Cleaned, and every run of white space one space, none at the ends."""
    return " ".join(clean(text).split())


def superscript(text: str) -> str:
    """Digits and signs as Unicode superscripts, so that an exponent does not run into its base."""
    return text.translate(_SUPERSCRIPT)


def join_lines(text: str) -> str:
    """Every run of white space one space, except that a line end between two CJK characters joins them."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    joined = ""
    parts: list[str] = []
    for line in lines:
        if not line:
            continue
        if joined and not runs_on(joined, line[0]):
            parts.append(" ")
        parts.append(line)
        joined = line[-1]
    return "".join(parts)
