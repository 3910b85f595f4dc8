"""Everybody who speaks in a script, with what a voice needs to know of them. Only the script counts, so edits do."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.cast import Age, Character, Gender
from audiobook.casting.names import (
    CHILD_WORDS,
    CHINESE_FEMALE,
    CHINESE_MALE,
    CHINESE_OLD,
    FEMALE_NAMES,
    FEMALE_WORDS,
    MALE_NAMES,
    MALE_WORDS,
    OLD_WORDS,
    YOUNG_WORDS,
)
from audiobook.script import NARRATOR, UNKNOWN, Cue, Paragraph, Script

#: Weights of the evidence for a gender: a title or kinship word, a first name, and pronouns.
_TITLE_WEIGHT = 5.0
_NAME_WEIGHT = 2.5
_PRONOUN_WEIGHT = 1.3
#: A score nearer to zero than this says nothing.
_DOUBT = 0.6
#: Where a pronoun still speaks of the name before it, in characters (about fifteen words).
_REACH = 80
_PRONOUN = re.compile(r"\b(?:(?P<m>he|him|his)|(?P<f>she|her|hers))\b|(?P<cm>他)(?!们|們)|(?P<cf>她)(?!们|們)")
_FIRST_LINE = 100
#: Pronouns are counted for so many speakers, those with most lines; nobody else is heard often enough to matter.
_LISTENED = 300


@dataclass(slots=True)
class _Seen:
    """What was gathered about one speaker."""

    lines: int = 0
    first: str = ""
    male: int = 0
    female: int = 0


def discover(script: Script, language: str) -> tuple[Character, ...]:
    """The speakers named in the script, most lines first, then by name.

    ``lines`` counts cues; gender and age class come from titles, kinship, first names and the pronouns after mentions.
    Pure, linear in the script's length.
    """
    seen: dict[str, _Seen] = {}
    for cue in _cues(script):
        if cue.speaker not in {NARRATOR, UNKNOWN}:
            who = seen.setdefault(cue.speaker, _Seen())
            who.lines += 1
            if not who.first:
                who.first = _short(cue.text)
    _hear_pronouns(script, seen)
    chinese = language.partition("-")[0].casefold() in {"zh", "yue", "cmn", "lzh"}
    found = [
        Character(name, _gender(name, who, chinese=chinese), _age(name, chinese=chinese), who.lines, who.first)
        for name, who in seen.items()
    ]
    return tuple(sorted(found, key=lambda c: (-c.lines, c.name)))


def _cues(script: Script) -> Iterator[Cue]:
    for chapter in script.chapters:
        for item in chapter.items:
            if isinstance(item, Paragraph):
                yield from item.cues


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _FIRST_LINE else flat[:_FIRST_LINE].rsplit(" ", 1)[0] + "…"


def _hear_pronouns(script: Script, seen: dict[str, _Seen]) -> None:
    """Count the first pronoun after every mention of a speaker in the narrator's words."""
    if not seen:
        return
    leading = sorted(seen, key=lambda name: -seen[name].lines)[:_LISTENED]
    names = sorted(leading, key=len, reverse=True)
    edge = r"(?<!\w)" if any(name.isascii() for name in names) else ""
    mention = re.compile(edge + "(?:" + "|".join(map(re.escape, names)) + ")")
    for cue in _cues(script):
        if cue.speaker != NARRATOR:
            continue
        text = cue.text
        for found in mention.finditer(text):
            near = _PRONOUN.search(text, found.end(), found.end() + _REACH)
            if near and near.lastgroup:
                who = seen[found[0]]
                if near.lastgroup in {"m", "cm"}:
                    who.male += 1
                else:
                    who.female += 1


def _words(name: str) -> list[str]:
    return [word.strip(".,’'").casefold() for word in re.split(r"[\s\-]+", name)]


def _gender(name: str, who: _Seen, *, chinese: bool) -> Gender:
    words = _words(name)
    score = _PRONOUN_WEIGHT * _log_ratio(who.male, who.female)
    for word in words:
        score += _TITLE_WEIGHT * ((word in MALE_WORDS) - (word in FEMALE_WORDS))
    core = [word for word in words if word not in MALE_WORDS | FEMALE_WORDS]
    if core:
        score += _NAME_WEIGHT * ((core[0] in MALE_NAMES) - (core[0] in FEMALE_NAMES))
    if chinese:
        score += _TITLE_WEIGHT * (name.endswith(CHINESE_MALE) - name.endswith(CHINESE_FEMALE))
    if score > _DOUBT:
        return Gender.MALE
    return Gender.FEMALE if score < -_DOUBT else Gender.UNKNOWN


def _log_ratio(a: int, b: int) -> float:

    return math.log((a + 1) / (b + 1))


def _age(name: str, *, chinese: bool) -> Age:
    words = set(_words(name))
    if words & OLD_WORDS or (chinese and name.endswith(CHINESE_OLD)):
        return Age.OLD
    if words & CHILD_WORDS:
        return Age.CHILD
    return Age.YOUNG if words & YOUNG_WORDS else Age.UNKNOWN
