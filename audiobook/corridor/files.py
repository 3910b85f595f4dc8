"""Small files written whole or not at all, and what a person is told when that fails."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audiobook.errors import OutputError
from audiobook.userfiles import holds, sync_folder, text_of

#: File systems take names of 255 bytes (Linux, macOS; Windows 255 UTF-16 units, which are fewer).
_NAME_BYTES = 255
_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room and run the same command again: everything made so far is kept"),
    errno.EDQUOT: (
        "the disk quota is used up",
        "make room and run the same command again: everything made so far is kept",
    ),
    errno.EACCES: ("there is no permission to write here", "choose another place with --work or -o"),
    errno.EPERM: ("there is no permission to write here", "choose another place with --work or -o"),
    errno.EROFS: ("the file system is read-only", "choose another place with --work or -o"),
    errno.ENAMETOOLONG: ("the file name is too long", "rename the book, or choose shorter names with --work and -o"),
    errno.EEXIST: ("there is a file of that name", "move it away, or choose another place with --work or -o"),
    errno.ELOOP: ("the links in its path lead in a circle", "choose another place with --work or -o"),
    errno.ENOTDIR: ("a part of the path is not a folder", "choose another place with --work or -o"),
}


def output_error(error: OSError, doing: str) -> OutputError:
    """What to tell a person about a failed write; ``doing`` names what was being written."""
    reason, hint = _REASONS.get(error.errno or 0, (error.strerror or str(error), ""))
    return OutputError(f"cannot write {doing}: {reason}", hint=hint)


@contextlib.contextmanager
def writing(doing: str) -> Iterator[None]:
    """Turn a failed write into an OutputError."""
    try:
        yield
    except OSError as error:
        raise output_error(error, doing) from error


def fitting(name: str, ending: str) -> str:
    """``name`` with an ending, cut where the two together are longer than a file name may be."""
    room = _NAME_BYTES - len(ending.encode())
    return name.encode(errors="surrogateescape")[:room].decode(errors="ignore") + ending


def check_name(path: Path) -> None:
    """Raise OutputError for a path that is no text: libraries of sound open files by names in UTF-8."""
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "backslashreplace")
        raise OutputError(
            f"'{shown}' has bytes in its name that are no UTF-8",
            hint="rename it; if it looks right to you, set the environment variable PYTHONUTF8=1",
        ) from None


def write_bytes(path: Path, data: bytes) -> bool:
    """Write a file atomically unless it already holds ``data``; whether it was written.

    Order matters at a power cut: the bytes are on disk before the name points at them (else the new name may hold
    zeros), and the name is before this returns (else what is written next, in reliance on it, may survive it).
    """
    if holds(path, data):
        return False
    with writing(f"'{path}'"):
        handle, temp = tempfile.mkstemp(prefix=".tmp-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temp).chmod(0o666 & ~_umask())
            Path(temp).replace(path)
            sync_folder(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temp).unlink()
            raise
    return True


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def write_text(path: Path, text: str) -> bool:
    """Write UTF-8 text atomically unless it is already there; whether it was written."""
    return write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, data: object) -> bool:
    """Write JSON atomically unless it is already there; whether it was written."""
    return write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object, or an empty one when the file is missing or damaged."""
    try:
        data = json.loads(text_of(path, "utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
