"""Titles: made from headings, compared loosely with navigation labels, and never said twice."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from audiobook.document import Block, BlockKind, Skipped, Span
from audiobook.numerals import ROMAN, roman_value
from audiobook.readers.walk.characters import squeeze
from audiobook.readers.walk.spans import cut_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+")
_NUMBER_WORDS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty
"""
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS.split(), 1)}
_NUMBERS |= {word: str(number * 10) for number, word in enumerate(_TENS.split(), 3)}
#: Words that a label may leave out before a number without saying less.
_CHAPTER_WORDS = frozenset({"chapter", "chap", "kapitel", "chapitre", "capítulo", "capitolo", "глава"})
_SMALL = """
a an and as at but by for from in into nor of off on onto or over so the to up upon via vs with yet de la le du des et
und der die das von
"""
_SMALL_WORDS = frozenset(_SMALL.split())
_ENDS = ".:;!?…—–-。：！？"
#: Blocks at a section's head among which its title is looked for.
_HEAD = 4
_CAPITAL_LABEL = re.compile(
    r"\A(?:CHAPTER|BOOK|PART|ACT|SCENE|CANTO|LETTER|VOLUME|SECTION|KAPITEL|CHAPITRE|CAP[IÍ]TULO|ГЛАВА|ЧАСТЬ)\b(?=.*[^\W\d_][a-zà-ÿ])"
)
_BARE = re.compile(
    r"(?:(?:chapter|book|part|act|scene|canto|letter|stave|adventure|kapitel|chapitre|cap[ií]tulo|глава)\s+)?"
    r"(?:\d{1,4}|[ivxlcdm]{1,9}|[a-z]{3,9}(?:[ -][a-z]{3,9})?)[.:]?\Z|第.{1,8}[章回节卷部集]\Z",
    re.IGNORECASE,
)


class _Token(NamedTuple):
    value: str
    end: int


def fold(text: str) -> str:
    """For looking a label up: one line, lower case, straight punctuation at the ends removed."""
    return squeeze(text).casefold().strip(" .:*[]()—-")


def heading_title(block: Block) -> str:
    """A title from a heading: its lines joined, capitals throughout recased."""
    title = ""
    for line in block.text.split("\n"):
        part = recase(squeeze(line))
        if not part:
            continue
        joint = "" if not title else " " if title[-1] in _ENDS else ": "
        title += joint + part
    return title


def recase(text: str) -> str:
    """A line all in capitals becomes title case; roman numbers stay."""
    text = _CAPITAL_LABEL.sub(lambda found: found[0].capitalize(), text)
    letters = [c for c in text if c.isalpha()]
    if len(letters) < 4 or any(c.islower() for c in letters) or not any(c.isupper() for c in letters):  # noqa: PLR2004 - an abbreviation may be capitals
        return text
    words = text.split(" ")
    return " ".join(
        _recase_word(word, first=not number or words[number - 1][-1:] in _ENDS) for number, word in enumerate(words)
    )


def _recase_word(word: str, *, first: bool) -> str:
    bare = word.strip(".,:;!?“”‘’'\"()[]—-")
    if ROMAN.match(bare) and bare.upper() not in {"MIX", "DIM", "MILD", "CIVIC", "LID", "DID", "MILL", "DILL", "VIM"}:
        return word
    lower = word.lower()
    if not first and bare.lower() in _SMALL_WORDS:
        return lower
    parts = re.split(r"([-—–])", lower)
    return "".join(_capital(part) for part in parts)


def _capital(part: str) -> str:
    for number, char in enumerate(part):
        if char.isalpha():
            return part[:number] + char.upper() + part[number + 1 :]
    return part


def is_bare_number(title: str) -> bool:
    """A heading that only counts: ``Chapter I``, ``II.``, ``Chapter Twenty-one``, ``第三回``."""
    text = squeeze(title)
    if not _BARE.match(text):
        return False
    tokens = _tokens(text)
    return bool(tokens) and (tokens[-1].value.isdigit() or text.startswith("第"))


def _tokens(text: str) -> list[_Token]:
    """Words as compared: case, compatibility forms and how a number is written do not count."""
    words = [(unicodedata.normalize("NFKC", match[0]).casefold(), match.end()) for match in _TOKEN.finditer(text)]
    counting = [word for word, _ in words if word not in _CHAPTER_WORDS]
    return [_Token(_number(word), end) for word, end in words if word not in _CHAPTER_WORDS or not counting]


def _number(word: str) -> str:
    if word in _NUMBERS:
        return _NUMBERS[word]
    return str(roman_value(word)) if ROMAN.match(word) else word


def _values(text: str) -> list[str]:
    return [token.value for token in _tokens(text)]


def same_title(first: str, second: str) -> bool:
    """Whether two titles say the same, however they are written."""
    values = _values(first)
    return bool(values) and values == _values(second)


def absorb_title(title: str, blocks: Sequence[Block]) -> tuple[list[Block], list[Skipped], bool]:
    """Take the title's own heading out of a section's blocks: ``(blocks left, what was taken, whether found)``.

    What a heading says beyond the title stays as a heading.
    """
    left = list(blocks)
    taken: list[Skipped] = []
    wanted = _values(title)
    index = looked = 0
    while wanted and index < len(left) and looked < _HEAD:
        looked += 1
        block = left[index]
        if block.kind is BlockKind.SCENE_BREAK:
            index += 1
            continue
        if block.kind is not BlockKind.HEADING:
            if _values(block.text) == wanted and len(block.text) < 200:  # noqa: PLR2004 - longer is a paragraph
                taken.append(title_heading(block))
                del left[index]
                wanted = []
            break
        values = _values(block.text)
        if not values:
            index += 1
        elif (place := _find(values, wanted)) >= 0:
            taken.append(title_heading(block))
            del left[index]
            wanted = wanted[place + len(values) :]
        elif values[: len(wanted)] == wanted:
            end = _end_of_words(block.text, len(wanted))
            front, rest = cut_spans(block.spans, end)
            taken.append(title_heading(replace(block, spans=front)))
            left[index] = replace(block, spans=_trimmed(rest))
            wanted = []
        else:
            index += 1
    return left, taken, bool(taken)


def _find(values: list[str], wanted: list[str]) -> int:
    for place in range(len(wanted) - len(values) + 1):
        if wanted[place : place + len(values)] == values:
            return place
    return -1


def title_heading(block: Block) -> Skipped:
    """The record of a heading that is read as the title of its section."""
    own = block.own_text if any(span.added for span in block.spans) else block.text
    return Skipped("title-heading", own, block.source)


def _end_of_words(text: str, count: int) -> int:
    """Just after the first ``count`` words and the punctuation that parts them from the rest."""
    end = _tokens(text)[count - 1].end
    return len(text) - len(text[end:].lstrip(" .:;,—–-\n"))


def _trimmed(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Without empty spans at the head, and without a line break at the end."""
    found = list(spans)
    while found and not found[0].text.strip():
        found.pop(0)
    if found:
        found[0] = replace(found[0], text=found[0].text.lstrip())
        found[-1] = replace(found[-1], line_break=False)
    return tuple(found)
