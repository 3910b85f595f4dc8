"""Walking the frames of an MP3, to know whether every frame has one bit rate and the file ends where it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

#: ISO/IEC 11172-3 and 13818-3: kbit/s of layer III by index, for MPEG-1 and for the lower rates of MPEG-2 and 2.5.
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
#: Hz by version bits (3 is MPEG-1, 2 is MPEG-2, 0 is MPEG-2.5) and index.
_RATES: Mapping[int, tuple[int, ...]] = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_HEADER = 4
#: How far behind its tags an MP3's first frame is looked for (own judgement; padding and junk are seldom longer).
_SEARCHED = 65536
#: Bytes read at once.
_READ = 2**20


@dataclass(frozen=True, slots=True)
class _Header:
    n_bytes: int
    kbps: int
    samples: int
    rate_hz: int


@dataclass(frozen=True, slots=True)
class Frames:
    """What walking found. ``n``: frames of sound; ``kbps``: their different bit rates, rising.

    ``labelled``: ``Xing`` or ``VBRI`` for a header that calls the file variable, ``Info`` for one that calls it
    constant. ``claimed``: the frames that header counts. ``torn``: the last frame is not all there. ``junk``: bytes
    between frames. ``varies_s``: where the second bit rate comes.
    """

    n: int
    kbps: tuple[int, ...]
    seconds: float
    labelled: str = ""
    claimed: int | None = None
    torn: bool = False
    junk: int = 0
    varies_s: float | None = None


@cache
def _header(head: bytes) -> _Header | None:
    """A frame's header, or ``None`` for bytes that are none. Few of them differ, so they are remembered."""
    word = int.from_bytes(head, "big")
    version, layer = word >> 19 & 3, word >> 17 & 3
    rate, index = word >> 10 & 3, word >> 12 & 15
    if word >> 21 != 0x7FF or layer != 1 or version == 1 or rate == 3 or not 0 < index < 15:  # noqa: PLR2004 - reserved
        return None
    rate_hz = _RATES[version][rate]
    kbps, samples = (_KBPS_1[index], 1152) if version == 3 else (_KBPS_2[index], 576)  # noqa: PLR2004 - MPEG-1
    return _Header(samples * 125 * kbps // rate_hz + (word >> 9 & 1), kbps, samples, rate_hz)


def _read_header(data: bytes, at: int) -> _Header | None:
    head = data[at : at + _HEADER]
    # Mode extension, copyright and emphasis change nothing here: without them a file has a handful of headers.
    return _header(head[:3] + b"\0") if len(head) == _HEADER and head[0] == 0xFF else None  # noqa: PLR2004 - sync


def first_frame(file: BinaryIO, at: int) -> int | None:
    """Where the first frame begins that another one follows, at most 64 kB behind ``at``; ``None`` without one.

    One single frame up to the end of the file counts as well.
    """
    file.seek(at)
    data = file.read(_SEARCHED + 4096)
    place = data.find(b"\xff")
    while 0 <= place < _SEARCHED:
        header = _read_header(data, place)
        if header and (place + header.n_bytes == len(data) or _read_header(data, place + header.n_bytes)):
            return at + place
        place = data.find(b"\xff", place + 1)
    return None


def walk_frames(path: Path, start: int) -> Frames:
    """Walk all frames from ``start``. Linear; holds a megabyte. Raises OSError."""
    walk = _Walk()
    with path.open("rb") as file:
        file.seek(start)
        data = b""
        while more := file.read(_READ):
            data += more
            data = data[walk.through(data) :]
        walk.end(data)
    return walk.result()


class _Walk:
    def __init__(self) -> None:
        self._n = self._samples = self._junk = 0
        self._kbps: set[int] = set()
        self._labelled = ""
        self._claimed: int | None = None
        self._torn = self._over = False
        self._rate_hz = 1
        self._varies_s: float | None = None

    def through(self, data: bytes) -> int:
        """Walk the whole frames in ``data``; return how many bytes are done with."""
        at, end = 0, len(data)
        while at + _HEADER <= end and not self._over:
            header = _read_header(data, at)
            if header is None:
                at = self._skip(data, at)
                continue
            if at + header.n_bytes > end:
                return at
            self._take(header, data[at : at + header.n_bytes] if not self._n else b"")
            at += header.n_bytes
        return end if self._over else at

    def _take(self, header: _Header, body: bytes) -> None:
        if body and not self._labelled and self._label(body):
            return
        if header.kbps not in self._kbps and self._kbps and self._varies_s is None:
            self._varies_s = self._samples / header.rate_hz
        self._n += 1
        self._samples += header.samples
        self._rate_hz = header.rate_hz
        self._kbps.add(header.kbps)

    def _label(self, body: bytes) -> bool:
        """Whether a frame is the header that LAME and others put first, which holds no sound."""
        for name in (b"Xing", b"Info", b"VBRI"):
            at = body.find(name, _HEADER, 64)
            if at < 0:
                continue
            self._labelled = name.decode()
            if name == b"VBRI":
                self._claimed = int.from_bytes(body[at + 14 : at + 18], "big")
            elif body[at + 7] & 1:
                self._claimed = int.from_bytes(body[at + 8 : at + 12], "big")
            return True
        return False

    def _skip(self, data: bytes, at: int) -> int:
        if data[at : at + 3] in {b"TAG", b"ID3"} or data[at : at + 8] == b"APETAGEX":
            self._over = True  # tags at the end
            return at
        place = data.find(b"\xff", at + 1)
        place = place if place >= 0 else len(data)
        self._junk += place - at
        return place

    def end(self, data: bytes) -> None:
        """What is left is the beginning of a frame that is not all there, or nothing."""
        self._torn = not self._over and len(data) >= _HEADER and _read_header(data, 0) is not None

    def result(self) -> Frames:
        seconds = self._samples / self._rate_hz
        kbps = tuple(sorted(self._kbps))
        return Frames(self._n, kbps, seconds, self._labelled, self._claimed, self._torn, self._junk, self._varies_s)
