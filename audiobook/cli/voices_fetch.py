"""``audiobook voices fetch``: the only command that downloads a voice, and only when a person types it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from audiobook.cli.paths import PathName
from audiobook.userfiles import real_path


@click.command("fetch")
@click.argument("name", type=click.Choice(["kokoro"]))
@click.option(
    "--to",
    "folder",
    type=PathName(file_okay=False),
    metavar="FOLDER",
    help="Default: your data folder.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def command(name: str, folder: Path | None, *, debug: bool) -> None:
    """Fetch voices that are too large to come with a package: kokoro (120 MB, once).

    From the release that published them, by https; what comes is held against digests that this program knows.
    """
    del name, debug
    from audiobook.engines.kokoro.fetching import WANTED, Wanted, fetch, is_there
    from audiobook.engines.kokoro.files import MODEL_VARIABLE, VOICES_VARIABLE, data_folder

    place = folder or data_folder()

    def one(wanted: Wanted) -> Path:
        if is_there(wanted, place):
            click.echo(f"{wanted.name} is already there", err=True)
            return place / wanted.name
        label = f"{wanted.name}, {wanted.size / 1e6:.0f} MB"
        with click.progressbar(length=wanted.size, label=label, file=sys.stderr) as bar:
            return fetch(wanted, place, lambda held: bar.update(held - bar.pos))

    paths = [one(wanted) for wanted in WANTED]
    for path in paths:
        click.echo(path)
    if folder:
        model, voices = (real_path(path) for path in paths)
        click.echo(f"to use them: export {MODEL_VARIABLE}={model} {VOICES_VARIABLE}={voices}", err=True)
