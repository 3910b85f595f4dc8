"""``audiobook play``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audiobook.cli.options import MAX_COST, SOURCE, book_options, talk_options
from audiobook.cli.paths import PathName
from audiobook.userfiles import real_path


@click.command("play")
@SOURCE
@click.option("-o", "--output", type=PathName(), metavar="PAGE.html", help="The page, or a folder to put it into.")
@click.option("--open", "open_page", is_flag=True, help="Show the page in the browser.")
@click.option("--one-file", is_flag=True, help="Put the sound into the page itself, to send it; short books only.")
@click.option("--profile", metavar="P", help="What the files are for: levels, rates. Default: audiobook.")
@click.option("--jobs", type=int, metavar="N", help="Workers. Default: one per core.")
@MAX_COST
@book_options
@talk_options
def command(sources: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 - options of every type
    """Make a page that plays the book and shows each sentence while it is spoken.

    What is missing is recorded first, as by build. The page, SOURCE-player.html, works from the disk in any browser,
    with the sound in a folder of the same name beside it; keep the two together. It remembers where you were. With
    Proof it shows who speaks each line in which voice, and keeps a list of what you mark as wrong, with the places in
    the script.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.main import fail_if_strict
    from audiobook.cli.run import one_book
    from audiobook.corridor.playing import play

    with Console(options["events"], quiet=options["quiet"]) as console:
        page = play(one_book(sources, options, "play"), console.emit, inside=options["one_file"])
        console.finish()
        click.echo(page)
        if options["open_page"]:
            _show(page)
        fail_if_strict(options["strict"], console.take_warnings())


def _show(page: Path) -> None:
    """Ask the system's browser; the page is there whether or not there is one."""
    import webbrowser

    if not webbrowser.open(real_path(page).as_uri()):
        click.echo("no browser could be opened: open the page by hand", err=True)
