"""Figures in words, the same in the table, the page and the judgements."""

from __future__ import annotations

import math

from audiobook.proofing.report import FileReport

#: Below this a level is called digital silence: far under the last bit of 24.
_LOWEST_DB = -200.0


def decibel(value: float, unit: str) -> str:
    """``-20.3 dBFS``, or ``digital silence``."""
    return f"{value:.1f} {unit}" if value > _LOWEST_DB else "digital silence"


def clock(seconds: float) -> str:
    """``1:02:03.4`` or ``2:03.4``, cut, not rounded, so that the place lies behind it."""
    tenths = max(0, math.floor(seconds * 10 + 1e-6))
    whole, tenth = divmod(tenths, 10)
    hours, rest = divmod(whole, 3600)
    minutes = f"{hours}:{rest // 60:02d}" if hours else f"{rest // 60}"
    return f"{minutes}:{rest % 60:02d}.{tenth}"


def length(seconds: float) -> str:
    """``1:02:03`` or ``2:03``, rounded."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def place(file: FileReport, at_s: float) -> str:
    """``1:02:03.4 in “Chapter 3”``; without the chapter where the file has no table."""
    title = next((m.title for m in reversed(file.marks) if m.start_s <= at_s), "")
    return f"{clock(at_s)} in “{title}”" if title else clock(at_s)


def count(number: int, what: str) -> str:
    """``1 click``, ``1,204 clicks``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
