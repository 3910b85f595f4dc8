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


def linked(data: str) -> str:
    return f'<title>Shown</title><script type="application/ld+json">{data}</script>'


def test_metadata_in_linked_data(html):
    data = """{"@graph": [{"@type": "Person", "@id": "#ann", "name": "Ann Author"},
    {"@type": "Book", "name": "The Lamp", "author": {"@id": "#ann"}, "isbn": "978-0-00-000000-2",
    "publisher": {"@type": "Organization", "name": "Gull Press"},
    "datePublished": "1999-05-01", "inLanguage": "de", "description": "About a lamp."}]}"""
    found = html("<p>x</p>", linked(data).replace("<title>Shown</title>", "")).metadata
    assert (found.title, found.authors, found.publisher) == ("The Lamp", ("Ann Author",), "Gull Press")
    assert (found.isbn, found.year, found.language) == ("9780000000002", "1999", "de")
    assert found.description == "About a lamp."


@pytest.mark.parametrize(
    "data",
    [
        "no json",
        "",
        "[" * 50_000,
        '{"@type": "Book", "name": 7, "author": [1, null, {"name": ["a"]}, "https://example.org/ann"], "isbn": []}',
        '{"@type": ["Book", 3], "author": {"@id": "#nobody"}, "publisher": "@handle", "inLanguage": {"name": "?"}}',
        '{"@type": "WebPage", "name": "Not this"}',
    ],
)
def test_linked_data_that_says_nothing_is_passed_over(html, data):
    found = html("<p>x</p>", linked(data)).metadata
    assert (found.title, found.publisher, found.language) == ("Shown", "", "en")
    assert found.authors in ((), ("a",))


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>The Lamp | Gull Point</title><meta property='og:title' content='The Lamp'>", "The Lamp"),
        ("<title>The Lamp - Gull Point</title><meta property='og:site_name' content='Gull Point'>", "The Lamp"),
        ("<title>Gull Point: The Lamp</title><meta property='og:site_name' content='Gull Point'>", "The Lamp"),
        ("<title>The Lamp_海鸥</title>", "The Lamp"),
        ("<title>Gull Point</title><meta property='og:site_name' content='Gull Point'>", "Gull Point"),
        ("<title>Light - a history</title>", "Light - a history"),
        ("<title>Life by the sea</title>", "Life by the sea"),
        ("<meta property='og:title' content='Other'>", "Other"),
    ],
)
def test_title_without_the_name_of_the_site(html, head, title):
    assert html("<h1>The Lamp</h1><p>x</p>", head).metadata.title == title


def test_author_is_a_name(html):
    head = """<meta name="author" content="By Ann Author, Gull Point">
    <meta property="og:site_name" content="Gull Point"><meta name="author" content="https://example.org/ann">
    <meta name="author" content="@ann">"""
    assert html("<p>x</p>", head).metadata.authors == ("Ann Author",)


def test_language_and_site_of_open_graph(html):
    head = '<meta property="og:locale" content="pt_BR"><meta property="og:site_name" content="Farol">'
    found = html("<p>x</p>", head).metadata
    assert (found.language, found.publisher) == ("pt-BR", "Farol")


def test_page_furniture_is_text_of_a_book(html):
    body = (
        "<header><p>Before.</p></header><h1>T</h1><p>x</p><aside><p>Beside.</p></aside><footer><p>After.</p></footer>"
    )
    assert [text for _, found in outline(html(body)) for text in found] == ["Before.", "x", "Beside.", "After."]
