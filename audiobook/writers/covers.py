"""The cover as tags can hold it."""

from __future__ import annotations

from audiobook.document import Cover
from audiobook.events import Emit, warn

_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


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
