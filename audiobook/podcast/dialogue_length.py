"""How long words take to say, before anybody has said them; and how many tokens they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Words a minute: what is usually given for English conversation and for audiobooks (National Center for Voice and
#: Speech: about 150). Other languages with blanks between words get the same: own judgement, nothing was measured.
_WORDS_A_MINUTE = 150
#: Characters a minute, where a word has no blanks around it. Chinese: 5.18 syllables a second while reading (Pellegrino
#: et al. 2011, Language 87) are 311 a minute, less a quarter for pauses (own judgement). Japanese: what NHK's news is
#: written for, as its announcers teach.
_CHARACTERS_A_MINUTE = {"zh": 240, "yue": 240, "ja": 300}
#: A word in Latin letters among Chinese characters takes as long as so many of them (240 / 150, rounded up).
_WORD_IN_CHARACTERS = 2
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")
#: Characters a token in an alphabet; from here on each sign counts as one (not measured, on the safe side).
_CHARACTERS_A_TOKEN = 4
_FIRST_WIDE = "\u2e80"


@dataclass(frozen=True, slots=True)
class Pace:
    """How a language is counted: so many ``unit`` ("words", "characters") a minute."""

    unit: str
    per_minute: int

    def count(self, text: str) -> int:
        """How many units a text has. Linear."""
        words = len(_WORD.findall(_WIDE.sub(" ", text)))
        wide = len(_WIDE.findall(text))
        return wide + words * (_WORD_IN_CHARACTERS if self.unit == "characters" else 1)

    def units(self, minutes: float) -> int:
        """How many units fill so many minutes, at least one."""
        return max(1, round(minutes * self.per_minute))

    def seconds(self, units: int) -> int:
        """How long so many units take."""
        return round(60 * units / self.per_minute)


def pace_of(language: str) -> Pace:
    """The pace of a language by its BCP 47 tag."""
    primary = language.partition("-")[0].casefold()
    if primary in _CHARACTERS_A_MINUTE:
        return Pace("characters", _CHARACTERS_A_MINUTE[primary])
    return Pace("words", _WORDS_A_MINUTE)


def tokens_of(text: str) -> int:
    """About how many tokens a text has, without a tokeniser."""
    if text.isascii():
        return len(text) // _CHARACTERS_A_TOKEN + 1
    wide = sum(sign >= _FIRST_WIDE for sign in text)
    return wide + (len(text) - wide) // _CHARACTERS_A_TOKEN + 1


def clock(seconds: int) -> str:
    """``7:40``."""
    return f"{seconds // 60}:{seconds % 60:02d}"
