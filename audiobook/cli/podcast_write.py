"""``audiobook podcast write``, a command of the group ``podcast``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.options import config_for, talk_options
from audiobook.cli.paths import PathName
from audiobook.errors import UsageError

if TYPE_CHECKING:
    from audiobook.corridor.podcast_dialogue import DialogueEstimate, DialogueRequest

_PATH = PathName()


@click.command("write")
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...", type=_PATH)
@click.option("--show", type=_PATH, metavar="SHOW", help="The show: hosts, language, [dialogue]. Default: found by -o.")
@click.option("--hosts", metavar="A,B", default="", help="Who talks, with commas. Default: the show's hosts.")
@click.option("--minutes", type=float, metavar="N", help="Length of the episode. Default: the show's, else 8.")
@click.option("--language", metavar="L", default="", help="Language (en, zh). Default: the show's, the document's.")
@click.option("--model", metavar="M", default="", help="Language model. Default: the show's, else casting.llm_model.")
@click.option("--style", metavar="TEXT", default="", help="How the hosts talk: 'curious, plain words'.")
@click.option("--title", metavar="T", default="", help="Title of the episode. Default: the model's.")
@click.option("--chapter", type=click.IntRange(min=1), metavar="N", help="Only this chapter of the document.")
@click.option(
    "-o",
    "--output",
    type=PathName(dir_okay=False),
    metavar="FILE",
    help="Where the script goes: NAME.script.md. Default: SHOW/episodes, by the document's name.",
)
@click.option("--force", is_flag=True, help="Replace a script that is there already, and all edits in it.")
@click.option(
    "--max-cost", "--cap", "max_cost", metavar="SUM", help="Most that the episode may cost over all its runs."
)
@click.option("--dry-run", is_flag=True, help="Only say what it would cost: nothing is sent, no key is needed.")
@click.option("--build", "build_too", is_flag=True, help="Make the audio, too, unread and unedited.")
@click.option("--config", "config_file", type=_PATH, help="Settings. Default: audiobook.toml beside the script.")
@talk_options
def write(documents: tuple[Path, ...], **options: Any) -> int:  # noqa: ANN401 - options of every type
    """Have an episode's script written from documents by a language model, for you to edit.

    The text of the documents is sent to the model's service, and costs money (DASHSCOPE_API_KEY). After each line
    a note names the passages it rests on; quotations and figures that are not in them are marked. Answers are kept
    beside the script, so that a run that was stopped goes on without paying twice. Prints the files written.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.main import fail_if_strict
    from audiobook.corridor.podcast_dialogue import estimate_dialogue, write_dialogue

    if options["dry_run"] and options["build_too"]:
        raise UsageError("--dry-run sends nothing, so there is nothing to build", hint="leave one of them out")
    request = _request(documents, options)
    with Console(options["events"], quiet=options["quiet"]) as console:
        if options["dry_run"]:
            found = estimate_dialogue(request, console.emit)
            console.finish()
            click.echo(_estimate_text(found))
            return 0
        made = write_dialogue(request, console.emit)
        files = made.files
        if options["build_too"]:
            from audiobook.corridor import Request, build

            files += build(Request(request.path, request.config), console.emit).files
        console.finish()
        for path in files:
            click.echo(path)
        if not options["quiet"] and not options["events"]:
            click.echo(_length_text(made.seconds, made.ordered_s, made.doubts), err=True)
        fail_if_strict(options["strict"], console.take_warnings())
    return 0


def _request(documents: tuple[Path, ...], options: dict[str, Any]) -> DialogueRequest:
    from dataclasses import replace

    from audiobook.config import Config
    from audiobook.corridor.podcast_dialogue import DialogueRequest

    hosts = tuple(name.strip() for name in options["hosts"].replace("，", ",").split(",") if name.strip())
    same = ("show", "minutes", "language", "model", "style", "title", "output")
    given = {name: options[name] for name in same}
    request = DialogueRequest(
        documents, Config(), hosts=hosts, chapter=options["chapter"] or 0, replace=options["force"], **given
    )
    return replace(request, config=config_for(request.path, options["config_file"], max_cost=options["max_cost"]))


def _estimate_text(found: DialogueEstimate) -> str:
    size = found.size
    rows = [
        f"{found.path}: {found.passages:,} passages, model {found.model}",
        f"requests: about {size.questions}, at most {size.most_questions}",
        f"tokens:   about {size.tokens_in:,} in and {size.tokens_out:,} out",
        f"          at most {size.most_in:,} in and {size.most_out:,} out",
    ]
    if found.price is None:
        rows.append("price:    not known; give llm_price_in and llm_price_out (a million tokens) in [casting]")
    else:
        rows.append(f"price:    about {found.price}, at most {found.most}; what was answered before costs nothing")
    return "\n".join(rows)


def _length_text(seconds: int, ordered_s: int, doubts: int) -> str:
    from audiobook.cli.console import clock

    marked = f"; {doubts} places are marked with check:" if doubts else ""
    return f"about {clock(seconds)} of {clock(ordered_s)} asked for{marked}"
