"""Options that several commands share, and turning them into a request for the corridor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from audiobook.cli.paths import PathName
from audiobook.config import CONFIG_NAME, Config, load_config
from audiobook.errors import SourceError, UsageError
from audiobook.readers.folder.book_folder import book_folder
from audiobook.source import SourceRef
from audiobook.userfiles import is_file

_F = TypeVar("_F", bound=Callable[..., Any])

SOURCE = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=PathName())

LLM = click.option(
    "--llm",
    is_flag=True,
    help="Ask a language model who speaks the lines in doubt: sends text of the book to it, costs money.",
)

MAX_COST = click.option(
    "--max-cost",
    metavar="SUM",
    help="Most that a book may cost over all its builds: 5, 'USD 4.50'. Default: no limit.",
)

_BOOK = (
    click.option("--engine", metavar="E", help="Speech engine; see `audiobook voices`. Default: by language, offline."),
    click.option("--voice", metavar="V", help="The narrator's voice."),
    click.option("--language", metavar="L", help="Language of the book (en, zh, pt-BR), when the book's own is wrong."),
    LLM,
    click.option(
        "--lexicon",
        "lexicons",
        multiple=True,
        type=PathName(),
        metavar="FILE",
        help="Pronunciation list of a house or series, before those of audiobook.toml. Repeatable.",
    ),
    click.option("--cast", "cast_file", type=PathName(), help="Casting sheet instead of the work folder's."),
    click.option("--script", "script_file", type=PathName(), help="Tagged script instead of the work folder's."),
    click.option("--work", type=PathName(), help="Work folder. Default: SOURCE.audiobook beside the book."),
    click.option(
        "--config",
        "config_file",
        type=PathName(),
        help=f"Settings. Default: {CONFIG_NAME} in the book's folder, or beside the book.",
    ),
    # Several sources are several books, since a shell's *.epub means a shelf; a book made of several files has no file
    # to take its name from. One option says both: that they belong together, and what they are called.
    click.option(
        "--together",
        metavar="NAME",
        help="The Markdown and HTML files given are, in this order, one book called NAME.",
    ),
)
_TALK = (
    click.option("--events", type=click.Choice(["json"]), help="Print progress as JSON lines on stderr."),
    click.option("--strict", is_flag=True, help="Warnings make the exit code 10."),
    click.option("-q", "--quiet", is_flag=True, help="Only errors, and the paths of the results."),
    click.option("--debug", is_flag=True, help="Show the traceback of an error."),
)


def book_options(function: _F) -> _F:
    """Options about the book and its work folder."""
    for option in reversed(_BOOK):
        function = option(function)
    return function


def talk_options(function: _F) -> _F:
    """Options about what is printed."""
    for option in reversed(_TALK):
        function = option(function)
    return function


def config_for(source: Path, config_file: Path | None, **overrides: Any) -> Config:  # noqa: ANN401 - values of options
    """The config for a source, with the command line's options on top. Raises ConfigError or UsageError.

    For a book in a folder, the file in the folder itself comes before one beside the folder.
    """
    if config_file is not None:
        config = load_config(config_file)
    else:
        found = _settings_of(source)
        config = load_config(found) if found else Config()
    given = {key: value for key, value in overrides.items() if value}
    if profile := given.pop("profile", ""):
        config = config.with_profile(profile)
    jobs = given.get("jobs")
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs {jobs}: at least one worker is needed")
    if lists := given.pop("lexicons", ()):
        given["lexicons"] = (*(str(path.absolute()) for path in lists), *config.build.lexicons)
    casting = replace(config.casting, llm=True) if given.pop("llm", False) else config.casting
    return replace(config, build=replace(config.build, **given), casting=casting)


#: Options of the same names as settings of a build; which of them a command has is its own affair.
_SETTINGS = ("profile", "engine", "voice", "language", "llm", "lexicons", "max_cost", "jobs")


def book_config(source: Path, options: Mapping[str, Any], **more: Any) -> Config:  # noqa: ANN401 - values of options
    """The config for a source with a command's options on top. Raises ConfigError or UsageError."""
    given = {name: options[name] for name in _SETTINGS if name in options}
    return config_for(source, options["config_file"], **given, **more)


def _settings_of(source: Path) -> Path | None:
    folder = book_folder(source)
    places = (folder, folder.parent) if folder else (source.parent,)
    try:
        return next((place / CONFIG_NAME for place in places if is_file(place / CONFIG_NAME)), None)
    except OSError as error:  # a folder that this user may not look into
        raise SourceError(
            f"the book's folder cannot be read: {error.strerror or error}",
            source=SourceRef(file=str(source)),
            hint="check its permissions",
        ) from error
