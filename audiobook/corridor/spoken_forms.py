"""What of a book is said otherwise than it is written, for people to check before anything is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.corridor.credits import credited
from audiobook.corridor.opening import open_book
from audiobook.corridor.request import Request
from audiobook.events import Emit, silent
from audiobook.source import SourceRef
from audiobook.take import Respoken


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One segment with words that are said otherwise: who says it, as displayed, and what becomes of which words.

    ``language`` is that of the segment where it is not the book's, ``voice`` (``engine/voice``) who speaks it then.
    """

    source: SourceRef
    speaker: str
    displayed: str
    changes: tuple[Respoken, ...]
    language: str = ""
    voice: str = ""


def spoken_lines(request: Request, emit: Emit = silent) -> tuple[SpokenLine, ...]:
    """All such segments, and those in another language, in reading order. Nothing is sent.

    Script and casting sheet are written as by a build. Raises AudiobookError as a build does.
    """
    book = open_book(request, emit)
    found = []
    for segment in credited(book.segments, book.script, book.cast, request.config, emit):
        slate = segment.slate
        language = segment.language
        voice = f"{slate.engine}/{slate.voice}" if language else ""
        if segment.respoken or language:
            found.append(
                SpokenLine(segment.source, segment.speaker, segment.displayed, segment.respoken, language, voice)
            )
    return tuple(found)
