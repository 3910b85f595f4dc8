"""``audiobook build``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audiobook.cli.options import MAX_COST, SOURCE, book_config, book_options, talk_options
from audiobook.cli.paths import PathName

#: The installed writers, as text: asking for them would look through all installed packages.
FORMATS = (
    "m4b, m4a, mp3, opus, flac, wav: one file; m4a-chapters, mp3-chapters, opus-chapters, flac-chapters, wav-chapters:"
    " a folder of one file a chapter; vtt, srt, lrc, elrc, transcript: captions, with -chapters one file a chapter;"
    " epub-overlay, epub-overlay-mp3, lpf: read-along books"
)
STAGES = ("script", "cast", "takes", "masters", "files")


@click.command("build")
@SOURCE
@click.option("-o", "--output", type=PathName(), help="File, or folder for several formats.")
@click.option("--format", "formats", metavar="F,F", help=f"{FORMATS}; several with commas. Default: the profile's.")
@click.option("--profile", metavar="P", help="What the files are for: levels, rates, names. Default: audiobook.")
@click.option("--jobs", type=int, metavar="N", help="Workers. Default: one per core.")
@MAX_COST
@click.option("--why", is_flag=True, help="Say of everything that is recorded why it has to be.")
@click.option("--until", type=click.Choice(STAGES), default="files", show_default=True, help="Stop after this stage.")
@book_options
@talk_options
def command(sources: tuple[Path, ...], **options: Any) -> int:  # noqa: ANN401 - options of every type
    """Turn a book into an audiobook.

    SOURCE is an EPUB, HTML or Markdown file, a folder of Markdown or HTML files that are one book (in the order of its
    SUMMARY.md, else of their names), or a tagged script (*.script.md). Several sources are several books, unless
    --together makes one of them. Script, casting sheet and takes are kept in SOURCE.audiobook; edit them and build
    again: only what changed is made anew.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.run import run_books

    with Console(options["events"], quiet=options["quiet"]) as console:
        return run_books(sources, _request, options, console)


def _request(source: Path, options: dict[str, Any]) -> Any:  # noqa: ANN401 - the corridor's Request, imported lazily
    from audiobook.corridor import Request, split_formats

    config = book_config(source, options, formats=split_formats(options["formats"]) if options["formats"] else None)
    return Request(
        source=source,
        config=config,
        output=options["output"],
        work=options["work"],
        script=options["script_file"],
        cast=options["cast_file"],
        until=options["until"],
        why=options["why"],
        parts=options["parts"],
    )
