"""What kind of audio file this is, by its name *and* its first bytes, before any decoder sees it.

A playlist called ``.wav`` or a text called ``.mp3`` must never reach a demuxer that would follow what it says.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from audiobook.errors import SourceError
from audiobook.proofing.mp3 import first_frame

#: The most bytes of one tag that are read: covers are some MB, and a demuxer holds a tag in memory (own judgement).
MOST_TAG = 64 * 2**20
#: An MP4's index may be larger: 4 bytes for each packet and more, 131 h of AAC have 50 MB (own judgement).
MOST_INDEX = 256 * 2**20
_ID3_HEADER = 10
#: ISO/IEC 13818-7: twelve set bits, one for the version, layer 0.
_ADTS_HEADER, _ADTS_MASK, _ADTS_SYNC = 2, 0xFFF6, 0xFFF0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: FFmpeg's name of its container, and the decoders that may be used for it."""

    name: str
    container: str
    decoders: tuple[str, ...]


_PCM = tuple(
    f"pcm_{form}" for form in ("u8", "s16le", "s24le", "s32le", "f32le", "f64le", "s16be", "s24be", "s32be", "f32be")
)
_KINDS: Mapping[str, Kind] = {
    ".mp3": Kind("mp3", "mp3", ("mp3float", "mp3")),
    ".m4b": Kind("m4b", "mov", ("aac", "alac", "mp3float")),
    ".m4a": Kind("m4a", "mov", ("aac", "alac", "mp3float")),
    ".mp4": Kind("m4a", "mov", ("aac", "alac", "mp3float")),
    ".opus": Kind("opus", "ogg", ("opus",)),
    ".ogg": Kind("ogg", "ogg", ("opus", "vorbis", "flac")),
    ".oga": Kind("ogg", "ogg", ("opus", "vorbis", "flac")),
    ".flac": Kind("flac", "flac", ("flac",)),
    ".wav": Kind("wav", "wav", _PCM),
    ".aac": Kind("aac", "aac", ("aac",)),
}
#: Suffixes that are looked at in a folder.
SUFFIXES = frozenset(_KINDS)


def kind_of(path: Path) -> Kind:
    """The kind of a file. Raises SourceError when name and content do not say the same, or a tag is too large."""
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise SourceError(
            f"'{path.name}' is not an audio file of a known kind", hint=f"known are: {', '.join(sorted(SUFFIXES))}"
        )
    try:
        size = path.stat().st_size
        if not size:
            raise SourceError(f"'{path.name}' is empty", hint="make it again, or fetch it again")
        with path.open("rb") as file:
            fits = _LOOKS[kind.container](file, size, path.name)
    except OSError as error:
        raise SourceError(f"cannot read '{path.name}': {error.strerror or error}") from error
    if not fits:
        raise SourceError(
            f"'{path.name}' is not what its name says: its content is no {kind.name.upper()}",
            hint="export it again, or give it the suffix of what it is",
        )
    return kind


def after_tags(file: BinaryIO, size: int, name: str) -> int:
    """Where the audio begins, behind ID3v2 tags. Raises SourceError for one that cannot be."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(_ID3_HEADER)
        if head[:3] != b"ID3" or len(head) < _ID3_HEADER:
            return at
        length = _ID3_HEADER + sum(
            (byte & 127) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True)
        )
        _check_size(length, MOST_TAG, at + length <= size, name)
        at += length


def _check_size(length: int, most: int, inside: bool, name: str) -> None:  # noqa: FBT001 - reads as a sentence
    if length > most:
        raise SourceError(
            f"'{name}' has a tag of {length / 2**20:.0f} MB; at most {most / 2**20:.0f} MB are read",
            hint="take the pictures out of its tags and try again",
        )
    if not inside:
        raise SourceError(
            f"'{name}' ends inside its tag, so it holds no audio", hint="make it again, or fetch it again"
        )


def _mp3(file: BinaryIO, size: int, name: str) -> bool:
    return first_frame(file, after_tags(file, size, name)) is not None


def _adts(file: BinaryIO, size: int, name: str) -> bool:
    file.seek(after_tags(file, size, name))
    head = file.read(_ADTS_HEADER)
    return len(head) == _ADTS_HEADER and int.from_bytes(head, "big") & _ADTS_MASK == _ADTS_SYNC


def _flac(file: BinaryIO, size: int, name: str) -> bool:
    at = after_tags(file, size, name)
    file.seek(at)
    if file.read(4) != b"fLaC":
        return False
    start, at = at, at + 4
    while True:
        file.seek(at)
        head = file.read(4)
        if len(head) < 4:  # noqa: PLR2004 - the block's own header
            return True
        at += 4 + int.from_bytes(head[1:4], "big")
        _check_size(at - start, MOST_TAG, at <= size, name)
        if head[0] & 0x80:
            return True


def _ogg(file: BinaryIO, size: int, name: str) -> bool:
    del size, name
    return file.read(4) == b"OggS"


def _wav(file: BinaryIO, size: int, name: str) -> bool:
    del size, name
    head = file.read(12)
    return head[:4] in {b"RIFF", b"RF64", b"BW64"} and head[8:12] == b"WAVE"


def _mp4(file: BinaryIO, size: int, name: str) -> bool:
    if file.read(12)[4:8] != b"ftyp":
        return False
    for box, _, length in boxes(file, size):
        if box == b"moov":
            _check_size(length, MOST_INDEX, True, name)  # noqa: FBT003 - one cut off is told by the demuxer
    return True


def boxes(file: BinaryIO, size: int) -> list[tuple[bytes, int, int]]:
    """The boxes at the top of an MP4: name, place and length as claimed. Linear in their number, at most 10,000."""
    found: list[tuple[bytes, int, int]] = []
    at = 0
    while at + 8 <= size and len(found) < 10_000:  # noqa: PLR2004 - a fragmented book has some hundreds
        file.seek(at)
        head = file.read(16).ljust(16, b"\0")
        length, box = struct.unpack(">I4s", head[:8])
        if length == 1:  # ISO/IEC 14496-12: the size is in 64 bits
            length = struct.unpack(">Q", head[8:])[0]
        elif length == 0:
            length = size - at
        if length < 8:  # noqa: PLR2004 - shorter than its own header
            break
        found.append((box, at, length))
        at += length
    return found


_LOOKS: Mapping[str, Callable[[BinaryIO, int, str], bool]] = {
    "mp3": _mp3,
    "aac": _adts,
    "flac": _flac,
    "ogg": _ogg,
    "wav": _wav,
    "mov": _mp4,
}
