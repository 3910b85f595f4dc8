"""Rules that each decide some utterances, the surest first. They work without the trained ranker."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from audiobook.prep.attribution.model import Verdict

if TYPE_CHECKING:
    from audiobook.prep.attribution.features_line import Book, Line

#: How often a rule is right on the dev novels with a given list, measured; continued paragraphs are an estimate.
PRECISION = {
    "name": 0.98,
    "self": 0.97,
    "noun": 0.65,
    "continued": 0.9,
    "same-paragraph": 0.55,
    "called": 0.71,
    "far-name": 0.9,
    "pronoun-turns": 0.64,
    "pronoun-last": 0.68,
    "named-here": 0.6,
    "turns": 0.58,
    "recent": 0.45,
    "unknown": 0.0,
}
#: Rules that the ranker never overrules.
CERTAIN = frozenset({"name", "self"})
#: Words of narration within which a name still counts as recent (own judgement).
_RECENT_WORDS = 1500
_RECENT_NAMES = 14
#: A conversation goes on over this many paragraphs of narration.
_PAUSE = 2


def by_rules(book: Book) -> list[Verdict]:
    """One verdict for each utterance, in linear time."""
    verdicts: list[Verdict | None] = [_by_tag(line) for line in book.lines]
    _share(book, verdicts)
    done: list[Verdict] = []
    for n, line in enumerate(book.lines):
        done.append(verdicts[n] or _guess(book, line, done))
    return done


def _verdict(person: int, rule: str) -> Verdict:
    return Verdict(person, PRECISION[rule], rule)


def _by_tag(line: Line) -> Verdict | None:
    if line.tagged < 0:
        return None
    if line.kind == "self":
        return _verdict(line.tagged, "self")
    if line.kind == "noun":
        return _verdict(line.tagged, "noun")
    return _verdict(line.tagged, "name" if line.near else "far-name")


def _share(book: Book, verdicts: list[Verdict | None]) -> None:
    """A neighbour in the same paragraph says who speaks, unless a pronoun of the other sex stands there."""
    lines = book.lines
    for step in (-1, 1):
        order = range(1, len(lines)) if step < 0 else range(len(lines) - 2, -1, -1)
        for n in order:
            near = verdicts[n + step]
            if verdicts[n] is not None or near is None or lines[n].kind or near.person in lines[n].called:
                continue
            if lines[n if step < 0 else n + 1].gap < 0:
                verdicts[n] = _verdict(near.person, "same-paragraph")


def _guess(book: Book, line: Line, done: list[Verdict]) -> Verdict:
    last = done[-1] if done else None
    if last and last.person in line.called:
        last = None  # nobody calls himself
    if last and line.continued:
        return _verdict(last.person, "continued")
    if last and line.gap < 0 and not line.kind:
        return _verdict(last.person, "same-paragraph")
    two = _two_back(book, line, done)
    if line.kind in {"pronoun", "noun"} and line.sex:
        return _of_sex(book, line, two, last)
    return _untagged(book, line, two, last)


def _untagged(book: Book, line: Line, two: int, last: Verdict | None) -> Verdict:
    here = {x.person for x in (*line.before, *line.between, *line.after)} - line.called
    if len(here) == 1:
        return _verdict(next(iter(here)), "named-here")
    if last and line.gap == 0:
        answering = book.lines[line.number - 1].called - {last.person} - line.called
        if len(answering) == 1:
            return _verdict(next(iter(answering)), "called")
    if two >= 0 and two not in line.called:
        return _verdict(two, "turns")
    other = last.person if last and line.gap <= 0 else -1
    free = (p for p in reversed(_recent(book, line)) if p != other and p not in line.called)
    person = next(free, -1)
    return _verdict(person, "recent" if person >= 0 else "unknown")


def _two_back(book: Book, line: Line, done: list[Verdict]) -> int:
    """Whose turn it is when two people speak in turns, -1 when that is not known."""
    turns: list[int] = []
    n = line.number
    gap = line.gap
    while n > 0 and len(turns) < 2:  # noqa: PLR2004 - two people
        if gap > _PAUSE or book.lines[n - 1].scene != line.scene:
            break
        n -= 1
        if gap >= 0:
            turns.append(done[n].person)
        gap = book.lines[n].gap
    return turns[1] if len(turns) > 1 and turns[1] != turns[0] else -1


def _recent(book: Book, line: Line) -> list[int]:
    """People named in narration shortly before, the last one last."""
    end = bisect_left(book.places, line.start)
    return [
        book.told[i].person
        for i in range(max(0, end - _RECENT_NAMES), end)
        if book.places[i] > line.start - _RECENT_WORDS
    ]


def _of_sex(book: Book, line: Line, two: int, last: Verdict | None) -> Verdict:
    """Whom "he" or "his wife" means: whose turn it is, else who was last named, of that sex."""
    if two >= 0 and two not in line.called and book.sexes[two] in {line.sex, 0}:
        return _verdict(two, "pronoun-turns")
    other = last.person if last and line.gap == 0 else -1
    for person in reversed(_recent(book, line)):
        if person != other and person not in line.called and book.sexes[person] == line.sex:
            return _verdict(person, "pronoun-last")
    return _verdict(two, "turns") if two >= 0 and two not in line.called else _verdict(-1, "unknown")
