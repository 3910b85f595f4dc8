"""From script and cast to segments: the questions that segmenting asks of engines are answered here."""

from __future__ import annotations

from functools import cache

from audiobook.corridor.casting import CastBook
from audiobook.corridor.preparation import PreparedScript
from audiobook.corridor.standins import StandIns
from audiobook.errors import ScriptError
from audiobook.events import Emit
from audiobook.plugins import Hearing, load_engine
from audiobook.prep.segment import segment
from audiobook.source import SourceRef
from audiobook.take import Segment, Slate


def segment_book(prepared: PreparedScript, cast: CastBook, rate_hz: int, emit: Emit) -> tuple[Segment, ...]:
    """All segments of the book in reading order. Raises ScriptError when there is nothing to speak."""
    others = StandIns(prepared.language, cast.cast.narrator.engine)
    segments = segment(
        prepared.script,
        cast.cast,
        language=prepared.language,
        rate_hz=rate_hz,
        info=lambda name: load_engine(name).info,
        reads=lambda name, text: load_engine(name).reads(text),
        speaks=others.speaks,
        knows=others.knows,
        fallback=others.fallback,
        foreign=prepared.foreign,
        heard=_heard,
        speaking=prepared.speaking,
        emit=emit,
    )
    if not segments:
        raise ScriptError("the script has no text that can be spoken", source=SourceRef(file=str(prepared.path)))
    return segments


def _heard(slate: Slate) -> Slate:
    engine = _hearing(slate.engine)
    return engine.heard(slate) if engine else slate


@cache
def _hearing(name: str) -> Hearing | None:
    """The engine, if it does not hear everything; asking a protocol costs more than all else here."""
    engine = load_engine(name)
    return engine if isinstance(engine, Hearing) else None
