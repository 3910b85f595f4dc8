"""Opus in Ogg, with chapters and cover as Vorbis comments."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from audiobook.events import Emit
from audiobook.master import Delivery, Encoding
from audiobook.writers.chapter_folder import ChapterFolderWriter
from audiobook.writers.contents import Contents, Kind
from audiobook.writers.ogg import join_opus
from audiobook.writers.one_file import OneFileWriter
from audiobook.writers.verify_xiph import verify_opus
from audiobook.writers.vorbis import comments, packed, picture_comment, warn_of_chapters


def _encoding(delivery: Delivery) -> Encoding:
    return Encoding("opus", delivery.opus_kbps * 1000, delivery.rate_hz, delivery.channels, delivery.quality)


def _make(path: Path, contents: Contents, emit: Emit) -> None:
    warn_of_chapters(contents, emit)
    entries = comments(contents)
    if contents.cover:
        entries.append(picture_comment(contents.cover))
    join_opus(contents.encoded, packed(entries), path)
    verify_opus(path, contents, entries)


_KIND = Kind(_encoding, _make, "opus")


class OpusWriter(OneFileWriter):
    """Writes one ``.opus`` with chapters."""

    kind: ClassVar[Kind] = _KIND
    suffix = ".opus"


class OpusChaptersWriter(ChapterFolderWriter):
    """Writes a folder of one ``.opus`` for each chapter."""

    kind: ClassVar[Kind] = _KIND
    file_suffix = ".opus"
