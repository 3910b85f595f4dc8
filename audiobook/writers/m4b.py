"""M4B and M4A: AAC in MP4, with chapters, cover and tags."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from audiobook.events import Emit
from audiobook.master import Delivery, Encoding
from audiobook.writers.chapter_folder import ChapterFolderWriter
from audiobook.writers.contents import Contents, Kind
from audiobook.writers.join import remux_mp4
from audiobook.writers.mp4_meta import meta_box
from audiobook.writers.mp4_verify import verify_mp4
from audiobook.writers.one_file import OneFileWriter
from audiobook.writers.tags import mp4_tags

#: What the file says that it is: iTunes' audiobook, and iTunes' audio.
_BOOK, _AUDIO = "M4B ", "M4A "
#: iTunes' media kind: without one a file is plain audio, which is what an episode or a piece of music is.
_MEDIA_KIND = "stik"


def _encoding(delivery: Delivery) -> Encoding:
    return Encoding("aac", delivery.aac_kbps * 1000, delivery.rate_hz, delivery.channels, delivery.quality)


def _make(path: Path, contents: Contents, emit: Emit) -> None:
    del emit
    tags = mp4_tags(contents)
    remux_mp4(contents.encoded, contents.marks, path, _AUDIO if contents.track else _BOOK, meta_box(tags))
    verify_mp4(path, contents, tags)


def _make_audio(path: Path, contents: Contents, emit: Emit) -> None:
    del emit
    tags = {name: value for name, value in mp4_tags(contents).items() if name != _MEDIA_KIND}
    remux_mp4(contents.encoded, contents.marks, path, _AUDIO, meta_box(tags))
    verify_mp4(path, contents, tags)


_KIND = Kind(_encoding, _make, "aac")


class M4bWriter(OneFileWriter):
    """Writes one ``.m4b`` that any player for audiobooks shows with chapters and cover."""

    kind: ClassVar[Kind] = _KIND
    suffix = ".m4b"


class M4aWriter(OneFileWriter):
    """Writes one ``.m4a``, the same with the marks of an episode: players put it with podcasts and music, not books."""

    kind: ClassVar[Kind] = Kind(_encoding, _make_audio, "aac")
    suffix = ".m4a"


class M4aChaptersWriter(ChapterFolderWriter):
    """Writes a folder of one ``.m4a`` for each chapter."""

    kind: ClassVar[Kind] = _KIND
    file_suffix = ".m4a"
