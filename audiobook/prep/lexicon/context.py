"""What must stand beside a word for its entry to apply: one of some words, or an expression between slashes."""

from __future__ import annotations

from audiobook.prep.lexicon.automaton import Automaton
from audiobook.prep.lexicon.entry import Entry, is_pattern
from audiobook.prep.lexicon.fold import begins_word, ends_word, lowered, same_signs
from audiobook.prep.lexicon.pattern import program


class Context:
    """The ``before`` and ``after`` of one entry. Not thread-safe."""

    def __init__(self, entry: Entry) -> None:
        self._language = entry.language.lower()
        self._before, self._back = _sides(entry.before, backwards=True)
        self._after, self._on = _sides(entry.after, backwards=False)
        self._sides = (bool(entry.before), bool(entry.after))

    def holds(self, signs: str, low: str, start: int, end: int) -> bool:
        """Whether the text around ``start`` to ``end`` has what is asked for, blanks between them left out."""
        has_before, has_after = self._sides
        return (not has_before or self._behind(signs, low, start)) and (not has_after or self._ahead(signs, low, end))

    def _behind(self, signs: str, low: str, at: int) -> bool:
        while at and signs[at - 1].isspace():
            at -= 1
        for words in self._before:
            if at >= len(words) and low.endswith(words, 0, at) and begins_word(signs, at - len(words), self._language):
                return True
        return self._back is not None and any(
            begins_word(signs, place, self._language)
            for found in self._back.ends(signs, at, -1).values()
            for place in found
        )

    def _ahead(self, signs: str, low: str, at: int) -> bool:
        while at < len(signs) and signs[at].isspace():
            at += 1
        for words in self._after:
            if low.startswith(words, at) and ends_word(signs, at + len(words), self._language):
                return True
        return self._on is not None and any(
            ends_word(signs, place, self._language) for found in self._on.ends(signs, at).values() for place in found
        )


def _sides(beside: tuple[str, ...], *, backwards: bool) -> tuple[tuple[str, ...], Automaton | None]:
    words = tuple(lowered(same_signs(one)) for one in beside if not is_pattern(one))
    patterns = [one[1:-1] for one in beside if is_pattern(one)]
    steps = tuple(program(one, exact=False, backwards=backwards) for one in patterns)
    return words, Automaton(steps) if steps else None
