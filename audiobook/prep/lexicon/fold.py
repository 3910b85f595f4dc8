"""Text as it is compared: every character stays in its place, so that offsets hold."""

from __future__ import annotations

import unicodedata

from audiobook.prep.lexicon.entry import is_unspaced

_SIGNS = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "‐": "-",
        "‑": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\n": " ",
        "\t": " ",
    }
)
#: Languages whose articles and pronouns lose a vowel before a name: d’Artagnan, l’Isle, dell’Orto.
_ELIDING = frozenset({"fr", "it", "ca", "oc"})


def same_signs(text: str) -> str:
    """With one kind of apostrophe, hyphen and blank."""
    return text.translate(_SIGNS)


def lowered(text: str) -> str:
    """In small letters, exactly as long as before (``İ`` alone has a longer small form and stays)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def is_letter(char: str) -> bool:
    """Whether a character carries a word on: a letter, a digit, a vowel sign; not of a script without blanks."""
    if char.isascii():
        return char.isalnum()
    return (char.isalnum() or unicodedata.category(char)[0] == "M") and not is_unspaced(char)


def begins_word(text: str, at: int, language: str) -> bool:
    """Whether a word may begin at an offset into signs made the same."""
    if at == 0 or at >= len(text) or not is_letter(text[at]):
        return True
    last = text[at - 1]
    if is_letter(last):
        return False
    if last == "'" and at > 1 and is_letter(text[at - 2]):
        return language[:2] in _ELIDING
    return True


def ends_word(text: str, at: int, language: str) -> bool:
    """Whether a word may end before an offset; its possessive ending may follow (``Worcester|'s``)."""
    if at in {0, len(text)} or not is_letter(text[at - 1]):
        return True
    following = text[at : at + 3]
    if is_letter(following[0]):
        return False
    if following[0] == "'" and len(following) > 1 and is_letter(following[1]):
        possessive = following[1] in "sS" and (len(following) < len("'s ") or not is_letter(following[2]))
        return possessive or language[:2] in _ELIDING
    return True
