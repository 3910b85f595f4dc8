"""Which folder a book's files lie in."""

from __future__ import annotations

import os
from pathlib import Path

from audiobook.readers.folder.settings import text_folder

#: The contents file of mdBook and GitBook.
SUMMARY = "SUMMARY.md"


def book_folder(source: Path) -> Path | None:
    """The folder whose book ``source`` means: itself, or a SUMMARY.md's; None for any other file.

    The path is spelled so that it has a name: ``.`` is the absolute path of the working directory. Looks only at names
    and at the settings beside a SUMMARY.md; raises nothing.
    """
    if os.path.isdir(source):  # noqa: PTH112 - unlike Path.is_dir, False for names that the system refuses
        return _named(source)
    if source.name != SUMMARY or not os.path.isfile(source):  # noqa: PTH113 - the same
        return None
    folder = _named(source.parent)
    # mdBook keeps its summary one folder below the settings, `book.toml` beside `src/`.
    return folder.parent if folder.name == text_folder(folder.parent) else folder


def _named(folder: Path) -> Path:
    return folder if folder.name not in {"", ".."} else Path(os.path.abspath(folder))  # noqa: PTH100 - links stay as they are spelled
