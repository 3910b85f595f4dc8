"""Standard output is for results, for other programs to read; what plug-ins and their libraries print is none."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from audiobook.errors import OutputError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class ReaderGoneError(Exception):
    """Nobody reads our standard output any longer (`| head`). No OSError: click makes exit code 1 of these, untold."""


class _Output(io.FileIO):
    """The true standard output. A disk that is full there is no bug of ours."""

    def write(self, data: ReadableBuffer, /) -> int:
        """As any file; raises OutputError, or ReaderGoneError for a pipe whose reader has gone."""
        try:
            return super().write(data)
        except BrokenPipeError as error:
            raise ReaderGoneError from error
        except OSError as error:
            # What is left is tried again when the program ends: it goes nowhere then, without a complaint.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            raise OutputError(
                f"standard output cannot be written: {error.strerror or error}",
                hint="send it elsewhere; files that were made are there",
            ) from error


def keep_stdout_for_results() -> None:
    """Make standard error of number 1, to which libraries in C and other programs write; only we know the true output.

    Called once, when the program begins. Where ``sys.stdout`` is not number 1, nothing is done; nor on Windows, whose
    console is written to in a way of its own.
    """
    if os.name == "nt" or not isinstance(sys.stdout, io.TextIOWrapper):
        return
    try:
        if sys.stdout.fileno() != 1:
            return
        raw = _Output(os.dup(1), "w")
        os.dup2(2, 1)
    except (OSError, ValueError):
        return
    was = sys.stdout
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=was.encoding,
        errors=was.errors,
        line_buffering=was.line_buffering,
        write_through=was.write_through,
    )


@contextlib.contextmanager
def nothing_printed() -> Iterator[None]:
    """While plug-ins are at work: what they print goes to standard error. For the main thread: it is of the process."""
    with contextlib.redirect_stdout(sys.stderr):
        yield
