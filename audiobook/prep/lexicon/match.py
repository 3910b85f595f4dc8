"""Finding the entries of all lists in a text.

Of entries that overlap, the longest wins; of those for the same words a person's before a built-in one, then the one
with the narrower scope (character, engine, language), then the earlier list; of equally strong ones the leftmost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audiobook.plugins import EngineInfo
from audiobook.prep.lexicon.context import Context
from audiobook.prep.lexicon.entry import Entry, Form
from audiobook.prep.lexicon.finder import Finder, Found
from audiobook.prep.lexicon.fold import lowered, same_signs
from audiobook.prep.lexicon.forms import best_form

#: What lists call the narrator, as the casting sheet does.
NARRATOR_NAME = "narrator"
#: Tells the part of speech of ``text[start:end]`` for ``pos``; ``""`` when it is not known.
Tagger = Callable[[str, int, int], str]


@dataclass(frozen=True, slots=True)
class Match:
    """Entry ``entry`` was found as ``text[start:end]``; ``form`` is ``None`` when it has none for the engine."""

    start: int
    end: int
    written: str
    entry: Entry
    form: Form | None


@dataclass(slots=True)
class Lexicon:
    """All lists of a book. Not thread-safe: it compiles a matcher for each language and engine when first asked."""

    entries: tuple[Entry, ...] = ()
    _matchers: dict[tuple[str, str, str], _Matcher] = field(default_factory=dict, repr=False, compare=False)

    def matches(
        self,
        text: str,
        language: str,
        character: str,
        engine: EngineInfo,
        *,
        protected: Sequence[tuple[int, int]] = (),
        tagger: Tagger | None = None,
    ) -> tuple[Match, ...]:
        """The entries that apply to a text, in order, never overlapping and never touching a ``protected`` range.

        ``character`` is ``""`` for the narrator; ``protected`` are half-open ranges in any order. Linear in the text.
        """
        if not self.entries or not text:
            return ()
        key = (language, engine.name, engine.phonemes)
        if key not in self._matchers:
            self._matchers[key] = _Matcher(self.entries, *key)
        return self._matchers[key].matches(text, character, protected, tagger)


class _Matcher:
    """The entries that serve one language and one engine, compiled."""

    def __init__(self, entries: Sequence[Entry], language: str, engine: str, phonemes: str) -> None:
        self._language = language
        self._entries = sorted((e for e in entries if e.serves(language, engine)), key=Entry.precedence)
        self._forms = [best_form(entry, engine, phonemes, language) for entry in self._entries]
        self._contexts = [Context(e) if e.before or e.after else None for e in self._entries]
        self._conditional = {
            n for n, e in enumerate(self._entries) if e.characters or e.pos or self._contexts[n] is not None
        }
        self._finder = Finder(self._entries, language)

    def matches(
        self, text: str, character: str, protected: Sequence[tuple[int, int]], tagger: Tagger | None
    ) -> tuple[Match, ...]:
        signs = same_signs(text)
        low = lowered(signs)
        found = self._finder.find(signs, low)
        if not found:
            return ()
        if protected:
            free = _Ranges(protected)
            found = [one for one in found if free.has(one[0], one[1])]
        texts, conditional = (text, signs, low), self._conditional
        spans: dict[tuple[int, int], int] = {}
        for start, end, number in found:
            span = (start, end)
            if span in spans and not self._better(number, spans[span]):
                continue
            if number not in conditional or self._applies(number, texts, span, character, tagger):
                spans[span] = number
        entries, forms = self._entries, self._forms
        return tuple([Match(start, end, text[start:end], entries[n], forms[n]) for start, end, n in _chosen(spans)])

    def _better(self, one: int, two: int) -> bool:
        """Entries are sorted by precedence; one without a form for this engine gives way."""
        return (self._forms[one] is None, one) < (self._forms[two] is None, two)

    def _applies(
        self,
        number: int,
        texts: tuple[str, str, str],
        span: tuple[int, int],
        character: str,
        tagger: Tagger | None,
    ) -> bool:
        entry = self._entries[number]
        if entry.characters and (character or NARRATOR_NAME) not in entry.characters:
            return False
        text, signs, low = texts
        context = self._contexts[number]
        if context is not None and not context.holds(signs, low, *span):
            return False
        return not entry.pos or (tagger is not None and tagger(text, *span) == entry.pos)


class _Ranges:
    """Half-open ranges of a text, asked for overlaps in logarithmic time."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            elif end > start:
                self._starts.append(start)
                self._ends.append(end)

    def has(self, start: int, end: int) -> bool:
        """Whether ``start`` to ``end`` is free."""
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and self._ends[at] > start:
            return False
        return at + 1 >= len(self._starts) or self._starts[at + 1] >= end


def _chosen(spans: dict[tuple[int, int], int]) -> list[Found]:
    """Of overlapping spans the longest, then the stronger entry, then the leftmost; in order of place."""
    ordered = sorted([(start, end, number) for (start, end), number in spans.items()])
    if all(one[1] <= two[0] for one, two in pairwise(ordered)):
        return ordered
    chosen: list[Found] = []
    cluster: list[Found] = []
    reach = 0
    for found in ordered:
        if cluster and found[0] >= reach:
            chosen += _settled(cluster)
            cluster = []
        cluster.append(found)
        reach = max(reach, found[1]) if len(cluster) > 1 else found[1]
    return chosen + _settled(cluster)


def _settled(cluster: list[Found]) -> list[Found]:
    if len(cluster) <= 1:
        return cluster
    taken = bytearray(max(end for _, end, _ in cluster) - cluster[0][0])
    base = cluster[0][0]
    kept = []
    for start, end, number in sorted(cluster, key=lambda one: (one[0] - one[1], one[2], one[0])):
        if not any(taken[start - base : end - base]):
            taken[start - base : end - base] = b"\1" * (end - start)
            kept.append((start, end, number))
    return sorted(kept)
