"""The work folder beside a book: where each thing between the arrows is kept.

Nothing here is needed to understand the code, everything here is worth keeping: script and cast are the user's own.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from audiobook.corridor.files import (
    check_name,
    fitting,
    output_error,
    read_json,
    write_bytes,
    write_json,
    write_text,
    writing,
)
from audiobook.corridor.links import check_links
from audiobook.errors import BusyError, OutputError
from audiobook.userfiles import is_file, text_of

__all__ = [
    "LAYOUT",
    "WorkFolder",
    "fitting",
    "open_work",
    "output_error",
    "read_json",
    "write_bytes",
    "write_json",
    "write_text",
    "writing",
]

#: Raised when the layout of the folder changes in a way that older versions cannot read.
LAYOUT = 1
#: What a killed build may leave in the folder itself: our own temporary files, and those of ``gains.lock``. Those in
#: ``takes`` and ``masters`` are removed by the rooms that write there.
_UNFINISHED = (".tmp-*", ".gains.lock.*")


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """Paths inside one work folder. ``name`` is the book's file name without suffix."""

    root: Path
    name: str

    @property
    def script(self) -> Path:
        """The tagged script, the user's to edit."""
        return self.root / fitting(self.name, ".script.md")

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
            if is_file(path):
                return path
        return None

    def lock(self) -> FileLock:
        """The lock that one build holds; what a killed one left half-written is removed.

        Raises BusyError when another holds it, OutputError when the folder cannot be written to.
        """
        lock = FileLock(self.root / ".lock")
        with writing(f"the work folder '{self.root}'"):
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise BusyError(
                    f"another build is working in '{self.root}'", hint="wait for it, or use another --work folder"
                ) from None
        for pattern in _UNFINISHED:
            for path in self.root.glob(pattern):
                with contextlib.suppress(OSError):
                    path.unlink()
        return lock


def open_work(root: Path, name: str) -> WorkFolder:
    """Make the folder if needed. Raises OutputError: it cannot be made, is of another layout, or leads elsewhere."""
    marker = root / ".layout"
    check_name(root)
    with writing(f"the work folder '{root}'"):
        root.mkdir(parents=True, exist_ok=True)
        check_links(root)
        try:
            found = text_of(marker, "utf-8").strip()
        except FileNotFoundError:
            found = str(LAYOUT)
            write_text(marker, f"{LAYOUT}\n")
        except UnicodeDecodeError:
            found = ""
    if found == str(LAYOUT):
        return WorkFolder(root, name)
    if not found.isdecimal():
        raise OutputError(
            f"'{marker}' is damaged: it should hold the number {LAYOUT}",
            hint="delete it and run the same command again",
        )
    # There is no layout before the first; whoever raises LAYOUT writes here how the one before becomes the new one.
    newer = int(found[:9]) > LAYOUT
    raise OutputError(
        f"the work folder '{root}' has layout {found[:9]}, this version knows {LAYOUT}",
        hint=f"use {'the newer' if newer else 'an older'} version of audiobook, or another --work folder",
    )
