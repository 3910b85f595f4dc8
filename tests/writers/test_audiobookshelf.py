"""Every field as audiobookshelf finds it: its map of ffprobe's names, in its order of preference.

ffprobe's tags are those of the container or, where it has none (Ogg), of the audio stream; a name is looked up as it is
and in capitals. PyAV gives the same names as ffprobe.
"""

from __future__ import annotations

import av
import pytest

from audiobook.events import silent
from audiobook.plugins import load_writer

#: What the server shows -> the tags it takes it from, the first that is there.
FIELD_MAP = {
    "title": ("album", "talb", "tal", "title", "tit2", "tt2"),
    "subtitle": ("subtitle", "tit3", "tt3"),
    "author": ("artist", "tpe1", "tp1", "albumartist", "album_artist", "tpe2"),
    "narrator": ("composer", "tcom", "tcm"),
    "description": ("description", "desc", "comment", "comm", "com"),
    "publisher": ("publisher", "tpub", "tpb"),
    "year": ("date", "tyer", "tye"),
    "genre": ("genre", "tcon", "tco"),
    "series": ("series", "show", "mvnm"),
    "part": ("series-part", "episode_id", "mvin", "part"),
    "isbn": ("isbn",),
    "asin": ("asin", "audible_asin"),
    "language": ("language", "lang"),
}
SHOWN = {
    "title": "The Lamp, and Other Lights",
    "subtitle": "A Tale",
    "author": "Ada Quill, Börje Ångström",
    "narrator": "Heart (synthetic voice)",
    "description": "First line.",
    "publisher": "Small Press",
    "year": "2021",
    "genre": "Sea stories; Lighthouses",
    "series": "Lights",
    "part": "3",
    "isbn": "9780000000002",
    "asin": "B00EXAMPLE",
    "language": "en",
}


def shelved(path):
    """What the server would store of a file."""
    with av.open(str(path)) as file:
        tags = dict(file.metadata) or dict(file.streams.audio[0].metadata)
    found = {}
    for field, names in FIELD_MAP.items():
        texts = (tags.get(name) or tags.get(name.upper()) for name in names)
        found[field] = next(filter(None, texts), "").partition("\n")[0]
    return found


@pytest.mark.parametrize("name", ["m4b", "mp3", "opus", "flac", "wav"])
def test_a_book_shows_every_field(tmp_path, make_book, name):
    writer = load_writer(name)
    path = tmp_path / f"book.{name}"
    writer.write(make_book([9_000, 9_000], (writer.kind.codec,)), path, silent)
    assert shelved(path) == SHOWN


@pytest.mark.parametrize("name", ["m4a-chapters", "mp3-chapters", "opus-chapters", "flac-chapters", "wav-chapters"])
def test_a_folder_of_chapters_shows_every_field_and_the_order(tmp_path, make_book, name):
    writer = load_writer(name)
    files = writer.write(make_book([9_000, 9_000], (writer.kind.codec,)), tmp_path / "Book", silent)
    for number, file in enumerate(files, 1):
        assert shelved(file) == SHOWN
        with av.open(str(file)) as container:
            tags = dict(container.metadata) or dict(container.streams.audio[0].metadata)
        assert (tags.get("track") or tags.get("TRACK")).partition("/")[0] == str(number)
