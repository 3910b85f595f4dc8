"""What a build tells the outside while it works.

Stages take ``emit`` and call it with frozen events, only from the coordinating thread. The terminal display
and ``--events json`` are two readers of the same stream.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from audiobook.source import SourceRef


class Severity(StrEnum):
    """How bad a finding is; ``--strict`` makes a warning fail the build."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed about the book or its sound, with its place. ``code`` is kebab-case and stable."""

    code: str
    severity: Severity
    message: str
    source: SourceRef = field(default_factory=SourceRef)


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage begins; ``total`` is the number of units it will do, 0 when unknown."""

    stage: str
    total: int = 0


@dataclass(frozen=True, slots=True)
class StageFinished:
    """A stage is over; ``seconds`` is its wall time, ``reused`` how many units needed no work."""

    stage: str
    seconds: float
    done: int = 0
    reused: int = 0


@dataclass(frozen=True, slots=True)
class TakeDone:
    """One segment was recorded. ``audio_ms`` is its length, ``engine_cpu_ms`` the engine's CPU time."""

    key: str
    chapter: int
    audio_ms: int
    engine_cpu_ms: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ChapterDone:
    """One chapter was mastered. ``encoder_cpu_ms`` is CPU time inside the encoder."""

    chapter: int
    title: str
    audio_ms: int
    encoder_cpu_ms: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file was handed over; ``unchanged`` when it was already there and right."""

    path: str
    kind: str
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class BookDone:
    """One book of several is through: its ``files``, or the ``error`` with its exit code (0 for none)."""

    source: str
    files: tuple[str, ...]
    seconds: float
    exit_code: int = 0
    error: str = ""


Event = Finding | StageStarted | StageFinished | TakeDone | ChapterDone | FileWritten | BookDone
Emit = Callable[[Event], None]


def silent(event: Event) -> None:
    """An ``Emit`` that drops everything, for library use and tests."""
    del event


def warn(emit: Emit, code: str, message: str, source: SourceRef | None = None) -> None:
    """Emit a warning finding."""
    emit(Finding(code, Severity.WARNING, message, source or SourceRef()))


def note(emit: Emit, code: str, message: str, source: SourceRef | None = None) -> None:
    """Emit an informational finding."""
    emit(Finding(code, Severity.INFO, message, source or SourceRef()))
