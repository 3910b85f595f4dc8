"""Tags for MP4 and ID3: the same fields in the form each family of players reads.

The map follows what audiobookshelf, Apple's players and other tag writers for audiobooks agree on; a series is written
in both its forms, since Apple reads the movement atoms and everything else does not.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.writers.chapters import UTF16, id3_chapter_frames, rate_played
from audiobook.writers.contents import Contents, tool
from audiobook.writers.fields import Fields

if TYPE_CHECKING:
    from mutagen.id3 import ID3

_FREEFORM = "----:com.apple.iTunes:"
#: iTunes' media kind "audiobook".
_AUDIOBOOK = 2
#: iTunes shows only so much of the short description.
_SHORT_DESCRIPTION = 255
#: Picture type "front cover" of ID3, which FLAC and Vorbis comments took over.
FRONT_COVER = 3
#: Fields that ID3 has frames for: TIT3, TPUB and TLAN.
_FRAMES_OF_THEIR_OWN = ("SUBTITLE", "PUBLISHER", "LANGUAGE")


def mp4_tags(contents: Contents) -> dict[str, Any]:
    """Atoms of a book, volume or chapter, by mutagen's names."""
    from mutagen.mp4 import MP4Cover, MP4FreeForm

    fields, cover, track = contents.fields, contents.cover, contents.track
    texts = {
        "\xa9alb": fields.title,
        "\xa9nam": contents.title,
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
        "sonm": "" if track else fields.title_sort,
        "soal": fields.title_sort,
        "soar": fields.author_sort,
        "\xa9too": tool(),
    }
    tags: dict[str, Any] = {name: [text] for name, text in texts.items() if text}
    for name, text in own_texts(fields).items():
        tags[_FREEFORM + name] = [MP4FreeForm(text.encode())]
    tags |= {"stik": [_AUDIOBOOK], "pgap": True}
    if fields.part.isdecimal() and int(fields.part) < 1 << 16:
        tags["\xa9mvi"] = [int(fields.part)]
    if fields.series:
        tags["shwm"] = [1]
    if track:
        tags["trkn"] = [(track.number, track.count)]
    if fields.volumes > 1:
        tags["disk"] = [(fields.volume, fields.volumes)]
    if cover:
        kind = MP4Cover.FORMAT_PNG if cover.media_type == "image/png" else MP4Cover.FORMAT_JPEG
        tags["covr"] = [MP4Cover(cover.data, kind)]
    return tags


def own_texts(fields: Fields) -> Mapping[str, str]:
    """Fields that MP4 has no atom of its own for, and ID3 no frame, by the names that other programs use for them."""
    texts = {
        "NARRATOR": fields.narrator,
        "SUBTITLE": fields.subtitle,
        "PUBLISHER": fields.publisher,
        "SERIES": fields.series,
        "SERIES-PART": fields.part,
        "ISBN": fields.isbn,
        "ASIN": fields.asin,
        "LANGUAGE": fields.language,
        "TRANSLATOR": fields.translator,
        "CONTRIBUTORS": fields.contributors,
        "IDENTIFIERS": fields.identifiers,
        "AI_VOICE": fields.ai_voice,
    }
    return {name: text for name, text in texts.items() if text}


def id3_tags(contents: Contents, *, marks: bool = True) -> ID3:
    """An ID3 tag of a book, volume or chapter, with its chapters unless they are told elsewhere (``marks``)."""
    from mutagen import id3

    fields, cover, track = contents.fields, contents.cover, contents.track
    texts = {
        "TALB": fields.title,
        "TIT2": contents.title,
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
        "TRCK": f"{track.number}/{track.count}" if track else "",
        "TPOS": f"{fields.volume}/{fields.volumes}" if fields.volumes > 1 else "",
        "TENC": tool(),
    }
    tags = id3.ID3()
    for name, text in texts.items():
        if text:
            tags.add(getattr(id3, name)(encoding=UTF16, text=[text]))
    for name, text in {"description": fields.description, **own_texts(fields)}.items():
        if text and name not in _FRAMES_OF_THEIR_OWN:
            tags.add(id3.TXXX(encoding=UTF16, desc=name, text=[text]))
    if fields.description:
        tags.add(id3.COMM(encoding=UTF16, lang="und", desc="", text=[fields.description]))
    if cover:
        tags.add(id3.APIC(encoding=0, mime=cover.media_type, type=FRONT_COVER, desc="Cover", data=cover.data))
    if marks and contents.marks:
        for frame in id3_chapter_frames(contents.marks, rate_played(contents.encoded)):
            tags.add(frame)
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
