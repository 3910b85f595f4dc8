"""Decoding and parsing: any declared or undeclared encoding, no entity ever expanded."""

from __future__ import annotations

import pytest

from audiobook.readers.encoding import decode
from audiobook.readers.walk.blocks import walk
from audiobook.readers.walk.xhtml import parse


def text_of(data: bytes) -> str:
    root = parse(data)
    assert root is not None
    return "\n".join(block.text for block in walk(root, "").blocks)


def test_gb18030_declared():
    assert text_of('<?xml version="1.0" encoding="GB18030"?><p>你好，世界。</p>'.encode("gb18030")) == "你好，世界。"


def test_gbk_declared_in_meta_only():
    source = '<html><head><meta charset="gbk"/></head><body><p>你好，世界。</p></body></html>'
    assert text_of(source.encode("gbk")) == "你好，世界。"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_utf16_and_byte_order_marks(codec):
    assert text_of('<?xml version="1.0"?><p>naïve text</p>'.encode(codec)) == "naïve text"


def test_undeclared_cp1252():
    assert text_of("<html><body><p>“quoted” café</p></body></html>".encode("cp1252")) == "“quoted” café"


def test_undeclared_chinese():
    prose = "话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。"
    assert text_of(f"<p>{prose}</p>".encode("gb18030")) == prose


def test_latin1_means_windows_1252():
    assert decode('<?xml version="1.0" encoding="ISO-8859-1"?><p>\x93a\x94</p>'.encode("latin-1")).endswith(
        "<p>“a”</p>"
    )


@pytest.mark.parametrize("codec", ["rot13", "base64", "utf-16", "nonsense"])
def test_declaration_that_cannot_be(codec):
    assert text_of(f'<?xml version="1.0" encoding="{codec}"?><p>plain</p>'.encode()) == "plain"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1252"])
def test_characters_that_no_xml_may_hold(codec):
    assert decode("a\x00b\x01\x1b c\x0cd\x1fe\x0b\tf".encode(codec)) == "ab c d e \tf"
    assert decode("a\ufffe\uffff b".encode()) == "a b"


def test_named_entities_without_dtd():
    assert text_of(b"<html><body><p>a&nbsp;&mdash;&nbsp;b &amp; &lt;c&gt;</p></body></html>") == "a — b & <c>"


def test_cdata_is_kept():
    assert text_of(b"<html><body><p><![CDATA[a < b]]> c</p></body></html>") == "a < b c"


@pytest.mark.parametrize("element", ["<title/>", "<script/>", "<a id='x'/>", "<div/>"])
def test_self_closed_element_leaves_the_body_intact(element):
    source = (
        f"<html xmlns='http://www.w3.org/1999/xhtml'><head>{element}</head><body>{element}<p>kept</p></body></html>"
    )
    assert text_of(source.encode()) == "kept"


def test_tag_soup():
    assert text_of(b"<p>one<p>two <b>bold <i>both</b> open<br>line & more") == "one\ntwo bold both open\nline & more"


def test_element_with_a_hundred_thousand_attributes():
    attributes = " ".join(f"a{number}" for number in range(100_000))
    assert text_of(f"<html><body><p {attributes}>one<br>two & three</body>".encode()) == "one\ntwo & three"


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE html>",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.1//EN' \"http://x/'>'.dtd\">",
        "<!DOCTYPE html [<!ENTITY a 'b>'><!-- ]> ' -->]>",
        "<!doctype html SYSTEM 'about:legacy-compat'>",
        "<!DOCTYPE html [ <!ELEMENT p [x]> ] >",
        '<!DOCTYPE html SYSTEM "never closed>',
        "<!DOCTYPE html [ never closed>",
    ],
)
def test_document_type_is_cut_where_it_ends(declaration):
    assert text_of(f"{declaration}<html><body><p>one's [two]</p></body></html>".encode()) == "one's [two]"


def test_document_type_without_an_end_is_looked_at_once():
    assert text_of(b"<!DOCTYPE html [" + b"[" * 3_000_000 + b"><html><body><p>one</p></body></html>") == "one"


def test_billion_laughs_is_cut_and_harmless():
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    found = text_of(
        f"<?xml version='1.0'?>\n<!DOCTYPE html [{bomb}]>\n<html><body><p>a &l11; b</p></body></html>".encode()
    )
    assert found.startswith("a")
    assert "lollol" not in found


def test_external_entity_is_never_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("password")
    source = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body><p>a &x; b</p></body></html>'
    assert "password" not in text_of(source.encode())


def test_doctype_mentioned_in_the_text_stays():
    assert text_of(b"<html><body><p>write <code>&lt;!DOCTYPE html></code> first</p></body></html>") == (
        "write <!DOCTYPE html> first"
    )


def test_line_numbers_survive_the_cut_doctype():
    root = parse(b"<?xml version='1.0'?>\n<!DOCTYPE html\n PUBLIC 'a'\n 'b'>\n<html>\n<body><p>x</p></body></html>")
    assert root is not None
    assert walk(root, "f").blocks[0].source.line == 6
