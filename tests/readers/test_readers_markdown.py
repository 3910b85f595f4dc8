"""Markdown: front matter, notes, Chinese typography, and what must never be spoken."""

from __future__ import annotations

import pytest

from audiobook.document import BlockKind
from audiobook.errors import SourceError


@pytest.fixture
def md(tmp_path, read):
    def read_md(text: str, name: str = "my-story.md", events=None):
        source = tmp_path / name
        source.write_text(text, encoding="utf-8")
        return read(source, events)

    return read_md


def blocks(document):
    return [(b.kind.value, b.text) for s in document.sections for b in s.blocks]


def texts(document):
    return [b.text for s in document.sections for b in s.blocks]


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: 1984\nauthor: [Ann, Ben]\nlang: en-GB\ndate: 1949-06-08\nseries: S\nkeywords: [a, b]\n---\n",
        (
            '+++\ntitle = "1984"\nauthor = ["Ann", "Ben"]\nlang = "en-GB"\ndate = 1949-06-08\n'
            'series = "S"\nkeywords = ["a", "b"]\n+++\n'
        ),
        (
            "---\ntitle: [{type: main, text: '1984'}]\n"
            "creator: [{role: author, text: Ann}, {role: author, text: Ben}]\n"
            "language: en_GB\ndate: 1949-06-08\nbelongs-to-collection: S\nsubject: [a, b]\n...\n"
        ),
    ],
)
def test_front_matter(md, front):
    document = md(front + "\nText.\n")
    found = document.metadata
    assert (found.title, found.authors, found.language, found.year) == ("1984", ("Ann", "Ben"), "en-GB", "1949")
    assert (found.series, found.subjects) == ("S", ("a", "b"))
    assert texts(document) == ["Text."]
    assert document.sections[0].title == "1984"


def test_pandoc_title_block(md):
    document = md("% The Title\n  Goes On\n% Ann; Ben\n\nText.")
    assert (document.metadata.title, document.metadata.authors) == ("The Title Goes On", ("Ann", "Ben"))
    assert texts(document) == ["Text."]


@pytest.mark.parametrize("front", ["---\na: [\n---\n", "---\n" + "a: " + "[" * 5000 + "\n---\n", "+++\na = \n+++\n"])
def test_front_matter_that_cannot_be_read_is_a_finding_and_not_spoken(md, front):
    events = []
    assert texts(md(front + "\nText.", events=events)) == ["Text."]
    assert "front-matter-unreadable" in [e.code for e in events]


def test_two_rules_around_text_are_no_front_matter(md):
    assert texts(md("---\nA sentence here.\n\n---\n\nMore.")) == ["A sentence here.", "", "More."]


def test_heading_attributes(md):
    document = md("# One {#one .unnumbered}\n\na\n\n# Two {-}\n\nb")
    assert [(s.title, s.source.anchor) for s in document.sections] == [("One", "one"), ("Two", "two")]


def test_footnotes(md):
    document = md("He came[^1], late.^[Very late.]\n\n[^1]: The note.\n")
    assert texts(document) == ["He came, late."]
    assert {(s.rule, s.text) for s in document.skipped} >= {("note", "The note."), ("note", "Very late.")}


@pytest.mark.parametrize("mark", ["* * *", "***", "---", "#", "\\#", "⁂"])
def test_scene_break(md, mark):
    assert blocks(md(f"a\n\n{mark}\n\nb")) == [("paragraph", "a"), ("scene-break", ""), ("paragraph", "b")]


def test_four_space_chinese_is_prose(md):
    document = md("    四格缩进的中文小说正文，\n    应当当作散文。\n    第二段。\n\n\n    let x = 1;\n")
    assert blocks(document)[:2] == [("paragraph", "四格缩进的中文小说正文，应当当作散文。"), ("paragraph", "第二段。")]


def test_indented_code_is_code(md):
    document = md("a\n\n    let x = 1;\n")
    assert texts(document) == ["a", "A program listing is left out here."]
    assert [s.text for s in document.skipped if s.rule == "code"] == ["let x = 1;"]


def test_indented_verse_is_no_code(md):
    document = md("a\n\n    Twinkle, twinkle, *little* bat!\n    How I wonder what you’re at!\n")
    assert blocks(document)[1:] == [("verse", "Twinkle, twinkle, little bat!\nHow I wonder what you’re at!")]


def test_bold_beside_chinese_quotes(md):
    document = md("他说**“你好”**吧。然后**走**了。")
    assert texts(document) == ["他说“你好”吧。然后走了。"]
    assert [s.text for s in document.sections[0].blocks[0].spans if s.emphasis] == ["“你好”", "走"]


def test_chinese_line_ends_and_indentation(md):
    assert texts(md("　　第一行\n接着第一行。\n　　第二段。")) == ["第一行接着第一行。", "第二段。"]
    assert md("第一行，他说了很多话。").metadata.language == "zh"


def test_comments_and_hidden_html(md):
    document = md("a <!-- inline --> b\n\n<!-- block\ncomment -->\n\n<p hidden>no</p>\n\n<div>yes<br>two</div>")
    assert texts(document) == ["a b", "yes\ntwo"]


def test_inline_html(md):
    document = md(
        "<ruby>漢<rt>かん</rt></ruby>字 mc<sup>2</sup> story<sup>1</sup> 5<sup>th</sup> "
        "<em>so</em>&nbsp;on <i lang='fr'>tante</i>"
    )
    assert texts(document) == ["漢字 mc² story 5th so on tante"]
    spans = document.sections[0].blocks[0].spans
    assert spans[0].hint == "かん"
    assert [s.text for s in spans if s.language == "fr"] == ["tante"]


def test_verse_by_bars(md):
    assert blocks(md("| one line\n| and two\n\nprose")) == [("verse", "one line\nand two"), ("paragraph", "prose")]


def test_table(md):
    assert blocks(md("|Name|Age|\n|-|-|\n|Ann|5|\n|Ben||")) == [
        ("table-row", "Name: Ann\nAge: 5"),
        ("table-row", "Name: Ben"),
    ]


def test_lists_definitions_containers(md):
    document = md("- a\n  - b\n\nTerm\n: Meaning\n\n> quoted\n\n::: warning\ninside\n:::\n\n!!! note\n    admonition")
    assert blocks(document) == [
        ("list-item", "a"),
        ("list-item", "b"),
        ("list-item", "Term"),
        ("list-item", "Meaning"),
        ("blockquote", "quoted"),
        ("paragraph", "inside"),
        ("paragraph", "Note"),
        ("paragraph", "admonition"),
    ]


def test_chapters_from_headings(md):
    document = md("# The Book\n\nIntro.\n\n## Dusk\n\na\n\n### Part\n\nb\n\nNight\n-----\n\nc")
    assert [s.title for s in document.sections] == ["The Book", "Dusk", "Night"]
    assert document.sections[1].blocks[1].kind is BlockKind.HEADING
    assert document.metadata.title == "The Book"


def test_file_without_heading_is_named_after_the_file(md):
    assert [s.title for s in md("Just text.").sections] == ["my-story"]


def test_contents_list(md):
    document = md(
        "# Contents\n\n- [Dusk](#dusk)\n- [Night](#night)\n- [Dawn](#dawn)\n\n"
        "# Dusk\n\na\n\n# Night\n\nb\n\n# Dawn\n\nc"
    )
    assert [(s.title, texts) for s in document.sections for texts in [[b.text for b in s.blocks]]] == [
        ("Dusk", ["a"]),
        ("Night", ["b"]),
        ("Dawn", ["c"]),
    ]


def test_line_numbers_count_the_front_matter(md):
    document = md("---\ntitle: T\n---\n\nText.")
    assert str(document.sections[0].blocks[0].source) == "my-story.md:5"


def test_nothing_to_read(md):
    with pytest.raises(SourceError, match="no readable text"):
        md("---\ntitle: T\n---\n\n<!-- nothing -->")


def test_image_and_link(md):
    document = md("See ![a lamp](lamp.png) the [harbour](https://example.org).")
    assert texts(document) == ["See the harbour."]
    assert ("image", "a lamp") in {(s.rule, s.text) for s in document.skipped}


def test_gutenberg_text_with_notes_after_the_licence(md):
    document = md(
        "Title: My Book\n\nAuthor: Ann Lee\n\n*** START OF THE PROJECT GUTENBERG EBOOK MY BOOK ***\n\n"
        "# One\n\nText[^1].\n\n# Two\n\nMore.\n\n"
        "*** END OF THE PROJECT GUTENBERG EBOOK MY BOOK ***\n\nLicence.\n\n[^1]: The note.\n"
    )
    assert (document.metadata.title, document.metadata.authors) == ("My Book", ("Ann Lee",))
    assert texts(document) == ["Text.", "More."]
    rules = {(s.rule, s.text) for s in document.skipped}
    assert {("note", "The note."), ("gutenberg-footer", "Licence.")} <= rules


def test_text_that_includes_other_files_is_reported_once(md):
    events = []
    md("a\n\n{{#include b.md}}\n\n![[Chapter 2]]\n\nb", events=events)
    assert [e.code for e in events if e.code == "include-not-read"] == ["include-not-read"]
