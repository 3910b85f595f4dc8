"""M4B and M4A: AAC in MP4, with chapters, cover and tags."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from audiobook.events import Emit
from audiobook.master import Delivery, Encoding
from audiobook.writers.chapter_folder import ChapterFolderWriter
from audiobook.writers.contents import Contents, Kind
from audiobook.writers.join import remux_mp4
from audiobook.writers.one_file import OneFileWriter
from audiobook.writers.tags import mp4_tags, write_mp4
from audiobook.writers.verify import verify_mp4

#: What the file says that it is: iTunes' audiobook, and iTunes' audio.
_BOOK, _CHAPTER = "M4B ", "M4A "


def _encoding(delivery: Delivery) -> Encoding:
    return Encoding("aac", delivery.aac_kbps * 1000, delivery.rate_hz, 1, delivery.quality)


def _make(path: Path, contents: Contents, emit: Emit) -> None:
    del emit
    tags = mp4_tags(contents)
    remux_mp4(contents.encoded, contents.marks, path, _CHAPTER if contents.track else _BOOK)
    write_mp4(path, tags)
    verify_mp4(path, contents, tags)


_KIND = Kind(_encoding, _make, "aac")


class M4bWriter(OneFileWriter):
    """Writes one ``.m4b`` that any player for audiobooks shows with chapters and cover."""

    kind: ClassVar[Kind] = _KIND
    suffix = ".m4b"


class M4aChaptersWriter(ChapterFolderWriter):
    """Writes a folder of one ``.m4a`` for each chapter."""

    kind: ClassVar[Kind] = _KIND
    file_suffix = ".m4a"
