"""The reading policy: each switch changes what is read, and nothing else."""

from __future__ import annotations

import pytest

from audiobook.errors import ConfigError
from audiobook.reading import SKIPPED_KINDS, ReadingPolicy


def texts(found):
    return [block.text for block in found.blocks]


def rules(found):
    return [skip.rule for skip in found.skipped]


PICTURE = '<p>A.</p><figure><img src="a.png" alt="A lamp"/><figcaption>Fig. 1</figcaption></figure>'


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (ReadingPolicy(), ["A.", "Fig. 1"]),
        (ReadingPolicy(images="read"), ["A.", "A lamp", "Fig. 1"]),
        (ReadingPolicy(captions="skip"), ["A."]),
    ],
)
def test_pictures_and_captions(walked, policy, expected):
    assert texts(walked(PICTURE, policy=policy)) == expected


TABLE = "<table><caption>Ages</caption><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td>5</td></tr></table>"


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ("auto", ["Ages", "Name: Ann\nAge: 5"]),
        ("read", ["Ages", "Name: Ann\nAge: 5"]),
        ("announce", ["A table is left out here."]),
        ("skip", []),
    ],
)
def test_tables(walked, tables, expected):
    assert texts(walked(TABLE, policy=ReadingPolicy(tables=tables))) == expected


def test_play_in_rows_is_read_whatever_tables_are(walked):
    row = '<tr><td epub:type="z3998:persona">ANN</td><td>Well?</td></tr>'
    assert texts(walked(f"<table>{row}</table>", policy=ReadingPolicy(tables="skip"))) == ["Well?"]


def test_code_may_be_read_or_passed_over(walked):
    body = "<p>A.</p><pre><code>x = 1</code></pre>"
    assert texts(walked(body, policy=ReadingPolicy(code="read"))) == ["A.", "x = 1"]
    assert texts(walked(body, policy=ReadingPolicy(code="skip"))) == ["A."]


def test_page_numbers_are_read_after_the_block_they_stand_in(walked):
    body = '<p>for<span epub:type="pagebreak" id="p5">5</span>ward</p><div epub:type="pagebreak" title="6"/><p>on</p>'
    found = walked(body, policy=ReadingPolicy(page_numbers="read"))
    assert texts(found) == ["forward", "Page 5.", "on", "Page 6."]


def test_printed_pages_are_kept_as_markers(walked):
    found = walked(
        '<p>for<span epub:type="pagebreak" id="p5">5</span>ward</p><p>x<a id="page_xii" class="pagenum"/></p>'
    )
    assert [mark.label for mark in found.page_breaks] == ["5", "xii"]
    assert found.page_breaks[0].source.start == 3


def test_a_kind_may_be_read_or_left_out(walked):
    body = '<section epub:type="index"><p>ants, 5</p></section><section epub:type="dedication"><p>To M.</p></section>'
    assert texts(walked(body)) == ["To M."]
    without_index = tuple(kind for kind in SKIPPED_KINDS if kind != "index")
    assert texts(walked(body, policy=ReadingPolicy(skip_kinds=without_index))) == ["ants, 5", "To M."]
    assert texts(walked(body, policy=ReadingPolicy(skip_kinds=("index", "dedication")))) == []


def test_selectors_leave_out_and_keep(walked):
    body = '<p class="ad">Buy!</p><div hidden="hidden"><p>Secret</p></div><p>Text</p>'
    policy = ReadingPolicy(skip_selectors=("p.ad",), keep_selectors=("div[hidden]",))
    found = walked(body, policy=policy)
    assert (texts(found), rules(found)) == (["Secret", "Text"], ["selector"])


def test_selector_on_an_epub_type(walked):
    body = '<p epub:type="z3998:signature">M.</p><p>Text</p>'
    assert texts(walked(body, policy=ReadingPolicy(skip_selectors=('[epub|type~="z3998:signature"]',)))) == ["Text"]
    found = walked(body, policy=ReadingPolicy(skip_types=("z3998:signature",)))
    assert (texts(found), rules(found)) == (["Text"], ["skip-type"])


@pytest.mark.parametrize("selector", ["p..x", "p:nope(", "", "[", "p:has("])
def test_bad_selector_is_named(walked, selector):
    with pytest.raises(ConfigError, match="not a CSS selector"):
        walked("<p>x</p>", policy=ReadingPolicy(skip_selectors=(selector,)))


def test_part_named_only_by_its_label_is_left_out_when_asked_for(make_epub, read, xhtml):
    pages = {"a.xhtml": xhtml("<h1>Foreword</h1><p>Dear.</p>"), "b.xhtml": xhtml("<h1>One</h1><p>Text.</p>")}
    entries = '<li><a href="a.xhtml">Foreword</a></li><li><a href="b.xhtml">One</a></li>'
    source = make_epub(pages, entries)
    assert [section.title for section in read(source).sections] == ["Foreword", "One"]
    policy = ReadingPolicy(skip_kinds=(*SKIPPED_KINDS, "foreword"))
    assert [section.title for section in read(source, policy=policy).sections] == ["One"]


def test_copyright_page_may_be_read(make_epub, read, xhtml):
    pages = {
        "a.xhtml": xhtml("<p>Copyright © 2020 A. B. All rights reserved.</p>", 'epub:type="copyright-page"'),
        "b.xhtml": xhtml("<h1>One</h1><p>Text.</p>"),
    }
    entries = '<li><a href="a.xhtml">Copyright</a></li><li><a href="b.xhtml">One</a></li>'
    source = make_epub(pages, entries)
    assert [section.title for section in read(source).sections] == ["One"]
    assert [section.title for section in read(source, policy=ReadingPolicy(skip_kinds=())).sections] == [
        "Copyright",
        "One",
    ]


def test_letters_of_a_private_font_are_a_warning(make_epub, read, xhtml):
    events = []
    read(make_epub({"a.xhtml": xhtml(f"<p>Text {chr(0xE000) * 30}</p>")}), events)
    assert [event.code for event in events if getattr(event, "severity", "") == "warning"] == ["private-use"]


def test_table_header_is_not_said_for_an_empty_cell(walked):
    found = walked("<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ann</td><td> </td></tr></table>")
    assert texts(found) == ["Name: Ann"]
