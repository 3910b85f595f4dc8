"""Text reduced to what identifies it: the characters that are seen, in one case, each with its place."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from audiobook.visible import visible

#: Exponents are shown as superscripts by the readers: the one change that they make to a character.
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ−", "0123456789+-=()n-")
_FOLDED: dict[str, str] = {}
#: Characters kept in ``_FOLDED``; the rest is worked out again.
_KNOWN = 1 << 16


def _folded(character: str) -> str:
    found = _FOLDED.get(character)
    if found is None:
        shown = visible(character).translate(_PLAIN)
        lower = shown.lower()
        found = lower if len(lower) == len(shown) else shown
        if len(_FOLDED) < _KNOWN:
            _FOLDED[character] = found
    return found


@dataclass(frozen=True, slots=True)
class Letters:
    """The folded characters of a stretch of text, and the offset of each."""

    text: str
    offsets: tuple[int, ...]

    def between(self, start: int, end: int) -> Letters:
        """Those whose offsets lie in ``[start, end)``."""
        a, b = bisect_left(self.offsets, start), bisect_left(self.offsets, end)
        return Letters(self.text[a:b], self.offsets[a:b])


def letters(text: str, start: int = 0, end: int | None = None, *, words: bool = False) -> Letters:
    """What is seen of ``text[start:end]``; with ``words`` only letters and digits. Linear."""
    stop = len(text) if end is None else end
    parts: list[str] = []
    offsets: list[int] = []
    for at in range(start, stop):
        for character in _folded(text[at]):
            if not words or character.isalnum():
                parts.append(character)
                offsets.append(at)
    return Letters("".join(parts), tuple(offsets))


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in it."""
    return any(c.isalnum() for c in text)
