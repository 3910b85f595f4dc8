"""AAC packets as encoders keep them, each behind a header of its own (ADTS: ISO/IEC 14496-3, section 1.A.3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

#: Bytes of a header without a checksum; the encoder writes none.
HEADER = 7
#: What a header without a checksum begins with: the sync word, MPEG-4 or MPEG-2, layer 0.
_SYNC = (b"\xff\xf1", b"\xff\xf9")
#: Bytes read at once.
_BLOCK = 1 << 19


def fixed_header(data: bytes) -> bytes:
    """The three bytes that every header of a stream begins with, from its first. Raises ValueError for other files."""
    if len(data) < HEADER or data[:2] not in _SYNC:
        raise ValueError("it cannot be read")
    return data[:3]


def audio_config(data: bytes) -> bytes:
    """MP4's AudioSpecificConfig, 2 bytes (ISO/IEC 14496-3, section 1.6.2.1), for a stream with such a first header."""
    bits = int.from_bytes(data[:4], "big")
    kind, rate, channels = (bits >> 14 & 3) + 1, bits >> 10 & 15, bits >> 6 & 7
    return (kind << 11 | rate << 7 | channels << 3).to_bytes(2, "big")


def packets(file: BinaryIO, fixed: bytes) -> Iterator[list[bytes]]:
    """The packets of a file without their headers, some at a time, in bounded memory.

    ``fixed`` is what headers must begin with. Raises ValueError where something else stands, and when the last packet
    is not whole.
    """
    rest = b""
    while block := file.read(_BLOCK):
        data = rest + block
        found = []
        at, last = 0, len(data) - HEADER
        while at <= last:
            length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
            if data[at : at + 3] != fixed or length <= HEADER:
                raise ValueError("it cannot be read")
            if at + length > len(data):
                break
            found.append(data[at + HEADER : at + length])
            at += length
        rest = data[at:]
        yield found
    if rest:
        raise ValueError("its last packet is not whole")
