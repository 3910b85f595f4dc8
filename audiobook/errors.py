"""Every error a user can cause, with its exit code.

An error says what happened (``message``), where (``source``) and what to type next (``hint``). Rooms raise
these; only ``cli`` catches them. Anything else that escapes is a bug of ours and exits with 70.
"""

from __future__ import annotations

from typing import ClassVar

from audiobook.source import SourceRef


class AudiobookError(Exception):
    """The base of all errors that are shown without a traceback."""

    exit_code: ClassVar[int] = 1
    summary: ClassVar[str] = "any other failure"

    def __init__(self, message: str, *, source: SourceRef | None = None, hint: str = "") -> None:
        """``message`` is one sentence without a final full stop needed; ``hint`` says what to type next."""
        super().__init__(message)
        self.message = message
        self.source = source
        self.hint = hint

    def __str__(self) -> str:
        """The message with its place in the book, without the hint."""
        where = f"{self.source}: " if self.source and str(self.source) else ""
        return f"{where}{self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by parts, so that an error crosses from a worker process with its hint and source."""
        return (_rebuild, (type(self), self.message, self.source, self.hint))


def _rebuild(kind: type[AudiobookError], message: str, source: SourceRef | None, hint: str) -> AudiobookError:
    return kind(message, source=source, hint=hint)


class UsageError(AudiobookError):
    """The command line asks for something that does not exist or does not fit together."""

    exit_code = 2
    summary = "wrong command line: unknown option, engine, voice or format"


class SourceError(AudiobookError):
    """The book cannot be read: missing, empty, damaged, protected or of an unknown kind."""

    exit_code = 3
    summary = "the book cannot be read: missing, empty, damaged, protected, unknown kind"


class ConfigError(AudiobookError):
    """``audiobook.toml`` or ``cast.toml`` is wrong."""

    exit_code = 4
    summary = "audiobook.toml, cast.toml or a pronunciation list is wrong"


class ScriptError(AudiobookError):
    """The tagged script is wrong; the source names file, line and column."""

    exit_code = 5
    summary = "the tagged script has an error"


class EngineError(AudiobookError):
    """A speech engine cannot be loaded, cannot speak a language, or failed."""

    exit_code = 6
    summary = "a speech engine is not usable or failed"


class TakeError(EngineError):
    """One segment could not be recorded acceptably."""


class DamagedTakeError(AudiobookError):
    """A recording on the disk is not what was written there."""


class IncompleteError(AudiobookError):
    """Some segments could not be recorded; everything else is kept."""

    exit_code = 7
    summary = "some segments could not be recorded; all others are kept"


class OutputError(AudiobookError):
    """A result cannot be written: target not writable, disk full."""

    exit_code = 8
    summary = "a result cannot be written: no permission, disk full"


class BusyError(AudiobookError):
    """Another build is using the same work folder."""

    exit_code = 9
    summary = "another build is using the same work folder"


class StrictError(AudiobookError):
    """``--strict`` was given and there were warnings."""

    exit_code = 10
    summary = "--strict was given and there were warnings"


class QualityError(AudiobookError):
    """What was written does not measure as it must, so it is not published."""

    exit_code = 11
    summary = "a written file did not pass its own check"


class DamagedMasterError(QualityError):
    """A chapter's encoded file is not what was written there."""


class CoverageError(AudiobookError):
    """Text of the book would be lost or read twice: the verbatim proof does not hold."""

    exit_code = 12
    summary = "text of the book would be lost or doubled (a fault of ours; please report it)"


#: What shells make of a program that a signal ended: this and the signal's number.
EXIT_SIGNALLED = 128
EXIT_INTERRUPTED = 130
#: sysexits.h EX_SOFTWARE: a bug of ours.
EXIT_BUG = 70


def exit_codes() -> tuple[tuple[int, str], ...]:
    """All exit codes with their meaning, in order, for the README table."""
    rows = {
        0: "success",
        EXIT_BUG: "a bug in audiobook; please report it",
        EXIT_INTERRUPTED: "interrupted; run again to continue (143: ended by SIGTERM, 129: its terminal was closed)",
    }
    kinds: list[type[AudiobookError]] = [AudiobookError]
    while kinds:
        kind = kinds.pop()
        rows.setdefault(kind.exit_code, kind.summary)
        kinds.extend(kind.__subclasses__())
    return tuple(sorted(rows.items()))
