"""The cover as tags can hold it, and whether it is what a store wants; read from its header, never decoded."""

from __future__ import annotations

import struct

from audiobook.document import Cover
from audiobook.events import Emit, warn
from audiobook.profile import Limits

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_KINDS = {_JPEG: "image/jpeg", _PNG: "image/png"}
#: JPEG's start-of-frame markers, which hold the size: C0 to CF, but not the tables DHT, JPG and DAC (ITU-T T.81, B.1).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: Markers without a length: TEM, the restarts, and start and end of image.
_BARE = frozenset({0x01, *range(0xD0, 0xDA)})
_SCAN = 0xDA
#: A store's square may be so many per cent off: scanned covers are a pixel or two out (own judgement).
_SQUARE_PER_CENT = 1


def usable_cover(cover: Cover | None, emit: Emit) -> Cover | None:
    """The cover with its true media type, or ``None`` with a warning when it is neither JPEG nor PNG."""
    if cover is None:
        return None
    for start, media_type in _KINDS.items():
        if cover.data.startswith(start):
            return Cover(cover.data, media_type)
    kind = cover.media_type or "other files"
    warn(emit, "cover-format", f"the cover is left out: players show JPEG and PNG, not {kind}")
    return None


def pixels(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG or PNG as its header tells them, ``None`` when it tells nothing."""
    if data.startswith(_PNG):
        return _sensible(*struct.unpack_from(">II", data, 16)) if len(data) >= 24 else None  # noqa: PLR2004 - IHDR
    if not data.startswith(_JPEG):
        return None
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:  # noqa: PLR2004 - every marker begins so
            return None
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return _sensible(width, height)
        if marker == _SCAN:
            return None
        # A marker may be filled up with FF before it.
        at += 1 if marker == 0xFF else 2 if marker in _BARE else 2 + struct.unpack_from(">H", data, at + 2)[0]  # noqa: PLR2004
    return None


def _sensible(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width and height else None


def check_cover(cover: Cover | None, limits: Limits, emit: Emit) -> None:
    """Warn when the cover is not what the profile asks for: ``cover-missing``, ``cover-size``, ``cover-shape``."""
    if not limits.cover_square and not str(limits.cover_px):
        return
    if cover is None:
        warn(emit, "cover-missing", "the book has no cover, which this profile asks for: set metadata.cover")
        return
    size = pixels(cover.data)
    if size is None:
        warn(emit, "cover-size", "how many pixels the cover has cannot be read from it")
        return
    width, height = size
    if not limits.cover_px.holds(min(size)):
        warn(
            emit,
            "cover-size",
            f"the cover has {width} x {height} pixels; this profile asks for {limits.cover_px} on the shorter side",
        )
    if limits.cover_square and abs(width - height) * 100 > max(size) * _SQUARE_PER_CENT:
        warn(emit, "cover-shape", f"the cover has {width} x {height} pixels; this profile asks for a square")
