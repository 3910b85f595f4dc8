"""The parts of the language model's pass, each by itself."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from fakes.llm_book import BEN, PEOPLE, book, doubtful
from hypothesis import given
from hypothesis import strategies as st

from audiobook.prep.attribution.llm_answer import read_labels
from audiobook.prep.attribution.llm_faults import Policy, classify, plain, retry_after
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


@pytest.mark.parametrize(
    ("status", "code", "message", "policy"),
    [
        (400, "Arrearage", "", Policy.STOP),
        (401, "InvalidApiKey", "", Policy.STOP),
        (403, "AccessDenied", "", Policy.STOP),
        (404, "ModelNotFound", "", Policy.STOP),
        (400, "model_not_found", "", Policy.STOP),
        (429, "PrepaidBillOverdue", "", Policy.STOP),
        (429, "Throttling.AllocationQuota", "Free allocated quota exceeded.", Policy.STOP),
        (429, "Throttling.AllocationQuota", "exceeded your current quota, check your plan", Policy.THROTTLE),
        (400, "InvalidParameter", "too long", Policy.REJECT),
        (400, "DataInspectionFailed", "", Policy.REJECT),
        (500, "InternalError.Algo", "", Policy.RETRY),
        (408, "RequestTimeOut", "", Policy.RETRY),
        (200_000, "", "", Policy.RETRY),
    ],
)
def test_each_refusal_has_its_policy(status, code, message, policy):
    assert classify(status, code, message).policy is policy


def test_a_strangers_message_is_shown_short_and_plain():
    assert plain("a\n\x1b[31mb  \u202ec") == "a [31mb c"
    assert plain("<script>") == ""
    assert len(plain("x" * 10_000)) == 200
    assert plain("y" * 190 + "topsecret" + "z", "topsecret").endswith("[key]z")
    assert plain("provided: sk-ab***cd!") == "provided: [key]!"


def test_retry_after_is_read_as_number_or_date():
    assert retry_after({"RETRY-AFTER": "7"}) == 7
    assert retry_after({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    for odd in (None, {}, {"Retry-After": "soon"}, {"Retry-After": "-5"}, {"Retry-After": "٣"}):
        assert retry_after(odd) is None
