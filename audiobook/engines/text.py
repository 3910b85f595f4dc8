"""What every engine does to text before it speaks: take out what no voice can say."""

from __future__ import annotations

import unicodedata

#: Joiners that change letters in Persian and Indic scripts; every other invisible character is dropped.
_JOINERS = "\u200c\u200d"
#: Characters a second, about: ideographs and syllables, letters, and digits, which are read as words.
_IDEOGRAPHS_S, _LETTERS_S, _DIGITS_S = 4.5, 15.0, 3.5
_MARK_S = 0.15
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


def expected_seconds(text: str) -> float:
    """How long the text is when read at a usual pace."""
    seconds = 0.0
    for char in text:
        if char.isdigit():
            seconds += 1 / _DIGITS_S
        elif char.isalpha():
            # From U+2E80 on: ideographs, kana, Hangul, each about a syllable.
            seconds += 1 / (_IDEOGRAPHS_S if char >= "\u2e80" else _LETTERS_S)
        elif not char.isspace():
            seconds += _MARK_S
        else:
            seconds += 1 / _LETTERS_S
    return seconds
