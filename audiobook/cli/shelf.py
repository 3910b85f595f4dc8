"""Several books in one command: one that fails does not stop the others, and a summary says what came of each."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from audiobook.errors import EXIT_BUG, AudiobookError, UsageError
from audiobook.events import BookDone


@dataclass(slots=True)
class Shelf:
    """What became of each book, in the order of the command line.

    ``tell`` gets a ``BookDone`` for each, ``say`` what went wrong with one, ``debug`` shows the traceback of a fault of
    ours.
    """

    tell: Callable[[BookDone], None]
    say: Callable[[AudiobookError], None]
    debug: bool = False
    books: list[BookDone] = field(default_factory=list)
    _places: dict[Path, Path] = field(default_factory=dict)

    def build(self, source: Path, make: Callable[[], tuple[Path, ...]]) -> None:
        """Build one book; ``make`` returns its files. Everything but an interruption ends in the summary."""
        started = time.monotonic()
        files: tuple[Path, ...] = ()
        error: AudiobookError | None = None
        code = 0
        try:
            files = make()
        except AudiobookError as failure:
            error, code = failure, failure.exit_code
        except Exception as bug:  # noqa: BLE001 - a fault of ours in one book must not cost the others
            if self.debug:
                traceback.print_exc()
            from audiobook.plugins.culprit import failure_of

            error = failure_of(bug)
            code = error.exit_code if error else EXIT_BUG
            error = error or AudiobookError(
                f"a bug in audiobook: {type(bug).__name__}: {bug}",
                hint="build this book alone with --debug and report what it prints",
            )
        if error is not None:
            self.say(error)
        done = BookDone(
            str(source), tuple(map(str, files)), time.monotonic() - started, code, str(error) if error else ""
        )
        self.books.append(done)
        self.tell(done)

    def claim(self, source: Path, places: tuple[Path, ...]) -> None:
        """Refuse a book that would be written where another one of this command is. Raises UsageError."""
        for place in map(os.path.abspath, places):
            other = self._places.setdefault(Path(place), source)
            if other != source:
                raise UsageError(
                    f"'{source}' would be written to the same place as '{other}': {place}",
                    hint="build it by itself, with other --work and -o",
                )

    @property
    def exit_code(self) -> int:
        """That of the first book that failed, 0 if none did."""
        return next((book.exit_code for book in self.books if book.exit_code), 0)


def summary(books: list[BookDone], left: int = 0) -> list[str]:
    """Lines for people: how many books were built, then each with its time or what was wrong.

    ``left`` books were not begun. Columns come first and texts last, so that a narrow terminal may break the lines.
    """
    failed = sum(1 for book in books if book.exit_code)
    counts = [f"{len(books) - failed} of {len(books) + left} books built"]
    counts += [f"{failed} failed"] if failed else []
    counts += [f"{left} not begun"] if left else []
    lines = [", ".join(counts)]
    for book in books:
        result = f"failed ({book.exit_code})" if book.exit_code else "built"
        minutes, seconds = divmod(round(book.seconds), 60)
        lines.append(f"  {result:<11} {minutes:>3}:{seconds:02d}  {book.source}")
        if book.error:
            lines.append(f"      {book.error}")
    return lines
