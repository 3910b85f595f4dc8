"""``audiobook init``."""

from __future__ import annotations

from pathlib import Path

import click

from audiobook.cli.paths import PathName
from audiobook.config import CONFIG_NAME, config_template
from audiobook.errors import OutputError


@click.command("init")
@click.argument("folder", default=".", type=PathName())
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def command(folder: Path, *, debug: bool) -> None:
    """Write a commented audiobook.toml into FOLDER (default: here)."""
    del debug
    target = folder / CONFIG_NAME
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(config_template())
    except FileExistsError:
        raise OutputError(f"'{target}' exists already", hint="edit it, or delete it first") from None
    except OSError as error:
        raise OutputError(
            f"cannot write '{target}': {error.strerror}", hint="name a folder that exists and is yours"
        ) from error
    click.echo(target)
