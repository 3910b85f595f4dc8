"""``audiobook audition``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audiobook.cli.options import SOURCE, book_options, talk_options
from audiobook.cli.paths import PathName


@click.command("audition")
@SOURCE
@click.option("--character", "names", multiple=True, metavar="NAME", help="Only this one; can be given several times.")
@click.option("-o", "--output", type=PathName(), metavar="FOLDER", help="Write audition.html into this folder.")
@click.option("--jobs", type=int, metavar="N", help="Workers. Default: one per core.")
@book_options
@talk_options
def command(sources: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 - options of every type
    """Hear the main characters in the voices they have and in two others each, side by side.

    Each says their own first lines. The page (one HTML file with the sounds inside) also shows who speaks when through
    the book, and which lines of cast.toml choose a voice. The takes are kept for the build.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.main import fail_if_strict
    from audiobook.cli.run import one_book
    from audiobook.corridor.auditioning import audition

    with Console(options["events"], quiet=options["quiet"]) as console:
        page = audition(one_book(sources, options, "audition"), options["names"], console.emit)
        console.finish()
        click.echo(page)
        fail_if_strict(options["strict"], console.take_warnings())
