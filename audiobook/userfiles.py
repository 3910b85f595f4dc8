"""The user's own folders, and large files put there: whole, known by their digest, or not at all."""

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


def place(blocks: Iterable[bytes], target: Path, sha256: str = "", hint: str = _AGAIN) -> None:
    """Write a file that has its name only when it is whole and has the digest; safe beside others that do the same.

    Without ``sha256`` any contents will do. Raises EngineError, with ``hint``, for another digest, OSError when it
    cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".tmp-", dir=target.parent)
    temp = Path(name)
    try:
        found = hashlib.sha256()
        with os.fdopen(handle, "wb") as file:
            for block in blocks:
                found.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if sha256 and found.hexdigest() != sha256:
            raise EngineError(
                f"what should be {target.name} has other contents than expected",
                hint=hint,
            )
        temp.chmod(0o644)
        temp.replace(target)
    finally:
        temp.unlink(missing_ok=True)
