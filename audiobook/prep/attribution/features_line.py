"""What is known about each utterance before anybody has decided who speaks it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from audiobook.prep.attribution.model import Paragraphs, Person

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Naming:
    """A person named at word ``at`` of the book. ``role`` is 2 at a sentence's start, 0 after a preposition, else 1."""

    at: int
    person: int
    paragraph: int
    start: int
    role: int


@dataclass(slots=True)
class Line:
    """What is known about one utterance before anybody has decided who speaks it."""

    number: int
    first: int
    last: int
    start: int
    end: int
    kind: str = ""
    sex: int = 0
    near: bool = False
    strong: bool = False
    tagged: int = -1
    #: How many breaks (headings, scenes) came before.
    scene: int = 0
    #: Paragraphs of pure narration between the previous utterance and this one; -1 in the same paragraph.
    gap: int = 0
    #: Words of narration since the previous utterance.
    words_between: int = 0
    length: int = 0
    colon: bool = False
    question: bool = False
    opens: bool = False
    continued: bool = False
    alone: bool = True
    #: People named in narration: in the same paragraph before, between and after, in the paragraphs before, after.
    before: tuple[Naming, ...] = ()
    between: tuple[Naming, ...] = ()
    after: tuple[Naming, ...] = ()
    lead: tuple[Naming, ...] = ()
    follow: tuple[Naming, ...] = ()
    #: People named inside the utterance, and those of them who are spoken to.
    said: tuple[int, ...] = ()
    called: frozenset[int] = frozenset()
    #: 1 when a man is spoken to ("sir"), -1 for a woman.
    called_sex: int = 0
    #: Of the first he or she in the narration around: 1, -1 or 0.
    hint: int = 0
    lead_hint: int = 0
    #: The different words said, and the noun phrase of the tag ("the waiter").
    words: tuple[str, ...] = ()
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A book as the sieves and the ranker see it. ``told`` are the namings of its narration, in order."""

    people: tuple[Person, ...]
    sexes: tuple[int, ...]
    lines: tuple[Line, ...]
    told: tuple[Naming, ...]
    places: tuple[int, ...]
    weights: tuple[float, ...]
    ranks: tuple[int, ...]
    narrator: int = -1
    #: The three whom the book names most.
    top: tuple[int, ...] = ()
    by_person: dict[int, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class Words:
    """Turns a place in a paragraph into a number of words since the book's start."""

    paragraphs: Paragraphs
    offsets: list[int] = field(default_factory=list)
    starts: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        total = 0
        for text in self.paragraphs:
            self.offsets.append(total)
            total += len(text.split()) if text else 0

    def at(self, paragraph: int, place: int) -> int:
        """The number of the first word that begins at or after a place."""
        starts = self.starts.get(paragraph)
        if starts is None:
            starts = [m.start() for m in _WORD.finditer(self.paragraphs[paragraph] or "")]
            self.starts[paragraph] = starts
        return self.offsets[paragraph] + bisect_left(starts, place)
