"""What a book's source holds, as one number: whether it has to be read again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.userfiles import sha256_of

if TYPE_CHECKING:
    from pathlib import Path

    from audiobook.corridor.request import Request


def digest_of(request: Request) -> str:
    """SHA-256, in hex, of everything that reading the request's source reads; empty when it cannot be read.

    For one file it is that of its bytes. For a folder or several files it goes over the names and bytes of all files in
    reading order, with the summary, the settings and the cover: it changes when a file is added, removed, renamed or
    edited, and never with time stamps. The readers say what is wrong with a source that has none. Memory is bounded;
    called from any thread.
    """
    try:
        if request.is_one_file:
            return sha256_of(request.source)
        from audiobook.readers.folder.files import files_read

        return _of_names(files_read(request.source, request.parts))
    except (OSError, ValueError, SourceError):
        return ""


def _of_names(files: tuple[tuple[str, Path], ...]) -> str:
    """Each name with its length before it, so that no two lists of files run together to the same bytes."""
    whole = hashlib.sha256()
    for name, file in files:
        spelled = name.encode("utf-8", "surrogateescape")
        whole.update(f"{len(spelled)}:".encode() + spelled + bytes.fromhex(sha256_of(file)))
    return whole.hexdigest()
