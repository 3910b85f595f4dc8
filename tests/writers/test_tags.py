"""Every field, in both families of tags, as the players' own readers see them."""

from __future__ import annotations

from dataclasses import replace

import av
import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from audiobook.document import Cover, Metadata
from audiobook.events import Finding, silent
from audiobook.writers.fields import fields_of, joined
from audiobook.writers.m4b import M4bWriter
from audiobook.writers.mp3 import Mp3Writer

FREE = "----:com.apple.iTunes:"
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
    }
    assert {name: bytes(tags[FREE + name][0]).decode() for name in free} == free
    assert (tags["\xa9mvi"], tags["shwm"], tags["stik"], tags["pgap"]) == ([3], [1], [2], True)
    assert tags["ldes"][0].startswith("First line.\nSecond line — with “quotes”.")
    assert tags["\xa9cmt"] == tags["ldes"]
    assert len(tags["desc"][0]) == 255
    assert bytes(tags["covr"][0]).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("file", ["m4b", "mp3"])
def test_what_players_built_on_ffmpeg_see(file, request):
    with av.open(str(request.getfixturevalue(file))) as source:
        found = {name.lower(): text for name, text in source.metadata.items()}
        pictures = [s for s in source.streams if s.type == "video"]
    assert found["title"] == found["album"] == "The Lamp, and Other Lights"
    assert found["artist"] == found["album_artist"] == "Ada Quill, Börje Ångström"
    assert found["composer"] == "Heart (synthetic voice)"
    assert found["date"] == "2021"
    assert found["genre"] == "Sea stories; Lighthouses"
    assert found["series"] == "Lights"
    assert found["series-part"] == "3"
    assert found["isbn"] == "9780000000002"
    assert found["publisher"] == "Small Press"
    assert found["language"] == "en"
    assert found.get("subtitle", found.get("tit3")) == "A Tale"
    assert found["description"].startswith("First line.")
    assert pictures


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
    }
    assert {name: str(tags[name]) for name in texts} == texts
    assert str(tags["TXXX:description"]).startswith("First line.")
    assert tags["APIC:Cover"].mime == "image/jpeg"


@pytest.mark.parametrize("file", ["a.m4b", "a.mp3"])
def test_a_book_of_which_nothing_is_known(tmp_path, make_book, file):
    writer, codec = (M4bWriter(), "aac") if file.endswith("m4b") else (Mp3Writer(), "mp3")
    writer.write(make_book([9_000], (codec,), metadata=Metadata(), cover=None), tmp_path / file, silent)
    with av.open(str(tmp_path / file)) as source:
        assert source.metadata["title"] == "Untitled"
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
