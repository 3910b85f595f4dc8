"""Annotated novels as the attribution bench reads them: one JSON object a file, with the text beside it.

Text is brought to what our readers hand on: lines of a paragraph joined, marks of italics (``_``) taken out, headings
and scene breaks as ``None``. All gold places are moved along, so nothing is lost or shifted.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import Path

from audiobook.prep.attribution.model import Person, Sex, Stretch, Utterance

#: Aliases that stand for the narrator and are no names (facts, section 2).
_NARRATOR = frozenset({"_narr", "narr"})
_SEX = {"M": Sex.MALE, "F": Sex.FEMALE}
_GAP = re.compile(r"\n[ \t]*\n\s*")
_HEADING = re.compile(
    r"(?:chapter|part|book|volume)\s+(?:[ivxlcdm]+|\d+|\w+)\b[^\"]{0,80}|[IVXLC]+\.?|[*\s.\-—#]+", re.IGNORECASE
)
_LONGEST_HEADING = 100
_TRIM = ' \t\r\n"“”'


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated quotation. ``spans`` are its parts in the whole text, ``kind`` E, A, I or U (unknown)."""

    utterance: Utterance
    spans: tuple[tuple[int, int], ...]
    kind: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Character:
    """One entry of the annotated cast. ``mention_only`` never speaks; ``aliases`` are without narrator marks."""

    name: str
    aliases: tuple[str, ...]
    sex: Sex
    mention_only: bool = False
    narrator: bool = False


@dataclass(frozen=True, slots=True)
class Novel:
    """One annotated novel. ``starts`` has the place of every paragraph in ``text``."""

    name: str
    text: str
    paragraphs: tuple[str | None, ...]
    starts: tuple[int, ...]
    gold: tuple[Gold, ...]
    characters: tuple[Character, ...]

    @property
    def given(self) -> tuple[Person, ...]:
        """The cast as a person would hand it in: names, aliases and who tells the story; no gender, no leftovers."""
        return tuple(Person(c.name, c.aliases, narrator=c.narrator) for c in self.characters if not c.mention_only)

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """The gold quotations."""
        return tuple(g.utterance for g in self.gold)

    @property
    def words(self) -> int:
        """Words of the text."""
        return len(self.text.split())


def load_novel(path: Path) -> Novel:
    """Read one novel from its ``.jsonl`` file; the text lies in the folder that holds the file's folder."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    source = next(p for folder in path.parents if (p := folder / raw["text_file"]).is_file())
    with source.open(encoding="utf-8", newline="") as file:
        text = file.read()
    return make_novel(raw, text)


def find_novels(folder: Path) -> list[Path]:
    """The novels' files under a folder, in steady order."""
    return sorted(folder.rglob("*.jsonl"))


def make_novel(raw: dict[str, object], text: str) -> Novel:
    """A novel from its parsed annotation and its text."""
    cuts = [n for n, c in enumerate(text) if c == "_"]
    clean = text.replace("_", "")
    paragraphs, starts = split_paragraphs(clean)
    gold = []
    for quote in raw["quotes"]:  # type: ignore[attr-defined]
        spans = tuple((s - bisect_left(cuts, s), e - bisect_left(cuts, e)) for s, e in quote["spans"])
        stretches = stretches_of(spans, paragraphs, starts)
        gold.append(Gold(Utterance(stretches), spans, str(quote["type"])[0], quote["speaker"]))
    return Novel(
        str(raw["novel"]),
        clean,
        paragraphs,
        starts,
        tuple(gold),
        tuple(_character(c) for c in raw["characters"]),  # type: ignore[attr-defined]
    )


def _character(raw: dict[str, object]) -> Character:
    aliases = [str(a) for a in raw["aliases"]]  # type: ignore[attr-defined]
    return Character(
        str(raw["name"]),
        tuple(a for a in aliases if a.casefold() not in _NARRATOR),
        _SEX.get(str(raw["gender"]), Sex.UNKNOWN),
        bool(raw["mention_only"]),
        any(a.casefold() in _NARRATOR for a in aliases),
    )


def split_paragraphs(text: str) -> tuple[tuple[str | None, ...], tuple[int, ...]]:
    """Paragraphs at blank lines, their lines joined by spaces (so places stay); headings and rules become ``None``."""
    paragraphs: list[str | None] = []
    starts: list[int] = []
    at = 0
    for end, after in [*((m.start(), m.end()) for m in _GAP.finditer(text)), (len(text), len(text))]:
        start = at + len(text[at:end]) - len(text[at:end].lstrip())
        body = re.sub(r"[\r\n\t]", " ", text[start:end].rstrip())
        if body:
            heading = len(body) < _LONGEST_HEADING and _HEADING.fullmatch(body)
            paragraphs.append(None if heading else body)
            starts.append(start)
        at = after
    return tuple(paragraphs), tuple(starts)


def stretches_of(
    spans: tuple[tuple[int, int], ...], paragraphs: tuple[str | None, ...], starts: tuple[int, ...]
) -> tuple[Stretch, ...]:
    """Spans of the whole text as stretches of paragraphs, cut where a paragraph ends."""
    found = []
    for start, end in spans:
        number = max(0, bisect_right(starts, start) - 1)
        while number < len(starts) and starts[number] < end:
            length = len(paragraphs[number] or "")
            low, high = max(0, start - starts[number]), min(length, end - starts[number])
            if low < high:
                found.append(Stretch(number, low, high))
            number += 1
    return tuple(found)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without white space and double quotation marks at its ends."""
    while start < end and text[start] in _TRIM:
        start += 1
    while start < end and text[end - 1] in _TRIM:
        end -= 1
    return start, end
