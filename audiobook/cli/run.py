"""Building one or several books, with one bad book not stopping the others."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.console import Console
from audiobook.cli.main import fail_if_strict, show_error
from audiobook.cli.options import book_config
from audiobook.cli.shelf import Shelf, summary
from audiobook.errors import UsageError
from audiobook.userfiles import is_folder

if TYPE_CHECKING:
    from audiobook.corridor.request import Request


def run_books(
    sources: tuple[Path, ...], request: Callable[[Path, dict[str, Any]], Any], options: dict[str, Any], console: Console
) -> int:
    """Build each source, or all of them as one book with ``--together``; print the paths of the results on stdout.

    ``request`` finds the files of a joint book in the options, as ``parts``. A single book's failure is raised. Of
    several, each is built whatever happened to the others, a summary comes last, and the exit code is that of the
    first that failed.
    """
    options = {**options, "parts": ()}
    if options["together"] is not None:
        sources, options["parts"] = (joint_source(sources, options["together"]),), sources
    if len(sources) == 1:
        _build_one(request(sources[0], options), options, console)
        return 0
    _refuse_shared_places(options)
    shelf = Shelf(console.emit, show_error, debug="--debug" in sys.argv)

    def make(source: Path) -> tuple[Path, ...]:
        try:
            book = request(source, options)
            shelf.claim(source, (book.work_root, (book.output or book.place.parent) / f"{book.name} (files)"))
            return _build_one(book, options, console)
        finally:
            console.finish()
            console.take_warnings()  # those of a book that failed are not the next one's

    try:
        for source in sources:
            console.title(str(source))
            shelf.build(source, lambda source=source: make(source))  # type: ignore[misc] # called at once
    finally:
        console.finish()
        console.report(summary(shelf.books, len(sources) - len(shelf.books)))
    return shelf.exit_code


def _build_one(book: Request, options: dict[str, Any], console: Console) -> tuple[Path, ...]:
    from audiobook.corridor import build

    result = build(book, console.emit)
    console.finish()
    with contextlib.suppress(BrokenPipeError):  # of several books the others are still to be built
        for path in result.files:
            click.echo(path)
    fail_if_strict(options["strict"], console.take_warnings())
    return result.files


def joint_source(sources: tuple[Path, ...], name: str) -> Path:
    """The path that stands for several files as one book: its name, beside the first of them."""
    name = name.strip()
    if not name or name in {".", ".."} or any(char in "/\\\0\n" for char in name):
        raise UsageError(f"'{name}' cannot be the name of a file", hint="use --together with letters and spaces")
    return sources[0].parent / name


def _refuse_shared_places(options: dict[str, Any]) -> None:
    for name in ("work", "script_file", "cast_file"):
        if options.get(name):
            raise UsageError(f"--{name.removesuffix('_file')} can be given for one book only")
    output = options.get("output")
    if output is not None and not is_folder(output):
        raise UsageError("-o must be an existing folder when several books are built")


def one_book(sources: tuple[Path, ...], options: dict[str, Any], command: str) -> Request:
    """The request of ``command`` for one book: a single source, or several files joined to one.

    Raises UsageError, ConfigError.
    """
    from audiobook.corridor.request import Request

    parts: tuple[Path, ...] = ()
    source = sources[0]
    if options["together"] is not None:
        source, parts = joint_source(sources, options["together"]), sources
    elif len(sources) > 1:
        raise UsageError(f"{command} takes one book at a time", hint="name one, or join its files with --together NAME")
    config = book_config(source, options)
    return Request(
        source=source,
        config=config,
        output=options["output"],
        work=options["work"],
        script=options["script_file"],
        cast=options["cast_file"],
        parts=parts,
    )
