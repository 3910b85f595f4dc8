"""Block rules for the Markdown parser: what book writers use beyond CommonMark, and no text dropped in silence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audiobook.readers.markdown.lines import INTERRUPTS, is_code, line_of, line_rules, lines_of, push_text
from audiobook.readers.walk.characters import CJK_PATTERN
from audiobook.readers.walk.preformatted import is_text, is_verse

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

    _Rule = Callable[[StateBlock, int, int, bool], bool]

_SILENT = True
#: Block nesting that is followed; markdown-it recurses, and beyond its own limit it drops text in silence.
DEEPEST = 60
#: A comment with more characters was never closed.
_LONGEST = 100_000

_MARKER = re.compile(r"(?:>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)")
_ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+)*(?P<title>[ \t]+\"[^\"]*\")?[ \t]*\Z")
#: Judgement: a title underlined by hand is one line, and its line is about as long as it; a short row of hyphens under
#: a sentence is a rule.
_LONGEST_TITLE = 150
_RULE_LENGTH = 5
_SENTENCE_END = re.compile(r"[.!…。！,，;；][”’\"'»」』)]?\Z|[”»」』]\Z")

#: Share of CJK characters that makes an indented block prose.
_PROSE_SHARE = 0.5
_CHINESE_END = frozenset("。！？…”」』：；.!?")


def book_rules(parser: MarkdownIt) -> None:
    """Add the rules to a parser that already has admonitions and tables."""
    ruler = parser.block.ruler
    ruler.at("table", _with_all_cells, {"alt": ["paragraph", "reference"]})
    ruler.at("admonition", _strict_admonition(), INTERRUPTS)
    ruler.at("code", _indented)
    ruler.at("lheading", _underlined)
    ruler.at("paragraph", _paragraph)
    ruler.before("table", "too_deep", _too_deep)
    line_rules(parser)


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Below the deepest level everything is plain paragraphs; list and quotation marks begin a new one."""
    if state.level < DEEPEST or silent:
        return False
    held: list[str] = []
    first = line = start
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        text = line_of(state, line).strip()
        plain = text
        while found := _MARKER.match(plain):
            plain = plain[found.end() :].lstrip()
        if held and (not text or plain != text):
            push_text(state, "p", "\n".join(held), first, line)
            held = []
        if plain.strip(">"):
            first = first if held else line
            held.append(plain)
        line += 1
    if held:
        push_text(state, "p", "\n".join(held), first, line)
    state.line = line
    return True


def _with_all_cells(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - see above
    """Rows may have more cells than the header; markdown-it drops the surplus."""
    from markdown_it.rules_block.table import escapedSplit, table
    from markdown_it.token import Token

    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    made = state.tokens[before:]
    del state.tokens[before:]
    columns = sum(token.type == "th_open" for token in made)
    row = start
    for token in made:
        if token.type == "tr_open" and token.map:
            row = token.map[0]
        elif token.type == "tr_close" and row > start:
            cells = escapedSplit(line_of(state, row).strip().removeprefix("|"))
            for text in cells[columns:]:
                if text.strip():
                    cell = Token("inline", "", 0, map=[row, row + 1], level=token.level + 2, block=True)
                    cell.content, cell.children = text.strip(), []
                    opening = Token("td_open", "td", 1, level=token.level + 1, block=True)
                    closing = Token("td_close", "td", -1, level=token.level + 1, block=True)
                    state.tokens += [opening, cell, closing]
        state.tokens.append(token)
    return True


def _indented(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - see above
    """What four spaces make code is often none: verse, a letter, Chinese paragraphs."""
    from markdown_it.rules_block.code import code

    if not code(state, start, end, silent):
        return False
    content = state.tokens[-1].content
    seen = [c for c in content if not c.isspace()]
    chinese = bool(seen) and sum(1 for c in seen if CJK_PATTERN.match(c)) > _PROSE_SHARE * len(seen)
    if chinese or is_text(content):
        state.tokens.pop()
        _push_paragraphs(state, start, content.split("\n"), chinese=chinese)
    return True


def _push_paragraphs(state: StateBlock, start: int, lines: list[str], *, chinese: bool) -> None:
    """A paragraph ends at an empty line, in Chinese also where a line ends a sentence."""
    held: list[str] = []
    for number, line in enumerate([*lines, ""]):
        if held and (not line.strip() or (chinese and held[-1][-1] in _CHINESE_END)):
            at = start + number
            push_text(state, "p", "\n".join(held), at - len(held), at)
            state.tokens[-2].meta = {"verse": not chinese and is_verse(held)}
            held = []
        if line.strip():
            held.append(line.strip())


def _strict_admonition() -> _Rule:
    """``!!! note`` and ``??? note "Title"``; three marks before a sentence are only marks."""
    from mdit_py_plugins.admon.index import admonition

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - see above
        found = _ADMONITION.match(line_of(state, start))
        if not found or is_code(state, start):
            return False
        following = next((n for n in range(start + 1, min(end, start + 3)) if not state.isEmpty(n)), None)
        inside = following is not None and is_code(state, following)
        return (inside or found["title"] is not None) and bool(admonition(state, start, end, silent))

    return rule


def _underlined(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - see above
    """A heading by its underline, unless it is a paragraph with a rule directly below."""
    from markdown_it.rules_block.lheading import lheading

    before = len(state.tokens)
    if not lheading(state, start, end, silent):
        return False
    opening, inline, closing = state.tokens[before : before + 3]
    text, dashes = inline.content, line_of(state, state.line - 1).strip()
    sentence = len(dashes) <= _RULE_LENGTH and len(text) > 3 * len(dashes) and _SENTENCE_END.search(text)
    if "\n" in text or len(text) > _LONGEST_TITLE or sentence:
        opening.type, closing.type = "paragraph_open", "paragraph_close"
        opening.tag = closing.tag = "p"
        rule = state.push("hr", "hr", 0)
        rule.map, rule.markup = [state.line - 1, state.line], dashes
    return True


def _paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - see above
    """CommonMark's paragraph, except that a comment begun in it goes on over blank lines."""
    del end, silent
    begun, line = start, _end_of_paragraph(state, start + 1)
    while close := _end_of_comment(state, begun, line):
        begun, line = close - 1, _end_of_paragraph(state, close)
    state.line = line
    push_text(state, "p", lines_of(state, start, line).strip(), start, line)
    return True


def _end_of_paragraph(state: StateBlock, line: int) -> int:
    rules = state.md.block.ruler.getRules("paragraph")
    before, state.parentType = state.parentType, "paragraph"
    while line < state.lineMax and not state.isEmpty(line):
        # An indented line, and one without the quotation's own mark, goes on with the paragraph.
        lazy = is_code(state, line) or state.sCount[line] < 0
        if not lazy and any(rule(state, line, state.lineMax, _SILENT) for rule in rules):
            break
        line += 1
    state.parentType = before
    return line


def _end_of_comment(state: StateBlock, start: int, line: int) -> int:
    """The line after the one that closes a comment left open before ``line``; 0 when none is open."""
    first, last = state.bMarks[start], state.eMarks[line - 1]
    opened = state.src.rfind("<!--", first, last)
    if opened < 0 or state.src.find("-->", opened, last) >= 0 or state.src.count("`", first, opened) % 2:
        return 0
    close = state.src.find("-->", last, last + _LONGEST)
    for number in range(line, state.lineMax if close >= 0 else line):
        if state.eMarks[number] > close:
            return number + 1
    return 0
