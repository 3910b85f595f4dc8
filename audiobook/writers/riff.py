"""WAV files: chunks before the samples, RF64 where 32 bits do not hold the length (EBU Tech 3306)."""

from __future__ import annotations

import io
import shutil
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from audiobook.errors import QualityError
from audiobook.master import EncodedChapter
from audiobook.writers.chapters import ChapterMark
from audiobook.writers.contents import Contents, tool
from audiobook.writers.join import damaged, opened
from audiobook.writers.verify import check, places

#: What 32 bits hold; as a length in RF64 it says that ds64 has the true one.
_MOST = 0xFFFFFFFF
#: The longest file with lengths of 32 bits.
_LONGEST = _MOST
_BYTES = 2
_COPY_BYTES = 1 << 20
#: Bytes compared at each place looked at.
_LOOK_BYTES = 4096
#: Size of the ds64 chunk: three lengths of 64 bits and an empty table.
_DS64_BYTES = 28


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk with its length, filled up to an even one."""
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def cue_chunks(marks: Sequence[ChapterMark]) -> bytes:
    """Chapters as cue points with labels. Their places have 32 bits: chapters further on are left out."""
    told = [mark for mark in marks if mark.start <= _MOST]
    if not told:
        return b""
    points = b"".join(struct.pack("<II4sIII", n, m.start, b"data", 0, 0, m.start) for n, m in enumerate(told, 1))
    labels = b"".join(
        chunk(b"labl", struct.pack("<I", n) + m.title.encode(errors="replace") + b"\0") for n, m in enumerate(told, 1)
    )
    return chunk(b"cue ", struct.pack("<I", len(told)) + points) + chunk(b"LIST", b"adtl" + labels)


def info_chunk(contents: Contents) -> bytes:
    """What the older readers of WAV show; the rest stands in the ID3 chunk."""
    fields = contents.fields
    texts = {
        b"INAM": contents.title,
        b"IART": fields.author,
        b"IPRD": fields.title,
        b"ICRD": fields.year,
        b"IGNR": fields.genre,
        b"ICMT": fields.description,
        b"ICOP": fields.rights,
        b"ILNG": fields.language,
        b"IPRT": str(contents.track.number) if contents.track else "",
        b"ISFT": tool(),
    }
    lines = b"".join(chunk(name, text.encode(errors="replace") + b"\0") for name, text in texts.items() if text)
    return chunk(b"LIST", b"INFO" + lines)


def join_wav(encoded: Sequence[EncodedChapter], chunks: bytes, path: Path) -> None:
    """Write one WAV of all chapters' samples, ``chunks`` before them. Raises OSError, QualityError."""
    encoding = encoded[0].encoding
    size = sum(e.n_samples for e in encoded) * _BYTES * encoding.channels
    frame = _BYTES * encoding.channels
    form = struct.pack("<HHIIHH", 1, encoding.channels, encoding.rate_hz, encoding.rate_hz * frame, frame, 8 * _BYTES)
    body = b"WAVE" + chunk(b"fmt ", form) + chunks
    total = len(body) + 8 + size
    with path.open("wb") as file:
        if total <= _LONGEST:
            file.write(b"RIFF" + struct.pack("<I", total) + body + b"data" + struct.pack("<I", size))
        else:
            total += 8 + _DS64_BYTES
            long = chunk(b"ds64", struct.pack("<QQQI", total, size, size // frame, 0))
            file.write(b"RF64" + struct.pack("<I", _MOST) + body[:4] + long + body[4:])
            file.write(b"data" + struct.pack("<I", _MOST))
        for chapter in encoded:
            _copy(chapter, chapter.n_samples * frame, file)


def _copy(chapter: EncodedChapter, size: int, file: BinaryIO) -> None:
    """Append the samples of a chapter's WAV. Raises QualityError when there are not as many as were encoded."""
    with opened(chapter) as source:
        try:
            found = data_of(source)
        except ValueError as error:
            raise damaged(chapter, str(error)) from error
        start = file.tell()
        if found >= size:
            shutil.copyfileobj(_Part(source, size), file, _COPY_BYTES)
        if file.tell() - start != size:
            raise damaged(chapter, f"it has not the {size} bytes of samples that were written")


class _Part(io.RawIOBase):
    """The next bytes of a file, as a file that ends there."""

    def __init__(self, source: BinaryIO, size: int) -> None:
        super().__init__()
        self._source, self._left = source, size

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(data)
        return data


def data_of(file: BinaryIO) -> int:
    """Go to a WAV's samples and return how many bytes they are. Raises ValueError when it has none."""
    if file.read(12)[8:] != b"WAVE":
        raise ValueError("it is no WAV file")
    long = 0
    while len(head := file.read(8)) == 8:  # noqa: PLR2004 - a chunk's head
        name, size = struct.unpack("<4sI", head)
        if name == b"data":
            return long if size == _MOST and long else size
        body_at = file.tell()
        if name == b"ds64":
            long = struct.unpack_from("<QQ", file.read(16))[1]
        file.seek(body_at + size + size % 2)
    raise ValueError("it has no samples")


def verify_samples(path: Path, encoded: Sequence[EncodedChapter]) -> None:
    """Raise QualityError unless the file holds exactly the chapters' samples, the looked-at ones in their place."""
    frame = _BYTES * encoded[0].encoding.channels
    wanted = sum(e.n_samples for e in encoded) * frame
    with path.open("rb") as file:
        try:
            size = data_of(file)
        except ValueError as error:
            raise QualityError(f"the written file cannot be read back: {error}", hint="build again") from error
        start = file.tell()
        whole = size == wanted and path.stat().st_size == start + wanted
        check(whole, f"it has {size} bytes of samples, not {wanted}")
        for place in places(encoded):
            file.seek(start + sum(e.n_samples for e in encoded[:place]) * frame)
            with opened(encoded[place]) as own:
                data_of(own)
                samples = own.read(min(_LOOK_BYTES, encoded[place].n_samples * frame))
            check(file.read(len(samples)) == samples, f"the audio of chapter {place + 1} is not in its place")
