"""One Markdown file -> Document: CommonMark with front matter, tables, footnotes and definition lists."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import BlockKind, Document
from audiobook.events import note
from audiobook.readers.doubts import report_doubts
from audiobook.readers.language import guess_language
from audiobook.readers.language_codes import language_tag
from audiobook.readers.markdown.front_matter import cover_of, metadata_of, split_front_matter
from audiobook.readers.pictures.local import local_cover
from audiobook.readers.sections import gutenberg
from audiobook.readers.sections.contents import drop_contents
from audiobook.readers.sections.notes import place_notes
from audiobook.readers.sections.one_page import book_of_page, leads_on
from audiobook.readers.sections.titles import heading_title
from audiobook.readers.source_file import read_source
from audiobook.readers.walk.walked import Page

if TYPE_CHECKING:
    from pathlib import Path

    from audiobook.document import Block, Skipped
    from audiobook.events import Emit
    from audiobook.reading import ReadingPolicy

#: Another text put in where the mark stands: mdBook, Quarto, Hugo, Jekyll, MkDocs.
_INCLUDE = re.compile(r"\{[{%][<%-]?\s*#?(?:rustdoc_)?include", re.IGNORECASE)


class MarkdownReader:
    """Reads one Markdown file, chapters from its headings. Memory is a small multiple of the file's size."""

    suffixes: tuple[str, ...] = (".md", ".markdown")

    def read(self, source: Path, emit: Emit, policy: ReadingPolicy) -> Document:
        """Read a text. Raises SourceError for a file over the size cap and for one without readable text."""
        from audiobook.readers.encoding import decode
        from audiobook.readers.markdown.blocks import walk_markdown

        text = decode(read_source(source))
        report_doubts(text, source.name, emit)
        values, body = split_front_matter(text, source.name, emit)
        metadata = metadata_of(values)
        language = language_tag(metadata.language)
        spoken = language or guess_language([body])
        page = Page(walk_markdown(body, source.name, emit, policy, language=spoken))
        place_notes([page], policy, spoken)  # first, since notes stand at the end, after a licence
        fields = gutenberg.cut([page])
        drop_contents(page, leads_on(page))
        title = metadata.title or fields.get("title", "") or _only_title(page.left())
        authors = metadata.authors or tuple(filter(None, [fields.get("author", "")]))
        metadata = replace(metadata, title=title, authors=authors, language=language)
        document = book_of_page(page, metadata, policy, emit, stem=source.stem, language=spoken)
        report_includes(document.skipped, emit)
        return replace(document, cover=local_cover(source, cover_of(values), emit))


def _only_title(blocks: list[Block]) -> str:
    """The one heading of the first level, if it is the first heading too."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    first = [block for block in headings if block.level == 1]
    return heading_title(first[0]) if len(first) == 1 and headings[0] is first[0] else ""


def report_includes(skipped: tuple[Skipped, ...], emit: Emit) -> None:
    """Tell once that texts of other files belong here."""
    found = [skip for skip in skipped if skip.rule == "directive" and (_INCLUDE.search(skip.text) or not skip.counted)]
    if found:
        message = f"{len(found)} places put in another file, which is not read: {found[0].text[:60]}"
        note(emit, "include-not-read", message, found[0].source)
