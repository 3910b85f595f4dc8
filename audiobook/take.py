"""One recording and what names it.

A segment is what an engine accepts in one call. Its slate is everything that can change the sound and nothing that
cannot; ``slate.key`` names the take on disk. Renumbering chapters costs nothing; editing one line records one line.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path

from audiobook.source import SourceRef

#: Part of every key: raise it only when the meaning of a slate's fields changes, since it re-records every book.
SLATE_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Slate:
    """Everything that can change the sound of a segment.

    ``text`` is as sent to the engine; ``speed`` a factor; ``pitch`` semitones; ``rate_hz`` the rate of the take.
    """

    text: str
    engine: str
    engine_version: str
    model: str
    voice: str
    language: str
    direction: str = ""
    speed: float = 1.0
    pitch: float = 0.0
    seed: int = 0
    rate_hz: int = 24000

    @property
    def key(self) -> str:
        """SHA-256 (hex) of the slate's canonical JSON."""
        body = {"schema": SLATE_SCHEMA} | {name: getattr(self, name) for name in SLATE_FIELDS}
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def voice_key(self) -> str:
        """What has one level throughout a book: ``engine/voice``, with speed and pitch where they are not normal."""
        key = f"{self.engine}/{self.voice}"
        if self.speed != 1.0 or self.pitch != 0.0:
            key += f"/{self.speed:g}/{self.pitch:g}"
        return key


#: The names of a slate's fields, in order.
SLATE_FIELDS = tuple(each.name for each in fields(Slate))


def take_file(folder: Path, key: str) -> Path:
    """Where a take's audio is kept in a folder of takes."""
    return folder / f"{key}.flac"


class Boundary(StrEnum):
    """What stands between a segment and the next one, or before the first (``CHAPTER_HEAD``)."""

    CLAUSE = "clause"
    SENTENCE = "sentence"
    LINE = "line"
    SPEAKER = "speaker"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    SCENE = "scene"
    CHAPTER_HEAD = "chapter_head"
    CHAPTER_TAIL = "chapter_tail"


@dataclass(frozen=True, slots=True)
class Respoken:
    """Words that are said otherwise than they are written, and the rule or the list entry (``file:line``) behind it."""

    written: str
    spoken: str
    rule: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One engine call and its place in the script.

    ``after`` is the boundary that follows; ``pause_ms`` an explicit pause that replaces the table's, or ``None``.
    ``item`` and ``cue`` are indices into ``script.chapters[chapter].items`` and its cues; ``item`` is -1 for the title.
    ``displayed`` is the text as read, ``respoken`` what of it is said otherwise; ``language`` is that of the words
    where it is not the book's (the slate's is the one that the engine is told).
    """

    slate: Slate
    key: str
    chapter: int
    item: int
    cue: int
    speaker: str
    after: Boundary
    pause_ms: int | None = None
    displayed: str = ""
    respoken: tuple[Respoken, ...] = ()
    source: SourceRef = field(default_factory=SourceRef)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Take:
    """A recording that passed its checks. All positions are samples at ``rate_hz``.

    Speech lies in ``[speech_start, speech_end)`` of ``n_samples``; ``peak`` is the largest magnitude, full scale 1.0.
    """

    key: str
    n_samples: int
    rate_hz: int
    speech_start: int
    speech_end: int
    peak: float
    engine_cpu_ms: int = 0
