"""Words of a line and their times."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.transcript import Line, Word, words_in


@given(st.text(max_size=80))
def test_words_are_all_of_a_text_but_its_white_space(text):
    spans = words_in(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He — the old man—left.", ["He —", "the", "old", "man—", "left."]),
        ("( yes ) “ No ”", ["( yes )", "“ No ”"]),
        ("他说：“好，iPhone！”", ["他", "说：", "“好，", "iPhone！”"]),
        ("「やってみた」", ["「やっ", "て", "み", "た」"]),
        ("… what …", ["… what …"]),
        ("—", ["—"]),
    ],
)
def test_marks_belong_to_a_word(text, words):
    assert [text[a:b] for a, b in words_in(text)] == words


def test_word_times_fill_the_speech_and_rest_at_marks():
    line = Line("One, two. Three", 1_000, 25_000, 0, lead=1_000, tail=2_000)
    words = line.timed_words()
    assert (words[0].begin, words[-1].finish) == (2_000, 23_000)
    rests = [after.begin - before.finish for before, after in pairwise(words)]
    assert 0 < rests[0] < rests[1]
    assert all(word.estimated for word in words)


def test_times_that_an_engine_gave_are_kept():
    told = (Word(0, 3, 100, 900, estimated=False),)
    assert Line("One", 0, 1_000, 0, words=told).timed_words() == told
