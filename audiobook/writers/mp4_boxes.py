"""The boxes that an MP4's index is made of (ISO/IEC 14496-12 and -14; QuickTime File Format for the chapters' track).

A box is a sequence of buffers, so that the long tables in it are never copied. Pure functions; thread-safe.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Sequence

#: A box, or several: bytes in a row.
Boxes = tuple[bytes | memoryview, ...]

#: No turning, no scaling (14496-12, section 6.2.2).
_MATRIX = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
#: The language "und" in packed letters (14496-12, section 8.4.2.3), and none, as encoders write it for chapters.
UNDETERMINED, UNTOLD = 0x55C4, 0
#: Durations of 32 bits end here; longer ones want the second version of a box.
HEADER_TIMES = 1 << 32
#: MP4's name for AAC, and for a stream of audio (14496-1, tables 5 and 6).
_AAC, _AUDIO_STREAM = 0x40, 0x15
#: The decoder needs the packet before the one it is to play (14496-12, section 10.1).
_ROLL = -1


def size_of(boxes: Boxes) -> int:
    """Bytes in all."""
    return sum(map(len, boxes))


def box(kind: bytes, *contents: bytes | memoryview | Boxes) -> Boxes:
    """A box of a four-letter kind; memoryviews are of bytes."""
    parts = tuple(itertools.chain.from_iterable(c if isinstance(c, tuple) else (c,) for c in contents))
    return struct.pack(">I4s", 8 + size_of(parts), kind), *parts


def full_box(kind: bytes, *contents: bytes | memoryview | Boxes, version: int = 0, flags: int = 0) -> Boxes:
    """A box that tells its version."""
    return box(kind, struct.pack(">I", version << 24 | flags), *contents)


def file_type(brand: bytes) -> Boxes:
    """The first box of a file. The minor version, and those it says that it also is, are what encoders write."""
    return box(b"ftyp", brand, struct.pack(">I", 0x200), brand, b"isomiso2")


def movie_header(timescale: int, duration: int, tracks: int) -> Boxes:
    """Times are never told, so that the same book gives the same bytes."""
    body = struct.pack(">4I", 0, 0, timescale, duration) + struct.pack(">IH10x", 1 << 16, 1 << 8)
    return full_box(b"mvhd", body, _MATRIX, bytes(24), struct.pack(">I", tracks + 1))


def track_header(number: int, duration: int, *, sounds: bool) -> Boxes:
    """``sounds`` is a track that is played; another is only pointed to."""
    body = struct.pack(">5I8x", 0, 0, number, 0, duration)
    body += struct.pack(">hhH2x", 0, int(sounds), 1 << 8 if sounds else 0)
    return full_box(b"tkhd", body, _MATRIX, bytes(8), flags=3 if sounds else 2)


def edit_list(duration: int, skipped: int) -> Boxes:
    """Play ``duration`` (of the movie's time) from ``skipped`` (of the track's) on."""
    return box(b"edts", full_box(b"elst", struct.pack(">IIiI", 1, duration, skipped, 1 << 16)))


def media_header(timescale: int, duration: int, language: int = UNDETERMINED) -> Boxes:
    """A track's own time, with 64 bits only when it must be: some players do not know those."""
    if duration < HEADER_TIMES:
        return full_box(b"mdhd", struct.pack(">4IHH", 0, 0, timescale, duration, language, 0))
    return full_box(b"mdhd", struct.pack(">QQIQHH", 0, 0, timescale, duration, language, 0), version=1)


def sound_header() -> Boxes:
    """The media header of a track of sound, in the middle."""
    return full_box(b"smhd", bytes(4))


def points_to(kind: bytes, track: int) -> Boxes:
    """What another track is to this one."""
    return box(b"tref", box(kind, struct.pack(">I", track)))


def handler(kind: bytes, name: bytes) -> Boxes:
    """What a track is."""
    return full_box(b"hdlr", bytes(4), kind, bytes(12), name + b"\0")


def in_this_file() -> Boxes:
    """The track's data is in the file itself."""
    return box(b"dinf", full_box(b"dref", struct.pack(">I", 1), full_box(b"url ", flags=1)))


def aac_entry(rate_hz: int, channels: int, config: bytes, most_bps: int, mean_bps: int) -> Boxes:
    """How the packets are to be decoded; ``config`` is the AudioSpecificConfig (14496-14, section 5.6)."""
    decoder = struct.pack(">BBxxxII", _AAC, _AUDIO_STREAM, most_bps, mean_bps) + _descriptor(5, config)
    stream = struct.pack(">HB", 1, 0) + _descriptor(4, decoder) + _descriptor(6, b"\x02")
    # A rate above 16 bits is told by the decoder's own configuration only.
    body = struct.pack(">6xH8xHHIHH", 1, channels, 16, 0, rate_hz if rate_hz < 1 << 16 else 0, 0)
    return box(b"mp4a", body, full_box(b"esds", _descriptor(3, stream)))


def _descriptor(tag: int, body: bytes) -> bytes:
    """With its length in four bytes, as all encoders write it (14496-1, section 8.3.3)."""
    return struct.pack(">BBBBB", tag, 0x80, 0x80, 0x80, len(body)) + body


def text_entry() -> Boxes:
    """A text track's description, with one font: what encoders write is 3GPP's (TS 26.245, section 5.16)."""
    font = box(b"ftab", struct.pack(">HHB", 1, 1, 0))
    return box(b"text", struct.pack(">6xHI18xH6x", 1, 1, 1), font)


def text_header() -> Boxes:
    """The media header of a text track (QuickTime File Format, base media information header)."""
    info = full_box(b"gmin", struct.pack(">6H", 0x40, 0x8000, 0x8000, 0x8000, 0, 0))
    return box(b"gmhd", info, box(b"text", _MATRIX))


def text_sample(text: str) -> bytes:
    """One text, marked as UTF-8 (QuickTime File Format, text sample data)."""
    data = text.encode()
    return struct.pack(">H", len(data)) + data + struct.pack(">I4sI", 12, b"encd", 0x100)


def descriptions(entry: Boxes) -> Boxes:
    """The one description that all samples have."""
    return full_box(b"stsd", struct.pack(">I", 1), entry)


def durations(runs: Sequence[tuple[int, int]]) -> Boxes:
    """How many samples last how long."""
    return _rows(b"stts", runs)


def chunks(runs: Sequence[tuple[int, int]]) -> Boxes:
    """From which chunk on, counted from 1, there are how many samples in each."""
    return _rows(b"stsc", [(first, count, 1) for first, count in runs])


def _rows(kind: bytes, rows: Sequence[tuple[int, ...]]) -> Boxes:
    body = b"".join(struct.pack(f">{len(row)}I", *row) for row in rows)
    return full_box(kind, struct.pack(">I", len(rows)), body)


def sample_sizes(count: int, sizes: memoryview) -> Boxes:
    """``sizes`` are 32-bit numbers, the highest byte first."""
    return full_box(b"stsz", struct.pack(">II", 0, count), sizes)


def chunk_offsets(count: int, offsets: memoryview, *, wide: bool) -> Boxes:
    """Where chunks begin in the file: numbers of 32 bits, or 64 for a ``wide`` file."""
    return full_box(b"co64" if wide else b"stco", struct.pack(">I", count), offsets)


def pre_roll(count: int) -> Boxes:
    """Every sample wants the one before it decoded first."""
    group = full_box(b"sgpd", b"roll", struct.pack(">IIh", 2, 1, _ROLL), version=1)
    return group + full_box(b"sbgp", b"roll", struct.pack(">III", 1, count, 1))


def nero_chapters(chapters: Sequence[tuple[int, bytes]]) -> Boxes:
    """Nero's table: starts in units of 100 ns and titles of at most 255 bytes; at most 255 chapters."""
    rows = b"".join(struct.pack(">QB", start, len(title)) + title for start, title in chapters)
    return full_box(b"chpl", struct.pack(">IB", 0, len(chapters)), rows, version=1)
