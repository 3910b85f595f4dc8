"""What of a book is said otherwise than it is written, for people to check before anything is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.corridor.casting import cast_book
from audiobook.corridor.preparation import open_manuscript, prepare_book
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import Request, check_source
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.sheets import engines_named
from audiobook.corridor.workfolder import open_work
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
    check_source(request)
    manuscript = open_manuscript(request, emit)
    work = open_work(request.work_root, request.name)
    with work.lock():
        script = prepare_book(manuscript, request, work, emit)
        Purse(request.config).configure(engines_named(request, work), work, silent, buying=False)
        cast = cast_book(script, request, work, emit)
        segments = segment_book(script, cast, request.config.audio.rate_hz, emit)
    return tuple(SpokenLine(s.source, s.speaker, s.displayed, s.respoken) for s in segments if s.respoken)
