"""How an article is told from the page around it: alignment with an extractor's text, furniture, labels."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.readers.html.article_align import align, words_of
from audiobook.readers.html.article_labels import is_byline, is_label
from audiobook.readers.html.article_sweep import lay_out
from audiobook.readers.walk.blocks import walk
from audiobook.readers.walk.xhtml import parse_text

PROSE = "".join(f"<p>Sentence number {n} is long enough, with a comma, to be taken for prose.</p>" for n in range(9))


def aligned(blocks: list[str], text: str) -> list[int]:
    return sorted(align([words_of(block) for block in blocks], text))


LONG = "The quick brown fox jumps over the lazy dog on the hill"
OTHER = "A second paragraph speaks of other things and goes on for a while"


def test_repeated_menu_entry_is_not_kept_with_its_heading():
    blocks = ["News", "History", LONG, "History", OTHER, "History"]
    assert aligned(blocks, f"{LONG}\nHistory\n{OTHER}") == [2, 3, 4]


def test_short_block_is_not_found_inside_a_sentence():
    assert aligned(["fox", LONG, "hill", OTHER], f"{LONG}\n{OTHER}") == [1, 3]


def test_paragraphs_out_of_order_are_found():
    assert aligned([OTHER, "x", LONG], f"{LONG}\n{OTHER}") == [0, 2]


def test_paragraph_that_lost_words_is_found():
    assert aligned([f"{LONG} with five words that vanished", "Other"], LONG) == [0]


def test_half_a_paragraph_is_not_enough():
    assert aligned([f"{LONG} {OTHER} {OTHER.upper()}x and more of it"], LONG) == []


def test_teaser_and_article_with_one_text_are_kept_once():
    assert aligned([LONG, "Menu", LONG, OTHER], f"{LONG}\n{OTHER}") in ([0, 3], [2, 3])


def test_short_lines_alone_are_aligned():
    assert aligned(["Home", "one two", "three four", "Home"], "one two\nthree four") == [1, 2]


@given(st.lists(st.text("ab 漢字", max_size=9), max_size=8), st.lists(st.text("ab 漢字", max_size=9), max_size=8))
def test_alignment_gives_indexes_and_never_more_words_than_the_text_has(blocks, lines):
    text = "\n".join(lines)
    found = aligned(blocks, text)
    assert all(0 <= index < len(blocks) for index in found)
    short = [word for index in found for word in words_of(blocks[index]) if len(words_of(blocks[index])) < 8]
    assert not Counter(short) - Counter(words_of(text))


def furniture(body: str) -> dict[str, str]:
    root = parse_text(f"<html><body>{body}</body></html>")
    blocks = walk(root, "").blocks
    layout = lay_out(root, blocks)
    return {block.text: layout.furniture(number) for number, block in enumerate(blocks)}


def test_class_that_every_paragraph_bears_is_no_furniture():
    body = "".join(f"<div class='widget'><p>Paragraph {n} of many words.</p></div>" for n in range(4))
    assert set(furniture(body).values()) == {""}


def test_element_around_the_article_is_no_furniture():
    found = furniture(f"<form class='sidebar-page'><article>{PROSE}</article></form><form>Search</form>")
    assert found["Search"] == "form"
    assert set(found.values()) == {"", "form"}


@pytest.mark.parametrize(
    "mark", ["<aside>x</aside>", "<header>x</header>", "<div role='banner'>x</div>", "<div id='footer'>x</div>"]
)
def test_elements_around_an_article_are_furniture(mark):
    assert furniture(f"{mark}<main>{PROSE}</main>")["x"]


def test_header_and_callout_inside_an_article_are_not():
    found = furniture(f"<article><header><p>h</p></header><aside class='callout-note'>c</aside>{PROSE}</article>")
    assert (found["h"], found["c"]) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        "Advertisement",
        "Share this article",
        "Related articles",
        "Read more: a story",
        "3 comments",
        "分享到：",
        "责任编辑：王",
        "Lire aussi Une autre histoire",
        "Page 1 of 3",
        "Subscribe to our newsletter",
        "Anzeige",
        "« 1 2 3 »",
    ],
)
def test_labels_are_known(text):
    assert is_label(text)


@pytest.mark.parametrize(
    "text",
    [
        "He read more than he wrote.",
        "Shares fell on Monday, and nobody knew why.",
        "The comments were kind.",
        "分享是快乐的。",
        "",
        "Tagging birds is slow work.",
        "Top hats were worn.",
        "“Home.”",
        "Like this.",
        "Follow me!",
        "More in sorrow than in anger, he left.",
        "Related work is described in section two.",
    ],
)
def test_sentences_are_no_labels(text):
    assert not is_label(text)


@pytest.mark.parametrize(
    "text",
    [
        "By Ann Author",
        "5 March 2024, 06:30",
        "March 5, 2024",
        "2023年04月18日 09:12",
        "17.08.2023, 14:05 Uhr",
        "Publié le 30 septembre 2021",
        "30. September 2021",
        "Posted on May 3",
        "记者：周小禾",
    ],
)
def test_names_and_dates_are_bylines(text):
    assert is_byline(text)


@pytest.mark.parametrize(
    "text",
    [
        "The year 1999 was wet.",
        "He was posted to Malta.",
        "By noon we had reached the harbour.",
        "May 5 was cold.",
        "In March 2006 we met",
    ],
)
def test_sentences_are_no_bylines(text):
    assert not is_byline(text)
