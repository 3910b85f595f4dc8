"""One rule of the Chinese normaliser, and what it may look at around its match."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from audiobook.prep.speech.chinese.fold import Folded

#: How far a rule looks for words that decide (time or score, year or count): less than most sentences.
_REACH = 40
_SENTENCE = re.compile(r"[。！？；!?;\n]")


@dataclass(frozen=True, slots=True)
class Around:
    """The folded text with what stands around it in its paragraph, folded too."""

    folded: Folded
    before: str
    after: str

    def left(self, at: int) -> str:
        """Up to 40 signs of the same sentence before a place."""
        seen = (self.before + self.folded.text[max(0, at - _REACH) : at])[-_REACH:]
        return _SENTENCE.split(seen)[-1]

    def right(self, at: int) -> str:
        """The same after a place."""
        return _SENTENCE.split((self.folded.text[at : at + _REACH] + self.after)[:_REACH])[0]

    def written(self, found: re.Match[str], group: int | str = 0) -> str:
        """What the original has there: for words that are said as written."""
        return self.folded.original[found.start(group) : found.end(group)]


#: The spoken form and the class of the change; None when the rule does not apply after all.
Said = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Where ``pattern`` matches in the folded text, ``say`` decides. Simplified words; the runner unfolds them."""

    pattern: re.Pattern[str]
    say: Callable[[re.Match[str], Around], Said]


def rule(pattern: str, say: Callable[[re.Match[str], Around], Said]) -> Rule:
    """A rule from the source of its pattern."""
    return Rule(re.compile(pattern), say)


def fixed(pattern: str, spoken: str, name: str) -> Rule:
    """A rule that always says the same; an empty ``spoken`` drops what is written."""
    return Rule(re.compile(pattern), lambda _found, _around: (spoken, name))
