"""Tags for MP4 and ID3: the same fields in the form each family of players reads.

The map follows what audiobookshelf, Apple's players and other tag writers for audiobooks agree on; a series is written
in both its forms, since Apple reads the movement atoms and everything else does not.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.document import Cover
from audiobook.writers.chapters import UTF16
from audiobook.writers.fields import Fields

if TYPE_CHECKING:
    from mutagen.id3 import ID3

_FREEFORM = "----:com.apple.iTunes:"
#: iTunes' media kind "audiobook".
_AUDIOBOOK = 2
#: iTunes shows only so much of the short description.
_SHORT_DESCRIPTION = 255
#: ID3's picture type "front cover".
_FRONT_COVER = 3


def mp4_tags(fields: Fields, cover: Cover | None, tool: str) -> dict[str, Any]:
    """Atoms by mutagen's names; ``tool`` names the program that wrote the file."""
    from mutagen.mp4 import MP4Cover, MP4FreeForm

    texts = {
        "\xa9alb": fields.title,
        "\xa9nam": fields.title,
        "\xa9ART": fields.author,
        "aART": fields.author,
        "\xa9wrt": fields.narrator,
        "desc": fields.description[:_SHORT_DESCRIPTION],
        "ldes": fields.description,
        "\xa9cmt": fields.description,
        "\xa9day": fields.year,
        "\xa9gen": fields.genre,
        "\xa9grp": fields.grouping,
        "\xa9mvn": fields.series,
        "cprt": fields.rights,
        "sonm": fields.title_sort,
        "soal": fields.title_sort,
        "soar": fields.author_sort,
        "\xa9too": tool,
    }
    tags: dict[str, Any] = {name: [text] for name, text in texts.items() if text}
    for name, text in _free_texts(fields).items():
        tags[_FREEFORM + name] = [MP4FreeForm(text.encode())]
    tags |= {"stik": [_AUDIOBOOK], "pgap": True}
    if fields.part.isdecimal() and int(fields.part) < 1 << 16:
        tags["\xa9mvi"] = [int(fields.part)]
    if fields.series:
        tags["shwm"] = [1]
    if cover:
        kind = MP4Cover.FORMAT_PNG if cover.media_type == "image/png" else MP4Cover.FORMAT_JPEG
        tags["covr"] = [MP4Cover(cover.data, kind)]
    return tags


def _free_texts(fields: Fields) -> Mapping[str, str]:
    """Fields that MP4 has no atom of its own for."""
    texts = {
        "NARRATOR": fields.narrator,
        "SUBTITLE": fields.subtitle,
        "PUBLISHER": fields.publisher,
        "SERIES": fields.series,
        "SERIES-PART": fields.part,
        "ISBN": fields.isbn,
        "LANGUAGE": fields.language,
        "TRANSLATOR": fields.translator,
    }
    return {name: text for name, text in texts.items() if text}


def write_mp4(path: Path, tags: Mapping[str, Any]) -> None:
    """Write the tags into a finished MP4; chapters and index stay. Raises OSError when it cannot be written."""
    from mutagen.mp4 import MP4

    with _os_errors():
        file: Any = MP4(path)
        if file.tags is None:
            file.add_tags()
        file.tags.clear()
        file.tags.update(tags)
        file.save()


def id3_tags(fields: Fields, cover: Cover | None, tool: str, track: tuple[int, int, str] | None = None) -> ID3:
    """An ID3 tag. ``track`` is number, count and title of a file that holds one chapter."""
    from mutagen import id3

    title = track[2] if track else fields.title
    texts = {
        "TALB": fields.title,
        "TIT2": title,
        "TPE1": fields.author,
        "TPE2": fields.author,
        "TCOM": fields.narrator,
        "TIT3": fields.subtitle,
        "TPUB": fields.publisher,
        "TYER": fields.year,
        "TCON": fields.genre,
        "TLAN": fields.language,
        "TCOP": fields.rights,
        "MVNM": fields.series,
        "MVIN": fields.part if fields.part.isdecimal() else "",
        "GRP1": fields.grouping,
        "TSOT": "" if track else fields.title_sort,
        "TSOA": fields.title_sort,
        "TSOP": fields.author_sort,
        "TRCK": f"{track[0]}/{track[1]}" if track else "",
        "TENC": tool,
    }
    tags = id3.ID3()
    for name, text in texts.items():
        if text:
            tags.add(getattr(id3, name)(encoding=UTF16, text=[text]))
    own = {
        "description": fields.description,
        "NARRATOR": fields.narrator,
        "SERIES": fields.series,
        "SERIES-PART": fields.part,
        "ISBN": fields.isbn,
        "TRANSLATOR": fields.translator,
    }
    for name, text in own.items():
        if text:
            tags.add(id3.TXXX(encoding=UTF16, desc=name, text=[text]))
    if fields.description:
        tags.add(id3.COMM(encoding=UTF16, lang="und", desc="", text=[fields.description]))
    if cover:
        tags.add(id3.APIC(encoding=0, mime=cover.media_type, type=_FRONT_COVER, desc="Cover", data=cover.data))
    return tags


def write_id3(path: Path, tags: ID3) -> None:
    """Start a file with a tag, so that frames can be appended. Version 2.3, which everything reads."""
    with _os_errors():
        tags.save(path, v2_version=3, v1=0)


@contextlib.contextmanager
def _os_errors() -> Iterator[None]:
    """Let the OSError inside mutagen's own error out, so that a full disk is told from a damaged file."""
    from mutagen import MutagenError

    try:
        yield
    except MutagenError as error:
        inner = error.__context__ or (error.args[0] if error.args else None)
        if isinstance(inner, OSError):
            raise inner from error
        raise
