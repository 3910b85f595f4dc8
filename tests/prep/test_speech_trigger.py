"""What is passed by unseen would not have changed: on the table of pairs, and on a whole novel."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audiobook.events import silent
from audiobook.prep.sentences import split_sentences
from audiobook.prep.speech.english.rules import find, search
from audiobook.prep.speech.english.trigger import may_change
from audiobook.prep.speech.model import Context
from audiobook.readers.choose import read_document

TABLES = Path(__file__).parents[1] / "data" / "spoken"


def test_every_pair_is_found_as_without_it():
    rows: list[str] = []
    for table in sorted(TABLES.glob("en-dev*.tsv")):
        with table.open(encoding="utf-8", newline="") as file:
            rows += [row[1] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]
    assert len(rows) > 900
    assert [find(text, Context()) for text in rows] == [search(text, Context()) for text in rows]


def test_plain_prose_is_passed_by():
    assert not may_change("It is a truth universally acknowledged, that a single man must be in want of a wife.")
    assert may_change("It was No. 5.")


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["gatsby", "pride-and-prejudice"])
def test_nothing_in_a_novel_slips_through(shared: Path, name: str):
    (file,) = (shared / "epub" / "novels").glob(f"*{name}*")
    document = read_document(file, silent)
    blocks = [block.text for section in document.sections for block in section.blocks]
    sentences = [" ".join(s.split()) for text in blocks for s in split_sentences(text, "en")]
    passed = [sentence for sentence in sentences if not may_change(sentence)]
    assert len(passed) > 0.5 * len(sentences)
    assert [s for s in sentences if find(s, Context()) != search(s, Context())] == []
