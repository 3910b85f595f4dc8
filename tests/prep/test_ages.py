"""Ages of voices: few signs and signs that disagree tell nothing, since a wrong child's voice is the worst."""

from __future__ import annotations

import pytest

from audiobook.prep.attribution.ages import find_ages
from audiobook.prep.attribution.ages_words import age_of, years_of
from audiobook.prep.attribution.mentions import find_mentions
from audiobook.prep.attribution.model import Person
from audiobook.prep.attribution.utterances import find_utterances


def age(person: Person, *paragraphs: str, language="en", others: tuple[Person, ...] = ()) -> str:
    people = (person, *others)
    utterances = find_utterances(paragraphs, language)
    mentions = find_mentions(paragraphs, utterances, people, language)
    return find_ages(paragraphs, utterances, people, mentions, language)[0]


def named(*aliases: str) -> Person:
    return Person(aliases[0], aliases)


def noun(text: str) -> Person:
    return Person(text, (text,), descriptive=True)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (noun("the boy"), "child"),
        (noun("the little girl"), "child"),
        (noun("the girl"), "young"),
        (noun("the young lady"), "young"),
        (noun("the man"), "adult"),
        (noun("the little man"), "adult"),
        (noun("the old man"), "old"),
        (noun("the old waiter"), "old"),
        (noun("the little waiter"), "unknown"),
        (noun("the old boy"), "unknown"),
        (named("Grandmother"), "old"),
        (named("Granny Marlow"), "old"),
        (named("Mrs. Vane"), "adult"),
        (named("Colonel Vane"), "adult"),
        (named("Miss Vane"), "unknown"),
        (named("Vane"), "unknown"),
        (named("Tom Child"), "unknown"),
    ],
)
def test_words_in_a_name_tell_without_any_text(person, expected):
    assert age(person, "Nothing is told of anybody.") == expected


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("王奶奶", "zh", "old"),
        ("老头", "zh", "old"),
        ("小男孩", "zh", "child"),
        ("老王", "zh", "unknown"),
        ("李先生", "zh", "adult"),
        ("le vieillard", "fr", "old"),
        ("la jeune fille", "fr", "young"),
        ("die Großmutter", "de", "old"),
        ("la niña", "es", "child"),
    ],
)
def test_words_in_names_of_other_languages(name, language, expected):
    assert age(noun(name) if " " in name else named(name), "…", language=language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vane, a boy of twelve, came in.", "child"),
        ("Vane, a pale man of about sixty, came in.", "old"),
        ("Vane was nine years old.", "child"),
        ("Vane was seventeen years old.", "young"),
        ("Vane, aged forty-five, came in.", "adult"),
        ("A small boy named Vane came in. Vane, a little boy, sat down.", "child"),
        ("Little Vane came. They saw little Vane. So little Vane went.", "child"),
        ("Young Vane came. They saw young Vane.", "young"),
        ("Old Vane came. They saw old Vane.", "old"),
    ],
)
def test_what_stands_beside_a_name_tells(text, expected):
    assert age(named("Vane"), text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They saw little Vane.",  # once is not enough for a child's voice
        "Little Vane came. They saw little Vane. Old Vane came. They saw old Vane.",
        "“Come, little Vane!” “Dear little Vane!” “My poor little Vane!”",  # tenderness
        "Vane was one of them. Vane was two hundred years old.",
        "Vane, a boy's friend, came in.",
        "Vane married. Trent, a boy of twelve, saw it.",
    ],
)
def test_weak_and_contrary_signs_tell_nothing(text):
    assert age(named("Vane"), text, others=(named("Trent"),)) == "unknown"


def test_a_lead_is_no_child_for_a_handful_of_signs():
    few = ["Little Vane came. They saw little Vane. So little Vane went."]
    assert age(named("Vane"), *few, *["Then Vane went on."] * 50) == "child"
    assert age(named("Vane"), *few, *["Then Vane went on."] * 900) == "unknown"


def test_a_married_name_is_no_child_whatever_stands_beside_it():
    text = ["Little Vane came. They saw little Vane. So little Vane went."] * 3
    assert age(named("Vane", "Mrs. Vane"), *text) == "unknown"


def test_chinese_years():
    assert age(named("沈默"), "沈默今年八岁。", language="zh") == "child"
    assert age(named("沈默"), "沈默今年七十二岁。", language="zh") == "old"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("twelve", 12),
        ("forty-five", 45),
        ("12", 12),
        ("douze", 12),
        ("zwölf", 12),
        ("doce", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("七十二", 72),
        ("八", 8),
        ("八八", 0),
        ("1850", 0),
        ("200", 0),
        ("them", 0),
        ("", 0),
    ],
)
def test_numbers_of_years(text, years):
    assert years_of(text) == years


@pytest.mark.parametrize(
    ("years", "expected"), [(0, ""), (12, "child"), (13, "young"), (24, "young"), (25, "adult"), (60, "old")]
)
def test_classes_of_years(years, expected):
    assert age_of(years) == expected
