"""``audiobook cast``.

Edits are words after the book (``cast book.epub merge Jane "Miss Hill"``): they read as they are said, several can be
given in one call so that the book is attributed once, and options may stand anywhere, which subcommands would forbid.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import click

from audiobook.cli.options import LLM, MAX_COST, book_config, talk_options
from audiobook.cli.paths import PathName
from audiobook.errors import UsageError

_FILE = PathName(dir_okay=False)
_WORDS = ("merge", "rename")
#: What ``--csv`` without a name stands for.
_IN_WORK = "\0"


@click.command("cast")
@click.argument("source", metavar="BOOK", type=PathName())
@click.argument("edits", nargs=-1, metavar="[merge A B | rename OLD NEW]...")
@click.option(
    "--csv",
    "csv_out",
    is_flag=False,
    flag_value=_IN_WORK,
    metavar="FILE.csv",
    help="Write the sheet for a spreadsheet too. Without a name: cast.csv in the work folder.",
)
@click.option("--csv-in", type=_FILE, metavar="FILE.csv", help="Take in the sheet as changed in a spreadsheet.")
@click.option(
    "--series", type=_FILE, metavar="FILE", help="Casting sheet shared by a series; kept in the sheet from then on."
)
@click.option("--engine", metavar="E", help="Speech engine; see `audiobook voices`. Default: by language, offline.")
@click.option("--voice", metavar="V", help="The narrator's voice.")
@click.option("--language", metavar="L", help="Language of the book (en, zh, pt-BR), when the book's own is wrong.")
@LLM
@MAX_COST
@click.option("--script", "script_file", type=PathName(), help="Tagged script instead of the work folder's.")
@click.option("--work", type=PathName(), help="Work folder. Default: BOOK.audiobook beside the book.")
@click.option("--config", "config_file", type=PathName(), help="Settings. Default: audiobook.toml.")
@talk_options
def command(source: Path, edits: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401 - options of every type
    """Write or refresh a book's casting sheet, and show who speaks with which voice.

    Edit cast.toml as you like: what you change stays. After a change of names or aliases the script's speakers are
    found again; a tag that you wrote or changed in the script stays.

    \b
    audiobook cast book.epub
    audiobook cast book.epub merge "Jane Hill" "Miss Hill"     her lines become Jane Hill's
    audiobook cast book.epub rename Tom "Thomas Hill"
    """  # noqa: D301 - \b is click's mark for text that must not be wrapped
    from audiobook.casting.report import report_lines
    from audiobook.cli.cast_table import cast_table
    from audiobook.cli.console import Console
    from audiobook.cli.main import fail_if_strict
    from audiobook.corridor.recasting import Change, check_csv_name, export_csv, recast, work_of
    from audiobook.corridor.request import Request

    change = Change(_edits(edits), options["series"], options["csv_in"])
    config = book_config(source, options)
    request = Request(source, config, work=options["work"], script=options["script_file"], until="cast")
    asked = options["csv_out"]
    if asked and asked != _IN_WORK:
        check_csv_name(Path(asked))
    with Console(options["events"], quiet=options["quiet"]) as console:
        made = recast(request, change, console.emit)
        console.finish()
        if not options["quiet"] and options["events"] is None:
            click.echo(cast_table(made))
            click.echo()
            for line in report_lines(made.report):
                click.echo(line)
        click.echo(made.path)
        if asked:
            work = work_of(request)
            click.echo(export_csv(work.root / "cast.csv" if asked == _IN_WORK else Path(asked), work))
        fail_if_strict(options["strict"], console.take_warnings())
    return 0


def _edits(words: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Three words each: what to do, and two names. Raises UsageError."""
    edits = []
    for at in range(0, len(words), 3):
        what, *names = words[at : at + 3]
        if what not in _WORDS:
            near = difflib.get_close_matches(what, _WORDS, n=1)
            guess = f"did you mean '{near[0]}'? " if near else ""
            hint = (
                f'{guess}write: audiobook cast BOOK merge "A" "B", or rename "OLD" "NEW"; names with blanks in quotes'
            )
            raise UsageError(f"'{what}' is nothing that can be done to a cast", hint=hint)
        if len(names) != 2:  # noqa: PLR2004 - two names
            shape = "merge A B (B's lines become A's)" if what == "merge" else "rename OLD NEW"
            raise UsageError(f"'{what}' needs two names", hint=f"write: audiobook cast BOOK {shape}")
        edits.append((what, names[0], names[1]))
    return tuple(edits)
