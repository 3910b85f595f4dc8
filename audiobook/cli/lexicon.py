"""``audiobook lexicon``: pronunciation lists in and out of W3C PLS, and a check of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from audiobook.cli.options import SOURCE, book_options, talk_options
from audiobook.cli.paths import PathName
from audiobook.errors import AudiobookError, ConfigError, OutputError, SourceError, UsageError
from audiobook.userfiles import bytes_of, is_folder, is_there

_FILE = PathName(dir_okay=False)
_DEFAULT = "lexicon.toml"
_SHOWN = 20
_TOP = 50


@click.group("lexicon")
def command() -> None:
    """Say how words are pronounced: exchange and check pronunciation lists.

    \b
    audiobook lexicon import names.pls                adds its words to lexicon.toml
    audiobook lexicon export lexicon.toml             writes lexicon.pls
    audiobook lexicon check lexicon.toml house.toml   names what is wrong or never speaks
    audiobook lexicon suggest book.epub               lists the words most worth checking
    """  # noqa: D301 - \b is click's mark for text that must not be wrapped


@command.command("import")
@click.argument("source", metavar="FILE.pls", type=_FILE)
@click.option("-o", "--output", type=_FILE, default=_DEFAULT, show_default=True, help="List to add the words to.")
@talk_options
def import_(source: Path, output: Path, **options: object) -> int:
    """Add the words of a W3C PLS 1.0 file to a list; what the list says already stays as it is."""
    from audiobook.corridor.workfolder import write_text
    from audiobook.prep.lexicon.pls_read import read_pls
    from audiobook.prep.lexicon.write import add

    imported = read_pls(_bytes(source), str(source))
    before = _text(output) if is_there(output) else ""
    text, added = add(before, imported.entries, str(output))
    if added:
        _check_folder(output)
        write_text(output, text)
    known = len(imported.entries) - added
    left_out = [f"{source}: {reason}" for reason in imported.left_out]
    _tell(f"{_words(added)} added, {known} known already", "not taken over", left_out, options)
    click.echo(output)
    return _status(left_out, options)


@command.command("export")
@click.argument("source", metavar="lexicon.toml", type=_FILE)
@click.option("-o", "--output", type=_FILE, help="PLS file. Default: the list's name with .pls.")
@click.option(
    "--language", metavar="L", default="", help="Language of the PLS file. Default: the commonest in the list."
)
@click.option("--force", is_flag=True, help="Write over a PLS file that is there.")
@talk_options
def export(source: Path, output: Path | None, language: str, *, force: bool, **options: object) -> int:
    """Write a list as W3C PLS 1.0; what PLS cannot say is kept in it as comments and named here."""
    from audiobook.corridor.workfolder import write_text
    from audiobook.prep.lexicon.load import parse
    from audiobook.prep.lexicon.pls_write import write_pls

    target = output or source.with_suffix(".pls")
    entries = parse(_text(source), str(source))
    exported = write_pls(entries, language)
    if is_there(target) and not force:
        raise OutputError(f"'{target}' exists already", hint="name another file with -o, or add --force")
    _check_folder(target)
    write_text(target, exported.text)
    left_out = list(exported.left_out)
    written = len(entries) - len(left_out)
    _tell(f"{_words(written)} written", "only as comments, since PLS cannot say them", left_out, options)
    click.echo(target)
    return _status(left_out, options)


@command.command("check")
@click.argument("sources", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@talk_options
def check_command(sources: tuple[Path, ...], **options: object) -> int:
    """Check lists together, the strongest first: errors, words said twice, entries that never speak."""
    from audiobook.cli.main import show_error
    from audiobook.events import Severity
    from audiobook.plugins import names
    from audiobook.prep.lexicon.check import check
    from audiobook.prep.lexicon.entry import Entry
    from audiobook.prep.lexicon.load import parse

    entries: list[Entry] = []
    errors: list[AudiobookError] = []
    for rank, source in enumerate(sources):
        try:
            entries += parse(_text(source), str(source), rank=rank)
        except ConfigError as error:
            errors.append(error)
    for wrong in errors[:-1]:
        show_error(wrong)
    findings = check(entries, names("engines"))
    warnings = [str(one.message) for one in findings if one.severity is Severity.WARNING]
    if not options["quiet"]:
        for finding in findings:
            click.echo(f"{finding.source}: {finding.severity}: {finding.message} [{finding.code}]")
        click.echo(
            f"{_words(len(entries))} in {len(sources)} list{'s' * (len(sources) != 1)}, {len(warnings)} doubtful"
        )
    if errors:
        raise errors[-1]
    return _status(warnings, options)


@command.command("suggest")
@SOURCE
@click.option("-o", "--output", type=_FILE, metavar="FILE.toml", help="Add the words, disabled, to this list.")
@click.option("--audio", type=_FILE, metavar="PAGE.html", help="Write a page to hear them as the narrator says them.")
@click.option("--top", type=click.IntRange(min=1), default=_TOP, show_default=True, help="How many words.")
@book_options
@talk_options
def suggest(sources: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 - options of every type
    """List the words of a book most worth checking: names, foreign words, words that the engine guesses.

    Ordered by how often they are said and how doubtful they are; a reading with a question mark is a guess. Words that
    have an entry already, disabled or not, are left out. Nothing is recorded and nothing is sent.
    """
    from audiobook.cli.console import Console
    from audiobook.cli.main import fail_if_strict
    from audiobook.cli.run import one_book
    from audiobook.cli.streams import nothing_printed
    from audiobook.cli.suggest_table import suggest_table
    from audiobook.corridor.suggesting import save_suggestions, suggestions, write_page

    output = options.pop("output")
    with Console(options["events"], quiet=options["quiet"]) as console:
        made = suggestions(
            one_book(sources, {**options, "output": None}, "lexicon suggest"), console.emit, known=output
        )
        shown, more = made.words[: options["top"]], len(made.words[options["top"] :])
        console.finish()
        files = [file for file in (output, options["audio"]) if file is not None]
        if not options["quiet"] or not files:
            click.echo(suggest_table(shown) if shown else "no words to check", err=bool(files))
        if not options["quiet"] and more:
            click.echo(f"… and {more} more: --top {len(made.words)}", err=True)
        if output is not None:
            added = save_suggestions(shown, output)
            if not options["quiet"]:
                click.echo(f"{_words(added)} added, all disabled", err=True)
        if options["audio"] is not None:
            with nothing_printed():
                write_page(replace(made, words=shown), options["audio"])
        for file in files:
            click.echo(file)
        fail_if_strict(options["strict"], console.take_warnings())


def _words(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _bytes(path: Path) -> bytes:
    try:
        return bytes_of(path)
    except FileNotFoundError:
        raise UsageError(f"there is no file '{path}'", hint="check the path") from None
    except OSError as error:
        raise SourceError(f"cannot read '{path}': {error.strerror}", hint="check its permissions") from error


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"'{path}' is not UTF-8 text", hint="save it as UTF-8") from error


def _check_folder(path: Path) -> None:
    if not is_folder(path.parent):
        raise OutputError(f"there is no folder '{path.parent}'", hint="make it first, or name another file")


def _tell(summary: str, about: str, left_out: list[str], options: dict[str, object]) -> None:
    if options["quiet"]:
        return
    click.echo(summary, err=True)
    if left_out:
        click.echo(f"{_words(len(left_out))} {about}:", err=True)
        for line in left_out[:_SHOWN]:
            click.echo(f"  {line}", err=True)
        if len(left_out) > _SHOWN:
            click.echo(f"  … and {len(left_out) - _SHOWN} more", err=True)


def _status(doubts: list[str], options: dict[str, object]) -> int:
    from audiobook.cli.main import fail_if_strict

    fail_if_strict(bool(options["strict"]), len(doubts))
    return 0
