"""A folder, or several files, as one book -> Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import BlockKind, Document, Metadata, NavPoint, SourceText
from audiobook.errors import SourceError
from audiobook.readers.epub.archive import stem
from audiobook.readers.folder.book_folder import book_folder
from audiobook.readers.folder.chapters import file_places
from audiobook.readers.folder.files import CONTAINER, files_of_folder, files_of_parts
from audiobook.readers.folder.metadata import metadata_of_files, of_header, titles_of
from audiobook.readers.folder.pages import page_of
from audiobook.readers.folder.summary_parts import with_parts
from audiobook.readers.foreign import HTML_SUFFIXES, MARKDOWN_SUFFIXES
from audiobook.readers.hrefs import resolve
from audiobook.readers.inside import inside
from audiobook.readers.language import guess_from_sections, guess_language
from audiobook.readers.language_codes import language_tag
from audiobook.readers.markdown.reader import report_includes
from audiobook.readers.pictures.local import local_cover
from audiobook.readers.sections import gutenberg
from audiobook.readers.sections.accounts import assign_sections
from audiobook.readers.sections.assemble import LONGEST_SILENT_PAGE, assemble, entries, language_of_pages
from audiobook.readers.sections.chapters import chapters, silent_sections
from audiobook.readers.sections.contents import drop_contents
from audiobook.readers.sections.kinds import permitted
from audiobook.readers.sections.navigation import nav_of_sections
from audiobook.readers.sections.notes import notes_last, place_notes
from audiobook.readers.sections.report import report_skipped
from audiobook.readers.sections.titles import heading_title
from audiobook.readers.walk.proof import check_document
from audiobook.readers.walk.vocabulary import SECTION_RULES, SILENT_STEMS
from audiobook.readers.walk.walked import left_block
from audiobook.userfiles import is_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from audiobook.document import Cover, Section, Skipped
    from audiobook.events import Emit
    from audiobook.readers.folder.chapters import FileTitle
    from audiobook.readers.folder.files import BookFiles
    from audiobook.readers.folder.pages import FilePage
    from audiobook.reading import ReadingPolicy


def read_folder(source: Path, emit: Emit, policy: ReadingPolicy) -> Document:
    """Read a folder, or the folder of a SUMMARY.md, as one book; an unpacked EPUB as what it is.

    Chapters are those of the summary, else every file begins one. Raises SourceError when the folder holds no book,
    when a listed chapter is missing or lies outside, and over the caps. Memory is a small multiple of the text.
    """
    root = book_folder(source)
    if root is not None and is_folder(source) and inside(root, CONTAINER):
        from audiobook.readers.epub.folder_archive import read_unpacked

        return read_unpacked(root, emit, policy)
    files = files_of_folder(source, emit)
    return _Book(files, emit, policy, fallback=files.root.name).read()


def read_files(parts: tuple[Path, ...], name: str, emit: Emit, policy: ReadingPolicy) -> Document:
    """Read several Markdown and HTML files, in this order, as the book ``name``. Raises SourceError."""
    files = files_of_parts(parts)
    return _Book(replace(files, metadata=Metadata(title=name)), emit, policy, fallback=name).read()


class _Book:
    """One book in several files; made for one reading and used once."""

    def __init__(self, files: BookFiles, emit: Emit, policy: ReadingPolicy, fallback: str) -> None:
        self.files = files
        self.emit = emit
        self.policy = policy
        self.fallback = fallback
        wanted: dict[str, set[str]] = {}
        for point in _all_points(files.nav):
            if point.target.anchor:
                wanted.setdefault(point.target.file, set()).add(point.target.anchor)
        self.found = [self._page(name, frozenset(wanted.get(name, ()))) for name in files.files]
        self.pages = [found.page for found in self.found]
        self.known = {name.casefold(): name for name in files.files}

    def _page(self, name: str, split_at: frozenset[str]) -> FilePage:
        language = language_tag(self.files.metadata.language)
        path = self.files.path(name)
        return page_of(path, name, self.emit, self.policy, split_at=split_at, language=language)

    def read(self) -> Document:
        """The book. Raises SourceError when none of its files has any text."""
        if not self.files.nav:
            self._silence()
        headers = [of_header(fields) for fields in self._cut_gutenberg()]
        title, titles = titles_of(self.files.files, self.found, headers)
        metadata = metadata_of_files(self.files.metadata, title, self.found, headers)
        language = metadata.language or language_of_pages(self.pages)
        spoken = language or guess_language(block.text for page in self.pages for block in page.walked.blocks)
        place_notes(self.pages, self.policy, spoken)
        for number, page in enumerate(self.pages):
            drop_contents(page, self._leads_on(number))
        metadata = replace(metadata, title=metadata.title or self._only_title() or self.fallback)
        found, left_out = self._sections(titles, metadata, language)
        sections = notes_last(found, self.policy, spoken)
        skipped = assign_sections(left_out, sections, self.files.files)
        if not any(section.blocks for section in sections):
            raise SourceError(f"there is no readable text in '{self.files.root}'", hint="check what its files hold")
        report_skipped(skipped, self.emit)
        report_includes(skipped, self.emit)
        document = Document(
            replace(metadata, language=language or guess_from_sections(sections)),
            sections,
            self.files.nav or nav_of_sections(sections),
            skipped,
            self._cover(),
            tuple(mark for page in self.pages for mark in page.walked.page_breaks),
            tuple(SourceText(page.walked.file, page.walked.characters) for page in self.pages),
        )
        check_document(document)
        return document

    def _silence(self) -> None:
        """Pages whose names say that they are not read, unless there are no others."""
        rules: dict[int, str] = {}
        for number, page in enumerate(self.pages):
            rule = permitted(SILENT_STEMS.get(stem(page.walked.file), ""), self.policy)
            if rule in SECTION_RULES and page.characters() <= LONGEST_SILENT_PAGE:
                rules[number] = rule
        if len(rules) < len(self.pages):
            for number, rule in rules.items():
                self.pages[number].rule = rule

    def _cut_gutenberg(self) -> list[dict[str, str]]:
        """Leave out header and licence: of each file where several books are joined, else of them all; each's fields.

        A book in several files has its fields with the first.
        """
        starts = sum(any("*** START OF TH" in block.text for block in page.walked.blocks) for page in self.pages)
        if starts > 1:
            return [gutenberg.cut([page]) for page in self.pages]
        return [gutenberg.cut(self.pages), *({} for _ in self.pages[1:])]

    def _only_title(self) -> str:
        """The one heading of the first level in all files, if it is the first heading too."""
        headings = [block for page in self.pages for block in page.left() if block.kind is BlockKind.HEADING]
        first = [block for block in headings if block.level == 1]
        return heading_title(first[0]) if len(first) == 1 and headings[0] is first[0] else ""

    def _leads_on(self, number: int) -> Callable[[str, int], bool]:
        here = self.pages[number].walked

        def leads_on(href: str, block: int) -> bool:
            file, fragment = resolve(here.file, href)
            file = self._locate(file)
            return here.anchors.get(fragment, -1) > block if file == here.file else bool(file)

        return leads_on

    def _locate(self, file: str) -> str:
        """The book's spelling of a path, also of the page that is made from a Markdown file; empty outside of it."""
        folded = file.casefold()
        base, _, suffix = folded.rpartition(".")
        made = (f"{base}{other}" for other in MARKDOWN_SUFFIXES if f".{suffix}" in HTML_SUFFIXES)
        return next((self.known[name] for name in (folded, *made) if name in self.known), "")

    def _sections(
        self, titles: Sequence[FileTitle], metadata: Metadata, language: str
    ) -> tuple[tuple[Section, ...], tuple[Skipped, ...]]:
        title, authors = metadata.title, metadata.authors
        if not self.files.nav and len(self.pages) == 1:
            return self._only_file(metadata)
        if self.files.nav:
            places = entries(self.files.nav, self.pages, title)
        else:
            places = file_places(self.pages, titles, title, self.policy)
        done = assemble(self.pages, places, title=title, authors=authors, language=language, policy=self.policy)
        return with_parts(done.sections, self.files.others[0] if self.files.nav else ""), done.skipped

    def _only_file(self, metadata: Metadata) -> tuple[tuple[Section, ...], tuple[Skipped, ...]]:
        page = self.pages[0]
        found, taken = chapters(page.left(), title=metadata.title, authors=metadata.authors, fallback=metadata.title)
        read, left_out = silent_sections(found, self.policy)
        silent = [left_block(rule, block) for rule, section in left_out for block in section.blocks]
        return tuple(read), (*page.left_out(), *taken, *silent)

    def _cover(self) -> Cover | None:
        files = self.files
        if not files.cover:
            return None
        return local_cover(files.path(files.cover_base or "cover"), files.cover, self.emit)


def _all_points(nav: Sequence[NavPoint]) -> Iterator[NavPoint]:
    stack = list(nav)
    while stack:
        point = stack.pop()
        yield point
        stack.extend(point.children)
