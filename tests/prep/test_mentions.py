"""Mentions: the longest form wins, a shared one means who was named last, and what only looks like a name is none."""

from __future__ import annotations

import pytest

from audiobook.prep.attribution.mentions import find_mentions
from audiobook.prep.attribution.model import Person, Sex
from audiobook.prep.attribution.utterances import find_utterances

VANE = Person("Mr. Vane", ("Mr. Vane", "Vane"), Sex.MALE, weight=9)
WIFE = Person("Mrs. Vane", ("Mrs. Vane",), Sex.FEMALE, weight=5)
TOM = Person("Tom Vane", ("Tom Vane", "Tom"), Sex.MALE, weight=3)
WAITER = Person("the waiter", ("the waiter",), descriptive=True)


def found(text, people, language="en", *more):
    paragraphs = (text, *more)
    mentions = find_mentions(paragraphs, find_utterances(paragraphs, language), people, language)
    assert all((paragraphs[m.place.paragraph] or "")[m.place.start : m.place.end] == m.text for m in mentions)
    assert [m.place for m in mentions] == sorted(m.place for m in mentions)
    return [(m.text, m.person) for m in mentions]


def test_longest_form_wins():
    people = (VANE, WIFE, TOM)
    assert found("Tom Vane met Mr. Vane, Mrs. Vane and Tom.", people) == [
        ("Tom Vane", 2),
        ("Mr. Vane", 0),
        ("Mrs. Vane", 1),
        ("Tom", 2),
    ]


@pytest.mark.parametrize("text", ["Mr Vane rose.", "Mr.  Vane rose.", "MR. VANE rose.", "Mr. Vane’s hat fell."])
def test_full_stops_spaces_capitals_and_possessives_do_not_matter(text):
    assert [person for _, person in found(text, (VANE,))] == [0]


def test_shared_form_means_who_was_named_last_then_who_is_named_most():
    one, two = Person("Ann Hill", ("Ann Hill", "Hill"), weight=9), Person("Bob Hill", ("Bob Hill", "Hill"), weight=2)
    assert found("Hill came. Bob Hill spoke. Hill went. Ann Hill stayed. Hill sat.", (one, two)) == [
        ("Hill", 0),
        ("Bob Hill", 1),
        ("Hill", 1),
        ("Ann Hill", 0),
        ("Hill", 0),
    ]


def test_who_was_named_long_ago_does_not_count():
    one, two = Person("Ann Hill", ("Ann Hill", "Hill"), weight=9), Person("Bob Hill", ("Bob Hill", "Hill"), weight=2)
    text = "Bob Hill spoke. " + "and so on " * 600 + "Then Hill sat."
    assert found(text, (one, two)) == [("Bob Hill", 1), ("Hill", 0)]


def test_first_and_last_names_are_taken_from_full_names():
    assert found("Eleanor rose. Then Marsh sat.", (Person("Eleanor Marsh", ("Eleanor Marsh",)),)) == [
        ("Eleanor", 0),
        ("Marsh", 0),
    ]


def test_nothing_is_taken_from_a_name_with_a_title():
    assert found("Cecil rose.", (Person("Mrs. Cecil Forrester", ("Mrs. Cecil Forrester",)),)) == []


def test_who_bears_the_bare_name_goes_before_who_has_it_in_a_full_one():
    people = (Person("Kate Rodney", ("Kate Rodney",), weight=1), Person("Kate", ("Kate",), weight=99))
    assert found("Kate Rodney went. Kate came.", people) == [("Kate Rodney", 0), ("Kate", 1)]


def test_title_of_the_other_gender_rules_a_person_out():
    assert found("Miss Vane rose.", (VANE,)) == []


def test_bare_name_inside_a_longer_unknown_name_is_somebody_else():
    assert found("Charles Musgrove rose. Charles sat.", (Person("Charles", ("Charles",)),)) == [("Charles", 0)]


def test_common_word_where_a_sentence_begins_is_no_name():
    text = "Will you come? I think you will. You will, she will, they will. And then Will came."
    assert found(text, (Person("Will", ("Will",)),)) == [("Will", 0)]


def test_word_in_lower_case_is_no_name():
    assert found("A rose by the rose bed. Then Rose came.", (Person("Rose", ("Rose",)),)) == [("Rose", 0)]


def test_speaker_without_a_name_is_matched_after_an_article():
    text = "A waiter came. Then the waiter spoke; The Waiter bowed. He waited on waiter business."
    assert found(text, (WAITER,)) == [("A waiter", 0), ("the waiter", 0), ("The Waiter", 0)]


def test_given_description_in_capitals_is_found_as_it_stands():
    people = (Person("A High Piping Voice", ("A High Piping Voice",)), Person("Wooden-Legged Man", ()))
    assert found("Then a high piping voice spoke to the wooden-legged man.", people)[0] == ("a high piping voice", 0)


def test_narrator_without_aliases_is_never_named():
    assert found("The Narrator spoke.", (Person("Narrator", (), narrator=True),)) == []


def test_mentions_inside_speech_are_marked():
    paragraphs = ("“Is Tom here?” asked Mr. Vane.", None, "Tom was.")
    mentions = find_mentions(paragraphs, find_utterances(paragraphs, "en"), (VANE, WIFE, TOM), "en")
    assert [(m.text, m.spoken, m.place.paragraph) for m in mentions] == [
        ("Tom", True, 0),
        ("Mr. Vane", False, 0),
        ("Tom", False, 2),
    ]


def test_names_with_particles_initials_and_apostrophes():
    people = (
        Person("Lady Anne de Burgh", ("Lady Anne de Burgh",)),
        Person("J. P. Hart", ("J. P. Hart",)),
        Person("O’Brien", ("O’Brien",)),
        Person("Jean-Luc", ("Jean-Luc",)),
    )
    text = "Lady Anne de Burgh met J. P. Hart, O’Brien and Jean-Luc."
    assert [person for _, person in found(text, people)] == [0, 1, 2, 3]


def test_sentence_end_parts_two_names():
    assert found("He saw Tom. Vane rose.", (TOM, VANE)) == [("Tom", 0), ("Vane", 1)]


def test_chinese_names_are_found_longest_first_without_spaces():
    people = (Person("林黛玉", ("林黛玉", "黛玉")), Person("宝玉", ("宝玉",)))
    assert found("林黛玉见宝玉来了，黛玉便笑。", people, "zh") == [("林黛玉", 0), ("宝玉", 1), ("黛玉", 0)]


def test_articles_of_the_language_lead_to_speakers_without_a_name():
    notary = Person("le notaire", ("le notaire", "un notaire"), descriptive=True)
    text = "Le notaire entra. C’était un notaire. Notaire ou non, son notaire rit."
    assert [t for t, _ in found(text, [notary], "fr")] == ["Le notaire", "un notaire"]


def test_kin_without_an_article_is_named_as_it_stands():
    mother = Person("maman", ("maman",), descriptive=True)
    assert [t for t, _ in found("Maman entra, et maman rit.", [mother], "fr")] == ["Maman", "maman"]


def test_title_in_lower_case_is_part_of_a_name_outside_english():
    aunt = Person("tía Remedios", ("tía Remedios",), Sex.FEMALE)
    assert [t for t, _ in found("Entró la tía Remedios con una tía.", [aunt], "es")] == ["tía Remedios"]
    assert found("There sat aunt Jane.", [Person("Aunt Jane", ("Aunt Jane",))]) == []


def test_no_people_no_mentions():
    assert found("Tom rose.", ()) == []
    assert found("宝玉笑。", (), "zh") == []
