"""What a request costs, and the account of it. Written apart from the product's own counting, which it checks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

#: Han characters, which are billed as two (facts sheet, section 2: kanji and hanja included, all else is one): the
#: ideographic blocks with their compatibility forms and extensions; and two signs that Unicode gives to that script.
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF), (0x3005, 0x3005), (0x3007, 0x3007))
#: Scripts written about a syllable a sign: kana, Hangul and the Han above are one token each (own judgement).
_SYLLABLES = (*_HAN, (0x3040, 0x30FF), (0xAC00, 0xD7AF))
#: Other characters a token (own judgement: between 3 and 4 for English).
_CHARACTERS_A_TOKEN = 3
#: Tokens a second of audio; less than a second counts as one (facts sheet, section 2).
AUDIO_TOKENS_A_SECOND = 50


def is_han(char: str) -> bool:
    """Whether a character is billed as two."""
    return _within(ord(char), _HAN)


def is_syllable(char: str) -> bool:
    """Whether a character stands for about a syllable: Han, kana, Hangul."""
    return _within(ord(char), _SYLLABLES)


def _within(code: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def billed_characters(text: str) -> int:
    """Characters as billed: two for Han, one for everything else, spaces and marks included."""
    return len(text) + sum(map(is_han, text))


def text_tokens(text: str) -> int:
    """Tokens of a text; an estimate, since the vendor's tokenizer is not public. At least 1 for a text."""
    syllables = sum(map(is_syllable, text))
    return syllables + math.ceil((len(text) - syllables) / _CHARACTERS_A_TOKEN)


def audio_tokens(seconds: float) -> int:
    """Tokens of audio: 50 a second, at least 50."""
    return max(AUDIO_TOKENS_A_SECOND, math.ceil(seconds * AUDIO_TOKENS_A_SECOND))


@dataclass(frozen=True, slots=True)
class Usage:
    """What one request used: characters as billed, or tokens; whichever its model is sold by."""

    characters: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def as_json(self) -> dict[str, int]:
        """The ``usage`` of a reply."""
        if self.characters:
            return {"characters": self.characters}
        total = self.input_tokens + self.output_tokens
        return {"input_tokens": self.input_tokens, "output_tokens": self.output_tokens, "total_tokens": total}

    def __add__(self, other: Self) -> Usage:
        return Usage(
            self.characters + other.characters,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
        )


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of the bill. ``answered``: a reply that names this request and its usage was sent to the last byte."""

    request_id: str
    account: str
    region: str
    model: str
    text: str = field(repr=False)
    usage: Usage
    answered: bool


@dataclass(frozen=True, slots=True)
class Bill:
    """All charges, in the order in which they arose."""

    charges: tuple[Charge, ...] = ()

    @property
    def total(self) -> Usage:
        """The sum of all charges."""
        return _sum(self.charges)

    @property
    def answered(self) -> Usage:
        """The sum of what the client was told about."""
        return _sum(charge for charge in self.charges if charge.answered)

    @property
    def lost(self) -> Usage:
        """The sum of what was billed without an answer that says so: what a client can only mark as possible."""
        return _sum(charge for charge in self.charges if not charge.answered)

    def of(self, request_id: str) -> Usage:
        """What one request cost; nothing for one that is not on the bill."""
        return _sum(charge for charge in self.charges if charge.request_id == request_id)

    def of_model(self, model: str) -> Usage:
        """What one model cost."""
        return _sum(charge for charge in self.charges if charge.model == model)

    def of_account(self, account: str) -> Usage:
        """What one account owes."""
        return _sum(charge for charge in self.charges if charge.account == account)


def _sum(charges: Iterable[Charge]) -> Usage:
    return sum((charge.usage for charge in charges), Usage())
