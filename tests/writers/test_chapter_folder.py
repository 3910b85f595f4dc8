"""The folder of chapters: names, tags, and what a second run replaces and removes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3

from audiobook.errors import OutputError, QualityError
from audiobook.events import silent
from audiobook.writers import mp3_chapters
from audiobook.writers.mp3_chapters import Mp3ChaptersWriter
from audiobook.writers.names import chapter_name

MANIFEST = ".audiobook-files.json"


@given(st.text(max_size=300), st.integers(1, 2_000))
def test_names_are_safe_everywhere(title, number):
    name = chapter_name(number, 2_000, title, ".mp3")
    assert name.startswith(f"{number:04} - ")
    assert len(name.encode()) <= 200
    assert not set(name) & set('<>:"/\\|?*\0\n')
    stem = name.removesuffix(".mp3")
    assert stem == stem.strip(" .")
    assert len(stem) > len("0001 - ")


def test_names_keep_what_can_be_kept():
    assert chapter_name(7, 12, "Who? “Jane/Kitty”: a Ball…", ".mp3") == "07 - Who “Jane Kitty” a Ball….mp3"
    assert chapter_name(1, 1, "???", ".mp3") == "01 - Chapter 1.mp3"


def test_a_new_folder_with_tagged_files(tmp_path, make_book):
    target = tmp_path / "Book"
    files = Mp3ChaptersWriter().write(make_book([20_000, 9_000], ("mp3",), ["One", ""]), target, silent)
    assert [f.name for f in files] == ["01 - One.mp3", "02 - Chapter 2.mp3"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["Book", "masters"]
    tags = ID3(files[1])
    assert (str(tags["TIT2"]), str(tags["TALB"]), str(tags["TRCK"])) == (
        "Chapter 2",
        "The Lamp, and Other Lights",
        "2/2",
    )
    assert tags.getall("APIC")
    assert not tags.getall("CHAP")


def test_a_second_run_replaces_only_what_changed_and_removes_only_its_own(tmp_path, make_book):
    target = tmp_path / "Book"
    writer = Mp3ChaptersWriter()
    book = make_book([20_000, 9_000, 12_000], ("mp3",), ["One", "Two", "Three"])
    files = writer.write(book, target, silent)
    (target / "notes.txt").write_text("mine")
    (target / "99 - Bonus.mp3").write_text("mine")
    stamps = {p.name: p.stat().st_mtime_ns for p in target.iterdir()}
    writer.write(book, target, silent)
    assert {p.name: p.stat().st_mtime_ns for p in target.iterdir()} == stamps
    renamed = replace(book, chapters=(*book.chapters[:2], replace(book.chapters[2], title="Drei")))
    writer.write(renamed, target, silent)
    assert sorted(p.name for p in target.iterdir()) == [
        MANIFEST,
        "01 - One.mp3",
        "02 - Two.mp3",
        "03 - Drei.mp3",
        "99 - Bonus.mp3",
        "notes.txt",
    ]
    assert files[0].stat().st_mtime_ns == stamps["01 - One.mp3"]
    files[0].write_bytes(b"broken")
    writer.write(renamed, target, silent)
    assert ID3(files[0]).getall("TIT2")


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


def test_a_failed_run_leaves_no_folder(tmp_path, make_book, monkeypatch):
    def refuse(*_arguments):
        raise QualityError("wrong")

    monkeypatch.setattr(mp3_chapters, "verify_mp3", refuse)
    with pytest.raises(QualityError):
        Mp3ChaptersWriter().write(make_book([9_000], ("mp3",)), tmp_path / "Book", silent)
    assert [p.name for p in tmp_path.iterdir()] == ["masters"]


def test_a_file_where_the_folder_should_be(tmp_path, make_book):
    (tmp_path / "Book").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        Mp3ChaptersWriter().write(make_book([9_000], ("mp3",)), tmp_path / "Book", silent)
