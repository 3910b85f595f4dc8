"""In which language a passage is that no markup names: by its letters, then by its small words.

Conservative: ``None``, or no run, unless a passage is clearly in another language than the book. A foreign name or a
single foreign word is no passage; a missed phrase is read with an accent, a wrong guess spoils a good sentence.
Pure functions, linear in the text, thread-safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from audiobook.prep.language_letters import (
    DIALECT,
    ELISIONS,
    ENGLISH_AFTER,
    ENGLISH_ENDING,
    NAMING,
    PATTERNS,
    ForeignRun,
    by_script,
    in_other_script,
    script_runs,
)
from audiobook.prep.language_words import SMALL_WORDS
from audiobook.prep.marks import words_of

#: A clause: fewer words and fewer letters than this say too little (issue 6; own judgement).
_FEWEST_WORDS, _FEWEST_LETTERS = 5, 25
#: Points for a word (own judgement, checked on the eight novels): a small word of the language, letters that only
#: some languages write, an elision (l’), an unknown word, a word of home, an English ending.
_HIT, _LETTERS, _ELIDED, _UNKNOWN, _AT_HOME, _ENDING = 2.0, 1.0, 1.5, -0.4, -2.5, -1.5
#: A run ends when it loses this many points, and counts from this many with this many different small words.
_LOST, _ENOUGH, _HITS = 3.0, 5.0, 2
#: The least mean of points for a whole passage, and how much better than the next language it must be.
_MEAN, _AHEAD = 0.5, 1.5

_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHES = "’'ʼ"
#: English inside other books is known by these; the long list of ``language_words`` shares words with French.
_ENGLISH = frozenset(
    words_of("""
    the of and to that it was he she they you his her with for not be have had this which but said would could should
    there their what who when them been from my your him into were are do did will can is shall must our if how why by
    """)
)
_LATIN = tuple(PATTERNS)


#: No run goes over the first; the second ends a clause, and a clause of a run needs a word of its own.
_BREAK = re.compile(r"[^\W\d_]|[“”\"«»„()\[\]—―\n]")
_STOP = re.compile(r"[.!?;:,…]")
_NONE, _SOFT, _HARD = 0, 1, 2
_JOINS = frozenset(_APOSTROPHES)


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str
    name: bool
    elided: bool
    after: bool
    gap: int


def detect(text: str, home: str) -> str | None:
    """The language of a passage when it is clearly not ``home`` and at least a clause long; else None."""
    base = home.partition("-")[0].lower()
    script = by_script(text)
    if script is not None:
        known = "ja" if base == "ja" and script == "zh" else script
        return None if known == base else known
    if not _promising(text, base):
        return None
    tokens = tuple(_tokens(text))
    if len(tokens) < _FEWEST_WORDS and sum(len(t.word) for t in tokens) < _FEWEST_LETTERS:
        return None
    ranked = sorted(((sum(_points(t, tag, base) for t in tokens), tag) for tag in _LATIN if tag != base), reverse=True)
    (score, tag), (second, _) = ranked[:2]
    enough = _hits(tokens, tag, base) >= max(_HITS, len(tokens) // 8) and score >= _MEAN * len(tokens)
    return tag if enough and score - second >= _AHEAD else None


def foreign_runs(text: str, home: str) -> tuple[ForeignRun, ...]:
    """The phrases of other languages inside a passage, in order, not overlapping; few and sure rather than all.

    A run has at least two different small words of its language and none of ``home`` at its ends.
    """
    base = home.partition("-")[0].lower()
    found = list(script_runs(text, base))
    if not _promising(text, base):
        return tuple(found)
    tokens = tuple(_tokens(text))
    best: list[tuple[float, int, int, str]] = []
    for tag in _LATIN:
        if tag != base and _hits(tokens, tag, base) >= _HITS:
            best += [(points, a, b, tag) for points, a, b in _segments(tokens, tag, base)]
    taken = [False] * len(tokens)
    rivals = _rivals(best, len(tokens))
    for points, a, b, tag in sorted(best, key=lambda run: (-run[0], run[1])):
        if any(taken[a : b + 1]):
            continue
        taken[a : b + 1] = [True] * (b + 1 - a)
        other = max((rival for at in range(a, b + 1) for name, rival in rivals[at].items() if name != tag), default=0.0)
        if points - other >= _AHEAD:
            found.append(ForeignRun(_left(text, tokens[a].start), tokens[b].end, tag))
    return tuple(sorted(found, key=lambda run: run.start))


def _rivals(runs: list[tuple[float, int, int, str]], size: int) -> list[dict[str, float]]:
    """For each word the points of the runs over it, by language."""
    found: list[dict[str, float]] = [{} for _ in range(size)]
    for points, a, b, tag in runs:
        for at in range(a, b + 1):
            found[at][tag] = max(points, found[at].get(tag, 0.0))
    return found


def _promising(text: str, base: str) -> bool:
    """Whether there is a telling small word of any other language: most paragraphs are done with here."""
    words = (set(_WORD.findall(text.lower())) & _all_words()) - _home_words(base)
    return any(len(word) > 1 and word not in NAMING and word not in DIALECT for word in words)


@cache
def _all_words() -> frozenset[str]:
    elided = frozenset[str]().union(*ELISIONS.values())
    return frozenset(word for tag, words in SMALL_WORDS.items() if tag != "en" for word in words) | elided | _ENGLISH


def _left(text: str, at: int) -> int:
    """Spanish marks that open a sentence belong to it."""
    return at - 1 if at and text[at - 1] in "¿¡" else at


def _tokens(text: str) -> Iterator[_Token]:
    end = 0
    for found in _WORD.finditer(text):
        word = found[0]
        if in_other_script(word):
            continue  # and ``end`` stays, so that what follows begins anew
        elided = text[found.end() : found.end() + 1] in _APOSTROPHES and found.end() < len(text)
        between = text[end : found.start()]
        gap = _HARD if _BREAK.search(between) else _SOFT if _STOP.search(between) else _NONE
        gap = _HARD if end == 0 else gap
        yield _Token(found.start(), found.end(), word.lower(), word[0].isupper(), elided, between in _JOINS, gap)
        end = found.end()


@cache
def _home_words(base: str) -> frozenset[str]:
    return SMALL_WORDS.get(base, frozenset())


def _small(word: str, tag: str) -> bool:
    """Whether a word is one of the small words of a language; one plain letter is none."""
    return (len(word) > 1 or not word.isascii()) and word in (_ENGLISH if tag == "en" else SMALL_WORDS[tag])


def _points(token: _Token, tag: str, base: str) -> float:
    """How much a word speaks for ``tag`` and against home."""
    home = token.word in _home_words(base)
    if token.after and base == "en" and token.word in ENGLISH_AFTER:
        return _ENDING
    if token.elided and token.word in ELISIONS.get(tag, ()):
        return _ELIDED
    if _small(token.word, tag):
        return 0.0 if home else _LETTERS if token.word in NAMING or token.word in DIALECT else _HIT
    if home:
        return _AT_HOME / 2 if token.name else _AT_HOME
    if len(token.word) == 1:
        return 0.0
    return _by_form(token, tag, base)


def _by_form(token: _Token, tag: str, base: str) -> float:
    """A word in no list, by its letters; a name says nothing."""
    if base == "en" and ENGLISH_ENDING.search(token.word) and token.word.isascii():
        return _ENDING
    if token.name:
        return 0.0
    return _LETTERS if PATTERNS[tag].search(token.word) else _UNKNOWN


def _hit(token: _Token, tag: str, base: str) -> bool:
    if token.elided and token.word in ELISIONS.get(tag, ()):
        return True
    return _small(token.word, tag) and token.word not in _home_words(base)


def _hits(tokens: tuple[_Token, ...], tag: str, base: str) -> int:
    """Different small words; those that also stand in names do not count without a better one."""
    words = {token.word for token in tokens if _hit(token, tag, base)}
    if base == "en":
        words -= DIALECT
    sure = len(words - NAMING)
    return len(words) if sure > 1 or (sure and len(words) > 2) else 0  # noqa: PLR2004


def _segments(tokens: tuple[_Token, ...], tag: str, base: str) -> Iterator[tuple[float, int, int]]:
    """Runs of words with the most points: (points, first, last). One pass, and one over each run."""
    points = [_points(token, tag, base) for token in tokens]
    start = last = -1
    total = top = 0.0
    for at, gained in [*enumerate(points), (len(points), -1e9)]:
        broken = at == len(points) or (start >= 0 and tokens[at].gap == _HARD)
        if start >= 0 and (broken or total + gained <= 0 or top - total - gained >= _LOST):
            yield from _whole(tokens, points, start, last, tag, base)
            start = -1
        if start < 0 and gained > 0:
            start, last, total, top = at, at, 0.0, 0.0
        if start >= 0:
            total += gained
            if total > top:
                top, last = total, at


def _whole(
    tokens: tuple[_Token, ...], points: list[float], first: int, last: int, tag: str, base: str
) -> Iterator[tuple[float, int, int]]:
    """A run without clauses at its ends that have no word of the language, and with the rest of its last clause."""
    clauses = [at for at in range(first + 1, last + 1) if tokens[at].gap != _NONE]
    while clauses and not any(_hit(token, tag, base) for token in tokens[first : clauses[0]]):
        first = clauses.pop(0)
    while clauses and not any(_hit(token, tag, base) for token in tokens[clauses[-1] : last + 1]):
        last = clauses.pop() - 1
    while first and tokens[first].gap == _NONE and points[first - 1] > 0:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].gap == _NONE and _may_join(tokens[last + 1], points[last + 1]):
        last += 1
    run = tokens[first : last + 1]
    top = sum(points[first : last + 1])
    alone = tokens[first].gap != _NONE and (last + 1 == len(tokens) or tokens[last + 1].gap != _NONE)
    if _hits(run, tag, base) < _HITS:
        return
    if (top >= _ENOUGH and len(run) > 2) or (alone and top >= 2 * _HIT):  # noqa: PLR2004
        yield top, first, last


def _may_join(token: _Token, points: float) -> bool:
    """An unknown word in the same clause; a name or a word of home stays outside."""
    return points >= _UNKNOWN and (not token.name or points > 0) and len(token.word) > 1
