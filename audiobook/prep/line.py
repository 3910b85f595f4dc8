"""What attribution finds: a quotation with its speaker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A quotation with its speaker: ``[start, end)`` of its paragraph. ``rule`` names what decided."""

    start: int
    end: int
    speaker: str
    unsure: bool
    rule: str
