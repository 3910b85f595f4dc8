"""A book that is one page: a single HTML or Markdown file, its chapters told by its headings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import Document, SourceText
from audiobook.errors import SourceError
from audiobook.readers.language import guess_from_sections
from audiobook.readers.sections.accounts import assign_sections
from audiobook.readers.sections.chapters import chapters, silent_sections
from audiobook.readers.sections.navigation import nav_of_sections
from audiobook.readers.sections.notes import notes_last
from audiobook.readers.sections.report import report_skipped
from audiobook.readers.walk.proof import check_document
from audiobook.readers.walk.walked import left_block
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from audiobook.document import Metadata, Section, Skipped
    from audiobook.events import Emit
    from audiobook.readers.walk.walked import Page
    from audiobook.reading import ReadingPolicy


def book_of_page(
    page: Page, metadata: Metadata, policy: ReadingPolicy, emit: Emit, *, stem: str, language: str, hint: str = ""
) -> Document:
    """The page as a proved Document, without a cover; notes and what else is left out are settled already.

    ``stem`` is the file's name, for a book without a title; ``language`` that of its announcements, where the metadata
    name none. Raises SourceError (with ``hint``) for a page without readable text, CoverageError.
    """
    file = page.walked.file
    found, left_out = _sections(page, metadata, stem, policy)
    sections = notes_last(found, policy, metadata.language or language)
    if not any(section.blocks for section in sections):
        raise SourceError("the file has no readable text", source=SourceRef(file), hint=hint)
    skipped = assign_sections(left_out, sections, [file])
    report_skipped(skipped, emit)
    spoken = metadata.language or page.walked.language or guess_from_sections(sections)
    document = Document(
        replace(metadata, title=metadata.title or stem, language=spoken),
        sections,
        nav_of_sections(sections),
        skipped,
        page_breaks=page.walked.page_breaks,
        sources=(SourceText(file, page.walked.characters),),
    )
    check_document(document)
    return document


def _sections(
    page: Page, metadata: Metadata, stem: str, policy: ReadingPolicy
) -> tuple[tuple[Section, ...], tuple[Skipped, ...]]:
    found, taken = chapters(
        page.left(), title=metadata.title, authors=metadata.authors, fallback=metadata.title or stem
    )
    read, left_out = silent_sections(found, policy)
    silent = [left_block(rule, block) for rule, section in left_out for block in section.blocks]
    return tuple(read), (*page.left_out(), *taken, *silent)


def leads_on(page: Page) -> Callable[[str, int], bool]:
    """Whether a link in a block leads to a later place of the page, for :func:`contents.drop_contents`."""

    def leads(href: str, block: int) -> bool:
        file, _, fragment = href.partition("#")
        return file in {"", page.walked.file} and page.walked.anchors.get(fragment, -1) > block

    return leads
