"""What one file holds: a whole book, a volume or a single chapter, before any format is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from audiobook.document import Cover
from audiobook.events import Emit
from audiobook.master import Delivery, EncodedChapter, Encoding, Master
from audiobook.writers.chapters import ChapterMark, chapter_marks, chosen, titles
from audiobook.writers.covers import usable_cover
from audiobook.writers.fields import Fields, fields_of
from audiobook.writers.join import n_bytes

#: A tag without its cover holds at most about so much, and so much more for each chapter.
_TAG_BYTES, _MARK_BYTES = 16384, 512


@dataclass(frozen=True, slots=True)
class Track:
    """Which chapter of how many a file holds, counted from 1."""

    number: int
    count: int
    title: str


@dataclass(frozen=True, slots=True)
class Contents:
    """One file to be made. ``marks`` are the chapters in it; none in a file of one chapter, which has a ``track``."""

    encoded: tuple[EncodedChapter, ...]
    fields: Fields
    cover: Cover | None
    marks: tuple[ChapterMark, ...] = ()
    track: Track | None = None

    @property
    def n_bytes(self) -> int:
        """About how long the file will be, but for an index. Raises QualityError when a chapter's file is gone."""
        # A picture is written as base64 in some tags.
        cover = 2 * len(self.cover.data) if self.cover else 0
        return n_bytes(self.encoded) + _TAG_BYTES + len(self.marks) * _MARK_BYTES + cover

    @property
    def title(self) -> str:
        """The title of the file: the chapter's, else that of the book or volume."""
        return self.track.title if self.track else self.fields.name


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how chapters are encoded for it, and how a file is made from them and checked.

    ``make`` writes a whole file from packets that are there, encodes nothing, and raises OSError or QualityError.
    """

    encoding: Callable[[Delivery], Encoding]
    make: Callable[[Path, Contents, Emit], None]
    codec: str


def tool() -> str:
    """The program that wrote a file, for its tags."""
    return f"audiobook {version('audiobook')}"


def whole(master: Master, codec: str, emit: Emit) -> Contents:
    """All chapters in one file. Raises QualityError when a chapter is not encoded so."""
    encoded = chosen(master, codec)
    fields = fields_of(master.metadata, master.volume, master.volumes)
    return Contents(encoded, fields, usable_cover(master.cover, emit), chapter_marks(encoded, titles(master)))


def by_chapter(master: Master, codec: str, emit: Emit) -> tuple[Contents, ...]:
    """Each chapter in a file of its own. Raises QualityError when one is not encoded so."""
    encoded, names = chosen(master, codec), titles(master)
    fields, cover = fields_of(master.metadata, master.volume, master.volumes), usable_cover(master.cover, emit)
    return tuple(
        Contents((own,), fields, cover, track=Track(number, len(names), title))
        for number, (own, title) in enumerate(zip(encoded, names, strict=True), 1)
    )
