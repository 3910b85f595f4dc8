from dataclasses import replace

import pytest

from audiobook.cast import Age, Gender, Voice
from audiobook.casting.similarity import Sound, similarity, variants

ONE = Voice("one", "e", "", ("en",), Gender.FEMALE, Age.ADULT, alike=(("two", 0.9), ("three", 0.6)))
TWO = Voice("two", "e", "", ("en",), Gender.MALE, Age.CHILD, alike=(("one", 0.9),))
THREE = Voice("three", "e", "", ("en",), Gender.FEMALE, Age.ADULT)


def likeness(one, two):
    return similarity(Sound(one), Sound(two))


def measured(cosine):
    return likeness(replace(ONE, alike=(("two", cosine),)), replace(TWO, alike=()))


def test_what_was_measured_counts_more_than_what_is_said():
    assert likeness(ONE, TWO) > likeness(ONE, THREE)
    assert likeness(replace(ONE, alike=()), replace(TWO, alike=())) < likeness(replace(ONE, alike=()), THREE)


def test_it_is_the_same_from_both_sides():
    assert likeness(ONE, TWO) == likeness(TWO, ONE)
    assert likeness(ONE, THREE) == likeness(THREE, ONE)


def test_it_counts_only_inside_an_engine():
    assert likeness(ONE, replace(TWO, engine="other")) == 0


def test_more_alike_is_never_less():
    found = [measured(n / 100) for n in range(-100, 101)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.0, 0.9)


@pytest.mark.parametrize(("cosine", "worth"), [(0.5, 0.0), (0.645, 0.15), (0.87, 0.5), (0.96, 0.9)])
def test_two_real_people_are_the_yardstick(cosine, worth):
    assert measured(cosine) == pytest.approx(worth)


def test_two_voices_are_never_more_alike_than_one_told_apart_by_speed():
    plain, *others = variants(ONE)
    assert measured(1.0) <= 0.9
    assert max(similarity(plain, other) for other in others) < 0.9
