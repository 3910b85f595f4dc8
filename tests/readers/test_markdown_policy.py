"""What of a Markdown text is read: tables, listings, pictures, parts, pieces of HTML."""

from __future__ import annotations

import pytest

from audiobook.reading import ReadingPolicy


@pytest.fixture
def told(tmp_path, read):
    def told_text(text: str, events=None, **policy: object):
        source = tmp_path / "a.md"
        source.write_text(text, encoding="utf-8")
        document = read(source, events, ReadingPolicy(**policy))
        blocks = [b for section in document.sections for b in section.blocks]
        return [b.text for b in blocks], [(skip.rule, skip.text) for skip in document.skipped], blocks

    return told_text


SMALL = "a\n\n|Name|Age|\n|-|-|\n|Ann|5|\n|Ben||"
FIGURES = "a\n\n|n|m|\n|-|-|\n" + "|12|34|\n" * 61
WORDS = "a\n\n|n|m|\n|-|-|\n" + "|a word|another|\n" * 61
LEFT_OUT = "A table is left out here."


def test_small_table_is_read_row_by_row_with_its_headers(told):
    texts, skipped, blocks = told(SMALL)
    assert texts == ["a", "Name: Ann\nAge: 5", "Name: Ben"]
    assert skipped == [("table-header", "Name Age")]
    assert blocks[1].own_text == "Ann5"
    assert {span.added for span in blocks[1].spans} == {"", "table-header"}


def test_big_table_is_read_only_if_it_holds_words(told):
    events = []
    texts, skipped, _ = told(FIGURES, events)
    assert texts == ["a", LEFT_OUT]
    assert [rule for rule, _ in skipped] == ["table"]
    assert [event.code for event in events] == ["skipped-table"]
    texts, _, _ = told(WORDS)
    assert texts[1:] == ["n: a word\nm: another"] * 61


@pytest.mark.parametrize(
    ("tables", "texts"), [("read", ["a", "n: 12\nm: 34"]), ("announce", ["a", LEFT_OUT]), ("skip", ["a"])]
)
def test_tables_as_the_policy_says(told, tables, texts):
    assert told(FIGURES, tables=tables)[0][: len(texts) + 1][: len(texts)] == texts
    assert len(told(FIGURES, tables=tables)[0]) == (62 if tables == "read" else len(texts))


def test_cells_beyond_the_header_are_read(told):
    assert told("|a|b|\n|-|-|\n|1|2|3|*4*|")[0] == ["a: 1\nb: 2\n3\n4"]


def test_header_is_a_row_where_it_names_nothing(told):
    assert told("|Only one|\n|-|\n|x|")[0] == ["Only one", "x"]
    assert told("|no|rows|\n|-|-|")[0] == ["no\nrows"]


CODE = "a\n\n```rust\nlet x = 1;\n```\n\n    y = {};\n\nUse `z()`."


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("announce", ["a", "A program listing is left out here.", "Use z()."]),
        ("read", ["a", "let x = 1;", "y = {};", "Use z()."]),
        ("skip", ["a", "Use z()."]),
    ],
)
def test_listings_as_the_policy_says(told, code, texts):
    found, skipped, _ = told(CODE, code=code)
    assert found == texts
    assert [text for rule, text in skipped if rule == "code"] == ([] if code == "read" else ["let x = 1;", "y = {};"])


def test_announcement_is_in_the_language_of_the_text(told):
    texts, _, blocks = told("---\nlang: de\n---\n\nEin Satz.\n\n```\nx = {};\n```")
    assert texts[1] == "Hier fehlt ein Programmtext."
    assert blocks[1].own_text == ""
    assert told("这是中文。\n\n```\nx = {};\n```")[0][1] == "此处略去一段程序代码。"


def test_text_in_a_fence_is_no_listing(told):
    texts, _, blocks = told("```\nDear Sir,\nI remain yours.\n```\n\n```verse\nroses are red\n\nviolets {blue}\n```")
    assert texts == ["Dear Sir,\nI remain yours.", "roses are red", "violets {blue}"]
    assert blocks[0].kind.value == "verse"


def test_pictures_as_the_policy_says(told):
    text = "See ![a *small* lamp](l.png) here.\n\n![[map.png|the island]]\n\n<img alt='a cat'>"
    texts, skipped, _ = told(text)
    assert texts == ["See here."]
    assert skipped == [("image", "a small lamp"), ("image", "the island"), ("image", "a cat")]
    texts, skipped, blocks = told(text, images="read")
    assert texts == ["See here.", "a small lamp", "the island", "a cat"]
    assert skipped == []
    assert [block.own_text for block in blocks] == ["See here.", "", "", ""]


def test_heading_that_is_a_picture_is_its_description(tmp_path, read):
    source = tmp_path / "a.md"
    source.write_text("# ![Dawn](a.png)\n\na\n\n# Dusk\n\nb", encoding="utf-8")
    assert [section.title for section in read(source).sections] == ["Dawn", "Dusk"]


def test_parts_are_left_out_by_kind(told):
    text = "# Contents\n\nsomething\n\n# Dusk\n\na"
    assert told(text)[0] == ["a"]
    assert told(text, skip_kinds=())[0] == ["something", "a"]


def test_selectors_and_types_hold_inside_html(told):
    text = "a\n\n<div class='advert'>buy</div>\n\n<div epub:type='preface'>b</div>\n\nc"
    assert told(text, skip_selectors=("div.advert",), skip_types=("preface",))[0] == ["a", "c"]
    assert told(text)[0] == ["a", "buy", "b", "c"]
