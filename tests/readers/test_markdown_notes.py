"""Notes of Markdown texts: which mark means which note, and where the policy has them read."""

from __future__ import annotations

import pytest

from audiobook.document import BlockKind
from audiobook.events import silent
from audiobook.readers.markdown.blocks import walk_markdown
from audiobook.reading import ReadingPolicy


@pytest.fixture
def told(tmp_path, read):
    """Kind and text of every block of a text, chapters' titles left out."""

    def told_text(text: str, notes: str):
        source = tmp_path / "a.md"
        source.write_text(text, encoding="utf-8")
        document = read(source, None, ReadingPolicy(notes=notes))
        blocks = [(b.kind.value, b.text) for section in document.sections for b in section.blocks]
        return blocks, [(skip.rule, skip.text) for skip in document.skipped if skip.counted]

    return told_text


BOOK = """# One

He came[^1], late.^[Very *late*.] Gone.

# Two

She left[^b].

[^1]: The first.

    Its second paragraph.

[^b]: The other[^c].

[^c]: Inside.
"""


def test_notes_are_skipped(told):
    blocks, skipped = told(BOOK, "skip")
    assert blocks == [("paragraph", "He came, late. Gone."), ("paragraph", "She left.")]
    notes = ["The first.", "Its second paragraph.", "Very late.", "The other.", "Inside."]
    assert sorted(text for rule, text in skipped if rule == "note") == sorted(notes)


def test_notes_are_read_after_their_paragraph(told):
    blocks, _ = told(BOOK, "inline")
    assert blocks[:4] == [
        ("paragraph", "He came, late. Gone."),
        ("note", "Note: The first."),
        ("note", "Its second paragraph."),
        ("note", "Note: Very late."),
    ]
    assert blocks[4:6] == [("paragraph", "She left."), ("note", "Note: The other.")]


def test_notes_are_read_at_the_end_of_their_chapter(told):
    blocks, _ = told("# One\n\nA[^1].\n\nB.\n\n# Two\n\nC.\n\n[^1]: The note.", "chapter-end")
    assert blocks == [
        ("paragraph", "A."),
        ("paragraph", "B."),
        ("heading", "Notes"),
        ("note", "Note: The note."),
        ("paragraph", "C."),
    ]


def test_note_that_nothing_refers_to_is_recorded_or_read_in_its_place(told):
    text = "A.\n\n[^u]: Unused[^v].\n\nB.\n\n[^v]: Only from there."
    blocks, skipped = told(text, "skip")
    assert blocks == [("paragraph", "A."), ("paragraph", "B.")]
    assert skipped == [("note-unused", "Unused."), ("note-unused", "Only from there.")]
    blocks, _ = told(text, "inline")
    assert [text for _, text in blocks][:3] == ["A.", "Note: Unused.", "B."]
    assert "Note: Only from there." in [text for _, text in blocks]


def test_chapters_put_together_each_count_their_notes_from_one(told):
    blocks, _ = told("A[^1].\n\n[^1]: First.\n\nB[^1].\n\n[^1]: Second.", "inline")
    assert [text for _, text in blocks] == ["A.", "Note: First.", "B.", "Note: Second."]


def test_note_defined_twice_keeps_both_texts(told):
    blocks, skipped = told("A[^1].\n\n[^1]: First.\n\n[^1]: Second.", "skip")
    assert blocks == [("paragraph", "A.")]
    assert sorted(skipped) == [("note", "First."), ("note-unused", "Second.")]


def test_mark_of_a_note_in_another_file_is_silent(told):
    blocks, skipped = told("He said[^12], and left.", "inline")
    assert blocks == [("paragraph", "He said, and left.")]
    assert skipped == [("noteref", "[^12]")]


def test_link_that_is_a_note_mark_is_silent(told):
    text = "A word[1](#fn1) and<sup>[2](#fn2)</sup> more [[3]](#note-3), see [chapter 4](#four) in 2<sup>n − 1</sup>."
    blocks, skipped = told(text, "skip")
    assert blocks == [("paragraph", "A word and more, see chapter 4 in 2ⁿ ⁻ ¹.")]
    assert skipped == [("noteref", "1"), ("noteref", "2"), ("noteref", "[3]")]


def test_note_beginning_with_a_number_keeps_it(told):
    blocks, _ = told("Love[^1].\n\n[^1]: 1 Corinthians 13.", "inline")
    assert blocks[1] == ("note", "Note: 1 Corinthians 13.")


def test_note_holds_lists_and_quotations(told):
    blocks, skipped = told("A[^1].\n\n[^1]: See:\n\n    - one\n    - two\n\n    > three", "skip")
    assert blocks == [("paragraph", "A.")]
    assert skipped == [("note", "See:"), ("note", "one"), ("note", "two"), ("note", "three")]


def test_walk_names_notes_and_marks():
    walked = walk_markdown("A[^x] b^[Short.].\n\n[^x]: Long.\n\n    More.", "f.md", silent)
    assert [(b.kind, b.text, b.source.line) for b in walked.blocks] == [
        (BlockKind.PARAGRAPH, "A b.", 1),
        (BlockKind.NOTE, "Long.", 3),
        (BlockKind.NOTE, "More.", 5),
        (BlockKind.NOTE, "Short.", 1),
    ]
    assert [(note.first, note.end, set(note.ids)) for note in walked.notes] == [(1, 3, {"fn:x"}), (3, 4, {"fn:^1"})]
    assert [(ref.block, ref.href) for ref in walked.noterefs] == [(0, "#fn:x"), (0, "#fn:^1")]
