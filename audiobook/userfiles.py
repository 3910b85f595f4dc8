"""The user's own folders, and files put there or elsewhere: whole, known by their digest, or not at all."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from audiobook.errors import EngineError

_BLOCK = 1 << 20


def data_folder() -> Path:
    """Where things are kept that a person fetched; need not exist."""
    return _user_folder("XDG_DATA_HOME", ".local/share", "Library/Application Support")


def cache_folder() -> Path:
    """Where things are kept that can be made again; need not exist, and can be emptied at any time."""
    return _user_folder("XDG_CACHE_HOME", ".cache", "Library/Caches")


def _user_folder(variable: str, usual: str, on_mac: str) -> Path:
    """By the XDG base directory specification: a relative path in the variable is ignored."""
    named = os.environ.get(variable, "")
    if named and Path(named).is_absolute():
        base = Path(named)
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path.home() / (on_mac if sys.platform == "darwin" else usual)
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
