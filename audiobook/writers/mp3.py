"""MP3: a tag with chapters and cover, then frames of one size."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from audiobook.events import Emit
from audiobook.master import Delivery, Encoding
from audiobook.writers.chapter_folder import ChapterFolderWriter
from audiobook.writers.contents import Contents, Kind
from audiobook.writers.join import append_frames
from audiobook.writers.one_file import OneFileWriter
from audiobook.writers.tags import id3_tags, write_id3
from audiobook.writers.verify import verify_mp3


def _encoding(delivery: Delivery) -> Encoding:
    return Encoding("mp3", delivery.mp3_kbps * 1000, delivery.rate_hz, delivery.channels, delivery.quality)


def _make(path: Path, contents: Contents, emit: Emit) -> None:
    del emit
    tags = id3_tags(contents)
    write_id3(path, tags)
    with path.open("ab") as file:
        append_frames(contents.encoded, file)
    verify_mp3(path, contents, tags)


_KIND = Kind(_encoding, _make, "mp3")


class Mp3Writer(OneFileWriter):
    """Writes one ``.mp3`` with chapters, at a constant bit rate."""

    kind: ClassVar[Kind] = _KIND
    suffix = ".mp3"


class Mp3ChaptersWriter(ChapterFolderWriter):
    """Writes a folder of one ``.mp3`` for each chapter, at a constant bit rate."""

    kind: ClassVar[Kind] = _KIND
    file_suffix = ".mp3"
