"""One sheet for a series: a character keeps its voice; what is not clear is listed and never guessed."""

from __future__ import annotations

import tomllib

import pytest

from audiobook.cast import Age, Cast, Character, Gender, Part
from audiobook.casting.series import Shared, add_to_series, from_series
from audiobook.errors import ConfigError

SERIES = """\
# the Hill novels
[[character]]
name = "Jane Hill"
aliases = ["Jane", "Miss Hill"]
gender = "female"
age = "young"
engine = "tone"
voice = "mezzo" # everybody's favourite
speed = 1.1
notes = "lisps"

[[character]]
name = "Tom"
engine = "tone"
voice = "gone"
"""


def person(name, lines=5, gender=Gender.UNKNOWN, aliases=()):
    return Character(name, gender, Age.UNKNOWN, lines, "“Yes.”", aliases)


def shared(*people, own=None, text=SERIES):
    return from_series(text, "s.toml", people, own or {}, lambda _, voice: voice != "gone")


def cast(*people):
    return Cast(
        Part(Character("N"), "tone", "n"),
        Part(Character("?"), "tone", "u"),
        tuple(Part(p, "tone", f"v{n}") for n, p in enumerate(people)),
    )


@pytest.mark.parametrize("one", [person("Jane Hill"), person("miss  hill"), person("J.", aliases=("Jane",))])
def test_a_name_or_an_alias_is_enough(one):
    found = shared(one, person("Zoe"))
    assert found.conflicts == ()
    assert found.matched == {one.name: "Jane Hill"}
    pin = found.pins[one.name]
    assert {k: pin[k] for k in ("voice", "gender", "age", "speed", "notes")} == {
        "voice": "mezzo",
        "gender": "female",
        "age": "young",
        "speed": 1.1,
        "notes": "lisps",
    }
    assert "Jane" in (*pin["aliases"], one.name)


def test_two_who_may_be_one_are_listed_and_left_alone():
    found = shared(person("Jane"), person("Miss Hill"))
    assert found.pins == {}
    assert found.unclear == {"Jane", "Miss Hill"}
    assert "merge 'Jane' 'Miss Hill'" in found.conflicts[0]


def test_one_who_may_be_two_is_listed_and_left_alone():
    found = shared(person("J.", aliases=("Jane", "Tom")))
    assert found.pins == {}
    assert "'Jane Hill' or 'Tom'" in found.conflicts[0]


def test_what_a_person_chose_for_this_book_stands_and_is_listed():
    found = shared(person("Jane Hill"), own={"Jane Hill": {"engine": "tone", "voice": "alto"}})
    assert "voice" not in found.pins["Jane Hill"]
    assert any("'alto' stands" in c and "'mezzo'" in c for c in found.conflicts)


def test_a_voice_that_is_gone_and_another_gender_are_listed():
    found = shared(person("Tom"), person("Jane Hill", gender=Gender.MALE))
    assert "voice" not in found.pins.get("Tom", {})
    assert any("tone/gone" in c for c in found.conflicts)
    assert any("seems male here" in c for c in found.conflicts)


def test_an_alias_that_is_somebody_here_is_listed():
    found = shared(person("Jane Hill"), person("Miss Hill"))
    assert "Miss Hill" not in found.pins["Jane Hill"]["aliases"]
    assert any("Miss Hill" in c for c in found.conflicts)


def test_new_leading_characters_are_added_once_and_comments_stay():
    people = (person("Jane"), person("Zoe", 9, aliases=("Zo",)), person("the waiter", 8), person("Bit", 1))
    found = shared(*people)
    text, added = add_to_series(SERIES, cast(*people), found, "s.toml")
    assert added == ("Zoe",)
    assert text.startswith(SERIES)
    assert tomllib.loads(text)["character"][2] == {
        "name": "Zoe",
        "aliases": ["Zo"],
        "engine": "tone",
        "voice": "v1",
    }
    again = from_series(text, "s.toml", people, {}, lambda *_: True)
    assert add_to_series(text, cast(*people), again, "s.toml") == (text, ())


def test_unclear_names_are_not_added():
    people = (person("Jane"), person("Miss Hill"))
    assert add_to_series(SERIES, cast(*people), shared(*people), "s.toml") == (SERIES, ())


def test_a_series_begins_empty_and_a_voice_is_put_in_where_none_was():
    text, added = add_to_series("", cast(person("Jane")), Shared(), "s.toml")
    assert added == ("Jane",)
    assert text.startswith("# The cast of a series")
    bare = '[[character]]\nname = "Jane"\ngender = "female"\n'
    text, added = add_to_series(bare, cast(person("Jane")), shared(person("Jane"), text=bare), "s.toml")
    assert (added, tomllib.loads(text)["character"][0]["voice"]) == ((), "v0")


def test_a_bad_series_is_named():
    with pytest.raises(ConfigError, match=r"s\.toml:2: unknown key 'voic'"):
        shared(text='[[character]]\nvoic = "x"\n')
