"""``audiobook script``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audiobook.cli.options import MAX_COST, SOURCE, book_config, book_options, talk_options
from audiobook.cli.paths import PathName
from audiobook.errors import AudiobookError, UsageError


@click.command("script")
@SOURCE
@click.option("-o", "--output", type=PathName(), help="Copy the script to this file too.")
@click.option("--coverage", is_flag=True, help="Show what became of every character of the book.")
@click.option("--spoken", is_flag=True, help="Show what is said otherwise than it is written, and by which rule.")
@MAX_COST
@book_options
@talk_options
def command(sources: tuple[Path, ...], **options: Any) -> int:  # noqa: ANN401 - options of every type
    """Write a book's tagged script and casting sheet, and print where they are.

    A script that is already there is kept with every edit; a changed book is merged into it.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.run import run_books

    requests: list[Any] = []

    def request(source: Path, options: dict[str, Any]) -> Any:  # noqa: ANN401 - as below
        requests.append(_request(source, options))
        return requests[-1]

    with Console(options["events"], quiet=options["quiet"]) as console:
        try:
            code = run_books(sources, request, options, console)
        except AudiobookError:
            console.finish()
            _account(requests, options)
            raise
        _account(requests, options)
        if options["spoken"]:
            for made in requests:
                _show_spoken(made)
        return code


def _show_spoken(request: Any) -> None:  # noqa: ANN401 - the corridor's Request, imported lazily
    """Line by line: where it stands, as it is displayed, and each change with its rule or list entry."""
    from audiobook.corridor.spoken_forms import spoken_lines

    for line in spoken_lines(request):
        who = f"[{line.speaker}] " if line.speaker else ""
        click.echo(f"{line.source}: {who}{line.displayed}")
        if line.language:
            click.echo(f"    in {line.language}, spoken by {line.voice}")
        for change in line.changes:
            click.echo(f"    {change.written} -> {change.spoken}  ({change.rule})")


def _account(requests: list[Any], options: dict[str, Any]) -> None:
    """What became of each book's characters: one line, or the whole table where ``--coverage`` asks for it."""
    from audiobook.cli.coverage import coverage_table, terminal_width
    from audiobook.corridor.coverage import account_of, summary

    talk = not options["quiet"] and options["events"] is None
    for request in requests:
        account = account_of(request)
        if account is None:
            continue
        if options["coverage"]:
            click.echo(account.path)
        if not talk:
            continue
        if len(requests) > 1:
            click.echo(f"== {request.source}", err=True)
        if options["coverage"]:
            click.echo(coverage_table(account.data, terminal_width()), err=True)
        click.echo(summary(account.data), err=True)
        if account.edited:
            click.echo(
                "your script differs from the prepared one: this is the account of the text as prepared", err=True
            )


def _request(source: Path, options: dict[str, Any]) -> Any:  # noqa: ANN401 - the corridor's Request, imported lazily
    from audiobook.corridor import Request

    config = book_config(source, options)
    request = Request(
        source=source,
        config=config,
        output=options["output"],
        work=options["work"],
        script=options["script_file"],
        cast=options["cast_file"],
        until="cast",
        parts=options["parts"],
    )
    if options["coverage"] and request.is_script:
        raise UsageError(f"'{source}' is a script, not a book to account for", hint="name the book it was made from")
    return request
