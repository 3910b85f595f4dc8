"""The work folder beside a book: where each thing between the arrows is kept.

Nothing here is needed to understand the code, everything here is worth keeping: script and cast are the user's own.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from audiobook.errors import BusyError, OutputError

#: Raised when the layout of the folder changes in a way that older versions cannot read.
LAYOUT = 1

_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room and run the same command again: everything made so far is kept"),
    errno.EDQUOT: (
        "the disk quota is used up",
        "make room and run the same command again: everything made so far is kept",
    ),
    errno.EACCES: ("there is no permission to write here", "choose another place with --work or -o"),
    errno.EPERM: ("there is no permission to write here", "choose another place with --work or -o"),
    errno.EROFS: ("the file system is read-only", "choose another place with --work or -o"),
    errno.ENAMETOOLONG: ("the file name is too long", "choose a shorter one with --work or -o"),
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


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """Paths inside one work folder. ``name`` is the book's file name without suffix."""

    root: Path
    name: str

    @property
    def script(self) -> Path:
        """The tagged script, the user's to edit."""
        return self.root / f"{self.name}.script.md"

    @property
    def lexicon(self) -> Path:
        """How the book's words are pronounced, the user's to write."""
        return self.root / "lexicon.toml"

    @property
    def script_base(self) -> Path:
        """The script as preparation last wrote it, to tell a person's edits from ours."""
        return self.root / ".prepared.script.md"

    @property
    def cast(self) -> Path:
        """The casting sheet, the user's to edit."""
        return self.root / "cast.toml"

    @property
    def cast_base(self) -> Path:
        """The casting sheet as we last wrote it."""
        return self.root / ".prepared.cast.toml"

    @property
    def source_map(self) -> Path:
        """Where each item of the prepared script stands in the book, and the digest of the book."""
        return self.root / "source.json"

    @property
    def attribution(self) -> Path:
        """Whom attribution found, and who speaks each line by which rule."""
        return self.root / "attribution.json"

    @property
    def answers(self) -> Path:
        """A language model's answers about who speaks, so that none is paid for twice."""
        return self.root / "llm"

    @property
    def ledger(self) -> Path:
        """Every paid request, what it cost, and where its result can still be fetched."""
        return self.root / "ledger.sqlite"

    @property
    def takes(self) -> Path:
        """Recordings."""
        return self.root / "takes"

    @property
    def masters(self) -> Path:
        """Mastered, encoded chapters."""
        return self.root / "masters"

    @property
    def sounds(self) -> Path:
        """Imported music, effects and clips."""
        return self.root / "sounds"

    @property
    def gains(self) -> Path:
        """Frozen levels of the voices."""
        return self.root / "gains.lock"

    @property
    def segments(self) -> Path:
        """What the last build wanted recorded, to tell why something is recorded anew."""
        return self.root / "segments.json"

    @property
    def outputs(self) -> Path:
        """Which files were handed over, from what."""
        return self.root / "outputs.json"

    @property
    def check(self) -> Path:
        """What the check for the profile found, and of which files."""
        return self.root / "check.json"

    @property
    def check_page(self) -> Path:
        """The same for people, drawn."""
        return self.root / "check.html"

    @property
    def report(self) -> Path:
        """What was found, skipped, cast and measured."""
        return self.root / "report.json"

    def cover(self) -> Path | None:
        """The cover picture, if there is one."""
        for suffix in (".jpg", ".png"):
            path = self.root / f"cover{suffix}"
            if path.is_file():
                return path
        return None

    def lock(self) -> FileLock:
        """The lock that one build holds. Raises BusyError when another holds it."""
        lock = FileLock(self.root / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BusyError(
                f"another build is working in '{self.root}'", hint="wait for it, or use another --work folder"
            ) from None
        return lock


def open_work(root: Path, name: str) -> WorkFolder:
    """Make the folder if needed. Raises OutputError when it cannot be made or is of a newer layout."""
    with writing(f"the work folder '{root}'"):
        root.mkdir(parents=True, exist_ok=True)
        marker = root / ".layout"
        if not marker.exists():
            write_text(marker, f"{LAYOUT}\n")
    found = marker.read_text(encoding="utf-8").strip()
    if found != str(LAYOUT):
        raise OutputError(
            f"the work folder '{root}' has layout {found}, this version knows {LAYOUT}",
            hint="use the newer version of audiobook, or another --work folder",
        )
    return WorkFolder(root, name)


def write_bytes(path: Path, data: bytes) -> bool:
    """Write a file atomically unless it already holds ``data``; whether it was written.

    Order matters at a power cut: the bytes are on disk before the name points at them.
    """
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    with writing(f"'{path}'"):
        handle, temp = tempfile.mkstemp(prefix=".tmp-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temp).chmod(0o666 & ~_umask())
            Path(temp).replace(path)
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
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
