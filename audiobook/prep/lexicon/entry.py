"""One entry of a pronunciation list, and what it says for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

#: Scripts that write no blanks between words, and Hangul, whose particles stick to the noun: there a written form is
#: found inside a longer run of letters (own judgement). Thai to Lao, Myanmar, Hangul Jamo, Khmer, CJK and kana, Hangul,
#: compatibility and further ideographs.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u303c"
    "\u3040-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_TAG = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")


class FormKind(StrEnum):
    """How a form says a word: in plain letters, in the IPA, or in an engine's own alphabet."""

    RESPELLING = "respelling"
    IPA = "ipa"
    NATIVE = "native"


@dataclass(frozen=True, slots=True)
class Form:
    """What an engine gets instead of the written word."""

    kind: FormKind
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """One pronunciation of an entry: ``key`` is ``say``, ``ipa``, or ``x-NAME`` for the engine NAME's own form."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``said`` in the order it stands there, the preferred one first, ``other`` kept but never spoken.

    Empty scopes mean everywhere. ``file`` and ``line`` say where it stands and are its identity. ``rank`` is the place
    of its list, the lower the stronger: the book's own is 0; lists that come with the program have ``built_in``.
    """

    written: tuple[str, ...]
    said: tuple[Said, ...]
    language: str = ""
    characters: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()
    whole_word: bool = True
    exact: bool = False
    regex: bool = False
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    pos: str = ""
    note: str = ""
    disabled: bool = False
    other: tuple[Said, ...] = ()
    file: str = ""
    line: int = 0
    rank: int = 0
    built_in: bool = False

    @property
    def identity(self) -> str:
        """``lexicon.toml:12``."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def text_of(self, key: str) -> str:
        """The pronunciation under a key; empty when there is none."""
        return next((said.text for said in self.said if said.key == key), "")

    def serves(self, language: str, engine: str) -> bool:
        """Whether its scopes hold a passage's language (a BCP 47 tag) and engine; an unknown language fits all."""
        if self.disabled or (self.engines and engine not in self.engines):
            return False
        tag, scope = canonical(language), canonical(self.language)
        return not scope or not tag or tag == scope or tag.startswith(f"{scope}-")

    def precedence(self) -> tuple[bool, bool, bool, int, int, int]:
        """Sorts the stronger of two entries that match the same text first: human lists, scope, order of lists.

        What a person wrote for everywhere is stronger than what comes with the program for one language.
        """
        scope = -len(canonical(self.language).split("-")) if self.language else 0
        return (self.built_in, not self.characters, not self.engines, scope, self.rank, self.line)


def is_tag(language: str) -> bool:
    """Whether a text has the form of a language tag, such as ``en-GB``."""
    return _TAG.fullmatch(language) is not None


def canonical(language: str) -> str:
    """A tag as it is compared: ``zh_Hant`` -> ``zh-hant``."""
    return language.replace("_", "-").lower()


def is_pattern(beside: str) -> bool:
    """Whether an item of ``before`` or ``after`` is a regular expression: ``/…/``."""
    return len(beside) > len("//") and beside[0] == beside[-1] == "/"


def is_unspaced(char: str) -> bool:
    """Whether a character belongs to a script without blanks between its words."""
    code = ord(char)
    return any(low <= code <= high for low, high in _RANGES)


_RANGES = tuple((ord(UNSPACED[n]), ord(UNSPACED[n + 2])) for n in range(0, len(UNSPACED), 3))
