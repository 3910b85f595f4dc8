"""Telling the listener's producer what is not read, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.events import note, warn
from audiobook.readers.walk.vocabulary import SECTION_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audiobook.document import Skipped
    from audiobook.events import Emit

#: How much of a skipped text a message shows, in characters.
_SHOWN = 60


def report_skipped(skipped: Iterable[Skipped], emit: Emit) -> None:
    """One ``skipped-section`` note for each page or section left out, a warning for each table that is not read."""
    seen: set[tuple[str, str]] = set()
    for skip in skipped:
        if skip.rule == "table":
            warn(emit, "skipped-table", f"a table of figures is not read: {_head(skip.text)}", skip.source)
        elif skip.rule in SECTION_RULES or skip.rule.startswith("gutenberg-"):
            key = (skip.rule, skip.source.file)
            if key not in seen:
                seen.add(key)
                note(emit, "skipped-section", f"not read aloud ({skip.rule}): {_head(skip.text)}", skip.source)


def _head(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()}…"
