"""Merges, renames and pins: what a person does to names and fields holds, whatever is written after it."""

from __future__ import annotations

import tomllib

import pytest

from audiobook.cast import Age, Cast, Character, Gender, Part
from audiobook.casting.merge import merge_characters, rename_character, settle
from audiobook.casting.sheet import format_cast, parse_cast, pins, refresh, voices_of
from audiobook.errors import ConfigError


def part(name, voice="v1", lines=3, aliases=()):
    person = Character(name, Gender.FEMALE, Age.ADULT, lines, f"“I am {name}.”" if lines else "", aliases, "1. One")
    return Part(person, "tone", voice)


def cast(*parts):
    return Cast(Part(Character("Narrator"), "tone", "n"), Part(Character("?"), "tone", "u"), parts)


CAST = cast(part("Jane", "v1", 9), part("Miss Hill", "v2", 5), part("Tom", "v3", 2))


def entries(text):
    return parse_cast(text).entries


def test_an_edit_stays_through_any_number_of_refreshes():
    text = base = format_cast(CAST)
    text = text.replace('voice = "v3"', 'voice = "v9"\nspeed = 1.2')
    for voice in ("v4", "v5", "v6"):
        text = base = refresh(text, cast(part("Jane", "v1", 9), part("Tom", voice)), base)
    assert (entries(text)["Tom"]["voice"], entries(text)["Tom"]["speed"]) == ("v9", 1.2)
    assert entries(text)["Tom"]["pinned"] == ["engine", "voice", "speed"]


def test_a_field_taken_out_of_pinned_is_ours_again():
    base = format_cast(CAST)
    base = refresh(base.replace('voice = "v3"', 'voice = "v9"\nspeed = 1.2'), CAST, base)
    freed = base.replace('pinned = ["engine", "voice", "speed"]', 'pinned = ["speed"]')
    assert freed != base
    assert "Tom" not in voices_of(base, freed)
    again = entries(refresh(freed, CAST, base))["Tom"]
    assert (again["voice"], again["speed"], again["pinned"]) == ("v3", 1.2, ["speed"])


def test_a_merge_moves_aliases_notes_and_comments_and_lists_what_gives_way():
    base = format_cast(CAST)
    text = base.replace('voice = "v2"', 'voice = "v8" # hoarse\nnotes = "cousin"')
    text = text.replace('name = "Miss Hill"', 'name = "Miss Hill"\naliases = ["Hill"]')
    settled = settle(merge_characters(text, "Jane", "Miss Hill"), base)
    jane = entries(settled.text)["Jane"]
    assert list(entries(settled.text)) == ["", "?", "Jane", "Tom"]
    assert (jane["aliases"], jane["notes"], jane["voice"]) == (["Miss Hill", "Hill"], "cousin", "v1")
    assert "# hoarse" in settled.text
    assert dict(settled.names) == {"Miss Hill": "Jane", "Hill": "Jane"}
    assert len(settled.lost) == 1
    assert "'v8'" in settled.lost[0]
    assert settle(settled.text, base).text == settled.text


def test_a_name_put_into_aliases_by_hand_is_the_same_merge():
    base = format_cast(CAST)
    text = base.replace('name = "Jane"', 'name = "Jane"\naliases = ["Miss Hill"]')
    assert settle(text, base).names == settle(merge_characters(base, "Jane", "Miss Hill"), base).names


def test_merges_in_a_chain_end_in_one_character():
    text = merge_characters(merge_characters(format_cast(CAST), "Miss Hill", "Tom"), "Jane", "Miss Hill")
    settled = settle(text, format_cast(CAST))
    assert dict(settled.names) == {"Tom": "Jane", "Miss Hill": "Jane"}
    assert set(entries(settled.text)) == {"", "?", "Jane"}


def test_a_merge_the_other_way_round_turns_the_alias_round():
    text = settle(merge_characters(format_cast(CAST), "Jane", "Tom")).text
    with pytest.raises(ConfigError, match="itself"):
        merge_characters(text, "Tom", "Jane")
    both = format_cast(CAST).replace('name = "Jane"', 'name = "Jane"\naliases = ["Tom"]')
    both = both.replace('name = "Tom"', 'name = "Tom"\naliases = ["Jane"]')
    with pytest.raises(ConfigError, match="of each other") as caught:
        settle(both)
    assert caught.value.source
    assert caught.value.source.line


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_rename_keeps_the_old_name_as_alias_and_every_pin(by_hand):
    base = format_cast(CAST)
    text = base.replace('voice = "v3"', 'voice = "v9"')
    text = text.replace('name = "Tom"', 'name = "Thomas"') if by_hand else rename_character(text, "Tom", "Thomas")
    settled = settle(text, base)
    assert dict(settled.names) == {"Tom": "Thomas"}
    assert pins(settled.text, settled.base)["Thomas"] == {
        "name": "Thomas",
        "aliases": ["Tom"],
        "engine": "tone",
        "voice": "v9",
    }
    after = refresh(settled.text, cast(part("Jane", "v1", 9), part("Thomas", "v4")), settled.base)
    assert entries(after)["Thomas"]["voice"] == "v9"
    assert settle(after, after).names == {"Tom": "Thomas"}


def test_two_entries_that_look_alike_are_not_taken_for_a_rename():
    base = format_cast(cast(part("A"), part("B"))).replace("I am B", "I am A")
    text = base.replace('name = "A"', 'name = "C"').replace('name = "B"', 'name = "D"')
    assert settle(text, base).names == {}


@pytest.mark.parametrize(
    ("edit", "says", "hint"),
    [
        (lambda t: merge_characters(t, "Jnae", "Tom"), "'Jnae'", "'Jane'"),
        (lambda t: merge_characters(t, "Jane", "Mrs Hill"), "'Mrs Hill'", "'Miss Hill'"),
        (lambda t: merge_characters(t, "Jane", "Jane"), "itself", "merge A B"),
        (lambda t: rename_character(t, "Tom", "Jane"), "'Jane' already", "merge 'Jane' 'Tom'"),
        (lambda t: rename_character(t, "Tom", " "), "needs a name", "rename OLD NEW"),
        (lambda t: rename_character(t, "Zzz", "Y"), "no character 'Zzz'", "audiobook cast"),
        (lambda t: rename_character(t, "Jane", "Tommy"), "alias of 'Tom'", "aliases"),
    ],
)
def test_an_edit_that_cannot_be_done_says_what_can(edit, says, hint):
    text = format_cast(CAST).replace('name = "Tom"', 'name = "Tom"\naliases = ["Tommy"]')
    with pytest.raises(ConfigError) as caught:
        edit(text)
    assert says in str(caught.value)
    assert hint in caught.value.hint


def test_comments_stand_where_they_stood():
    base = format_cast(CAST)
    text = base.replace('[[character]]\nname = "Tom"', '# --- rogues ---\n[[character]]\nname = "Tom"').rstrip("\n")
    later = refresh(text, cast(part("Jane", "v1", 9), part("Tom", "v3", 4), part("Ann", "v4")), base)
    assert '# --- rogues ---\n[[character]]\nname = "Tom"' in later
    assert list(entries(later)) == ["", "?", "Jane", "Tom", "Ann"]
    merged = settle(merge_characters(text, "Jane", "Miss Hill"), base).text
    assert merged.count("rogues") == 1
    assert tomllib.loads(merged)


@pytest.mark.parametrize("end", ["", "\r\n", "\n\n\n"])
def test_line_ends_of_other_editors_are_read(end):
    text = format_cast(CAST).rstrip("\n").replace("\n", "\r\n") + end
    assert list(entries(refresh("\ufeff" + text, cast(part("Ann")), format_cast(CAST)))) == ["", "?", "Ann"]


def test_our_aliases_never_clash():
    text = format_cast(cast(part("Jane", aliases=("Miss", "Tom")), part("Ann", aliases=("Miss",)), part("Tom")))
    assert entries(text)["Jane"]["aliases"] == ["Miss"]
    assert "aliases" not in entries(text)["Ann"]


def test_an_error_names_the_line_of_the_key():
    text = format_cast(CAST).replace('voice = "v3"', 'voice = "v3"\nspeed = "fast"')
    with pytest.raises(ConfigError) as caught:
        parse_cast(text, "x/cast.toml")
    line = text[: text.index("speed = ")].count("\n") + 1
    assert str(caught.value).startswith(f"x/cast.toml:{line}: 'speed'")
    with pytest.raises(ConfigError, match=r"cast\.toml:2: not TOML"):
        parse_cast("[narrator]\nvoice = n\n")
