"""Building one or several books, with one bad book not stopping the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from audiobook.cli.console import Console
from audiobook.cli.main import fail_if_strict, show_error
from audiobook.errors import AudiobookError, UsageError


def run_books(
    sources: tuple[Path, ...], request: Callable[[Path, dict[str, Any]], Any], options: dict[str, Any], console: Console
) -> int:
    """Build each source; print the paths of the results on stdout. Returns the exit code of the first failure, or 0."""
    from audiobook.corridor import build

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


def _refuse_shared_places(options: dict[str, Any]) -> None:
    for name in ("work", "script_file", "cast_file"):
        if options.get(name):
            raise UsageError(f"--{name.removesuffix('_file')} can be given for one book only")
    output = options.get("output")
    if output is not None and not output.is_dir():
        raise UsageError("-o must be an existing folder when several books are built")
