"""One file of a book in several files -> a page, walked as a book of its own would be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.document import Metadata
from audiobook.events import warn
from audiobook.readers.doubts import report_doubts
from audiobook.readers.encoding import decode
from audiobook.readers.foreign import MARKDOWN_SUFFIXES, refuse_foreign
from audiobook.readers.html.metadata import read_metadata
from audiobook.readers.language import guess_language
from audiobook.readers.language_codes import language_tag
from audiobook.readers.markdown.front_matter import metadata_of, split_front_matter
from audiobook.readers.sections import gutenberg
from audiobook.readers.source_file import read_source
from audiobook.readers.walk.walked import Page, Walked
from audiobook.source import SourceRef
from audiobook.userfiles import is_file

if TYPE_CHECKING:
    from pathlib import Path

    from audiobook.events import Emit
    from audiobook.reading import ReadingPolicy


@dataclass(frozen=True, slots=True)
class FilePage:
    """A walked file with what it says about itself, in its front matter or its head."""

    page: Page
    metadata: Metadata = field(default_factory=Metadata)


def page_of(
    path: Path, name: str, emit: Emit, policy: ReadingPolicy, *, split_at: frozenset[str], language: str
) -> FilePage:
    """Read and walk a file that the book calls ``name``; blocks begin at the ids in ``split_at``.

    ``language`` is the book's, for announcements, where the file declares none.

    A file without any text is reported and gives an empty page. Raises SourceError for one that cannot be read, or
    that is not what its name says.
    """
    if is_file(path) and not path.stat().st_size:
        return _empty(name, emit)
    refuse_foreign(path)
    text = decode(read_source(path))
    report_doubts(text, name, emit)
    if name.lower().endswith(MARKDOWN_SUFFIXES):
        return _markdown(text, name, emit, policy, language)
    return _html(text, name, emit, policy, split_at, language)


def _markdown(text: str, name: str, emit: Emit, policy: ReadingPolicy, language: str) -> FilePage:
    from audiobook.readers.markdown.blocks import walk_markdown

    values, body = split_front_matter(text, name, emit)
    metadata = metadata_of(values)
    language = language_tag(metadata.language) or language or guess_language([body])
    return FilePage(Page(walk_markdown(body, name, emit, policy, language=language)), metadata)


def _html(text: str, name: str, emit: Emit, policy: ReadingPolicy, split_at: frozenset[str], language: str) -> FilePage:
    from audiobook.readers.html.article import choose_main
    from audiobook.readers.walk.blocks import walk
    from audiobook.readers.walk.xhtml import parse_text

    root = parse_text(text)
    if root is None:
        return _empty(name, emit)
    page = Page(walk(root, name, policy=policy, split_at=split_at, language=language))
    gutenberg.cut([page])  # such a page is a book's, never an article
    return FilePage(page, choose_main(page, root, text, read_metadata(root), policy, emit))


def _empty(name: str, emit: Emit) -> FilePage:
    warn(emit, "page-empty", "the file has no text", SourceRef(name))
    return FilePage(Page(Walked(name)))
