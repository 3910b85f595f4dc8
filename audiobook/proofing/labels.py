"""Tags, chapter table and cover of a file, as players would show them. No pixels are decoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audiobook.proofing.report import Mark, Picture

#: What containers write for themselves, which is no tag.
_NOT_TAGS = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "creation_time", "handler_name", "vendor_id"}
)
#: Kept of a tag, and of all tags together (own judgement: a report, not a copy).
_LONGEST, _MOST = 300, 60
#: The first of these names that is there; FFmpeg's names, in the order that audiobookshelf asks for them.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("album", "title"),
    "author": ("artist", "album_artist", "author"),
    "narrator": ("composer", "narrator", "performer"),
}
#: Names of covers beside the files of a folder.
_COVERS = ("cover", "folder", "front")
_PICTURES = frozenset({".jpg", ".jpeg", ".png"})
#: More chapters than any book has: a table that long is an attack on whoever draws it.
_MOST_MARKS = 20_000


def printable(text: str) -> str:
    """A text from a file as one line without control characters, which pages must not hold and terminals obey."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in " ".join(text.split()))


def tags_of(metadata: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Names and texts, shortened to what a person reads."""
    found = [(printable(k), printable(v)[:_LONGEST]) for k, v in sorted(metadata.items()) if k not in _NOT_TAGS]
    return tuple((name, text) for name, text in found if text)[:_MOST]


def field_of(tags: Sequence[tuple[str, str]], name: str) -> str:
    """``title``, ``author`` or ``narrator`` of a file's tags, empty without one."""
    known = dict(tags)
    return next((known[key] for key in _FIELDS[name] if known.get(key)), "")


def marks_of(chapters: Sequence[Mapping[str, Any]]) -> tuple[Mark, ...]:
    """The chapter table in seconds, in its own order."""
    found = []
    for chapter in chapters[:_MOST_MARKS]:
        base = chapter["time_base"] or 0
        title = printable(str(chapter["metadata"].get("title", "")))
        found.append(Mark(title[:_LONGEST], float(chapter["start"] * base), float(chapter["end"] * base)))
    return tuple(found)


def picture_of(data: bytes, where: str) -> Picture:
    """Size and kind of a cover; an unreadable one has no kind."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a large picture: its size is what we ask for, it is not decoded
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
                return Picture(picture.width, picture.height, (picture.format or "").lower(), where)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Picture(0, 0, "", where)


def cover_beside(folder: Path) -> Picture | None:
    """A cover that lies in a folder under one of the usual names."""
    try:
        names = sorted(p for p in folder.iterdir() if p.suffix.lower() in _PICTURES and p.stem.lower() in _COVERS)
        for path in names:
            with path.open("rb") as file:
                # The size of a JPEG stands behind its tags, which may hold a small picture of their own.
                return picture_of(file.read(2**22), path.name)
    except OSError:
        return None
    return None
