"""What the player's page knows of a book, as JSON: compact, since a long novel has forty thousand lines in one page.

The page reads one chapter at a time (``templates/player-book.js`` is the other end). A chapter is a list of items
``[kind, place, script line, rows]``: kind 0 is a paragraph, 1 a heading, 2 the chapter's title. A row is one line:
``[text, start, end, who, words]``, times in milliseconds of the chapter's file, ``who`` a number in the book's list of
``[speaker, voice]``. Words are numbers in base64 as source maps have them, without signs: for each word how many UTF-16
units and how many hundredths of a second it begins after the word before it, the first one after the line's beginning.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from audiobook.script import NARRATOR, UNKNOWN
from audiobook.transcript import Line
from audiobook.writers.captions_clock import Clock, Timed

_NAMES = {NARRATOR: "Narrator", UNKNOWN: "Unknown"}
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
#: Five bits a letter, the sixth says that more follow (ECMA-426, 6.2, base64 VLQ).
_BITS, _MORE = 5, 32
_MS_A_UNIT = 10
#: The last sign that is one UTF-16 unit.
_ONE_UNIT = "\uffff"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proofer asks about each line besides its time, by chapter and line of the transcript; empty if unknown.

    ``voices`` are ``engine/voice``; ``script_lines`` count from 1 in the file ``script``, 0 where it stands in none.
    """

    script: str = ""
    voices: tuple[tuple[str, ...], ...] = ()
    script_lines: tuple[tuple[int, ...], ...] = ()


#: Nothing is known of voices and places in the script.
NO_PROOF = Proof()


@dataclass(slots=True)
class Speakers:
    """Who speaks in which voice, each pair once; numbers are given as they come."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, speaker: str, voice: str) -> int:
        """The number of a pair."""
        return self.numbers.setdefault((_NAMES.get(speaker, speaker), voice), len(self.numbers))


def chapter_json(timed: Timed, speakers: Speakers, proof: Proof) -> str:
    """One chapter, as it can stand in a script element. Linear in its text."""
    lines = timed.chapter.lines
    n = timed.number - 1
    voices = proof.voices[n] if proof.voices else ("",) * len(lines)
    places = proof.script_lines[n] if proof.script_lines else (0,) * len(lines)
    rows = zip(lines, voices, places, strict=True)
    items = []
    for item, group in groupby(rows, key=lambda row: row[0].item):
        members = list(group)
        first = members[0][0]
        kind = 2 if item < 0 else 1 if first.heading else 0
        place = "" if first.added else str(first.source)
        texts = [_row(line, speakers.number(line.speaker, voice), timed.clock) for line, voice, _ in members]
        items.append([kind, place, members[0][2], texts])
    return in_script(items)


def _row(line: Line, who: int, clock: Clock) -> list[str | int]:
    start, end = clock.ms(line.start), clock.ms(line.end)
    row: list[str | int] = [line.text + line.after, start, end, who]
    return row if line.silent else [*row, _words(line, start, clock)]


def _words(line: Line, start_ms: int, clock: Clock) -> str:
    numbers: list[int] = []
    at = time = 0
    wide = any(char > _ONE_UNIT for char in line.text)
    for word in line.timed_words():
        units = word.start if not wide else len(line.text[: word.start].encode("utf-16-le", "surrogatepass")) // 2
        begin = max(time, round((clock.ms(word.begin) - start_ms) / _MS_A_UNIT))
        numbers += (units - at, begin - time)
        at, time = units, begin
    return vlq(numbers)


def vlq(numbers: Sequence[int]) -> str:
    """Numbers of 0 and more in base64 letters, the lowest five bits of each first."""
    letters = []
    for number in numbers:
        rest = number
        while rest >= _MORE:
            letters.append(_DIGITS[rest % _MORE + _MORE])
            rest >>= _BITS
        letters.append(_DIGITS[rest])
    return "".join(letters)


def in_script(data: object) -> str:
    """JSON that cannot end the script element in which it stands, nor begin a comment there."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
