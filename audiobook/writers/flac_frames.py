"""FLAC frames: chapters joined by giving their frames new numbers, without decoding them (RFC 9639, section 9).

The checksum behind a frame is not counted anew over its bytes: it is linear, so what the changed header adds to it is
worked out from the header alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audiobook.master import EncodedChapter
from audiobook.sound.codec import local
from audiobook.writers.join import damaged

_CRC8, _CRC16 = 0x107, 0x18005
#: Blocks of one size: the low bit of the second byte is the other kind, numbered by samples.
_SYNC = b"\xff\xf8"


def _table(polynomial: int, bits: int) -> tuple[int, ...]:
    found = []
    for byte in range(256):
        value = byte << (bits - 8)
        for _ in range(8):
            value <<= 1
            if value >> bits:
                value ^= polynomial
        found.append(value)
    return tuple(found)


_TABLE8, _TABLE16 = _table(_CRC8, 8), _table(_CRC16, 16)


def _crc8(data: bytes) -> int:
    value = 0
    for byte in data:
        value = _TABLE8[value ^ byte]
    return value


def _crc16(data: bytes) -> int:
    value = 0
    for byte in data:
        value = (value << 8) & 0xFFFF ^ _TABLE16[(value >> 8) ^ byte]
    return value


class _Shift:
    """Checksums moved forward by a number of bytes: multiplied with x to the power 8n, modulo the polynomial."""

    def __init__(self) -> None:
        self._powers = [1]

    def __call__(self, checksum: int, n: int) -> int:
        while len(self._powers) <= n:
            last = self._powers[-1]
            self._powers.append((last << 8) & 0xFFFF ^ _TABLE16[last >> 8])
        factor, found = self._powers[n], 0
        while checksum:
            if checksum & 1:
                found ^= factor
            checksum >>= 1
            factor <<= 1
            if factor & 0x10000:
                factor ^= _CRC16
        return found


_SHIFT = _Shift()


def coded_number(number: int) -> bytes:
    """A frame's number, in UTF-8's way of writing but up to 36 bits."""
    if number < 0x80:  # noqa: PLR2004 - one byte as it is
        return bytes([number])
    rest = []
    lead = 0x40
    while True:
        rest.append(0x80 | number & 0x3F)
        number >>= 6
        lead >>= 1
        if number < lead:
            break
    first = (0xFF00 >> len(rest) + 1) & 0xFF | number
    return bytes([first, *reversed(rest)])


def renumbered(frame: bytes, number: int) -> bytes:
    """A frame with another number. Raises ValueError when it is none of a stream of blocks of one size."""
    if frame[:2] != _SYNC:
        raise ValueError("it has no frame of a fixed size where one should be")
    first = frame[4]
    length = 1 if first < 0x80 else 8 - (first ^ 0xFF).bit_length()  # noqa: PLR2004 - as many as leading ones
    block, rate = frame[2] >> 4, frame[2] & 15
    # Sizes and rates without a code of their own stand behind the number.
    extra = {6: 1, 7: 2}.get(block, 0) + {12: 1, 13: 2, 14: 2}.get(rate, 0)
    end = 4 + length + extra
    old, body, checksum = frame[: end + 1], frame[end + 1 : -2], int.from_bytes(frame[-2:], "big")
    head = frame[:4] + coded_number(number) + frame[4 + length : end]
    head += bytes([_crc8(head)])
    checksum ^= _SHIFT(_crc16(old) ^ _crc16(head), len(body))
    return head + body + checksum.to_bytes(2, "big")


def frames_of(chapter: EncodedChapter, first: int) -> Iterator[bytes]:
    """A chapter's frames, numbered from ``first``. Raises QualityError when its file is not what was encoded."""
    import av

    count = 0
    try:
        with av.open(local(Path(chapter.path)), format="flac") as source:
            for packet in source.demux(source.streams.audio[0]):
                if packet.size:
                    yield renumbered(bytes(packet), first + count)
                    count += 1
    except FileNotFoundError as error:
        raise damaged(chapter, "it is gone") from error
    except (av.error.InvalidDataError, EOFError, ValueError, IndexError) as error:
        raise damaged(chapter, f"it cannot be read ({error})") from error
    if count != chapter.packets:
        raise damaged(chapter, f"it has {count} frames, not {chapter.packets}")
