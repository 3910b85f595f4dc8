"""Which convention of quotation marks a book uses: decided once, from all its paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Marks(StrEnum):
    """A convention of quotation marks."""

    DOUBLE = "double"
    SINGLE = "single"
    GUILLEMETS = "guillemets"
    REVERSED_GUILLEMETS = "reversed-guillemets"
    LOW = "low"
    CORNERS = "corners"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Style:
    """How a book marks speech. ``opens`` and ``closes`` are its signs, ``toggles`` those that do either by turns.

    ``dashes`` when a paragraph that begins with a dash is a turn of dialogue.
    """

    marks: Marks
    opens: str = ""
    closes: str = ""
    toggles: str = ""
    dashes: bool = False


_FIRST = re.compile(r"[“”\"«»„「『]|(?:^|(?<=[\s(—–\[]))[‘'‚](?=[\w“])")
#: A paragraph that begins with a dash and goes on is a turn; a hyphen needs a space behind it.
DASH_TURN = re.compile(r"\s*(?:[—―–]|-{1,2}\s)(?=\s*[^\s—―–\-])\s*")
#: Words that begin with an apostrophe; a single mark before them opens nothing.
CLIPPED = re.compile(
    r"[‘'’](?:tis|twas|twere|twill|twould|tisn|twasn|em|im|er|bout|cos|til|neath|gainst|un|ud|ad|ow|ere|ome|ouse|ead|eart"
    r"|oo|adn|asn|eaven|ighness|fraid|nother|ave|alf|andsome|arf|igh|ope|ello|eard|undred|orse|prentice|tween|mongst|nuff"
    r"|specially|(?-i:cause|cept|fore|pon|stead|spose|spect|pears|nless|lowed)|n|\d\ds?)\b(?![’'](?!\w))"
    # Years without their century: in ’forty-three, the summer of ’ninety.
    r"|(?:(?<=\bin )|(?<=\bof )|(?<=\bsince )|(?<=\bfrom )|(?<=\btill )|(?<=\bto ))[‘'’]"
    r"(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)(?:y|ies)\b(?![’'](?!\w))",
    re.IGNORECASE,
)
SINGLE_OPEN = re.compile(r"(?:^|(?<=[\s(—–\-\[“\"]))[‘'](?=[\w“\"…—–_¡¿(]|[’']\w|\.\.|--)|‘(?=[\w…—_“(]|--)")
_SINGLE_CLOSE = re.compile(r"[’'](?!\w)")
_STYLE_OF = {
    "“": Marks.DOUBLE,
    "”": Marks.DOUBLE,
    '"': Marks.DOUBLE,
    "‘": Marks.SINGLE,
    "'": Marks.SINGLE,
    "‚": Marks.LOW,
    "«": Marks.GUILLEMETS,
    "»": Marks.REVERSED_GUILLEMETS,
    "„": Marks.LOW,
    "「": Marks.CORNERS,
    "『": Marks.CORNERS,
}
_SIGNS = {
    Marks.DOUBLE: Style(Marks.DOUBLE, "“", "”", '"'),
    Marks.GUILLEMETS: Style(Marks.GUILLEMETS, "«", "»"),
    Marks.REVERSED_GUILLEMETS: Style(Marks.REVERSED_GUILLEMETS, "»", "«"),
    Marks.LOW: Style(Marks.LOW, "„", "“”", '"'),
    Marks.CORNERS: Style(Marks.CORNERS, "「『", "」』"),
}
#: A turn begins with a dash in at least this share of the book's paragraphs that show any dialogue (own judgement).
_DASH_SHARE = 0.2
#: Languages that set dialogue with dashes beside guillemets as a rule: fewer dashes are enough.
_DASH_LANGUAGES = {"fr", "es", "it", "pt", "ru", "pl", "ro", "ca", "gl"}
_DASH_SHARE_THERE = 0.05


def find_style(paragraphs: Iterable[str | None], language: str = "en") -> Style:
    """The book's convention: the opening mark that most often comes first in a paragraph wins."""
    votes: Counter[Marks] = Counter()
    signs: Counter[str] = Counter()
    dashes = 0
    for text in paragraphs:
        if not text:
            continue
        signs.update({sign: text.count(sign) for sign in "“”„«»"})
        if DASH_TURN.match(text):
            dashes += 1
        elif marks := _first_mark(text):
            votes[marks] += 1
    if votes[Marks.GUILLEMETS] * 3 > votes[Marks.REVERSED_GUILLEMETS] > 0:
        # A paragraph that goes on with a quotation begins with its closing mark in some French books.
        votes[Marks.GUILLEMETS] += votes.pop(Marks.REVERSED_GUILLEMETS)
    marks, count = votes.most_common(1)[0] if votes else (Marks.NONE, 0)
    code = language.partition("-")[0].casefold()
    share = _DASH_SHARE_THERE if code in _DASH_LANGUAGES else _DASH_SHARE
    return _with_signs(marks, signs, dashes=dashes > 1 and dashes >= share * (dashes + count))


def _with_signs(marks: Marks, signs: Counter[str], *, dashes: bool) -> Style:
    base = _SIGNS.get(marks, Style(marks))
    opens, closes, toggles = base.opens, base.closes, base.toggles
    if marks is Marks.DOUBLE and signs["”"] and not signs["“"]:
        opens, closes, toggles = "", "", '”"'  # Swedish and Finnish: the same mark at both ends
    if marks is Marks.REVERSED_GUILLEMETS and not signs["«"]:
        opens, closes, toggles = "", "", "»"
    return Style(marks, opens, closes, toggles, dashes)


def _first_mark(text: str) -> Marks | None:
    """The convention that the first opening mark of a paragraph speaks for."""
    found = _FIRST.search(text)
    while found and found[0] in "'‘" and CLIPPED.match(text, found.start()):
        found = _FIRST.search(text, found.end())
    if not found or (found[0] in "'‘" and not single_close(text, found.end())):
        return None
    return _STYLE_OF[found[0]]


_LONGEST_TITLE = 60
_AFTER_CLOSE = frozenset({",", ".", ";", ":", "!", "?", "", "\n", "—", "–", "-"})


def single_close(text: str, start: int) -> int:
    """Where the single quotation that begins at ``start`` ends (behind its mark), or 0.

    A mark after punctuation closes. One after a letter may be an apostrophe (the boys’ room, goin’ home): it closes
    only when no surer mark follows before the next opening mark, best before punctuation.
    """
    maybe = best = 0
    again = _next_open(text, start)
    for found in _SINGLE_CLOSE.finditer(text, start):
        at = found.start()
        if again and at >= again:
            if best or maybe:
                return best or maybe
            again = _next_open(text, max(again + 1, at))
        if at == start:
            continue
        if not text[at - 1].isalnum() and not text[at - 1].isspace():
            return found.end()
        if not text[at - 1].isspace():
            # Far from its opening mark a bare mark after a letter is an apostrophe; near it, it ends a word or a title.
            if at - start < _LONGEST_TITLE:
                maybe = maybe or found.end()
            if text[found.end() : found.end() + 1] in _AFTER_CLOSE:
                best = best or found.end()
    return best or maybe


def _next_open(text: str, start: int) -> int:
    """Where the next single mark that opens stands, or 0."""
    found = SINGLE_OPEN.search(text, start)
    while found and CLIPPED.match(text, found.start()):
        found = SINGLE_OPEN.search(text, found.end())
    return found.start() if found else 0
