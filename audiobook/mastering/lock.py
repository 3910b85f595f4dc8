"""``gains.lock``: the levels of a book, for every pair of target and ceiling that it was mastered for.

So another profile, and going back to the first, changes no level that was there.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from audiobook.errors import ConfigError, OutputError
from audiobook.mastering.levels import Gains
from audiobook.userfiles import text_of

if TYPE_CHECKING:
    from pathlib import Path

#: 1 held the levels of one pair only.
_SCHEMA = 2
_DELETE = "delete it; the levels are measured again"


def load_gains(path: Path, target_lufs: float, ceiling_dbtp: float) -> Gains:
    """The gains kept for a target and ceiling; none yet when there is no file or it has none for them.

    Raises ConfigError when it is damaged.
    """
    return _load(path).get((target_lufs, ceiling_dbtp), Gains(target_lufs, ceiling_dbtp))


def save_gains(path: Path, gains: Gains) -> None:
    """Keep gains beside those for other targets; atomic. Raises OutputError when it cannot be written, ConfigError."""
    kept = {**_load(path), (gains.target_lufs, gains.ceiling_dbtp): gains}
    levels = [{**asdict(each), "voices_db": dict(sorted(each.voices_db.items()))} for _, each in sorted(kept.items())]
    data = {"schema": _SCHEMA, "levels": levels}
    temp = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temp.open("w", encoding="utf-8") as file:
            file.write(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        temp.replace(path)
    except OSError as error:
        temp.unlink(missing_ok=True)
        raise OutputError(
            f"'{path}' cannot be written: {error.strerror or error}", hint="make room and build again"
        ) from error


def _load(path: Path) -> dict[tuple[float, float], Gains]:
    try:
        data: Any = json.loads(text_of(path, "utf-8"))
        known = data["schema"] in {1, _SCHEMA}
        found = [] if not known else [_first_form(data)] if data["schema"] == 1 else [_gains(d) for d in data["levels"]]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ConfigError(f"'{path}' cannot be read: {error}", hint=_DELETE) from error
    if not known:
        raise ConfigError(f"'{path}' was written by another version of audiobook", hint=f"use that one, or {_DELETE}")
    for gains in found:
        if not all(map(math.isfinite, (gains.book_db, gains.book_lufs or 0.0, *gains.voices_db.values()))):
            raise ConfigError(f"'{path}' holds a level that is no number", hint=_DELETE)
    return {(gains.target_lufs, gains.ceiling_dbtp): gains for gains in found}


def _gains(data: Any) -> Gains:  # noqa: ANN401 - JSON; every use is inside a try
    lufs = data["book_lufs"]
    return Gains(
        float(data["target_lufs"]),
        float(data["ceiling_dbtp"]),
        {str(voice): float(gain) for voice, gain in data["voices_db"].items()},
        float(data["book_db"]),
        None if lufs is None else float(lufs),
    )


def _first_form(data: Any) -> Gains:  # noqa: ANN401 - JSON
    """Levels of a version that did not look at the whole book: taken as right, so that no old book is mastered anew."""
    return _gains({**data, "book_lufs": data["target_lufs"]})
