"""Find quotations in paragraphs, in the convention that the book itself uses.

The style is decided once per book from all its paragraphs; then each paragraph is scanned on its own. Pure functions.
"""

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
    """How a book marks speech; ``dashes`` when a paragraph that begins with a dash is a turn of dialogue."""

    marks: Marks
    dashes: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation at ``[start, end)`` of its paragraph, marks included.

    ``closed`` is false when it runs to the paragraph's end without a closing mark; ``dash`` for a dash turn.
    """

    start: int
    end: int
    closed: bool = True
    dash: bool = False


_FIRST = re.compile(r"[“\"«»„「『]|(?:^|(?<=[\s(—–\[]))[‘'](?=[\w“])")
_DASH_TURN = re.compile(r"[—―–](?!\s*$)|-{1,2}\s(?=\w)")
#: Words that begin with an apostrophe; a single mark before them opens nothing.
_CLIPPED = re.compile(
    r"[‘'’](?:tis|twas|twere|twill|twould|em|im|er|bout|cause|cos|til|till|neath|gainst|round|un|ud|ad|as|is|ow|ere|ome|ouse"
    r"|ave|alf|andsome|arf|igh|ope|ello|eard|undred|orse|and|way|prentice|tween|mongst|nuff|specially|\d0s|n)\b",
    re.IGNORECASE,
)
_STYLE_OF = {
    "“": Marks.DOUBLE,
    '"': Marks.DOUBLE,
    "‘": Marks.SINGLE,
    "'": Marks.SINGLE,
    "«": Marks.GUILLEMETS,
    "»": Marks.REVERSED_GUILLEMETS,
    "„": Marks.LOW,
    "「": Marks.CORNERS,
    "『": Marks.CORNERS,
}
_PAIRS = {
    Marks.DOUBLE: ("“", "”"),
    Marks.GUILLEMETS: ("«", "»"),
    Marks.REVERSED_GUILLEMETS: ("»", "«"),
    Marks.LOW: ("„", "“”"),
    Marks.CORNERS: ("「『", "」』"),
}
_MARK_SCANS = {
    Marks.DOUBLE: re.compile('[“”"]'),
    Marks.GUILLEMETS: re.compile("[«»]"),
    Marks.REVERSED_GUILLEMETS: re.compile("[«»]"),
    Marks.LOW: re.compile("[„“”]"),
    Marks.CORNERS: re.compile("[「『」』]"),
}
_SINGLE_OPEN = re.compile(r"(?:^|(?<=[\s(—–\[“]))[‘'](?=[\w“…—¡¿]|’\w)|‘(?=[\w…—])")
_SINGLE_CLOSE = re.compile(r"[’'](?![\w])")
#: A turn begins with a dash in at least this share of the book's paragraphs that show any dialogue (own judgement).
_DASH_SHARE = 0.2
_SCARE_LENGTH = 60
#: How far around a quotation the signs of its sentence are looked for, in characters.
_NEAR = 40
_INNER_DASH = re.compile(r"(?<![\s—―–])\s*[—―–]\s*")
_CJK_SCARE_LENGTH = 12
_ENDS_SPEECH = tuple(".,!?;:-—–_'’)…。！？，；：、")
_BEFORE_SPEECH = re.compile(r"[.,!?;:—–\-…。！？，；：、]\s*$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def find_style(paragraphs: Iterable[str]) -> Style:
    """The book's convention: the opening mark that most often comes first in a paragraph wins."""
    votes: Counter[Marks] = Counter()
    dashes = 0
    for text in paragraphs:
        if _DASH_TURN.match(text):
            dashes += 1
        found = _FIRST.search(text)
        while found and found[0] in "'‘" and _CLIPPED.match(text, found.start()):
            found = _FIRST.search(text, found.end())
        if found and (found[0] not in "'‘" or _single_closes(text, found.end())):
            votes[_STYLE_OF[found[0]]] += 1
    marks, count = votes.most_common(1)[0] if votes else (Marks.NONE, 0)
    if marks is Marks.GUILLEMETS or votes[Marks.GUILLEMETS] * 3 > votes[Marks.REVERSED_GUILLEMETS] > 0:
        marks = Marks.GUILLEMETS if marks is Marks.REVERSED_GUILLEMETS else marks
    return Style(marks, dashes > 1 and dashes >= _DASH_SHARE * (dashes + count))


def find_quotes(text: str, style: Style) -> tuple[Quote, ...]:
    """The quotations of one paragraph, in order, without overlap; scare quotes and titles are left out."""
    if style.dashes and _DASH_TURN.match(text):
        return _dash_turn(text)
    if style.marks is Marks.NONE:
        return ()
    found = _single(text) if style.marks is Marks.SINGLE else _paired(text, style.marks)
    return tuple(q for q in found if not _is_scare(text, q))


def _paired(text: str, marks: Marks) -> list[Quote]:
    opens, closes = _PAIRS[marks]
    quotes: list[Quote] = []
    start, depth = -1, 0
    for found in _MARK_SCANS[marks].finditer(text):
        mark, at = found[0], found.start()
        opening = start < 0 if mark == '"' else mark in opens
        if opening and start >= 0 and marks is Marks.CORNERS:
            depth += 1
        elif opening and start >= 0:
            # A second opening mark inside an open quotation: the first was never closed, or begins a new paragraph
            # that a reader joined to this one.
            quotes.append(Quote(start, at))
            start = at
        elif opening:
            start = at
        elif start >= 0 and (mark == '"' or mark in closes):
            if depth:
                depth -= 1
                continue
            quotes.append(Quote(start, found.end()))
            start = -1
    if start >= 0:
        quotes.append(Quote(start, len(text), closed=False))
    return quotes


def _single(text: str) -> list[Quote]:
    quotes: list[Quote] = []
    at = 0
    while opened := _SINGLE_OPEN.search(text, at):
        if _CLIPPED.match(text, opened.start()):
            at = opened.end()
            continue
        end = _single_closes(text, opened.end())
        if not end and opened[0] == "'":
            at = opened.end()
            continue
        quotes.append(Quote(opened.start(), end or len(text), closed=bool(end)))
        at = end or len(text)
    return quotes


def _single_closes(text: str, start: int) -> int:
    """Where the single quotation that begins at ``start`` ends, or 0.

    A mark after punctuation closes. One after a letter may be an apostrophe (the boys’ room): it closes only when no
    surer mark follows before the next opening mark.
    """
    again = _SINGLE_OPEN.search(text, start)
    while again and _CLIPPED.match(text, again.start()):
        again = _SINGLE_OPEN.search(text, again.end())
    stop = again.start() if again else len(text)
    maybe = 0
    for found in _SINGLE_CLOSE.finditer(text, start, stop):
        before = text[found.start() - 1]
        if not before.isalnum():
            return found.end()
        maybe = maybe or found.end()
    return maybe


def _dash_turn(text: str) -> tuple[Quote, ...]:
    """A dash turn: speech up to the dash (or the comma) that brings in the narrator, and after it again."""
    first = _DASH_TURN.match(text)
    start = first.end() if first else 0
    quotes = []
    opened = 0
    for found in _INNER_DASH.finditer(text, start):
        at = found.start()
        if opened >= 0:
            if _TAG_AFTER_DASH.match(text, found.end()):
                quotes.append(Quote(opened, at, dash=True))
                opened = -1
        else:
            opened = at
    if opened >= 0:
        quotes.append(Quote(opened, len(text), dash=True))
    return tuple(quotes)


#: After a dash inside a turn, narration begins with a verb of speech (a few of each language that uses dashes).
_TAG_AFTER_DASH = re.compile(
    r"(?:\w+[,’' ]\s?){0,2}(?:said|asked|cried|answered|replied|dit|demanda|répondit|s[’']écria|reprit|fit|murmura|"
    r"cria|dijo|preguntó|respondió|"
    r"exclamó|contestó|gritó|murmuró|disse|perguntou|respondeu|rispose|chiese|esclamò)\b",
    re.IGNORECASE,
)


def _is_scare(text: str, quote: Quote) -> bool:
    """A word or title in quotation marks inside a sentence, that nobody says."""
    if not quote.closed or quote.dash:
        return False
    inner = text[quote.start + 1 : quote.end - 1].strip()
    cjk = bool(_CJK.search(inner))
    if not inner or inner.endswith(_ENDS_SPEECH) or len(inner) >= (_CJK_SCARE_LENGTH if cjk else _SCARE_LENGTH):
        return not inner
    before = text[max(0, quote.start - _NEAR) : quote.start].rstrip()
    if before and not _BEFORE_SPEECH.search(before) and not before.endswith(("“", "”", "’", '"', "»")):
        return True
    after = text[quote.end : quote.end + _NEAR].lstrip()
    return after[:1] in set(".,;") if after and before else False
