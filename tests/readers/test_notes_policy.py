"""Notes: left out, after their paragraph, or at the chapter's end; wherever a book keeps them."""

from __future__ import annotations

import pytest

from audiobook.document import BlockKind
from audiobook.reading import ReadingPolicy

SKIP, INLINE, LAST = (ReadingPolicy(notes=value) for value in ("skip", "inline", "chapter-end"))
REF = '<a epub:type="noteref" href="{}">{}</a>'
ASIDES = (
    "<h1>One</h1><p>Alpha"
    + REF.format("#n1", "1")
    + ".</p><p>Beta"
    + REF.format("#n2", "2")
    + ".</p>"
    + '<aside epub:type="footnote" id="n1"><p>1. First note.</p><p>Its second paragraph.</p></aside>'
    + '<aside epub:type="footnote" id="n2"><p>Second note. <a epub:type="backlink" href="#r">↩</a></p></aside>'
)
ENDNOTES = {
    "c1.xhtml": "<h1>One</h1><p>Alpha" + REF.format("notes.xhtml#a", "1") + ".</p><p>Beta.</p>",
    "c2.xhtml": "<h1>Two</h1><p>Gamma" + REF.format("notes.xhtml#b", "2") + ".</p>",
    "notes.xhtml": '<section epub:type="endnotes"><h2>Endnotes</h2><ol><li id="a"><p>About alpha.</p></li>'
    '<li id="b"><p>About gamma.</p></li><li id="c"><p>About nothing.</p></li></ol></section>',
}


@pytest.fixture
def book(make_epub, read, xhtml):
    def make(pages, policy, entries=""):
        return read(make_epub({name: xhtml(body) for name, body in pages.items()}, entries), policy=policy)

    return make


def texts(section):
    return [block.text for block in section.blocks if block.kind is not BlockKind.SCENE_BREAK]


def test_notes_are_left_out_by_default(book):
    document = book({"c.xhtml": ASIDES}, SKIP)
    assert texts(document.sections[0]) == ["Alpha.", "Beta."]
    assert [s.text for s in document.skipped if s.rule == "note"] == [
        "1. First note.",
        "Its second paragraph.",
        "Second note.",
    ]


def test_a_note_is_read_after_its_paragraph_without_its_mark(book):
    document = book({"c.xhtml": ASIDES}, INLINE)
    assert texts(document.sections[0]) == [
        "Alpha.",
        "Note: First note.",
        "Its second paragraph.",
        "Beta.",
        "Note: Second note.",
    ]
    assert [b.kind for b in document.sections[0].blocks].count(BlockKind.NOTE) == 3
    assert [s.text for s in document.skipped if s.rule == "note-mark"] == ["1. "]


def test_notes_at_the_end_of_the_chapter_have_a_heading(book):
    document = book({"c.xhtml": ASIDES}, LAST)
    assert texts(document.sections[0]) == [
        "Alpha.",
        "Beta.",
        "Notes",
        "Note: First note.",
        "Its second paragraph.",
        "Note: Second note.",
    ]


def test_endnotes_of_the_book_come_to_the_chapters_that_refer_to_them(book):
    entries = '<li><a href="c1.xhtml">One</a></li><li><a href="c2.xhtml">Two</a></li>'
    document = book(ENDNOTES, LAST, entries)
    one, two = document.sections[:2]
    assert texts(one) == ["Alpha.", "Beta.", "Notes", "Note: About alpha."]
    assert texts(two)[:3] == ["Gamma.", "Notes", "Note: About gamma."]
    assert "Note: About nothing." in [text for section in document.sections for text in texts(section)]
    assert [s.text for s in document.skipped if s.rule == "notes"] == ["Endnotes"]


def test_a_note_that_two_marks_lead_to_is_read_once(book):
    body = "<p>A" + REF.format("#n", "*") + ".</p><p>B" + REF.format("#n", "*") + ".</p>"
    document = book({"c.xhtml": f'{body}<aside epub:type="footnote" id="n">* Once.</aside>'}, INLINE)
    assert texts(document.sections[0]) == ["A.", "Note: Once.", "B."]


def test_a_note_that_only_its_link_tells(book):
    body = '<p>A<a href="#f1"><sup>1</sup></a>.</p><p>B.</p><p id="f1"><a href="#r1">1</a> The note.</p>'
    assert texts(book({"c.xhtml": body}, SKIP).sections[0]) == ["A.", "B."]
    assert texts(book({"c.xhtml": body}, INLINE).sections[0]) == ["A.", "Note: The note.", "B."]


def test_a_note_inside_its_paragraph_is_read_after_it(book):
    body = '<p>A word<span epub:type="footnote" id="n">which is short</span> more.</p><p>B.</p>'
    assert texts(book({"c.xhtml": body}, SKIP).sections[0]) == ["A word more.", "B."]
    assert texts(book({"c.xhtml": body}, INLINE).sections[0]) == ["A word more.", "Note: which is short", "B."]


def test_chinese_notes_are_announced_in_chinese(book):
    note = '<aside epub:type="footnote" id="n"><p>注文。</p></aside>'
    body = f'<p>他来了<a epub:type="noteref" href="#n">1</a>。</p>{note}'
    document = book({"c.xhtml": f'<div xml:lang="zh">{body}</div>'}, INLINE)
    assert "注：注文。" in texts(document.sections[0])
