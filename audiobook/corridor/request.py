"""What the corridor is asked for and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from audiobook.config import Config
from audiobook.corridor.files import check_name, fitting
from audiobook.errors import SourceError, UsageError
from audiobook.plugins import load_writer
from audiobook.readers.folder.book_folder import book_folder
from audiobook.source import SourceRef
from audiobook.userfiles import is_file, is_folder
from audiobook.writers.names import BOOK_FIELDS, CHAPTER_FIELDS, check_template

SCRIPT_SUFFIX = ".script.md"


class Stage(StrEnum):
    """The stages of a build, in order."""

    SCRIPT = "script"
    CAST = "cast"
    TAKES = "takes"
    MASTERS = "masters"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Request:
    """One book to build. Paths left out are beside the book; ``until`` is the last stage to do.

    ``why`` asks for the reason of everything that is recorded. ``source`` is a file, a folder with the files of one
    book, or such a folder's SUMMARY.md. With ``parts``, Markdown and HTML files that are one book in this order, it is
    no file: its name is the book's, its folder that of results.
    """

    source: Path
    config: Config
    output: Path | None = None
    work: Path | None = None
    script: Path | None = None
    cast: Path | None = None
    until: str = Stage.FILES
    parts: tuple[Path, ...] = ()
    why: bool = False

    @property
    def name(self) -> str:
        """The book's file name without its suffix; a folder's whole name; the name given to several files."""
        name = self.place.name
        if self.is_script:
            return name[: -len(SCRIPT_SUFFIX)]
        return name if self.parts or self._is_named_folder else self.place.stem or name

    @property
    def place(self) -> Path:
        """The book's file or folder, beside which results lie."""
        if self.parts:
            return self.source
        return book_folder(self.source) or self.source

    @property
    def _is_named_folder(self) -> bool:
        """An unpacked EPUB may be a folder called ``book.epub``: only there is the end of the name a suffix."""
        return is_folder(self.place) and self.place.suffix.lower() != ".epub"

    @property
    def is_script(self) -> bool:
        """Whether the source is a tagged script itself."""
        return not self.parts and self.source.name.lower().endswith(SCRIPT_SUFFIX)

    @property
    def is_one_file(self) -> bool:
        """Whether the book is a single file (which need not be there)."""
        return not self.parts and book_folder(self.source) is None

    @property
    def work_root(self) -> Path:
        """The work folder: as asked for, else ``<book>.audiobook`` beside the source."""
        return self.work or self.place.parent / fitting(self.name, ".audiobook")

    def reaches(self, stage: Stage) -> bool:
        """Whether the build goes as far as ``stage``."""
        order = list(Stage)
        return order.index(Stage(self.until)) >= order.index(stage)


@dataclass(frozen=True, slots=True)
class Result:
    """What a build made: the files asked for, or the last stage's own."""

    files: tuple[Path, ...]
    work: Path


@dataclass(frozen=True, slots=True)
class Target:
    """One format and where it goes.

    ``name`` is the template of the file's name once the book's metadata is known, empty when ``path`` has it already.
    A ``book``, other than a sample of one, is split into volumes.
    """

    format: str
    path: Path
    name: str = ""
    book: bool = False


def split_formats(text: str) -> tuple[str, ...]:
    """``m4b,mp3`` -> ``("m4b", "mp3")``, each once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def targets(request: Request) -> tuple[Target, ...]:
    """Where each format goes.

    Raises UsageError for an unknown format or an output that does not fit, ConfigError for a template of unknown
    fields.
    """
    config = request.config
    formats = config.formats
    if not formats:
        raise UsageError("no format is asked for", hint="use --format m4b")
    check_template(config.build.file_name, BOOK_FIELDS, "build.file_name")
    check_template(chapter_template(config), CHAPTER_FIELDS, "build.chapter_name", needed="number")
    suffixes = {name: load_writer(name).suffix for name in formats}
    output = request.output
    if output is not None and len(formats) == 1 and not is_folder(output):
        suffix = suffixes[formats[0]]
        if suffix and output.suffix.lower() != suffix:
            raise UsageError(
                f"'{output}' does not end in {suffix}, which {formats[0]} needs",
                hint=f"use -o {output.with_suffix(suffix)}",
            )
        return (Target(formats[0], output, book=True),)
    folder = output or request.place.parent
    name = config.build.file_name
    return tuple(Target(n, folder / file_name(request.name, n, s), name, book=True) for n, s in suffixes.items())


def chapter_template(config: Config) -> str:
    """How a chapter's file is called: as the settings say, else as the profile wants it."""
    return config.build.chapter_name or config.profile.making.chapter_name


def file_name(stem: str, name: str, suffix: str) -> str:
    """The name of a format's file, or of its folder: ``Book.m4b``, ``Book-mp3``."""
    if not suffix:
        return fitting(stem, f"-{name.removesuffix('-chapters')}")
    return fitting(stem, f"{getattr(load_writer(name), 'ending', '')}{suffix}")


def check_source(request: Request) -> None:
    """Raise SourceError for a script source that is not there; other sources are checked by the readers.

    Raises OutputError for a path to write to whose name is no text.
    """
    for path in (request.work_root, request.output or request.place):
        check_name(path)
    source = request.source
    if request.is_script and not is_file(source):
        what = "is a folder" if is_folder(source) else "does not exist"
        raise SourceError(f"the script {what}", source=SourceRef(file=str(source)), hint="check the path")
