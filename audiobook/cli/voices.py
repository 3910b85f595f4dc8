"""``audiobook voices``."""

from __future__ import annotations

from pathlib import Path

import click

from audiobook.cli.paths import PathName
from audiobook.cli.streams import nothing_printed
from audiobook.cli.voices_fetch import command as fetch
from audiobook.errors import AudiobookError, EngineError
from audiobook.userfiles import is_file


@click.group("voices", invoke_without_command=True)
@click.option("--engine", metavar="E", help="Only this engine.")
@click.option("--language", metavar="L", help="Only voices for this language (en, zh, fr).")
@click.option(
    "--sample",
    type=PathName(file_okay=False),
    metavar="FOLDER",
    help="Record a sentence of each into FOLDER.",
)
@click.option("--text", help="What the samples say.")
@click.option(
    "--config",
    "config_file",
    type=PathName(),
    metavar="FILE",
    help="Settings with voices of your own. Default: audiobook.toml in this folder, if there is one.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def command(
    ctx: click.Context,
    engine: str | None,
    language: str | None,
    sample: Path | None,
    text: str | None,
    config_file: Path | None,
    *,
    debug: bool,
) -> None:
    """List voices with language, gender, age and engine; with --sample, record a sentence of each."""
    del debug
    if ctx.invoked_subcommand is not None:
        return
    from audiobook import plugins
    from audiobook.cast import Voice
    from audiobook.config import Config, load_config
    from audiobook.corridor.voices import settle_local

    settings = config_file or Path("audiobook.toml")
    config = load_config(settings) if config_file or is_file(settings) else Config()

    found: list[tuple[Voice, ...]] = []
    for name in [engine] if engine else plugins.names("engines"):
        try:
            settle_local(config, (name,) if hasattr(config, name) else ())
            with nothing_printed():
                found.append(plugins.load_engine(name).voices())
        except EngineError as error:
            if engine:
                raise
            click.echo(f"{name}: {error}" + (f"; to mend it: {error.hint}" if error.hint else ""), err=True)
    # The shortest list first: espeak's hundreds would push the others off the screen.
    wanted = [
        v for voices in sorted(found, key=len) for v in voices if language is None or _speaks(v.languages, language)
    ]
    if not wanted:
        raise EngineError(f"no voice speaks '{language}'", hint="see them all with: audiobook voices")
    click.echo(_table(wanted), nl=False)
    if sample:
        with nothing_printed():
            paths = _record(wanted, sample, text, language)
        for path in paths:
            click.echo(path)


command.add_command(fetch)


def _speaks(languages: tuple[str, ...], wanted: str) -> bool:
    primary = wanted.split("-", maxsplit=1)[0].lower()
    return any(tag == "*" or tag.split("-")[0].lower() == primary for tag in languages)


def _table(voices: list) -> str:  # type: ignore[type-arg] # Voice is imported lazily
    head = ("VOICE", "ENGINE", "LANGUAGE", "GENDER", "AGE", "DESCRIPTION")
    rows = [
        (
            v.id,
            v.engine,
            ",".join(v.languages),
            str(v.gender),
            str(v.age),
            "; ".join(filter(None, (v.description or v.name, v.derived and f"derived from {v.derived}", v.caveat))),
        )
        for v in voices
    ]
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head) - 1)]
    lines = [
        "  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[-1]]) for row in (head, *rows)
    ]
    return "\n".join(lines) + "\n"


def _record(voices: list, folder: Path, text: str | None, language: str | None) -> list[Path]:  # type: ignore[type-arg]
    from audiobook.corridor.samples import record_sample

    paths = []
    for voice in voices:
        try:
            paths.append(record_sample(voice, folder, text, language))
        except AudiobookError as error:
            click.echo(f"{voice.engine}/{voice.id}: {error}", err=True)
    return paths
