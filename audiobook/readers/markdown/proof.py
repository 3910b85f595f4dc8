"""The verbatim proof for Markdown: every character of the parsed text is in exactly one block or one skip.

The text is taken from the parser's tokens by a plain walk of its own that knows nothing of blocks, notes or policies.
A second check finds lines that the parser has dropped without a token.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from audiobook.errors import CoverageError
from audiobook.readers.markdown.html import cut_comments, piece_of_html
from audiobook.readers.walk.characters import superscript, visible
from audiobook.readers.walk.proof import source_text
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from audiobook.readers.walk.walked import Walked

_HINT = "this is a fault of audiobook, not of the book: please report it with the file"
#: How much of a difference is shown, in characters.
_SHOWN = 30
#: Tokens whose content is text, or a mark that a reader of the page sees.
_LEAVES = frozenset(
    {"text", "text_special", "code_inline", "code_block", "fence", "math", "raised", "lowered", "checkbox", "callout"}
    | {"directive", "division", "attributes", "hidden_note", "formula", "citation", "undefined_note"}
)


def proven(walked: Walked, tokens: Sequence[Token], env: Mapping[str, Any]) -> Walked:
    """The walk's result with the text's own count. Raises CoverageError when a character is lost or read twice.

    Compared are the characters of every line at which a token begins; where a line is one block, in order.
    """
    wanted: dict[int, list[str]] = {}
    for line, text in leaves(tokens, env):
        wanted.setdefault(line, []).append(visible(text))
    starts = sorted(wanted)
    read: dict[int, list[str]] = {}
    left_out: dict[int, list[str]] = {}
    for block in walked.blocks:
        _put(read, starts, block.source.line, block.own_text)
    for skip in walked.skipped:
        if skip.counted:
            _put(left_out, starts, skip.source.line, skip.text)
    for line in sorted({*starts, *read, *left_out}):
        _check(wanted.get(line, []), read.get(line, []), left_out.get(line, []), SourceRef(walked.file, line=line))
    return replace(walked, characters=sum(len(text) for texts in wanted.values() for text in texts))


def _put(found: dict[int, list[str]], starts: Sequence[int], line: int, text: str) -> None:
    if seen := visible(text):
        index = bisect_right(starts, line) - 1
        found.setdefault(starts[index] if index >= 0 else 0, []).append(seen)


def _check(wanted: Sequence[str], read: Sequence[str], left_out: Sequence[str], where: SourceRef) -> None:
    """Exponents are set as superscripts: the one change that the walk makes to a character."""
    source, found = superscript("".join(wanted)), superscript("".join((*read, *left_out)))
    if Counter(source) == Counter(found):
        if left_out or len(read) != 1 or source == found:
            return
        at = next(n for n, (a, b) in enumerate(zip(source, found, strict=True)) if a != b)
        message = f"{found[at : at + _SHOWN]!r} is read for {source[at : at + _SHOWN]!r}"
    else:
        lost, added = Counter(source) - Counter(found), Counter(found) - Counter(source)
        what = [f"{sum(lost.values())} characters are lost"] if lost else []
        what += [f"{sum(added.values())} are not the book's"] if added else []
        message = f"{' and '.join(what)}: {found[:_SHOWN]!r} is read for {source[:_SHOWN]!r}"
    raise CoverageError(message, source=where, hint=_HINT)


def leaves(tokens: Sequence[Token], env: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Every piece of text with the line at which its block begins, 1-based; also that of notes."""
    notes = env.get("footnotes", {}).get("list", {})
    line = 1
    table = False  # a table is one piece: it may be left out as a whole
    due = list(reversed(tokens))
    while due:
        token = due.pop()
        table = (table or token.type == "table_open") and token.type != "table_close"
        if token.map and not (table and token.type != "table_open"):
            line = token.map[0] + 1
        if token.type == "inline":
            due.extend(reversed(token.children or []))
        elif token.type == "footnote_ref":
            due.extend(reversed(notes.get(token.meta["id"], {}).get("tokens", [])))
        elif token.type == "html_block":
            root = piece_of_html(cut_comments(token.content)[0])
            if root is not None:
                yield line, source_text(root)
        elif token.type in _LEAVES:
            yield line, token.content


def definitions(env: Mapping[str, Any]) -> list[tuple[int, int]]:
    """First line and end of every link definition, from 0; repeated ones too."""
    found = [*env.get("references", {}).values(), *env.get("duplicate_refs", [])]
    return sorted((entry["map"][0], entry["map"][1]) for entry in found if entry.get("map"))


def unread_lines(lines: Sequence[str], tokens: Sequence[Token], env: Mapping[str, Any]) -> list[int]:
    """Numbers, from 0, of lines with letters or digits that no token and no link definition stands for."""
    covered = bytearray(len(lines) + 1)
    spans = definitions(env)
    for token in tokens:
        if token.map and (token.content or token.children or token.type in {"heading_open", "hr", "fence"}):
            spans.append((token.map[0], token.map[1]))
        elif token.map:
            # The line that opens a list, a quotation, a note or a table, and the line below a table's header.
            spans.append((token.map[0], token.map[0] + (2 if token.type == "table_open" else 1)))
    for first, end in spans:
        for number in range(first, min(max(end, first + 1), len(lines))):
            covered[number] = 1
    return [n for n, line in enumerate(lines) if not covered[n] and any(c.isalnum() for c in line)]
