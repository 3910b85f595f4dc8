"""What every engine does to text before it speaks: take out what no voice can say."""

from __future__ import annotations

import unicodedata

#: Joiners that change letters in Persian and Indic scripts; every other invisible character is dropped.
_JOINERS = "\u200c\u200d"


#: Where Unicode's blocks of emoji and other pictures begin.
_FIRST_PICTURE = 0x1F000


def speakable(text: str) -> str:
    """The text on one line without control and format characters (NUL, soft hyphens, zero-width spaces), NFC."""
    if not text.isprintable():
        text = "".join(map(_visible, text))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _visible(char: str) -> str:
    if char.isprintable() or char in _JOINERS:
        return char
    return " " if char.isspace() else ""


def has_words(text: str) -> bool:
    """Whether anything in the text would be said: a letter, a digit, or a picture such as an emoji."""
    return any(char.isalnum() or is_picture(char) for char in text)


def is_picture(char: str) -> bool:
    """Whether a character is an emoji or another picture that has a name but no sound."""
    return ord(char) >= _FIRST_PICTURE and unicodedata.category(char) in {"So", "Sk"}
