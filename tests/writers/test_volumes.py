"""Dividing a book: nothing lost, nothing too long, no more volumes than needed, and even ones."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audiobook.document import Metadata
from audiobook.master import ChapterMaster, Loudness, Master
from audiobook.transcript import TranscribedChapter, Transcript
from audiobook.writers.volumes import balanced, split, warn_of_long_chapters

LENGTHS = st.lists(st.integers(1, 100).map(float), min_size=1, max_size=40)


def fewest(lengths, longest):
    """How many volumes there must be: filling each as far as it goes."""
    count, room = 1, longest
    for n, length in enumerate(lengths):
        if n and length > room:
            count, room = count + 1, longest
        room -= length
    return count


@given(LENGTHS, st.integers(1, 300))
def test_as_few_volumes_as_can_be_and_none_too_long(lengths, longest):
    ends = balanced(lengths, longest)
    parts = [lengths[a:b] for a, b in itertools.pairwise((0, *ends))]
    assert sum(parts, []) == lengths  # noqa: RUF017 - a few
    assert all(len(part) == 1 or sum(part) <= longest for part in parts)
    assert all(parts)
    assert len(parts) == fewest(lengths, longest)


def test_volumes_are_even():
    assert balanced([10.0] * 12, 60) == (6, 12)
    assert balanced([10.0] * 13, 60) == (4, 8, 13)
    assert balanced([50.0, 5.0, 5.0, 5.0, 5.0, 50.0], 75) == (3, 6)
    assert balanced([90.0, 5.0, 5.0], 60) == (1, 3)


def book(minutes, titles=None):
    names = titles or [""] * len(minutes)
    chapters = tuple(
        ChapterMaster(n, title, f"k{n}", 1_000, m * 60_000, Loudness(-18, -3, -3), ())
        for n, (m, title) in enumerate(zip(minutes, names, strict=True))
    )
    return Master(Metadata(title="T"), chapters)


def test_chapters_without_a_title_keep_their_number_in_the_book():
    volumes = split(book([30, 30, 30, 30]), 61)
    assert [(v.volume, v.volumes, [c.title for c in v.chapters]) for v in volumes] == [
        (1, 2, ["Chapter 1", "Chapter 2"]),
        (2, 2, ["Chapter 3", "Chapter 4"]),
    ]


def test_each_volume_has_the_text_of_its_chapters():
    text = Transcript(1_000, "en", tuple(TranscribedChapter(str(n), 60_000, ()) for n in range(3)))
    volumes = split(replace(book([30, 30, 30]), transcript=text), 61)
    assert [[c.title for c in v.transcript.chapters] for v in volumes] == [["0"], ["1", "2"]]


def test_a_book_that_fits_stays_one():
    whole = book([30, 30])
    assert split(whole, 61) == (whole,)
    assert split(whole, 0) == (whole,)
    assert split(book([500]), 60) == (book([500]),)


def test_a_volume_that_would_be_full_to_the_second_is_divided():
    """An encoder adds to each chapter: two of an hour are no file of two hours."""
    assert [len(v.chapters) for v in split(book([60, 60]), 120)] == [1, 1]


def test_chapters_too_long_for_any_file_are_named():
    found = []
    warn_of_long_chapters(book([30, 130], ["One", "Two"]), 120, found.append)
    assert [(f.code, "'Two' is 130 minutes" in f.message) for f in found] == [("long-chapter", True)]
    warn_of_long_chapters(book([130]), 0, found.append)
    assert len(found) == 1
