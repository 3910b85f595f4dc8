"""Ogg pages: chapters of Opus joined by giving their pages new numbers and times, in constant memory.

A page is copied as it is but for its header, so joining costs what copying costs (RFC 3533, RFC 7845).
"""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from audiobook.errors import QualityError
from audiobook.master import EncodedChapter
from audiobook.sound.codecs import frame_samples
from audiobook.writers.join import damaged, opened

_HEADER = struct.Struct("<4sBBqIIIB")
_FIRST, _LAST = 0x02, 0x04
#: A packet's length is given in pieces of 255 bytes, at most 255 of them on a page.
_PIECE = 255
#: Opus's own header and its comments come before the sound.
_HEADER_PACKETS = 2
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``granule`` counts the samples up to its end, or is -1 when no packet ends on it."""

    flags: int
    granule: int
    serial: int
    sequence: int
    lacing: bytes
    body: bytes

    @property
    def packets(self) -> int:
        """How many packets end on it."""
        return sum(piece < _PIECE for piece in self.lacing)

    def packed(self) -> bytes:
        """Its bytes, with the checksum."""
        head = (b"OggS", 0, self.flags, self.granule, self.serial, self.sequence)
        rest = self.lacing + self.body
        checksum = _checksum(_HEADER.pack(*head, 0, len(self.lacing)) + rest)
        return _HEADER.pack(*head, checksum, len(self.lacing)) + rest


def _checksum(data: bytes) -> int:
    """Ogg's CRC-32: that of zip files with its bits the other way round, and without the inversions."""
    found = zlib.crc32(data.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(found.to_bytes(4, "little").translate(_REVERSED), "big")


def read_pages(file: BinaryIO, *, proof: bool = False) -> Iterator[Page]:
    """The pages from here on. Raises ValueError for what is no page; with ``proof`` also for a wrong checksum."""
    while head := file.read(_HEADER.size):
        if len(head) < _HEADER.size:
            raise ValueError("an Ogg page is cut off")
        capture, _version, flags, granule, serial, sequence, checksum, count = _HEADER.unpack(head)
        lacing = file.read(count)
        body = file.read(sum(lacing))
        if capture != b"OggS" or len(lacing) != count or len(body) != sum(lacing):
            raise ValueError("it is no Ogg file, or cut off")
        page = Page(flags, granule, serial, sequence, lacing, body)
        if proof and _checksum(head[:22] + bytes(4) + head[26:] + lacing + body) != checksum:
            raise ValueError(f"the checksum of page {sequence} is wrong")
        yield page


def _pages_of(packet: bytes, serial: int, first: int) -> Iterator[Page]:
    """A header packet of any length on pages of its own."""
    lacing = bytes([_PIECE]) * (len(packet) // _PIECE) + bytes([len(packet) % _PIECE])
    for n, at in enumerate(range(0, len(lacing), _PIECE)):
        part = lacing[at : at + _PIECE]
        body = packet[at * _PIECE : at * _PIECE + sum(part)]
        ends = part[-1] < _PIECE
        yield Page((0x01 if n else 0), 0 if ends else -1, serial, first + n, part, body)


def join_opus(encoded: Sequence[EncodedChapter], comments: bytes, path: Path) -> None:
    """Write one Ogg Opus file of all chapters; ``comments`` is a packed comment header.

    Raises OSError when it cannot be written, QualityError when a chapter's file is not what was encoded.
    """
    frame = frame_samples("opus", encoded[0].encoding.rate_hz)
    with path.open("wb") as output:
        head, at, sequence, serial = b"", 0, 0, 0
        for n, chapter in enumerate(encoded):
            own, pages = _open_pages(chapter)
            if n == 0:
                head = own
                serial = zlib.crc32(comments, zlib.crc32(head))
                output.write(Page(_FIRST, 0, serial, 0, bytes([len(head)]), head).packed())
                for page in _pages_of(b"OpusTags" + comments, serial, 1):
                    output.write(page.packed())
                    sequence = page.sequence
            elif own != head:
                raise QualityError("the chapters are not all encoded alike", hint="delete the masters and build again")
            last = n == len(encoded) - 1
            packets = 0
            for page in pages:
                packets += page.packets
                sequence += 1
                granule = page.granule
                if granule >= 0:
                    # Only the last chapter's end is cut to its samples: the others' last packets are played whole.
                    granule = at + (granule if last or not page.flags & _LAST else packets * frame)
                flags = page.flags if last else page.flags & ~_LAST
                output.write(Page(flags, granule, serial, sequence, page.lacing, page.body).packed())
            if packets != chapter.packets:
                raise damaged(chapter, f"it has {packets} packets, not {chapter.packets}")
            at += packets * frame


def _open_pages(chapter: EncodedChapter) -> tuple[bytes, Iterator[Page]]:
    """A chapter's Opus header and its pages of sound."""
    pages = _all_pages(chapter)
    head = next(pages, None)
    if head is None or not head.body.startswith(b"OpusHead"):
        raise damaged(chapter, "it cannot be read")
    for page in pages:  # the encoder's comments, on as many pages as they need
        if page.packets:
            break
    return head.body, pages


def _all_pages(chapter: EncodedChapter) -> Iterator[Page]:
    with opened(chapter) as file:
        try:
            yield from read_pages(file)
        except ValueError as error:
            raise damaged(chapter, str(error)) from error


def verify_pages(path: Path, encoded: Sequence[EncodedChapter]) -> None:
    """Read the whole file: every page whole and in order, each chapter's packets and first page in their place.

    Raises ValueError saying what is wrong.
    """
    starts = {0: encoded[0]}
    at = 0
    for before, chapter in itertools.pairwise(encoded):
        at += before.packets
        starts[at] = chapter
    packets = -_HEADER_PACKETS
    with path.open("rb") as file:
        for n, page in enumerate(read_pages(file, proof=True)):
            if page.sequence != n:
                raise ValueError(f"page {n} is called {page.sequence}")
            if packets in starts and next(_open_pages(starts.pop(packets))[1]).body != page.body:
                raise ValueError("the audio of a chapter is not in its place")
            packets += page.packets
    total = sum(e.packets for e in encoded)
    if packets != total or starts:
        raise ValueError(f"it has {packets} packets, not {total}")
