"""An episode as it is being written by a language model: what is ordered, planned, and said."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from audiobook.errors import UsageError
from audiobook.podcast.dialogue_length import Pace, pace_of

#: Minutes an episode may be ordered for (own judgement).
SHORTEST_MIN, LONGEST_MIN = 0.5, 90.0
#: A section of the episode is about so long; longer answers are often cut or run thin (own judgement; users of such
#: programs find ordered lengths of thousands of words missed by far).
_TOPIC_MIN = 2.5
MOST_TOPICS = 16
#: The most that one section is asked for, in minutes.
_LONGEST_TOPIC_MIN = 7.0
#: A length within this share of what was ordered is as ordered (own judgement: voices differ by more).
TOLERANCE = 0.15
_MOST_HOSTS = 8
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written. ``language`` is a BCP 47 tag, ``style`` a person's own words, ``show`` its title."""

    hosts: tuple[str, ...]
    minutes: float
    language: str = "en"
    style: str = ""
    show: str = ""

    @property
    def pace(self) -> Pace:
        """How its length is counted."""
        return pace_of(self.language)

    @property
    def length(self) -> int:
        """The length ordered, in the pace's units."""
        return self.pace.units(self.minutes)

    @property
    def topics(self) -> int:
        """How many sections it should have, at most."""
        return min(max(1, math.ceil(self.minutes / _TOPIC_MIN - 0.25)), MOST_TOPICS)

    def share(self, topics: int) -> int:
        """The length of one of so many sections."""
        return min(max(1, round(self.length / max(topics, 1))), self.pace.units(_LONGEST_TOPIC_MIN))

    def fits(self, length: int) -> bool:
        """Whether so many units are as ordered."""
        return abs(length - self.length) <= TOLERANCE * self.length


@dataclass(frozen=True, slots=True)
class Jotting:
    """A note on some passages, by their numbers."""

    text: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A section as planned: its title, what is to be said, and of which passages."""

    title: str
    points: tuple[str, ...]
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The episode as planned."""

    title: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What one host says in one go, with the passages that it rests on."""

    host: str
    text: str
    passages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """A section as written. ``dropped`` lines were nobody's; ``unknown`` are references to what was not given."""

    lines: tuple[Line, ...]
    dropped: int = 0
    unknown: tuple[str, ...] = ()

    def length(self, pace: Pace) -> int:
        """In the pace's units."""
        return sum(pace.count(line.text) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked, and how many tokens its answer may have."""

    system: str = field(repr=False)
    user: str = field(repr=False)
    max_tokens: int


def check_order(order: Order) -> None:
    """Raise UsageError for what cannot be written."""
    if not order.hosts:
        hint = 'name them with --hosts "Ann,Ben", or give --show FOLDER with [[hosts]] in its show.toml'
        raise UsageError("there is no host who could speak", hint=hint)
    folded = [name.casefold() for name in order.hosts]
    good = all(
        name.strip() == name and name.isprintable() and name not in {"", "?"} and len(name) <= _LONGEST_NAME
        for name in order.hosts
    )
    if not good or len(set(folded)) != len(folded) or any(sign in name for name in order.hosts for sign in ":：[]"):
        raise UsageError(
            "every host needs a name of their own, without colons and brackets", hint='use --hosts "Ann,Ben"'
        )
    if len(order.hosts) > _MOST_HOSTS:
        raise UsageError(f"{len(order.hosts)} hosts are too many for a talk", hint=f"name at most {_MOST_HOSTS}")
    if not SHORTEST_MIN <= order.minutes <= LONGEST_MIN:
        raise UsageError(
            f"an episode of {order.minutes:g} minutes cannot be ordered",
            hint=f"use --minutes {SHORTEST_MIN:g} to {LONGEST_MIN:g}",
        )
