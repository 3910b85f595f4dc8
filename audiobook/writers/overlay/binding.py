"""The lines of a transcript on one page: where they stand, what is marked for them, and when they are heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from audiobook.writers.overlay.clips import Clip, clips
from audiobook.writers.overlay.marking import Marker, Target
from audiobook.writers.overlay.placing import Spoken, Stretch, place
from audiobook.writers.overlay.titles import HEADINGS, title_place

if TYPE_CHECKING:
    from audiobook.source import SourceRef
    from audiobook.transcript import Transcript
    from audiobook.writers.overlay.page import Node, Page

#: The number of a chapter's title among its items.
_TITLE = -1
#: Elements that a reader may announce or describe in other words.
_ANNOUNCED = frozenset({"table", "pre", "math", "img", "svg", "figure"})


@dataclass(frozen=True, slots=True)
class Item:
    """The lines of one paragraph or title."""

    spoken: tuple[Spoken, ...]

    @property
    def source(self) -> SourceRef:
        """The paragraph's place."""
        return self.spoken[0].line.source

    @property
    def is_title(self) -> bool:
        """Whether it is the title of its chapter."""
        return self.spoken[0].line.item == _TITLE


@dataclass(frozen=True, slots=True)
class Bound:
    """A page with its clips in its own order, and the lines that stand nowhere on it."""

    marker: Marker
    clips: tuple[Clip, ...]
    stretches: tuple[tuple[Stretch, tuple[Target, ...]], ...]
    lost: tuple[Spoken, ...] = ()


@dataclass(slots=True)
class _Found:
    stretches: list[Stretch] = field(default_factory=list)
    lost: list[Spoken] = field(default_factory=list)


def by_page(transcript: Transcript) -> dict[str, list[Item]]:
    """The items of a book by the file of the page they stand on; added lines are under no name."""
    pages: dict[str, list[Item]] = defaultdict(list)
    for number, chapter in enumerate(transcript.chapters):
        starts = [line.start for line in chapter.lines[1:]] + [chapter.n_samples]
        spoken = [Spoken(number, line, start) for line, start in zip(chapter.lines, starts, strict=True)]
        for _, group in groupby(spoken, key=lambda each: (each.line.item, each.line.source)):
            item = Item(tuple(group))
            pages["" if item.spoken[0].line.added else item.source.file].append(item)
    return pages


def bind(page: Page, items: Sequence[Item]) -> Bound:
    """Place, mark and time the lines of one page. Raises ValueError when its ids are not unique.

    Of stretches that overlap the first one is marked, and shown for both.
    """
    found = _Found()
    first: dict[int, int] = {}
    for item in sorted(items, key=lambda item: item.is_title):
        chapter = item.spoken[0].chapter
        stretches = _place(page, item, first.get(chapter, -1))
        found.stretches += stretches
        if stretches:
            first[chapter] = min(first.get(chapter, stretches[0].start), stretches[0].start)
        else:
            found.lost += item.spoken
    marker = Marker(page)
    kept: list[tuple[Stretch, tuple[Target, ...]]] = []
    for stretch in sorted(found.stretches, key=lambda stretch: (stretch.start, stretch.end)):
        if kept and stretch.start < kept[-1][0].end:
            before, shown = kept[-1]
            kept[-1] = replace(before, spoken=(*before.spoken, *stretch.spoken), edited=True), shown
        elif targets := _targets(marker, stretch):
            kept.append((stretch, targets))
        else:
            found.lost += stretch.spoken
    timed = tuple(clip for stretch, targets in kept for clip in clips(page, stretch, targets))
    return Bound(marker, timed, tuple(kept), tuple(found.lost))


def _place(page: Page, item: Item, before: int) -> list[Stretch]:
    """Where an item stands. ``before`` is where its chapter's first paragraph does, -1 when none is on the page."""
    source = item.source
    start, end = source.start, min(source.end, len(page.text))
    if start < end:
        return place(page, item.spoken, start, end)
    if item.is_title:
        anchor = page.ids.get(source.anchor, 0)
        heading = next((n for n in page.above(anchor) if page.nodes[n].tag in HEADINGS), anchor)
        start = page.nodes[heading].text[0]
        stop = before if before >= start else _next_part(page, heading)
        shown = title_place(page, " ".join(spoken.line.text for spoken in item.spoken), start, stop)
        return place(page, item.spoken, *shown) if shown else []
    # What is announced and not read (a printed page, a table, a listing): the place is where it begins or ends.
    found = _announced(page, start)[:1] if 0 < start <= len(page.text) else []
    return [Stretch(*page.nodes[n].text, item.spoken, node=n) for n in found]


def _announced(page: Page, offset: int) -> list[int]:
    """The elements that may be announced and begin at an offset, then those that end there."""
    begun = [n for n in page.begun(offset, offset) if _is_announced(page.nodes[n])]
    last = page.node_at(max(0, offset - 1))
    return begun + [n for n in page.above(last) if page.nodes[n].text[1] == offset and _is_announced(page.nodes[n])]


def _is_announced(node: Node) -> bool:
    return node.tag in _ANNOUNCED or "pagebreak" in node.types


def _next_part(page: Page, anchor: int) -> int:
    """Where the part of the page ends that an anchor begins: an element with all its text, or the rest of the page."""
    node = page.nodes[anchor]
    return node.text[1] if node.text[1] > node.text[0] else len(page.text)


def _targets(marker: Marker, stretch: Stretch) -> tuple[Target, ...]:
    if stretch.node < 0:
        return tuple(marker.targets(stretch.start, stretch.end))
    return (Target(marker.name(stretch.node), stretch.start, stretch.end, stretch.node, whole=True, rough=True),)
