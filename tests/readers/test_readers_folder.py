"""A folder of files, or several files, as one book: which files, in which order, with which chapters."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.errors import SourceError
from audiobook.events import Event, Finding, Severity, silent
from audiobook.readers.choose import read_document
from audiobook.readers.folder import files as book_files
from audiobook.readers.folder.names import natural_key, readable_title
from audiobook.readers.folder.summary import parse_summary
from audiobook.readers.walk.characters import visible
from audiobook.reading import ReadingPolicy

if TYPE_CHECKING:
    from pathlib import Path

    from audiobook.document import Document

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a right there")


def make(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def titles(document: Document) -> list[str]:
    return [section.title for section in document.sections]


def text_of(document: Document, number: int) -> str:
    return "\n".join(block.text for block in document.sections[number].blocks)


def read(source: Path, *parts: Path) -> tuple[Document, list[Finding]]:
    events: list[Event] = []
    document = read_document(source, events.append, parts=parts)
    return document, [event for event in events if isinstance(event, Finding)]


def refused(source: Path, *parts: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_document(source, silent, parts=parts)
    return caught.value


def unaccounted(document: Document) -> int:
    kept = sum(len(visible(block.own_text)) for section in document.sections for block in section.blocks)
    skipped = sum(len(visible(skip.text)) for skip in document.skipped if skip.counted)
    return sum(source.characters for source in document.sources) - kept - skipped


MDBOOK = {
    "book.toml": '[book]\ntitle = "The Lamp"\nauthors = ["Ann Author", "Ben Writer"]\nlanguage = "de"\n'
    'description = "About a lamp."\n',
    "src/SUMMARY.md": """# Summary

[Preface](preface.md)

# The First Part

- [The `start`](one.md)
    - [Deeper](deep/inner.md)
    - [Not written yet]()
- [The middle](two.md)

---

# The Second Part

* [The end](three.md)

[Afterword](after.md)
""",
    "src/preface.md": "# Preface\n\nBefore it all.\n",
    "src/one.md": "# The start\n\nIt began. See [inside](deep/inner.md#more).\n",
    "src/deep/inner.md": "# Deeper\n\nFurther down.\n\n## More\n\nThe rest.\n",
    "src/two.md": "The middle has no heading.\n",
    "src/three.md": "# Something else\n\nIt ended.\n",
    "src/after.md": "# Afterword\n\nAfter it all.\n",
    "src/unlisted.md": "# Unlisted\n\nNot in the list.\n",
}


def test_mdbook_has_the_chapters_titles_order_and_parts_of_its_summary(tmp_path):
    document, _ = read(make(tmp_path / "lamp", MDBOOK))
    assert titles(document) == [
        "Preface",
        "The First Part",
        "The start",
        "Deeper",
        "The middle",
        "The Second Part",
        "The end",
        "Afterword",
    ]
    assert [section.kind for section in document.sections].count("part") == 2
    paths = {section.title: section.path for section in document.sections}
    assert paths["Deeper"] == ("The First Part", "The start")
    assert (paths["Preface"], paths["Afterword"]) == ((), ())
    assert unaccounted(document) == 0


def test_mdbook_metadata_comes_from_its_settings(tmp_path):
    document, _ = read(make(tmp_path / "lamp", MDBOOK))
    told = document.metadata
    assert (told.title, told.authors, told.language) == ("The Lamp", ("Ann Author", "Ben Writer"), "de")
    assert told.description == "About a lamp."


def test_places_name_the_file_inside_the_folder(tmp_path):
    document, _ = read(make(tmp_path / "lamp", MDBOOK))
    assert {block.source.file for section in document.sections for block in section.blocks} == {
        f"src/{name}.md" for name in ("preface", "one", "deep/inner", "two", "three", "after")
    }


def test_draft_chapter_is_noted_and_left_out(tmp_path):
    _, findings = read(make(tmp_path / "lamp", MDBOOK))
    drafts = [finding for finding in findings if finding.code == "draft-chapter"]
    assert [(str(d.source), d.severity) for d in drafts] == [("src/SUMMARY.md:9", Severity.INFO)]


def test_heading_that_is_not_the_listed_title_is_still_read(tmp_path):
    document, _ = read(make(tmp_path / "lamp", MDBOOK))
    assert text_of(document, 6) == "Something else\nIt ended."


def test_summary_itself_means_its_folder(tmp_path):
    folder = make(tmp_path / "lamp", MDBOOK)
    assert read(folder / "src" / "SUMMARY.md")[0] == read(folder)[0]


def test_summary_of_a_folder_without_settings(tmp_path):
    files = {"SUMMARY.md": "# The Sea\n\n* [One](a/README.md)\n", "a/README.md": "Text of it.\n"}
    document, _ = read(make(tmp_path / "sea", files) / "SUMMARY.md")
    assert (document.metadata.title, titles(document)) == ("The Sea", ["One"])


@pytest.mark.parametrize("heading", ["Summary", "Table of contents", "目录"])
def test_heading_of_a_list_is_no_title(tmp_path, heading):
    files = {"SUMMARY.md": f"# {heading}\n\n* [One](a.md)\n", "a.md": "Text of it.\n"}
    assert read(make(tmp_path / "sea", files))[0].metadata.title == "sea"


def test_gitbook_with_anchors_groups_and_its_settings(tmp_path):
    files = {
        "book.json": '{"root": "./docs", "title": "Guide", "author": "Ann", "language": "fr"}',
        "docs/SUMMARY.md": "# Summary\n\n### Group\n\n* [Start](a.md)\n    * [First](a.md#first)\n"
        "    * [Second](a.md#second)\n* [Site](https://example.org)\n* [Sheet](x.pdf)\n",
        "docs/a.md": "# Start\n\nAt first.\n\n## First\n\nOne.\n\n## Second\n\nTwo.\n",
    }
    document, findings = read(make(tmp_path / "guide", files))
    assert titles(document) == ["Group", "Start", "First", "Second"]
    assert (document.metadata.title, document.metadata.authors, document.metadata.language) == ("Guide", ("Ann",), "fr")
    assert {"summary-link-outside", "summary-link-not-text"} <= {finding.code for finding in findings}


def test_gitbook_yaml_names_folder_and_summary(tmp_path):
    files = {
        ".gitbook.yaml": "root: ./docs/\n\nstructure:\n  summary: ./list/SUMMARY.md\n",
        "docs/list/SUMMARY.md": "* [One](../one.md)\n",
        "docs/one.md": "Text.\n",
    }
    assert titles(read(make(tmp_path / "guide", files))[0]) == ["One"]


def test_chapter_listed_twice_is_read_once(tmp_path):
    files = {"SUMMARY.md": "* [One](a.md)\n* [Again](a.md)\n", "a.md": "Text.\n"}
    document, findings = read(make(tmp_path / "b", files))
    assert titles(document) == ["One"]
    assert "summary-duplicate" in {finding.code for finding in findings}


def test_missing_chapter_is_named(tmp_path):
    folder = make(tmp_path / "lamp", MDBOOK)
    (folder / "src" / "two.md").unlink()
    (folder / "src" / "three.md").unlink()
    error = refused(folder)
    assert (
        str(error) == "src/SUMMARY.md:10: a chapter that it lists is not there: src/two.md (and 1 more of its chapters)"
    )


def test_summary_without_chapters(tmp_path):
    assert "names no chapter" in refused(make(tmp_path / "b", {"SUMMARY.md": "# Summary\n\nNothing yet.\n"})).message


@pytest.mark.parametrize("address", ["../secret.md", "a/../../secret.md", "/etc/secret.md", "%2e%2e/secret.md"])
def test_listed_chapter_outside_the_folder_is_refused(tmp_path, address):
    make(tmp_path, {"secret.md": "Secret.", "b/SUMMARY.md": f"* [One]({address})\n", "b/a/c.md": "x"})
    assert "leads out of the book's folder" in refused(tmp_path / "b").message


@LINKS
def test_listed_link_out_of_the_folder_is_refused(tmp_path):
    make(tmp_path, {"secret.md": "Secret.", "b/SUMMARY.md": "* [One](a.md)\n"})
    (tmp_path / "b" / "a.md").symlink_to(tmp_path / "secret.md")
    assert "leads out of the book's folder" in refused(tmp_path / "b").message


@LINKS
def test_link_out_of_a_folder_without_summary_is_reported_and_not_read(tmp_path):
    make(tmp_path, {"secret.md": "Secret.", "b/a.md": "Text.", "b/c.md": "More."})
    (tmp_path / "b" / "b.md").symlink_to(tmp_path / "secret.md")
    document, findings = read(tmp_path / "b")
    assert "Secret" not in "".join(text_of(document, n) for n in range(len(document.sections)))
    assert [f.code for f in findings if f.severity is Severity.WARNING] == ["outside-folder"]


@LINKS
def test_link_inside_the_folder_is_read(tmp_path):
    make(tmp_path, {"b/text/a.md": "Text."})
    (tmp_path / "b" / "a.md").symlink_to(tmp_path / "b" / "text" / "a.md")
    assert text_of(read(tmp_path / "b")[0], 0) == "Text."


@LINKS
def test_ring_of_links_is_no_chapter(tmp_path):
    make(tmp_path, {"b/SUMMARY.md": "* [One](a.md)\n"})
    (tmp_path / "b" / "a.md").symlink_to(tmp_path / "b" / "a.md")
    assert "is not there" in refused(tmp_path / "b").message


def test_files_without_a_summary_stand_in_natural_order_each_a_chapter(tmp_path):
    files = {f"chapter{n}.md": f"# Title {n}\n\nText {n}.\n\n## Inside\n\nMore.\n" for n in (1, 2, 10, 11)}
    document, _ = read(make(tmp_path / "novel", files | {"chapter3.markdown": "No heading.", "x.txt": "no"}))
    assert titles(document) == ["Title 1", "Title 2", "Chapter 3", "Title 10", "Title 11"]
    assert document.metadata.title == "novel"
    assert unaccounted(document) == 0


def test_what_stands_before_and_after_the_chapters_is_read_there(tmp_path):
    order = ["dedication", "preface", "prologue", "chapter-1", "chapter-2", "epilogue", "about-the-author"]
    order += ["Appendix A", "appendix_b", "glossary"]
    document, _ = read(make(tmp_path / "b", {f"{name}.md": "Text.\n" for name in order}))
    assert [source.file for source in document.sources] == [f"{name}.md" for name in order]


def test_numbers_before_such_names_count_more(tmp_path):
    order = ["1-chapter", "2-preface", "3-chapter"]
    document, _ = read(make(tmp_path / "b", {f"{name}.md": "Text.\n" for name in order}))
    assert [source.file for source in document.sources] == [f"{name}.md" for name in order]


def test_files_about_the_folder_scripts_and_hidden_files_are_no_chapters(tmp_path):
    files = {
        **dict.fromkeys(("README.md", "LICENSE-MIT.md", "changelog.md", ".hidden.md", "a.script.md"), "# No\n\nNo."),
        "a.md": "# Yes\n\nText.\n",
    }
    document, findings = read(make(tmp_path / "b", files))
    assert titles(document) == ["Yes"]
    assert sum(finding.code == "file-not-read" for finding in findings) == 3


def test_readme_alone_is_the_book(tmp_path):
    document, _ = read(make(tmp_path / "b", {"README.md": "# Hello\n\nText.\n", "LICENSE.md": "No."}))
    assert text_of(document, 0) == "Text."


def test_page_made_from_a_text_is_not_read_again(tmp_path):
    files = {"a.md": "# A\n\nText.", "a.html": "<h1>A</h1><p>Text.</p>", "b.html": "<h1>B</h1><p>More.</p>"}
    document, findings = read(make(tmp_path / "b", files))
    assert titles(document) == ["A", "B"]
    assert any(f.code == "file-not-read" and f.severity is Severity.WARNING for f in findings)


def test_folder_inside_with_text_is_reported(tmp_path):
    _, findings = read(make(tmp_path / "b", {"a.md": "Text.", "two/b.md": "Not read.", "img/x.svg": "<svg/>"}))
    assert [str(f.source) for f in findings if f.code == "folder-not-read"] == ["two"]


def test_file_with_several_headings_of_the_chapters_level_is_cut(tmp_path):
    files = {"a.md": "# One\n\nText.\n\n# Two\n\nText.\n", "b.md": "# The third\n\n## Not a chapter\n\nText.\n"}
    document, _ = read(make(tmp_path / "b", files))
    assert titles(document) == ["One", "Two", "The third"]


def test_parts_over_several_files(tmp_path):
    files = {
        f"part{p}.md": f"# Part {p}\n\n" + "".join(f"## Chapter {p}.{c}\n\nText.\n\n" for c in (1, 2, 3))
        for p in (1, 2)
    }
    document, _ = read(make(tmp_path / "b", files))
    assert [(s.kind, s.title) for s in document.sections][:3] == [
        ("part", "Part 1"),
        ("chapter", "Chapter 1.1"),
        ("chapter", "Chapter 1.2"),
    ]
    assert {s.path for s in document.sections if s.kind == "chapter"} == {("Part 1",), ("Part 2",)}


def test_number_and_name_of_a_chapter_are_one_title(tmp_path):
    files = {"1.md": "# Chapter I\n\n# The Start\n\nText.\n", "2.md": "# Chapter II\n\n## The Way\n\nText.\n"}
    document, _ = read(make(tmp_path / "b", files))
    assert titles(document) == ["Chapter I: The Start", "Chapter II: The Way"]
    assert [text_of(document, n) for n in (0, 1)] == ["Text.", "Text."]


def test_short_lead_before_a_heading_makes_no_chapter(tmp_path):
    page = "<html><body><p>Back, on</p><h1>{0}</h1><p>Text of {0}.</p></body></html>"
    document, _ = read(make(tmp_path / "b", {f"{n}.html": page.format(n) for n in ("one", "two")}))
    assert titles(document) == ["one", "two"]
    assert text_of(document, 0) == "Back, on\nText of one."
    assert unaccounted(document) == 0


def test_title_in_front_matter_is_the_chapters(tmp_path):
    files = {
        f"{n}.md": f"---\ntitle: The {n}th\nauthor: A{n}\n---\n\n# Inside\n\nText.\n\n# Also\n\nText.\n" for n in (4, 5)
    }
    document, _ = read(make(tmp_path / "b", files))
    assert titles(document) == ["The 4th", "The 5th"]
    assert (document.metadata.title, document.metadata.authors) == ("b", ("A4", "A5"))


def test_title_that_all_files_share_is_the_books(tmp_path):
    files = {f"{n}.md": f"---\ntitle: The Sea\nlang: en-GB\n---\n\n# Chapter {n}\n\nText.\n" for n in (4, 5)}
    document, _ = read(make(tmp_path / "b", files))
    assert (document.metadata.title, document.metadata.language) == ("The Sea", "en-GB")
    assert titles(document) == ["Chapter 4", "Chapter 5"]


def test_title_in_the_first_file_alone_is_the_books(tmp_path):
    files = {"1.md": "---\ntitle: The Sea\n---\n\n# One\n\nText.\n", "2.md": "# Two\n\nText.\n"}
    document, _ = read(make(tmp_path / "b", files))
    assert (document.metadata.title, titles(document)) == ("The Sea", ["One", "Two"])


def test_index_page_comes_first_and_names_the_book(tmp_path):
    files = {
        "_index.md": "---\ntitle: The Sea\nauthor: Ann\n---\n",
        "1.md": "---\ntitle: First\n---\nText.\n",
        "2.md": "---\ntitle: Second\n---\nText.\n",
    }
    document, _ = read(make(tmp_path / "b", files))
    assert (document.metadata.title, document.metadata.authors) == ("The Sea", ("Ann",))
    assert titles(document) == ["First", "Second"]


def test_pandoc_metadata_file(tmp_path):
    files = {"metadata.yaml": "title: The Sea\nauthor:\n- Ann\n- Ben\nlang: fr\n", "1.md": "# One\n\nText.\n"}
    told = read(make(tmp_path / "b", files))[0].metadata
    assert (told.title, told.authors, told.language) == ("The Sea", ("Ann", "Ben"), "fr")


def test_title_page_and_list_of_chapters_in_the_first_file_are_not_read(tmp_path):
    items = "".join(f"- [Chapter {n}]({n}.md)\n" for n in (1, 2, 3, 4))
    files = {"index.md": f"# The Sea\n\nby Ann Author\n\n{items}"}
    files |= {f"{n}.md": f"# Chapter {n}\n\nText {n}.\n" for n in (1, 2, 3, 4)}
    document, _ = read(make(tmp_path / "b", files))
    assert (document.metadata.title, titles(document)) == ("The Sea", [f"Chapter {n}" for n in (1, 2, 3, 4)])
    assert unaccounted(document) == 0


def test_title_page_is_read_when_the_policy_says_so(tmp_path):
    files = {"index.md": "# The Sea\n\nby Ann Author\n", "1.md": "## One\n\nText.\n", "2.md": "## Two\n\nText.\n"}
    folder = make(tmp_path / "b", files)
    document = read_document(folder, silent, ReadingPolicy(skip_kinds=()))
    assert titles(document) == ["The Sea", "One", "Two"]
    assert titles(read_document(folder, silent)) == ["One", "Two"]


def test_notes_in_another_file_are_found(tmp_path):
    files = {
        "1.html": '<h1>One</h1><p>Text<a href="notes.html#n1"><sup>1</sup></a> here.</p>',
        "2.html": "<h1>Two</h1><p>Text.</p>",
        "notes.html": '<h1>Remarks</h1><p id="n1">1. A note.</p>',
    }
    document, _ = read(make(tmp_path / "b", files))
    assert text_of(document, 0) == "Text here."
    assert [skip.text for skip in document.skipped if skip.rule == "note"] == ["1. A note."]


def test_html_pages_with_the_name_of_a_silent_part_are_not_read(tmp_path):
    files = {
        "toc.html": "<h1>What is in it</h1><p>A list.</p>",
        "c1.html": "<h1>One</h1><p>Text.</p>",
        "c2.html": "<h1>Two</h1><p>Text.</p>",
    }
    document, _ = read(make(tmp_path / "b", files))
    assert titles(document) == ["One", "Two"]


def test_empty_file_is_reported_and_does_not_end_the_book(tmp_path):
    document, findings = read(
        make(tmp_path / "b", {"1.md": "", "2.md": "# Two\n\nText.\n", "3.md": "# Three\n\nText.\n"})
    )
    assert titles(document) == ["Two", "Three"]
    assert [(f.code, str(f.source)) for f in findings if f.severity is Severity.WARNING] == [("page-empty", "1.md")]


def test_folder_whose_files_are_all_empty(tmp_path):
    assert "no readable text" in refused(make(tmp_path / "b", {"1.md": "", "2.md": "\n"})).message


@pytest.mark.parametrize("data", [b"%PDF-1.7 x", b"PK\x03\x04 x", b"version https://git-lfs.github.com/spec/v1\n"])
def test_file_that_is_not_what_its_name_says(tmp_path, data):
    make(tmp_path / "b", {"1.md": "Text."})
    (tmp_path / "b" / "2.md").write_bytes(data)
    assert "2.md" in refused(tmp_path / "b").message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipe_in_the_folder_is_never_opened(tmp_path):
    make(tmp_path / "b", {"1.md": "Text."})
    os.mkfifo(tmp_path / "b" / "2.md")
    assert len(read(tmp_path / "b")[0].sections) == 1


def test_too_many_files_and_too_much_text(tmp_path, monkeypatch):
    make(tmp_path / "b", {f"{n}.md": "Text.\n" for n in range(5)})
    monkeypatch.setattr(book_files, "MOST_FILES", 4)
    assert "5 files" in refused(tmp_path / "b").message
    monkeypatch.setattr(book_files, "MOST_FILES", 5)
    monkeypatch.setattr(book_files, "MOST_BYTES", 29)
    assert "MiB are the most" in refused(tmp_path / "b").message


def test_broken_settings_are_reported_and_the_book_is_read(tmp_path):
    files = {"book.toml": "[book\n", "book.json": "{", "SUMMARY.md": "* [One](a.md)\n", "a.md": "Text.\n"}
    document, findings = read(make(tmp_path / "b", files))
    assert titles(document) == ["One"]
    assert [str(f.source) for f in findings if f.code == "settings-unreadable"] == ["book.toml", "book.json"]


@pytest.mark.parametrize(
    ("more", "kind"),
    [({}, "image/jpeg"), ({"metadata.yaml": "cover-image: art/front.png\n"}, "image/jpeg")],
)
def test_cover_by_name_or_by_the_settings(tmp_path, more, kind):
    from PIL import Image

    folder = make(tmp_path / "b", {"1.md": "Text.", **more})
    name = "art/front.png" if more else "Cover.JPG"
    (folder / name).parent.mkdir(exist_ok=True)
    Image.new("RGB", (8, 8)).save(folder / name)
    cover = read(folder)[0].cover
    assert cover is not None
    assert cover.media_type == kind


def test_unpacked_epub_is_the_same_book(tmp_path, story):
    folder = tmp_path / "lamp.epub"
    with zipfile.ZipFile(story) as archive:
        archive.extractall(folder)
    assert read(folder)[0] == read(story)[0]


@LINKS
def test_unpacked_epub_does_not_lead_out_of_its_folder(tmp_path, story):
    folder = tmp_path / "lamp"
    with zipfile.ZipFile(story) as archive:
        archive.extractall(folder)
        name = next(name for name in archive.namelist() if name.endswith(".opf"))
    shutil.move(folder / name, tmp_path / "outside.opf")
    (folder / name).symlink_to(tmp_path / "outside.opf")
    assert "leads out of the book's folder" in refused(folder).message


# -- several files together -----------------------------------------------------------------------------------------


def test_files_together_stand_in_the_order_given_under_the_name_given(tmp_path):
    make(tmp_path, {"b.md": "# B\n\nText.", "a/c.html": "<h1>C</h1><p>Text.</p>", "a.md": "No heading.", "z.md": "no"})
    parts = tmp_path / "b.md", tmp_path / "a" / "c.html", tmp_path / "a.md"
    document, _ = read(tmp_path / "My Book", *parts)
    assert (document.metadata.title, titles(document)) == ("My Book", ["B", "C", "A"])
    assert [source.file for source in document.sources] == ["b.md", "a/c.html", "a.md"]
    assert unaccounted(document) == 0


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path):
    make(tmp_path, {"x/1.md": "# A\n\nText.", "y/1.md": "# B\n\nText."})
    document, _ = read(tmp_path / "Both", tmp_path / "x" / "1.md", tmp_path / "y" / "1.md")
    assert [source.file for source in document.sources] == ["x/1.md", "y/1.md"]


def test_file_given_twice_is_refused(tmp_path):
    make(tmp_path, {"a.md": "Text."})
    assert "twice" in refused(tmp_path / "B", tmp_path / "a.md", tmp_path / "x" / ".." / "a.md").message


def test_missing_part_is_named(tmp_path):
    make(tmp_path, {"a.md": "Text."})
    assert "gone.md" in refused(tmp_path / "B", tmp_path / "a.md", tmp_path / "gone.md").message


def test_two_gutenberg_books_together_lose_header_and_licence_each(tmp_path):
    page = (
        "<p>Title: {0}</p><p>Author: {0} Author</p><p>*** START OF THE PROJECT GUTENBERG EBOOK {0} ***</p>"
        "<h1>{0}</h1><p>Text of {0}.</p><p>*** END OF THE PROJECT GUTENBERG EBOOK {0} ***</p><p>Licence.</p>"
    )
    make(tmp_path, {f"{n}.html": page.format(n) for n in ("one", "two")})
    document, _ = read(tmp_path / "Both", tmp_path / "one.html", tmp_path / "two.html")
    assert [text_of(document, n) for n in (0, 1)] == ["Text of one.", "Text of two."]
    assert document.metadata.authors == ("one Author", "two Author")


def test_whole_books_together_keep_their_chapters(tmp_path):
    book = "# {0}\n\n" + "".join(f"## Chapter {n}\n\nText.\n\n" for n in ("I", "II", "III"))
    make(tmp_path, {f"{n}.md": book.format(n) for n in ("Dawn", "Dusk")})
    document, _ = read(tmp_path / "Both", tmp_path / "Dawn.md", tmp_path / "Dusk.md")
    expected = [
        (kind, title)
        for book in ("Dawn", "Dusk")
        for kind, title in [("part", book)] + [("chapter", f"Chapter {n}") for n in ("I", "II", "III")]
    ]
    assert [(section.kind, section.title) for section in document.sections] == expected
    assert document.sections[-1].path == ("Dusk",)


def test_numbered_sections_make_no_volume_of_a_chapter(tmp_path):
    text = "# {0}\n\nText.\n\n## 1. First\n\nText.\n\n## 2. Second\n\nText.\n\n## II\n\nText.\n"
    document, _ = read(make(tmp_path / "b", {f"{n}.md": text.format(n) for n in ("Dawn", "Dusk")}))
    assert titles(document) == ["Dawn", "Dusk"]


# -- names ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10**20), unique=True), st.sampled_from(["chapter", "第", "a b-", ""]))
def test_numbers_in_names_sort_by_value(numbers, word):
    names = [f"{word}{number}x" for number in numbers if number < 10**18]
    assert sorted(names, key=natural_key) == [f"{word}{n}x" for n in sorted(n for n in numbers if n < 10**18)]


@given(st.lists(st.text(max_size=12)).flatmap(lambda names: st.tuples(st.just(names), st.permutations(names))))
def test_natural_order_is_the_same_whatever_came_first(lists):
    names, shuffled = lists
    assert sorted(names, key=natural_key) == sorted(shuffled, key=natural_key)


def test_chinese_numbers_sort_by_value():
    names = ["第一百零五回", "第二十回", "第十回", "第二回", "第二十一回", "第九十九回", "第一回", "第一〇〇回"]
    ordered = ["第一回", "第二回", "第十回", "第二十回", "第二十一回", "第九十九回", "第一〇〇回", "第一百零五回"]
    assert sorted(names, key=natural_key) == ordered


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("03-the-lamp_goes-out", "The lamp goes out"),
        ("ch01-00-introduction", "Introduction"),
        ("chapter2", "Chapter 2"),
        ("ch02", "Chapter 2"),
        ("007", "7"),
        ("2001 a space odyssey", "2001 a space odyssey"),
        ("1984", "1984"),
        ("第十二回", "第十二回"),
        ("...", "..."),
    ],
)
def test_title_from_a_file_name(stem, title):
    assert readable_title(stem) == title


@given(st.text(min_size=1, max_size=40))
def test_every_file_name_gives_a_title(stem):
    assert readable_title(stem)


@given(st.text(alphabet="*-# []()abc.md\n\t123>`", max_size=200))
def test_any_summary_is_parsed_into_steps_of_one(text):
    items = parse_summary(text).items
    assert all(after.depth <= before.depth + 1 for before, after in pairwise(items))
    assert all(item.line > 0 for item in items)
    assert not items or items[0].depth == 0


_PIECES = [
    "# One",
    "# Chapter I",
    "## The Way",
    "## Chapter 2",
    "### Deep",
    "# Part 1",
    "# The End",
    "# Contents",
    "***",
]
_PIECES += [
    "Some text.",
    "Long text. " * 50,
    "- [a](0.md)\n- [b](1.md)\n- [c](2.md)",
    "by Ann",
    "Word[^1].\n\n[^1]: A note.",
]
_FILES = st.lists(st.lists(st.sampled_from(_PIECES), max_size=8), min_size=1, max_size=4)
_LINE = st.tuples(st.integers(0, 3), st.sampled_from(["0.md", "1.md", "2.md#the-way", "0.md#one", ""]))


@given(_FILES, st.lists(_LINE, max_size=6))
def test_whatever_a_folder_holds_no_character_is_lost_or_read_twice(tmp_path_factory, files, lines):
    folder = make(
        tmp_path_factory.mktemp("book"), {f"{n}.md": "\n\n".join(pieces) + "\n" for n, pieces in enumerate(files)}
    )
    if lines:
        listed = "".join(f"{'  ' * depth}- [T{n}]({address})\n" for n, (depth, address) in enumerate(lines))
        make(folder, {"SUMMARY.md": listed})
    missing = 0
    with contextlib.suppress(SourceError):  # nothing to read, or a chapter that is not there
        missing = unaccounted(read(folder)[0])
    assert missing == 0


# -- real books -----------------------------------------------------------------------------------------------------


@pytest.mark.shared_data
def test_chapters_of_a_real_mdbook_are_those_of_its_summary(shared):
    folder = shared / "markdown" / "rust-book"
    document, _ = read(folder)
    listed = parse_summary((folder / "src" / "SUMMARY.md").read_text(encoding="utf-8"))
    assert len(listed.items) == 111
    assert titles(document) == [item.title for item in listed.items]
    assert [len(section.path) for section in document.sections][3:8] == [0, 1, 1, 1, 0]
    assert document.metadata.title == "The Rust Programming Language"
    assert unaccounted(document) == 0


@pytest.mark.shared_data
def test_real_books_together_are_parts_with_their_own_chapters(shared):
    names = ("11", "1661", "1342")
    document, _ = read(shared / "Three", *(shared / "html" / f"gutenberg-{n}" / f"{n}-h.htm" for n in names))
    kinds = [section.kind for section in document.sections]
    assert [number for number, kind in enumerate(kinds) if kind == "part"] == [0, 13, 26]
    assert len(kinds) == 3 + 12 + 12 + 61
    assert document.metadata.authors == ("Lewis Carroll", "Arthur Conan Doyle", "Jane Austen")
    assert unaccounted(document) == 0


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "chapters", "title"), [("hong-lou-meng", 120, "红楼梦"), ("ru-lin-wai-shi", 56, "儒林外史")]
)
def test_real_folder_without_a_summary(shared, name, chapters, title):
    document, _ = read(shared / "markdown" / "chinese-classics" / name)
    assert (len(document.sections), document.metadata.title, document.metadata.language) == (chapters, title, "zh")
    assert all(section.title.startswith("第") and section.blocks for section in document.sections)
    assert unaccounted(document) == 0
