"""Words that are drawn out with hyphens at several places: mo-o-st me-r-r-y, R-o-o-meo, Hurrah-ah-ah."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.sounds import doubled

_CHAIN = re.compile(r"(?<![\w’'-])[^\W\d_]+(?:-[^\W\d_]+){2,}(?![\w’'-])")
_ECHO = re.compile(r"[^\W\d_]{2}(?P<end>[aeiou]h)(?P<more>(?:-(?P=end))+)(?![\w-])", re.IGNORECASE)
_RUN = re.compile(r"([^\W\d_])\1+", re.IGNORECASE)

_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)


def _chain(match: re.Match[str], _page: Page) -> str | None:
    """The word without hyphens and with each drawn letter once, or twice where a dictionary has it so."""
    pieces = match[0].split("-")
    if not any(_is_drawn(before, piece) for before, piece in pairwise(pieces)) or _is_stutter(pieces):
        return None
    word = pieces[0]
    for piece in pieces[1:]:
        word += word[-1].lower() + piece[1:] if _bare(piece[0]) == _bare(word[-1]) else piece
    twice = _RUN.sub(lambda run: run[1] + run[1].lower(), word)
    if doubled(twice.lower()):
        # All letters one by one may as well be a word that is spelled.
        return None if all(len(piece) == 1 for piece in pieces) else twice
    single = pieces[0]
    for piece in pieces[1:]:
        single += piece[1:] if _bare(piece[0]) == _bare(single[-1]) else piece
    return _LONG_RUN.sub(lambda run: run[1], single)


def _is_drawn(before: str, piece: str) -> bool:
    """Whether a piece is the letter again that stands before it, with or without its accent."""
    return len(piece) == 1 and _bare(piece) == _bare(before[-1])


def _is_stutter(pieces: list[str]) -> bool:
    """``D-d-did`` begins anew each time, ``Mm-m-m`` is a sound; neither is a word drawn out."""
    first = _bare(pieces[0])
    return len(set(map(_bare, "".join(pieces)))) == 1 or (len(first) == 1 and _bare(pieces[-1]).startswith(first))


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


RULES = (
    Rule("drawn", _CHAIN, _chain, needs="-"),
    Rule("drawn", _ECHO, lambda _m, _p: "", group="more", needs="-"),
)
