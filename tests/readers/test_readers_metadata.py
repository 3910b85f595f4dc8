"""What an EPUB's package says about the book, in the forms of EPUB 2 and EPUB 3 and in those of the wild."""

from __future__ import annotations

import pytest

from audiobook.document import Contributor
from audiobook.readers.epub.isbn import find_isbn
from audiobook.readers.epub.metadata import iso_date, read_metadata
from audiobook.readers.language_codes import language_tag
from audiobook.readers.relators import role_terms
from audiobook.readers.walk.xhtml import parse_xml

NAMESPACES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"'


def metadata(values: str):
    """Metadata of a package with these elements."""
    root = parse_xml(
        f'<package xmlns="http://www.idpf.org/2007/opf"><metadata {NAMESPACES}>{values}</metadata></package>'.encode()
    )
    assert root is not None
    return read_metadata(root)


METADATA_3 = """<dc:title id="t1">Main Title</dc:title><meta refines="#t1" property="title-type">main</meta>
<dc:title id="t2">A Subtitle</dc:title><meta refines="#t2" property="title-type">subtitle</meta>
<dc:creator id="a">Ann Author</dc:creator><meta refines="#a" property="role" scheme="marc:relators">aut</meta>
<meta refines="#a" property="file-as">Author, Ann</meta>
<dc:contributor id="t">Tom Translator</dc:contributor><meta refines="#t" property="role">ann</meta>
<meta refines="#t" property="role">trl</meta>
<dc:contributor id="n">Nan Narrator</dc:contributor><meta refines="#n" property="role">nrt</meta>
<meta id="s0" property="belongs-to-collection">Best Books</meta>
<meta refines="#s0" property="collection-type">set</meta>
<meta id="s" property="belongs-to-collection">The Series</meta>
<meta refines="#s" property="collection-type">series</meta>
<meta refines="#s" property="group-position">2</meta>
<dc:publisher>Press</dc:publisher><dc:date>2001-02-03</dc:date>
<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>
<dc:identifier>urn:isbn:978-0-306-40615-7</dc:identifier><dc:language>en-GB</dc:language>
<dc:description>&lt;p&gt;A &lt;i&gt;fine&lt;/i&gt; book.&lt;/p&gt;
&lt;p&gt;Really &amp;amp; truly.&lt;/p&gt;</dc:description>
<dc:subject>Fiction</dc:subject><dc:subject>Sea</dc:subject><dc:rights>CC0</dc:rights>"""


def test_epub3_metadata(make_epub, read, xhtml):
    found = read(make_epub({"a.xhtml": xhtml("<p>x</p>")}, metadata=METADATA_3)).metadata
    assert (found.title, found.subtitle) == ("Main Title", "A Subtitle")
    assert (found.authors, found.translators, found.narrators) == (
        ("Ann Author",),
        ("Tom Translator",),
        ("Nan Narrator",),
    )
    assert found.contributors == (Contributor("Tom Translator", "annotator"),)
    assert (found.series, found.series_index, found.publisher) == ("The Series", "2", "Press")
    assert (found.date, found.year, found.isbn, found.language) == ("2001-02-03", "2001", "9780306406157", "en-GB")
    assert found.description == "A fine book.\n\nReally & truly."
    assert (found.subjects, found.rights) == (("Fiction", "Sea"), "CC0")
    assert found.identifiers == ("urn:isbn:9780306406157",)


def test_epub2_metadata(make_epub, read, xhtml):
    values = """<dc:title>T</dc:title><dc:creator opf:role="aut" opf:file-as="Author, Ann">Ann</dc:creator>
    <dc:creator opf:role="trl">Tom</dc:creator>
    <dc:contributor opf:role="ill">Ill</dc:contributor><dc:date opf:event="modification">2020</dc:date>
    <dc:date opf:event="publication">1901</dc:date><dc:identifier opf:scheme="ISBN">0306406152</dc:identifier>
    <meta name="calibre:series" content="S"/><meta name="calibre:series_index" content="3.0"/>"""
    found = read(make_epub({"a.xhtml": xhtml("<p>x</p>")}, metadata=values)).metadata
    assert (found.authors, found.translators, found.date) == (("Ann",), ("Tom",), "1901")
    assert found.contributors == (Contributor("Ill", "illustrator"),)
    assert (found.isbn, found.series, found.series_index) == ("0306406152", "S", "3")


def test_nothing_known_is_empty():
    found = metadata("")
    assert (found.title, found.authors, found.date, found.identifiers) == ("", (), "", ())


@pytest.mark.parametrize(
    ("values", "title", "subtitle"),
    [
        ("<dc:title/><dc:title>Second is the first with text</dc:title>", "Second is the first with text", ""),
        (
            (
                '<dc:title id="s">Sub</dc:title><meta refines="#s" property="title-type">subtitle</meta>'
                "<dc:title>Main</dc:title>"
            ),
            "Main",
            "Sub",
        ),
        (
            (
                '<dc:title id="c">All Tales</dc:title><meta refines="c" property="title-type">collection</meta>'
                '<dc:title id="m">One  \n Tale</dc:title><meta refines="#m" property="title-type">main</meta>'
                '<meta refines="#m" property="display-seq">2</meta><meta refines="#c" property="display-seq">1</meta>'
            ),
            "One Tale",
            "",
        ),
        (
            '<dc:title id="s">Short</dc:title><meta refines="#s" property="title-type">short</meta>',
            "Short",
            "",
        ),
    ],
)
def test_main_title_and_subtitle(values, title, subtitle):
    found = metadata(values)
    assert (found.title, found.subtitle) == (title, subtitle)


@pytest.mark.parametrize(
    ("code", "term"),
    [
        ("edt", "editor"),
        ("marc:edt", "editor"),
        ("http://id.loc.gov/vocabulary/relators/edt", "editor"),
        ("EDT", "editor"),
        ("Editor", "editor"),
        ("ill", "illustrator"),
        ("aui", "author of introduction"),
        ("Author of introduction, etc.", "author of introduction"),
        ("wpr", "writer of preface"),
        ("cmp", "composer"),
        ("pht", "photographer"),
        ("B01", "editor"),
        ("A12", "illustrator"),
        ("oth", "contributor"),
        ("dragon tamer", "dragon tamer"),
        ("xyz", "xyz"),
    ],
)
def test_role_of_a_contributor(code, term):
    epub3 = f'<dc:contributor id="c">Cy</dc:contributor><meta refines="#c" property="role">{code}</meta>'
    epub2 = f'<dc:contributor opf:role="{code}">Cy</dc:contributor>'
    assert metadata(epub3).contributors == metadata(epub2).contributors == (Contributor("Cy", term),)


def test_contributor_without_a_role():
    assert metadata("<dc:contributor>Cy</dc:contributor>").contributors == (Contributor("Cy", "contributor"),)


def test_somebody_with_several_roles_stands_under_each():
    found = metadata(
        '<dc:creator id="a">Bea</dc:creator><meta refines="#a" property="role">aut</meta>'
        '<meta refines="#a" property="role">ill</meta><meta refines="#a" property="role">ill</meta>'
        '<dc:contributor opf:role="edt aui">Ed</dc:contributor>'
    )
    assert found.authors == ("Bea",)
    assert found.contributors == (
        Contributor("Bea", "illustrator"),
        Contributor("Ed", "editor"),
        Contributor("Ed", "author of introduction"),
    )


def test_editor_of_a_book_without_an_author_stands_for_one():
    found = metadata('<dc:creator opf:role="edt">Ed</dc:creator><dc:creator opf:role="trl">Tom</dc:creator>')
    assert (found.authors, found.translators) == (("Ed",), ("Tom",))
    assert found.contributors == (Contributor("Ed", "editor"),)


def test_authors_in_the_order_in_which_they_are_shown():
    found = metadata(
        '<dc:creator id="b">Bob</dc:creator><meta refines="#b" property="display-seq">2</meta>'
        '<dc:creator id="a">Ann</dc:creator><meta refines="#a" property="display-seq">1</meta>'
        '<dc:creator>Zoe</dc:creator><dc:creator>Ann</dc:creator><dc:contributor opf:role="aut">Cy</dc:contributor>'
    )
    assert found.authors == ("Ann", "Bob", "Zoe", "Cy")


def test_undeclared_prefix_is_understood():
    root = parse_xml(
        b'<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b'<dc:creator opf:role="trl">Tom</dc:creator><dc:creator opf:role="aut">Ann</dc:creator></metadata></package>'
    )
    found = read_metadata(root)
    assert (found.authors, found.translators) == (("Ann",), ("Tom",))


@pytest.mark.parametrize("value", ["", " ", "/", ":", ";,"])
def test_role_of_nothing(value):
    assert len(role_terms(value)) <= 1


def collection(name: str, kind: str = "", position: str = "", number: int = 0) -> str:
    return (
        f'<meta id="x{number}" property="belongs-to-collection">{name}</meta>'
        + (f'<meta refines="#x{number}" property="collection-type">{kind}</meta>' if kind else "")
        + (f'<meta refines="#x{number}" property="group-position">{position}</meta>' if position else "")
    )


CALIBRE = '<meta name="calibre:series" content="Cal"/><meta name="calibre:series_index" content="2.5"/>'


@pytest.mark.parametrize(
    ("values", "series", "position"),
    [
        (collection("A", "set", "1", 1) + collection("B", "series", "4", 2), "B", "4"),
        (collection("A", "", "3"), "A", "3"),
        (collection("A", "series") + CALIBRE, "A", ""),
        (CALIBRE, "Cal", "2.5"),
        (collection("The Trilogy", "set", "1"), "The Trilogy", "1"),
        (collection("Modern Library’s 100 Best Novels", "set", "2"), "", ""),
        (collection("Harvard Classics", "set"), "", ""),
        (collection("A", "set", "1", 1) + collection("B", "set", "4", 2), "", ""),
        (collection("Best", "set", "1", 1) + CALIBRE, "Cal", "2.5"),
        (collection("A", "series", "01.0"), "A", "01"),
    ],
)
def test_series_and_position(values, series, position):
    found = metadata(values)
    assert (found.series, found.series_index) == (series, position)


@pytest.mark.parametrize(
    ("values", "date"),
    [
        ('<dc:date opf:event="modification">2020</dc:date><dc:date>1901-05</dc:date>', "1901-05"),
        ('<dc:date>2014</dc:date><dc:date opf:event="original-publication">1813</dc:date>', "1813"),
        ('<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>', "2020-01-01T00:00:00Z"),
        (
            '<meta property="dcterms:modified">2020</meta><meta property="dcterms:issued">1999-01-02</meta>',
            "1999-01-02",
        ),
        ('<dc:date opf:event="modification">2020-02-02</dc:date>', "2020-02-02"),
        ("<dc:date>0101-01-01T00:00:00+00:00</dc:date>", ""),
        ("<dc:date>unknown</dc:date><dc:date>1931</dc:date>", "1931"),
    ],
)
def test_publication_comes_before_modification(values, date):
    assert metadata(values).date == date


@pytest.mark.parametrize(
    ("given", "date"),
    [
        ("1999", "1999"),
        ("1999-12", "1999-12"),
        ("19991231", "1999-12-31"),
        ("12/31/1999", "1999"),
        ("[ca. 1890]", "1890"),
        ("May 5, 1999", "1999"),
        ("1999-2001", "1999"),
        ("1999-13-45", "1999"),
        ("TODO: 2021-01-01", "2021-01-01"),
        ("2014-05-25T00:00:00.123456+00:00", "2014-05-25T00:00:00.123456+00:00"),
        ("12345", ""),
        ("soon", ""),
    ],
)
def test_dates_of_the_wild(given, date):
    assert iso_date(given) == date


@pytest.mark.parametrize(
    ("values", "isbn"),
    [
        ("<dc:identifier>urn:isbn:9780306406157</dc:identifier>", "9780306406157"),
        ("<dc:identifier>978-0-306-40615-7</dc:identifier>", "9780306406157"),
        ("<dc:identifier>ISBN-13: 978‐0‐306‐40615‐7 (ebook)</dc:identifier>", "9780306406157"),
        ("<dc:identifier>urn:ISBN:0-306-40615-2</dc:identifier>", "0306406152"),
        ('<dc:identifier opf:scheme="isbn">080442957x</dc:identifier>', "080442957X"),
        ('<dc:identifier id="ISBN10">080442957X</dc:identifier>', "080442957X"),
        (
            (
                '<dc:identifier id="i">080442957X</dc:identifier>'
                '<meta refines="#i" property="identifier-type" scheme="onix:codelist5">02</meta>'
            ),
            "080442957X",
        ),
        ("<dc:identifier>0306406152</dc:identifier>", ""),
        ("<dc:identifier>urn:isbn:9780306406158</dc:identifier>", ""),
        ("<dc:identifier>urn:uuid:97803064-0615-4000-8000-000000000000</dc:identifier>", ""),
        (
            "<dc:identifier>urn:isbn:9780306406158</dc:identifier><dc:identifier>9780306406157</dc:identifier>",
            "9780306406157",
        ),
        ("<dc:source>urn:isbn:9780306406157</dc:source>", ""),
    ],
)
def test_isbn_in_any_form_with_a_right_check_digit(values, isbn):
    assert metadata(values).isbn == isbn


def test_search_for_an_isbn_is_bounded():
    assert find_isbn("1 " * 200_000 + "isbn 9780306406157") == ""


@pytest.mark.parametrize(
    ("value", "identifier"),
    [
        ("<dc:identifier>urn:isbn:978-0-306-40615-7</dc:identifier>", "urn:isbn:9780306406157"),
        (
            "<dc:identifier>12C1DF3E-DF35-4FCF-918B-643FF15A7870</dc:identifier>",
            "urn:uuid:12C1DF3E-DF35-4FCF-918B-643FF15A7870",
        ),
        ('<dc:identifier opf:scheme="UUID">urn:uuid:12c1</dc:identifier>', "urn:uuid:12c1"),
        ("<dc:identifier>10.1000/182</dc:identifier>", "doi:10.1000/182"),
        ("<dc:identifier>doi:10.1000/182</dc:identifier>", "doi:10.1000/182"),
        ('<dc:identifier opf:scheme="calibre">42</dc:identifier>', "calibre:42"),
        ("<dc:identifier>https://example.org/b</dc:identifier>", "https://example.org/b"),
        ("<dc:identifier>plain-id</dc:identifier>", "plain-id"),
        ("<dc:source>https://example.org/1342</dc:source>", "source:https://example.org/1342"),
        ("<dc:source>New York: Harper, 1890</dc:source>", "source:New York: Harper, 1890"),
    ],
)
def test_identifiers_say_what_they_are(value, identifier):
    assert metadata(value + value).identifiers == (identifier,)


@pytest.mark.parametrize(
    ("values", "language"),
    [
        ("<dc:language>und</dc:language><dc:language>fr</dc:language><dc:language>en</dc:language>", "fr"),
        ("<dc:language>UTF-8 please</dc:language><dc:language> en_US </dc:language>", "en-US"),
        ("<dc:language>eng</dc:language>", "en"),
        ("<dc:language>ger-AT</dc:language>", "de-AT"),
        ("<dc:language>zho-Hant-TW</dc:language>", "zh-Hant-TW"),
        ("<dc:language>grc</dc:language>", "grc"),
        ("<dc:language>mul</dc:language>", ""),
    ],
)
def test_first_valid_language(values, language):
    assert metadata(values).language == language


@pytest.mark.parametrize("text", ["", "e", "english", "en us", "zxx", "mis", "en-", "en--US"])
def test_no_language_tag(text):
    assert language_tag(text) == ""


def test_description_without_scripts_and_links():
    markup = (
        "&lt;div&gt;One &lt;a href='x'&gt;two&lt;/a&gt;&lt;script&gt;no()&lt;/script&gt;&lt;br&gt;three&lt;/div&gt;"
    )
    assert metadata(f"<dc:description>{markup}</dc:description>").description == "One two\nthree"


def test_hundred_thousand_refinements_of_one_person():
    values = '<dc:creator id="a">Ann</dc:creator>' + '<meta refines="#a" property="role">aut</meta>' * 100_000
    assert metadata(values).authors == ("Ann",)


def test_refinement_of_itself_and_of_nothing():
    values = '<meta id="m" refines="#m" property="role">aut</meta><meta refines="#gone" property="role">aut</meta>'
    assert metadata(values + "<dc:creator>Ann</dc:creator>").authors == ("Ann",)
