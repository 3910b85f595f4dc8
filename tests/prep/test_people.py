"""People found without a list: who is one person, who is two, who has no name, and what their voices are."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from audiobook.prep.attribution.first_person import is_first_person
from audiobook.prep.attribution.model import Person, Sex
from audiobook.prep.attribution.people import find_people
from audiobook.prep.attribution.tagging import tag_of
from audiobook.prep.attribution.utterances import find_utterances


def people_of(*paragraphs: str | None, language="en", given=(), find_more=False) -> tuple[Person, ...]:
    utterances = find_utterances(paragraphs, language)
    tags = [tag_of(paragraphs, utterances, n, language) for n in range(len(utterances))]
    return find_people(paragraphs, utterances, tags, language, given, find_more=find_more)


def groups(people) -> list[set[str]]:
    return [set(p.aliases) for p in people]


def said(*names: str, times=3) -> list[str]:
    """Lines of talk, far enough apart that nobody seems to answer."""
    lines = []
    for _ in range(times):
        for name in names:
            lines += [f"“It is late,” said {name}.", "The wind rose over the empty house and fell again. " * 5, None]
    return lines


def test_subject_of_a_speech_verb_is_a_person_and_a_place_is_none():
    people = people_of(*said("Marlow"), "They went to Dunwich. In Dunwich it rained. From Dunwich no coach went.")
    assert [p.name for p in people] == ["Marlow"]


def test_title_and_bare_surname_are_one_person():
    people = people_of(*said("Mr. Harding", "Harding"))
    assert groups(people) == [{"Mr. Harding", "Harding"}]
    assert people[0].name == "Mr. Harding"
    assert people[0].weight == 6


def test_first_name_full_name_and_title_are_one_person():
    people = people_of(*said("Eleanor", "Eleanor Vane", "Miss Vane", "Miss Eleanor Vane"))
    assert groups(people) == [{"Eleanor", "Eleanor Vane", "Miss Vane", "Miss Eleanor Vane"}]


def test_mrs_never_joins_a_full_name_by_surname():
    people = people_of(*said("Mrs. Vane", "Eleanor Vane", "Mr. Vane"))
    assert {"Mrs. Vane"} in groups(people)
    assert not any("Mr. Vane" in g and "Eleanor Vane" in g for g in groups(people))


def test_ranks_tell_a_family_apart():
    people = people_of(*said("General Stone", "Captain Stone", "Mr. Stone"))
    assert len(people) == 3


def test_sir_with_a_first_name_is_the_full_sir_and_not_the_son():
    people = people_of(*said("Sir Thomas", "Sir Thomas Hale", "Tom Hale", "Tom"))
    assert {"Sir Thomas", "Sir Thomas Hale"} in groups(people)
    assert {"Tom", "Tom Hale"} in groups(people)


def test_lady_with_a_first_name_is_not_the_girl_of_that_name():
    people = people_of(*said("Lady Agnes", "Lady Agnes Hale", "Agnes"))
    assert {"Lady Agnes", "Lady Agnes Hale"} in groups(people)
    assert {"Agnes"} in groups(people)


def test_short_name_that_others_call_is_the_full_one():
    talk = ["“Lizzy, come here. Do come, Lizzy,” said Marlow.", "It was dark outside and nobody came.", None] * 3
    people = people_of(*said("Elizabeth", times=4), *talk)
    assert {"Elizabeth", "Lizzy"} in groups(people)


def test_who_answers_to_a_name_has_it():
    talk = ["“Where is it, Bill?” said Marlow.", "“Gone,” said Grimes.", None] * 8
    assert {"Grimes", "Bill"} in groups(people_of(*talk))


def test_who_talk_with_each_other_are_two_even_with_one_surname():
    talk = ["“Stay,” said Mr. Vane.", "“I will not,” said George.", None] * 5
    people = people_of(*talk, *said("George Vane"))
    assert {"Mr. Vane"} in groups(people)


def test_old_mr_is_not_the_one_called_by_first_name():
    people = people_of(*said("George", "George Vane", "Mr. George Vane", "old Mr. Vane"))
    assert {"Mr. Vane"} in groups(people)
    assert {"George", "George Vane", "Mr. George Vane"} in groups(people)


def test_title_alone_with_an_article_is_a_person():
    people = people_of("“Off!” said the Queen.", "The Queen laughed.", "“Never,” cried the Queen.")
    assert [(p.name, p.sex) for p in people] == [("Queen", Sex.FEMALE)]


def test_family_and_interjections_are_no_people():
    people = people_of(
        *said("Marlow"), *(["“Heavens! Alas! Good gracious!” he said.", "The Marlows went. The Marlows came."] * 3)
    )
    assert [p.name for p in people] == ["Marlow"]


def test_common_word_where_a_sentence_begins_is_no_name():
    text = "Nothing came. There was nothing, nothing at all, nothing. Nothing moved."
    assert [p.name for p in people_of(text, *said("Marlow"))] == ["Marlow"]


def test_speaker_without_a_name_is_descriptive_and_has_a_gender():
    people = people_of("“Tea, sir?” said the waiter.", "“Now,” said the old landlady.")
    assert [(p.name, p.descriptive, p.sex) for p in people] == [
        ("the old landlady", True, Sex.FEMALE),
        ("the waiter", True, Sex.MALE),
    ]


def test_voice_and_face_are_nobody():
    assert people_of("“Here,” said the voice.", "“There,” said the other.") == ()


def test_noun_that_the_book_says_to_be_somebody_joins_that_one():
    text = ["Mr. Grimes, the beadle, came in.", "Then Mr. Grimes, the beadle, sat down.", "“So,” said the beadle."]
    people = people_of(*text, *said("Mr. Grimes"))
    assert groups(people) == [{"Mr. Grimes", "the beadle"}]


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Mrs. Vane", Sex.FEMALE),
        ("Colonel Vane", Sex.MALE),
        ("Charlotte", Sex.FEMALE),
        ("Dr. Vane", Sex.MALE),
        ("Vane", Sex.UNKNOWN),
    ],
)
def test_gender_by_title_and_first_name(text, sex):
    assert people_of(*said(text))[0].sex is sex


@pytest.mark.parametrize(("pronoun", "sex"), [("he", Sex.MALE), ("she", Sex.FEMALE)])
def test_gender_by_pronouns_where_the_name_says_nothing(pronoun, sex):
    text = [f"Vane rose, and {pronoun} laughed." for _ in range(4)]
    assert people_of(*said("Vane"), *text)[0].sex is sex


def test_pronoun_inside_speech_does_not_count():
    text = ["Vane rose. “Where is she?”", None] * 4
    assert people_of(*said("Vane"), *text)[0].sex is Sex.UNKNOWN


FIRST = ["I went down to the river and I sat there, as I always did when I was tired of them all."] * 6
THIRD = ["She went down to the river and sat there, as she always did when she was tired of them all."] * 6


def test_narrator_who_is_called_by_name_is_that_person():
    talk = ["“My dear Carter, you are late,” said Holt.", "“I am,” I answered.", None] * 5
    people = people_of(*FIRST, *talk)
    assert [p.name for p in people if p.narrator] == ["Carter"]


def test_narrator_without_a_name_comes_first():
    people = people_of(*FIRST, *said("Holt"))
    assert people[0].narrator
    assert people[0].aliases == ()
    assert [p.name for p in people[1:]] == ["Holt"]


def test_first_person_is_told_by_the_narration_alone():
    assert is_first_person(FIRST, ())
    spoken = ["“I think I do, I said I would, I know I can,” said Holt."] * 6
    paragraphs = [*THIRD, *spoken]
    assert not is_first_person(paragraphs, find_utterances(paragraphs, "en"))


def test_given_list_is_the_whole_cast_and_keeps_its_names():
    given = (Person("Big Vane", ("Vane", "Mr. Vane")), Person("Eleanor", sex=Sex.MALE))
    people = people_of(*said("Mr. Vane", "Holt"), given=given)
    assert [p.name for p in people] == ["Big Vane", "Eleanor"]
    assert [p.sex for p in people] == [Sex.MALE, Sex.MALE]
    assert people[0].aliases == given[0].aliases
    assert people[0].weight > 0


def test_those_found_beside_a_given_list_come_after_it_once():
    given = (Person("Big Vane", ("Vane", "Mr. Vane")),)
    people = people_of(*said("Mr. Vane", "Vane", "Holt"), given=given, find_more=True)
    assert [p.name for p in people] == ["Big Vane", "Holt"]


def test_names_are_unlike_and_the_same_each_time():
    text = [*said("Mrs. Vane", "Eleanor Vane", "Mr. Vane", "Holt", "Holt Vane"), "“Yes,” said the boy."]
    one, two = people_of(*text), people_of(*text)
    assert one == two
    assert len({p.name.casefold() for p in one}) == len(one)


def test_chinese_people_are_subjects_and_a_short_name_is_the_long_one():
    text = ["林黛玉道：“你来了。”", "黛玉说：“走罢。”", "宝玉道：“好。”", None] * 3
    people = people_of(*text, language="zh")
    assert {"林黛玉", "黛玉"} in groups(people)
    assert {"宝玉"} in groups(people)


def test_german_nouns_are_no_people():
    text = ["„Komm“, sagte Anna.", "Der Baum stand am Haus. Der Baum war alt. Das Haus und der Garten auch."] * 3
    assert [p.name for p in people_of(*text, language="de")] == ["Anna"]


def test_chinese_subject_that_is_seen_once_is_a_person():
    assert [p.name for p in people_of("“是我家的。”翠莲红着脸答道。", language="zh")] == ["翠莲"]


def test_speaker_without_a_name_has_the_article_that_the_book_writes():
    people = people_of("« Entrez », dit Le notaire.", "« Merci », dit une servante.", language="fr")
    assert [(p.name, p.descriptive, p.sex) for p in people] == [
        ("le notaire", True, Sex.MALE),
        ("une servante", True, Sex.FEMALE),
    ]


def test_italian_pronoun_before_a_verb_is_no_speaker():
    assert people_of("«Domani», lo corresse subito.", language="it") == ()
    assert [p.name for p in people_of("«Domani», disse lo studente.", language="it")] == ["lo studente"]


def test_name_away_from_its_verb_is_a_person_unless_it_is_a_place():
    assert [p.name for p in people_of("Jane looked up and said, “Come.”")] == ["Jane"]
    places = ["In Dunwich the rain fell and somebody said, “Come.”", "They lived in Dunwich."]
    assert people_of(*places) == ()


def test_title_in_lower_case_belongs_to_a_name_outside_english():
    text = ["Entró la tía Remedios.", "«Ven», dijo la tía Remedios.", "«Voy», dijo Remedios."]
    assert groups(people_of(*text, language="es")) == [{"tía Remedios", "Remedios"}]


def test_empty_book_has_no_people():
    assert people_of() == ()
    assert people_of(None, "", None) == ()


def test_time_is_linear():
    part = [*said("Mr. Vane", "Eleanor Vane", "Holt", times=60)]
    times = []
    for factor in (1, 8):
        start = time.process_time()
        people_of(*(part * factor))
        times.append(time.process_time() - start)
    assert times[1] < 8 * 3 * times[0] + 0.5


def test_importing_it_imports_nothing_heavy():
    code = """
import sys
import audiobook.prep.attribution.people
print({"numpy", "lxml", "av", "rich", "jinja2"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
