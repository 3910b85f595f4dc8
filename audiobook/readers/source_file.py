"""Reading a single-file book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

#: The longest novels are 8 MB of HTML; more than this is no book.
CAP = 64 * 2**20


def read_source(source: Path) -> bytes:
    """All bytes of a file. Raises SourceError when it cannot be read or is larger than any book."""
    try:
        with source.open("rb") as file:
            data = file.read(CAP + 1)
    except OSError as error:
        raise SourceError(f"'{source}' cannot be read: {error.strerror or error}") from error
    if len(data) > CAP:
        raise SourceError(f"'{source}' is larger than {CAP // 2**20} MiB", hint="split it, or make an EPUB of it")
    return data
