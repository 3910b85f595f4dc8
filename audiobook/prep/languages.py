"""In which language a passage is that no markup names: by its letters, then by its small words.

Conservative: ``None``, or no run, unless a passage is clearly in another language than the book. A foreign name or a
single foreign word is no passage; a missed phrase is read with an accent, a wrong guess spoils a good sentence.
Pure functions, linear in the text, thread-safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audiobook.prep.language_letters import PATTERNS, ForeignRun, by_script, family, has_other_letters, script_runs
from audiobook.prep.language_points import (
    BROKEN,
    HIT,
    JOINED,
    UNKNOWN,
    Token,
    base_of,
    hits,
    home_words,
    is_hit,
    points_of,
    promising,
    tokens_of,
)

#: A clause: fewer words and fewer letters than this say too little (issue 6; own judgement).
_FEWEST_WORDS, _FEWEST_LETTERS = 5, 25
#: A run ends when it loses this many points, and counts from this many with this many different small words.
_LOST, _ENOUGH, _HITS = 3.0, 5.0, 2
#: The least mean of points for a whole passage, and how much better than the next language it must be.
_MEAN, _AHEAD = 0.5, 1.5
_LATIN = tuple(PATTERNS)
#: Languages too near to be told apart in a sentence; two that a few letters tell apart.
_TWINS = {"nb": {"nb", "da"}, "da": {"da", "nb"}}
_CYRILLIC = {"ru", "uk"}
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, home: str) -> str | None:
    """The language of a passage when it is clearly not ``home`` and at least a clause long; else None."""
    base = base_of(home)
    script = by_script(text)
    if script is not None:
        return script if script not in family(base) or {script, base} == _CYRILLIC else None
    if not promising(text, base):
        return None
    tokens = tuple(tokens_of(text))
    if len(tokens) < _FEWEST_WORDS and sum(len(t.word) for t in tokens) < _FEWEST_LETTERS:
        return None
    others = (tag for tag in _LATIN if tag not in _TWINS.get(base, {base}))
    ranked = sorted(((sum(points_of(t, tag, base) for t in tokens), tag) for tag in others), reverse=True)
    (score, tag), (second, _) = ranked[:2]
    enough = hits(tokens, tag, base) >= max(_HITS, len(tokens) // 8) and score >= _MEAN * len(tokens)
    return tag if enough and score - second >= _AHEAD else None


def foreign_runs(text: str, home: str) -> tuple[ForeignRun, ...]:
    """The phrases of other languages inside a passage, in order, not overlapping; few and sure rather than all.

    A run has at least two different small words of its language and none of ``home`` at its ends.
    """
    base = base_of(home)
    found = list(script_runs(text, base))
    if not promising(text, base):
        return tuple(found)
    tokens = tuple(tokens_of(text))
    best: list[tuple[float, int, int, str]] = []
    for tag in _LATIN:
        if tag not in _TWINS.get(base, {base}) and hits(tokens, tag, base) >= _HITS:
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


def may_be_foreign(text: str, home: str) -> bool:
    """Whether ``detect`` could find anything in any part of a text: most paragraphs are done with here, quickly."""
    return has_other_letters(text) or promising(text, base_of(home))


def could_be(text: str, language: str, home: str) -> bool:
    """Whether a few words have one of the small words of a language and none of ``home``."""
    words = set(_WORD.findall(text.lower()))
    return not words.isdisjoint(home_words(base_of(language))) and words.isdisjoint(home_words(base_of(home)))


def _left(text: str, at: int) -> int:
    """Spanish marks that open a sentence belong to it."""
    return at - 1 if at and text[at - 1] in "¿¡" else at


def _segments(tokens: tuple[Token, ...], tag: str, base: str) -> Iterator[tuple[float, int, int]]:
    """Runs of words with the most points: (points, first, last). One pass, and one over each run."""
    points = [points_of(token, tag, base) for token in tokens]
    start = last = -1
    total = top = 0.0
    for at, gained in [*enumerate(points), (len(points), -1e9)]:
        broken = at == len(points) or (start >= 0 and tokens[at].gap == BROKEN)
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
    tokens: tuple[Token, ...], points: list[float], first: int, last: int, tag: str, base: str
) -> Iterator[tuple[float, int, int]]:
    """A run without clauses at its ends that have no word of the language, and with the rest of its last clause."""
    clauses = [at for at in range(first + 1, last + 1) if tokens[at].gap != JOINED]
    while clauses and not any(is_hit(token, tag, base) for token in tokens[first : clauses[0]]):
        first = clauses.pop(0)
    while clauses and not any(is_hit(token, tag, base) for token in tokens[clauses[-1] : last + 1]):
        last = clauses.pop() - 1
    while first and tokens[first].gap == JOINED and points[first - 1] > 0:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].gap == JOINED and _may_join(tokens[last + 1], points[last + 1]):
        last += 1
    run = tokens[first : last + 1]
    top = sum(points[first : last + 1])
    alone = tokens[first].gap != JOINED and (last + 1 == len(tokens) or tokens[last + 1].gap != JOINED)
    if hits(run, tag, base) < _HITS:
        return
    if (top >= _ENOUGH and len(run) > 2) or (alone and top >= 2 * HIT):  # noqa: PLR2004
        yield top, first, last


def _may_join(token: Token, points: float) -> bool:
    """An unknown word in the same clause; a name or a word of home stays outside."""
    return points >= UNKNOWN and (not token.name or points > 0) and len(token.word) > 1
