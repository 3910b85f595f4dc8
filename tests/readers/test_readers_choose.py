"""One clear message, with what to do next, for everything that is no readable book."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audiobook.errors import SourceError
from audiobook.events import silent
from audiobook.readers.choose import read_document


def refused(source: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_document(source, silent)
    return caught.value


def test_missing_file(tmp_path):
    assert "there is no file" in refused(tmp_path / "gone.epub").message


def test_folder_without_any_text(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"x")
    error = refused(tmp_path)
    assert ("holds no Markdown or HTML file" in error.message, "folder with its chapters" in error.hint) == (True, True)


def test_empty_folder(tmp_path):
    assert "holds no Markdown or HTML file" in refused(tmp_path).message


def test_folder_with_books_in_it_names_one_of_them(tmp_path):
    for name in ("b10.epub", "b2.epub"):
        (tmp_path / name).write_bytes(b"x")
    assert refused(tmp_path).hint.endswith("b2.epub")


def test_work_folder_names_its_script(tmp_path):
    (tmp_path / "a.script.md").write_text("# One")
    assert refused(tmp_path).hint == f"it holds a tagged script; build that: audiobook build {tmp_path / 'a.script.md'}"


def test_folder_of_folders_says_what_to_do(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.md").write_text("x")
    assert "SUMMARY.md" in refused(tmp_path).hint


@pytest.mark.parametrize("name", ["a.epub", "a.txt", "a.script.md", "folder.md"])
def test_only_markdown_and_html_can_be_joined(tmp_path, name):
    good = tmp_path / "b.md"
    good.write_text("text")
    other = tmp_path / name
    if name == "folder.md":
        other.mkdir()
    else:
        other.write_text("x")
    with pytest.raises(SourceError):
        read_document(tmp_path / "Book", silent, parts=(good, other))


def test_web_address_among_joined_files_is_never_fetched(tmp_path):
    with pytest.raises(SourceError, match="web address"):
        read_document(tmp_path / "Book", silent, parts=(Path("https://example.org/a.html"),))


def test_empty_file(tmp_path):
    source = tmp_path / "a.epub"
    source.touch()
    assert "empty" in refused(source).message


@pytest.mark.parametrize("address", ["https://example.org/book.epub", "http://example.org/a.html"])
def test_web_address_is_never_fetched(address):
    error = refused(Path(address))
    assert (error.hint, "web address" in error.message) == ("download it first", True)


@pytest.mark.parametrize("suffix", [".pdf", ".mobi", ".azw", ".azw3", ".docx", ".odt", ".rtf", ".fb2"])
def test_formats_to_convert_first(tmp_path, suffix):
    source = tmp_path / f"a{suffix}"
    source.write_bytes(b"PK\x03\x04 something")
    assert "convert it to EPUB first" in refused(source).hint


@pytest.mark.parametrize(("head", "name"), [(b"%PDF-1.7\n", "PDF"), (b"\0" * 60 + b"BOOKMOBI", "Mobipocket")])
def test_other_format_under_the_name_of_an_epub(tmp_path, head, name):
    source = tmp_path / "a.epub"
    source.write_bytes(head + b"x" * 100)
    assert name in refused(source).message


def test_text_file_named_epub(tmp_path):
    source = tmp_path / "a.epub"
    source.write_text("Once upon a time")
    error = refused(source)
    assert ("a text file" in error.message, "a.md" in error.hint) == (True, True)


def test_html_file_named_epub(tmp_path):
    source = tmp_path / "a.epub"
    source.write_text("<!DOCTYPE html><html><body>x</body></html>")
    assert "a.html" in refused(source).hint


def test_zip_named_html(tmp_path):
    source = tmp_path / "a.html"
    source.write_bytes(b"PK\x03\x04xxxx")
    assert "a.epub" in refused(source).hint


def test_git_lfs_pointer(tmp_path):
    source = tmp_path / "a.epub"
    source.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n")
    assert "git lfs pull" in refused(source).hint


def test_plain_text_is_not_markdown(tmp_path):
    source = tmp_path / "a.txt"
    source.write_text("x")
    assert "Markdown" in refused(source).hint


def test_tagged_script_is_no_book(tmp_path):
    source = tmp_path / "a.script.md"
    source.write_text("# One\n\ntext")
    assert "tagged script" in refused(source).message


def test_unknown_suffix_names_the_known_ones(tmp_path):
    source = tmp_path / "a.xyz"
    source.write_text("x")
    assert ".epub" in refused(source).hint


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_unreadable_file(tmp_path):
    source = tmp_path / "a.md"
    source.write_text("x")
    source.chmod(0)
    assert "permission denied" in refused(source).message


@pytest.mark.parametrize("junk", [b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(100)])
def test_damaged_zip(tmp_path, junk):
    source = tmp_path / "a.epub"
    source.write_bytes(junk)
    assert refused(source).message


@pytest.mark.parametrize("name", ["book.md", "book.html"])
@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, b"\x7fELF" + bytes(range(1, 32)) * 20])
def test_bytes_of_another_kind_are_no_text(tmp_path, name, head):
    path = tmp_path / name
    path.write_bytes(head)
    with pytest.raises(SourceError, match="no text but bytes of another kind"):
        read_document(path, silent)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "cp1252"])
def test_text_in_any_encoding_with_a_stray_control_character_is_text(tmp_path, encoding):
    path = tmp_path / "book.md"
    path.write_bytes(("# One\n\nIt is a fine day\x07, they said. " * 5).encode(encoding))
    assert "It is a fine day, they said." in read_document(path, silent).sections[0].blocks[0].text
