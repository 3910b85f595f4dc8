"""From script and cast to segments: the questions that segmenting asks of engines are answered here."""

from __future__ import annotations

import unicodedata
from functools import cache

from audiobook.cast import Character, Part
from audiobook.corridor.casting import CastBook
from audiobook.corridor.preparation import PreparedScript
from audiobook.errors import ScriptError
from audiobook.events import Emit
from audiobook.plugins import Hearing, load_engine
from audiobook.prep.segment import segment
from audiobook.source import SourceRef
from audiobook.take import Segment, Slate

#: The engine that reads what another one cannot, and the language to read a writing system in.
_FALLBACK_ENGINE = "espeak"
_LANGUAGE_OF = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "THAI": "th",
    "LATIN": "en",
}


def segment_book(prepared: PreparedScript, cast: CastBook, rate_hz: int, emit: Emit) -> tuple[Segment, ...]:
    """All segments of the book in reading order. Raises ScriptError when there is nothing to speak."""
    segments = segment(
        prepared.script,
        cast.cast,
        language=prepared.language,
        rate_hz=rate_hz,
        info=lambda name: load_engine(name).info,
        reads=lambda name, text: load_engine(name).reads(text),
        fallback=_fallback_part,
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


def _fallback_part(text: str) -> Part | None:
    """A part of the fallback engine that reads this text, by the writing system of its first known letter."""
    for char in text:
        if char.isalpha():
            language = _LANGUAGE_OF.get(unicodedata.name(char, "").split(" ")[0])
            return _part_for(language) if language else None
    return None


@cache
def _part_for(language: str) -> Part | None:
    engine = load_engine(_FALLBACK_ENGINE)
    if not engine.speaks(language):
        return None
    for voice in engine.voices():
        if any(tag.split("-")[0] == language for tag in voice.languages):
            return Part(Character(f"{language} text"), voice.engine, voice.id)
    return None
