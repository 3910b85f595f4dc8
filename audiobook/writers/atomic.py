"""Files that appear complete or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from audiobook.errors import OutputError
from audiobook.userfiles import is_folder

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: File systems take names of 255 bytes; the rest is for the dot and the suffix.
_NAME_BYTES = 240
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextlib.contextmanager
def atomic_file(target: Path, n_bytes: int) -> Iterator[Path]:
    """A temporary path beside ``target`` that takes its name at the end; after any error nothing is left of it.

    ``n_bytes`` is about how long the file will be: a disk with less room is refused at once. What a killed run left
    behind is overwritten. Raises OutputError when the target or its disk cannot be written.
    """
    if is_folder(target):
        raise OutputError(f"'{target}' is a folder", hint="name a file with -o")
    temp = unfinished(target)
    with reporting(target):
        check_room(target, n_bytes)
        try:
            temp.unlink(missing_ok=True)
            yield temp
            sync(temp)
            temp.replace(target)
            sync(target.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                temp.unlink(missing_ok=True)
            raise


def unfinished(target: Path) -> Path:
    """Where ``target`` grows until it is complete: beside it, hidden, always the same so that no leftovers pile up."""
    name = target.name.encode(errors="surrogateescape")[:_NAME_BYTES].decode(errors="ignore")
    return target.with_name(f".{name}.part")


@contextlib.contextmanager
def reporting(target: Path) -> Iterator[None]:
    """Turn failed writing into an OutputError that names ``target``."""
    try:
        yield
    except OSError as error:
        raise _cannot_write(error, target) from error


def check_room(target: Path, n_bytes: int) -> None:
    """Raise OutputError when the disk of ``target`` has not ``n_bytes`` left."""
    free = shutil.disk_usage(target.parent).free
    if free < n_bytes:
        raise OutputError(
            f"there is no room for '{target}': it needs {_megabytes(n_bytes)}, {_megabytes(free)} are free",
            hint="make room or name another place with -o, and build again; everything made so far is kept",
        )


def sync(path: Path) -> None:
    """Wait until a file, or a folder's names, are on the disk, so that a power cut leaves the old or the new."""
    if is_folder(path) and os.name == "nt":
        return  # Windows opens no folders
    handle = os.open(path, os.O_RDONLY if is_folder(path) else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cannot_write(error: OSError, target: Path) -> OutputError:
    if error.errno in _FULL:
        return OutputError(
            f"the disk is full: '{target}' cannot be written",
            hint="make room or name another place with -o, and build again; everything made so far is kept",
        )
    if error.errno in _REFUSED:
        return OutputError(f"there is no permission to write '{target}'", hint="name another place with -o")
    if not is_folder(target.parent):
        return OutputError(f"there is no folder '{target.parent}'", hint="make it first, or name another place with -o")
    return OutputError(f"'{target}' cannot be written: {error.strerror or error}", hint="name another place with -o")


def _megabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB"
