"""Marks on a page: each sentence gets an element of its own, the page stays what it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from writers.overlay_books import page

from audiobook.readers.walk.proof import source_text
from audiobook.readers.walk.xhtml import parse
from audiobook.writers.overlay.marking import Marker
from audiobook.writers.overlay.page import Page


def marked(body: str, *sentences: str) -> tuple[str, list[list[str]]]:
    """The body with marks for the sentences, and what the elements of each sentence show."""
    source = Page(page(body).encode())
    marker = Marker(source)
    at, ids = 0, []
    for sentence in sentences:
        start = source.text.index(sentence, at)
        at = start + len(sentence)
        ids.append([target.id for target in marker.targets(start, at)])
    result = marker.result()
    tree = etree.fromstring(result.encode())
    shown = {each.get("id"): " ".join("".join(each.itertext()).split()) for each in tree.iter() if each.get("id")}
    return result.partition("<body>")[2].partition("</body>")[0], [[shown[name] for name in names] for names in ids]


def test_a_sentence_that_is_a_whole_paragraph_only_gives_it_an_id():
    body, shown = marked("<p class='a'>One lamp.</p>", "One lamp.")
    assert body == """<p id="ab1" class='a'>One lamp.</p>"""
    assert shown == [["One lamp."]]


def test_an_id_that_is_there_is_used():
    body, shown = marked('<p id="x"><i>One lamp.</i></p>', "One lamp.")
    assert body == '<p id="x"><i>One lamp.</i></p>'
    assert shown == [["One lamp."]]


def test_two_sentences_are_wrapped_and_the_space_between_them_stays_outside():
    body, _ = marked("<p>One lamp. Two lamps.</p>", "One lamp.", "Two lamps.")
    assert body == '<p><span id="ab1">One lamp.</span> <span id="ab2">Two lamps.</span></p>'


def test_elements_inside_a_sentence_are_wrapped_with_it():
    body, _ = marked("<p>One <em>lamp</em>. Two &amp; <a href='#n'><i>three</i></a></p>", "One lamp.", "Two & three")
    assert body == (
        '<p><span id="ab1">One <em>lamp</em>.</span> <span id="ab2">Two &amp; '
        "<a href='#n'><i>three</i></a></span></p>"
    )


def test_a_sentence_across_the_border_of_an_element_is_cut_there():
    body, shown = marked("<p>She <em>said. He</em> left.</p>", "She said.", "He left.")
    assert body == (
        '<p><span id="ab1">She</span> <em><span id="ab2">said.</span> <span id="ab3">He</span></em>'
        ' <span id="ab4">left.</span></p>'
    )
    assert shown == [["She", "said."], ["He", "left."]]


def test_a_mark_without_letters_outside_the_element_stays_outside():
    body, shown = marked("<p>“<i>Bonjour. Ça va?</i>”</p>", "“Bonjour.", "Ça va?”")
    assert body == '<p>“<i><span id="ab1">Bonjour.</span> <span id="ab2">Ça va?</span></i>”</p>'
    assert shown == [["Bonjour."], ["Ça va?"]]


def test_lines_of_verse_that_are_styled_as_children_are_not_put_into_another_span():
    verse = "<p><span>One lamp</span><br/><span>two lamps.</span><br/><span>End.</span></p>"
    body, shown = marked(verse, "One lamptwo lamps.")
    assert body == '<p><span id="ab1">One lamp</span><br/><span id="ab2">two lamps.</span><br/><span>End.</span></p>'
    assert shown == [["One lamp", "two lamps."]]


def test_blocks_are_never_put_into_a_span():
    body, shown = marked("<blockquote>One lamp <p>burns.</p> End.</blockquote>", "One lamp burns.")
    assert body == '<blockquote><span id="ab1">One lamp</span> <p id="ab2">burns.</p> End.</blockquote>'
    assert shown == [["One lamp", "burns."]]


def test_readings_of_ruby_are_no_part_of_the_sentence_but_stay_with_it():
    body, _ = marked("<p>一。<ruby>漢<rt>かん</rt></ruby>字。</p>", "一。", "漢かん字。")
    assert body == '<p><span id="ab1">一。</span><span id="ab2"><ruby>漢<rt>かん</rt></ruby>字。</span></p>'


def test_own_ids_do_not_collide_with_the_books():
    body, _ = marked('<p id="ab1">One. Two.</p>', "One.", "Two.")
    assert body == '<p id="ab1"><span id="ab-read-1">One.</span> <span id="ab-read-2">Two.</span></p>'


def test_text_in_a_picture_is_marked_by_its_own_element():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>One lamp.</text></svg>'
    wanted = svg.replace("<text", '<text id="ab1"')
    assert marked(f"<div>{svg}</div>", "One lamp.")[0] == f"<div>{wanted}</div>"


@pytest.mark.parametrize(
    "source",
    [
        page("<p>One&nbsp;lamp &#8212; <!-- no --><![CDATA[a < b]]>&lt;</p><script>x</script>"),
        page("<p>One</p>").replace("\n", "\r\n"),
        "\ufeff" + page("<p title='a > b'>One</p><p/>"),
        page("<p>One</p>").replace("utf-8", "utf-16"),
    ],
)
def test_offsets_are_those_of_the_readers(source):
    data = source.encode("utf-16" if "utf-16" in source else "utf-8")
    assert Page(data).text == source_text(parse(data))


@pytest.mark.parametrize(
    "source",
    [
        page("<p>One").encode(),
        page("&own;").replace("<!DOCTYPE html>", "<!DOCTYPE html [<!ENTITY own 'x'>]>").encode(),
        page("<p>One</p>").replace("utf-8", "no-such").encode(),
        b"<svg xmlns='http://www.w3.org/2000/svg'><text>One</text></svg>",
        b"",
    ],
)
def test_a_page_that_cannot_be_marked_safely_is_refused(source):
    with pytest.raises(ValueError, match="it"):
        Page(source)


PIECES = ["One ", "two. ", "Three “four” ", "&amp; ", "<em>", "</em>", "<i>", "</i>", "<br/>", "五。", "<b>x </b>"]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14), st.data())
def test_whatever_is_marked_the_page_without_the_marks_is_the_page(pieces, data):
    source = page("<p>" + "".join(pieces) + "</p>")
    try:
        found = Page(source.encode())
    except ValueError:
        return
    marker = Marker(found)
    at, stretches = 0, []
    while at < len(found.text):
        end = data.draw(st.integers(at + 1, len(found.text)))
        targets = marker.targets(at, end)
        stretches.append((found.text[at:end], [target.id for target in targets], any(t.rough for t in targets)))
        at = end
    result = marker.result()
    assert re.sub(r'<span id="ab\d+">(.*?)', r"\1", re.sub(r' id="ab\d+"(?=[ />])', "", result)).count("<p") == 1
    tree = etree.fromstring(result.encode())
    assert Page(result.encode()).text == found.text
    shown = {each.get("id"): "".join(each.itertext()) for each in tree.iter() if each.get("id")}
    for text, ids, rough in stretches:
        words = "".join(c for c in text if c.isalnum())
        if words and not rough:
            assert "".join(c for name in ids for c in shown[name] if c.isalnum()) == words
