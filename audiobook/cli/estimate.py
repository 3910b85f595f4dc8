"""``audiobook estimate``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from audiobook.cli.options import SOURCE, book_options, talk_options
from audiobook.errors import UsageError


@click.command("estimate")
@SOURCE
@click.option("--model", metavar="M", help="Model of the paid engine instead of the one in the settings.")
@click.option("--json", "as_json", is_flag=True, help="Print the estimate as JSON.")
@book_options
@talk_options
def command(sources: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 - options of every type
    """Say what a book will cost, how long it will be and how long recording will take.

    The book is read and cast as by build --until cast, and cut as build cuts it; nothing is sent, no key is needed.
    For a paid engine (--engine qwen) every model it knows is listed; what is recorded already costs nothing.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.coverage import terminal_width
    from audiobook.cli.estimate_table import as_data, as_text
    from audiobook.cli.main import fail_if_strict
    from audiobook.corridor.estimating import estimate

    request = _request(sources, options)
    with Console(options["events"], quiet=options["quiet"]) as console:
        found = estimate(request, console.emit)
        console.finish()
        if options["model"] and not found.paid:
            raise UsageError("no voice of this cast belongs to a paid engine with models", hint="add --engine qwen")
        if options["as_json"]:
            click.echo(json.dumps(as_data(found), ensure_ascii=False, indent=1))
        else:
            click.echo(as_text(found, terminal_width()))
        fail_if_strict(options["strict"], console.take_warnings())


def _request(sources: tuple[Path, ...], options: dict[str, Any]) -> Any:  # noqa: ANN401 - the corridor's Request, lazily
    from audiobook.cli.run import one_book

    if options["llm"]:
        raise UsageError("an estimate sends nothing, so it cannot ask a language model", hint="leave out --llm")
    request = replace(one_book(sources, {**options, "output": None}, "estimate"), until="cast")
    if not options["model"]:
        return request
    config = request.config
    return replace(request, config=replace(config, qwen=replace(config.qwen, model=options["model"])))
