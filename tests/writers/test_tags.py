"""Every field, in every family of tags, as independent readers of them see it."""

from __future__ import annotations

import base64
from dataclasses import replace

import av
import pytest
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

from audiobook.document import Cover, Metadata
from audiobook.events import Finding, silent
from audiobook.plugins import load_writer
from audiobook.writers.fields import fields_of, joined
from audiobook.writers.m4b import M4bWriter
from audiobook.writers.mp3 import Mp3Writer
from audiobook.writers.wav import WavWriter

FREE = "----:com.apple.iTunes:"
FORMATS = (("m4b", "aac"), ("mp3", "mp3"), ("opus", "opus"), ("flac", "flac"), ("wav", "wav"))
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def m4b(tmp_path, make_book):
    M4bWriter().write(make_book([20_000, 10_000]), tmp_path / "a.m4b", silent)
    return tmp_path / "a.m4b"


@pytest.fixture
def mp3(tmp_path, make_book):
    Mp3Writer().write(make_book([20_000, 10_000], ("mp3",)), tmp_path / "a.mp3", silent)
    return tmp_path / "a.mp3"


def test_mp4_fields(m4b):
    tags = MP4(m4b).tags
    title, author, narrator = "The Lamp, and Other Lights", "Ada Quill, Börje Ångström", "Heart (synthetic voice)"
    plain = {
        "\xa9alb": title,
        "\xa9nam": title,
        "\xa9ART": author,
        "aART": author,
        "\xa9wrt": narrator,
        "\xa9day": "2021",
        "\xa9gen": "Sea stories; Lighthouses",
        "\xa9grp": "Lights #3",
        "\xa9mvn": "Lights",
        "cprt": "Public domain",
        "sonm": "Lamp, and Other Lights, The",
        "soal": "Lamp, and Other Lights, The",
        "soar": author,
    }
    assert {name: tags[name][0] for name in plain} == plain
    free = {
        "NARRATOR": narrator,
        "SUBTITLE": "A Tale",
        "PUBLISHER": "Small Press",
        "SERIES": "Lights",
        "SERIES-PART": "3",
        "ISBN": "9780000000002",
        "LANGUAGE": "en",
        "TRANSLATOR": "Tom Translator",
        "CONTRIBUTORS": "Eva Editor (editor); Ike (illustrator)",
        "IDENTIFIERS": "urn:isbn:9780000000002; mobi-asin:b00example",
        "ASIN": "B00EXAMPLE",
        "AI_VOICE": "Narrated by AI voices",
    }
    assert {name: bytes(tags[FREE + name][0]).decode() for name in free} == free
    assert (tags["\xa9mvi"], tags["shwm"], tags["stik"], tags["pgap"]) == ([3], [1], [2], True)
    assert tags["ldes"][0].startswith("First line.\nSecond line — with “quotes”.")
    assert tags["\xa9cmt"] == tags["ldes"]
    assert len(tags["desc"][0]) == 255
    assert bytes(tags["covr"][0]).startswith(b"\xff\xd8\xff")


def test_id3_fields(mp3):
    tags = ID3(mp3, translate=False)
    assert tags.version == (2, 3, 0)
    texts = {
        "TALB": "The Lamp, and Other Lights",
        "TIT2": "The Lamp, and Other Lights",
        "TIT3": "A Tale",
        "TPE1": "Ada Quill, Börje Ångström",
        "TPE2": "Ada Quill, Börje Ångström",
        "TCOM": "Heart (synthetic voice)",
        "TPUB": "Small Press",
        "TYER": "2021",
        "TCON": "Sea stories; Lighthouses",
        "TLAN": "en",
        "MVNM": "Lights",
        "MVIN": "3",
        "GRP1": "Lights #3",
        "TSOT": "Lamp, and Other Lights, The",
        "TXXX:SERIES": "Lights",
        "TXXX:SERIES-PART": "3",
        "TXXX:ISBN": "9780000000002",
        "TXXX:NARRATOR": "Heart (synthetic voice)",
        "TXXX:ASIN": "B00EXAMPLE",
        "TXXX:TRANSLATOR": "Tom Translator",
        "TXXX:CONTRIBUTORS": "Eva Editor (editor); Ike (illustrator)",
        "TXXX:IDENTIFIERS": "urn:isbn:9780000000002; mobi-asin:b00example",
        "TXXX:AI_VOICE": "Narrated by AI voices",
    }
    assert {name: str(tags[name]) for name in texts} == texts
    assert str(tags["TXXX:description"]).startswith("First line.")
    assert tags["APIC:Cover"].mime == "image/jpeg"


@pytest.mark.parametrize("name", ["opus", "flac"])
def test_vorbis_comments(tmp_path, make_book, name):
    path = tmp_path / f"a.{name}"
    load_writer(name).write(make_book([20_000, 10_000], (name,)), path, silent)
    file = OggOpus(path) if name == "opus" else FLAC(path)
    title, sort = "The Lamp, and Other Lights", "Lamp, and Other Lights, The"
    author, narrator = "Ada Quill, Börje Ångström", "Heart (synthetic voice)"
    texts = {
        "TITLE": title,
        "ALBUM": title,
        "ARTIST": author,
        "ALBUMARTIST": author,
        "COMPOSER": narrator,
        "NARRATOR": narrator,
        "SUBTITLE": "A Tale",
        "PUBLISHER": "Small Press",
        "DATE": "2021",
        "GENRE": "Sea stories; Lighthouses",
        "SERIES": "Lights",
        "SERIES-PART": "3",
        "GROUPING": "Lights #3",
        "ISBN": "9780000000002",
        "ASIN": "B00EXAMPLE",
        "LANGUAGE": "en",
        "COPYRIGHT": "Public domain",
        "TRANSLATOR": "Tom Translator",
        "CONTRIBUTORS": "Eva Editor (editor); Ike (illustrator)",
        "IDENTIFIERS": "urn:isbn:9780000000002; mobi-asin:b00example",
        "AI_VOICE": "Narrated by AI voices",
        "TITLESORT": sort,
        "ALBUMSORT": sort,
        "ARTISTSORT": author,
    }
    assert {key: file.tags[key] for key in texts} == {key: [text] for key, text in texts.items()}
    assert file.tags["DESCRIPTION"][0].startswith("First line.\nSecond line — with “quotes”.")
    first = 0 if name == "opus" else 1
    assert file.tags[f"CHAPTER{first:03}"] == ["00:00:00.000"]
    assert file.tags[f"CHAPTER{first + 1:03}NAME"] == ["Chapter 2: “Ærø” 灯"]
    block = Picture(base64.b64decode(file.tags["METADATA_BLOCK_PICTURE"][0])) if name == "opus" else file.pictures[0]
    assert (block.type, block.mime, block.width, block.height) == (3, "image/jpeg", 64, 64)
    assert block.data == make_book.jpeg()


def test_wav_has_its_tags_twice(tmp_path, make_book):
    WavWriter().write(make_book([20_000, 10_000], ("wav",)), tmp_path / "a.wav", silent)
    tags = WAVE(tmp_path / "a.wav").tags
    assert (str(tags["TALB"]), str(tags["TCOM"])) == ("The Lamp, and Other Lights", "Heart (synthetic voice)")
    assert tags["APIC:Cover"].data == make_book.jpeg()
    data = (tmp_path / "a.wav").read_bytes()
    info = data[data.index(b"INFO") : data.index(b"cue ")]
    assert "Ada Quill, Börje Ångström\0".encode() in info.partition(b"IART")[2]


@pytest.mark.parametrize(("name", "codec"), FORMATS)
def test_volumes_are_numbered_in_tags(tmp_path, make_book, name, codec):
    book = replace(make_book([20_000], (codec,)), volume=2, volumes=3)
    load_writer(name).write(book, tmp_path / f"a.{name}", silent)
    with av.open(str(tmp_path / f"a.{name}")) as file:
        tags = {key.lower(): text for key, text in (file.metadata or file.streams.audio[0].metadata).items()}
    assert tags["title"] == "The Lamp, and Other Lights - 2 of 3"
    assert tags["album"] == "The Lamp, and Other Lights"
    assert tags["disc"].split("/")[0] == "2"
    assert "3" in (tags["disc"], *tags["disc"].split("/"), tags.get("disctotal"))


@pytest.mark.parametrize(("name", "codec"), FORMATS)
def test_a_book_of_which_nothing_is_known(tmp_path, make_book, name, codec):
    path = tmp_path / f"a.{name}"
    load_writer(name).write(make_book([9_000], (codec,), metadata=Metadata(), cover=None), path, silent)
    with av.open(str(path)) as source:
        tags = source.metadata or source.streams.audio[0].metadata
        assert tags.get("title", tags.get("TITLE")) == "Untitled"
        assert tags["AI_VOICE"] == "Narrated by AI voices"
        assert not [s for s in source.streams if s.type == "video"]


def test_a_cover_is_named_by_what_it_is(tmp_path, make_book):
    findings = []
    book = make_book([9_000], ("aac",))
    M4bWriter().write(replace(book, cover=Cover(PNG, "image/jpeg")), tmp_path / "a.m4b", findings.append)
    assert MP4(tmp_path / "a.m4b").tags["covr"][0].imageformat == 14
    assert findings == []
    M4bWriter().write(replace(book, cover=Cover(b"<svg/>", "image/svg+xml")), tmp_path / "a.m4b", findings.append)
    assert "covr" not in MP4(tmp_path / "a.m4b").tags
    (finding,) = findings
    assert isinstance(finding, Finding)
    assert finding.code == "cover-format"


@pytest.mark.parametrize(
    ("identifiers", "asin"),
    [
        (("asin:B00EXAMPLE",), "B00EXAMPLE"),
        (("urn:isbn:1", "AMAZON: b00example"), "B00EXAMPLE"),
        (("urn:asin:B00EXAMPLE",), "B00EXAMPLE"),
        (("asin:B00",), ""),
        (("B00EXAMPLE",), ""),
        ((), ""),
    ],
)
def test_an_asin_is_found_where_it_says_that_it_is_one(identifiers, asin):
    assert fields_of(Metadata(identifiers=identifiers)).asin == asin


def test_names_and_numbers_that_fields_cannot_hold():
    assert joined(["Le Guin, Ursula", "Ada Quill"]) == "Le Guin, Ursula; Ada Quill"
    fields = fields_of(Metadata(title="A  Room\nwith a View", series="Rooms", series_index="1.5"))
    assert (fields.title, fields.title_sort, fields.grouping) == (
        "A Room with a View",
        "Room with a View, A",
        "Rooms #1.5",
    )
    assert fields_of(Metadata(series_index="2")).part == ""
    assert fields_of(Metadata(date="c. 1605")).year == "c. 1605"


def test_half_a_part_number_is_no_movement_number(tmp_path, make_book):
    metadata = Metadata(title="T", series="Rooms", series_index="1.5")
    M4bWriter().write(make_book([9_000], metadata=metadata), tmp_path / "a.m4b", silent)
    tags = MP4(tmp_path / "a.m4b").tags
    assert "\xa9mvi" not in tags
    assert bytes(tags[FREE + "SERIES-PART"][0]) == b"1.5"


def test_mp3_chapters_stand_in_the_order_of_time_whatever_their_titles(make_book, tmp_path):
    """mutagen sorts frames by size: a short title of the last chapter once came first."""
    book = make_book([9_000, 9_000, 9_000], ("mp3",))
    names = ("The Long Way Round the Point", "Middle", "X")
    book = replace(book, chapters=tuple(replace(c, title=t) for c, t in zip(book.chapters, names, strict=True)))
    Mp3Writer().write(book, tmp_path / "a.mp3", silent)
    with av.open(str(tmp_path / "a.mp3")) as container:
        assert [c["metadata"]["title"] for c in container.chapters()] == list(names)
