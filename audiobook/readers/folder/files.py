"""Which files of a folder are a book, and in which order; decided before any of them is read."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.document import Metadata
from audiobook.errors import SourceError
from audiobook.events import silent
from audiobook.readers.encoding import decode
from audiobook.readers.folder.book_folder import SUMMARY, book_folder
from audiobook.readers.folder.listing import listed
from audiobook.readers.folder.settings import BookSettings, merged, read_settings
from audiobook.readers.folder.summary import parse_summary
from audiobook.readers.folder.summary_files import files_of_summary
from audiobook.readers.foreign import MARKDOWN_SUFFIXES, TEXT_SUFFIXES
from audiobook.readers.hrefs import resolve
from audiobook.readers.inside import inside
from audiobook.readers.markdown.front_matter import cover_of, split_front_matter
from audiobook.readers.source_file import read_source
from audiobook.userfiles import is_folder

if TYPE_CHECKING:
    from audiobook.document import NavPoint
    from audiobook.events import Emit

#: More files than this are no book (judgement: the longest web novels have 3,000 chapters).
MOST_FILES = 5_000
#: All text of a book, in bytes; the same as for an EPUB.
MOST_BYTES = 256 * 2**20
COVERS = ("cover.jpg", "cover.jpeg", "cover.png")
#: What makes a folder an unpacked EPUB.
CONTAINER = "META-INF/container.xml"


@dataclass(frozen=True, slots=True)
class BookFiles:
    """A book in several files. ``files`` are its texts in reading order: paths from ``root`` on, with ``/``.

    ``nav`` is the contents as SUMMARY.md lists them, empty when there is none; ``metadata`` what the settings say.
    ``others`` are the summary and the settings; ``cover`` is an address as ``cover_base`` says it, empty for none.
    """

    root: Path
    files: tuple[str, ...]
    nav: tuple[NavPoint, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    others: tuple[str, ...] = ()
    cover: str = ""
    cover_base: str = ""

    def path(self, name: str) -> Path:
        """Where one of the files lies."""
        return self.root / name


def files_of_folder(source: Path, emit: Emit) -> BookFiles:
    """The book of a folder, or of a SUMMARY.md. Raises SourceError when it holds none or names a file not there."""
    root = book_folder(source)
    if root is None:
        raise SourceError(f"'{source}' is not a folder", hint="check the path")
    settings = read_settings(root, emit)
    summary = _summary_of(root, source, settings)
    if summary:
        found = _from_summary(root, summary, settings, emit)
    else:
        folder = settings.folder if is_folder(root / settings.folder) else ""
        found = BookFiles(root, listed(root, folder, emit), metadata=settings.metadata, others=settings.files)
    return _with_cover(_checked(found), settings, ("", found.files[0]))


def files_of_parts(parts: tuple[Path, ...]) -> BookFiles:
    """The book of several files, in the order given. Raises SourceError for one that is not a text, or given twice."""
    _refuse_too_many(len(parts))
    paths = [Path(os.path.abspath(part)) for part in parts]  # noqa: PTH100 - links stay as they are spelled
    seen: set[Path] = set()
    for part, path in zip(parts, paths, strict=True):
        if path in seen:
            raise SourceError(f"'{part}' is given twice", hint="name each file of the book once")
        seen.add(path)
        if is_folder(path) or path.suffix.lower() not in TEXT_SUFFIXES:
            raise SourceError(
                f"'{part}' cannot be joined with others", hint="only Markdown and HTML files can be one book together"
            )
    try:
        root = Path(os.path.commonpath([path.parent for path in paths]))
    except ValueError as error:
        raise SourceError("the files lie on different drives", hint="copy them into one folder") from error
    names = tuple(path.relative_to(root).as_posix() for path in paths)
    return _with_cover(_checked(BookFiles(root, names)), BookSettings(), (names[0],))


def files_read(source: Path, parts: tuple[Path, ...] = ()) -> tuple[tuple[str, Path], ...]:
    """Name and place of everything that is read for a book in several files, in a fixed order. Raises SourceError."""
    root = book_folder(source)
    if not parts and root is not None and inside(root, CONTAINER):
        from audiobook.readers.epub.folder_archive import members

        return tuple((name, root / name) for name in members(root))
    found = files_of_parts(parts) if parts else files_of_folder(source, silent)
    names = dict.fromkeys((*found.files, *found.others))
    cover = resolve(found.cover_base, found.cover)[0] if found.cover else ""
    if cover and inside(found.root, cover):
        names.setdefault(cover)
    return tuple((name, found.path(name)) for name in names)


def _summary_of(root: Path, source: Path, settings: BookSettings) -> str:
    """The summary's path from the folder on; empty when there is none."""
    if source.name == SUMMARY and not is_folder(source):
        return Path(os.path.relpath(source, root)).as_posix()
    places = (settings.summary, f"{settings.folder}/{SUMMARY}".lstrip("/"), SUMMARY, f"src/{SUMMARY}")
    return next((name for name in places if name and inside(root, name)), "")


def _from_summary(root: Path, name: str, settings: BookSettings, emit: Emit) -> BookFiles:
    text = decode(read_source(root / name))
    summary = parse_summary(split_front_matter(text, name, emit)[1])
    files, nav = files_of_summary(summary.items, root, name, emit)
    metadata = merged(settings.metadata, Metadata(title=summary.title))
    return BookFiles(root, files, nav, metadata, (name, *settings.files))


def _with_cover(found: BookFiles, settings: BookSettings, bases: tuple[str, ...]) -> BookFiles:
    """The picture that the settings or the first text's front matter name, else one called cover beside a base."""
    if settings.cover:
        return replace(found, cover=settings.cover)
    first = found.files[0]
    if first.lower().endswith(MARKDOWN_SUFFIXES):
        values, _ = split_front_matter(decode(read_source(found.path(first))), first, silent)
        if cover_of(values):
            return replace(found, cover=cover_of(values), cover_base=first)
    for base in bases:
        if picture := _picture(found.path(base).parent if base else found.root):
            return replace(found, cover=picture, cover_base=base)
    return found


def _picture(folder: Path) -> str:
    """The name of the folder's cover picture, in whatever capitals; empty when there is none."""
    try:
        names = {name.lower(): name for name in sorted(os.listdir(folder), reverse=True)}  # noqa: PTH208 - only the names
    except OSError:
        return ""
    return next((names[name] for name in COVERS if name in names), "")


def _checked(found: BookFiles) -> BookFiles:
    _refuse_too_many(len(found.files))
    try:
        size = sum(found.path(name).stat().st_size for name in found.files)
    except OSError:
        return found  # reading it says what is wrong
    if size > MOST_BYTES:
        raise SourceError(
            f"the book's files hold {size // 2**20} MiB; {MOST_BYTES // 2**20} MiB are the most",
            hint="build it in volumes",
        )
    return found


def _refuse_too_many(count: int) -> None:
    if count > MOST_FILES:
        raise SourceError(f"the book has {count:,} files; {MOST_FILES:,} are the most", hint="build it in volumes")
