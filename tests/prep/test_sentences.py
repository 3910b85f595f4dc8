"""Splitting is lossless and breaks where a reader would."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.prep.sentences import split_clauses, split_sentences

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "sentences"
prose = st.text(st.sampled_from(list("aAbB1 .!?…—“”‘’\"'。！？，；：「」\u2060\n")), max_size=60)


@settings(max_examples=300, deadline=None)
@given(prose, st.sampled_from(["en", "zh", "fr", ""]))
def test_sentences_join_to_the_text(text, language):
    pieces = split_sentences(text, language)
    assert "".join(pieces) == text
    assert all(pieces)


@settings(max_examples=300, deadline=None)
@given(prose, st.integers(1, 30), st.sampled_from(["en", "zh"]))
def test_clauses_join_to_the_text_and_fit(text, limit, language):
    pieces = split_clauses(text, limit, language)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= limit for piece in pieces)


@pytest.mark.parametrize(
    ("text", "language", "pieces"),
    [
        ("“Stop!” he cried. Mr. Smith left.", "en", 2),
        ("I met Dr. J. Watson at No. 5 St. John St. yesterday.", "en", 1),
        ("No. Yes. It was I. We left.", "en", 4),
        ("It is more.\u2060 \u2060… Then he went.", "en", 2),
        ("“Take care of the sense.’ ” She went.", "en", 2),
        ("“Stop!” I cried. “Now!”", "en", 2),
        ("“I—” “Go on.” He nodded.", "en", 3),
        ("他走了。她没有走！真的？", "zh", 3),
        ("“好！”他说。他走了。", "zh", 2),
        ("他说：“好。”他走了。", "zh", 2),
        ("可是……我不知道。", "zh", 1),
        ("M. Dupont est parti. Il reviendra.", "fr", 2),
    ],
)
def test_breaks(text, language, pieces):
    assert len(split_sentences(text, language)) == pieces


def test_a_long_sentence_is_cut_at_its_clause_marks():
    text = "It was the best of times, it was the worst of times; it was the age of wisdom, it was the age of folly."
    pieces = split_clauses(text, 60, "en")
    assert [p.strip()[-1] for p in pieces] == [";", "."]
    assert [p[-1] for p in split_clauses("一" * 10 + "，" + "二" * 10 + "；" + "三" * 10 + "。", 14, "zh")] == [
        "，",
        "；",
        "。",
    ]


@pytest.mark.parametrize(
    "unit", ["?! ", ".", "…", ". …", ".”", "—", "——”", ". “", ".“", "。", "……", "……”", "Mr. ", "“"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_text_is_split_in_linear_time(unit, language):
    text = unit * (200_000 // len(unit)) + "x"
    started = time.process_time()
    assert "".join(split_sentences(text, language)) == text
    assert time.process_time() - started < 30, "quadratic time would be minutes"


def _score(path, language):
    hits = made = wanted = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        gold, text = set(), ""
        for piece in line.split("¶"):
            if text:
                gold.add(len("".join(text.split())))
            text += piece
        found, text_so_far = set(), ""
        for piece in split_sentences(text, language)[:-1]:
            text_so_far += piece
            found.add(len("".join(text_so_far.split())))
        hits, made, wanted = hits + len(gold & found), made + len(found), wanted + len(gold)
    return 2 * hits / (made + wanted)


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there")
@pytest.mark.parametrize(
    ("name", "language", "floor"), [("en-random", "en", 0.97), ("en-tuned", "en", 0.97), ("zh", "zh", 0.9)]
)
def test_labelled_boundaries(name, language, floor):
    assert _score(SHARED / f"{name}.txt", language) >= floor
