"""Genders of voices: what names, pronouns, answers and tags say, and which of them wins; who tells a story."""

from __future__ import annotations

import json

import pytest

from audiobook.prep.attribution.first_person import is_first_person, narrator_of
from audiobook.prep.attribution.gender import find_sexes
from audiobook.prep.attribution.model import Person, Sex
from audiobook.prep.attribution.tagging import tag_of
from audiobook.prep.attribution.utterances import find_utterances

GAP = "The wind rose over the empty house and fell again. " * 8


def sex_of(person: Person, *paragraphs: str, language="en", others: tuple[Person, ...] = ()) -> Sex:
    utterances = find_utterances(paragraphs, language)
    tags = [tag_of(paragraphs, utterances, n, language) for n in range(len(utterances))]
    return find_sexes(paragraphs, utterances, (person, *others), language, tags)[0].sex


def named(*aliases: str, **more) -> Person:
    return Person(aliases[0], aliases, **more)


def noun(text: str) -> Person:
    return Person(text, (text,), descriptive=True)


@pytest.mark.parametrize(
    ("person", "sex"),
    [
        (named("Mrs. Vane"), Sex.FEMALE),
        (named("Stepan Arkadyevitch"), Sex.MALE),
        (named("Darya Mihailovna"), Sex.FEMALE),
        (named("Vesperetta"), Sex.FEMALE),
        (named("Maximus Thorold"), Sex.MALE),
        (named("Sadness"), Sex.UNKNOWN),
        (named("Mrs. Goldsmith"), Sex.FEMALE),
        (noun("the washerwoman"), Sex.FEMALE),
        (noun("the step-mother"), Sex.FEMALE),
        (noun("the ploughboy"), Sex.MALE),
        (noun("the frog-footman"), Sex.MALE),
        (noun("the hunchback"), Sex.UNKNOWN),
        (noun("the irritable doctor"), Sex.MALE),
        (noun("the cook"), Sex.FEMALE),
    ],
)
def test_words_and_endings_of_a_name_tell_without_any_text(person, sex):
    assert sex_of(person, "Nothing is told of anybody.") is sex


@pytest.mark.parametrize(
    ("name", "language", "sex"),
    [
        ("张奶奶", "zh", Sex.FEMALE),
        ("李先生", "zh", Sex.MALE),
        ("le père Rigou", "fr", Sex.MALE),
        ("Tante Hedwig", "de", Sex.FEMALE),
        ("la abuela", "es", Sex.FEMALE),
    ],
)
def test_kin_and_titles_tell_in_other_languages(name, language, sex):
    assert sex_of(named(name), "…", language=language) is sex


@pytest.mark.parametrize(
    ("text", "language", "sex"),
    [
        ("Rochambeau se leva. Il prit sa canne.", "fr", Sex.MALE),
        ("Rochambeau se leva. Elle prit sa canne.", "fr", Sex.FEMALE),
        ("Kessler stand auf, ehe er ging.", "de", Sex.MALE),
        ("沈默站起来，她拿起了杯子。", "zh", Sex.FEMALE),
    ],
)
def test_pronouns_tell_in_other_languages(text, language, sex):
    name = next(n for n in ("Rochambeau", "Kessler", "沈默") if n in text)
    assert sex_of(named(name), text, language=language) is sex


@pytest.mark.parametrize(("pronoun", "sex"), [("he", Sex.MALE), ("she", Sex.FEMALE)])
def test_one_pronoun_is_enough_where_nothing_else_speaks(pronoun, sex):
    assert sex_of(named("Vane"), f"Vane stood up when {pronoun} saw the house.") is sex


def test_subjects_outweigh_objects():
    # He looked at Vane: the pronoun behind an object is mostly the other one's.
    text = "Vane rose and she left. They had all spoken to Vane when he came."
    assert sex_of(named("Vane"), text) is Sex.FEMALE


def test_somebody_named_between_takes_most_of_a_pronoun():
    text = "Vane rose and Trent took his hat. Vane sat down again, for she was tired."
    assert sex_of(named("Vane"), text, others=(named("Trent"),)) is Sex.FEMALE


def test_a_nickname_that_stands_once_does_not_outweigh_the_pronouns():
    person = named("Tolly", "Auntie Tolly")
    told = ["Tolly rose, and he went to the door."] * 30
    assert sex_of(person, *told, "They called Auntie Tolly in jest.") is Sex.MALE
    assert sex_of(person, "They called Auntie Tolly in jest.") is Sex.FEMALE


@pytest.mark.parametrize(("word", "sex"), [("sir", Sex.MALE), ("madam", Sex.FEMALE)])
def test_an_answer_that_says_sir_tells_whom_it_answers(word, sex):
    talk = ("“Is it late?” said Vane.", f"“Very late, {word}.”")
    assert sex_of(named("Vane"), *talk) is sex


def test_own_lines_tell_by_husband_and_wife():
    assert sex_of(named("Vane"), "“I must ask my husband,” said Vane.") is Sex.FEMALE
    assert sex_of(named("Vane"), "“I must ask my dear wife,” said Vane.") is Sex.MALE


def test_a_pronoun_tag_that_goes_on_in_the_paragraph_tells():
    assert sex_of(named("Vane"), "“It is late,” said Vane. " + GAP + "“Very late,” she added.") is Sex.FEMALE


def test_the_tellers_own_wife_tells():
    teller = Person("Narrator", (), narrator=True)
    assert sex_of(teller, "I went home to my wife. I told my poor wife all that I knew.") is Sex.MALE
    assert sex_of(teller, "I went home. I told nobody what I knew.") is Sex.UNKNOWN


def test_unnamed_speakers_without_a_sign_are_what_most_of_them_are():
    men = tuple(noun(f"the {w}") for w in ("waiter", "porter", "sailor"))
    women = tuple(noun(f"the {w}") for w in ("nurse", "maid", "widow"))
    assert sex_of(noun("the stranger"), "…", others=men) is Sex.MALE
    assert sex_of(noun("the stranger"), "…", others=women) is Sex.FEMALE
    assert sex_of(noun("the stranger"), "…", others=men + women) is Sex.UNKNOWN
    assert sex_of(named("Vane"), "…", others=men) is Sex.UNKNOWN


def test_a_given_gender_stays_against_all_signs():
    person = Person("Mrs. Vane", ("Mrs. Vane",), Sex.MALE)
    assert sex_of(person, "Mrs. Vane rose, and she left.", others=(named("Trent"),)) is Sex.MALE


def counts(*rows: tuple[int, int, int, int]) -> dict[int, tuple[int, int, int, int]]:
    return dict(enumerate(rows))


def test_the_teller_is_called_and_hardly_told():
    #                          called, spoken, told, subject
    assert narrator_of(counts((30, 60, 200, 50), (28, 31, 1, 0), (4, 20, 10, 2))) == 1


@pytest.mark.parametrize(
    "other",
    [
        (2, 2, 0, 0),  # called too seldom
        (28, 31, 20, 0),  # told as well
        (28, 31, 1, 9),  # speaks by that name
        (9, 12, 0, 0),  # called much less than somebody else: a guest in the talk
        (28, 60, 0, 0),  # mostly talked of, not to
    ],
)
def test_no_name_rather_than_a_wrong_one(other):
    assert narrator_of(counts((25, 60, 200, 50), other)) is None


def test_two_names_that_fit_are_no_name():
    assert narrator_of(counts((28, 31, 1, 0), (26, 30, 0, 0))) is None


@pytest.mark.shared_data
@pytest.mark.parametrize(("novel", "first"), [("DaisyMiller", False), ("TheGambler", True), ("TheSignOfTheFour", True)])
def test_a_frame_around_a_story_makes_no_teller(shared, novel, first):
    raw = json.loads((shared / "casting" / "dev" / f"{novel}.jsonl").read_text(encoding="utf8"))
    text = (shared / "casting" / raw["text_file"]).read_text(encoding="utf8")
    paragraphs = [" ".join(p.split()) for p in text.split("\n\n")]
    assert is_first_person(paragraphs, find_utterances(paragraphs, "en")) is first
