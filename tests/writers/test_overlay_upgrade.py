"""EPUB 2 becomes EPUB 3 with the same pages."""

from __future__ import annotations

import pytest
from lxml import etree
from writers.overlay_books import epub, members, paragraph, silent_master, timed

from audiobook.errors import SourceError
from audiobook.events import silent
from audiobook.writers.overlay.upgrade_nav import nav_page
from audiobook.writers.overlay.upgrade_page import upgraded_page
from audiobook.writers.overlay.writer import EpubOverlayWriter

OPF2 = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
    <dc:identifier id="id" opf:scheme="UUID">urn:x:1</dc:identifier><dc:title>Lamps</dc:title>
    <dc:creator opf:role="aut" opf:file-as="Quill, Ada">Ada Quill</dc:creator><dc:language>en</dc:language>
    <dc:date opf:event="creation">2001</dc:date><dc:date opf:event="publication">2002</dc:date>
    <meta name="cover" content="cover"/>
  </metadata>
  <manifest>
    <item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
    <item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
    <item id="cover" href="cover.jpg" media-type="image/jpeg"/>
  </manifest>
  <spine toc="ncx"><itemref idref="one"/></spine>
</package>
"""
NCX = """<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap>
<navPoint id="a"><navLabel><text>Part &amp; One</text></navLabel><content src="text/one.xhtml"/>
 <navPoint id="b"><navLabel><text>Inner</text></navLabel><content src="text/one.xhtml#x"/></navPoint></navPoint>
<navPoint id="c"><navLabel><text>Last</text></navLabel><content src="text/one.xhtml#y"/></navPoint>
<navPoint id="d"><navLabel><text>Gone</text></navLabel><content src="text/none.xhtml"/></navPoint></navMap></ncx>"""
PAGE2 = """<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html"/><title/></head>
<body><p align="center" style="color: red"><big>One</big>&nbsp;<tt>lamp</tt>. <a name="x">Two</a> lamps.</p>
</body></html>"""


def test_a_page_says_in_other_words_what_html_dropped_and_keeps_its_text():
    page = upgraded_page(PAGE2.encode(), "Lamps & more")
    body = page.data.decode()
    assert body.startswith('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html')
    assert "<title>Lamps &amp; more</title>" in body
    assert "http-equiv" not in body
    assert (
        '<p style="color: red; text-align: center"><span style="font-size: larger">One</span>&#160;'
        '<span style="font-family: monospace">lamp</span>. <a id="x">Two</a> lamps.</p>'
    ) in body


def test_a_page_that_needs_nothing_keeps_every_tag():
    head = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>'
    source = head + '<body><p  class = "a">x</p></body></html>'
    assert upgraded_page(source.encode(), "T").data.decode().endswith(source)


def test_contents_are_nested_as_in_the_ncx_and_lead_only_to_pages_of_the_book():
    data = nav_page(
        NCX.encode(),
        lambda reference: f"B/{reference.partition('#')[0]}",
        ["B/text/one.xhtml"],
        "B/nav.xhtml",
        ("T", "en"),
    )
    tree = etree.fromstring(data)
    links = [(len(list(a.iterancestors("{*}ol"))), a.text, a.get("href")) for a in tree.iter("{*}a")]
    assert links == [
        (1, "Part & One", "text/one.xhtml"),
        (2, "Inner", "text/one.xhtml#x"),
        (1, "Last", "text/one.xhtml#y"),
    ]


def test_an_epub_2_becomes_an_epub_3(tmp_path):
    extra = [("OEBPS/toc.ncx", NCX.encode()), ("OEBPS/cover.jpg", b"\xff\xd8\xff")]
    book = epub(tmp_path / "a.epub", {"one.xhtml": PAGE2}, OPF2, extra)
    lines = paragraph("OEBPS/text/one.xhtml", PAGE2, "One…Two lamps.", 0, ["One lamp.", "Two lamps."])
    target = tmp_path / "b.epub"
    findings = []
    EpubOverlayWriter().write_book(silent_master(tmp_path, timed([lines])), book, target, findings.append)
    opf = etree.fromstring(members(target)["OEBPS/book.opf"])
    assert opf.get("version") == "3.0"
    assert [each.text for each in opf.iter("{*}date")] == ["2002"]
    assert not [name for each in opf.iter() for name in each.attrib if "opf" in name]
    metas = {each.get("property"): each.text for each in opf.iter("{*}meta") if each.get("refines")}
    assert metas["role"] == "aut"
    assert metas["file-as"] == "Quill, Ada"
    properties = {each.get("properties") for each in opf.iter("{*}item")}
    assert {"nav", "cover-image"} <= properties
    assert [each.code for each in findings] == ["overlay-upgraded"]


@pytest.mark.parametrize(
    "change", [('version="2.0"', 'version="1.2"'), ("application/xhtml+xml", "application/x-dtbook+xml")]
)
def test_older_kinds_are_refused(tmp_path, change):
    book = epub(tmp_path / "a.epub", {"one.xhtml": PAGE2}, OPF2.replace(*change))
    lines = paragraph("OEBPS/text/one.xhtml", PAGE2, "One…Two lamps.", 0, ["One lamp."])
    with pytest.raises(SourceError, match="old kind of EPUB"):
        EpubOverlayWriter().write_book(silent_master(tmp_path, timed([lines])), book, tmp_path / "b.epub", silent)
