"""What was said, what was heard, and what came of holding one against the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as the recogniser wrote it, with its place in the take in seconds."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What the recogniser made of one take. ``looped`` when it repeated itself as it does on what is no speech."""

    words: tuple[HeardWord, ...] = ()
    looped: bool = False

    @property
    def text(self) -> str:
        """As written down."""
        return "".join(word.text for word in self.words).strip()

    def time_of(self, place: int) -> float:
        """When the character at ``place`` of the text is said, in seconds from the start of what was heard."""
        at = len(self.text) - len("".join(word.text for word in self.words).rstrip())
        for word in self.words:
            at += len(word.text)
            if place < at:
                return word.start_s
        return self.words[-1].end_s if self.words else 0.0


class Reason(StrEnum):
    """What is wrong with a take."""

    MISSING = "missing"
    ADDED = "added"
    REPEATED = "repeated"
    OTHER = "other words"
    NOTHING = "nothing heard"
    NOISE = "noise"
    CUT_OFF = "cut off"


@dataclass(frozen=True, slots=True)
class Run:
    """The longest divergent run.

    ``score`` is its length in sounds (in Chinese: halves of syllables), what agrees inside it taken off. ``said`` and
    ``heard`` are ranges of words, ``[first, end)``. ``missing``, ``added`` and ``changed`` are the costs of its errors.
    """

    score: float
    said: tuple[int, int]
    heard: tuple[int, int]
    missing: float = 0.0
    added: float = 0.0
    changed: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one take; no ``reasons`` when nothing is wrong. ``error_rate`` is per sound, 0 for the same."""

    reasons: tuple[Reason, ...]
    run: Run
    error_rate: float

    @property
    def flagged(self) -> bool:
        """Whether a person should listen to it."""
        return bool(self.reasons)
