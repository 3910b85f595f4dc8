"""One Markdown file -> Document: CommonMark with front matter, tables, footnotes and definition lists."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import BlockKind, Document, Skipped
from audiobook.errors import SourceError
from audiobook.events import warn
from audiobook.readers import gutenberg
from audiobook.readers.chapters import chapters, silent_sections
from audiobook.readers.contents import drop_contents
from audiobook.readers.front_matter import cover_of, metadata_of, split_front_matter
from audiobook.readers.language import guess_from_sections
from audiobook.readers.navigation import nav_of_sections
from audiobook.readers.picture_file import local_cover
from audiobook.readers.report import report_skipped
from audiobook.readers.source_file import read_source
from audiobook.readers.titles import heading_title
from audiobook.readers.walked import Page
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from audiobook.document import Block
    from audiobook.events import Emit

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}\Z")


class MarkdownReader:
    """Reads one Markdown file, chapters from its headings. Memory is a small multiple of the file's size."""

    suffixes: tuple[str, ...] = (".md", ".markdown")

    def read(self, source: Path, emit: Emit) -> Document:
        """Read a text. Raises SourceError for a file over the size cap and for one without readable text."""
        from audiobook.readers.encoding import decode
        from audiobook.readers.markdown_blocks import walk_markdown

        text = decode(read_source(source))
        where = SourceRef(source.name)
        if "\ufffd" in text:
            warn(emit, "undecodable", "some characters could not be decoded; save the file as UTF-8", where)
        values, body = split_front_matter(text, source.name, emit)
        metadata = metadata_of(values)
        page = Page(walk_markdown(body, source.name, emit))
        fields = gutenberg.cut([page])
        drop_contents(page, _leads_on(page))
        title = metadata.title or fields.get("title", "") or _only_title(page.left())
        fallback = title or source.stem
        found, taken = chapters(page.left(), title=title, authors=metadata.authors, fallback=fallback)
        sections, left_out = silent_sections(found)
        if not any(section.blocks for section in sections):
            raise SourceError("the file has no readable text", source=where)
        silent = [Skipped(rule, block.text, block.source) for rule, section in left_out for block in section.blocks]
        skipped = (*page.left_out(), *taken, *silent)
        report_skipped(skipped, emit)
        language = metadata.language if _LANGUAGE.match(metadata.language) else ""
        metadata = replace(
            metadata,
            title=title or source.stem,
            language=language or guess_from_sections(sections),
        )
        cover = local_cover(source, cover_of(values), emit)
        return Document(metadata, tuple(sections), nav_of_sections(sections), skipped, cover)


def _only_title(blocks: list[Block]) -> str:
    """The one heading of the first level, if it is the first heading too."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    first = [block for block in headings if block.level == 1]
    return heading_title(first[0]) if len(first) == 1 and headings[0] is first[0] else ""


def _leads_on(page: Page) -> Callable[[str, int], bool]:
    def leads_on(href: str, block: int) -> bool:
        file, _, fragment = href.partition("#")
        return not file and page.walked.anchors.get(fragment, -1) > block

    return leads_on
