"""Read an MP4 of ours back: what its index says about the sound and the chapters, in the file as it is on the disk."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEADER = 8
_SAMPLE_TABLE = (b"mdia", b"minf", b"stbl")


@dataclass(frozen=True, slots=True)
class Table:
    """A track's samples: sizes in bytes (shape ``(n,)``), and how many are in each chunk, and where that begins."""

    sizes: NDArray[np.uint32]
    in_chunk: NDArray[np.int64]
    chunk_at: NDArray[np.int64]

    def places(self, first: int, count: int) -> Iterator[tuple[int, int]]:
        """Where in the file so many samples are, and their sizes. Raises IndexError when there are fewer."""
        import numpy as np

        ends = np.cumsum(self.in_chunk)
        for n in range(first, first + count):
            chunk = int(np.searchsorted(ends, n, side="right"))
            before = int(ends[chunk] - self.in_chunk[chunk])
            yield int(self.chunk_at[chunk]) + int(self.sizes[before:n].sum(dtype=np.int64)), int(self.sizes[n])


@dataclass(frozen=True, slots=True)
class Movie:
    """What the index says.

    ``first`` is the first sample played and ``seconds`` how long; ``chapters`` are as PyAV gives them; ``config`` is
    the decoder's.
    """

    sound: Table
    config: bytes
    first: int
    seconds: Fraction
    chapters: Sequence[dict[str, Any]]


def read_movie(file: BinaryIO) -> Movie:
    """Read the index; the audio is not touched. Memory is that of the index.

    Raises ValueError, KeyError, IndexError or struct.error when it is not one.
    """
    index = _index(file)
    header = _inside(index, b"mvhd")
    timescale, duration = struct.unpack_from(">II", header, 12)
    tracks = [content for kind, content in _boxes(index) if kind == b"trak"]
    kinds = [bytes(_inside(track, b"mdia", b"hdlr")[8:12]) for track in tracks]
    sound = tracks[kinds.index(b"soun")]
    played, first = struct.unpack_from(">Ii", _inside(sound, b"edts", b"elst"), 8)
    if played != duration:
        raise ValueError("its edit list and its header differ")
    chapters = _chapters(file, tracks[kinds.index(b"text")], timescale) if b"text" in kinds else []
    return Movie(_table(sound), _config(sound), first, Fraction(duration, timescale), chapters)


def _index(file: BinaryIO) -> memoryview:
    """The content of the box ``moov``; ``mdat``, the last one, must end where the file does."""
    index = None
    at, end = 0, file.seek(0, 2)
    while at < end:
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(_HEADER))
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
        if size < _HEADER:
            raise ValueError("a box has no size")
        if kind == b"moov":
            index = memoryview(file.read(size - _HEADER))
        at += size
    if at != end:
        raise ValueError("it is shorter than it says")
    if index is None:
        raise ValueError("it has no index")
    return index


def _boxes(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    at = 0
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        if not _HEADER <= size <= len(content) - at:
            raise ValueError("a box is longer than what it is in")
        yield kind, content[at + _HEADER : at + size]
        at += size


def _inside(content: memoryview, *path: bytes) -> memoryview:
    """The content of the first box of each kind in the one before. Raises KeyError when there is none."""
    for wanted in path:
        found = next((inner for kind, inner in _boxes(content) if kind == wanted), None)
        if found is None:
            raise KeyError(wanted.decode(errors="replace"))
        content = found
    return content


def _config(track: memoryview) -> bytes:
    """The AudioSpecificConfig: the content of the descriptor 5 in the one box of the sound's description."""
    esds = bytes(_inside(track, *_SAMPLE_TABLE, b"stsd")).partition(b"esds")[2]
    return esds.partition(b"\x05\x80\x80\x80\x02")[2][:2]


def _table(track: memoryview) -> Table:
    import numpy as np

    stbl = _inside(track, *_SAMPLE_TABLE)
    size, count = struct.unpack_from(">II", sizes := _inside(stbl, b"stsz"), 4)
    kinds = {kind for kind, _content in _boxes(stbl)}
    wide = b"co64" in kinds
    offsets = _inside(stbl, b"co64" if wide else b"stco")
    chunk_at = np.frombuffer(offsets, ">u8" if wide else ">u4", offset=8).astype(np.int64)
    runs = np.frombuffer(_inside(stbl, b"stsc"), ">u4", offset=8).reshape(-1, 3).astype(np.int64)
    lengths = np.diff(runs[:, 0], append=len(chunk_at) + 1)
    found = np.frombuffer(sizes, ">u4", offset=12)
    if size or len(found) != count:
        raise ValueError("its table of sizes is not whole")
    return Table(found, np.repeat(runs[:, 1], lengths), chunk_at)


def _chapters(file: BinaryIO, track: memoryview, timescale: int) -> list[dict[str, Any]]:
    table = _table(track)
    times = struct.iter_unpack(">II", _inside(track, *_SAMPLE_TABLE, b"stts")[8:])
    chapters: list[dict[str, Any]] = []
    start = 0
    for (at, size), (_one, duration) in zip(table.places(0, len(table.sizes)), times, strict=True):
        file.seek(at)
        (length,) = struct.unpack(">H", file.read(2))
        title = file.read(min(length, size)).decode(errors="replace")
        chapters.append({"start": start, "time_base": Fraction(1, timescale), "metadata": {"title": title}})
        start += duration
    return chapters
