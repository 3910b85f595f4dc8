"""Whose section a skipped text belongs to, so that every chapter's account can be drawn up."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.readers.walk.vocabulary import SECTION_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from audiobook.document import Section, Skipped
    from audiobook.source import SourceRef

_Place = tuple[int, int, int]


def assign_sections(
    skipped: Iterable[Skipped], sections: Sequence[Section], files: Sequence[str]
) -> tuple[Skipped, ...]:
    """The skips in reading order, each with the index of the section that it stands in.

    ``files`` are the content documents in reading order. A skip that knows its section keeps it. What a rule leaves
    out as a whole page or section belongs to none, and neither does what stands before the first section or on a page
    of which nothing is read.
    """
    order = {file: number for number, file in reversed(list(enumerate(files)))}
    skips = sorted(skipped, key=lambda skip: _place(skip.source, order))
    starts = _starts(skips, sections, order)
    keys = [place for place, _ in starts]
    read = {block.source.file for section in sections for block in section.blocks}
    read.update(skip.source.file for skip in skips if skip.rule == "title-heading")
    found = []
    for skip in skips:
        at = bisect_right(keys, _place(skip.source, order)) - 1
        whole = skip.rule in SECTION_RULES or skip.rule.startswith("gutenberg-") or skip.source.file not in read
        index = skip.section if skip.section >= 0 else -1 if whole or at < 0 else starts[at][1]
        found.append(replace(skip, section=index))
    return tuple(found)


def _starts(
    skips: Sequence[Skipped], sections: Sequence[Section], order: Mapping[str, int]
) -> list[tuple[_Place, int]]:
    """Where each section begins: at its title's heading or at its first block."""
    titles: dict[SourceRef, _Place] = {}
    headings: dict[int, _Place] = {}
    for skip in reversed(skips):
        if skip.rule == "title-heading":
            titles[skip.source] = headings[skip.section] = _place(skip.source, order)
    starts: list[tuple[_Place, int]] = []
    for index, section in enumerate(sections):
        places = [_place(block.source, order) for block in section.blocks[:1]]
        places += [known for known in (titles.get(section.source), headings.get(index)) if known]
        if places:
            starts.append((min(places), index))
    return sorted(starts)


def _place(source: SourceRef, order: Mapping[str, int]) -> _Place:
    return (order.get(source.file, len(order)), source.start, source.line)
