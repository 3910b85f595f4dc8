"""Short takes share a window of the recogniser and get their own words back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audiobook.proofing.takes.heard import Heard, HeardWord
from audiobook.proofing.takes.windows import GAP_S, WINDOW_S, give_back, windows

LENGTHS = st.lists(st.tuples(st.floats(0.05, 60.0), st.sampled_from(["en", "zh"])), max_size=60)


@given(LENGTHS)
def test_every_take_is_in_one_window_of_its_language_with_quiet_around_it(takes: list[tuple[float, str]]) -> None:
    found = windows(takes)
    assert sorted(placed.n for window in found for placed in window.takes) == list(range(len(takes)))
    for window in found:
        assert {takes[placed.n][1] for placed in window.takes} == {window.language}
        for one, two in zip(window.takes, window.takes[1:], strict=False):
            assert two.start_s - (one.start_s + one.seconds) >= GAP_S - 1e-9
        last = window.takes[-1]
        assert len(window.takes) == 1 or last.start_s + last.seconds <= WINDOW_S


def test_short_takes_are_joined_and_a_long_one_is_alone() -> None:
    found = windows([(3.0, "en"), (4.0, "en"), (50.0, "en"), (5.0, "en")])
    assert [[placed.n for placed in window.takes] for window in found] == [[0, 1], [2], [3]]


def test_heard_closely_each_is_alone() -> None:
    assert [len(window.takes) for window in windows([(3.0, "en")] * 4, 0.0)] == [1, 1, 1, 1]


def test_words_go_to_the_take_they_are_heard_in_with_times_of_that_take() -> None:
    (window,) = windows([(2.0, "en"), (3.0, "en")])
    words = [HeardWord(" one", 0.2, 0.6), HeardWord(" two", 1.5, 2.3), HeardWord(" three", 3.2, 3.9)]
    found = give_back(window, words)
    assert found[0].text == "one two"
    assert found[0].words[1].end_s == 2.0
    assert found[1].words == (HeardWord(" three", 0.2, 0.9),)


def test_a_word_drawn_over_the_quiet_goes_to_the_nearer_take() -> None:
    (window,) = windows([(2.0, "en"), (3.0, "en")])
    found = give_back(window, [HeardWord(" late", 2.2, 2.4), HeardWord(" early", 2.6, 2.9)])
    assert (found[0].text, found[1].text) == ("late", "early")


def test_a_take_without_words_has_none() -> None:
    (window,) = windows([(2.0, "en"), (3.0, "en")])
    assert give_back(window, [HeardWord(" one", 0.2, 0.6)], looped=True)[1].words == ()


def test_a_place_in_what_was_heard_has_the_time_of_its_word() -> None:
    heard = Heard((HeardWord(" One", 0.5, 0.8), HeardWord(" two,", 1.0, 1.3), HeardWord(" three", 1.5, 1.9)))
    assert heard.text == "One two, three"
    assert [heard.time_of(heard.text.index(word)) for word in ("One", "two", "three")] == [0.5, 1.0, 1.5]
    assert heard.time_of(99) == 1.9
    assert Heard().time_of(0) == 0.0
