"""The user's own folders, and files there or elsewhere: read within limits, written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path

from audiobook.errors import EngineError

_BLOCK = 1 << 20
#: More than this is no text that a person wrote, nor what we note beside one: 3 million words make 17 MB of script.
MOST_BYTES = 64 << 20
_MOST_HASHED = 4 << 30
#: Opening a pipe that nobody writes to would wait for ever. Windows has neither the flag nor such pipes.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0)


class UnusableFileError(OSError):
    """A file that is there and no file for us; its text is the reason alone, without a number."""

    def __str__(self) -> str:
        return str(self.strerror)


#: A name that a person or a book wrote may be too long for any file, or go through a ring of links, and pathlib raises
#: for these. A disk that fails, or a folder that may not be looked into, is another thing: what lies there is not gone.
_NOT_THERE = (
    *(errno.ENOENT, errno.ENOTDIR, errno.EBADF, errno.ENAMETOOLONG, errno.ELOOP),
    errno.EINVAL,  # Windows, for signs that no name may have
)


def _mode(path: Path) -> int:
    """What a path leads to, as ``stat`` says; 0 when there is nothing. Raises OSError for what cannot be known."""
    try:
        return path.stat().st_mode
    except OSError as error:
        if error.errno in _NOT_THERE:
            return 0
        raise
    except ValueError:  # a NUL in it, or half a character
        return 0


def is_file(path: Path) -> bool:
    """Whether there is an ordinary file, links followed. Raises OSError for what cannot be known."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Whether there is a folder, links followed. Raises OSError for what cannot be known."""
    return stat.S_ISDIR(_mode(path))


def is_there(path: Path) -> bool:
    """Whether there is anything, links followed. Raises OSError for what cannot be known."""
    return bool(_mode(path))


def real_path(path: Path) -> Path:
    """The absolute path with its links followed as far as they lead. Raises nothing; what no file can be stays."""
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a NUL in it, or half a character
        return path.absolute()


def opened(path: Path) -> BufferedReader:
    """A file opened for reading. Raises OSError, UnusableFileError for a device, which may have no end, or a pipe."""
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | _AT_ONCE))  # noqa: SIM115 - pathlib has no opener; the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise UnusableFileError(errno.EINVAL, "it is no ordinary file")
    return file


def bytes_of(path: Path, most: int = MOST_BYTES) -> bytes:
    """A file's bytes. Raises OSError as ``opened`` does, and for one of more than ``most`` bytes.

    A folder from somebody else may hold a link to what has no end, or a file of a terabyte of nothing.
    """
    with opened(path) as file:
        # Python makes room for all that it is asked for, so it is not asked for the most at once.
        size = os.fstat(file.fileno()).st_size
        data = file.read(min(size, most) + 1)
        if size < len(data) <= most:
            data += file.read(
                most + 1 - len(data)
            )  # it has grown, or is one of those that do not say how long they are
    if len(data) > most:
        raise UnusableFileError(errno.EFBIG, f"it is larger than {most >> 20} MiB")
    return data


def text_of(path: Path, encoding: str = "utf-8-sig") -> str:
    """A file's text, its lines ended by line feeds. Raises OSError as ``bytes_of`` does, and UnicodeDecodeError."""
    return bytes_of(path).decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def sha256_of(path: Path) -> str:
    """SHA-256, in hex, of a file of any sensible size, in bounded memory. Raises OSError as ``opened`` does.

    One of more than 4 GiB is refused: six hours of WAV in stereo have that, and a terabyte of nothing takes an hour.
    """
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size > _MOST_HASHED:
            raise UnusableFileError(errno.EFBIG, f"it is larger than {_MOST_HASHED >> 30} GiB")
        return hashlib.file_digest(file, "sha256").hexdigest()


def holds(path: Path, data: bytes) -> bool:
    """Whether there is a file of these bytes."""
    try:
        return path.is_file() and bytes_of(path, len(data)) == data
    except OSError:
        return False


def data_folder() -> Path:
    """Where things are kept that a person fetched; need not exist."""
    return _user_folder("XDG_DATA_HOME", ".local/share", "Library/Application Support")


def cache_folder() -> Path:
    """Where things are kept that can be made again; need not exist, and can be emptied at any time."""
    return _user_folder("XDG_CACHE_HOME", ".cache", "Library/Caches")


def of_home(named: str | Path) -> Path:
    """A path as a shell takes it: ``~`` is the user's folder. It stays as it is for somebody without one."""
    return Path(os.path.expanduser(named))  # noqa: PTH111 - pathlib raises for those who have no folder


def _home() -> Path:
    """The user's own folder. Containers run programs for numbers that nobody has, without HOME: one that is nowhere."""
    return home if (home := of_home("~")).is_absolute() else Path(os.path.sep, "nonexistent").absolute()


def _user_folder(variable: str, usual: str, on_mac: str) -> Path:
    """By the XDG base directory specification: a relative path in the variable is ignored."""
    named = os.environ.get(variable, "")
    if named and Path(named).is_absolute():
        base = Path(named)
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    else:
        base = _home() / (on_mac if sys.platform == "darwin" else usual)
    return base / "audiobook"


def blocks_of(parts: Iterable[Path]) -> Iterator[bytes]:
    """The contents of files one after another, a megabyte at a time. Raises OSError."""
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


#: What to type where the caller knows nothing better.
_AGAIN = "it was damaged on its way, or replaced: install or fetch it again"


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk. Raises OSError."""
    if os.name == "nt":
        return  # Windows opens no folders, and keeps the order of its names by itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_folder(folder: Path) -> None:
    """Make a folder, with those above it, that a power cut does not take away again."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        sync_folder(each.parent)


def place(blocks: Iterable[bytes], target: Path, sha256: str = "", hint: str = _AGAIN) -> None:
    """Write a file that has its name only when it is whole and has the digest; safe beside others that do the same.

    When this returns, a power cut does not take it away. Without ``sha256`` any contents will do. Raises EngineError,
    with ``hint``, for another digest, OSError when it cannot be written.
    """
    _make_folder(target.parent)
    handle, name = tempfile.mkstemp(prefix=".tmp-", dir=target.parent)
    temp = Path(name)
    try:
        found = hashlib.sha256()
        with os.fdopen(handle, "wb") as file:
            for block in blocks:
                found.update(block)
                file.write(block)
            # The bytes are on the disk before the name points at them: else the name may survive a power cut, and they
            # not, and what has the right length is full of zeros.
            file.flush()
            os.fsync(file.fileno())
        if sha256 and found.hexdigest() != sha256:
            raise EngineError(
                f"what should be {target.name} has other contents than expected",
                hint=hint,
            )
        temp.chmod(0o644)
        temp.replace(target)
        # And the name is there before the caller goes on: what is written next may rely on it.
        sync_folder(target.parent)
    finally:
        temp.unlink(missing_ok=True)
