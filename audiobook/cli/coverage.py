"""The table of ``--coverage``: what became of every character of the book, chapter by chapter."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from audiobook.errors import OutputError

_HEAD = ("CHAPTER", "SOURCE", "SPOKEN", "CHANGED", "SKIPPED", "RULES")
_GAP = "  "
#: Of the width that the figures leave, the titles get this part at most, and the rules at least this many columns.
_TITLE_SHARE = 0.5
_NARROWEST = 16
_OUTSIDE = "(outside)"

_Row = tuple[str, int, int, int, int, str]


def terminal_width() -> int:
    """Columns of the terminal that stderr goes to, ``COLUMNS`` first; 100 when it is none."""
    if not os.environ.get("COLUMNS"):
        try:
            return os.get_terminal_size(sys.stderr.fileno()).columns or 100
        except (OSError, ValueError):
            return 100
    return shutil.get_terminal_size((100, 24)).columns


def coverage_table(data: Mapping[str, Any], width: int) -> str:
    """The account as a table ``width`` columns wide. Raises OutputError for data that somebody has changed."""
    try:
        rows = [*map(_chapter, data["chapters"]), *_outside(data["outside"]), _total(data["totals"])]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise OutputError("coverage.json is damaged", hint="delete it; the next call writes it again") from error
    figures = [[f"{n:,}" for n in row[1:5]] for row in rows]
    widths = [max(len(name), *(len(row[n]) for row in figures)) for n, name in enumerate(_HEAD[1:5])]
    free = max(width - sum(widths) - len(_GAP) * 5, 2 * _NARROWEST)
    names = [row[0] for row in rows]
    title = min(max(map(cells, (*names, _HEAD[0]))), max(int(free * _TITLE_SHARE), _NARROWEST))
    lines = [_line(_HEAD[0], _HEAD[1:5], _HEAD[5], title, widths, free - title)]
    lines += [
        _line(row[0], numbers, row[5], title, widths, free - title) for row, numbers in zip(rows, figures, strict=True)
    ]
    return "\n".join(lines)


def _chapter(chapter: Mapping[str, Any]) -> _Row:
    changed = {rule: int(found["characters"]) for rule, found in chapter["changed"].items()}
    skipped = {rule: int(found["characters"]) for rule, found in chapter["skipped"].items()}
    rules = _rules(changed, skipped, chapter["added"])
    name = " ".join(str(chapter["title"]).split())
    return (name, int(chapter["source"]), int(chapter["spoken"]), sum(changed.values()), sum(skipped.values()), rules)


def _outside(passages: Iterable[Mapping[str, Any]]) -> list[_Row]:
    counts: Counter[str] = Counter()
    for passage in passages:
        counts[str(passage["rule"])] += int(passage["characters"])
    total = sum(counts.values())
    return [(_OUTSIDE, total, 0, 0, total, _rules({}, counts, {}))] if counts else []


def _total(totals: Mapping[str, Any]) -> _Row:
    changed, skipped = totals["changed"], totals["skipped"]
    numbers = (int(totals["source"]), int(totals["spoken"]), sum(changed.values()), sum(skipped.values()))
    return ("TOTAL", *numbers, f"{sum(totals['added'].values()):,} added" if totals["added"] else "")


def _rules(changed: Mapping[str, int], skipped: Mapping[str, int], added: Mapping[str, int]) -> str:
    """``title 12, noteref 3, +alt 40``: what was changed, what was left out, and what was added to the book's words."""
    parts = [f"{rule} {count:,}" for counts in (changed, skipped) for rule, count in sorted(counts.items())]
    parts += [f"+{rule} {count:,}" for rule, count in sorted(added.items())]
    return ", ".join(part.replace(" ", "\u00a0") for part in parts)


def _line(name: str, figures: Iterable[str], rules: str, title: int, widths: list[int], room: int) -> str:
    """One row; rules that do not fit go on under themselves."""
    numbers = _GAP.join(figure.rjust(width) for figure, width in zip(figures, widths, strict=True))
    start = f"{_padded(name, title)}{_GAP}{numbers}{_GAP}"
    wrapped = textwrap.wrap(rules, room, break_long_words=False, break_on_hyphens=False) or [""]
    indent = " " * (title + sum(widths) + len(_GAP) * 5)
    return "\n".join(
        ((indent if number else start) + line.replace("\u00a0", " ")).rstrip() for number, line in enumerate(wrapped)
    )


def cells(text: str) -> int:
    """Columns that a text takes on a terminal: Chinese characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _padded(text: str, width: int) -> str:
    """Cut or filled to ``width`` columns."""
    text = "".join(char if char.isprintable() else "\ufffd" for char in text)
    if cells(text) > width:
        kept, used = "", 0
        for char in text:
            if used + _columns(char) > width - 1:
                break
            kept += char
            used += _columns(char)
        text = f"{kept.rstrip()}…"
    return text + " " * (width - cells(text))
