"""Preparation only adds tags; titles are shown as printed and spoken as read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.document import Block, BlockKind, Document, Metadata, Section, Span
from audiobook.errors import ScriptError
from audiobook.events import silent
from audiobook.prep.frontmatter import front_of, metadata_of
from audiobook.prep.prepare import prepare
from audiobook.prep.scriptfile import format_script, parse_script
from audiobook.prep.titles import title_parts
from audiobook.script import Heading, LineBreak, Paragraph, Say, SceneBreak, Words, inline_text


def paragraph(text, kind=BlockKind.PARAGRAPH, **more):
    return Block(kind, (Span(text),), **more)


def book(*blocks, title="One", language="en", **more):
    return Document(Metadata(title="B", language=language), (Section(title, tuple(blocks), **more),))


def words_of(script):
    shown = []
    for chapter in script.chapters:
        for item in chapter.items:
            if isinstance(item, Paragraph):
                shown += "".join(cue.text for cue in item.cues).split()
            elif isinstance(item, Heading):
                shown += inline_text(item.parts).split()
    return shown


signs = [*"aB .,!?:“”‘’\"'«»—-[]*#\\{}你道", "said Jane", " said ", "Mr. Hill "]
pieces = st.lists(st.sampled_from(signs), max_size=12).map("".join)
spans = st.builds(Span, pieces, st.sampled_from(["", "fr", "en-GB", "?!"]), st.booleans(), st.just(""), st.booleans())
kinds = st.sampled_from([k for k in BlockKind if k is not BlockKind.SCENE_BREAK])
blocks = st.builds(Block, kinds, st.lists(spans, max_size=5).map(tuple), speaker=st.sampled_from(["", "", "ALGERNON"]))
sections = st.builds(Section, st.sampled_from(["", "I", "Chapter X"]), st.lists(blocks, max_size=5).map(tuple))


@settings(max_examples=120, deadline=None)
@given(st.lists(sections, max_size=3).map(tuple), st.sampled_from(["en", "zh", "de"]))
def test_the_words_of_the_script_are_the_words_of_the_document(secs, language):
    document = Document(Metadata(language=language), secs)
    script = prepare(document, silent)
    assert words_of(script) == [w for s in secs for b in s.blocks for w in b.text.split()]
    assert parse_script(format_script(script)) == script


def test_a_paragraph_of_dialogue():
    script = prepare(book(paragraph("“My dear,” said Jane to him, “have you heard?” He had not.")), silent)
    cues = script.chapters[0].items[0].cues
    assert [(c.speaker, c.text) for c in cues] == [
        ("Jane", "“My dear,” "),
        ("", "said Jane to him, "),
        ("Jane", "“have you heard?” "),
        ("", "He had not."),
    ]


def test_kinds_languages_emphasis_and_lines():
    verse = Block(BlockKind.VERSE, (Span("one", line_break=True), Span("two", emphasis=True)))
    french = Block(BlockKind.PARAGRAPH, (Span("Say "), Span("bonjour", "fr"), Span(" or "), Span("colour", "en-GB")))
    script = prepare(
        book(paragraph("II", BlockKind.HEADING, level=3), verse, Block(BlockKind.SCENE_BREAK, ()), french), silent
    )
    heading, lines, scene, text = script.chapters[0].items
    assert heading == Heading((Say("II", "2"),), 3)
    assert lines.cues[0].parts == (Words("one"), LineBreak(), Words("two", emphasis=True))
    assert scene == SceneBreak()
    assert text.cues[0].parts == (Words("Say "), Words("bonjour", language="fr"), Words(" or colour"))


def test_a_play_names_its_speakers():
    turn = Block(
        BlockKind.PARAGRAPH, (Span("Did you hear? "), Span("[Enter Lane.]", emphasis=True)), speaker="ALGERNON"
    )
    cues = prepare(book(turn), silent).chapters[0].items[0].cues
    assert [(c.speaker, c.text) for c in cues] == [("ALGERNON", "Did you hear? "), ("", "[Enter Lane.]")]


def test_a_section_without_a_title_has_a_silent_marker():
    document = Document(
        Metadata(), (Section("", (paragraph("To my dear and only sister Anne, with love"),)), Section("", ()))
    )
    script = prepare(document, silent)
    assert [(c.name, c.silent) for c in script.chapters] == [("To my dear and only sister…", True)]


@pytest.mark.parametrize(
    ("title", "language", "kind", "shown", "spoken"),
    [
        ("XII", "en", "chapter", "XII", "Chapter 12"),
        ("I", "en-GB", "chapter", "I", "Chapter 1"),
        ("7", "en", "chapter", "7", "Chapter 7"),
        ("II", "en", "part", "II", "Part 2"),
        ("XII", "zh-Hans", "chapter", "XII", "第12章"),
        ("IV", "fr", "chapter", "IV", "4"),
        ("CHAPTER XII. The Ball", "en", "chapter", "CHAPTER XII. The Ball", "Chapter 12. The Ball"),
        ("CHAPTER I The Start", "en", "chapter", "CHAPTER I The Start", "Chapter 1 The Start"),
        ("Part I Play", "en", "chapter", "Part I Play", "Part I Play"),
        ("I Met a Man", "en", "chapter", "I Met a Man", "I Met a Man"),
        ("Chapter One", "en", "chapter", "Chapter One", "Chapter One"),
        ("Book Civil", "en", "chapter", "Book Civil", "Book Civil"),
        ("MIX", "en", "chapter", "MIX", "MIX"),
    ],
)
def test_titles(title, language, kind, shown, spoken):
    parts = title_parts(title, language, kind)
    assert inline_text(parts) == shown
    assert "".join(p.spoken if isinstance(p, Say) else p.text for p in parts) == spoken


def test_front_matter_there_and_back():
    metadata = Metadata(
        title="T", authors=("A", "B"), narrators=("N",), date="1813", subjects=("love",), series="S", series_index="2"
    )
    front = front_of(metadata, "t.epub")
    assert front["author"] == ["A", "B"]
    assert front["narrator"] == "N"
    assert metadata_of(front) == metadata
    assert metadata_of({"date": 1813, "author": "A"}) == Metadata(date="1813", authors=("A",))


@pytest.mark.parametrize("front", [{"title": 3}, {"author": [1]}, {"subjects": {"a": 1}}, {"cover": False}])
def test_front_matter_of_a_wrong_type_names_the_key(front):
    with pytest.raises(ScriptError, match=f"'{next(iter(front))}'"):
        metadata_of(front)
