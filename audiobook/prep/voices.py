"""What segmenting asks about engines and voices, answered by the corridor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from audiobook.cast import Cast, Part
from audiobook.plugins import EngineInfo
from audiobook.prep.passages import Foreign
from audiobook.prep.utter import Speaking
from audiobook.take import Slate


def all_heard(slate: Slate) -> Slate:
    """The slate as it is: the engine hears all of it."""
    return slate


def any_language(who: Part | str, language: str) -> bool:
    """It speaks every language."""
    del who, language
    return True


@dataclass(frozen=True, slots=True)
class Voices:
    """How segments find out what engines can do; all of them must be cheap, they are called for every segment.

    ``speaks(part, language)`` asks for the part's voice, ``knows(engine, language)`` for any voice of the engine;
    ``fallback(part, language, text)`` is a part that can stand in for this one.
    """

    cast: Cast
    language: str
    rate_hz: int
    info: Callable[[str], EngineInfo]
    reads: Callable[[str, str], bool]
    fallback: Callable[[Part, str, str], Part | None]
    speaks: Callable[[Part, str], bool] = any_language
    knows: Callable[[str, str], bool] = any_language
    foreign: Foreign = field(default_factory=Foreign)
    heard: Callable[[Slate], Slate] = all_heard
    speaking: Speaking = field(default_factory=lambda: Speaking(normalise=False))
