"""Thirty constructs that books are made of, each through the public reader: what is heard, and what is not."""

from __future__ import annotations

import tracemalloc
import zipfile

import pytest

from audiobook.document import BlockKind
from audiobook.errors import SourceError
from audiobook.events import silent
from audiobook.prep.prepare import prepare
from audiobook.prep.scriptfile import format_script
from audiobook.prep.sentences import split_sentences
from audiobook.readers.choose import read_document
from audiobook.readers.walk.characters import visible

ANY_READER = pytest.mark.parametrize("book", ["epub", "html", "md"], indirect=True)
MARKUP = pytest.mark.parametrize("book", ["epub", "html"], indirect=True)
EPUB = pytest.mark.parametrize("book", ["epub"], indirect=True)


@pytest.fixture
def book(request, make_epub, read, tmp_path, xhtml):
    """Read one chapter's markup with one of the readers."""

    def read_body(body: str):
        if request.param == "epub":
            return read(make_epub({"a.xhtml": xhtml(body)}))
        source = tmp_path / f"book.{request.param}"
        whole = f'<html lang="en"><head><title>The Book</title></head><body>{body}</body></html>'
        source.write_text(whole if request.param == "html" else body, encoding="utf-8")
        return read(source)

    return read_body


def blocks(document):
    return [block for section in document.sections for block in section.blocks]


def texts(document):
    return [block.text for block in blocks(document)]


def outline(document):
    return [(section.title, [block.text for block in section.blocks]) for section in document.sections]


def skips(document):
    return [(skip.rule, skip.text) for skip in document.skipped]


@ANY_READER
@pytest.mark.parametrize(
    "body",
    [
        "<p><span>T</span><small>HE</small> cat sat.</p>",
        '<p><span class="dropcap">T</span><span class="smallcaps">HE</span> cat sat.</p>',
        "<p><b>T</b><b>HE</b> cat\n sat.</p>",
    ],
)
def test_case_01_drop_cap_and_small_caps_are_one_word(book, body):
    assert texts(book(body)) == ["THE cat sat."]


@ANY_READER
@pytest.mark.parametrize(
    "heading", ["<h2>CHAPTER I<br/>The Start</h2>", "<h2>CHAPTER I <br/> <small>The Start</small></h2>"]
)
def test_case_02_line_break_in_a_heading(book, heading):
    document = book(f"{heading}\n\n<p>Text.</p>\n\n<h2>CHAPTER II<br/>The End</h2>\n\n<p>More.</p>")
    assert outline(document) == [("Chapter I: The Start", ["Text."]), ("Chapter II: The End", ["More."])]


NOTE = '<aside epub:type="footnote" role="doc-footnote" id="n1"><p>An old song.</p></aside>'


@MARKUP
@pytest.mark.parametrize(
    "mark",
    [
        '<a epub:type="noteref" href="#n1">1</a>',
        '<a role="doc-noteref" href="#n1">1</a>',
        '<sup><a epub:type="noteref" href="#n1">1</a></sup>',
        '<a epub:type="noteref" href="#n1"><sup>[1]</sup></a>',
        '<a epub:type="noteref" href="#n1">*</a>',
    ],
)
def test_case_03_note_reference_after_a_comma(book, mark):
    document = book(f"<p>He sang,{mark} and left.</p>{NOTE}")
    assert texts(document) == ["He sang, and left."]
    assert ("note", "An old song.") in skips(document)


@pytest.mark.parametrize("book", ["md"], indirect=True)
def test_case_03_note_reference_in_markdown(book):
    document = book("He sang,[^1] and left.\n\n[^1]: An old song.")
    assert texts(document) == ["He sang, and left."]
    assert ("note", "An old song.") in skips(document)


@MARKUP
@pytest.mark.parametrize(
    "mark",
    [
        '<span epub:type="pagebreak" id="p5">5</span>',
        '<span epub:type="pagebreak" id="p5" title="5"></span>',
        '<span role="doc-pagebreak" id="p5" aria-label="5"/>',
        '<span class="pagenum" id="p5">5</span>',
    ],
)
def test_case_04_page_break_inside_a_word(book, mark):
    document = book(f"<p>He went for{mark.replace('/>', '></span>')}ward.</p>")
    assert texts(document) == ["He went forward."]
    assert [page.label for page in document.page_breaks] == ["5"]


@ANY_READER
def test_case_05_ordinal(book):
    assert texts(book("<p>On the 5<sup>th</sup> of May, and the 1<sup>st</sup>.</p>")) == [
        "On the 5th of May, and the 1st."
    ]


@ANY_READER
@pytest.mark.parametrize(
    "ruby",
    [
        "<ruby>漢<rt>かん</rt></ruby>",
        "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
        "<ruby><rb>漢</rb><rt>かん</rt></ruby>",
    ],
)
def test_case_06_ruby_is_read_once_with_its_reading_as_a_hint(book, ruby):
    (block,) = blocks(book(f"<p>これは{ruby}字です。</p>"))
    assert block.text == "これは漢字です。"
    assert [(span.text, span.hint) for span in block.spans if span.hint] == [("漢", "かん")]


PLAY = """<table><tr><td epub:type="z3998:persona">Algernon</td><td>Did you hear?</td></tr>
<tr><td></td><td epub:type="z3998:stage-direction"><i>Exit Lane.</i></td></tr>
<tr><td epub:type="z3998:persona">Lane</td><td>I did not, sir.</td></tr></table>"""


@MARKUP
def test_case_07_row_of_a_play_has_its_speaker_and_only_the_speech(book):
    document = book(PLAY)
    assert ("Algernon", "Did you hear?") in {(block.speaker, block.text) for block in blocks(document)}
    assert ("Lane", "I did not, sir.") in {(block.speaker, block.text) for block in blocks(document)}
    assert [text for rule, text in skips(document) if rule == "persona"] == ["Algernon", "Lane"]


@MARKUP
def test_case_08_stage_direction_is_the_narrators(book):
    assert ("", "Exit Lane.") in {(block.speaker, block.text) for block in blocks(book(PLAY))}


@MARKUP
@pytest.mark.parametrize(
    "body",
    [
        '<div epub:type="z3998:verse"><p><span>Tyger, tyger,</span><br/><span>burning bright</span></p></div>',
        '<div class="poem"><p>Tyger, tyger,<br/>burning bright</p></div>',
        '<div class="stanza"><div class="line">Tyger, tyger,</div><div class="line">burning bright</div></div>',
    ],
)
def test_case_09_two_lines_of_verse(book, body):
    (block,) = blocks(book(body))
    assert (block.kind, block.text) == (BlockKind.VERSE, "Tyger, tyger,\nburning bright")
    assert [span.line_break for span in block.spans] == [True, False]


@pytest.mark.parametrize("book", ["md"], indirect=True)
def test_case_09_two_lines_of_verse_in_markdown(book):
    (block,) = blocks(book("| Tyger, tyger,\n| burning bright\n"))
    assert (block.kind, block.text) == (BlockKind.VERSE, "Tyger, tyger,\nburning bright")


@pytest.mark.shared_data
def test_case_10_play_in_tables_is_kept(shared):
    document = read_document(shared / "epub" / "novels" / "oscar-wilde_the-importance-of-being-earnest.epub", silent)
    spoken = sum(len(visible(block.text)) for block in blocks(document))
    said_otherwise = sum(len(visible(s.text)) for s in document.skipped if s.rule in {"persona", "title-heading"})
    assert spoken + said_otherwise >= 0.95 * 97_225


@MARKUP
def test_case_11_text_straight_in_the_body(book):
    assert texts(book("Bare text.<p>In a paragraph.</p>Bare <em>again</em>.")) == [
        "Bare text.",
        "In a paragraph.",
        "Bare again.",
    ]


WHOLE = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body><p>{}</p></body></html>'
FILES = pytest.mark.parametrize("suffix", ["epub", "html"])


def check_bytes(make_epub, read, tmp_path, suffix, data, expected):
    """Read a page given as bytes, as an EPUB's chapter or as a file."""
    source = tmp_path / "page.html"
    source.write_bytes(data)
    document = read(make_epub({"a.xhtml": ""}, members={"EPUB/a.xhtml": data}) if suffix == "epub" else source)
    assert texts(document) == [expected]


@FILES
def test_case_12_gb18030_declared(make_epub, read, tmp_path, suffix):
    data = ('<?xml version="1.0" encoding="GB18030"?>' + WHOLE.format("你好，世界。")).encode("gb18030")
    check_bytes(make_epub, read, tmp_path, suffix, data, "你好，世界。")


@FILES
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_case_13_utf16(make_epub, read, tmp_path, suffix, codec):
    data = ('<?xml version="1.0" encoding="utf-16"?>' + WHOLE.format("A naïve text.")).encode(codec)
    check_bytes(make_epub, read, tmp_path, suffix, data, "A naïve text.")


@FILES
def test_case_14_windows_1252_undeclared(make_epub, read, tmp_path, suffix):
    data = WHOLE.format("“quoted” – café").encode("cp1252")
    check_bytes(make_epub, read, tmp_path, suffix, data, "“quoted” – café")


@FILES
def test_case_15_named_entities_without_a_document_type(make_epub, read, tmp_path, suffix):
    data = WHOLE.format("a&nbsp;&mdash;&nbsp;b &amp; &eacute;").encode()
    check_bytes(make_epub, read, tmp_path, suffix, data, "a — b & é")


@EPUB
def test_case_16_cdata_is_text(book):
    assert texts(book("<p><![CDATA[a < b & c]]> d</p>")) == ["a < b & c d"]


@FILES
@pytest.mark.parametrize("element", ["<title/>", "<script/>", '<script src="x.js"/>', "<style/>"])
def test_case_17_self_closed_element_in_the_head(make_epub, read, tmp_path, suffix, element):
    data = WHOLE.replace("<title>t</title>", element).format("Kept.").encode()
    check_bytes(make_epub, read, tmp_path, suffix, data, "Kept.")


@EPUB
@pytest.mark.parametrize("element", ["<script/>", '<a id="x"/>', "<div/>", "<p/>"])
def test_case_17_self_closed_element_in_the_body(book, element):
    assert texts(book(f"{element}<p>Kept.</p>{element}")) == ["Kept."]


def test_case_18_missing_resources_are_findings(make_epub, read, xhtml):
    extra = (
        '<item id="s" href="gone.css" media-type="text/css"/><item id="f" href="gone.otf" media-type="font/otf"/>'
        '<item id="m" href="https://example.org/a.mp3" media-type="audio/mpeg"/>'
    )
    events = []
    document = read(make_epub({"a.xhtml": xhtml("<p>Built.</p>")}, extra=extra), events)
    assert texts(document) == ["Built."]
    assert {e.source.file for e in events if e.code == "resource-missing"} == {"EPUB/gone.css", "EPUB/gone.otf"}


def test_case_19_missing_chapter_is_an_error_with_file_and_position(make_epub, read, xhtml):
    source = make_epub({"a.xhtml": xhtml("<p>x</p>"), "gone.xhtml": ""}, members={"EPUB/gone.xhtml": None})
    with pytest.raises(SourceError, match=r"EPUB/gone\.xhtml: .*position 2"):
        read(source)


@pytest.mark.parametrize(
    ("member", "href"),
    [("a b.xhtml", "a%20b.xhtml"), ("A.XHTML", "a.xhtml"), ("a.xhtml", "A%2Exhtml"), ("é.xhtml", "e%CC%81.xhtml")],
)
def test_case_20_address_written_differently(make_epub, read, xhtml, member, href):
    body = xhtml('<h1>One</h1><p>First.</p><h1 id="two">Two</h1><p>Second.</p>')
    entries = f'<li><a href="{href}">One</a></li><li><a href="{href}#two">Two</a></li>'
    source = make_epub({href: ""}, entries, members={f"EPUB/{href}": None, f"EPUB/{member}": body})
    document = read(source)
    assert outline(document) == [("One", ["First."]), ("Two", ["Second."])]
    assert [point.title for point in document.nav] == ["One", "Two"]


ONE, TWO = "<h2>One</h2><p>First.</p>", "<h2>Two</h2><p>Second.</p>"
CHAPTERS = [("One", ["First."]), ("Two", ["Second."])]


def test_case_21_first_of_two_rootfiles(make_epub, read, xhtml):
    rootfile = '<rootfile full-path="EPUB/{}.opf" media-type="application/oebps-package+xml"/>'
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        f"{rootfile.format('p')}{rootfile.format('other')}</rootfiles></container>"
    )
    members = {"META-INF/container.xml": container, "EPUB/other.opf": "<package/>"}
    assert outline(read(make_epub({"a.xhtml": xhtml(ONE)}, members=members))) == CHAPTERS[:1]


def test_case_22_ncx_that_the_spine_does_not_name(make_epub, read, xhtml):
    point = '<navPoint id="{0}"><navLabel><text>{0}</text></navLabel><content src="{1}"/></navPoint>'
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
        f"{point.format('One', 'a.xhtml')}{point.format('Two', 'b.xhtml')}</navMap></ncx>"
    )
    extra = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/><!-- no-toc -->'
    pages = {"a.xhtml": xhtml("<p>First.</p>"), "b.xhtml": xhtml("<p>Second.</p>")}
    document = read(make_epub(pages, members={"EPUB/toc.ncx": ncx}, extra=extra))
    assert [point.title for point in document.nav] == ["One", "Two"]
    assert outline(document) == CHAPTERS


def test_case_23_no_navigation_at_all(make_epub, read, xhtml):
    events = []
    document = read(make_epub({"a.xhtml": xhtml(ONE), "b.xhtml": xhtml(TWO)}), events)
    assert outline(document) == CHAPTERS
    assert "no-navigation" in {event.code for event in events}


def test_case_24_many_entries_in_one_file(make_epub, read, xhtml):
    body = "".join(f'<h2 id="h{n}">T{n}</h2><p>p{n}</p>' for n in range(40))
    entries = "".join(f'<li><a href="a.xhtml#h{n}">T{n}</a></li>' for n in range(40))
    assert outline(read(make_epub({"a.xhtml": xhtml(body)}, entries))) == [(f"T{n}", [f"p{n}"]) for n in range(40)]


def test_case_25_what_is_not_linear_and_the_navigation_are_not_read_in_order(make_epub, read, xhtml):
    spine = '<itemref idref="nav"/><itemref idref="c0"/><itemref idref="c1" linear="no"/><itemref idref="c2"/>'
    pages = {"a.xhtml": xhtml(ONE), "aside.xhtml": xhtml("<p>Aside.</p>"), "b.xhtml": xhtml(TWO)}
    entries = '<li><a href="a.xhtml">One</a></li><li><a href="b.xhtml">Two</a></li>'
    document = read(make_epub(pages, entries, spine=spine))
    assert outline(document) == CHAPTERS
    assert ("non-linear", "Aside.") in skips(document)


ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod Algorithm="{}"/><e:CipherData>
<e:CipherReference URI="{}"/></e:CipherData></e:EncryptedData></encryption>"""
AES = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"META-INF/rights.xml": '<r xmlns="http://ns.adobe.com/adept"/>'}, "ADEPT"),
        ({"META-INF/license.lcpl": "{}"}, "LCP"),
        ({"META-INF/sinf.xml": "<sinf/>"}, "FairPlay"),
        ({"META-INF/encryption.xml": ENCRYPTION.format(AES, "EPUB/a.xhtml")}, "DRM"),
    ],
)
def test_case_26_protected_book_is_refused_by_name(make_epub, read, xhtml, members, name):
    with pytest.raises(SourceError, match=name):
        read(make_epub({"a.xhtml": xhtml(ONE)}, members=members))


@pytest.mark.parametrize("algorithm", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
def test_case_26_obfuscated_fonts_are_no_protection(make_epub, read, xhtml, algorithm):
    members = {"META-INF/encryption.xml": ENCRYPTION.format(algorithm, "EPUB/f.otf")}
    assert outline(read(make_epub({"a.xhtml": xhtml(ONE)}, members=members))) == CHAPTERS[:1]


def test_case_27_chapter_of_300_megabytes_is_refused_in_little_memory(make_epub, read, xhtml):
    source = make_epub({"a.xhtml": xhtml(ONE)}, members={"EPUB/a.xhtml": None})
    with (
        zipfile.ZipFile(source, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("EPUB/a.xhtml", "w") as chapter,
    ):
        chapter.write(b"<html><body>")
        for _ in range(300):
            chapter.write(b"<p>spam</p>" * (2**20 // 11))
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match=r"EPUB/a\.xhtml: this part of the book unpacks to more than"):
            read(source)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * 2**20


@MARKUP
def test_case_27_twenty_thousand_levels_are_read(book):
    assert texts(book("<div>" * 20_000 + "Deep." + "</div>" * 20_000)) == ["Deep."]


@FILES
def test_case_27_billion_laughs_are_not_expanded(make_epub, read, tmp_path, suffix):
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    data = f"<?xml version='1.0'?><!DOCTYPE html [{bomb}]>{WHOLE.format('Text &amp; more. &l9;')}".encode()
    source = tmp_path / "page.html"
    source.write_bytes(data)
    document = read(make_epub({"a.xhtml": ""}, members={"EPUB/a.xhtml": data}) if suffix == "epub" else source)
    (text,) = texts(document)
    assert text.startswith("Text & more.")
    assert len(text) < 30


@ANY_READER
def test_case_28_word_joiners_leave_one_boundary(book):
    (text,) = texts(book("<p>No more.\u2060 \u2060… Then he left.</p>"))
    assert text == "No more. … Then he left."
    assert len(split_sentences(text, "en")) == 2


@ANY_READER
@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("“Stop!” he cried. Mr. Smith left.", ["“Stop!” he cried.", "Mr. Smith left."]),
        ("“He said, ‘I take my oath.’ ” They went.", ["“He said, ‘I take my oath.’ ”", "They went."]),
    ],
)
def test_case_29_sentences_end_where_a_reader_breathes(book, body, sentences):
    (text,) = texts(book(f"<p>{body}</p>"))
    assert [sentence.strip() for sentence in split_sentences(text, "en")] == sentences


PROSE = """---
title: The Book
author: Ann Author
---

# One {#one .unnumbered}

He sang,[^1] and left.

* * *

    话说天下大势，分久必合，合久必分。

[^1]: An old song.
"""
GUTENBERG = """The Project Gutenberg eBook of The Book

*** START OF THE PROJECT GUTENBERG EBOOK THE BOOK ***

# One

First.

*** END OF THE PROJECT GUTENBERG EBOOK THE BOOK ***

You may copy it under the terms of the licence.
"""


@pytest.mark.parametrize("book", ["md"], indirect=True)
def test_case_30_marks_of_markdown_are_not_spoken(book):
    document = book(PROSE)
    assert document.metadata.authors == ("Ann Author",)
    assert [(s.title, [(b.kind, b.text) for b in s.blocks]) for s in document.sections] == [
        (
            "One",
            [
                (BlockKind.PARAGRAPH, "He sang, and left."),
                (BlockKind.SCENE_BREAK, ""),
                (BlockKind.PARAGRAPH, "话说天下大势，分久必合，合久必分。"),
            ],
        )
    ]


@pytest.mark.parametrize("book", ["md"], indirect=True)
def test_case_30_licence_of_a_gutenberg_text_is_not_spoken(book):
    document = book(GUTENBERG)
    assert outline(document) == [("One", ["First."])]
    assert any(rule.startswith("gutenberg-") for rule, _ in skips(document))


@ANY_READER
def test_every_case_can_be_prepared_as_a_script(book):
    script = format_script(prepare(book("<h1>One</h1>\n\n<p>“Stop!” he cried.</p>\n\n<p>5<sup>th</sup></p>"), silent))
    assert "Stop!" in script
    assert "5th" in script
