"""EPUB 2 and 3 -> Document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from audiobook.document import Document
    from audiobook.events import Emit
    from audiobook.reading import ReadingPolicy


class EpubReader:
    """Reads EPUB 2 and 3, chapters from the navigation. Memory is bounded by the book's text, not by its pictures."""

    suffixes: tuple[str, ...] = (".epub",)

    def read(self, source: Path, emit: Emit, policy: ReadingPolicy) -> Document:
        """Read a book. Raises SourceError for a damaged, protected or textless one, and for a missing chapter."""
        from audiobook.readers.epub.archive import Archive
        from audiobook.readers.epub.book import EpubBook
        from audiobook.readers.epub.package import read_package
        from audiobook.readers.epub.preflight import refuse_protected

        with Archive(source) as archive:
            refuse_protected(archive)
            return EpubBook(archive, read_package(archive, emit), emit, policy).read()
