"""What a reader and a writer must offer: a format of books in, a format of files out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from audiobook.document import Document
    from audiobook.events import Emit
    from audiobook.master import Delivery, Encoding, Master
    from audiobook.reading import ReadingPolicy


@runtime_checkable
class Reader(Protocol):
    """Bytes -> Document. Called from one thread."""

    #: File name suffixes it reads, lower case, with the dot.
    suffixes: tuple[str, ...]

    def read(self, source: Path, emit: Emit, policy: ReadingPolicy) -> Document:
        """Read a book as ``policy`` asks for. Raises SourceError; reports what it skipped or doubted by ``emit``."""
        ...


@runtime_checkable
class Writer(Protocol):
    """Master -> files handed over. Called from one thread; files appear atomically."""

    #: Suffix of the file it writes, with the dot; empty for a folder.
    suffix: str

    def encoding(self, delivery: Delivery) -> Encoding | None:
        """What it needs the chapters encoded as, ``None`` for no audio; ``delivery.rate_hz`` is the rate of the files.

        A writer whose files hold no text of the book has an attribute ``audio_only``, which is true: its files stay
        when only the text changes. One whose files would be called like the book itself has an attribute ``ending``
        for their names.
        """
        ...

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Write the book to ``target`` and return the files. Raises OutputError or QualityError."""
        ...
