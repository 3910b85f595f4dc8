"""An EPUB's zip file, read with every size checked and without a byte written to disk."""

from __future__ import annotations

import posixpath
import threading
import unicodedata
import zipfile
import zlib
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote

from audiobook.errors import SourceError
from audiobook.readers.hrefs import normal
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

#: Caps (judgement, see the project's notes on untrusted input): one text member, all text of a book, one picture.
TEXT_CAP = 32 * 2**20
TOTAL_CAP = 256 * 2**20
PICTURE_CAP = 64 * 2**20
#: A member over 1 MiB that was packed more than 200:1 is a bomb; prose packs 3:1.
_RATIO = 200
_RATIO_FROM = 2**20
_MEMBERS = 100_000
_ENCRYPTED = 0x1
_HINT_DAMAGED = "get the file again, or repair it (for example by converting it to EPUB with calibre)"


class Archive:
    """Members by name, found exactly, percent-decoded, or with other capitals or composed accents.

    A context manager; ``read`` may be called from several threads.
    """

    def __init__(self, source: Path) -> None:
        """Open; raises SourceError when it is no zip file or has too many members."""
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError) as error:
            raise SourceError(
                f"{source.name} is not an EPUB: it is no readable zip file ({error})", hint=_HINT_DAMAGED
            ) from error
        infos = self._zip.infolist()
        if len(infos) > _MEMBERS:
            self._zip.close()
            raise SourceError(f"{source.name} holds {len(infos):,} files; a book has fewer than {_MEMBERS:,}")
        self._exact = {info.filename: info for info in infos if not info.is_dir()}
        self._loose: dict[str, zipfile.ZipInfo] = {}
        for name, info in self._exact.items():
            for key in (normal(name), _loosely(name)):
                self._loose.setdefault(key, info)
        self._read = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def names(self) -> tuple[str, ...]:
        """All members, in the zip file's order, as written."""
        return tuple(self._exact)

    def find(self, name: str) -> str:
        """The member that ``name`` (decoded, from the root) means; empty when there is none."""
        for key in (name, normal(name), normal(unquote(name))):
            if key in self._exact:
                return key
        for key in (normal(name), normal(unquote(name)), _loosely(name), _loosely(unquote(name))):
            if key in self._loose:
                return self._loose[key].filename
        return ""

    def size(self, name: str) -> int:
        """The declared unpacked size of a member in bytes, 0 when it is not there."""
        found = self.find(name)
        return self._exact[found].file_size if found else 0

    def is_encrypted(self, name: str) -> bool:
        """Whether the zip file asks for a password for this member."""
        found = self.find(name)
        return bool(found) and bool(self._exact[found].flag_bits & _ENCRYPTED)

    def read(self, name: str, cap: int = TEXT_CAP) -> bytes:
        """A member's bytes. Raises KeyError when absent; SourceError over a cap, packed as a bomb, or damaged."""
        found = self.find(name)
        if not found:
            raise KeyError(name)
        info = self._exact[found]
        where = SourceRef(normal(found))
        if info.flag_bits & _ENCRYPTED:
            raise SourceError("the book is password-protected", source=where, hint="remove the password first")
        self._check_size(info.file_size, info.compress_size, cap, where)
        try:
            with self._zip.open(info) as member:
                data = member.read(cap + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as e:
            raise SourceError(f"a part of the book is damaged ({e})", source=where, hint=_HINT_DAMAGED) from e
        # The header's size is a claim; what came out counts.
        self._check_size(len(data), info.compress_size, cap, where)
        self.count(len(data))
        return data

    def count(self, size: int) -> None:
        """Add to what has been read in all. Raises SourceError over the cap for a whole book."""
        with self._lock:
            self._read += size
        if self._read > TOTAL_CAP + PICTURE_CAP:
            raise SourceError(f"the book unpacks to more than {TOTAL_CAP // 2**20} MiB of text")

    @staticmethod
    def _check_size(size: int, packed: int, cap: int, where: SourceRef) -> None:
        if size > cap:
            raise SourceError(
                f"this part of the book unpacks to more than {cap // 2**20} MiB",
                source=where,
                hint="no book has a chapter of this size; the file is damaged or meant to do harm",
            )
        if size > _RATIO_FROM and size > _RATIO * max(1, packed):
            raise SourceError(
                f"this part of the book is packed {size // max(1, packed)}:1, like a zip bomb",
                source=where,
                hint="the file is damaged or meant to do harm",
            )


def _loosely(name: str) -> str:
    """For finding a member whose name was composed or capitalised differently."""
    return unicodedata.normalize("NFC", normal(name)).casefold()


def stem(name: str) -> str:
    """A member's file name without folder and suffix, lower case."""
    return posixpath.splitext(posixpath.basename(name))[0].lower()
