"""Chapters of a book in several files without a summary: every file begins one, headings may begin more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from audiobook.document import Block, BlockKind
from audiobook.readers.folder.names import readable_title
from audiobook.readers.folder.volumes import volume_of
from audiobook.readers.sections.assemble import Entry
from audiobook.readers.sections.chapters import levels as levels_of
from audiobook.readers.sections.kinds import permitted
from audiobook.readers.sections.titles import fold, heading_title, is_bare_number, same_title
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from audiobook.readers.folder.volumes import Volume
    from audiobook.readers.walk.walked import Page
    from audiobook.reading import ReadingPolicy

#: Text this short before a file's first heading (a motto, links to other pages) makes no chapter of its own.
_SHORT_LEAD = 400
#: Lines of a title page are short, and all of it is.
_TITLE_PAGE = 400
_TITLE_LINE = 80
_THE_END = frozenset({"the end", "end", "fin", "finis", "ende", "fine", "完", "终", "終"})


@dataclass(frozen=True, slots=True)
class FileTitle:
    """``own`` is a title that the file itself gives; ``label`` a last resort before its name.

    ``volume`` and ``authors`` say whose book the file is, where it may be a whole one.
    """

    own: str = ""
    label: str = ""
    volume: str = ""
    authors: tuple[str, ...] = ()


def file_places(pages: Sequence[Page], titles: Sequence[FileTitle], title: str, policy: ReadingPolicy) -> list[Entry]:
    """Where chapters begin: at each file, and at the headings of the chapters' level inside one.

    That level is found over all files together. A file with a title of its own is one chapter, a file that is a whole
    book a part with its own chapters. A title page at the head of the book (``title``) is left out, unless the policy
    has it read.
    """
    scan = _Scan(pages, titles, title, policy)
    if pages:
        scan.drop_title_page()
    return list(scan.places())


@dataclass(frozen=True, slots=True)
class _Cut:
    """A heading that begins a chapter: block ``index``; ``end`` is after the headings that its title is made from."""

    title: str
    index: int
    end: int
    level: int


class _Scan:
    def __init__(self, pages: Sequence[Page], titles: Sequence[FileTitle], title: str, policy: ReadingPolicy) -> None:
        self.pages = pages
        self.titles = titles
        self.title = title
        self.policy = policy
        self.volumes = {
            number: volume
            for number, page in enumerate(pages)
            if not titles[number].own and (volume := volume_of(page, titles[number].volume, titles[number].authors))
        }
        headings = [
            block
            for number, page in enumerate(pages)
            if not titles[number].own and number not in self.volumes
            for _, block in _open(page)
            if block.kind is BlockKind.HEADING
        ]
        self.level = levels_of(headings)[0] if headings else 0

    def places(self) -> Iterator[Entry]:
        path: dict[int, str] = {}
        for number, page in enumerate(self.pages):
            if not any(True for _ in _open(page)):
                continue
            if number in self.volumes:
                yield from self._volume(number, page, self.volumes[number])
                path = {}
                continue
            cuts = [] if self.titles[number].own else list(self._cuts(page))
            last = number == len(self.pages) - 1
            if last and len(cuts) > 1 and fold(cuts[-1].title) in _THE_END and not _speaks(page, cuts[-1].end):
                cuts.pop()
            first = self._first(number, page, cuts)
            if first is not None:
                yield Entry(first, number, 0, (), has_children=False, source=SourceRef(page.walked.file))
            for place, cut in enumerate(cuts):
                path = {level: part for level, part in path.items() if level < cut.level}
                at_head = not place and first is None
                yield Entry(
                    cut.title,
                    number,
                    0 if at_head else cut.index,
                    tuple(path.values()),
                    has_children=self._has_chapters(number, cuts[place + 1 :], cut),
                    source=page.walked.blocks[cut.index].source,
                )
                if cut.level < self.level and not same_title(cut.title, self.title):
                    path[cut.level] = cut.title

    def _volume(self, number: int, page: Page, volume: Volume) -> Iterator[Entry]:
        for index in volume.title_page:
            page.drop(index, "titlepage")
        following = (*volume.chapters[1:], None)
        for made, after in zip(volume.chapters, following, strict=True):
            own = (*made.path, made.title)
            yield Entry(
                made.title,
                number,
                made.index,
                (volume.title, *made.path),
                has_children=after is not None and after.path[: len(own)] == own,
                source=page.walked.blocks[made.index].source,
            )

    def drop_title_page(self) -> None:
        """The book's own title at the head of the first file, with short lines below it, is its title page."""
        page = self.pages[0]
        rule = permitted("titlepage", self.policy)
        if not rule or not self.title or self.titles[0].own or 0 in self.volumes:
            return
        cuts = list(self._cuts(page))
        if not cuts or not same_title(cuts[0].title, self.title):
            return
        end = cuts[1].index if len(cuts) > 1 else len(page.walked.blocks)
        lines = [(index, block) for index, block in _open(page) if index < end]
        text = "\n".join(block.text for _, block in lines)
        if len(text) <= _TITLE_PAGE and all(len(line) <= _TITLE_LINE for line in text.split("\n")):
            for index, _ in lines:
                page.drop(index, rule)

    def _first(self, number: int, page: Page, cuts: Sequence[_Cut]) -> str | None:
        """The title of what stands before the first cut; None when that is nothing, or only a short lead to it."""
        titles = self.titles[number]
        if titles.own:
            return titles.own
        lead = [block for index, block in _open(page) if not cuts or index < cuts[0].index]
        if not lead:
            return None
        if not cuts and lead[0].kind is BlockKind.HEADING:
            return heading_title(lead[0])
        short = sum(len(block.text) for block in lead) <= _SHORT_LEAD
        if cuts and short and not any(block.kind is BlockKind.HEADING for block in lead):
            # The heading is spoken first, then the lead; it must not be said again in its place.
            for index in range(cuts[0].index, cuts[0].end):
                page.drop(index, "title-heading")
            return None
        return titles.label or readable_title(PurePosixPath(page.walked.file).stem)

    def _cuts(self, page: Page) -> Iterator[_Cut]:
        """The headings of the chapters' level and above; a number alone takes the heading that follows it along."""
        blocks = list(_open(page))
        place = 0
        while place < len(blocks):
            index, block = blocks[place]
            place += 1
            if block.kind is not BlockKind.HEADING or block.level > self.level:
                continue
            title, end = heading_title(block), index + 1
            if place < len(blocks) and is_bare_number(title) and self._names(blocks[place][1], block.level):
                title = f"{title.rstrip('.:')}: {heading_title(blocks[place][1])}"
                end = blocks[place][0] + 1
                place += 1
            yield _Cut(title, index, end, block.level)

    def _names(self, block: Block, level: int) -> bool:
        """Whether a heading after one of ``level`` is its name, and not a chapter of the part that it begins."""
        fits = block.level == level or block.level > self.level
        return block.kind is BlockKind.HEADING and fits and not is_bare_number(block.text)

    def _has_chapters(self, number: int, following: Sequence[_Cut], cut: _Cut) -> bool:
        if cut.level >= self.level:
            return False
        if following:
            return following[0].level > cut.level
        for later in range(number + 1, len(self.pages)):
            if later in self.volumes:
                return False
            if not self.titles[later].own and (found := next(self._cuts(self.pages[later]), None)):
                return found.level > cut.level
        return False


def _open(page: Page) -> Iterator[tuple[int, Block]]:
    """The blocks that are read in their place, without the breaks between them."""
    if page.rule:
        return
    for index, block in enumerate(page.walked.blocks):
        if index not in page.dropped and index not in page.moved and block.kind is not BlockKind.SCENE_BREAK:
            yield index, block


def _speaks(page: Page, start: int) -> bool:
    return any(index >= start for index, _ in _open(page))
