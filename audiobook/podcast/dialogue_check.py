"""What a person should look at in a written episode: quotations and figures that no passage holds, repetitions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audiobook.podcast.dialogue import Line
from audiobook.podcast.dialogue_passages import Passage

#: What stands between quotation marks, in the pairs that several countries use.
_QUOTED = re.compile(
    r"“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」|『([^『』]+)』|‹([^‹›]+)›|(?<!\w)\"([^\"]+)\"(?!\w)"
    r"|(?<![\w])‘([^‘’]{12,})’(?!\w)"
)
_ELLIPSIS = re.compile(r"…+|\.{3,}|\[[^\]]*\]")
#: Shorter ones are a title or a word that somebody doubts (own judgement).
_FEWEST_WORDS, _FEWEST_WIDE = 3, 5
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
#: Figures of one digit are said in passing ("2 of us") more often than they are claimed.
_FIGURE = re.compile(r"\d(?:[\d.,]*\d)|\d(?=\s*%)")
#: Letters and digits of a line that is long enough to be noticed when it is said again (own judgement).
_NOTICED = 40
_SIGNS = re.compile(r"[\[\]<>{}|#\\]|\+\+\+|\*\*\*")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at, as a finding's code and message."""

    code: str
    message: str


def doubts_of(line: Line, passages: Mapping[int, Passage], given: Iterable[int]) -> tuple[Doubt, ...]:
    """What is doubtful in a line; ``given`` are the passages of its section.

    A quotation is looked for in the passages that the line names, and where it names none in all that were given:
    letters and digits only, whatever the case. Figures are looked for in the passages that it names. Linear in the
    lengths of line and passages.
    """
    found: list[Doubt] = []
    texts = [passages[number].text for number in (line.passages or tuple(given))]
    quotes = [quote for quote in _quotes(line.text) if _counts(quote)]
    where = "in the passages it names" if line.passages else "in the passages of its section"
    if quotes:
        sources = [letters(text) for text in texts]
        for quote in quotes:
            pieces = [letters(piece) for piece in _ELLIPSIS.split(quote)]
            if not all(any(piece in source for source in sources) for piece in pieces if piece):
                found.append(Doubt("quote-not-in-source", f"“{_short(quote)}” is not {where}"))
    said = figures(line.text)
    if line.passages and (strange := said - frozenset().union(*map(figures, texts))):
        found.append(Doubt("figure-not-in-source", f"{', '.join(sorted(strange))} is not {where} in digits"))
    if not line.passages and (quotes or said):
        what = "quotes" if quotes else "gives a figure"
        found.append(Doubt("claim-without-source", f"{line.host} {what} and names no passage: “{_short(line.text)}”"))
    if _SIGNS.search(line.text):
        found.append(
            Doubt("marks-in-words", f"{line.host}'s words hold signs that would be read: “{_short(line.text)}”")
        )
    return tuple(found)


def said_before(line: Line, seen: set[str]) -> tuple[Doubt, ...]:
    """Whether a long line was said before in the same words; ``seen`` is added to."""
    words = letters(line.text)
    if len(words) < _NOTICED:
        return ()
    if words in seen:
        return (Doubt("said-twice", f"this was said before: “{_short(line.text)}”"),)
    seen.add(words)
    return ()


def figures(text: str) -> frozenset[str]:
    """The numbers that are written in digits, marks between the digits left out."""
    found = _FIGURE.findall(unicodedata.normalize("NFKC", text))
    return frozenset(number.replace(",", "").replace(".", "") for number in found)


def letters(text: str) -> str:
    """Letters and digits only, case folded."""
    return "".join(filter(str.isalnum, text.casefold()))


def _quotes(text: str) -> list[str]:
    return ["".join(filter(None, found.groups())).strip() for found in _QUOTED.finditer(text)]


def _counts(quote: str) -> bool:
    return len(quote.split()) >= _FEWEST_WORDS or len(_WIDE.findall(quote)) >= _FEWEST_WIDE


def _short(text: str) -> str:
    longest = 80
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"
