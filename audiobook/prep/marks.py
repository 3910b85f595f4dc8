"""The words, escapes and patterns of the tagged script that its parser and its formatter share."""

from __future__ import annotations

import re

#: First words that make a bracket a mark rather than a character's tag.
MARK_WORDS = ("pause", "sound", "music", "clip", "lang", "say")
#: Marks of sound: they stand on a line of their own.
LINE_MARKS = ("sound", "music", "clip")
#: Longest ``[pause …]``, in milliseconds: ten minutes; anything longer is a slip of the pen.
MAX_PAUSE_MS = 600_000
#: A BCP 47 tag as far as a speech engine cares: letters, then subtags.
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
#: Spaces that mean nothing at the edge of a line. Other white space (no-break, ideographic) belongs to the text.
BLANK = " \t"

_ESCAPED = re.compile(r"\\([^A-Za-z0-9\s])")
_SHAPES = {
    "pause": re.compile(r"[\d.,]+\s*(?:m?s|sec\w*|min\w*)?"),
    "sound": re.compile(r"(?:\S+\.\w{2,5}\b.*|end)"),
    "music": re.compile(r"(?:\S+\.\w{2,5}\b.*|end)"),
    "clip": re.compile(r"\S+\.\w{2,5}\b.*"),
    "lang": re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}"),
    "say": re.compile(r"[\"“].*"),
}


def unescape(text: str) -> str:
    """Take the backslash from every escaped sign; a backslash before a letter, digit or space stays."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def words_of(text: str) -> list[str]:
    """The words of a table written as text."""
    return text.split()


def escape(text: str, signs: str) -> str:
    """Put a backslash before every one of ``signs`` (and before backslashes)."""
    if not any(sign in text for sign in signs + "\\"):
        return text
    return "".join("\\" + c if c == "\\" or c in signs else c for c in text)


def one_line(text: str) -> str:
    """Collapse all white space to single spaces and trim."""
    return " ".join(text.split())


def one_edit(a: str, b: str) -> bool:
    """Whether two different words are one insertion, deletion, substitution or swap apart."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:])
    )


def misspelt_mark(body: str) -> str:
    """The mark a bracket was probably meant to be, or nothing.

    Only when the first word is one edit from a mark word *and* what follows looks like that mark's arguments:
    ``paus 2s`` is a slip, ``Jay Gatsby`` (one edit from ``say``) is a person.
    """
    word, _, rest = body.strip().partition(" ")
    for mark in MARK_WORDS:
        if one_edit(word, mark) and _SHAPES[mark].fullmatch(rest.strip()):
            return mark
    return ""


def first_word(body: str) -> str:
    """The first word of a bracket, lower case, without the signs that end a name."""
    words = body.split(None, 1)
    return re.split(r"[:?]", words[0], maxsplit=1)[0].casefold() if words else ""


def is_language(tag: str) -> bool:
    """Whether the script can carry this language tag."""
    return LANGUAGE.fullmatch(tag) is not None
