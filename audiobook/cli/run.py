"""Building one or several books, with one bad book not stopping the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.console import Console
from audiobook.cli.main import fail_if_strict, show_error
from audiobook.cli.options import book_config
from audiobook.errors import AudiobookError, UsageError

if TYPE_CHECKING:
    from audiobook.corridor.request import Request


def run_books(
    sources: tuple[Path, ...], request: Callable[[Path, dict[str, Any]], Any], options: dict[str, Any], console: Console
) -> int:
    """Build each source, or all of them as one book with ``--together``; print the paths of the results on stdout.

    ``request`` finds the files of a joint book in the options, as ``parts``. Returns the exit code of the first
    failure, or 0; a single book's failure is raised.
    """
    from audiobook.corridor import build

    options = {**options, "parts": ()}
    if options["together"] is not None:
        sources, options["parts"] = (joint_source(sources, options["together"]),), sources
    if len(sources) > 1:
        _refuse_shared_places(options)
    code = 0
    for source in sources:
        try:
            if len(sources) > 1:
                console.title(str(source))
            result = build(request(source, options), console.emit)
            console.finish()
            for path in result.files:
                click.echo(path)
            fail_if_strict(options["strict"], console.take_warnings())
        except AudiobookError as error:
            console.finish()
            if len(sources) == 1:
                raise
            show_error(error)
            code = code or error.exit_code
    return code


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
    if output is not None and not output.is_dir():
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
