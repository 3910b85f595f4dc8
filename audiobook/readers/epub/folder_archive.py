"""An unpacked EPUB: a folder read as if it were the zip file that it came from (some systems keep books like this)."""

from __future__ import annotations

import os
import threading
import unicodedata
import zipfile
from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.readers.epub.archive import TEXT_CAP, Archive
from audiobook.readers.hrefs import normal
from audiobook.readers.inside import inside
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from audiobook.document import Document
    from audiobook.events import Emit
    from audiobook.reading import ReadingPolicy

_MOST_FILES = 100_000


def read_unpacked(root: Path, emit: Emit, policy: ReadingPolicy) -> Document:
    """Read an unpacked EPUB. Raises SourceError as for a packed one, and for links that lead out of the folder."""
    from audiobook.readers.epub.book import EpubBook
    from audiobook.readers.epub.package import read_package
    from audiobook.readers.epub.preflight import refuse_protected

    with FolderArchive(root) as archive:
        refuse_protected(archive)
        return EpubBook(archive, read_package(archive, emit), emit, policy).read()


def members(root: Path) -> tuple[str, ...]:
    """All files in and under a folder without hidden ones, paths from it on, sorted. Raises SourceError for too many.

    Folders that are symbolic links are not entered.
    """
    found: list[str] = []
    for place, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inner = os.path.relpath(place, root).replace(os.sep, "/")
        found += [normal(f"{inner}/{name}") for name in files if not name.startswith(".")]
        if len(found) > _MOST_FILES:
            raise SourceError(f"the folder '{root}' holds more than {_MOST_FILES:,} files")
    return tuple(sorted(found))


class FolderArchive(Archive):
    """The same as the archive of a zip file, from files: only what is asked for is read, with the same caps."""

    def __init__(self, root: Path) -> None:
        """List the folder. Raises SourceError when it holds too many files."""
        self._root = root
        self._exact = {name: zipfile.ZipInfo(name) for name in members(root)}
        self._loose = {}
        for name, info in self._exact.items():
            self._loose.setdefault(unicodedata.normalize("NFC", name).casefold(), info)
        self._read = 0
        self._lock = threading.Lock()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open."""

    def size(self, name: str) -> int:
        """The size of a member in bytes, 0 when it is not there."""
        file = self._file(self.find(name))
        return file.stat().st_size if file else 0

    def read(self, name: str, cap: int = TEXT_CAP) -> bytes:
        """A member's bytes. Raises KeyError when absent; SourceError over a cap or outside the folder."""
        found = self.find(name)
        file = self._file(found)
        if file is None:
            raise KeyError(name)
        where = SourceRef(found)
        try:
            with file.open("rb") as opened:
                data = opened.read(cap + 1)
        except OSError as error:
            raise SourceError(f"a part of the book cannot be read: {error.strerror}", source=where) from error
        if len(data) > cap:
            raise SourceError(f"this part of the book is larger than {cap // 2**20} MiB", source=where)
        self.count(len(data))
        return data

    def _file(self, found: str) -> Path | None:
        return inside(self._root, found) if found else None
