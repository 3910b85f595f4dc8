"""WAV: plain samples, with chapters as cue points and tags in two forms."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from audiobook.errors import QualityError
from audiobook.events import Emit, warn
from audiobook.master import Delivery, Encoding
from audiobook.sound.codec import local
from audiobook.writers.chapter_folder import ChapterFolderWriter
from audiobook.writers.contents import Contents, Kind
from audiobook.writers.one_file import OneFileWriter
from audiobook.writers.riff import chunk, cue_chunks, info_chunk, join_wav, verify_samples
from audiobook.writers.tags import id3_tags
from audiobook.writers.verify import check, check_chapters

if TYPE_CHECKING:
    from mutagen.id3 import ID3

#: A cue point's place in samples has 32 bits.
_LAST_CUE = 0xFFFFFFFF


def _encoding(delivery: Delivery) -> Encoding:
    return Encoding("wav", 0, delivery.rate_hz, delivery.channels)


def _make(path: Path, contents: Contents, emit: Emit) -> None:
    if any(mark.start > _LAST_CUE for mark in contents.marks):
        warn(emit, "chapter-table", "a WAV's table holds no chapter so late in the book; the last ones have no mark")
    tags = id3_tags(contents, marks=False)
    buffer = io.BytesIO()
    tags.save(buffer, v2_version=3, v1=0)
    id3 = buffer.getvalue()
    id3 += bytes(len(id3) % 2)  # libsndfile reads no RF64 with a chunk of an odd length (1.2.2, measured)
    # ffmpeg takes the text of the last chunk that has it, so the fuller one comes last.
    chunks = info_chunk(contents) + cue_chunks(contents.marks) + chunk(b"id3 ", id3)
    join_wav(contents.encoded, chunks, path)
    _verify(path, contents, tags)


def _verify(path: Path, contents: Contents, tags: ID3) -> None:
    """Raise QualityError unless samples, chapters and tags are what was to be written."""
    import av

    verify_samples(path, contents.encoded)
    try:
        with av.open(local(path), format="wav") as file:
            if not contents.marks or contents.marks[-1].start <= _LAST_CUE:
                check_chapters(file.chapters(), contents)
            title = file.metadata.get("title", "")
    except (av.error.InvalidDataError, EOFError, IndexError) as error:
        raise QualityError(f"the written file cannot be read back: {error}", hint="build again") from error
    check(title == str(tags["TIT2"]), f"its title is '{title}', not '{tags['TIT2']}'")


_KIND = Kind(_encoding, _make, "wav")


class WavWriter(OneFileWriter):
    """Writes one ``.wav`` with chapters, as RF64 above 4 GB."""

    kind: ClassVar[Kind] = _KIND
    suffix = ".wav"


class WavChaptersWriter(ChapterFolderWriter):
    """Writes a folder of one ``.wav`` for each chapter."""

    kind: ClassVar[Kind] = _KIND
    file_suffix = ".wav"
