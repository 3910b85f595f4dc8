"""What of a text is seen: the measure of the verbatim law, the same for readers and for the proof of the script."""

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

#: Characters that are split into words at once.
_AT_ONCE = 2**18


def clean(text: str) -> str:
    """Without invisible characters, with Latin ligatures written out; white space is left as it is."""
    if not _RARE.search(text):
        return text
    return _JOINERS.sub("", text).translate(_TABLE)


def visible(text: str) -> str:
    """Only what is seen: cleaned, without any white space or joiner. The measure of the verbatim law."""
    if len(text) <= _AT_ONCE:
        return "".join(clean(text).replace("\u200c", "").replace("\u200d", "").split())
    # Each character counts by itself, so the words of a whole book need not be in memory at once.
    return "".join(visible(text[at : at + _AT_ONCE]) for at in range(0, len(text), _AT_ONCE))


def shortened(text: str, most: int) -> str:
    """A text as it is shown in a message, of ``most`` characters at most."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
