"""What the parts of attribution hand to each other. A book is a sequence of paragraphs; all places lie in those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

#: One paragraph's text; ``None`` is a break that ends a conversation (a heading, a scene break, a new chapter).
Paragraphs = Sequence[str | None]


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """``[start, end)`` of paragraph ``paragraph``, in code points."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person says in one go: one or more stretches without the marks, narration between them left out.

    ``closed`` is false where the last stretch runs to its paragraph's end without a closing mark; ``continued`` when
    it goes on from the paragraph before (each paragraph opens anew, only the last one closes).
    """

    stretches: tuple[Stretch, ...]
    closed: bool = True
    continued: bool = False
    dash: bool = False


class Sex(StrEnum):
    """The gender of a voice."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may speak. ``aliases`` are all forms the book calls them by, ``name`` among them.

    ``descriptive`` is an unnamed speaker ("the waiter"), ``narrator`` the "I" who tells a first-person book.
    ``weight`` counts how often the book names them. Persons are known by their place in a tuple.
    """

    name: str
    aliases: tuple[str, ...] = ()
    sex: Sex = Sex.UNKNOWN
    descriptive: bool = False
    narrator: bool = False
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the book names a person; ``person`` is the index of whom it means most likely, -1 for nobody known.

    ``spoken`` when it stands inside an utterance.
    """

    place: Stretch
    text: str
    person: int
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who speaks an utterance: the index of a person, -1 for nobody known; ``confidence`` is a probability.

    ``rule`` names what decided.
    """

    person: int
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """A whole book attributed: ``verdicts`` has one entry for each utterance."""

    people: tuple[Person, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    mentions: tuple[Mention, ...] = field(default=(), repr=False)
