"""Characters that are in a book but not in its sound: what is dropped, what becomes a space, what is expanded."""

from __future__ import annotations

import re

#: Dropped everywhere: soft hyphen, zero-width space, word joiner, byte order mark, bidirectional marks, variation and
#: object marks, control characters other than white space. U+200C and U+200D are handled by ``_JOINERS``.
_DROPPED = (
    *range(9),
    *range(0x0E, 0x1C),
    *range(0x7F, 0x85),
    *range(0x86, 0xA0),
    0xAD,
    0x61C,
    0x180E,
    0x200B,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x2070),
    0xFE0E,
    0xFE0F,
    0xFEFF,
    0xFFFC,
)
#: Unicode's Alphabetic Presentation Forms for Latin; speech engines do not know them.
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_TABLE: dict[int, str | None] = {**dict.fromkeys(_DROPPED), **_LIGATURES}
_RARE = re.compile("[" + "".join(re.escape(chr(c)) for c in (*_TABLE, 0x200C, 0x200D)) + "]")
#: A joiner is spelling in Persian, in Indic scripts and between emoji; after a Latin letter it is typography.
_JOINERS = re.compile("(?<![\u0590-\u1cff\u2600-\U0010ffff])[\u200c\u200d]")

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


def clean(text: str) -> str:
    """Without invisible characters, with Latin ligatures written out; white space is left as it is."""
    if not _RARE.search(text):
        return text
    return _JOINERS.sub("", text).translate(_TABLE)


def visible(text: str) -> str:
    """Only what is seen: cleaned, without any white space. The measure of the verbatim law."""
    return "".join(clean(text).split())


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
