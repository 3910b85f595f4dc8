"""Files that are whole books themselves, the volumes of one: each is a part, with chapters as when read alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.document import BlockKind
from audiobook.readers.sections.chapters import chapters
from audiobook.readers.sections.chapters import levels as levels_of
from audiobook.readers.sections.titles import heading_title, is_bare_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audiobook.document import Block
    from audiobook.readers.walk.walked import Page

#: ``Chapter the Last``, ``第三回 …``: headings that only a book has.
_CHAPTER = re.compile(r"(?:chapter|kapitel|chapitre|cap[ií]tulo|capitolo|глава)\s+\S|第.{1,8}[章回节節]", re.IGNORECASE)
#: ``Adventure IV. The Valley``, ``XII. The Copper Beeches``: a long chapter may have such sections too.
_NUMBER = re.compile(r"(?:[^\W\d_]+\s+(?:\d{1,3}|[IVXLC]{1,8})|[IVXLC]{1,8})(?:[.:]|\s|\Z)")
#: Characters from which a text with such headings is a book (judgement: a long chapter has half as many).
_LONG = 100_000
#: Share of the headings that must begin as those of chapters do.
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class VolumeChapter:
    """One chapter of a volume: it begins at block ``index``; ``path`` are parts inside the volume."""

    title: str
    index: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """A file that is a whole book; ``title_page`` are the blocks that only say what it is called and by whom."""

    title: str
    chapters: tuple[VolumeChapter, ...]
    title_page: tuple[int, ...]


def volume_of(page: Page, title: str, authors: Sequence[str]) -> Volume | None:
    """The page as a volume: headings that count chapters stand below a title that does not; else None.

    ``title`` and ``authors`` are the file's own, empty where it says nothing.
    """
    blocks = page.left()
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    if not headings or _counts(headings[0]):
        return None
    level = levels_of(headings)[0]
    at_level = [block for block in headings if block.level == level]
    is_long = sum(len(block.text) for block in blocks) >= _LONG
    counted = sum(1 for block in at_level if (_counts(block) if is_long else _CHAPTER.match(block.text)))
    if counted < 2 or counted < _MOST * len(at_level):  # noqa: PLR2004 - one chapter is no book
        return None
    title = title or heading_title(headings[0])
    found, taken = chapters(blocks, title=title, authors=authors, fallback=title)
    places = {block.source: index for index, block in reversed(list(enumerate(page.walked.blocks)))}
    return Volume(
        title,
        tuple(VolumeChapter(made.title, places[made.source], made.path) for made in found if made.source in places),
        tuple(places[skip.source] for skip in taken if skip.rule == "titlepage" and skip.source in places),
    )


def _counts(heading: Block) -> bool:
    text = heading.text
    return bool(_CHAPTER.match(text) or _NUMBER.match(text)) or is_bare_number(text)
