"""The verbatim proof: it holds for what preparation makes, and whatever is lost, doubled or changed breaks it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.document import Block, BlockKind, Document, Metadata, PageBreak, Section, Skipped, SourceText, Span
from audiobook.errors import CoverageError
from audiobook.events import silent
from audiobook.prep.coverage import prove
from audiobook.prep.prepare import prepare
from audiobook.prep.scriptfile import format_script, parse_script
from audiobook.prep.sourcemap import page_marks
from audiobook.script import Paragraph, SceneBreak, Words
from audiobook.source import SourceRef
from audiobook.visible import visible

FILE = "one.xhtml"
TEXT = "“My dear Mr. Bennet,” said his lady to him one day, “have you heard it?”"


def at(line, file=FILE):
    return SourceRef(file, line=line)


def paragraph(text, line=3, kind=BlockKind.PARAGRAPH, **more):
    return Block(kind, (Span(text),), at(line), **more)


def counted(document):
    """The document with the counts that a reader's own walk would have given."""
    counts: dict[str, int] = {}
    for section in document.sections:
        for block in section.blocks:
            counts[block.source.file] = counts.get(block.source.file, 0) + len(visible(block.own_text))
    for skip in document.skipped:
        if skip.counted:
            counts[skip.source.file] = counts.get(skip.source.file, 0) + len(visible(skip.text))
    return replace(document, sources=tuple(SourceText(file, count) for file, count in counts.items()))


def book(*blocks, title="One", skipped=(), **more):
    sections = (Section(title, tuple(blocks), source=at(1), **more),)
    return counted(Document(Metadata(title="B", language="en"), sections, skipped=tuple(skipped)))


def script_of(document):
    return parse_script(format_script(prepare(document, silent)))


def proof(document):
    return prove(document, script_of(document))


def only(document):
    (chapter,) = proof(document).chapters
    return chapter


def rows(passages):
    return [(p.rule, p.text, p.characters, p.after) for p in passages]


signs = [*"aB .,!?:“”‘’«»—[]*#\\{}你道", "said Jane", "\u200d", "\u00ad", "\u00a0", "<!--", "\n"]
pieces = st.lists(st.sampled_from(signs), max_size=12).map("".join)
spans = st.builds(
    Span, pieces, st.sampled_from(["", "fr"]), st.booleans(), st.sampled_from(["", "", "hint"]), st.booleans(),
    st.sampled_from(["", "", "alt", "table-header"]),
)  # fmt: skip
refs = st.builds(SourceRef, st.sampled_from(["a", "b"]))
blocks = st.builds(
    Block, st.sampled_from(list(BlockKind)), st.lists(spans, max_size=4).map(tuple), refs,
    speaker=st.sampled_from(["", "", "ALGERNON"]),
)  # fmt: skip
skips = st.builds(
    Skipped, st.sampled_from(["note", "persona", "title-heading"]), pieces, refs, st.booleans(), st.integers(-1, 3)
)
sections = st.builds(Section, st.sampled_from(["", "I", "Chapter X", " "]), st.lists(blocks, max_size=4).map(tuple))
documents = st.builds(
    Document, st.just(Metadata(language="en")), st.lists(sections, max_size=3).map(tuple), st.just(()),
    st.lists(skips, max_size=4).map(tuple),
).map(counted)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(documents)
def test_every_prepared_book_is_proven_and_its_account_adds_up(document):
    coverage = proof(document)
    assert coverage.source == sum(source.characters for source in document.sources)
    assert coverage.counted == bool(document.sources)
    own = sum(
        len(visible(b.own_text)) for s in document.sections for b in s.blocks if b.kind is not BlockKind.SCENE_BREAK
    )
    titles = sum(len(visible(s.title)) for s in document.sections)
    assert own <= sum(chapter.spoken for chapter in coverage.chapters) <= own + titles


@settings(max_examples=80, deadline=None)
@given(documents, st.integers(-2, 2).filter(bool))
def test_a_count_that_does_not_match_is_noticed_in_every_file(document, by):
    script = script_of(document)
    for number, source in enumerate(document.sources):
        wrong = list(document.sources)
        wrong[number] = replace(source, characters=source.characters + by)
        with pytest.raises(CoverageError) as caught:
            prove(replace(document, sources=tuple(wrong)), script)
        assert caught.value.source == SourceRef(source.file)


def test_lost_and_doubled_characters_are_named():
    document = book(paragraph(TEXT))
    more, less = (replace(document, sources=(SourceText(FILE, 58 + n),)) for n in (7, -7))
    with pytest.raises(CoverageError, match="7 characters are neither read nor left out by a rule, of 65"):
        proof(more)
    with pytest.raises(CoverageError, match="7 characters are read twice, or are not the book's, of 51"):
        proof(less)
    with pytest.raises(CoverageError, match="of 0"):
        proof(replace(document, sources=(SourceText("other.xhtml", 0),)))


def spoil(script, change):
    """Every script that ``change`` makes of one item of ``script``."""
    for number, chapter in enumerate(script.chapters):
        for place in range(len(chapter.items)):
            items = list(chapter.items)
            if change(items, place):
                chapters = list(script.chapters)
                chapters[number] = replace(chapter, items=tuple(items))
                yield replace(script, chapters=tuple(chapters))


def drop(items, place):
    return not isinstance(items.pop(place), SceneBreak)


def double(items, place):
    items.insert(place, items[place])
    return not isinstance(items[place], SceneBreak)


def swap(items, place):
    items[place - 1 : place + 1] = reversed(items[place - 1 : place + 1])
    return place > 0 and not any(isinstance(item, SceneBreak) for item in items[place - 1 : place + 1])


def misspell(items, place):
    item = items[place]
    if not isinstance(item, Paragraph):
        return False
    first = item.cues[0]
    items[place] = Paragraph((replace(first, parts=(Words("x"), *first.parts)), *item.cues[1:]))
    return True


@pytest.mark.parametrize("change", [drop, double, swap, misspell])
def test_no_item_can_be_lost_doubled_moved_or_altered(change):
    document = book(
        paragraph("The Ball", 2, BlockKind.HEADING, level=3),
        paragraph(TEXT, 3),
        Block(BlockKind.SCENE_BREAK, (), at(4)),
        paragraph("A line of verse", 5, BlockKind.VERSE),
        paragraph("He had not heard it.", 6),
    )
    script = script_of(document)
    assert prove(document, script)
    found = list(spoil(script, change))
    assert found
    for broken in found:
        with pytest.raises(CoverageError, match="chapter 'One'"):
            prove(document, broken)


def test_a_difference_is_shown_with_its_surroundings_and_its_place():
    document = book(paragraph("Some words before it.", 3), paragraph(TEXT, 4))
    script = script_of(document)
    broken = parse_script(format_script(script).replace("his lady", "her lady"))
    with pytest.raises(CoverageError) as caught:
        prove(document, broken)
    assert str(caught.value) == (
        "one.xhtml:4: chapter 'One': the book has 'dearMr.Bennet,”saidh▸isladytohimoneday,“h' "
        "where the script has 'dearMr.Bennet,”saidh▸erladytohimoneday,“h'"
    )
    assert caught.value.hint


def test_chapters_can_be_neither_lost_nor_added_and_titles_not_changed():
    first, second = Section("One", (paragraph(TEXT),)), Section("Two", (paragraph("More."),))
    document = counted(Document(Metadata(language="en"), (first, Section("", ()), second)))
    script = script_of(document)
    assert len(prove(document, script).chapters) == 2
    with pytest.raises(CoverageError, match="lacks the chapter 'Two'"):
        prove(document, replace(script, chapters=script.chapters[:1]))
    with pytest.raises(CoverageError, match="'Two' that is not in the book"):
        prove(document, replace(script, chapters=(*script.chapters, script.chapters[1])))
    renamed = replace(script.chapters[1], title=(Words("Tow"),))
    with pytest.raises(CoverageError, match="'T▸wo' where the script has 'T▸ow'"):
        prove(document, replace(script, chapters=(script.chapters[0], renamed)))


@pytest.mark.parametrize(
    ("title", "headings", "spoken", "changed", "added"),
    [
        ("The Ball", ["The Ball"], 7, [], 0),
        ("The Ball", ["The\u00a0 Ball"], 7, [], 0),
        ("Chapter I: The Ball", ["Chapter I", "The Ball"], 15, [], 1),
        ("The Ball", ["THE BALL"], 0, [("title-case", "THE BALL", 7, "The Ball")], 0),
        ("1. The Ball", ["I", "The Ball"], 7, [("title", "I", 1, "1. The Ball")], 0),
        ("Chapter I: The Ball", ["CHAPTER I\nThe Ball"], 0, [("title", "CHAPTER I\nThe Ball", 15, None)], 0),
        ("Is It", ["I"], 0, [("title", "I", 1, "Is It")], 0),
        ("From the Contents", [], 0, [], 15),
    ],
)
def test_a_title_is_held_against_the_headings_it_came_from(title, headings, spoken, changed, added):
    skipped = [Skipped("title-heading", text, at(1), section=0) for text in headings]
    chapter = only(book(paragraph("Text."), title=title, skipped=skipped))
    assert chapter.spoken == spoken + len("Text.")
    assert rows(chapter.changed) == [row if row[3] else (*row[:3], title) for row in changed]
    assert chapter.added == ({"title": added} if added else {})
    assert chapter.source == 5 + sum(len(visible(text)) for text in headings)


def test_a_name_is_changed_only_where_it_became_a_speaker():
    turn = paragraph("Did you hear?", speaker="ALGERNON")
    names = [Skipped("persona", text, at(2), section=0) for text in ("Algernon.", "Lane")]
    chapter = only(book(turn, skipped=names))
    assert rows(chapter.changed) == [("persona", "Algernon.", 9, "[ALGERNON]")]
    assert rows(chapter.skipped) == [("persona", "Lane", 4, "")]


def test_a_name_in_pieces_is_still_a_name():
    turn = paragraph("Mr Bloom!", speaker="Mrs Breen")
    names = [Skipped("persona", text, at(2), section=0) for text in ("Mrs", " Breen:", "Mrs", "Mrs")]
    chapter = only(book(turn, skipped=names))
    assert [(p.text, p.after) for p in chapter.changed] == [("Mrs", "[Mrs Breen]"), (" Breen:", "[Mrs Breen]")]
    assert [p.text for p in chapter.skipped] == ["Mrs", "Mrs"]


def test_added_words_are_spoken_but_are_no_characters_of_the_book():
    row = Block(BlockKind.TABLE_ROW, (Span("Price: ", added="table-header"), Span("ten pounds")), at(3))
    picture = Skipped("image", "a lighthouse", at(4), counted=False, section=0)
    chapter = only(book(row, skipped=[picture], title=""))
    assert (chapter.spoken, chapter.source, chapter.added) == (9, 9, {"table-header": 6})
    assert rows(chapter.beside) == [("image", "a lighthouse", 11, "")]
    assert chapter.skipped == ()


def test_what_is_shown_one_way_and_spoken_another_counts_as_spoken():
    chapter = only(book(paragraph("II", 2, BlockKind.HEADING), paragraph("Text."), title="XII"))
    assert chapter.said == {("XII", "Chapter 12"): 1, ("II", "2"): 1}
    assert (chapter.spoken, chapter.added) == (7, {"title": 3})


def test_text_of_no_chapter_lies_outside():
    stars = Block(BlockKind.SCENE_BREAK, (Span("* * *"),), at(9))
    document = Document(
        Metadata(language="en"),
        (Section("One", (paragraph("Text."), stars, paragraph("More."))), Section("", (stars,))),
        skipped=(Skipped("imprint", "Printed in London", at(1)), Skipped("imprint", " ", at(2))),
    )
    coverage = proof(counted(document))
    assert rows(coverage.chapters[0].skipped) == [("scene-break", "* * *", 3, "")]
    assert rows(coverage.outside) == [("imprint", "Printed in London", 15, ""), ("scene-break", "* * *", 3, "")]
    assert coverage.source == 10 + 3 + 15 + 3


def test_a_reader_without_counts_is_said_to_have_none():
    document = replace(book(paragraph(TEXT)), sources=())
    assert not proof(document).counted
    assert proof(book(paragraph(TEXT))).counted


def test_printed_pages_are_kept_for_proofreading():
    breaks = (PageBreak("xii", SourceRef(FILE, "p12", 4, 80, 80)),)
    assert page_marks(Document(Metadata(), (), page_breaks=breaks)) == [["xii", FILE, "p12", 4, 80]]
