"""FLAC: lossless, with chapters as Vorbis comments and a cue sheet, and the cover."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, ClassVar

from audiobook.events import Emit, warn
from audiobook.master import Delivery, EncodedChapter, Encoding
from audiobook.sound.codecs import frame_samples
from audiobook.writers.chapter_folder import ChapterFolderWriter
from audiobook.writers.chapters import ChapterMark, duration_samples
from audiobook.writers.contents import Contents, Kind
from audiobook.writers.flac_frames import frames_of
from audiobook.writers.join import damaged
from audiobook.writers.one_file import OneFileWriter
from audiobook.writers.verify_xiph import verify_flac
from audiobook.writers.vorbis import comments, packed, picture_block, warn_of_chapters

#: Kinds of metadata blocks (RFC 9639, section 8.1).
_STREAMINFO, _PADDING, _SEEKTABLE, _COMMENTS, _CUESHEET, _PICTURE = 0, 1, 3, 4, 5, 6
#: A block's length has 24 bits.
_BLOCK_BYTES = (1 << 24) - 1
#: Tracks of a cue sheet that is no CD's: numbers 1 to 254; 255 is its end (RFC 9639, section 8.7).
_CUE_TRACKS, _CUE_END = 254, 255
#: A player finds any place by this many seconds and a look at a few frames (what the reference encoder does).
_SEEK_S = 10
#: Left free, so that a person's own tag editor need not rewrite the file.
_PADDING_BYTES = 8192
_BITS = 16


def _encoding(delivery: Delivery) -> Encoding:
    return Encoding("flac", 0, delivery.rate_hz, delivery.channels, delivery.quality)


def _make(path: Path, contents: Contents, emit: Emit) -> None:
    warn_of_chapters(contents, emit)
    # ffmpeg takes tracks of a cue sheet for chapters with the tracks' numbers: the comments, which come after it and
    # have the titles, must have the same.
    entries = comments(contents, first_chapter=1)
    picture = picture_block(contents.cover) if contents.cover else b""
    if len(picture) > _BLOCK_BYTES:
        warn(emit, "cover-format", "the cover is left out: FLAC holds pictures of less than 16 MB")
        picture = b""
    sheet = _cue_sheet(contents.marks, duration_samples(contents.encoded))
    join_flac(contents.encoded, [(_CUESHEET, sheet), (_COMMENTS, packed(entries)), (_PICTURE, picture)], path)
    verify_flac(path, contents, entries, tracks=len(contents.marks) if sheet else 0, picture=bool(picture))


_KIND = Kind(_encoding, _make, "flac")


class FlacWriter(OneFileWriter):
    """Writes one ``.flac`` with chapters."""

    kind: ClassVar[Kind] = _KIND
    suffix = ".flac"


class FlacChaptersWriter(ChapterFolderWriter):
    """Writes a folder of one ``.flac`` for each chapter."""

    kind: ClassVar[Kind] = _KIND
    file_suffix = ".flac"


def _cue_sheet(marks: Sequence[ChapterMark], total: int) -> bytes:
    """Chapters to the sample; nothing where there are none or too many."""
    if not 0 < len(marks) <= _CUE_TRACKS:
        return b""
    tracks = [
        struct.pack(">QB12xB13xB", mark.start, n, 0, 1) + struct.pack(">QB3x", 0, 1) for n, mark in enumerate(marks, 1)
    ]
    end = struct.pack(">QB12xB13xB", total, _CUE_END, 0, 0)
    return struct.pack(">128xQB258xB", 0, 0, len(tracks) + 1) + b"".join(tracks) + end


def join_flac(encoded: Sequence[EncodedChapter], blocks: Sequence[tuple[int, bytes]], path: Path) -> None:
    """Write one FLAC file of all chapters' frames with these metadata blocks; empty ones are left out.

    Its header has the checksum of the samples, for which they are decoded. Raises OSError when it cannot be written,
    QualityError when a chapter's file is not what was encoded.
    """
    encoding = encoded[0].encoding
    block = frame_samples("flac", encoding.rate_hz)
    total = sum(e.packets for e in encoded) * block
    every = max(1, encoding.rate_hz * _SEEK_S // block)
    n_points = -(-(total // block) // every)
    info = _stream_info(encoding, total, (0, 0), b"")
    with path.open("wb") as file:
        file.write(b"fLaC")
        _put(file, _STREAMINFO, info)
        seek_at = file.tell()
        _put(file, _SEEKTABLE, bytes(18 * n_points))
        for kind, body in blocks:
            if body:
                _put(file, kind, body)
        _put(file, _PADDING, bytes(_PADDING_BYTES), last=True)
        points, sizes = _put_frames(file, encoded, block, every)
        file.seek(4)
        _put(file, _STREAMINFO, _stream_info(encoding, total, sizes, _samples_md5(encoded)))
        file.seek(seek_at)
        _put(file, _SEEKTABLE, b"".join(struct.pack(">QQH", n * block, at, block) for n, at in points))


def _put_frames(
    file: BinaryIO, encoded: Sequence[EncodedChapter], block: int, every: int
) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Append all frames; the number and place of every ``every``th, and the shortest and longest length."""
    points: list[tuple[int, int]] = []
    number = at = 0
    shortest, longest = _BLOCK_BYTES, 0
    for chapter in encoded:
        if chapter.n_samples != chapter.packets * block:
            raise damaged(chapter, "its frames are not all of one size")
        for frame in frames_of(chapter, number):
            if number % every == 0:
                points.append((number, at))
            file.write(frame)
            number, at = number + 1, at + len(frame)
            shortest, longest = min(shortest, len(frame)), max(longest, len(frame))
    return points, (shortest, longest)


def _stream_info(encoding: Encoding, total: int, sizes: tuple[int, int], md5: bytes) -> bytes:
    block = frame_samples("flac", encoding.rate_hz)
    lengths = sizes[0].to_bytes(3, "big") + sizes[1].to_bytes(3, "big")
    bits = encoding.rate_hz << 44 | (encoding.channels - 1) << 41 | (_BITS - 1) << 36 | total
    return struct.pack(">HH", block, block) + lengths + bits.to_bytes(8, "big") + md5.ljust(16, b"\0")


def _samples_md5(encoded: Sequence[EncodedChapter]) -> bytes:
    """The checksum that FLAC programs test a file by: MD5 of all samples, little-endian."""
    import soundfile

    digest = hashlib.md5(usedforsecurity=False)
    for chapter in encoded:
        try:
            for samples in soundfile.blocks(chapter.path, blocksize=1 << 16, dtype="int16"):
                digest.update(samples.astype("<i2", copy=False).tobytes())
        except soundfile.LibsndfileError as error:
            raise damaged(chapter, "it cannot be decoded") from error
    return digest.digest()


def _put(file: BinaryIO, kind: int, body: bytes, *, last: bool = False) -> None:
    file.write(bytes([kind | last << 7]) + len(body).to_bytes(3, "big") + body)
