"""A file inside a folder, and never one outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.userfiles import is_file, real_path

if TYPE_CHECKING:
    from pathlib import Path


def inside(folder: Path, name: str) -> Path | None:
    """The regular file called ``name`` in or under a folder, links followed; None when it is not there.

    Raises SourceError for a name, or a symbolic link, that leads out of the folder.
    """
    file = real_path(folder / name)
    if not file.is_relative_to(real_path(folder)):
        raise SourceError(f"'{name}' leads out of the book's folder '{folder}'", hint="copy the file into the folder")
    try:
        return file if is_file(file) else None
    except OSError:
        return None  # in a folder that may not be looked into
