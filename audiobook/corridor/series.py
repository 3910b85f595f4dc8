"""The sheet that the books of a series share: found by the book's sheet, read for its voices, and added to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

from audiobook.cast import Cast, Character
from audiobook.casting.series import Shared, add_to_series, from_series
from audiobook.casting.sheet_check import line_of, parse_cast
from audiobook.corridor.voices import find_voice
from audiobook.corridor.workfolder import write_text, writing
from audiobook.errors import AudiobookError, ConfigError
from audiobook.events import Emit, note, warn
from audiobook.plugins import names
from audiobook.source import SourceRef
from audiobook.userfiles import text_of

#: How long another book's cast may hold the shared sheet, in seconds; it takes a hundredth of that.
_PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Series:
    """A series' sheet and what it says about this book; ``path`` is ``None`` without one."""

    path: Path | None = None
    shared: Shared = field(default_factory=Shared)


def open_series(
    sheet: str, path: Path, characters: Sequence[Character], own: Mapping[str, Mapping[str, Any]], emit: Emit
) -> Series:
    """What the series named in a book's sheet says; conflicts are warnings. Raises ConfigError."""
    named = parse_cast(sheet, str(path)).series if sheet.strip() else ""
    if not named:
        return Series()
    file = path.parent / named
    shared = from_series(_read(file, path, sheet), str(file), characters, own, _offered)
    for message in shared.conflicts:
        warn(emit, "series-conflict", message, SourceRef(file=str(file)))
    return Series(file, shared)


def grow_series(series: Series, cast: Cast, emit: Emit) -> None:
    """Add the book's new leading characters to its series. Raises ConfigError, OutputError."""
    if series.path is None:
        return
    with writing(f"'{series.path}'"), FileLock(series.path.with_name(f".{series.path.name}.lock"), timeout=_PATIENCE):
        # Read again under the lock: another book may have added its own since.
        before = _read(series.path, series.path, "")
        text, added = add_to_series(before, cast, series.shared, str(series.path))
        if text != before:
            write_text(series.path, text)
    if added:
        note(emit, "series-added", f"added to {series.path}: {', '.join(added)}")


def _read(file: Path, sheet: Path, text: str) -> str:
    try:
        return text_of(file)
    except FileNotFoundError:
        raise ConfigError(
            f"'series' names '{file}', which is not there",
            source=SourceRef(file=str(sheet), line=line_of(text, "", key="series") if text else 0),
            hint=f"give the shared sheet with --series FILE, or take the line 'series = …' out of {sheet.name}",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the series' sheet '{file}': {error}", hint="save it as UTF-8 text") from error


def _offered(engine: str, voice: str) -> bool:
    if engine not in names("engines"):
        return False
    try:
        return find_voice(engine, voice) is not None
    except AudiobookError:
        return False
