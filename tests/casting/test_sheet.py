"""cast.toml: what a person edits survives, and what is wrong is named."""

from __future__ import annotations

import tomllib

import pytest

from audiobook.cast import Age, Cast, Character, Gender, Part
from audiobook.casting.sheet import format_cast, parse_cast, pins, refresh, with_pins
from audiobook.errors import ConfigError

NARRATOR = Part(Character("Narrator"), "tone", "n")
UNKNOWN = Part(Character("?"), "tone", "u")


def part(name, voice="v1", lines=3, **more):
    return Part(Character(name, Gender.FEMALE, Age.ADULT, lines, "“Hello ‘there’.”"), "tone", voice, **more)


CAST = Cast(NARRATOR, UNKNOWN, (part("Jane"), part('O\'Brien "Bob" #1', "v2"), part("贾母", "v3", 1)))


def test_a_fresh_sheet():
    text = format_cast(CAST)
    data = tomllib.loads(text)
    assert data["narrator"] == {"engine": "tone", "voice": "n"}
    assert [c["name"] for c in data["character"]] == ["Jane", 'O\'Brien "Bob" #1', "贾母"]
    assert data["character"][0]["lines"] == 3
    assert text.startswith("#")
    assert pins(text, text) == {}
    assert refresh(text, CAST, text) == text


def test_only_what_a_person_changed_is_pinned():
    base = format_cast(CAST)
    mine = base.replace('voice = "v1"', 'voice = "v9"').replace('voice = "n"', 'voice = "n2"', 1)
    assert pins(mine, base) == {"Jane": {"engine": "tone", "voice": "v9"}, "": {"engine": "tone", "voice": "n2"}}
    aliased = base.replace('name = "Jane"', 'name = "Jane"\naliases = ["Miss Hill"]\nspeed = 1.1')
    assert pins(aliased, base) == {"Jane": {"aliases": ["Miss Hill"], "speed": 1.1}}
    explicit = base.replace('name = "Jane"', 'name = "Jane"\npinned = true')
    assert pins(explicit, base)["Jane"]["voice"] == "v1"
    changed = with_pins(part("Jane"), {"speed": 2, "gender": "male", "aliases": ["J"]})
    assert (changed.speed, changed.character.gender, changed.character.aliases, changed.pinned) == (
        2.0,
        "male",
        ("J",),
        False,
    )


def test_a_refresh_keeps_comments_order_and_edits():
    base = format_cast(CAST)
    mine = "# my own remark\n" + base.replace('voice = "v1"', 'voice = "v9" # better').replace(
        'name = "Jane"', 'name = "Jane"\nnotes = "hoarse"'
    )
    later = Cast(NARRATOR, UNKNOWN, (part("Jane", "v4", 7), part("Tom", "v5"), part("贾母", "v6", 1)))
    text = refresh(mine, later, base)
    data = tomllib.loads(text)
    jane = data["character"][0]
    assert text.startswith("# my own remark")
    assert "# better" in text
    assert (jane["voice"], jane["lines"], jane["notes"]) == ("v9", 7, "hoarse")
    assert [c["name"] for c in data["character"]] == ["Jane", "贾母", "Tom"]
    assert data["character"][1]["voice"] == "v6"
    parse_cast(text)


def test_a_character_that_vanished_stays_only_if_edited():
    base = format_cast(CAST)
    mine = base.replace('voice = "v3"', 'voice = "v8"')
    text = refresh(mine, Cast(NARRATOR, UNKNOWN, ()), base)
    assert [c["name"] for c in tomllib.loads(text)["character"]] == ["贾母"]


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    [
        ('[[character]]\nname = "A"\nvoic = "x"', "'voic'", "voice"),
        ('[narator]\nvoice = "x"', "'narator'", "narrator"),
        ('[[character]]\nname = "A"\nspeed = "fast"', "'speed'", "that form"),
        ('[[character]]\nname = "A"\nlines = true', "'lines'", ""),
        ('[[character]]\nname = "A"\nspeed = 9', "'speed'", "0.25"),
        ('[[character]]\nname = "A"\ngender = "femail"', "'femail'", "female"),
        ('[[character]]\nname = "A"\n[[character]]\nname = "A"', "twice", "one"),
        ('[[character]]\nvoice = "A"', "no 'name'", "name ="),
        ('[[character]]\nname = "A"\naliases = ["X"]\n[[character]]\nname = "B"\naliases = ["X"]', "'X'", "one"),
        ('[[character]]\nname = "A"\naliases = [1]', "'aliases'", ""),
        ("character = 3", "list of tables", "[[character]]"),
        ("narrator = 3", "table", ""),
        ("[narrator", "not TOML", "line"),
    ],
)
def test_what_is_wrong_is_named(text, says, hint):
    with pytest.raises(ConfigError) as caught:
        parse_cast(text, "cast.toml")
    assert str(caught.value).startswith("cast.toml:")
    assert says in caught.value.message
    assert hint in caught.value.hint
