"""The files of a delivery: one audio file, or a folder of them in natural order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from audiobook.errors import SourceError
from audiobook.proofing.kinds import SUFFIXES
from audiobook.userfiles import is_file, is_folder, real_path

_DIGITS = re.compile(r"(\d+)")
#: More files than any book has; a folder with more is a whole library, or a disk (own judgement).
_MOST_FILES = 5000


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is checked together. ``names`` are the files' names within the folder, with ``/``."""

    name: str
    files: tuple[Path, ...]
    names: tuple[str, ...]
    folder: Path | None = None


def delivery_of(path: Path) -> Delivery:
    """The delivery at a path. Raises SourceError when there is none, or a folder holds no audio.

    A folder's own folders count (discs, parts); hidden files do not, nor links that lead to folders.
    """
    if is_file(path):
        return Delivery(path.name, (path,), (path.name,))
    if not is_folder(path):
        raise SourceError(f"there is no file or folder '{path}'", hint="check the spelling")
    found: dict[str, Path] = {}
    try:
        for file in path.rglob("*"):
            inside = file.relative_to(path)
            hidden = any(part.startswith(".") for part in inside.parts)
            if not hidden and file.suffix.lower() in SUFFIXES and is_file(file):
                found[inside.as_posix()] = file
            if len(found) > _MOST_FILES:
                raise SourceError(
                    f"'{path}' holds more than {_MOST_FILES:,} audio files", hint="name one book's folder"
                )
    except OSError as error:
        raise SourceError(f"cannot read the folder '{path}': {error.strerror or error}") from error
    if not found:
        raise SourceError(
            f"the folder '{path}' holds no audio files", hint=f"looked for: {', '.join(sorted(SUFFIXES))}"
        )
    names = sorted(found, key=natural)
    return Delivery(real_path(path).name, tuple(found[name] for name in names), tuple(names), path)


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts ``2`` before ``10``."""
    parts = _DIGITS.split(name.casefold())
    return [(0, int(part[:18]), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts if part]
