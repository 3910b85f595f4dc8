"""The only door for a model's answers: notes, a plan and lines, read as text and numbers from a closed list.

Nothing that an answer says can be more than words of a known host: marks, tags and headings in it stay text, since it
becomes a script's words and is never read as a script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence

from audiobook.podcast.dialogue import Jotting, Line, Lines, Outline, Topic
from audiobook.visible import clean

#: What is longer than this was not asked for: a section has some 2,000 characters a minute.
_LONGEST = 200_000
_LONGEST_LINE, _LONGEST_NOTE, _LONGEST_TITLE = 4_000, 400, 120
_MOST_POINTS = 6
#: Lines of one section (own judgement: fifty are long).
_MOST_LINES = 200
_SURROGATES = re.compile("[\ud800-\udfff]")
#: A reference, with what models make of square brackets in Chinese; never more than a line of them.
_REFERENCE = re.compile(r"[\[［【(（]\s*(p\d{1,9}(?:[\s,，;；、&]{1,4}p\d{1,9})*)\s*[\]］】)）]", re.IGNORECASE)
_ID = re.compile(r"p(\d{1,9})", re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*{1,3})(?=\S)([^*\n]{1,400})(?<=\S)\1")
_BULLET = re.compile(r"(?:[-–—•·>]|\d{1,3}[.)])\s+")
_SPACE_BEFORE = re.compile(r"[ \t]+(?=[,.;:!?，。；：！？](?:\s|$))")


def read_notes(text: str, allowed: Collection[int], most: int) -> tuple[Jotting, ...] | None:
    """At most so many notes on passages of the closed list, ``None`` where the answer holds none."""
    value = _object(text)
    found = [_jotting(each, allowed) for each in _list(value.get("notes"))] if value else []
    return tuple(note for note in found if note is not None)[:most] or None


def _jotting(value: object, allowed: Collection[int]) -> Jotting | None:
    if not isinstance(value, Mapping):
        return None
    note, passages = plain(value.get("note"), _LONGEST_NOTE), _numbers(value.get("passages"), allowed)
    return Jotting(note, passages) if note and passages else None


def read_outline(text: str, allowed: Collection[int], most: int) -> Outline | None:
    """A plan of at most so many sections, each with passages of the closed list; ``None`` where there is none."""
    value = _object(text)
    if not value:
        return None
    topics = []
    for each in _list(value.get("sections"))[:most]:
        if not isinstance(each, Mapping):
            continue
        passages = _numbers(each.get("passages"), allowed)
        points = [plain(point, _LONGEST_NOTE) for point in _list(each.get("points"))[:_MOST_POINTS]]
        title = plain(each.get("title"), _LONGEST_TITLE)
        if title and passages:
            topics.append(Topic(title, tuple(filter(None, points)), passages))
    return Outline(plain(value.get("title"), _LONGEST_TITLE), tuple(topics)) if topics else None


def read_lines(text: str, hosts: Sequence[str], allowed: Collection[int], *, complete: bool = True) -> Lines | None:
    """The lines ``HOST: words`` of known hosts with their references; ``None`` where there is none.

    Other lines and references to other passages are left out and counted. Of an answer that was cut off
    (not ``complete``) the last line is left out, too. Linear.
    """
    if len(text) > _LONGEST:
        return None
    named = {host.casefold(): host for host in hosts}
    found: list[Line] = []
    unknown: list[str] = []
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    if not complete:
        rows = rows[:-1]
    for row in rows[:_MOST_LINES]:
        host, words = _host(row, named)
        if not host:
            continue
        words, passages, others = _references(words, allowed)
        unknown += others
        if words := plain(words, _LONGEST_LINE):
            found.append(Line(host, words, passages))
    return Lines(tuple(found), len(rows) - len(found), tuple(dict.fromkeys(unknown))) if found else None


def _host(row: str, named: Mapping[str, str]) -> tuple[str, str]:
    """Who says a row, and what; nobody for a row of another form."""
    row = _BULLET.sub("", row, count=1) if _BULLET.match(row) else row
    at = min((at for at in (row.find(":"), row.find("：")) if at >= 0), default=-1)
    if at < 0:
        return "", ""
    name = row[:at].strip().strip("*_[]【】").strip()
    return named.get(name.casefold(), ""), row[at + 1 :].removeprefix("**").removeprefix("*").strip()


def _references(words: str, allowed: Collection[int]) -> tuple[str, tuple[int, ...], list[str]]:
    """The words without references, the passages referred to, and those that nobody gave."""
    numbers: list[int] = []
    others: list[str] = []
    for group in _REFERENCE.findall(words):
        for digits in _ID.findall(group):
            if int(digits) in allowed:
                numbers.append(int(digits))
            else:
                others.append(f"p{int(digits)}")
    rest = _SPACE_BEFORE.sub("", _REFERENCE.sub("", words)) if numbers or others else words
    return rest, tuple(dict.fromkeys(numbers)), others


def plain(value: object, longest: int) -> str:
    """A text on one line: no control characters, no halves of characters, no emphasis by stars; empty for no text."""
    if not isinstance(value, str):
        return ""
    text = " ".join(clean(_SURROGATES.sub("\ufffd", value[: 2 * longest])).split())
    return _EMPHASIS.sub(r"\2", text)[:longest].strip()


def _numbers(value: object, allowed: Collection[int]) -> tuple[int, ...]:
    numbers = (int(found[1]) for each in _list(value) if isinstance(each, str) and (found := _ID.search(each)))
    return tuple(dict.fromkeys(number for number in numbers if number in allowed))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _object(text: str) -> Mapping[str, object] | None:
    """The first JSON object in a text."""
    start = text.find("{")
    if start < 0 or len(text) > _LONGEST:
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, Mapping) else None
