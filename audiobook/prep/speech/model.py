"""The nouns of spoken text: one change, where it stands in the book, and what a language's rules look like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """``written`` is ``text[start:end]`` in characters; ``spoken`` takes its place; ``rule`` names the class."""

    start: int
    end: int
    written: str
    spoken: str
    rule: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules may look at besides the piece itself.

    ``before`` and ``after`` are the text of the same paragraph around the piece, as written, empty at its ends.
    ``region`` is ``GB`` or ``US`` (English), or the language tag's own region; empty when nobody said.
    """

    region: str = ""
    before: str = ""
    after: str = ""
    heading: bool = False


#: All changes of a piece of text, in any order. Where two overlap, the earlier one in the list stays: put the rules
#: that know more first. Pure, thread-safe, time linear in the text.
Rules = Callable[[str, Context], list[Change]]
