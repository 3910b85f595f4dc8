"""Titles: from headings, compared loosely, said once."""

from __future__ import annotations

import pytest

from audiobook.document import Block, BlockKind, Span
from audiobook.readers.sections.titles import absorb_title, heading_title, is_bare_number, recase, same_title


def heading(text: str, level: int = 2) -> Block:
    lines = text.split("\n")
    spans = tuple(Span(line, line_break=number < len(lines)) for number, line in enumerate(lines, 1))
    return Block(BlockKind.HEADING, spans, level=level)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, (Span(text),))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("CHAPTER I\nThe Start", "Chapter I: The Start"),
        ("CHAPTER I.\nTHE START", "Chapter I. The Start"),
        ("ADVENTURE IV. THE BOSCOMBE VALLEY MYSTERY", "Adventure IV. The Boscombe Valley Mystery"),
        ("CHAPTER I. Down the Rabbit-Hole", "Chapter I. Down the Rabbit-Hole"),
        ("The FBI and I", "The FBI and I"),
        ("MCMXIV", "MCMXIV"),
        ("第一回　甄士隱", "第一回 甄士隱"),
    ],
)
def test_heading_title(text, title):
    assert heading_title(heading(text)) == title


def test_recase_keeps_small_words_small():
    assert recase("THE LORD OF THE RINGS") == "The Lord of the Rings"


@pytest.mark.parametrize(
    ("first", "second"),
    [("I: The Start", "CHAPTER I\nThe Start"), ("Chapter One", "1"), ("第一回 甄士隐", "第一回甄士隐")],
)
def test_titles_that_say_the_same(first, second):
    assert same_title(first, second)


def test_titles_that_differ():
    assert not same_title("Chapter 1", "Chapter 11")
    assert not same_title("", "")


@pytest.mark.parametrize("text", ["Chapter I", "II.", "Chapter Twenty-one", "第三回", "Book 4"])
def test_bare_number(text):
    assert is_bare_number(text)


@pytest.mark.parametrize("text", ["Prologue", "Chapter Dawn", "I: The Start", "The Start"])
def test_not_a_bare_number(text):
    assert not is_bare_number(text)


def test_absorb_a_title_over_two_headings():
    left, taken, found = absorb_title(
        "I: The Start", [heading("CHAPTER I"), heading("The Start", 3), paragraph("Text.")]
    )
    assert (found, [b.text for b in left], [s.text for s in taken]) == (True, ["Text."], ["CHAPTER I", "The Start"])


def test_absorb_keeps_what_the_heading_says_beyond_the_label():
    left, taken, _ = absorb_title("Chapter 1", [heading("Chapter 1: The Beginning"), paragraph("Text.")])
    assert [b.text for b in left] == ["The Beginning", "Text."]
    assert [s.text for s in taken] == ["Chapter 1: "]


def test_absorb_a_title_in_a_paragraph():
    left, _, found = absorb_title("Dawn", [paragraph("DAWN"), paragraph("It was dawn.")])
    assert (found, [b.text for b in left]) == (True, ["It was dawn."])


def test_absorb_leaves_text_that_only_begins_like_the_title():
    blocks = [paragraph("I was born."), paragraph("I")]
    assert absorb_title("I", blocks) == (blocks, [], False)


def test_absorb_finds_the_chapter_below_the_part():
    left, _, found = absorb_title("Chapter 1", [heading("PART ONE", 1), heading("Chapter 1"), paragraph("x")])
    assert (found, [b.text for b in left]) == (True, ["PART ONE", "x"])
