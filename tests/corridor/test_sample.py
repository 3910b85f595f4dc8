"""Where a retail sample begins and ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audiobook.config import Config, CreditsConfig
from audiobook.corridor.production import ChapterPlan
from audiobook.corridor.sample import sample_plan
from audiobook.prep.scriptfile import parse_script
from audiobook.script import Heading, Script
from audiobook.take import Boundary, Segment, Slate, Take

RATE = 24000
LONG = "This is a sentence of the book. " * 20


def script_of(*chapters: tuple[str, str]) -> Script:
    return parse_script("\n\n".join(f"# {title}\n\n{text}" for title, text in chapters))


def segment(chapter: int, item: int, text: str, after: Boundary = Boundary.SENTENCE) -> Segment:
    slate = Slate(f"{chapter}/{item}/{text}", "tone", "1", "tone", "alto", "en")
    return Segment(slate, slate.key, chapter, item, 0, "", after, displayed=text)


def plan(chapter: int, title: str, *sentences: str | Segment) -> ChapterPlan:
    first = segment(chapter, -1, title, Boundary.HEADING)
    own = (s if isinstance(s, Segment) else segment(chapter, 0, s) for s in sentences)
    return ChapterPlan(chapter, title, (first, *own))


def cut(script: Script, *plans: ChapterPlan, sample_s: int = 300, take_s: float = 10.0) -> ChapterPlan | None:
    """The sample where each take lasts as long as every other."""
    n = round(take_s * RATE)
    takes = {s.key: Take(s.key, n, RATE, 0, n, 0.5) for p in plans for s in p.segments}
    return sample_plan(plans, script, takes, Config(credits=CreditsConfig(sample_s=sample_s)))


def shown(made: ChapterPlan | None) -> list[str]:
    return [s.displayed for s in made.segments] if made else []


def test_it_begins_with_the_words_under_the_title():
    made = cut(script_of(("One", LONG)), plan(0, "One", "First.", "Second."))
    assert made is not None
    assert (made.index, made.title, shown(made)) == (0, "One", ["First.", "Second."])
    assert made.segments[-1].after is Boundary.CHAPTER_TAIL


@pytest.mark.parametrize(
    ("sample_s", "expected"),
    [
        (13, ["A."]),
        (12, []),
        # Head 0.75 s, two takes of 10 s, the pause between them 0.35 s, tail 2 s.
        (23, ["A."]),
        (24, ["A.", "B."]),
        (300, ["A.", "B.", "C."]),
    ],
)
def test_no_sentence_goes_beyond_the_limit_with_the_quiet_at_both_ends(sample_s: int, expected: list[str]):
    made = cut(script_of(("One", LONG)), plan(0, "One", "A.", "B.", "C."), sample_s=sample_s)
    assert shown(made) == expected


@pytest.mark.parametrize(
    "last",
    [
        segment(0, 0, "and so,", Boundary.CLAUSE),
        segment(0, 0, "Shall I compare thee", Boundary.LINE),
        segment(0, 0, "He said:", Boundary.PARAGRAPH),
        segment(0, 1, "Part the Second.", Boundary.HEADING),
    ],
)
def test_it_ends_with_a_sentence_and_with_no_heading(last: Segment):
    script = script_of(("One", f"{LONG}\n\n## Part the Second"))
    assert isinstance(script.chapters[0].items[1], Heading)
    assert shown(cut(script, plan(0, "One", "A.", last, "Later."), sample_s=26)) == ["A."]


@pytest.mark.parametrize(
    "title",
    [
        "Dedication",
        "Foreword",
        "Preface",
        "PREFACE.",
        "Introduction",
        "Foreword, by Ann Hill",
        "Preface to the Poems",
        "Contents",
        "前言",
    ],
)
def test_front_matter_is_no_chapter_however_long(title: str):
    script = script_of((title, LONG), ("One", LONG))
    assert shown(cut(script, plan(0, title, "Front."), plan(1, "One", "Book."))) == ["Book."]


def test_a_prologue_is_the_book_and_a_page_with_a_motto_is_not():
    script = script_of(("For Ann", "To her."), ("Prologue", LONG))
    assert shown(cut(script, plan(0, "For Ann", "To her."), plan(1, "Prologue", "It was."))) == ["It was."]


@pytest.mark.parametrize("title", ["Chapter 1. Loomings", "CHAPTER I", "I.", "1", "一", "第一章 开始", "Chapter One"])
def test_the_chapter_numbered_one_is_the_first_if_little_comes_before_it(title: str):
    script = script_of(("Etymology", LONG), (title, LONG * 20))
    assert shown(cut(script, plan(0, "Etymology", "Words."), plan(1, title, "Book.")))[0] == "Book."
    late = script_of(("The Sea", LONG), (title, LONG))
    assert shown(cut(late, plan(0, "The Sea", "Story."), plan(1, title, "Part.")))[0] == "Story."


@pytest.mark.parametrize("title", ["I Am a Cat", "1.5 Miles", "Chapter 12", "Chapter II"])
def test_other_titles_with_a_number_are_not_taken_for_it(title: str):
    script = script_of(("The Sea", LONG), (title, LONG * 20))
    assert shown(cut(script, plan(0, "The Sea", "Story."), plan(1, title, "Part.")))[0] == "Story."


def test_a_book_of_short_chapters_or_of_front_matter_only_still_has_a_sample():
    script = script_of(("Preface", "Short."), ("One", "Short too."))
    assert shown(cut(script, plan(0, "Preface", "P."), plan(1, "One", "O."))) == ["O."]
    assert shown(cut(script_of(("Preface", LONG)), plan(0, "Preface", "P."))) == ["P."]


def test_a_chapter_of_under_a_minute_goes_on_with_the_next_and_a_longer_one_ends_where_it_ends():
    script = script_of(("One", LONG), ("Two", LONG), ("Three", LONG))
    plans = [plan(n, title, f"{title} a.", f"{title} b.") for n, title in enumerate(("One", "Two", "Three"))]
    assert shown(cut(script, *plans, take_s=40)) == ["One a.", "One b."]
    assert shown(cut(script, *plans, take_s=12)) == ["One a.", "One b.", "Two", "Two a.", "Two b."]


def test_a_pause_that_the_script_asks_for_after_the_last_sentence_is_not_in_it():
    paused = replace(segment(0, 0, "A."), pause_ms=9000)
    made = cut(script_of(("One", LONG)), plan(0, "One", paused, "B."), sample_s=15)
    assert made is not None
    assert made.segments[-1].pause_ms is None
