"""Inline marks that book writers use beyond CommonMark: shortcodes, hidden notes, wiki links, raised text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

#: Longest stretch between two marks that is looked at, in characters.
_LONGEST = 400
#: Attributes in braces, and where they may stand without being text: after what they belong to.
_ATTRIBUTES = re.compile(r"\{(?:[#.=][^{}\n]{1,200}|-|[\w-]{1,40}=[^{}\n]{1,200})\}")
#: By first character: the token's type and its pattern. Each is bounded, so that the whole is linear.
_LEAVES = {
    "{": (
        ("directive", re.compile(r"\{\{[^{}]{1,2000}\}\}|\{%[^{}]{1,2000}%\}")),
        ("attributes", re.compile(r"\{:[^{}\n]{0,200}\}|(?<=[\])`*_>])" + _ATTRIBUTES.pattern)),
    ),
    "%": (("hidden_note", re.compile(r"(?<!\w)%%(?!%)(?:[^%]|%(?!%)){1,2000}%%")),),
    "$": (("formula", re.compile(r"\$\$(?:[^$\\]|\\.){1,2000}\$\$", re.DOTALL)),),
    "[": (
        ("callout", re.compile(r"\A\[!\w[\w-]{0,40}\](?:\|[\w|-]{0,40})?[+-]?")),
        ("checkbox", re.compile(r"\A\[[ xX]\](?=\s)")),
        ("citation", re.compile(r"\[(?:[^\[\]@\n]{0,60}[\s;])?-?@\w[^\[\]\n]{0,200}\](?![(\[:{])")),
    ),
    "^": (("attributes", re.compile(r"(?:(?<=\s)|(?<![\s\S]))\^[A-Za-z0-9-]{1,40}\Z")),),
}
#: Pandoc's rule: no space inside. A tilde also stands for "about" and between figures, so it must follow a letter.
_RAISED = re.compile(r"\^([^\s^\[\]]{1,40})\^")
_LOWERED = re.compile(r"~([^\s~]{1,40})~(?!~)")
_MATH = re.compile(r"\$(?![\s$])((?:[^$\\\n]|\\.){0,300}[^\s$\\])\$(?![\w$])")
_LOOKS_LIKE_MATH = re.compile(r"[\\^_=<>+]|\A\w\Z")
_WIKI_LINK = re.compile(r"(!?)\[\[([^\[\]\n]{1,300})\]\](?![(\[])")
_UNDEFINED_NOTE = re.compile(r"\[\^[^\]\s\[]{1,60}\]")
_LANGUAGE = re.compile(r"\blang=[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4})\b")
_SLUG_DROP = re.compile(r"[^\w\- ]")


def book_marks(parser: MarkdownIt) -> None:
    """Add the rules to a parser that already has footnotes."""
    ruler = parser.inline.ruler
    ruler.before("escape", "book_marks", _leaf)
    ruler.before("escape", "math", _math)
    ruler.before("escape", "escaped_space", _escaped_space)
    ruler.before("strikethrough", "highlight", _highlight)
    ruler.before("strikethrough", "raised_or_lowered", _raised_or_lowered)
    ruler.before("link", "wiki_link", _wiki_link)
    ruler.before("link", "bracketed_span", _bracketed_span)
    ruler.after("footnote_ref", "undefined_note", _undefined_note)


def slug(text: str) -> str:
    """The id that common Markdown tools give a heading: lower case, punctuation dropped, spaces as hyphens."""
    folded = unicodedata.normalize("NFC", text).lower()
    return _SLUG_DROP.sub("", folded).strip().replace(" ", "-")


def _put(state: StateInline, kind: str, text: str, length: int, *, silent: bool) -> bool:
    if not silent:
        state.push(kind, "", 0).content = text
    state.pos += length
    return True


def _leaf(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's own signature
    """What stands for itself and is not read as it is written."""
    for kind, pattern in _LEAVES.get(state.src[state.pos], ()):
        if found := pattern.match(state.src, state.pos, state.posMax):
            return _put(state, kind, found[0], len(found[0]), silent=silent)
    return False


def _math(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - see above
    """``$x^2$``; two prices in one sentence are none."""
    if state.src[state.pos] != "$" or state.src[state.pos - 1 : state.pos].isalnum():
        return False
    found = _MATH.match(state.src, state.pos, state.posMax)
    if not found or not _LOOKS_LIKE_MATH.search(found[1]):
        return False
    return _put(state, "math", found[1], len(found[0]), silent=silent)


def _escaped_space(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - see above
    """Pandoc's unbreakable space."""
    return state.src.startswith("\\ ", state.pos) and _put(state, "text", " ", 2, silent=silent)


def _raised_or_lowered(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - see above
    """``x^2^`` and ``H~2~O``."""
    char, before = state.src[state.pos], state.src[state.pos - 1 : state.pos] if state.pos else ""
    if char == "^":
        kind, pattern, near = "raised", _RAISED, before.isalnum()
    elif char == "~":
        kind, pattern, near = "lowered", _LOWERED, before.isalpha() and before.isascii()
    else:
        return False
    found = pattern.match(state.src, state.pos, state.posMax) if near or before in {")", "]", "}"} else None
    if not found or not any(c.isalnum() for c in found[1]):
        return False
    return _put(state, kind, found[1], len(found[0]), silent=silent)


def _highlight(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - see above
    """``==marked==``; an operator between two words is none."""
    start, inside = state.pos, state.pos + 2
    if not state.src.startswith("==", start) or state.src.startswith("=", inside):
        return False
    end = state.src.find("==", inside, min(state.posMax, inside + _LONGEST))
    around = state.src[max(0, start - 1) : start] + state.src[end + 2 : end + 3]
    if end <= inside or state.src[inside].isspace() or state.src[end - 1].isspace():
        return False
    if any(c.isascii() and (c.isalnum() or c == "=") for c in around):
        return False
    return _inside(state, "mark", inside, end, end + 2, silent=silent)


def _inside(state: StateInline, kind: str, start: int, end: int, after: int, *, silent: bool) -> bool:
    """Read what stands between two marks."""
    if not silent:
        state.push(f"{kind}_open", "", 1)
        limit, state.pos, state.posMax = state.posMax, start, end
        state.md.inline.tokenize(state)
        state.posMax = limit
        state.push(f"{kind}_close", "", -1)
    state.pos = after
    return True


def _wiki_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - see above
    """``[[page]]``, ``[[page#heading|what is shown]]``; ``![[file]]`` puts a file in."""
    if state.src[state.pos] not in "[!":
        return False
    found = _WIKI_LINK.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    target, _, shown = (part.strip().rstrip("\\") for part in found[2].partition("|"))
    page, _, heading = target.partition("#")
    shown = shown or " ".join(filter(None, (page.partition("^")[0], heading.lstrip("#^"))))
    if not silent and found[1]:
        token = state.push("embed", "", 0)
        token.info, token.meta = target, {"shown": shown}
    elif not silent:
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": page + (f"#{slug(heading)}" if heading else "")}
        state.push("text", "", 0).content = shown
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _bracketed_span(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - see above
    """Pandoc's ``[words]{lang=fr}``."""
    start = state.pos
    if state.src[start] != "[" or state.src.find("]{", start, min(state.posMax, start + _LONGEST)) < 0:
        return False
    from markdown_it.helpers import parseLinkLabel

    end = parseLinkLabel(state, start)
    state.pos = start
    found = _ATTRIBUTES.match(state.src, end + 1, state.posMax) if end > start else None
    if not found:
        return False
    if not silent:
        language = _LANGUAGE.search(found[0])
        at = len(state.tokens)
        _inside(state, "span", start + 1, end, end + 1, silent=False)
        opening = next(token for token in state.tokens[at:] if token.type == "span_open")
        opening.attrs = {"lang": language[1]} if language else {}
        state.push("attributes", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _undefined_note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - see above
    """The mark of a note that is not in this file."""
    found = _UNDEFINED_NOTE.match(state.src, state.pos, state.posMax)
    return found is not None and _put(state, "undefined_note", found[0], len(found[0]), silent=silent)
