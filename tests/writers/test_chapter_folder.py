"""Folders of chapters: names, tags, and what a second run replaces and removes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mutagen.id3 import ID3

from audiobook.document import Metadata
from audiobook.errors import OutputError, QualityError
from audiobook.events import silent
from audiobook.sound import codec as codec_module
from audiobook.sound.codec import decode_blocks
from audiobook.writers import mp3
from audiobook.writers.contents import Track
from audiobook.writers.fields import fields_of
from audiobook.writers.flac import FlacChaptersWriter
from audiobook.writers.m4b import M4aChaptersWriter
from audiobook.writers.mp3 import Mp3ChaptersWriter
from audiobook.writers.names import chapter_name
from audiobook.writers.opus import OpusChaptersWriter
from audiobook.writers.wav import WavChaptersWriter

MANIFEST = ".audiobook-files.json"
PLAIN = "{number} - {title}"
ALL = pytest.mark.parametrize(
    "writer",
    [M4aChaptersWriter(), Mp3ChaptersWriter(), OpusChaptersWriter(), FlacChaptersWriter(), WavChaptersWriter()],
)


def named(number, count, title, template=PLAIN, /, **book):
    return chapter_name(template, Track(number, count, title), fields_of(Metadata(**book)), ".mp3")


@given(st.text(max_size=300), st.integers(1, 2_000))
@example("-", 1)  # once named "0001.mp3"
@example("— _,", 1)
def test_names_are_safe_everywhere(title, number):
    name = named(number, 2_000, title)
    assert name.startswith(f"{number:04} - ")
    assert len(name.encode()) <= 200
    assert not set(name) & set('<>:"/\\|?*\0\n')
    stem = name.removesuffix(".mp3")
    assert stem == stem.strip(" .")
    assert len(stem) > len("0001 - ")


def test_names_keep_what_can_be_kept():
    assert named(7, 12, "Who? “Jane/Kitty”: a Ball…") == "07 - Who “Jane Kitty” a Ball….mp3"
    assert named(1, 1, "???") == "01 - Chapter 1.mp3"


def test_names_by_template():
    assert named(3, 120, "Rain", "{number}-{title}") == "003-Rain.mp3"
    assert named(
        3, 9, "Rain", "{series} {part} - {book} - {number}", title="Lamp", series="Lights", series_index="2"
    ) == ("Lights 2 - Lamp - 03.mp3")
    assert named(3, 9, "Rain", "{series} {part} - {book} ({year}) - {number}", title="Lamp") == "Lamp - 03.mp3"


def test_a_number_behind_an_endless_title_is_not_cut_off():
    names = {named(n, 20, "灯" * 300, "{title} {number}") for n in range(1, 21)}
    assert len(names) == 20


@ALL
def test_a_new_folder_with_tagged_files(tmp_path, make_book, writer):
    target = tmp_path / "Book"
    book = make_book([20_000, 9_000], (writer.kind.codec,), ["One", ""])
    files = writer.write(book, target, silent)
    assert [f.name for f in files] == [f"01 - One{writer.file_suffix}", f"02 - Chapter 2{writer.file_suffix}"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["Book", "masters"]
    with av.open(str(files[1])) as file:
        tags = {name.lower(): text for name, text in (file.metadata or file.streams.audio[0].metadata).items()}
        assert not file.chapters()
        assert [s for s in file.streams if s.type == "video"]
    assert (tags["title"], tags["album"]) == ("Chapter 2", "The Lamp, and Other Lights")
    assert tags.get("track", "2").partition("/")[0] == "2"
    played = sum(map(len, decode_blocks(files[1])))
    assert played >= 9_000


@ALL
def test_a_chapters_file_has_the_sound_of_its_chapter(tmp_path, make_book, writer):
    book = make_book([20_000, 9_000], (writer.kind.codec,))
    files = writer.write(book, tmp_path / "Book", silent)
    for file, chapter in zip(files, book.chapters, strict=True):
        own = np.concatenate(list(decode_blocks(Path(chapter.encoded[0].path))))
        found = np.concatenate(list(decode_blocks(file)))
        hidden = len(own) - len(found)  # an MP4's edit list hides the encoder's first frame
        assert hidden == (1_024 if file.suffix == ".m4a" else 0)
        assert np.array_equal(own[hidden:], found)


@ALL
def test_a_changed_tag_encodes_nothing(tmp_path, make_book, writer, monkeypatch):
    book = make_book([20_000, 9_000], (writer.kind.codec,))
    files = writer.write(book, tmp_path / "Book", silent)
    before = [np.concatenate(list(decode_blocks(f))) for f in files]
    monkeypatch.delattr(codec_module, "Encoder")
    again = replace(book, metadata=replace(book.metadata, narrators=("Somebody else",)), cover=None)
    assert writer.write(again, tmp_path / "Book", silent) == files
    for file, samples in zip(files, before, strict=True):
        assert np.array_equal(np.concatenate(list(decode_blocks(file))), samples)
        with av.open(str(file)) as container:
            found = container.metadata or container.streams.audio[0].metadata
            assert {k.lower(): v for k, v in found.items()}["composer"] == "Somebody else"


@ALL
def test_a_second_run_replaces_only_what_changed_and_removes_only_its_own(tmp_path, make_book, writer):
    target, suffix = tmp_path / "Book", writer.file_suffix
    book = make_book([20_000, 9_000, 12_000], (writer.kind.codec,), ["One", "Two", "Three"])
    files = writer.write(book, target, silent)
    (target / "notes.txt").write_text("mine")
    (target / f"99 - Bonus{suffix}").write_text("mine")
    stamps = {p.name: p.stat().st_mtime_ns for p in target.iterdir()}
    writer.write(book, target, silent)
    assert {p.name: p.stat().st_mtime_ns for p in target.iterdir()} == stamps
    renamed = replace(book, chapters=(*book.chapters[:2], replace(book.chapters[2], title="Drei")))
    writer.write(renamed, target, silent)
    names = [f"01 - One{suffix}", f"02 - Two{suffix}", f"03 - Drei{suffix}", f"99 - Bonus{suffix}", "notes.txt"]
    assert sorted(p.name for p in target.iterdir()) == [MANIFEST, *names]
    assert files[0].stat().st_mtime_ns == stamps[f"01 - One{suffix}"]
    whole = files[0].stat().st_size
    files[0].write_bytes(b"broken")
    writer.write(renamed, target, silent)
    assert files[0].stat().st_size == whole


def test_another_template_renames_the_files(tmp_path, make_book):
    target = tmp_path / "Book"
    book = make_book([20_000, 9_000], ("mp3",), ["One", "Two"])
    Mp3ChaptersWriter().write(book, target, silent)
    Mp3ChaptersWriter().write(replace(book, chapter_name="{number}-{title}"), target, silent)
    assert sorted(p.name for p in target.iterdir()) == [MANIFEST, "01-One.mp3", "02-Two.mp3"]


def test_a_manifest_cannot_reach_outside_its_folder(tmp_path, make_book):
    target = tmp_path / "Book"
    writer = Mp3ChaptersWriter()
    book = make_book([9_000], ("mp3",))
    writer.write(book, target, silent)
    outside = tmp_path / "precious.mp3"
    outside.write_text("mine")
    (target / MANIFEST).write_text('{"files": {"../precious.mp3": ["", 4], "..": ["", 1]}}')
    writer.write(book, target, silent)
    assert outside.read_text() == "mine"
    (target / MANIFEST).write_text("[]")
    writer.write(book, target, silent)
    assert ID3(target / "01 - Chapter 1 “Ærø” 灯.mp3").getall("TIT2")


def test_a_failed_run_leaves_no_folder(tmp_path, make_book, monkeypatch):
    def refuse(*_arguments):
        raise QualityError("wrong")

    monkeypatch.setattr(mp3, "verify_mp3", refuse)
    with pytest.raises(QualityError):
        Mp3ChaptersWriter().write(make_book([9_000], ("mp3",)), tmp_path / "Book", silent)
    assert [p.name for p in tmp_path.iterdir()] == ["masters"]


def test_a_file_where_the_folder_should_be(tmp_path, make_book):
    (tmp_path / "Book").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        Mp3ChaptersWriter().write(make_book([9_000], ("mp3",)), tmp_path / "Book", silent)
