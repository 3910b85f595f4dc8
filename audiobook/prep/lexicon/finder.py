"""All places of all entries in a text, by hashing: a place costs one look-up for each length that entries there have.

Entries that begin with a letter of a spaced script are looked up by their first word, others by their first character.
Regular expressions run together in one automaton.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audiobook.prep.lexicon.automaton import Automaton
from audiobook.prep.lexicon.entry import UNSPACED, Entry
from audiobook.prep.lexicon.fold import begins_word, ends_word, is_letter, lowered, same_signs
from audiobook.prep.lexicon.pattern import program

#: Start, end, and the number of the entry.
Found = tuple[int, int, int]
_Lengths = dict[int, dict[str, list[int]]]
#: Phrases are looked up by their first word and up to so many characters more.
_AHEAD = 6
#: What follows a word that surely ends there.
_ENDS = frozenset({"", *" ,.;:!?"})
_WORD = re.compile(rf"[^\W_{UNSPACED}]+")


class Finder:
    """Places of entries, without their contexts and characters. Not thread-safe."""

    def __init__(self, entries: Sequence[Entry], language: str) -> None:
        self._language = language.lower()
        self._entries = entries
        self._words: dict[str, list[tuple[int, set[str] | None]]] = {}
        self._phrases: dict[str, _Lengths] = {}
        self._first_words: dict[str, tuple[int, ...]] = {}
        self._by_char: dict[str, _Lengths] = {}
        self._exact: dict[tuple[int, str], set[str]] = {}
        patterns = []
        for number, entry in enumerate(entries):
            for written in entry.written:
                if entry.regex:
                    patterns.append((number, program(written, exact=entry.exact)))
                else:
                    self._add(number, entry, same_signs(written))
        heads = "".join(map(re.escape, sorted(self._by_char)))
        self._heads = re.compile(f"[{heads}]") if heads else None
        self._owners = tuple(number for number, _ in patterns)
        self._automaton = Automaton(tuple(steps for _, steps in patterns)) if patterns else None

    def _add(self, number: int, entry: Entry, written: str) -> None:
        key = lowered(written)
        word = _WORD.match(key)
        if not entry.whole_word or word is None:
            self._by_char.setdefault(key[0], {}).setdefault(len(key), {}).setdefault(key, []).append(number)
        elif word[0] == key:
            self._words.setdefault(key, []).append((number, {written} if entry.exact else None))
        else:
            ahead = min(len(key) - word.end(), _AHEAD)
            self._first_words[word[0]] = tuple(sorted({*self._first_words.get(word[0], ()), ahead}))
            table = self._phrases.setdefault(key[: word.end() + ahead], {})
            table.setdefault(len(key), {}).setdefault(key, []).append(number)
        if entry.exact:
            self._exact.setdefault((number, key), set()).add(written)

    def find(self, signs: str, low: str) -> list[Found]:
        """Every place, in no order; ``signs`` has one kind of apostrophe and blank, ``low`` is it in small letters."""
        found: list[Found] = []
        if self._words or self._phrases:
            self._by_words(signs, low, found)
        if self._heads is not None:
            for head in self._heads.finditer(low):
                self._at(signs, low, head.start(), self._by_char[head[0]], found)
        if self._automaton is not None:
            found += self._patterns(self._automaton, signs)
        return found

    def _by_words(self, signs: str, low: str, found: list[Found]) -> None:
        words, first_words, phrases = self._words, self._first_words, self._phrases
        for word in _WORD.finditer(low):
            one = word[0]
            if one in words:
                start, end = word.span()
                if self._whole(signs, start, end):
                    for number, forms in words[one]:
                        if forms is None or signs[start:end] in forms:
                            found.append((start, end, number))
            if one in first_words:
                start, end = word.span()
                for ahead in first_words[one]:
                    lengths = phrases.get(low[start : end + ahead])
                    if lengths is not None:
                        self._at(signs, low, start, lengths, found)

    def _at(self, signs: str, low: str, start: int, lengths: _Lengths, found: list[Found]) -> None:
        for length, keys in lengths.items():
            end = start + length
            key = low[start:end]
            for number in keys.get(key, ()):
                entry = self._entries[number]
                if entry.exact and signs[start:end] not in self._exact[number, key]:
                    continue
                if not entry.whole_word or self._whole(signs, start, end):
                    found.append((start, end, number))

    def _whole(self, signs: str, start: int, end: int) -> bool:
        if (start == 0 or signs[start - 1] == " ") and signs[end : end + 1] in _ENDS:
            return True  # nearly always; the rest is dear
        return begins_word(signs, start, self._language) and ends_word(signs, end, self._language)

    def _patterns(self, automaton: Automaton, signs: str) -> Iterator[Found]:
        """The longest match of each expression from each start; inside a word only for those that may be there."""
        everywhere = not all(self._entries[number].whole_word for number in self._owners)
        for start in automaton.starts(signs):
            if not everywhere and start and is_letter(signs[start - 1]) and is_letter(signs[start]):
                continue
            for program_number, ends in automaton.ends(signs, start).items():
                number = self._owners[program_number]
                whole = self._entries[number].whole_word
                longest = next((end for end in reversed(ends) if not whole or self._whole(signs, start, end)), None)
                if longest is not None:
                    yield start, longest, number
