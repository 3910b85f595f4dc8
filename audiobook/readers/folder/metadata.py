"""What the files of a book say about it together: whose title is the book's, who wrote it, in which language."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import BlockKind, Metadata
from audiobook.readers.folder.chapters import FileTitle
from audiobook.readers.folder.listing import is_index
from audiobook.readers.folder.settings import merged
from audiobook.readers.foreign import MARKDOWN_SUFFIXES
from audiobook.readers.language_codes import language_tag
from audiobook.readers.sections.titles import fold, heading_title
from audiobook.readers.walk.vocabulary import KIND_LABELS, SILENT_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from audiobook.readers.folder.pages import FilePage

#: Headings of an index page that do not name the book.
_PAGE_LABELS = {"home", "welcome", "overview", *KIND_LABELS, *SILENT_LABELS}


def titles_of(
    names: Sequence[str], found: Sequence[FilePage], headers: Sequence[Metadata]
) -> tuple[str, list[FileTitle]]:
    """``(the book's title, each file's own)``. The book's is empty where the files do not say it.

    It is what several files are called alike, else what an index page is called or begins with, or what the first file
    is called when no other has a title. A title in front matter is the file's; one in an HTML head often the site's.
    ``headers`` are what Project Gutenberg's header says in each file.
    """
    given = [file.metadata.title for file in found]
    shared = {title for title, count in Counter(filter(None, given)).items() if count > 1}
    alone = not any(given[1:]) or is_index(names[0])
    book = given[0] if given[0] in shared or alone else next(iter(shared), "") if len(shared) == 1 else ""
    book = book or _heading_of_index(names[0], found[0])
    own = ["" if title in shared or title == book else title for title in given]
    return book, [
        FileTitle(
            own=title if name.lower().endswith(MARKDOWN_SUFFIXES) else "",
            label=title,
            volume=header.title or title,
            authors=header.authors or file.metadata.authors,
        )
        for name, title, file, header in zip(names, own, found, headers, strict=True)
    ]


def _heading_of_index(name: str, file: FilePage) -> str:
    """An index page's heading, unless it names what the page is (an introduction)."""
    first = next(iter(file.page.left()), None)
    if not is_index(name) or first is None or first.kind is not BlockKind.HEADING:
        return ""
    return "" if fold(first.text) in _PAGE_LABELS else heading_title(first)


def metadata_of_files(
    settings: Metadata, title: str, found: Sequence[FilePage], headers: Sequence[Metadata]
) -> Metadata:
    """The settings' word first, then the files'; ``headers`` are those of Project Gutenberg.

    People are those of all files; a date, a description and the like only those of the file with the book's title.
    """
    metadata = merged(settings, Metadata(title=title))
    for file in found:
        if title and file.metadata.title == title:
            metadata = merged(metadata, file.metadata)
    told = [header if header.authors else file.metadata for file, header in zip(found, headers, strict=True)]
    people = Metadata(
        authors=_all(made.authors for made in told),
        translators=_all(made.translators for made in told),
        narrators=_all(made.narrators for made in told),
    )
    metadata = merged(metadata, people)
    for made in told:
        metadata = merged(
            metadata,
            Metadata(series=made.series, publisher=made.publisher, language=made.language, rights=made.rights),
        )
    for made in headers:
        metadata = merged(metadata, Metadata(title=made.title))
    return replace(metadata, language=language_tag(metadata.language))


def of_header(fields: Mapping[str, str]) -> Metadata:
    """What a Project Gutenberg header says."""
    authors, translators = (tuple(filter(None, [fields.get(role, "")])) for role in ("author", "translator"))
    return Metadata(title=fields.get("title", ""), authors=authors, translators=translators)


def _all(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))
