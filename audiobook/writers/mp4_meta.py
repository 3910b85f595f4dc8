"""An MP4's tags as a finished box, so that they are written with the rest and not put into a file that is there."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from audiobook.writers.mp4_boxes import box

#: Room for a person's own changes: a tag editor that finds it need not move the whole book.
_ROOM_BYTES = 4096
_BOX_HEADER = 8


def meta_box(tags: Mapping[str, Any]) -> bytes:
    """The ``meta`` box with these tags, by mutagen's names, and some room behind them. Raises ValueError for others."""
    from mutagen.mp4 import MP4Tags

    # mutagen writes into files only: here into one with an empty index, in which it makes udta and, in that, meta.
    file = io.BytesIO(b"".join(box(b"moov")))
    written: Any = MP4Tags()
    written.update(tags)
    written.save(file, padding=lambda _info: _ROOM_BYTES)
    return file.getvalue()[2 * _BOX_HEADER :]
