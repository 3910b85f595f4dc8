"""Picking the reader for a source, by its name and by what is in it, with an error that says what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audiobook.errors import SourceError
from audiobook.plugins import readers
from audiobook.readers.folder.book_folder import book_folder
from audiobook.readers.foreign import refuse_address, refuse_foreign
from audiobook.reading import NARRATORS_CHOICE

if TYPE_CHECKING:
    from pathlib import Path

    from audiobook.document import Document
    from audiobook.events import Emit
    from audiobook.plugins import Reader
    from audiobook.reading import ReadingPolicy


def read_document(
    source: Path, emit: Emit, policy: ReadingPolicy = NARRATORS_CHOICE, parts: tuple[Path, ...] = ()
) -> Document:
    """Read the book at ``source``: a file, a folder with the files of one book, or such a folder's SUMMARY.md.

    With ``parts``, Markdown and HTML files in reading order, these are the book and ``source`` only gives its name.
    Raises SourceError with a hint for everything that is not readable. Reads no other file than ``source`` and, for
    HTML and Markdown, a cover picture beside it; of a folder, nothing outside it. Called from one thread.
    """
    for path in (source, *parts):
        refuse_address(path)
    if parts or book_folder(source) is not None:
        from audiobook.readers.folder.reader import read_files, read_folder

        return read_files(parts, source.name, emit, policy) if parts else read_folder(source, emit, policy)
    suffix = source.suffix.lower()
    refuse_foreign(source)
    return _reader_for(source, suffix).read(source, emit, policy)


def _reader_for(source: Path, suffix: str) -> Reader:
    known = readers()
    for reader in known.values():
        if suffix in reader.suffixes:
            return reader
    suffixes = ", ".join(sorted(suffix for reader in known.values() for suffix in reader.suffixes))
    what = f"files with the suffix '{suffix}' are not read" if suffix else "the file has no suffix that says what it is"
    raise SourceError(f"'{source}': {what}", hint=f"convert it to EPUB, or rename it; read are: {suffixes}")
