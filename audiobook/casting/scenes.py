"""Who speaks when: the quotations of a script in order, who answers whom, and who meets whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from audiobook.cast import Cast
from audiobook.script import NARRATOR, UNKNOWN, Paragraph, Script

#: Two people are talking to each other when their quotations are at most so far apart (facts sheet, section 10).
TALK = 3
#: Two people meet in a scene when their quotations are at most so far apart (facts sheet, section 10).
SCENE = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """One quotation: what one person says in one paragraph, narration between its pieces left out.

    ``speaker`` is a name or ``UNKNOWN``. ``start`` counts the book's characters before it, ``size`` its own; ``lines``
    the pieces, as the casting sheet counts lines.
    """

    speaker: str
    unsure: bool = False
    chapter: int = 0
    start: int = 0
    size: int = 0
    lines: int = 1


def turns_of(script: Script, names: Mapping[str, str] | None = None) -> tuple[Turn, ...]:
    """The quotations of a script in reading order; ``names`` maps aliases to the names meant. Linear."""
    known = names or {}
    turns: list[Turn] = []
    at = 0
    for n, chapter in enumerate(script.chapters):
        for item in chapter.items:
            if not isinstance(item, Paragraph):
                continue
            first = len(turns)
            for cue in item.cues:
                size = len(cue.text)
                who = known.get(cue.speaker, cue.speaker)
                if who != NARRATOR:
                    last = turns[-1] if len(turns) > first else None
                    if last is not None and (last.speaker, last.unsure) == (who, cue.unsure):
                        turns[-1] = replace(last, size=at + size - last.start, lines=last.lines + 1)
                    else:
                        turns.append(Turn(who, cue.unsure, n, at, size))
                at += size
    return tuple(turns)


def chapter_starts(script: Script) -> tuple[tuple[str, int], ...]:
    """Each chapter's title with the characters before it, counted as in ``turns_of``; last the book's end."""
    starts = []
    at = 0
    for chapter in script.chapters:
        starts.append((chapter.name, at))
        for item in chapter.items:
            if isinstance(item, Paragraph):
                at += sum(len(cue.text) for cue in item.cues)
    return (*starts, ("", at))


def names_of(cast: Cast) -> dict[str, str]:
    """Alias -> name of every character of a cast."""
    return {alias: part.character.name for part in cast.parts for alias in part.character.aliases}


def talks(turns: Sequence[Turn]) -> Counter[tuple[str, str]]:
    """How often two people speak within ``TALK`` quotations of each other, by their names in order. Linear."""
    found: Counter[tuple[str, str]] = Counter()
    for n, turn in enumerate(turns):
        for other in turns[max(0, n - TALK) : n]:
            one, two = other.speaker, turn.speaker
            if one != two and UNKNOWN not in {one, two}:
                found[pair(one, two)] += 1
    return found


def meetings(speakers: Iterable[str]) -> dict[str, set[str]]:
    """For each speaker those who speak within ``SCENE`` quotations of them.

    Linear in the quotations times the people of one scene, who are few.
    """
    met: dict[str, set[str]] = {}
    last: dict[str, int] = {}
    for n, who in enumerate(speakers):
        if who == UNKNOWN:
            continue
        mine = met.setdefault(who, set())
        gone = [other for other, at in last.items() if n - at > SCENE]
        for other in gone:
            del last[other]
        for other in last:
            if other != who:
                mine.add(other)
                met[other].add(who)
        last[who] = n
    return met


def pair(one: str, two: str) -> tuple[str, str]:
    """Two names in a fixed order."""
    return (one, two) if one < two else (two, one)
