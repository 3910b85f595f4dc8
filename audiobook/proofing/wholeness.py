"""Is the file all there? Each kind says in its own way how much it should hold."""

from __future__ import annotations

from pathlib import Path

from audiobook.proofing.decode import Source
from audiobook.proofing.kinds import boxes
from audiobook.proofing.mp3 import Frames

#: Padding of encoders, at both ends together, that some headers count and some do not: two frames of the longest.
_CLOSE_S = 0.25
#: Bytes at the end in which the last page of an Ogg file is found: a page has at most 65,307 (RFC 3533).
_LAST_PAGE = 65307 + 282
#: RFC 3533: the flag of a stream's last page.
_END_OF_STREAM = 4
#: RIFF's way of saying that the length was not known when writing began.
_UNKNOWN = {0, 0xFFFFFFFF}


def torn(path: Path, source: Source, frames: Frames | None) -> str:
    """Why a decoded file does not look whole, in words; empty when it does. Raises OSError."""
    seconds = source.n_samples / source.rate_hz
    if frames is not None:
        return _mp3(frames)
    own = _LOOKS.get(source.kind.container)
    found = own(path) if own else ""
    if not found and 0 < source.packets < source.claimed_packets:
        return f"its index lists {source.claimed_packets:,} packets, {source.packets:,} are there"
    claimed = source.claimed_s
    # What ADTS and Ogg claim is an estimate, or read from the last page itself.
    if not found and claimed and source.kind.container in {"mov", "wav", "flac"} and claimed - seconds > _CLOSE_S:
        return f"it says it plays {claimed:.1f} s, {seconds:.1f} s are there"
    return found


def _mp3(frames: Frames) -> str:
    if frames.torn:
        return "its last frame is cut off"
    if frames.claimed and frames.claimed - frames.n > 1:
        return f"its header counts {frames.claimed:,} frames, {frames.n:,} are there"
    return ""


def _mp4(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as file:
        missing = max((at + length - size for _, at, length in boxes(file, size)), default=0)
    return f"its last {missing:,} bytes are missing" if missing > 0 else ""


def _wav(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
    length = int.from_bytes(head[4:], "little")
    missing = length + 8 - size if head[:4] == b"RIFF" and length not in _UNKNOWN else 0
    return f"its last {missing:,} bytes are missing" if missing > 1 else ""


def _ogg(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LAST_PAGE))
        data = file.read()
    at = data.rfind(b"OggS")
    if at < 0 or len(data) < at + 27 or not data[at + 5] & _END_OF_STREAM:
        return "its last page is missing"
    segments = data[at + 27 : at + 27 + data[at + 26]]
    return "its last page is cut off" if len(data) < at + 27 + len(segments) + sum(segments) else ""


def _adts(path: Path) -> str:
    """Walk the last kilobytes: the chain of frames must end with the file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _LAST_PAGE))
        data = file.read()
    at = data.find(b"\xff")
    while 0 <= at < len(data) // 2 or at == 0:
        end = _end_of_chain(data, at)
        if end is not None:
            return "" if end == len(data) else "its last frame is cut off"
        at = data.find(b"\xff", at + 1)
    return ""


def _end_of_chain(data: bytes, at: int) -> int | None:
    """Where a chain of ADTS frames from ``at`` ends, which is behind ``data`` for a cut one; ``None`` for no chain."""
    steps = 0
    while at + 7 <= len(data):
        if data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0:  # noqa: PLR2004 - ISO/IEC 13818-7's sync word
            return None
        length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        if length < 7:  # noqa: PLR2004 - its own header
            return None
        at += length
        steps += 1
    return at if steps else None


_LOOKS = {"mov": _mp4, "wav": _wav, "ogg": _ogg, "aac": _adts}
