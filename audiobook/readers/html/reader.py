"""One HTML file -> Document: Project Gutenberg's single-file books and other pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import Document, Metadata, Section, Skipped, SourceText
from audiobook.errors import SourceError
from audiobook.readers.doubts import report_doubts
from audiobook.readers.html.article import choose_main
from audiobook.readers.html.metadata import picture, read_metadata
from audiobook.readers.language import guess_from_sections
from audiobook.readers.pictures.local import local_cover
from audiobook.readers.sections import gutenberg
from audiobook.readers.sections.accounts import assign_sections
from audiobook.readers.sections.chapters import chapters, silent_sections
from audiobook.readers.sections.contents import drop_contents
from audiobook.readers.sections.navigation import nav_of_sections
from audiobook.readers.sections.notes import notes_last, place_notes
from audiobook.readers.sections.report import report_skipped
from audiobook.readers.source_file import read_source
from audiobook.readers.walk.proof import check_document
from audiobook.readers.walk.walked import Page, left_block
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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
        drop_contents(page, _leads_on(page))
        metadata = choose_main(page, root, text, metadata, policy, emit)
        found, left_out = _sections(page, metadata, source, policy)
        sections = notes_last(found, policy, metadata.language or page.walked.language)
        skipped = assign_sections(left_out, sections, [source.name])
        if not any(section.blocks for section in sections):
            raise SourceError("the file has no readable text", source=SourceRef(source.name), hint=_HINT)
        report_skipped(skipped, emit)
        language = metadata.language or page.walked.language or guess_from_sections(sections)
        metadata = replace(metadata, title=metadata.title or source.stem, language=language)
        cover = local_cover(source, picture(root), emit)
        sources = (SourceText(source.name, page.walked.characters),)
        nav = nav_of_sections(sections)
        document = Document(metadata, sections, nav, skipped, cover, page.walked.page_breaks, sources)
        check_document(document)
        return document


def _sections(
    page: Page, metadata: Metadata, source: Path, policy: ReadingPolicy
) -> tuple[tuple[Section, ...], tuple[Skipped, ...]]:
    found, taken = chapters(
        page.left(), title=metadata.title, authors=metadata.authors, fallback=metadata.title or source.stem
    )
    read, left_out = silent_sections(found, policy)
    silent = [left_block(rule, block) for rule, section in left_out for block in section.blocks]
    return tuple(read), (*page.left_out(), *taken, *silent)


def _leads_on(page: Page) -> Callable[[str, int], bool]:
    name = page.walked.file

    def leads_on(href: str, block: int) -> bool:
        file, _, fragment = href.partition("#")
        return file in {"", name} and page.walked.anchors.get(fragment, -1) > block

    return leads_on


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
