"""EPUB: packages, navigation, sections, metadata, and everything that must be refused by name."""

from __future__ import annotations

import zipfile

import pytest

from audiobook.document import BlockKind
from audiobook.errors import SourceError
from audiobook.events import Severity
from audiobook.readers.epub import archive as epub_archive

ONE = "<h2>One</h2><p>First text.</p>"
TWO = "<h2>Two</h2><p>Second text.</p>"
ENTRIES = '<li><a href="a.xhtml">One</a></li><li><a href="b.xhtml">Two</a></li>'
NCX_ITEM = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
NCX = """<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
<navPoint id="n1"><navLabel><text>One</text></navLabel><content src="a.xhtml"/>
<navPoint id="n2"><navLabel> <text>Two</text></navLabel>
<content src="b.xhtml#s"/></navPoint></navPoint></navMap></ncx>"""


def outline(document):
    return [(s.title, [b.text for b in s.blocks]) for s in document.sections]


EXPECTED = [("One", ["First text."]), ("Two", ["Second text."])]


def test_chapters_from_the_navigation(make_epub, read, xhtml):
    document = read(make_epub({"a.xhtml": xhtml(ONE), "b.xhtml": xhtml(TWO)}, ENTRIES))
    assert outline(document) == EXPECTED
    assert [point.title for point in document.nav] == ["One", "Two"]
    assert document.sections[1].source.file == "EPUB/b.xhtml"


def test_label_and_heading_are_said_once(make_epub, read, xhtml):
    source = make_epub(
        {"a.xhtml": xhtml("<h2>CHAPTER I<br/>The Start</h2><p>x</p>")}, '<li><a href="a.xhtml">I: The Start</a></li>'
    )
    assert outline(read(source)) == [("I: The Start", ["x"])]


def test_no_navigation_at_all_takes_headings(make_epub, read, xhtml):
    document = read(
        make_epub(
            {
                "a.xhtml": xhtml("<h1>CHAPTER I<br/>The Start</h1><p>x</p>"),
                "b.xhtml": xhtml("<h1>CHAPTER II</h1><p>y</p>"),
            }
        )
    )
    assert outline(document) == [("Chapter I: The Start", ["x"]), ("Chapter II", ["y"])]


@pytest.mark.parametrize("item", [NCX_ITEM, NCX_ITEM + "<!-- no-toc -->"])
def test_epub2_ncx_with_and_without_toc_attribute(make_epub, read, xhtml, item):
    second = xhtml('<section id="s"><h2>Two</h2><p>Second text.</p></section>')
    source = make_epub({"a.xhtml": xhtml(ONE), "b.xhtml": second}, members={"EPUB/toc.ncx": NCX}, extra=item)
    document = read(source)
    assert outline(document) == EXPECTED
    assert document.sections[1].path == ("One",)


def test_dangling_ncx_reference(make_epub, read, xhtml):
    source = make_epub(
        {"a.xhtml": xhtml(ONE)}, extra='<item id="ncx" href="gone.ncx" media-type="application/x-dtbncx+xml"/>'
    )
    assert outline(read(source)) == EXPECTED[:1]


@pytest.mark.parametrize(
    ("name", "href"),
    [("a b.xhtml", "a%20b.xhtml"), ("A.xhtml", "a.xhtml"), ("ü.xhtml", "u\u0308.xhtml"), ("x/c.xhtml", "x\\c.xhtml")],
)
def test_href_written_differently_is_found(make_epub, read, xhtml, name, href):
    source = make_epub({href: xhtml(ONE)}, f'<li><a href="{href}">One</a></li>')
    with zipfile.ZipFile(source) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    with zipfile.ZipFile(source, "w") as archive:
        for member, data in members.items():
            archive.writestr(f"EPUB/{name}" if member.endswith(href) else member, data)
    assert outline(read(source)) == EXPECTED[:1]


def test_first_rootfile_is_the_book(make_epub, read, xhtml):
    container = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
    <rootfile full-path="EPUB/p.opf" media-type="application/oebps-package+xml"/>
    <rootfile full-path="EPUB/other.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
    source = make_epub(
        {"a.xhtml": xhtml(ONE)}, members={"META-INF/container.xml": container, "EPUB/other.opf": "<package/>"}
    )
    assert outline(read(source)) == EXPECTED[:1]


def test_missing_resources_are_findings_and_the_book_is_built(make_epub, read, xhtml):
    extra = (
        '<item id="css" href="gone.css" media-type="text/css"/><item id="f" href="f.otf" media-type="font/otf"/>'
        '<item id="r" href="https://example.org/a.mp3" media-type="audio/mpeg"/><item id="bad" media-type="text/css"/>'
    )
    events = []
    assert outline(read(make_epub({"a.xhtml": xhtml(ONE)}, extra=extra), events)) == EXPECTED[:1]
    assert {e.source.file for e in events if e.code == "resource-missing"} == {"EPUB/gone.css", "EPUB/f.otf"}


def test_missing_chapter_is_named_with_its_position(make_epub, read, xhtml):
    source = make_epub({"a.xhtml": xhtml(ONE), "gone.xhtml": ""}, members={"EPUB/gone.xhtml": None})
    with pytest.raises(SourceError, match=r"EPUB/gone\.xhtml: a chapter is missing: position 2 of the reading order"):
        read(source)


def test_many_entries_in_one_file_split_at_fragments(make_epub, read, xhtml):
    body = '<p>Before.</p><h2 id="one">One</h2><p>First.</p><p>More.</p><a id="two"></a><h2>Two</h2><p>Second.</p>'
    targets = {"Start": "a.xhtml", "One": "a.xhtml#one", "Two": "a.xhtml#two"}
    entries = "".join(f'<li><a href="{href}">{label}</a></li>' for label, href in targets.items())
    assert outline(read(make_epub({"a.xhtml": xhtml(body)}, entries))) == [
        ("Start", ["Before."]),
        ("One", ["First.", "More."]),
        ("Two", ["Second."]),
    ]


def test_pages_outside_the_navigation_join_the_chapter_before(make_epub, read, xhtml):
    pages = {"a.xhtml": xhtml(ONE), "a2.xhtml": xhtml("<p>Still first.</p>"), "b.xhtml": xhtml(TWO)}
    assert outline(read(make_epub(pages, ENTRIES)))[0] == ("One", ["First text.", "Still first."])


def test_page_before_the_first_entry_is_its_own_section(make_epub, read, xhtml):
    pages = {
        "d.xhtml": xhtml("<p>For Jane.</p>", 'epub:type="dedication"'),
        "a.xhtml": xhtml(ONE),
        "b.xhtml": xhtml(TWO),
    }
    document = read(make_epub(pages, ENTRIES))
    assert (document.sections[0].kind, outline(document)) == ("dedication", [("", ["For Jane."]), *EXPECTED])


def test_linear_no_and_nav_are_not_read_in_order(make_epub, read, xhtml):
    spine = '<itemref idref="nav"/><itemref idref="c0"/><itemref idref="c1" linear="no"/><itemref idref="c2"/>'
    pages = {"a.xhtml": xhtml(ONE), "notes.xhtml": xhtml("<p>A side note.</p>"), "b.xhtml": xhtml(TWO)}
    document = read(make_epub(pages, ENTRIES, spine=spine))
    assert outline(document) == EXPECTED
    assert {"non-linear", "nav", "toc"} & {s.rule for s in document.skipped} == {"non-linear", "toc"}


def test_part_with_its_own_page_is_heard(make_epub, read, xhtml):
    pages = {"p.xhtml": xhtml('<section epub:type="part"><h1>Part One</h1></section>'), "a.xhtml": xhtml(ONE)}
    entries = '<li><a href="p.xhtml">Part One</a><ol><li><a href="a.xhtml">One</a></li></ol></li>'
    part, chapter = read(make_epub(pages, entries)).sections
    assert (part.title, part.kind, part.blocks) == ("Part One", "part", ())
    assert (chapter.title, chapter.path) == ("One", ("Part One",))


def test_part_without_content_of_its_own_is_only_a_path(make_epub, read, xhtml):
    entries = '<li><a href="a.xhtml">Part One</a><ol><li><a href="a.xhtml">One</a></li></ol></li>'
    (section,) = read(make_epub({"a.xhtml": xhtml(ONE)}, entries)).sections
    assert (section.title, section.path) == ("One", ("Part One",))


def test_part_heading_on_its_first_chapters_page_is_heard_before_it(make_epub, read, xhtml):
    entries = '<li><a href="a.xhtml">Part One</a><ol><li><a href="a.xhtml">One</a></li></ol></li>'
    document = read(make_epub({"a.xhtml": xhtml("<h1>PART ONE</h1>" + ONE)}, entries))
    assert outline(document) == [("Part One", []), ("One", ["First text."])]


def test_nav_entry_without_link_is_a_path(make_epub, read, xhtml):
    entries = f"<li><span>Book A</span><ol>{ENTRIES}</ol></li>"
    document = read(make_epub({"a.xhtml": xhtml(ONE), "b.xhtml": xhtml(TWO)}, entries))
    assert [(s.title, s.path) for s in document.sections] == [("One", ("Book A",)), ("Two", ("Book A",))]


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("<p>© 2020 A. Author</p>", "Copyright"),
        ('<section epub:type="colophon"><p>Set in Caslon.</p></section>', "The Type"),
        (
            '<p><a href="b.xhtml">One</a></p><p><a href="b.xhtml">Two</a></p><p><a href="b.xhtml">Three</a></p>',
            "Inside",
        ),
        ("<p>目录</p>", "目录"),
    ],
)
def test_pages_a_narrator_would_not_read(make_epub, read, xhtml, body, label):
    entries = f'<li><a href="a.xhtml">{label}</a></li><li><a href="b.xhtml">Two</a></li>'
    events = []
    document = read(make_epub({"a.xhtml": xhtml(body), "b.xhtml": xhtml(TWO)}, entries), events)
    assert outline(document) == EXPECTED[1:]
    assert "skipped-section" in {e.code for e in events}


def test_copyright_and_title_page_outside_the_navigation(make_epub, read, xhtml):
    pages = {
        "t.xhtml": xhtml("<p>The Book</p><p>Ann Author</p>"),
        "l.xhtml": xhtml("<p>Copyright © 2020</p><p>All rights reserved.</p>"),
        "a.xhtml": xhtml(ONE),
        "b.xhtml": xhtml(TWO),
    }
    document = read(make_epub(pages, ENTRIES))
    assert outline(document) == EXPECTED
    assert {s.rule for s in document.skipped} >= {"titlepage", "copyright-page"}


def test_text_after_a_skipped_entry_is_not_lost(make_epub, read, xhtml):
    pages = {
        "c.xhtml": xhtml("<p>Cover</p>"),
        "a.xhtml": xhtml(ONE),
        "b.xhtml": xhtml(TWO),
        "z.xhtml": xhtml("<h2>Z</h2><p>End.</p>"),
    }
    entries = '<li><a href="c.xhtml">Cover</a></li><li><a href="z.xhtml">Z</a></li>'
    assert outline(read(make_epub(pages, entries))) == [*EXPECTED, ("Z", ["End."])]


def test_guide_names_the_contents_page(make_epub, read, xhtml):
    pages = {"x.xhtml": xhtml("<p>One ... 5</p>"), "a.xhtml": xhtml(ONE), "b.xhtml": xhtml(TWO)}
    guide = '<guide><reference type="toc" href="x.xhtml"/></guide>'
    assert outline(read(make_epub(pages, ENTRIES, guide=guide))) == EXPECTED


def test_endnotes_without_markup_are_found_by_their_marks(make_epub, read, xhtml):
    pages = {
        "a.xhtml": xhtml('<h2>One</h2><p>Text<a id="r1" href="n.xhtml#n1"><sup>1</sup></a>.</p>'),
        "b.xhtml": xhtml(TWO),
        "n.xhtml": xhtml('<p>Read this.</p><p id="n1"><a href="a.xhtml#r1">[1]</a> The note.</p>'),
    }
    document = read(make_epub(pages, ENTRIES))
    assert outline(document)[1] == ("Two", ["Second text.", "Read this."])
    assert ("note", "The note.") in {(s.rule, s.text) for s in document.skipped}


def test_gutenberg_header_and_licence(make_epub, read, xhtml):
    head = "<p>Title: X</p><p>*** START OF THE PROJECT GUTENBERG EBOOK X ***</p><p>Produced by A</p>"
    foot = "<p>End of the Project Gutenberg EBook</p><p>*** END OF THE PROJECT GUTENBERG EBOOK X ***</p><p>Licence</p>"
    document = read(make_epub({"a.xhtml": xhtml(head + ONE), "b.xhtml": xhtml(TWO + foot)}, ENTRIES))
    assert outline(document) == EXPECTED
    assert sum(s.rule.startswith("gutenberg-") for s in document.skipped) == 6


ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">
<e:EncryptedData><e:EncryptionMethod Algorithm="{}"/>
<e:CipherData><e:CipherReference URI="{}"/></e:CipherData></e:EncryptedData>
</encryption>"""
AES = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"META-INF/rights.xml": '<r xmlns="http://ns.adobe.com/adept"/>'}, "ADEPT"),
        ({"META-INF/license.lcpl": "{}"}, "LCP"),
        ({"META-INF/sinf.xml": "<s/>"}, "FairPlay"),
        ({"META-INF/encryption.xml": ENCRYPTION.format(AES, "EPUB/a.xhtml")}, "unknown scheme"),
    ],
)
def test_protection_is_refused_by_name(make_epub, read, xhtml, members, name):
    with pytest.raises(SourceError, match=name) as caught:
        read(make_epub({"a.xhtml": xhtml(ONE)}, members=members))
    assert caught.value.hint


@pytest.mark.parametrize("algorithm", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
def test_font_obfuscation_is_no_protection(make_epub, read, xhtml, algorithm):
    members = {"META-INF/encryption.xml": ENCRYPTION.format(algorithm, "EPUB/f.otf")}
    assert outline(read(make_epub({"a.xhtml": xhtml(ONE)}, members=members))) == EXPECTED[:1]


def test_password(make_epub, read, xhtml):
    source = make_epub({"a.xhtml": xhtml(ONE)})
    data = bytearray(source.read_bytes())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"EPUB/a.xhtml"))
    data[place + 8] |= 1
    source.write_bytes(data)
    with pytest.raises(SourceError, match="password-protected"):
        read(source)


def test_chapter_that_unpacks_to_far_too_much(make_epub, read):
    with pytest.raises(SourceError, match=r"EPUB/a\.xhtml: this part of the book .* (MiB|zip bomb)"):
        read(make_epub({"a.xhtml": "<p>" + " " * (40 * 2**20)}))


def test_bomb_below_the_size_cap_by_its_ratio(make_epub, read):
    with pytest.raises(SourceError, match="zip bomb"):
        read(make_epub({"a.xhtml": "<p>" + " " * (4 * 2**20)}))


def test_cap_holds_for_what_comes_out(make_epub, xhtml):
    source = make_epub({"a.xhtml": xhtml(ONE)})
    with epub_archive.Archive(source) as archive, pytest.raises(SourceError):
        archive.read("EPUB/a.xhtml", 10)


def test_bomb_in_a_picture_costs_nothing(make_epub, read, xhtml):
    extra = '<item id="img" href="big.png" media-type="image/png"/>'
    source = make_epub({"a.xhtml": xhtml(ONE)}, members={"EPUB/big.png": bytes(80 * 2**20)}, extra=extra)
    assert outline(read(source)) == EXPECTED[:1]


@pytest.mark.parametrize("href", ["../../etc/passwd", "/etc/passwd", "C:/x.xhtml", "https://example.org/c.xhtml"])
def test_paths_that_climb_out_find_nothing(make_epub, read, xhtml, href):
    source = make_epub({"a.xhtml": xhtml(ONE), href: xhtml("x")}, members={f"EPUB/{href}": None})
    with pytest.raises(SourceError, match=r"chapter is missing|no text"):
        read(source)


def test_entity_bomb_and_xxe_in_the_package(make_epub, read, xhtml, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("password")
    source = make_epub({"a.xhtml": xhtml(ONE)}, metadata="<dc:title>A &x; &b9;</dc:title>")
    with zipfile.ZipFile(source) as archive:
        members = {n: archive.read(n).decode() for n in archive.namelist()}
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    doctype = f'<!DOCTYPE package [<!ENTITY x SYSTEM "{secret.as_uri()}">{bomb}]>'
    members["EPUB/p.opf"] = members["EPUB/p.opf"].replace("?>", "?>" + doctype, 1)
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    title = read(source).metadata.title
    assert title.startswith("A")
    assert "password" not in title
    assert len(title) < 40


@pytest.mark.parametrize("opf", ["", "<package/>", "not xml at all", "<package><manifest/><spine/></package>"])
def test_unreadable_package_is_one_clear_error(make_epub, read, xhtml, opf):
    with pytest.raises(SourceError, match="package file"):
        read(make_epub({"a.xhtml": xhtml(ONE)}, members={"EPUB/p.opf": opf}))


def test_book_of_pictures_has_no_readable_text(make_epub, read, xhtml):
    with pytest.raises(SourceError, match="no readable text") as caught:
        read(make_epub({"a.xhtml": xhtml('<img src="a.png" alt="A lamp"/>')}))
    assert "text recognition" in caught.value.hint


def test_book_that_calls_itself_all_front_matter_is_read(make_epub, read, xhtml):
    guide = '<guide><reference type="title-page" href="a.xhtml"/></guide>'
    assert outline(read(make_epub({"a.xhtml": xhtml(ONE)}, guide=guide))) == EXPECTED[:1]


def test_unknown_idref_and_picture_in_the_spine_are_findings(make_epub, read, xhtml):
    spine = '<itemref idref="ghost"/><itemref idref="img"/><itemref idref="c0"/>'
    extra = '<item id="img" href="a.png" media-type="image/png"/>'
    events = []
    read(make_epub({"a.xhtml": xhtml(ONE)}, spine=spine, extra=extra), events)
    codes = [e.code for e in events if e.severity is Severity.WARNING]
    assert {"spine-item-unknown", "spine-item-not-text"} <= set(codes)


def test_fallback_of_a_foreign_spine_item_is_read(make_epub, read, xhtml):
    extra = '<item id="pdf" href="a.pdf" media-type="application/pdf" fallback="c0"/>'
    assert (
        outline(read(make_epub({"a.xhtml": xhtml(ONE)}, spine='<itemref idref="pdf"/>', extra=extra))) == EXPECTED[:1]
    )


def test_language_is_guessed_only_where_none_is_declared(make_epub, read, xhtml):
    body = xhtml("<p>話說天下大勢，分久必合，合久必分。</p>")
    assert read(make_epub({"a.xhtml": body}, metadata="<dc:title>T</dc:title>")).metadata.language == "zh"
    assert read(make_epub({"a.xhtml": body})).metadata.language == "en"


def test_no_text_twice_and_none_lost(make_epub, read, xhtml):
    body = "".join(f'<h2 id="h{n}">T{n}</h2><p>p{n} <b>x</b></p>' for n in range(30))
    entries = "".join(f'<li><a href="a.xhtml#h{n}">T{n}</a></li>' for n in range(30))
    document = read(make_epub({"a.xhtml": xhtml(body)}, entries))
    assert outline(document) == [(f"T{n}", [f"p{n} x"]) for n in range(30)]
    assert all(b.kind is BlockKind.PARAGRAPH for s in document.sections for b in s.blocks)


def test_circle_and_a_long_chain_of_fallbacks(make_epub, read, xhtml):
    chain = "".join(
        f'<item id="i{n}" href="{n}.png" media-type="image/png" fallback="i{n + 1}"/>' for n in range(3_000)
    )
    spine = '<itemref idref="c0"/>' + "".join(f'<itemref idref="i{n}"/>' for n in range(3_000))
    circle = '<item id="i3000" href="x.png" media-type="image/png" fallback="i2999"/>'
    assert outline(read(make_epub({"a.xhtml": xhtml(ONE)}, extra=chain + circle, spine=spine))) == EXPECTED[:1]


def test_book_whose_pages_are_all_pictures_says_so(make_epub, read):
    extra = '<item id="p" href="p.png" media-type="image/png"/>'
    with pytest.raises(SourceError, match="its pages are pictures") as caught:
        read(make_epub({}, extra=extra, spine='<itemref idref="p"/>'))
    assert "text recognition" in caught.value.hint


def test_drawing_in_the_spine_gives_way_to_its_fallback(make_epub, read, xhtml):
    extra = '<item id="s" href="s.svg" media-type="image/svg+xml" fallback="c0"/>'
    source = make_epub({"a.xhtml": xhtml(ONE)}, extra=extra, spine='<itemref idref="s"/>')
    assert outline(read(source)) == EXPECTED[:1]
