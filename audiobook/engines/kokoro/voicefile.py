"""Voices on disk: a folder of ``.bin`` files, ``voices-v1.0.bin`` or the package ``kokoro-js`` as it is downloaded.

A voice is a table of 510 x 256 float32 numbers: a style for each length of text, in phonemes.
"""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from audiobook.engines.kokoro.catalogue import is_name, known_voices
from audiobook.errors import EngineError
from audiobook.userfiles import bytes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Lengths of text, and numbers of a style.
ROWS, COLUMNS = 510, 256
_BYTES = ROWS * COLUMNS * 4
#: Before the numbers of an array in a NumPy archive; its header takes 128 bytes.
_MOST_NPY_BYTES = _BYTES + 4096
#: No archive of voices has more members (kokoro-js 1.2.1 has 68).
_MOST_MEMBERS = 2000


class Shelf:
    """The voices at one path; what has another name or size than a voice is passed over. One call at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def names(self) -> frozenset[str]:
        """What is there. Raises EngineError when it cannot be read or holds no voice."""
        found = frozenset(self._files) if self.path.is_dir() else frozenset(self._archive)
        if not found:
            raise EngineError(f"there are no voices of kokoro in '{self.path}'", hint=_HINT)
        return found

    @cached_property
    def own(self) -> str:
        """What names the contents of voices that are not among the 54: 8 hex digits; empty without any."""
        mine = sorted(self.names - known_voices().keys())
        if not mine:
            return ""
        return hashlib.sha256(b"".join(hashlib.sha256(self._bytes(name)).digest() for name in mine)).hexdigest()[:8]

    def style(self, name: str) -> NDArray[np.float32]:
        """A voice's table, shape ``(510, 256)``. Raises EngineError for one that is not there or is not what it was.

        A known name always means the same sound, since takes are kept by it; changed voices need names of their own.
        """
        import numpy as np

        if name not in self.names:
            raise EngineError(f"there is no voice '{name}' in '{self.path}'", hint=_HINT)
        data = self._bytes(name)
        known = known_voices().get(name)
        if known and hashlib.sha256(data).hexdigest() != known.sha256:
            raise EngineError(
                f"kokoro's voice '{name}' in '{self.path}' is not the one of that name",
                hint=f"{_HINT}; a voice of your own needs a name of its own",
            )
        table = np.frombuffer(data, dtype="<f4").reshape(ROWS, COLUMNS).astype(np.float32)
        if not np.isfinite(table).all():
            raise EngineError(f"kokoro's voice '{name}' in '{self.path}' is damaged", hint=_HINT)
        return table

    def _bytes(self, name: str) -> bytes:
        if not self.path.is_dir():
            return self._archive[name]
        try:
            return bytes_of(self._files[name])
        except OSError as error:
            raise self._unreadable(error) from error

    @cached_property
    def _files(self) -> dict[str, Path]:
        try:
            listed = sorted(self.path.glob("*.bin"))
            return {path.stem: path for path in listed if is_name(path.stem) and path.stat().st_size == _BYTES}
        except OSError as error:
            raise self._unreadable(error) from error

    @cached_property
    def _archive(self) -> dict[str, bytes]:
        """All voices of an archive in one pass, 28 MB: its compression cannot be entered in the middle (0.25 s)."""
        try:
            return _from_zip(self.path) if zipfile.is_zipfile(self.path) else _from_tar(self.path)
        except (OSError, EOFError, ValueError, tarfile.TarError, zipfile.BadZipFile) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> EngineError:
        return EngineError(f"kokoro's voices in '{self.path}' cannot be read: {error}", hint=_HINT)


_HINT = "fetch them again: audiobook voices fetch kokoro"


def _from_tar(path: Path) -> dict[str, bytes]:
    """Members ``voices/NAME.bin`` of the right size; nothing is unpacked to disk."""
    found: dict[str, bytes] = {}
    with tarfile.open(path, "r:*") as archive:
        for count, member in enumerate(archive):
            if count > _MOST_MEMBERS:
                raise ValueError("it has too many members")
            inside = PurePosixPath(member.name)
            wanted = inside.parent.name == "voices" and inside.suffix == ".bin" and is_name(inside.stem)
            if wanted and member.isfile() and member.size == _BYTES:
                file = archive.extractfile(member)
                found[inside.stem] = file.read() if file else b""
    return {name: data for name, data in found.items() if len(data) == _BYTES}


def _from_zip(path: Path) -> dict[str, bytes]:
    """Arrays of a NumPy archive; no pickled objects."""
    import io

    import numpy as np

    found: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist()[:_MOST_MEMBERS]:
            name = member.filename.removesuffix(".npy")
            if not is_name(name) or not _BYTES < member.file_size <= _MOST_NPY_BYTES:
                continue
            table = np.load(io.BytesIO(archive.read(member)), allow_pickle=False)
            if table.dtype == np.float32 and table.size == ROWS * COLUMNS:
                found[name] = table.astype("<f4").tobytes()
    return found
