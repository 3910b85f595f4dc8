"""Small counts over an utterance's namings and turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiobook.prep.attribution.features_line import Line, Naming
    from audiobook.prep.attribution.model import Verdict


def certain_of(line: Line, verdict: Verdict) -> int:
    """Whom a certain tag names, else -1."""
    return verdict.person if verdict.rule in {"name", "self"} and line.tagged == verdict.person else -1


def turns_of(lines: Sequence[Line]) -> list[int]:
    """The number of each utterance's turn in its run of adjacent paragraphs; one paragraph is one turn."""
    result: list[int] = []
    for line in lines:
        if not result or line.gap > 0:
            result.append(0)
        else:
            result.append(result[-1] + (line.gap == 0 and not line.continued))
    return result


def distances_of(line: Line) -> dict[int, tuple[int, int]]:
    """For persons named in the paragraph's narration: words from the utterance, and the role of the nearest naming."""
    found: dict[int, tuple[int, int]] = {}
    for naming in (*line.between, *line.after, *line.before):
        away = 0 if line.start < naming.at < line.end else max(line.start - naming.at, naming.at - line.end)
        if naming.person not in found or away < found[naming.person][0]:
            found[naming.person] = (min(away, 98), naming.role)
    return found


def count_of(namings: Sequence[Naming], person: int) -> int:
    """How often a person is named."""
    return sum(x.person == person for x in namings)


def rank_of(namings: Sequence[Naming], person: int) -> int:
    """How many others were named after the person; 9 when not at all."""
    return next((n for n, x in enumerate(reversed(namings)) if x.person == person), 9)


def role_of(namings: Sequence[Naming], person: int) -> int:
    """The strongest role a person is named in, -1 for none."""
    return max((x.role for x in namings if x.person == person), default=-1)


def first_of(namings: Sequence[Naming], person: int) -> int:
    """How many were named before the person; 9 when not at all."""
    return next((i for i, x in enumerate(namings) if x.person == person), 9)
