"""The parts of the language model's pass, each by itself."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from fakes.llm_book import BEN, PEOPLE, book, doubtful
from hypothesis import given
from hypothesis import strategies as st

from audiobook.prep.attribution.llm_answer import read_labels
from audiobook.prep.attribution.llm_client import Gate, GateClosedError, Turn
from audiobook.prep.attribution.llm_votes import is_called
from audiobook.prep.attribution.llm_windows import cut_windows, tokens_of
from audiobook.prep.attribution.model import Stretch, Utterance


@pytest.mark.parametrize("said", ["I am Ben.", "That is Ben's hat.", "Benjamin, go.", "See Mr. Ben, he knows."])
def test_a_name_that_is_only_mentioned_calls_nobody(said):
    assert not is_called([said], Utterance((Stretch(0, 0, len(said)),)), PEOPLE[BEN])


def test_a_chinese_speaker_is_not_who_is_called():
    person = PEOPLE[BEN].__class__("少平", ("少平",))
    for said, called in (("少平，你来！", True), ("少平来了。", False)):
        assert is_called([said], Utterance((Stretch(0, 0, len(said)),)), person) is called


def test_windows_overlap_hold_each_line_and_are_not_too_long():
    paragraphs, attribution = book(doubtful(900), breaks=(50, 400))
    asked = list(range(0, 900, 2))
    windows = cut_windows(paragraphs, attribution.utterances, asked)
    assert {n for window in windows for n in window.asked} == set(asked)
    for window in windows:
        assert sum(tokens_of(text or "") + 8 for text in paragraphs[window.start : window.end]) <= 4000 + 16
    assert any(a.end > b.start for a, b in pairwise(windows))
    assert len(windows) < 20


def test_lines_far_apart_do_not_drag_the_book_along():
    paragraphs, attribution = book(doubtful(2000))
    windows = cut_windows(paragraphs, attribution.utterances, [100, 1900])
    assert [window.asked for window in windows] == [(100,), (1900,)]
    assert all(window.end - window.start < 100 for window in windows)


@given(st.text(max_size=80))
def test_labels_come_only_out_of_the_two_lists(text):
    for frame in (text, text + '{"q1": "c1"}', '{"q1": ' + json.dumps(text) + "}"):
        labels = read_labels(frame, ["q1"], ["c1"])
        assert labels is None or labels in ({"q1": "c1"}, {"q1": "unknown"})


def test_a_place_at_the_gate_is_for_one_request_however_often_it_is_looked_at():
    gate = Gate(2)
    with Turn(gate) as one, Turn(gate) as two, Turn(gate) as three:
        for turn in (one, one, two, one):
            turn.check()
        with pytest.raises(GateClosedError, match="limit of 2 requests"):
            three.check()
        one.send()
        with pytest.raises(GateClosedError, match="limit of 2 requests"):
            one.check()


def test_a_place_that_was_not_used_is_given_back():
    gate = Gate(1)
    with Turn(gate) as turn:
        turn.check()
    with Turn(gate) as turn:
        turn.check()
        turn.send()
    with Turn(gate) as turn, pytest.raises(GateClosedError):
        turn.check()


def test_failures_in_a_row_close_the_gate_for_those_inside_too():
    gate = Gate(failures=2)
    with Turn(gate) as turn:
        turn.check()
        for failure in ("one", "", "two", "the last one"):
            gate.report(failure)
        gate.close("too late")
        with pytest.raises(GateClosedError, match="the last one"):
            turn.check()
