"""``<pre>``: program code, verse, or a text whose lines were wrapped by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.document import BlockKind, Span
from audiobook.readers.walk.characters import CJK_PATTERN, clean, join_lines
from audiobook.readers.walk.elements import attributes, classes_of, first_child_tags

if TYPE_CHECKING:
    from lxml.etree import _Element

_CODE_CLASS = re.compile(r"language-|highlight|code|listing|screen|terminal|console|source")
_CODE_SIGNS = frozenset("{}[]();=<>_/\\|$#&%@`")
#: Judgement: prose has far fewer of these signs; code has about one in five.
_CODE_SHARE = 0.08
#: In what Markdown sets as code, fewer still: a command line has one or two.
_TEXT_SHARE = 0.03
#: Share of letters in text, at least: diagrams and rows of figures have fewer.
_LETTER_SHARE = 0.6
#: Words in a line of text, at least.
_WORDS = 4
_OPENING = frozenset("“‘«„\"'—–-…「『《（(")
#: Emphasis is no sign of code.
_MARKED = re.compile(r"(?<![\w*_])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?![\w*_])")
#: Lines of hand-wrapped prose are nearly full: Gutenberg's plain texts wrap between 60 and 75 columns.
_FULL_LINE = 45
_LINES_OF_PROSE = 3


def is_code(element: _Element) -> bool:
    """Whether the markup says that a ``pre`` holds program code."""
    if not {"code", "samp", "kbd"}.isdisjoint(first_child_tags(element)):
        return True
    return any(_CODE_CLASS.search(name) for name in classes_of(attributes(element)))


def preformatted(text: str, *, code: bool) -> list[tuple[BlockKind, tuple[Span, ...]]]:
    """Blocks for the text of one ``pre``: one of code, or one for each stanza or paragraph."""
    text = clean(text.expandtabs(4))
    if code or _looks_like_code(text):
        lines = [line.rstrip() for line in text.split("\n")]
        return [(BlockKind.CODE, _lines(lines))] if any(lines) else []
    return stanzas(text)


def stanzas(text: str) -> list[tuple[BlockKind, tuple[Span, ...]]]:
    """Blocks for text that is no code: one for each stanza or paragraph."""
    found: list[tuple[BlockKind, tuple[Span, ...]]] = []
    stanza: list[str] = []
    for line in [*clean(text.expandtabs(4)).split("\n"), ""]:
        if line.strip():
            stanza.append(line)
        elif stanza:
            found.append(_stanza(stanza))
            stanza = []
    return found


def is_text(text: str) -> bool:
    """Whether what is set like code is verse, a letter or prose: hardly a sign of code, and lines like sentences."""
    lines = [line.strip() for line in _MARKED.sub("", text).split("\n") if line.strip()]
    seen = [c for line in lines for c in line if not c.isspace()]
    signs, letters = sum(c in _CODE_SIGNS for c in seen), sum(c.isalpha() for c in seen)
    if not seen or signs > _TEXT_SHARE * len(seen) or letters < _LETTER_SHARE * len(seen):
        return False
    begun = sum(line[0].isupper() or line[0] in _OPENING or CJK_PATTERN.match(line) is not None for line in lines)
    words = sum(len(line.split()) for line in lines)
    like_verse = begun == len(lines) or (2 * begun >= len(lines) and words > len(lines))
    return like_verse or words >= _WORDS * len(lines)


def is_verse(lines: list[str]) -> bool:
    """Whether the lines of a stanza end where they should, and not where a page was full."""
    full = sum(1 for line in lines[:-1] if len(line.strip()) >= _FULL_LINE)
    return not (len(lines) == 1 or (len(lines) >= _LINES_OF_PROSE and full >= 0.8 * (len(lines) - 1)))


def _stanza(lines: list[str]) -> tuple[BlockKind, tuple[Span, ...]]:
    if not is_verse(lines):
        return BlockKind.PARAGRAPH, (Span(join_lines("\n".join(lines))),)
    return BlockKind.VERSE, _lines([" ".join(line.split()) for line in lines])


def _lines(lines: list[str]) -> tuple[Span, ...]:
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return tuple(Span(line, line_break=number < len(lines)) for number, line in enumerate(lines, 1))


def _looks_like_code(text: str) -> bool:
    seen = [c for c in text if not c.isspace()]
    return bool(seen) and sum(c in _CODE_SIGNS for c in seen) > _CODE_SHARE * len(seen)
