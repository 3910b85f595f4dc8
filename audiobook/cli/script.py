"""``audiobook script``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audiobook.cli.options import SOURCE, book_options, config_for, talk_options


@click.command("script")
@SOURCE
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Copy the script to this file too.")
@book_options
@talk_options
def command(sources: tuple[Path, ...], **options: Any) -> int:  # noqa: ANN401 - options of every type
    """Write a book's tagged script and casting sheet, and print where they are.

    A script that is already there is kept with every edit; a changed book is merged into it.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.run import run_books

    with Console(options["events"], quiet=options["quiet"]) as console:
        return run_books(sources, _request, options, console)


def _request(source: Path, options: dict[str, Any]) -> Any:  # noqa: ANN401 - the corridor's Request, imported lazily
    from audiobook.corridor import Request

    config = config_for(
        source, options["config_file"], engine=options["engine"], voice=options["voice"], language=options["language"]
    )
    return Request(
        source=source,
        config=config,
        output=options["output"],
        work=options["work"],
        script=options["script_file"],
        cast=options["cast_file"],
        until="cast",
    )
