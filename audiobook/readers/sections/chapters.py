"""Chapters from headings, for HTML, Markdown and EPUBs without any navigation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from audiobook.document import Block, BlockKind, Section, Skipped
from audiobook.readers.sections.kinds import label_rule
from audiobook.readers.sections.titles import fold, heading_title, is_bare_number, same_title, title_heading
from audiobook.readers.walk.walked import left_block
from audiobook.reading import NARRATORS_CHOICE
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audiobook.reading import ReadingPolicy

_PART = re.compile(
    r"(?:part|book|volume|teil|buch|band|partie|livre|tome|parte|libro)\b|第.{1,6}[部卷编編篇]", re.IGNORECASE
)
_NAME = r"[^\W\d_a-z]\S*"
_CREDIT = re.compile(
    rf"(?i:by|von|par|de|por)(?:\s+{_NAME}(?:\s+(?:and|und|et|y|of|de|von|van|{_NAME})){{0,7}})?|"
    r"(?i:translated|illustrated|edited|retold|adapted|with illustrations)\s.{1,80}|.{0,60}\b(?i:edition)\b.{0,20}|"
    r"(?i:a novel|a romance|complete|unabridged|illustrated)|\d{4}",
    re.DOTALL,
)
_SENTENCE_END = re.compile(r"[.!?…。！？][”’\"'»)]?\Z")
_THE_END = re.compile(r"(?:the\s+)?end|fin|finis|ende|fine|完|终|終", re.IGNORECASE)
#: A credit line on a title page is short.
_CREDIT_LENGTH = 120
#: Share of a level's headings that must be named part or book for the level to be one of parts.
_PARTS = 0.6


@dataclass(slots=True)
class _Open:
    title: str
    blocks: list[Block] = field(default_factory=list)
    path: tuple[str, ...] = ()
    kind: str = "chapter"
    heading: Block | None = None


def chapters(
    blocks: Sequence[Block], *, title: str = "", authors: Sequence[str] = (), fallback: str = ""
) -> tuple[list[Section], list[Skipped]]:
    """Sections and what was left out on the way (title page lines, and headings that became titles).

    ``title`` and ``authors`` are the book's, to know its title page; ``fallback`` names the only chapter of a text
    without headings.
    """
    skipped: list[Skipped] = []
    body = _without_title_page(list(blocks), title, authors, skipped)
    headings = [block for block in body if block.kind is BlockKind.HEADING]
    if not headings:
        return _sections([_Open(fallback, body)]), skipped
    level, parts = levels(headings)
    opened = _cut(body, level, parts, title, skipped)
    opened = _merge_numbers(opened, skipped)
    if not opened[0].title and not _speaks(opened[0].blocks):
        opened.pop(0)
    elif not opened[0].title:
        opened[0].title = fallback
    return _sections(_fold_the_end(opened, skipped)), skipped


def _speaks(blocks: Sequence[Block]) -> bool:
    return any(block.kind is not BlockKind.SCENE_BREAK for block in blocks)


def _without_title_page(blocks: list[Block], title: str, authors: Sequence[str], skipped: list[Skipped]) -> list[Block]:
    """Title, author and edition lines before the first chapter are what a title page says, not text."""
    first_text = next((i for i, b in enumerate(blocks) if _is_prose(b, title, authors)), len(blocks))
    chapter = first_text
    while chapter > 0 and blocks[chapter - 1].kind is BlockKind.SCENE_BREAK:
        chapter -= 1  # a rule between a heading and its text
    level = 99
    while chapter > 0 and blocks[chapter - 1].kind is BlockKind.HEADING and blocks[chapter - 1].level < level:
        chapter -= 1
        level = blocks[chapter].level
        if chapter + 1 < first_text and _is_title_line(blocks[chapter], title, authors):
            chapter += 1
            break
    if first_text == len(blocks):
        return blocks  # nothing but headings: they are the book
    kept: list[Block] = []
    for block in blocks[:chapter]:
        if block.kind is BlockKind.SCENE_BREAK:
            continue
        if block.kind is BlockKind.HEADING or _is_title_line(block, title, authors):
            skipped.append(left_block("titlepage", block))
        else:
            kept.append(block)
    return [*kept, *blocks[chapter:]]


def _is_prose(block: Block, title: str, authors: Sequence[str]) -> bool:
    return block.kind not in {BlockKind.HEADING, BlockKind.SCENE_BREAK} and not _is_title_line(block, title, authors)


def _is_title_line(block: Block, title: str, authors: Sequence[str]) -> bool:
    text = block.text
    if len(text) > _CREDIT_LENGTH:
        return False
    if title and (same_title(text, title) or same_title(text, title.partition(":")[0])):
        return True
    if any(same_title(text, author) for author in authors):
        return True
    return bool(_CREDIT.fullmatch(text.strip())) and not _SENTENCE_END.search(text.strip())


def levels(headings: Sequence[Block]) -> tuple[int, int]:
    """The chapter level, and the level of parts above it (0 when there are none)."""
    counts = Counter(block.level for block in headings)
    repeated = sorted(level for level, count in counts.items() if count > 1)
    level = repeated[0] if repeated else min(counts)
    at_level = [block for block in headings if block.level == level]
    named = sum(1 for block in at_level if _PART.match(block.text))
    deeper = [other for other in repeated if other > level and counts[other] > len(at_level)]
    if deeper and named >= _PARTS * len(at_level):
        return deeper[0], level
    return level, 0


def _cut(body: Sequence[Block], level: int, parts: int, title: str, skipped: list[Skipped]) -> list[_Open]:
    opened = [_Open("")]
    path: dict[int, str] = {}
    for block in body:
        if block.kind is not BlockKind.HEADING or block.level > level:
            opened[-1].blocks.append(block)
            continue
        name = heading_title(block)
        path = {other: part for other, part in path.items() if other < block.level}
        kind = "part" if block.level < level and (parts or _PART.match(block.text)) else "chapter"
        opened.append(_Open(name, [], tuple(path.values()), kind, block))
        skipped.append(title_heading(block))
        if block.level < level and not same_title(name, title):
            path[block.level] = name
    return opened


def _merge_numbers(opened: list[_Open], skipped: list[Skipped]) -> list[_Open]:
    """``Chapter I`` directly followed by the heading ``The Start`` is one title."""
    merged: list[_Open] = []
    for section in opened:
        last = merged[-1] if merged else None
        if (
            last
            and last.heading
            and section.heading
            and not _speaks(last.blocks)
            and last.heading.level == section.heading.level
            and is_bare_number(last.title)
            and not is_bare_number(section.title)
        ):
            last.title = _joined(last.title, section.title)
            last.blocks = section.blocks
            continue
        merged.append(section)
    for section in merged:
        first = section.blocks[0] if section.blocks else None
        if (
            first
            and first.kind is BlockKind.HEADING
            and is_bare_number(section.title)
            and not is_bare_number(first.text)
        ):
            section.title = _joined(section.title, heading_title(first))
            skipped.append(title_heading(first))
            section.blocks = section.blocks[1:]
    return merged


def _joined(number: str, name: str) -> str:
    return f"{number.rstrip('.:')}: {name}"


def _fold_the_end(opened: list[_Open], skipped: list[Skipped]) -> list[_Open]:
    """A heading that only says that the book is over is no chapter."""
    last = opened[-1]
    if len(opened) > 1 and last.heading and not _speaks(last.blocks) and _THE_END.fullmatch(fold(last.title)):
        opened[-2].blocks.append(replace(last.heading, kind=BlockKind.PARAGRAPH, level=0))
        skipped.remove(title_heading(last.heading))
        opened.pop()
    return opened


def _sections(opened: Sequence[_Open]) -> list[Section]:
    found = []
    for section in opened:
        blocks = trim_breaks(section.blocks)
        if section.title or blocks:
            source = section.heading.source if section.heading else blocks[0].source if blocks else SourceRef()
            found.append(Section(section.title, tuple(blocks), section.path, section.kind, source))
    return found


def trim_breaks(blocks: Sequence[Block]) -> list[Block]:
    """Scene breaks only between blocks that are spoken, one at a time."""
    kept: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.SCENE_BREAK and (not kept or kept[-1].kind is BlockKind.SCENE_BREAK):
            continue
        kept.append(block)
    while kept and kept[-1].kind is BlockKind.SCENE_BREAK:
        kept.pop()
    return kept


def silent_sections(
    sections: Sequence[Section], policy: ReadingPolicy = NARRATORS_CHOICE
) -> tuple[list[Section], list[tuple[str, Section]]]:
    """Sections to read, and those whose title says that they are not (contents, copyright), with the rule."""
    read: list[Section] = []
    left_out: list[tuple[str, Section]] = []
    for section in sections:
        rule = label_rule(section.title, policy)
        if rule and len(sections) > 1:
            left_out.append((rule, section))
        else:
            read.append(section)
    return read, left_out
