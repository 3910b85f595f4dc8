"""Quotations in every convention, joined to utterances; scare quotes and letters left out."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prep.dialogue import load, measure

from audiobook.prep.attribution.styles import Marks, find_style
from audiobook.prep.attribution.utterances import find_letters, find_utterances

DIALOGUE = Path(__file__).resolve().parents[1] / "data" / "dialogue"
FILES = sorted(path.name for path in DIALOGUE.glob("*.txt"))


def said(paragraphs: list[str | None], language: str = "en") -> list[list[str]]:
    """The words of each utterance, stretch by stretch."""
    return [
        [(paragraphs[s.paragraph] or "")[s.start : s.end] for s in utterance.stretches]
        for utterance in find_utterances(paragraphs, language)
    ]


@pytest.mark.parametrize("name", FILES)
def test_quotations_of_the_fixtures_are_found(name):
    scores = measure(load(DIALOGUE / name))
    assert scores["f1"] >= 0.97, scores["errors"]


def test_every_convention_has_a_hundred_and_fifty_labels():
    counts = {name: len(load(DIALOGUE / name).quotes) for name in FILES}
    assert counts["single-en.txt"] >= 150
    assert counts["dash-es.txt"] + counts["dash-en.txt"] >= 150
    assert counts["guillemets-fr.txt"] >= 150
    assert counts["chinese.txt"] >= 150


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("“Yes,” she said.", Marks.DOUBLE),
        ('"Yes," she said.', Marks.DOUBLE),
        ("”Kyllä”, hän sanoi.", Marks.DOUBLE),
        ("‘Yes,’ she said.", Marks.SINGLE),
        ("« Oui », dit-elle.", Marks.GUILLEMETS),
        ("»Ja«, sagte sie.", Marks.REVERSED_GUILLEMETS),
        ("„Ja“, sagte sie.", Marks.LOW),
        ("「はい」と彼女は言った。", Marks.CORNERS),
        ("She said nothing, 'tis true.", Marks.NONE),
    ],
)
def test_the_book_decides_the_style(text, marks):
    assert find_style([text, "Nobody spoke.", text]).marks is marks


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("“Yes,” she said, “I’ll come.”", "en", [["Yes,", "I’ll come."]]),
        ('"Yes," she said, "I\'ll come."', "en", [["Yes,", "I'll come."]]),
        ("»Ja«, sagte sie, »ich komme.«", "de", [["Ja", "ich komme."]]),
        ("„Ja“, sagte sie, „ich komme.“", "de", [["Ja", "ich komme."]]),
        ("”Ja”, sade hon, ”jag kommer.”", "sv", [["Ja", "jag kommer."]]),
        ("「來了。」他說，「快走！」", "zh-TW", [["來了。", "快走！"]]),
        ("“A 『title』 it is.”", "en", [["A 『title』 it is."]]),
        ("「他說：『走吧。』我就走了。」", "zh", [["他說：『走吧。』我就走了。"]]),
        ("“She said ‘no,’ I swear,” said Tom.", "en", [["She said ‘no,’ I swear,"]]),
        ("‘She said “no”, I swear,’ said Tom.", "en", [["She said “no”, I swear,"]]),
        ("« Oui, dit-il, j’y vais. »", "fr", [["Oui,", "j’y vais."]]),
    ],
)
def test_a_quotation_broken_by_narration_is_one_utterance(text, language, expected):
    assert said([text, text], language) == expected * 2


def test_apostrophes_do_not_open_or_close_single_quotes():
    paragraphs = [
        "‘’Tis the boys’ dog, an’ I’m goin’ ’ome,’ said he.",
        "The boys’ dog barked. ’Twas dark. It was the ’80s.",
        "'I saw 'em in '98, sir,' he said. The dogs' dinner was late.",
        "‘Rock ’n’ roll,’ she said.",
    ]
    assert said(paragraphs) == [
        ["’Tis the boys’ dog, an’ I’m goin’ ’ome,"],
        ["I saw 'em in '98, sir,"],
        ["Rock ’n’ roll,"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "They called it a “grand tour” in those days.",
        "He stayed at the “Three Crowns,” which was dear.",
        "She read “Manfred”, and wept.",
        "A sort of “understanding” was reached; nobody spoke of it.",
    ],
)
def test_scare_quotes_and_titles_are_no_speech(text):
    assert said([text, "“Well?” said she."]) == [["Well?"]]


def test_a_quotation_that_goes_on_opens_anew_in_every_paragraph():
    paragraphs = ["“First of all,” said Tom, “listen.", "“Then think.", "“Then speak.”", "“I will.”"]
    utterances = find_utterances(paragraphs, "en")
    assert [u.continued for u in utterances] == [False, True, True, False]
    assert [u.closed for u in utterances] == [False, False, True, True]


def test_an_unclosed_quotation_ends_with_its_paragraph():
    paragraphs = ["“Where are you going", "He went out.", "“Out,” he said."]
    utterances = find_utterances(paragraphs, "en")
    assert said(paragraphs) == [["Where are you going"], ["Out,"]]
    assert [(u.closed, u.continued) for u in utterances] == [(False, False), (True, False)]


def test_a_heading_ends_what_was_left_open():
    utterances = find_utterances(["“To be", None, "“Or not.”"], "en")
    assert [u.continued for u in utterances] == [False, False]


@pytest.mark.parametrize(
    "text",
    [
        "“Who was it?” asked Anne. “Nobody,” answered Tom.",
        "“What is his sorrow?” she asked the Gryphon, and the Gryphon answered, “It’s all his fancy.”",
        "“Hold your tongue!” said Tom. And his mother, with sudden tenderness, said: “Very well.”",
    ],
)
def test_two_speakers_in_one_paragraph_stay_apart_where_tags_say_so(text):
    assert [len(stretches) for stretches in said([text])] == [1, 1]


def test_far_apart_quotations_of_a_paragraph_stay_apart():
    text = f"“One.” {'He walked up and down the room. ' * 10}“Two.”"
    assert said([text]) == [["One."], ["Two."]]


def test_letters_are_their_own_kind():
    paragraphs = [
        "She opened the letter and read as follows:",
        "“Dear Mr. Brown,",
        "“I am coming on Tuesday. Have the goat ready.",
        "“Yours sincerely,",
        "“A. SMITH.”",
        "“What a pity,” said Mr. Brown, who liked the goat.",
    ]
    letters = find_letters(paragraphs, "en")
    assert [s.paragraph for s in letters] == [1, 2, 3, 4]
    assert said(paragraphs) == [["What a pity,"]]


def test_what_is_only_called_dear_is_speech():
    paragraphs = ["“My dear Jane, this is too bad.”", "“I am sorry.”", "“So am I.”"]
    assert len(said(paragraphs)) == 3


def test_dash_turns_need_a_book_of_dashes():
    assert said(["—Hola —dijo Ana—. Adiós.", "—Adiós —dijo él.", "Se fue."], "es") == [["Hola", "Adiós."], ["Adiós"]]
    plain = ["“One,” he said.", "“Two.”", "“Three.”", "“Four.”", "— a thought, and then", "“Five.”"]
    assert len(said(plain)) == 5


@given(st.lists(st.one_of(st.none(), st.text(alphabet="ab ,.—-'‘’“”\"«»„「」『』:：说\n", max_size=60)), max_size=8))
def test_stretches_lie_in_order_inside_their_paragraphs(paragraphs):
    for language in ("en", "fr", "es", "zh"):
        last = (-1, 0)
        for utterance in find_utterances(paragraphs, language):
            for s in utterance.stretches:
                text = paragraphs[s.paragraph]
                assert text is not None
                assert 0 <= s.start < s.end <= len(text)
                assert not text[s.start].isspace()
                assert (s.paragraph, s.start) >= last
                last = (s.paragraph, s.end)


@pytest.mark.parametrize("hard", ["“", "”", "‘a", "’ a", "'a ", "“a” ", "— a, ", "« a, dit-il, "])
def test_time_is_linear_in_a_hostile_paragraph(hard):
    started = time.process_time()
    find_utterances([hard * 20_000, "— a", "— b", "« c »"], "fr" if hard[0] in "—«" else "en")
    assert time.process_time() - started < 30, "quadratic time would be minutes"


@pytest.mark.shared_data
def test_quote_spans_of_the_annotated_novels(shared):
    right = found = gold = 0
    for path in sorted((shared / "casting" / "dev").glob("*.jsonl")):
        novel = json.loads(path.read_text(encoding="utf8"))
        text = (shared / "casting" / novel["text_file"]).read_text(encoding="utf8")
        starts = [0, *(m.end() for m in re.finditer(r"\n\s*\n", text))]
        paragraphs = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
        said_here, labelled = bytearray(len(text)), bytearray(len(text))
        for utterance in find_utterances(paragraphs, "en"):
            for s in utterance.stretches:
                at = starts[s.paragraph]
                said_here[at + s.start : at + s.end] = b"\1" * (s.end - s.start)
        for quote in novel["quotes"]:
            for a, b in quote["spans"]:
                labelled[a:b] = b"\1" * (b - a)
        right += sum(x & y for x, y in zip(said_here, labelled, strict=True))
        found += sum(said_here)
        gold += sum(labelled)
    assert 2 * right / (found + gold) >= 0.97
