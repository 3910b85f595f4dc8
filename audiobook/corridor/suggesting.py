"""The words of a book whose pronunciation is most worth checking, as its engines would say them now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audiobook.cast import Part
from audiobook.corridor.opening import open_book
from audiobook.corridor.request import Request
from audiobook.corridor.workfolder import write_text
from audiobook.errors import ConfigError, OutputError, TakeError, UsageError
from audiobook.events import Emit, silent, warn
from audiobook.plugins import Reading, load_engine
from audiobook.prep.lexicon.load import parse
from audiobook.prep.lexicon.suggest import Suggestion, suggest
from audiobook.prep.lexicon.suggest_write import write_suggestions
from audiobook.templating import render
from audiobook.userfiles import is_folder, text_of


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The words worth checking, the most worth first, with the book's title and its narrator."""

    words: tuple[Suggestion, ...]
    title: str
    narrator: Part


def suggestions(request: Request, emit: Emit = silent, *, known: Path | None = None) -> Suggestions:
    """All such words, the most worth first; those in the book's lists or in the list ``known`` are left out.

    Script and casting sheet are written as by a build; nothing is sent and no key is needed. Raises AudiobookError as
    a build does.
    """
    own = parse(_text(known), str(known)) if known is not None else ()
    book = open_book(request, emit)
    script, segments = book.script, book.segments
    entries = (*own, *script.speaking.lexicon.entries)
    mute = sorted({s.slate.engine for s in segments if not isinstance(load_engine(s.slate.engine), Reading)})
    if mute:
        message = f"{', '.join(mute)} cannot tell how a word will be said: only names and foreign words are listed"
        warn(emit, "no-readings", message)
    words = suggest(segments, entries, script.language, _reads, _speaks)
    return Suggestions(words, script.metadata.title or script.path.name, book.cast.cast.narrator)


def save_suggestions(found: Sequence[Suggestion], output: Path) -> int:
    """Add them, disabled, to a list that may be there already; returns how many. Raises ConfigError, OutputError."""
    _check_folder(output)
    text, added = write_suggestions(_text(output), found, str(output))
    if added:
        write_text(output, text)
    return added


def write_page(found: Suggestions, output: Path) -> None:
    """One HTML page with the words as the narrator says them now, the sounds inside; seconds for some fifty words.

    Raises UsageError for an engine that costs money, EngineError, OutputError.
    """
    from base64 import b64encode

    part = found.narrator
    if load_engine(part.engine).info.paid:
        raise UsageError(f"samples by {part.engine} would cost money", hint="leave --audio out, or add --engine hibari")
    _check_folder(output)
    with _temporary_folder() as folder:
        rows = [(one, b64encode(_sound(one, part, folder)).decode("ascii")) for one in found.words]
    write_text(output, render("pronunciation.html.j2", title=found.title, voice=part.voice, rows=rows))


@contextmanager
def _temporary_folder() -> Iterator[str]:
    """A folder that is gone at the end. Raises OutputError, also in place of one that arises in it."""
    from tempfile import TemporaryDirectory

    try:
        with TemporaryDirectory(prefix="audiobook-") as folder:
            yield folder
    except (OSError, OutputError) as error:
        raise OutputError(
            f"there is no place for temporary files: {(isinstance(error, OSError) and error.strerror) or error}",
            hint="make room for them, or set the environment variable TMPDIR to a folder that can be written",
        ) from error


def _sound(one: Suggestion, part: Part, folder: str) -> bytes:
    """FLAC of a word alone; nothing where the narrator's engine does not say it."""
    from audiobook.recording.perform import record_one
    from audiobook.take import Slate, take_file

    info = load_engine(part.engine).info
    if one.engine != part.engine:
        return b""
    slate = Slate(
        f"{one.word}.",
        info.name,
        info.version,
        info.model,
        part.voice,
        one.language,
        speed=part.speed,
        pitch=part.pitch,
    )
    try:
        take = record_one(slate, slate.key, folder)
    except TakeError:
        return b""
    return take_file(Path(folder), take.key).read_bytes()


def _check_folder(output: Path) -> None:
    if not is_folder(output.parent):
        raise OutputError(f"there is no folder '{output.parent}'", hint="make it first, or name another file")


def _text(path: Path) -> str:
    """A list's text; nothing where there is none yet."""
    try:
        return text_of(path)
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the pronunciation list '{path}': {error}", hint="save it as UTF-8") from error


def _reads(engine: str, word: str, language: str) -> tuple[str, bool | None] | None:
    loaded = load_engine(engine)
    return loaded.reading(word, language) if isinstance(loaded, Reading) else None


def _speaks(engine: str, language: str) -> bool:
    return load_engine(engine).speaks(language)
