"""``audiobook proof``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, Self

import click

from audiobook.cli.options import MAX_COST, SOURCE, book_options, talk_options
from audiobook.errors import QualityError, UsageError

#: A plain log gets a line about this often.
_LOG_EVERY_S = 15.0


@click.command("proof")
@SOURCE
@click.option("--all", "everything", is_flag=True, help="Hear every take. Default: suspicious ones and a sample.")
@click.option("--suspicious", "only_suspicious", is_flag=True, help="Hear only takes that look odd, no sample.")
@click.option("--sample", type=click.IntRange(min=0), metavar="N", help="Hear so many others too. Default: 60.")
@click.option(
    "--repair", type=click.IntRange(min=0), default=0, metavar="N", help="Record flagged takes again, up to N times."
)
@click.option("--yes-spend", "spend", is_flag=True, help="Let --repair use engines that cost money.")
@click.option("--model", default="", metavar="FOLDER", help="Whisper model for faster-whisper.")
@click.option("--jobs", type=int, metavar="N", help="Workers. Default: one per core.")
@MAX_COST
@book_options
@talk_options
def command(sources: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 - options of every type
    """Hear a book's takes and say where they do not say the text.

    A recogniser (Whisper) writes down what it hears; where that differs from the script for more than a few sounds in a
    row, the take is flagged. Nothing is recorded unless --repair is given. The report, proof.html in the work folder,
    plays each of them; what was heard is kept, so that a second run is quick. Ends with 11 when takes are flagged.
    Needs the extra: pip install 'audiobook[proof]'.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.main import fail_if_strict
    from audiobook.cli.run import one_book
    from audiobook.corridor.proof_judging import SAMPLE, Wish
    from audiobook.corridor.proving import prove

    if options["everything"] and (options["only_suspicious"] or options["sample"] is not None):
        raise UsageError("--all hears every take", hint="leave out --suspicious and --sample")
    if options["only_suspicious"] and options["sample"]:
        raise UsageError("--suspicious hears no sample", hint="leave out one of the two")
    sample = 0 if options["only_suspicious"] else SAMPLE if options["sample"] is None else options["sample"]
    wish = Wish(
        everything=options["everything"],
        sample=sample,
        repair=options["repair"],
        spend=options["spend"],
        model=options["model"],
    )
    with Console(options["events"], quiet=options["quiet"]) as console, _Progress(options) as progress:

        def tell(done: int, total: int) -> None:
            console.finish()
            progress.tell(done, total)

        options["output"] = None
        proof = prove(one_book(sources, options, "proof"), wish, console.emit, tell)
        console.finish()
    if not options["quiet"] and not options["events"]:
        mended = f", {proof.mended} recorded again and right now: build again to use them" if proof.mended else ""
        click.echo(f"{proof.heard} of {proof.takes} takes heard, {proof.flagged} flagged{mended}", err=True)
    click.echo(proof.page)
    if proof.flagged:
        many = "1 take does" if proof.flagged == 1 else f"{proof.flagged} takes do"
        raise QualityError(
            f"{many} not say the text, of {proof.heard} that were heard",
            hint=f"listen to them in {proof.page}; --repair 3 records them again",
        )
    fail_if_strict(options["strict"], console.take_warnings())


class _Progress:
    """One changing line on a terminal, a log line now and then elsewhere, nothing for programs."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._silent = options["quiet"] or options["events"]
        self._live = not self._silent and sys.stderr.isatty()
        self._last, self._drawn = time.monotonic(), 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._draw("")

    def tell(self, done: int, total: int) -> None:
        """Show how many takes were heard."""
        line = f"Listening: {done}/{total} takes"
        if self._live:
            self._draw(line if done < total else "")
        elif not self._silent and time.monotonic() - self._last > _LOG_EVERY_S:
            self._last = time.monotonic()
            click.echo(line, err=True)

    def _draw(self, line: str) -> None:
        if self._live and (line or self._drawn):
            sys.stderr.write("\r" + line.ljust(self._drawn) + ("" if line else "\r"))
            sys.stderr.flush()
            self._drawn = len(line)
