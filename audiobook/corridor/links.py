"""Symbolic links in folders that we write to, which may have come with a book from somebody else.

Through them a build would write into a folder that has nothing to do with it, or read a person's letters aloud. A
person who keeps such a folder on another disk, by a link, is served all the same.
"""

from __future__ import annotations

import os
from pathlib import Path

from audiobook.errors import OutputError
from audiobook.userfiles import is_file, is_folder, real_path


def check_links(root: Path) -> None:
    """Refuse links that lead out of the folder in which a work folder lies. Raises OutputError, and OSError.

    The work folder itself may lead elsewhere, to one that is empty or is a work folder.
    """
    check_folder(root, ".layout", "name an empty folder with --work")
    beside, place = real_path(root.parent), real_path(root)
    with os.scandir(root) as entries:
        links = sorted(entry.name for entry in entries if entry.is_symlink())
    for name in links:
        target = real_path(root / name)
        if not target.is_relative_to(place) and not target.is_relative_to(beside):
            raise OutputError(
                f"'{root / name}' is a link that leads out of the book's folder, to '{target}'",
                hint="put the file itself there, or keep the whole work folder elsewhere with --work",
            )


def check_folder(folder: Path, mark: str, hint: str) -> None:
    """Refuse a folder that leads out of the one it lies in, unless it is empty or holds ``mark``, a file of ours.

    One that is not there is right. Raises OutputError; ``hint`` says what to do but to remove the link.
    """
    place = real_path(folder)
    if place.is_relative_to(real_path(folder.parent)) or not is_folder(place) or is_file(place / mark):
        return
    if any(place.iterdir()):
        raise OutputError(
            f"'{folder}' is a link to '{place}', where other things are", hint=f"remove the link, or {hint}"
        )
