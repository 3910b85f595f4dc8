"""Pages that are drawings are read; drawings beside text are not."""

from __future__ import annotations

import pytest

from audiobook.readers.pictures.drawing import read_drawings
from audiobook.readers.walk.blocks import walk
from audiobook.readers.walk.xhtml import parse

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"'
BODY = """><title>T</title><desc>A page.</desc><defs><text>Shelved.</text></defs><style>p {}</style>
<g><text><tspan x="0" y="0">One line</tspan><tspan x="0" y="9">and <tspan>an</tspan>other.</tspan></text></g>
<text>Two.</text> <rect width="1" height="1"/></svg>"""
SVG = HEAD + BODY


def walked(markup: str):
    root = parse(markup.encode())
    assert root is not None
    return walk(read_drawings(root), "f")


def test_drawing_as_a_page_is_read():
    found = walked(SVG)
    assert [block.text for block in found.blocks] == ["One line and another.", "Two."]
    assert {skip.text for skip in found.skipped} == {"T", "A page.", "Shelved."}


def test_language_of_the_drawing():
    assert walked(f'{HEAD} xml:lang="fr"{BODY}').language == "fr"


@pytest.mark.parametrize("inside", ["{}", "<div>{}</div>", "<figure>{}</figure>\n<img src='a.png'/>"])
def test_page_of_nothing_but_drawings_is_read(inside):
    page = f"<html><head><title>T</title></head><body>{inside.format(SVG)}</body></html>"
    assert [block.text for block in walked(page).blocks] == ["One line and another.", "Two."]


def test_drawing_beside_text_is_an_illustration():
    found = walked(f"<html><body><p>Prose.</p>{SVG}</body></html>")
    assert [block.text for block in found.blocks] == ["Prose."]
    assert {skip.rule for skip in found.skipped} == {"svg"}


def test_html_inside_a_drawing():
    foreign = '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"><p>In <em>HTML</em>.</p></div></foreignObject>'
    assert [block.text for block in walked(SVG.replace("<text>Two.", foreign + "<text>Two.")).blocks] == [
        "One line and another.",
        "In HTML.",
        "Two.",
    ]


def test_page_without_text_stays_as_it_is():
    root = parse(b"<html><body><svg><rect/></svg></body></html>")
    assert read_drawings(root) is root


def test_deep_and_wide_drawings_are_linear():
    deep = HEAD + ">" + "<g>" * 200 + "<text>Deep.</text>" + "</g>" * 200 + "</svg>"
    wide = HEAD + ">" + "<g><text>x</text></g>" * 20_000 + "</svg>"
    assert [block.text for block in walked(deep).blocks] == ["Deep."]
    assert len(walked(wide).blocks) == 20_000
