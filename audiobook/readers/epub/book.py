"""One opened EPUB on its way to a Document: pages, what is silent in them, sections, metadata, cover."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.document import Document, Metadata, NavPoint, Section, Skipped, SourceText
from audiobook.errors import SourceError
from audiobook.events import note, warn
from audiobook.readers.doubts import report_doubts
from audiobook.readers.encoding import decode
from audiobook.readers.epub.archive import stem
from audiobook.readers.epub.cover import find_cover
from audiobook.readers.epub.metadata import read_metadata
from audiobook.readers.epub.nav import landmarks, nav_points, ncx_points
from audiobook.readers.hrefs import resolve
from audiobook.readers.language import guess_from_sections
from audiobook.readers.pictures.drawing import read_drawings
from audiobook.readers.sections import gutenberg
from audiobook.readers.sections.accounts import assign_sections
from audiobook.readers.sections.assemble import LONGEST_SILENT_PAGE, Entry, assemble, entries, language_of_pages
from audiobook.readers.sections.chapters import chapters
from audiobook.readers.sections.contents import drop_contents
from audiobook.readers.sections.kinds import permitted, type_rule
from audiobook.readers.sections.notes import notes_last, place_notes
from audiobook.readers.sections.report import report_skipped
from audiobook.readers.walk.blocks import walk
from audiobook.readers.walk.proof import check_document
from audiobook.readers.walk.vocabulary import GUIDE_TYPES, SECTION_RULES, SILENT_STEMS
from audiobook.readers.walk.walked import Page, Walked
from audiobook.readers.walk.xhtml import parse, parse_text, parse_xml
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from audiobook.events import Emit, Event
    from audiobook.readers.epub.archive import Archive
    from audiobook.readers.epub.package import Package, SpineItem
    from audiobook.reading import ReadingPolicy

#: A navigation with fewer entries than this, for a book of several pages, says nothing about chapters.
_FEWEST_ENTRIES = 2
_SEVERAL_PAGES = 3


class EpubBook:
    """One opened EPUB; made for one reading and used once."""

    def __init__(self, archive: Archive, package: Package, emit: Emit, policy: ReadingPolicy) -> None:
        self.archive = archive
        self.policy = policy
        self.package = package
        self.emit = emit
        self.files = {item.item.file: item.item.file for item in package.spine}
        self.files.update({file.casefold(): file for file in self.files})

    def read(self) -> Document:
        """Everything the book holds, as a Document. Raises SourceError without a chapter or without any text.

        The cover is drawn beside the reading: a drawing's own process takes longer than most books' text.
        """
        heard: list[Event] = []
        with ThreadPoolExecutor(1) as beside:
            drawn = beside.submit(find_cover, self.archive, self.package, heard.append)
            document = self._read()
            cover = drawn.result()
        for event in heard:
            self.emit(event)
        return replace(document, cover=cover)

    def _read(self) -> Document:
        metadata = read_metadata(self.package.root)
        nav, landmark_types = self._navigation()
        pages = self._pages(nav, metadata.language)
        self._silence(pages, nav, landmark_types)
        fields = gutenberg.cut(pages)
        metadata = _with_fields(metadata, fields)
        language = metadata.language or language_of_pages(pages)
        place_notes(pages, self.policy, language)
        places = entries(nav, pages, metadata.title)
        for number, page in enumerate(pages):
            drop_contents(page, self._leads_on(pages, number))
        found, left_out = self._sections(pages, places, metadata, language)
        sections = notes_last(found, self.policy, language)
        skipped = assign_sections(left_out, sections, [page.walked.file for page in pages])
        if not any(section.blocks for section in sections):
            self._refuse_silence(pages, skipped)
        if not metadata.language:
            metadata = replace(metadata, language=language or guess_from_sections(sections))
        report_skipped(skipped, self.emit)
        breaks = tuple(mark for page in pages for mark in page.walked.page_breaks)
        sources = tuple(SourceText(page.walked.file, page.walked.characters) for page in pages)
        document = Document(metadata, sections, nav, skipped, page_breaks=breaks, sources=sources)
        check_document(document)
        return document

    def locate(self, path: str) -> str:
        """The reading order's spelling of a path."""
        return self.files.get(path) or self.files.get(path.casefold()) or path

    def _navigation(self) -> tuple[tuple[NavPoint, ...], Mapping[str, str]]:
        types: dict[str, str] = {}
        for file, kind in self.package.guide:
            types.setdefault(self.locate(file), GUIDE_TYPES.get(kind, kind))
        points: tuple[NavPoint, ...] = ()
        root = None
        if self.package.nav:
            root = self._optional(self.package.nav, xml=False)
            if root is not None:
                points = nav_points(root, self.package.nav, self.locate)
                for file, kind in landmarks(root, self.package.nav, self.locate):
                    types.setdefault(file, kind)
        if not points and self.package.ncx:
            root = self._optional(self.package.ncx, xml=True)
            points = ncx_points(root, self.package.ncx, self.locate) if root is not None else ()
        return points, types

    def _optional(self, file: str, *, xml: bool) -> _Element | None:
        try:
            data = self.archive.read(file)
        except (KeyError, SourceError) as error:
            message = error.message if isinstance(error, SourceError) else "the book's navigation file is missing"
            warn(self.emit, "navigation-unreadable", message, SourceRef(file))
            return None
        return parse_xml(data) if xml else parse(data)

    def _pages(self, nav: Sequence[NavPoint], language: str) -> list[Page]:
        wanted: dict[str, set[str]] = {}
        stack = list(nav)
        while stack:
            point = stack.pop()
            stack.extend(point.children)
            if point.target.anchor:
                wanted.setdefault(point.target.file, set()).add(point.target.anchor)
        return [self._page(item, frozenset(wanted.get(item.item.file, ())), language) for item in self.package.spine]

    def _page(self, item: SpineItem, split_at: frozenset[str], language: str) -> Page:
        file = item.item.file
        rule = "" if item.linear else "non-linear"
        root = self._tree(item)
        if root is None:
            return Page(Walked(file), rule)
        walked = walk(root, file, policy=self.policy, split_at=split_at, language=language)
        if file == self.package.nav:
            rule = "navigation"
        return Page(walked, rule, _page_title(root))

    def _tree(self, item: SpineItem) -> _Element | None:
        """A page's tree; its bytes and its text, each as large as the page, are not kept. None when nothing is there.

        Raises SourceError for a page of the reading order that is missing.
        """
        where = SourceRef(item.item.file)
        try:
            text = decode(self.archive.read(item.item.file))
        except KeyError as error:
            if not item.linear:
                warn(self.emit, "resource-missing", "a page outside the reading order is not there", where)
                return None
            raise SourceError(
                f"a chapter is missing: position {item.position} of the reading order",
                source=where,
                hint="the file is incomplete; get it again",
            ) from error
        report_doubts(text, item.item.file, self.emit)
        root = parse_text(text)
        if root is None:
            warn(self.emit, "page-empty", f"position {item.position} of the reading order is empty", where)
            return None
        return read_drawings(root)

    def _silence(self, pages: Sequence[Page], nav: Sequence[NavPoint], types: Mapping[str, str]) -> None:
        """Whole pages that landmarks, the guide or a file name say are not read."""
        named = {point.target.file for point in _all_points(nav)}
        for page in pages:
            if page.rule or page.characters() > LONGEST_SILENT_PAGE:
                continue
            file = page.walked.file
            rule = type_rule(types.get(file, ""), self.policy)
            if not rule and file not in named and not page.walked.kinds:
                rule = permitted(SILENT_STEMS.get(stem(file), ""), self.policy)
            if rule in SECTION_RULES:
                page.rule = rule
        if not any(page.left() for page in pages):
            # Everything is said to be front matter: then it is the book.
            for page in pages:
                if page.rule not in {"navigation", "non-linear"}:
                    page.rule = ""

    def _leads_on(self, pages: Sequence[Page], number: int) -> Callable[[str, int], bool]:
        known = {page.walked.file: index for index, page in enumerate(pages)}
        here = pages[number].walked

        def leads_on(href: str, block: int) -> bool:
            file, fragment = resolve(here.file, href)
            file = self.locate(file)
            if file == here.file:
                return here.anchors.get(fragment, -1) > block
            return known.get(file, -1) >= 0

        return leads_on

    def _sections(
        self, pages: Sequence[Page], places: Sequence[Entry], metadata: Metadata, language: str
    ) -> tuple[tuple[Section, ...], tuple[Skipped, ...]]:
        pages_with_text = sum(1 for page in pages if page.left())
        useful = [entry for entry in places if not pages[entry.page].rule]
        if useful and not (len(useful) < _FEWEST_ENTRIES and pages_with_text >= _SEVERAL_PAGES):
            done = assemble(
                pages,
                places,
                title=metadata.title,
                authors=metadata.authors,
                language=language,
                policy=self.policy,
            )
            return done.sections, done.skipped
        note(self.emit, "no-navigation", "the book has no usable navigation; chapters are taken from headings")
        blocks = [block for page in pages for block in page.left()]
        found, taken = chapters(blocks, title=metadata.title, authors=metadata.authors, fallback=metadata.title)
        return tuple(found), (*(skip for page in pages for skip in page.left_out()), *taken)

    def _refuse_silence(self, pages: Sequence[Page], skipped: Sequence[Skipped]) -> None:
        rules = sorted({skip.rule for skip in skipped if skip.text})
        why = f"; what there is was left out as {', '.join(rules)}" if rules else ""
        pictures = any(skip.rule in {"image", "svg"} for page in pages for skip in page.walked.skipped)
        raise SourceError(
            f"the book has no readable text{why}",
            hint="it seems to consist of pictures; run text recognition on it first" if pictures else "",
        )


def _all_points(nav: Sequence[NavPoint]) -> Iterator[NavPoint]:
    stack = list(nav)
    while stack:
        point = stack.pop()
        yield point
        stack.extend(point.children)


def _page_title(root: _Element) -> str:
    found = next(root.iter("{*}title"), None)
    return " ".join(str(found.text or "").split()) if found is not None else ""


def _with_fields(metadata: Metadata, fields: Mapping[str, str]) -> Metadata:
    """What Project Gutenberg's header says where the package is silent."""
    if not fields:
        return metadata
    return replace(
        metadata,
        title=metadata.title or fields.get("title", ""),
        authors=metadata.authors or tuple(filter(None, [fields.get("author", "")])),
        translators=metadata.translators or tuple(filter(None, [fields.get("translator", "")])),
    )
