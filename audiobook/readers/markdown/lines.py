"""Markdown's lines with a meaning of their own beyond CommonMark: divisions, formulas, hidden notes, glued headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock

#: What a line that stands for itself may end.
INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
#: A formula or a hidden note with more lines was never closed.
_LONGEST_FORMULA = 200
_LONGEST_NOTE = 2_000

#: A division's line is short; a title in it is a line of text.
_LONGEST_DIVISION = 400
_DIVISION = re.compile(r":{3,}+[ \t]*+(\{[^{}]*\}|[\w.-]+)?(.*)\Z", re.DOTALL)
_ATTRIBUTES_AT_END = re.compile(r"\{[^{}]*\}\Z")
_GLUED_HEADING = re.compile(
    r"#{2,6}(?=[^\s#])|#(?=第[^\s#]{1,8}[章回节節卷部集]|(?:楔子|序章?|引子|尾声|尾聲|番外|前言|后记|後記)(?:\s|\Z))"
)


def line_rules(parser: MarkdownIt) -> None:
    """Add the rules to a parser."""
    ruler = parser.block.ruler
    ruler.before("fence", "division", _division, INTERRUPTS)
    ruler.before("fence", "formula", _formula, INTERRUPTS)
    ruler.before("fence", "hidden_note", _hidden_note, INTERRUPTS)
    ruler.before("heading", "glued_heading", _glued_heading, {"alt": ["paragraph", "reference", "blockquote"]})


def line_of(state: StateBlock, number: int) -> str:
    """A line without what the blocks around it take of its head."""
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def is_code(state: StateBlock, number: int) -> bool:
    """Whether a line is indented as code."""
    return state.sCount[number] - state.blkIndent > 3  # noqa: PLR2004 - CommonMark: four columns make code


def lines_of(state: StateBlock, start: int, end: int) -> str:
    """Several lines, without what the blocks around them take."""
    return state.getLines(start, end, state.blkIndent, keepLastLF=False)


def push_text(state: StateBlock, tag: str, text: str, start: int, end: int, markup: str = "") -> None:
    """A paragraph or a heading of its own."""
    name = "paragraph" if tag == "p" else "heading"
    opening = state.push(f"{name}_open", tag, 1)
    opening.map, opening.markup = [start, end], markup
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = text, [start, end], []
    state.push(f"{name}_close", tag, -1).markup = markup


def _push_leaf(state: StateBlock, kind: str, text: str, start: int, end: int) -> None:
    token = state.push(kind, "", 0)
    token.content, token.map, token.block = text, [start, end], True


def _division(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - see above
    """A line of colons that opens or closes a division; what it encloses is read like any other text.

    Pandoc's divisions, Docusaurus' and VuePress' containers with their titles, MyST's directives.
    """
    del end
    line = line_of(state, start).rstrip()
    found = _DIVISION.match(line) if len(line) <= _LONGEST_DIVISION and not is_code(state, start) else None
    if not found or (found[2] and not found[1]):
        return False
    if silent:
        return True
    title = _ATTRIBUTES_AT_END.sub("", found[2].strip()).strip(' \t:[]"')
    _push_leaf(state, "division", line.replace(title, "", 1) if title else line, start, start + 1)
    state.tokens[-1].info = found[1] or ""
    if title:
        push_text(state, "p", title, start, start + 1)
    state.line = start + 1
    return True


def _formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - see above
    """``$$`` up to ``$$`` at a line's end: a formula set apart."""
    if not (first := line_of(state, start)).startswith("$$") or is_code(state, start):
        return False
    line, text = start, first[2:]
    while not text.rstrip().endswith("$$"):
        line += 1
        if "$$" in text or line >= min(end, start + _LONGEST_FORMULA) or state.sCount[line] < state.blkIndent:
            return False
        text = line_of(state, line)
    if not silent:
        _push_leaf(state, "formula", lines_of(state, start, line + 1), start, line + 1)
        state.line = line + 1
    return True


def _hidden_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - see above
    """Obsidian's ``%%`` up to ``%%``, over any number of lines."""
    if not (first := line_of(state, start)).startswith("%%") or is_code(state, start):
        return False
    line, text = start, first[2:]
    while "%%" not in text:
        line += 1
        if line >= min(end, start + _LONGEST_NOTE) or state.sCount[line] < state.blkIndent:
            return False
        text = line_of(state, line)
    if text.rstrip().endswith("%%") and text.count("%%") == 1:
        if not silent:
            _push_leaf(state, "hidden_note", lines_of(state, start, line + 1), start, line + 1)
            state.line = line + 1
        return True
    return False


def _glued_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - see above
    """``##Title`` and ``#第一章``, as old converters and many Chinese writers have it; ``#tag`` is no heading."""
    del end
    line = line_of(state, start).rstrip()
    found = _GLUED_HEADING.match(line) if not is_code(state, start) else None
    if not found or silent:
        return found is not None
    marks = found[0]
    state.line = start + 1
    push_text(state, f"h{len(marks)}", line[len(marks) :].rstrip("#").strip(), start, start + 1, marks)
    return True
