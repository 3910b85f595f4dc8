"""Vorbis comments, the tags of Opus and FLAC, with chapters and the cover."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable

from audiobook.document import Cover
from audiobook.events import Emit, warn
from audiobook.writers.chapters import rate_played
from audiobook.writers.contents import Contents, tool
from audiobook.writers.covers import pixels
from audiobook.writers.tags import FRONT_COVER, own_texts

#: The chapter extension counts ``CHAPTER000`` to ``CHAPTER999`` (wiki.xiph.org, Chapter Extension).
_MOST_CHAPTERS = 1000
#: ... and gives the hours two digits, which is what ffmpeg reads.
_MOST_HOURS = 100
_MS_AN_HOUR = 3_600_000


def comments(contents: Contents, *, first_chapter: int = 0) -> list[tuple[str, str]]:
    """Names and values, none empty, in a fixed order, without the cover; chapters count from ``first_chapter``.

    There is no COMMENT: readers take DESCRIPTION for the same field.
    """
    fields, track = contents.fields, contents.track
    texts = {
        "TITLE": contents.title,
        "ALBUM": fields.title,
        "ARTIST": fields.author,
        "ALBUMARTIST": fields.author,
        "COMPOSER": fields.narrator,
        "DESCRIPTION": fields.description,
        "DATE": fields.year,
        "GENRE": fields.genre,
        "GROUPING": fields.grouping,
        "COPYRIGHT": fields.rights,
        "TITLESORT": "" if track else fields.title_sort,
        "ALBUMSORT": fields.title_sort,
        "ARTISTSORT": fields.author_sort,
        "ENCODER": tool(),
        **own_texts(fields),
    }
    if track:
        texts |= {"TRACKNUMBER": str(track.number), "TRACKTOTAL": str(track.count)}
    if fields.volumes > 1:
        texts |= {"DISCNUMBER": str(fields.volume), "DISCTOTAL": str(fields.volumes)}
    return [*((name, text) for name, text in texts.items() if text), *_chapters(contents, first_chapter)]


def _chapters(contents: Contents, first: int) -> list[tuple[str, str]]:
    """``CHAPTER000=00:00:00.000`` and ``CHAPTER000NAME=Title``, to the millisecond; none for a single chapter."""
    rate_hz = rate_played(contents.encoded)
    found = []
    for n, mark in enumerate(contents.marks[: _MOST_CHAPTERS - first], first):
        ms = (mark.start * 1000 + rate_hz // 2) // rate_hz
        clock = f"{ms // _MS_AN_HOUR:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
        found += [(f"CHAPTER{n:03}", clock), (f"CHAPTER{n:03}NAME", mark.title)]
    return found


def warn_of_chapters(contents: Contents, emit: Emit) -> None:
    """Warn with ``chapter-table`` when Vorbis comments cannot tell all chapters to every player."""
    late = _MOST_HOURS * 3600 * rate_played(contents.encoded)
    if len(contents.marks) > _MOST_CHAPTERS:
        warn(
            emit, "chapter-table", f"Vorbis comments hold {_MOST_CHAPTERS} chapters; the rest have no mark: use volumes"
        )
    if any(mark.start >= late for mark in contents.marks):
        warn(emit, "chapter-table", f"many players do not show chapters after {_MOST_HOURS} hours: use volumes")


def picture_block(cover: Cover) -> bytes:
    """A FLAC picture block (RFC 9639, section 8.8)."""
    media_type, name = cover.media_type.encode(), b"Cover"
    width, height = pixels(cover.data) or (0, 0)
    head = struct.pack(f">II{len(media_type)}sI{len(name)}s", FRONT_COVER, len(media_type), media_type, len(name), name)
    # Depth in bits and colours of an indexed picture: 0, which is unknown for the one and none for the other.
    return head + struct.pack(">IIIII", width, height, 0, 0, len(cover.data)) + cover.data


def picture_comment(cover: Cover) -> tuple[str, str]:
    """The cover as Opus has it: a FLAC picture block in a comment."""
    return "METADATA_BLOCK_PICTURE", base64.b64encode(picture_block(cover)).decode("ascii")


def packed(entries: Iterable[tuple[str, str]]) -> bytes:
    """A comment header, without what Vorbis itself has around it (RFC 9639, section 8.6)."""
    lines = [f"{name}={text}".encode(errors="replace") for name, text in entries]
    vendor = tool().encode()
    body = b"".join(struct.pack("<I", len(line)) + line for line in lines)
    return struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(lines)) + body
