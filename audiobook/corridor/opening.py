"""A book opened up to its segments, for commands that look at it and record nothing."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.corridor.casting import CastBook, cast_book
from audiobook.corridor.preparation import PreparedScript, open_manuscript, prepare_book
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import Request, check_source
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.sheets import engines_named
from audiobook.corridor.voices import settle_local
from audiobook.corridor.workfolder import open_work
from audiobook.events import Emit, silent
from audiobook.take import Segment


@dataclass(frozen=True, slots=True)
class OpenBook:
    """A book with its cast and what would be recorded of it."""

    script: PreparedScript
    cast: CastBook
    segments: tuple[Segment, ...]


def open_book(request: Request, emit: Emit = silent) -> OpenBook:
    """Read, prepare, cast and cut a book as a build does. Script and casting sheet are written, nothing is sent.

    No key is needed. Raises AudiobookError as a build does.
    """
    check_source(request)
    settle_local(request.config)
    manuscript = open_manuscript(request, emit)
    work = open_work(request.work_root, request.name)
    with work.lock():
        script = prepare_book(manuscript, request, work, emit)
        Purse(request.config).configure(engines_named(request, work), work, silent, buying=False)
        cast = cast_book(script, request, work, emit)
        return OpenBook(script, cast, segment_book(script, cast, request.config.audio.rate_hz, emit))
