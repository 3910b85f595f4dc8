"""The source EPUB, read with every size checked and copied without a byte of it on disk."""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Self

from audiobook.errors import SourceError
from audiobook.source import SourceRef
from audiobook.userfiles import is_folder
from audiobook.writers.overlay.paths import safe

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

#: Caps (judgement, as the readers have them): one text member, all text that is read, all that is copied.
_TEXT_CAP = 32 * 2**20
_TOTAL_CAP = 256 * 2**20
_COPY_CAP = 8 * 2**30
#: A text over 1 MiB that was packed more than 200:1 is a bomb; prose packs 3:1.
_RATIO, _RATIO_FROM = 200, 2**20
_MEMBERS = 100_000
_BLOCK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_HINT = "the file has changed or is damaged since it was read; get it again, and build again"


class Archive:
    """Members by name. A context manager, used from one thread; nothing in it is trusted."""

    def __init__(self, path: Path) -> None:
        """Raises SourceError when it is no zip file, has too many members, or would unpack to too much."""
        if is_folder(path):
            raise SourceError(f"'{path.name}' is an unpacked EPUB", hint="pack it first, or leave out this format")
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError) as error:
            raise SourceError(f"'{path.name}' cannot be read as an EPUB: {error}", hint=_HINT) from error
        found = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(found) > _MEMBERS or sum(info.file_size for info in found) > _COPY_CAP:
            self._zip.close()
            raise SourceError(f"'{path.name}' is larger than any book", hint="it is damaged or meant to do harm")
        self._members = {info.filename: info for info in found if safe(info.filename)}
        self._loose = {loosely(name): name for name in self._members}
        #: Members whose names lead out of the package: they are not copied.
        self.outside = tuple(info.filename for info in found if info.filename not in self._members)
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        """All members that are copied, in the file's order."""
        return tuple(self._members)

    def find(self, name: str) -> str:
        """The member that is meant, also with other capitals or composed accents; empty when there is none."""
        return name if name in self._members else self._loose.get(loosely(name), "")

    def is_stored(self, name: str) -> bool:
        """Whether a member is not packed."""
        return self._members[name].compress_type == zipfile.ZIP_STORED

    def size(self, name: str) -> int:
        """The declared unpacked size in bytes."""
        return self._members[name].file_size

    def read(self, name: str) -> bytes:
        """A text member. Raises SourceError when it is absent, damaged, protected, or over a cap."""
        where = SourceRef(name)
        info = self._members.get(name)
        if info is None:
            raise SourceError("a part of the book is missing", source=where, hint=_HINT)
        with self._reporting(where), self._zip.open(info) as member:
            data = member.read(_TEXT_CAP + 1)
        self._read += len(data)
        bomb = len(data) > _RATIO_FROM and len(data) > _RATIO * max(1, info.compress_size)
        if len(data) > _TEXT_CAP or self._read > _TOTAL_CAP or bomb:
            raise SourceError("this part of the book unpacks to more than any text", source=where)
        return data

    def copy(self, name: str, out: IO[bytes]) -> None:
        """A member's bytes in blocks. Raises SourceError when it is damaged or longer than it says; OSError."""
        info = self._members[name]
        left = info.file_size
        with self._reporting(SourceRef(name)):
            member = self._zip.open(info)
        with member:
            while True:
                with self._reporting(SourceRef(name)):
                    block = member.read(_BLOCK)
                left -= len(block)
                if left < 0:
                    raise SourceError("a part of the book is longer than it says", source=SourceRef(name), hint=_HINT)
                if not block:
                    return
                out.write(block)

    @staticmethod
    @contextmanager
    def _reporting(where: SourceRef) -> Iterator[None]:
        try:
            yield
        except _DAMAGED as error:
            raise SourceError(f"a part of the book cannot be read ({error})", source=where, hint=_HINT) from error


def loosely(name: str) -> str:
    """For finding a member whose name was composed or capitalised differently."""
    return unicodedata.normalize("NFC", name).casefold()
