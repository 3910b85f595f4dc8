"""Read a written MP4 back, before it gets its name: the whole index, some of its audio, its tags."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from audiobook.errors import QualityError
from audiobook.master import EncodedChapter
from audiobook.sound.codecs import AAC_FRAME
from audiobook.writers.contents import Contents
from audiobook.writers.join import opened
from audiobook.writers.mp4_adts import HEADER, fixed_header, packets
from audiobook.writers.mp4_read import Movie, read_movie
from audiobook.writers.verify import check, check_chapters, check_duration, places

#: Packets compared and decoded at each place looked at.
_PACKETS = 8


def verify_mp4(path: Path, expected: Contents, tags: Mapping[str, Any]) -> None:
    """Raise QualityError unless the MP4 has all packets, the playing time, chapters and tags; spot-checks its audio.

    The index is read here and not by PyAV, whose reader takes 24 bytes and more for every packet of a book.
    """
    import av
    from mutagen import MutagenError
    from mutagen.mp4 import MP4

    try:
        with path.open("rb") as file:
            movie = read_movie(file)
            _check_index(movie, expected, path.stat().st_size)
            for place in places(expected.encoded):
                _check_place(file, movie, place, expected)
        written: Any = MP4(path).tags or {}
    except (ValueError, LookupError, struct.error, EOFError, MutagenError, av.FFmpegError) as error:
        raise QualityError(f"the written file cannot be read back: {error}", hint="build again") from error
    wrong = [name for name, value in tags.items() if name not in written or not _same(written[name], value)]
    check(not wrong, f"its tags {', '.join(wrong)} are not what was written")


def _check_index(movie: Movie, expected: Contents, file_bytes: int) -> None:
    import numpy as np

    table = movie.sound
    count = sum(e.packets for e in expected.encoded)
    check(len(table.sizes) == count, f"it has {len(table.sizes)} packets, not {count}")
    check(int(table.in_chunk.sum()) == count, "its chunks are not its packets")
    first = np.cumsum(table.in_chunk) - table.in_chunk
    ends = table.chunk_at + np.add.reduceat(table.sizes, first, dtype=np.int64)
    check(bool(np.all(ends[:-1] == table.chunk_at[1:])), "its chunks do not follow one another")
    check(int(ends[-1]) == file_bytes, "its audio does not end where the file does")
    check(movie.first == AAC_FRAME, "it does not begin where the audio does")
    check_duration(float(movie.seconds), expected)
    check_chapters(movie.chapters, expected)


def _check_place(file: BinaryIO, movie: Movie, place: int, expected: Contents) -> None:
    """The packets at a chapter's place are the chapter's own, and they decode."""
    import av

    chapter = expected.encoded[place]
    own = _first_packets(chapter)
    joined = []
    for at, size in movie.sound.places(sum(e.packets for e in expected.encoded[:place]), len(own)):
        file.seek(at)
        joined.append(file.read(size))
    check(joined == own, f"the audio of chapter {place + 1} is not in its place")
    decoder = av.CodecContext.create("aac", "r")
    decoder.extradata = movie.config
    frames = [frame for packet in joined for frame in decoder.decode(av.Packet(packet))]
    rate_hz = chapter.encoding.rate_hz
    right = all(f.sample_rate == rate_hz and f.samples == AAC_FRAME for f in frames)
    check(bool(frames) and right, f"the audio of chapter {place + 1} does not decode")


def _first_packets(chapter: EncodedChapter) -> list[bytes]:
    with opened(chapter) as source:
        fixed = fixed_header(source.read(HEADER))
        source.seek(0)
        return list(itertools.islice(next(packets(source, fixed), []), _PACKETS))


def _same(written: object, value: object) -> bool:
    if isinstance(written, list) and isinstance(value, list):
        return len(written) == len(value) and all(_same(a, b) for a, b in zip(written, value, strict=True))
    if isinstance(written, bytes) and isinstance(value, bytes):
        return bytes(written) == bytes(value)
    return written == value
