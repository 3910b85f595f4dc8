"""Find the quotations of one paragraph by a book's style: the inner stretches, marks and white space left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.prep.attribution.dashes import cut_incises, dash_turn
from audiobook.prep.attribution.scare import is_scare
from audiobook.prep.attribution.styles import CLIPPED, DASH_TURN, SINGLE_OPEN, Marks, Style, single_close


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands inside the marks, ``[start, end)``; ``open_at`` and ``close_at`` are the marks' outer edges.

    ``closed`` is false when it runs to the paragraph's end; ``dash`` for a turn that begins with a dash.
    """

    start: int
    end: int
    open_at: int
    close_at: int
    closed: bool = True
    dash: bool = False


#: Languages whose narrator speaks inside the quotation marks (« Oui, dit-il, j’y vais. »).
_INCISE_LANGUAGES = {"fr", "es", "it", "ru"}
#: A quotation that goes on from the paragraph before begins with its closing mark in French books: ``» J’ai vu …``.
_GOES_ON = re.compile(r"\s*»\s*(?=[^\W\d_])")


def scan(text: str, style: Style, language: str) -> list[Quotation]:
    """The quotations of one paragraph, in order, without overlap; scare quotes and titles are left out."""
    if style.dashes and (turn := DASH_TURN.match(text)):
        return _dashed(text, turn.end(), style, language)
    if style.marks is Marks.NONE:
        return []
    raw = _single(text) if style.marks is Marks.SINGLE else _paired(text, style)
    found = []
    for n, (open_at, close_at, closed) in enumerate(raw):
        start, end = _trim(text, open_at + 1, close_at - 1 if closed else close_at)
        before = raw[n - 1][1] if n else 0
        after = raw[n + 1][0] if n + 1 < len(raw) else len(text)
        if start < end and not (
            closed and is_scare(text, (before, open_at), (start, end), (close_at, after), language)
        ):
            found.append(Quotation(start, end, open_at, close_at, closed))
    if language[:2].casefold() in _INCISE_LANGUAGES:
        return [part for quotation in found for part in _without_incises(text, quotation, language)]
    return found


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _without_incises(text: str, quotation: Quotation, language: str) -> list[Quotation]:
    parts = cut_incises(text, quotation.start, quotation.end, language)
    return [
        Quotation(start, end, quotation.open_at, quotation.close_at, quotation.closed)
        for start, end in (_trim(text, *part) for part in parts)
        if start < end
    ]


def _dashed(text: str, start: int, style: Style, language: str) -> list[Quotation]:
    """A dash turn; the mark that closes a whole conversation (« … — … ») is no part of it."""
    end = len(text.rstrip())
    if style.closes and text[:end].endswith(tuple(style.closes)) and not any(s in text[start:] for s in style.opens):
        end -= 1
    if style.closes and text[start:end].startswith(tuple(style.opens)) and text[:end].endswith(tuple(style.closes)):
        # All of the turn is quoted, words that are recited: — « Maître Corbeau… »
        inner = text[start + 1 : end - 1]
        if not any(sign in inner for sign in style.opens + style.closes):
            start, end = start + 1, end - 1
    parts = [_trim(text, *part) for part in dash_turn(text, start, end, language)]
    return [Quotation(a, b, a, b, dash=True) for a, b in parts if a < b]


def _paired(text: str, style: Style) -> list[tuple[int, int, bool]]:
    found: list[tuple[int, int, bool]] = []
    start, depth = _continued(text, style), 0
    signs = style.opens + style.closes + style.toggles
    left = sum(text.count(sign) for sign in style.closes) - sum(text.count(sign) for sign in style.opens)
    for mark in re.compile(f"[{signs}]").finditer(text, start + 1):
        sign, at = mark[0], mark.start()
        opening = start < 0 if sign in style.toggles else sign in style.opens
        # How many more closing than opening marks are left, this one among them.
        surplus = left
        left += (sign in style.opens) - (sign in style.closes)
        if opening and start >= 0:
            if style.marks is Marks.DOUBLE and surplus <= 0:
                # A second opening mark: the first was never closed, or begins a paragraph that was joined to this one.
                found.append((start, at, False))
                start = at
            else:
                depth += 1
        elif opening:
            start = at
        elif start >= 0 and depth:
            depth -= 1
        elif start >= 0:
            found.append((start, mark.end(), True))
            start = -1
    if start >= 0:
        found.append((start, len(text), False))
    return found


def _continued(text: str, style: Style) -> int:
    """Where a closing mark that begins the paragraph stands, since it opens there; -1 when none does."""
    found = _GOES_ON.match(text) if style.marks is Marks.GUILLEMETS else None
    return text.index("»") if found else -1


def _single(text: str) -> list[tuple[int, int, bool]]:
    found: list[tuple[int, int, bool]] = []
    at = 0
    while opened := SINGLE_OPEN.search(text, at):
        if CLIPPED.match(text, opened.start()):
            at = opened.end()
            continue
        end = single_close(text, opened.end())
        if not end and opened[0] == "'" and text[: opened.start()].strip():
            at = opened.end()
            continue
        found.append((opened.start(), end or len(text), bool(end)))
        at = end or len(text)
    return found
