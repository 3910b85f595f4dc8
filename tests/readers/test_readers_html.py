"""Single HTML files: metadata, chapters from headings, Project Gutenberg."""

from __future__ import annotations

import pytest

from audiobook.document import BlockKind
from audiobook.errors import SourceError


@pytest.fixture
def html(tmp_path, read):
    def read_html(body: str, head: str = "<title>T</title>", name: str = "page.html", lang: str = ""):
        source = tmp_path / name
        source.write_text(f"<html{lang}><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
        return read(source)

    return read_html


def outline(document):
    return [(s.title, [b.text for b in s.blocks]) for s in document.sections]


GUTENBERG = """<pre>The Project Gutenberg EBook of The Lamp, by Ann Author

Title: The Lamp
       A Tale

Author: Ann Author

*** START OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***

Produced by Somebody

</pre><h1>THE LAMP</h1><h2>By Ann Author</h2><hr><h2>Contents</h2>
<table><tr><td><a href="#c1">CHAPTER I.</a></td><td>Dusk</td></tr>
<tr><td><a href="#c2">CHAPTER II.</a></td><td>Night</td></tr>
<tr><td><a href="#c3">CHAPTER III.</a></td><td>Dawn</td></tr></table>
<a name="c1"></a><h2>CHAPTER I.<br>Dusk</h2><p>One.</p><p>* * *</p><p>Two.</p>
<a name="c2"></a><h2>CHAPTER II. Night</h2><p>Three.</p>
<a name="c3"></a><h2>CHAPTER III. Dawn</h2><p>Four.</p><p>THE END</p>
<pre>End of Project Gutenberg's The Lamp

*** END OF THIS PROJECT GUTENBERG EBOOK THE LAMP ***

Licence text.</pre>"""


def test_gutenberg_book(html):
    document = html(GUTENBERG, "<title>The Project Gutenberg eBook of The Lamp, by Ann Author</title>")
    assert outline(document) == [
        ("Chapter I. Dusk", ["One.", "", "Two."]),
        ("Chapter II. Night", ["Three."]),
        ("Chapter III. Dawn", ["Four.", "THE END"]),
    ]
    assert (document.metadata.title, document.metadata.authors) == ("The Lamp A Tale", ("Ann Author",))
    rules = {s.rule for s in document.skipped}
    assert {"gutenberg-header", "gutenberg-footer", "contents", "titlepage", "title-heading"} <= rules


def test_title_above_chapters(html):
    document = html(
        "<h1>The Book</h1><p>by Ann Author</p><h2>Dusk</h2><p>One.</p><h2>Night</h2><p>Two.</p>",
        "<title>The Book</title>",
    )
    assert outline(document) == [("Dusk", ["One."]), ("Night", ["Two."])]


def test_parts_above_chapters(html):
    chapters = "".join(f"<h2>Chapter {n}</h2><p>x{n}</p>" for n in (1, 2))
    document = html(f"<h1>Part One</h1>{chapters}<h1>Part Two</h1>{chapters}<h2>Chapter 3</h2><p>x3</p>")
    assert [(s.title, s.path, s.kind) for s in document.sections] == [
        ("Part One", (), "part"),
        ("Chapter 1", ("Part One",), "chapter"),
        ("Chapter 2", ("Part One",), "chapter"),
        ("Part Two", (), "part"),
        ("Chapter 1", ("Part Two",), "chapter"),
        ("Chapter 2", ("Part Two",), "chapter"),
        ("Chapter 3", ("Part Two",), "chapter"),
    ]
    assert [child.title for child in document.nav[1].children] == ["Chapter 1", "Chapter 2", "Chapter 3"]


def test_chapter_number_and_name_in_two_headings(html):
    document = html("<h2>CHAPTER I</h2><h3>The Start</h3><p>x</p><h2>CHAPTER II</h2><h3>The End of It</h3><p>y</p>")
    assert [s.title for s in document.sections] == ["Chapter I: The Start", "Chapter II: The End of It"]


def test_rule_between_heading_and_text(html):
    assert outline(html("<h2>One</h2><hr><p>a</p><h2>Two</h2><hr><p>b</p>")) == [("One", ["a"]), ("Two", ["b"])]


def test_first_sentence_that_looks_like_a_credit_is_text(html):
    document = html("<h2>One</h2><p>By noon we had reached the harbour.</p><p>More.</p><h2>Two</h2><p>b</p>")
    assert outline(document)[0] == ("One", ["By noon we had reached the harbour.", "More."])


def test_file_without_headings_is_one_chapter(html):
    assert outline(html("<p>a</p><p>b</p>", "<title>Story</title>")) == [("Story", ["a", "b"])]


def test_metadata(html):
    head = """<title>Shown</title><meta name="DC.Title" content="Real"><meta name="author" content="Ann">
    <meta property="og:description" content="About."><meta name="keywords" content="sea, ships">
    <meta name="dc.date" content="1901">"""
    found = html("<p>x</p>", head, lang=' lang="fr"').metadata
    assert (found.title, found.authors, found.language) == ("Real", ("Ann",), "fr")
    assert (found.description, found.subjects, found.year) == ("About.", ("sea", "ships"), "1901")


def test_language_of_an_undeclared_page(html):
    assert html("<p>Жили-были старик со старухой.</p>").metadata.language == "ru"


def test_empty_page(html):
    with pytest.raises(SourceError, match="no readable text"):
        html("<script>document.write('x')</script>")


def test_only_the_end_is_no_chapter(html):
    document = html("<h2>One</h2><p>a</p><h2>Two</h2><p>b</p><h2>THE END</h2>")
    assert outline(document)[-1] == ("Two", ["b", "THE END"])
    assert document.sections[-1].blocks[-1].kind is BlockKind.PARAGRAPH
