"""Pages and navigation -> sections: one for each navigation entry, in reading order, nothing twice and nothing lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from audiobook.document import Block, BlockKind, NavPoint, Section, Skipped
from audiobook.readers.sections.chapters import trim_breaks
from audiobook.readers.sections.kinds import is_asked_for, label_rule, permitted
from audiobook.readers.sections.titles import absorb_title, fold, heading_title, same_title, title_heading
from audiobook.readers.walk.spans import primary
from audiobook.readers.walk.vocabulary import SILENT_LABELS
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from audiobook.readers.walk.walked import Page
    from audiobook.reading import ReadingPolicy

#: A page longer than this many characters is never taken for a cover, a title page or a list by its label alone.
LONGEST_SILENT_PAGE = 20_000
_COPYRIGHT = re.compile(r"©|\ball rights reserved\b|\bISBN\b|\bcopyright\b|版权所有|版權所有", re.IGNORECASE)
_COPYRIGHT_LENGTH = 6_000
_TITLE_PAGE_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Entry:
    """One navigation entry that leads into the reading order: ``page`` and ``block`` say where it begins."""

    title: str
    page: int
    block: int
    path: tuple[str, ...]
    has_children: bool
    source: SourceRef


@dataclass(slots=True)
class _Region:
    """A stretch of the reading order; ``entry`` is None where no navigation entry covers it."""

    entry: Entry | None
    pieces: list[tuple[int, int, int]] = field(default_factory=list)  # page, first block, end


@dataclass(frozen=True, slots=True)
class Assembled:
    """The book's sections with everything that was left out while making them."""

    sections: tuple[Section, ...]
    skipped: tuple[Skipped, ...]


def entries(nav: Sequence[NavPoint], pages: Sequence[Page], book_title: str) -> list[Entry]:
    """Navigation entries as places in the reading order, sorted by it; entries that lead nowhere are left out."""
    number = {page.walked.file: index for index, page in enumerate(pages)}
    found: list[Entry] = []
    for point, path in _flat(nav):
        index = number.get(point.target.file)
        if index is None:
            continue
        anchors = pages[index].walked.anchors
        block = anchors.get(point.target.anchor, 0) if point.target.anchor else 0
        inherited = tuple(title for title in path if title and not _is_cover_entry(title, book_title))
        found.append(Entry(point.title, index, block, inherited, bool(point.children), point.target))
    return sorted(found, key=lambda entry: (entry.page, entry.block))


def _is_cover_entry(title: str, book_title: str) -> bool:
    return fold(title) in SILENT_LABELS or same_title(title, book_title)


def _flat(nav: Sequence[NavPoint]) -> Iterator[tuple[NavPoint, tuple[str, ...]]]:
    stack: list[tuple[NavPoint, tuple[str, ...]]] = [(point, ()) for point in reversed(nav)]
    while stack:
        point, path = stack.pop()
        yield point, path
        stack.extend((child, (*path, point.title)) for child in reversed(point.children))


def assemble(
    pages: Sequence[Page],
    places: Sequence[Entry],
    *,
    title: str,
    authors: Sequence[str],
    language: str,
    policy: ReadingPolicy,
) -> Assembled:
    """Cut the reading order at the navigation's places and give every stretch its title."""
    skipped: list[Skipped] = []
    sections: list[Section] = []
    for region in _Cutter(pages, places, title, authors, policy).regions():
        taken: list[Skipped] = []
        section = _section(region, pages, title, language, taken)
        if section:
            skipped.extend(replace(skip, section=len(sections)) for skip in taken)
            sections.append(section)
    for page in pages:
        skipped.extend(page.left_out())
    return Assembled(tuple(sections), tuple(skipped))


@dataclass(slots=True)
class _Cutter:
    """Cuts the reading order into regions; made for one book."""

    pages: Sequence[Page]
    places: Sequence[Entry]
    title: str
    authors: Sequence[str]
    policy: ReadingPolicy

    def regions(self) -> list[_Region]:
        """One region for each entry, and for what stands before the first."""
        starts: dict[int, list[Entry]] = {}
        for entry in _with_part_headings(self.pages, self.places):
            starts.setdefault(entry.page, []).append(entry)
        regions: list[_Region] = []
        current: _Region | None = None
        for number, page in enumerate(self.pages):
            here = starts.get(number, [])
            total = len(page.walked.blocks)
            if page.rule:
                current = None if here else current
                continue
            if not here:
                self._judge(page, before_first=not any(r.entry for r in regions))
            first = here[0].block if here else total
            if first > 0:
                current = _continue(current, regions, page, number, first)
            for place, entry in enumerate(here):
                last = place + 1 == len(here)
                end = total if last else here[place + 1].block
                current = _Region(entry, [(number, entry.block, end)])
                regions.append(current)
                if self._silent_by_label(page, entry, end) and last:
                    current = None
        return regions

    def _silent_by_label(self, page: Page, entry: Entry, end: int) -> bool:
        """Leave a stretch out whose label says what it is, unless it is too long to be that."""
        rule = label_rule(entry.title, self.policy)
        length = sum(len(block.text) for block in page.left(entry.block, end))
        if not rule or (length >= LONGEST_SILENT_PAGE and not is_asked_for(rule)):
            return False
        for index in range(entry.block, end):
            page.drop(index, rule)
        return True

    def _judge(self, page: Page, *, before_first: bool) -> None:
        """A page outside the navigation may be a title page or a copyright page that no markup names."""
        blocks = page.left()
        text = "\n".join(block.text for block in blocks)
        if text and len(text) < _COPYRIGHT_LENGTH and len(_COPYRIGHT.findall(text)) > 1:
            self._drop_all(page, "copyright-page")
        elif before_first and self.title and len(text) < _TITLE_PAGE_LENGTH:
            known = [self.title, *self.authors]
            lines = [line for block in blocks for line in block.text.split("\n")]
            titled = any(same_title(line, self.title) for line in lines)
            if titled and all(_on_title_page(line, known) for line in lines):
                self._drop_all(page, "titlepage")

    def _drop_all(self, page: Page, rule: str) -> None:
        for index in range(len(page.walked.blocks)):
            if permitted(rule, self.policy):
                page.drop(index, rule)


def _continue(current: _Region | None, regions: list[_Region], page: Page, number: int, end: int) -> _Region | None:
    """Text before a page's first entry goes on with the section before it, or is one of its own."""
    if not any(block.kind is not BlockKind.SCENE_BREAK for block in page.left(0, end)):
        return current
    headed = any(block.kind is BlockKind.HEADING for block in page.left(0, end)[:2])
    if current is None or (current.entry is None and headed):
        current = _Region(None)
        regions.append(current)
    current.pieces.append((number, 0, end))
    return current


def _on_title_page(line: str, known: Sequence[str]) -> bool:
    return any(same_title(line, name) or same_title(line, f"by {name}") for name in known) or len(line) < 80  # noqa: PLR2004 - a line on a page of its own


def _with_part_headings(pages: Sequence[Page], places: Sequence[Entry]) -> list[Entry]:
    """Where a part and its first chapter share a place, the part keeps its own heading and the chapter the rest."""
    found = list(places)
    for number, (entry, following) in enumerate(pairwise(places)):
        if not entry.has_children or (entry.page, entry.block) != (following.page, following.block):
            continue
        blocks = pages[entry.page].walked.blocks
        if entry.block >= len(blocks) - 1 or blocks[entry.block].kind is not BlockKind.HEADING:
            continue
        heading = heading_title(blocks[entry.block])
        if same_title(heading, entry.title) and not same_title(heading, following.title):
            found[number + 1] = replace(following, block=following.block + 1)
    return found


def _section(
    region: _Region, pages: Sequence[Page], book_title: str, language: str, skipped: list[Skipped]
) -> Section | None:
    blocks: list[Block] = []
    for number, first, end in region.pieces:
        blocks.extend(pages[number].left(first, end))
    number, first, _ = region.pieces[0]
    walked = pages[number].walked
    kind = _kind(walked.kinds, first)
    title = region.entry.title if region.entry else ""
    found = False
    blocks = trim_breaks(blocks)
    if title:
        blocks, taken, found = absorb_title(title, blocks)
        skipped.extend(taken)
    elif blocks and blocks[0].kind is BlockKind.HEADING:
        title = heading_title(blocks[0])
        skipped.append(title_heading(blocks[0]))
        blocks = blocks[1:]
        found = True
    blocks = trim_breaks(blocks)
    entry = region.entry
    if entry and entry.has_children and kind == "chapter" and not blocks:
        kind = "part"
    if not blocks and not found and not _own_page_of_a_part(region, pages, book_title):
        return None
    source = entry.source if entry else SourceRef(walked.file)
    declared = walked.language if primary(walked.language) != primary(language) else ""
    return Section(title, tuple(blocks), entry.path if entry else (), kind, source, declared)


def _own_page_of_a_part(region: _Region, pages: Sequence[Page], book_title: str) -> bool:
    """A part whose own page holds only a picture of its title: the title is spoken all the same."""
    entry = region.entry
    if entry is None or not entry.has_children or not entry.title or _is_cover_entry(entry.title, book_title):
        return False
    return not pages[entry.page].walked.blocks


def _kind(kinds: Sequence[tuple[int, str]], first: int) -> str:
    """The innermost kind that begins where the section begins, or the last one begun before it on the page."""
    at_start = [kind for index, kind in kinds if index == first]
    if at_start:
        return at_start[-1]
    before = [kind for index, kind in kinds if index < first]
    return before[-1] if before and before[-1] != "part" else "chapter"


def language_of_pages(pages: Sequence[Page]) -> str:
    """The language that most of the text declares on its root element; empty when none does."""
    weights: dict[str, int] = {}
    for page in pages:
        if page.walked.language:
            weights[page.walked.language] = weights.get(page.walked.language, 0) + page.characters()
    return _heaviest(weights)


def _heaviest(weights: Mapping[str, int]) -> str:
    return max(weights, key=lambda language: weights[language]) if weights else ""
