"""What of a book is said otherwise than it is written, for people to check before anything is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.corridor.opening import open_book
from audiobook.corridor.request import Request
from audiobook.events import Emit, silent
from audiobook.source import SourceRef
from audiobook.take import Respoken


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One segment with words that are said otherwise: who says it, as displayed, and what becomes of which words."""

    source: SourceRef
    speaker: str
    displayed: str
    changes: tuple[Respoken, ...]


def spoken_lines(request: Request, emit: Emit = silent) -> tuple[SpokenLine, ...]:
    """All such segments in reading order. Script and casting sheet are written as by a build; nothing is sent.

    Raises AudiobookError as a build does.
    """
    segments = open_book(request, emit).segments
    return tuple(SpokenLine(s.source, s.speaker, s.displayed, s.respoken) for s in segments if s.respoken)
