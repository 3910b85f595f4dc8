"""One HTML file -> Document: Project Gutenberg's single-file books and other pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import Document, Metadata
from audiobook.errors import SourceError
from audiobook.readers.doubts import report_doubts
from audiobook.readers.html.article import choose_main
from audiobook.readers.html.metadata import picture, read_metadata
from audiobook.readers.pictures.local import local_cover
from audiobook.readers.sections import gutenberg
from audiobook.readers.sections.contents import drop_contents
from audiobook.readers.sections.notes import place_notes
from audiobook.readers.sections.one_page import book_of_page, leads_on
from audiobook.readers.source_file import read_source
from audiobook.readers.walk.walked import Page
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from audiobook.events import Emit
    from audiobook.reading import ReadingPolicy

_HINT = "check that the file holds the text itself and not only a frame or a script that loads it"


class HtmlReader:
    """Reads one HTML or XHTML file, chapters from its headings. Memory is a small multiple of the file's size."""

    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")

    def read(self, source: Path, emit: Emit, policy: ReadingPolicy) -> Document:
        """Read a book. Raises SourceError for a file over the size cap and for one without readable text."""
        from audiobook.readers.encoding import decode
        from audiobook.readers.walk.blocks import walk
        from audiobook.readers.walk.xhtml import parse_text

        text = decode(read_source(source))
        report_doubts(text, source.name, emit)
        root = parse_text(text)
        if root is None:
            raise SourceError("the file has no readable text", source=SourceRef(source.name), hint=_HINT)
        page = Page(walk(root, source.name, policy=policy))
        metadata = _with_fields(read_metadata(root), gutenberg.cut([page]))
        place_notes([page], policy, metadata.language or page.walked.language)
        drop_contents(page, leads_on(page))
        metadata = choose_main(page, root, text, metadata, policy, emit)
        language = metadata.language or page.walked.language
        document = book_of_page(page, metadata, policy, emit, stem=source.stem, language=language, hint=_HINT)
        return replace(document, cover=local_cover(source, picture(root), emit))


def _with_fields(metadata: Metadata, fields: Mapping[str, str]) -> Metadata:
    """Project Gutenberg's header knows better than the page's title, which repeats the project's name."""
    if not fields:
        return metadata
    return replace(
        metadata,
        title=fields.get("title", "") or metadata.title,
        authors=tuple(filter(None, [fields.get("author", "")])) or metadata.authors,
        translators=tuple(filter(None, [fields.get("translator", "")])) or metadata.translators,
    )
