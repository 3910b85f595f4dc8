"""A file inside a folder, and never one outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path


def inside(folder: Path, name: str) -> Path | None:
    """The regular file called ``name`` in or under a folder, links followed; None when it is not there.

    Raises SourceError for a name, or a symbolic link, that leads out of the folder.
    """
    try:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise SourceError(
                f"'{name}' leads out of the book's folder '{folder}'", hint="copy the file into the folder"
            )
        return file if file.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None  # a ring of links, or a name that no file can have
