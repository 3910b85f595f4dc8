"""What attribution found, kept beside the script: who is who, and why each line has its speaker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audiobook.cast import Age, Character, Gender
from audiobook.corridor.workfolder import WorkFolder, read_json, write_json
from audiobook.document import Document
from audiobook.script import UNKNOWN

if TYPE_CHECKING:
    from audiobook.prep.attribution.model import Person
    from audiobook.prep.speakers import Speakers

VERSION = 1
#: So much of a line stands in the file, enough to find it.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Known:
    """Whom attribution found in the book: by name and in the book's order, and the ``narrator`` of a first-person one.

    Without a book (a script as source) nobody is known.
    """

    people: Mapping[str, Character] = field(default_factory=dict)
    narrator: str = ""


def write_speakers(work: WorkFolder, document: Document, speakers: Speakers) -> None:
    """Write ``attribution.json``: people, and each line with speaker, rule and confidence. Raises OutputError."""
    write_json(
        work.attribution,
        {
            "version": VERSION,
            "narrator": speakers.narrator,
            "people": [_row(p, age) for p, age in zip(speakers.attribution.people, speakers.ages, strict=True)],
            "lines": list(_line_rows(document, speakers)),
        },
    )


def _row(person: Person, age: str) -> dict[str, Any]:
    row: dict[str, Any] = {"name": person.name, "gender": str(person.sex), "age": age}
    aliases = [alias for alias in person.aliases if alias != person.name]
    return row | ({"aliases": aliases} if aliases else {}) | ({"unnamed": True} if person.descriptive else {})


def _line_rows(document: Document, speakers: Speakers) -> Sequence[dict[str, Any]]:
    rows = []
    for section, lines in zip(document.sections, speakers.lines, strict=True):
        for block, own in zip(section.blocks, lines, strict=True):
            text = block.text if own else ""
            rows += [
                {
                    "at": str(block.source),
                    "text": text[line.start : line.end][:_SHOWN],
                    "speaker": line.speaker,
                    "confidence": round(line.confidence, 3),
                    "rule": line.rule,
                    **_model_row(speakers, line.utterance),
                }
                for line in own
            ]
    return rows


def _model_row(speakers: Speakers, utterance: int) -> dict[str, Any]:
    """What a language model had to do with a line."""
    record = speakers.revised.get(utterance)
    if record is None:
        return {}
    before = record.before
    name = speakers.attribution.people[before.person].name if before.person >= 0 else UNKNOWN
    return {
        "llm": {
            "outcome": str(record.outcome),
            "model": record.model,
            "prompt": record.prompt_version,
            "asked": list(record.windows),
            "before": {"speaker": name, "confidence": round(before.confidence, 3), "rule": before.rule},
        }
    }


def read_speakers(work: WorkFolder) -> Known:
    """What ``write_speakers`` wrote; nobody where there is nothing, or nothing of use."""
    data = read_json(work.attribution)
    if data.get("version") != VERSION:
        return Known()
    try:
        people = [
            Character(
                str(row["name"]),
                Gender(row["gender"]),
                Age(row["age"]),
                aliases=tuple(map(str, row.get("aliases", ()))),
            )
            for row in data["people"]
        ]
        return Known({person.name: person for person in people}, str(data["narrator"]))
    except (KeyError, TypeError, ValueError):
        return Known()
