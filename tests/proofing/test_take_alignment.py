"""The longest stretch in which what was heard is not what was to be said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.proofing.takes.align import align, compare, longest_run
from audiobook.proofing.takes.heard import Run
from audiobook.proofing.takes.words import letters, marked, split, words_of

SAID = "The keeper climbed the narrow stairs of the tower every evening before the sun went down"


def compared(said: str, heard: str) -> tuple[Run, float]:
    return compare(words_of([(said, "")], letters), words_of([(heard, "")], letters))


def test_the_same_words_have_no_run_whatever_signs_and_cases_they_are_written_with() -> None:
    run, rate = compared(
        SAID, "the keeper, climbed the narrow stairs of the tower -- Every evening before the sun went down."
    )
    assert run.score == 0
    assert rate == 0


def test_missing_words_are_the_run_and_are_found_where_they_stood() -> None:
    run, _ = compared(SAID, SAID.replace("of the tower every ", ""))
    assert run.said == (6, 10)
    assert run.missing >= 14
    assert run.added == 0


def test_words_said_twice_are_the_run_on_the_side_of_what_was_heard() -> None:
    run, _ = compared(SAID, SAID.replace("narrow stairs", "narrow stairs narrow stairs"))
    assert run.added >= 10
    assert run.missing == 0
    assert run.heard[1] - run.heard[0] == 2


def test_a_missing_tail_reaches_to_the_last_word() -> None:
    run, _ = compared(SAID, "The keeper climbed the narrow stairs of the tower")
    assert run.said[1] == 16
    # The last sounds of "tower" may be found in "every".
    assert run.said[0] in {8, 9}


def test_scattered_misspellings_add_up_to_no_long_run() -> None:
    heard = "The keaper climed the narow stares of the tower every evning before the son went down"
    run, rate = compared(SAID, heard)
    gone, gone_rate = compared(SAID, SAID.replace("every evening ", ""))
    assert run.score < 4
    assert gone.score > 8
    # The whole-take ratio would not tell the two apart as well.
    assert gone_rate < 3 * rate


def test_words_that_agree_by_chance_inside_another_sentence_do_not_end_the_run() -> None:
    run, _ = compared(SAID, "Nobody spoke of the storm when all their boats came home at last")
    assert run.score > 20


def test_nothing_against_nothing_and_against_something() -> None:
    assert compared("", "")[0].score == 0
    run, rate = compared("", "seven")
    assert (run.score, rate) == (5, 5)
    assert compared("hello", "")[0].said == (0, 1)


@given(st.text("abcdet ", max_size=40), st.text("abcdet ", max_size=40))
def test_every_sound_is_in_exactly_one_step_and_in_order(one: str, two: str) -> None:
    steps = align(one, two).steps
    assert [i for i, _, _ in steps if i >= 0] == list(range(len(one)))
    assert [j for _, j, _ in steps if j >= 0] == list(range(len(two)))


@given(st.text("abcdet", max_size=30), st.text("abcdet", max_size=30))
def test_the_cost_is_that_of_the_steps_and_never_more_than_losing_all(one: str, two: str) -> None:
    found = align(one, two, exact=True)
    assert found.cost == pytest.approx(sum(cost for _, _, cost in found.steps), abs=1e-3)
    assert found.cost <= max(len(one), len(two))


def test_a_run_is_the_stretch_with_the_largest_sum() -> None:
    steps = tuple((n, n, cost) for n, cost in enumerate([1.0, 0, 0, 0, 1.0, 1.0, 0, 1.0, 0, 0, 0, 1.0]))
    score, first, end = longest_run(steps, agreeing=0.5)
    assert (score, first, end) == (2.5, 4, 8)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“Come,” said she—and went.", ["Come", "said", "she", "and", "went"]),
        ("so-and-so; don't", ["so", "and", "so", "don't"]),
        ("$5, 1,234.5 and 50%.", ["$5", "1,234.5", "and", "50%"]),
        ("我1922年来", ["我", "1922", "年", "来"]),
        ("… — !", []),
    ],
)
def test_words_are_apart_where_a_reader_hears_them_apart(text: str, words: list[str]) -> None:
    assert split(text) == words


def test_phonemes_that_were_given_are_the_sounds() -> None:
    words = words_of([("in ", ""), ("Worcester", "wˈʊstəɹ")], letters)
    assert words.shown == ("in", "Worcester")
    assert words.sounds == ("in", "wʊstəɹ")


def test_a_marked_stretch_and_its_surroundings_join_to_the_text() -> None:
    text = "“The boats, the boats!” he said."
    shown = marked(text, (1, 4))
    assert shown.before + shown.run + shown.after == text
    assert shown.run == "boats, the boats"
    assert marked(text, (2, 2)).run == ""
    assert marked(text, (9, 12)).before == text
