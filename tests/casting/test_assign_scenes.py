"""Voices by who talks to whom: unlike for the leading, never the same in one scene for the rest, and steady."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.cast import Age, Character, Gender, Part, Voice
from audiobook.casting.assign import LEADING, assign, extra_parts
from audiobook.casting.fitting import clash
from audiobook.casting.report import casting_report
from audiobook.casting.scenes import SCENE, Turn, chapter_starts, meetings, talks, turns_of
from audiobook.casting.similarity import Sound, similarity, variants
from audiobook.script import Chapter, Cue, Paragraph, Script, Words

SIDES = [Gender.FEMALE, Gender.MALE]
AGES = [Age.ADULT, Age.YOUNG, Age.OLD, Age.ADULT]


def engine(n, sides=SIDES):
    return tuple(Voice(f"v{i}", "many", f"V{i}", ("en",), sides[i % len(sides)], AGES[i // 2 % 4]) for i in range(n))


def people(n):
    return tuple(Character(f"P{i}", SIDES[i % 2], lines=1000 - i) for i in range(n))


def cast_of(characters, voices, turns=(), **more):
    more.setdefault("pinned", {})
    return assign(characters, voices, narrator_voice=voices[0], turns=turns, **more)


def sounds(cast):
    return {p.character.name: (p.voice, p.speed, p.pitch) for p in cast.parts}


def talk(*pairs, times=20):
    return tuple(Turn(who) for one, two in pairs for _ in range(times) for who in (one, two))


def test_with_enough_voices_no_two_of_the_leading_share_one():
    cast = cast_of(people(40), engine(40))
    assert len({p.voice for p in cast.parts[:LEADING]}) == LEADING
    assert all((p.speed, p.pitch) == (1.0, 0.0) for p in cast.parts[:LEADING])


def test_those_who_talk_most_are_kept_apart_when_voices_are_few():
    characters = tuple(Character(f"W{i}", Gender.FEMALE, lines=100 - i) for i in range(6))
    voices = engine(5, [Gender.FEMALE])
    chatter = talk(("W0", "W1"), ("W2", "W3"), ("W4", "W5"), ("W0", "W2"), ("W1", "W4"))
    cast = cast_of(characters, voices, chatter)
    report = casting_report(chatter, cast, voices)
    assert sum(row["times"] for row in report["same_voice"]) <= 4, "two women share, and they hardly ever talk"
    assert len(set(sounds(cast).values())) == 6, "who shares is told apart by speed and pitch"


def test_a_shared_voice_is_moved_by_five_percent():
    for sound in variants(engine(1)[0]):
        assert abs(sound.speed - 1) <= 0.051
        assert 2 ** (abs(sound.pitch) / 12) <= 1.051


def test_minor_characters_share_but_never_in_one_scene():
    characters = people(60)
    rng = random.Random(7)  # noqa: S311 - a test
    turns = []
    for first in range(13, 60, 6):
        scene = [f"P{i}" for i in range(first, min(first + 6, 60))] + ["P0", "P1"]
        turns += [Turn(rng.choice(scene)) for _ in range(SCENE * 2)]
    cast = cast_of(characters, engine(24), turns)
    voice = {p.character.name: p.voice for p in cast.parts}
    met = meetings(turn.speaker for turn in turns)
    bad = [(a, b) for a, others in met.items() for b in others if a < b and voice[a] == voice[b]]
    assert bad == []
    assert len(set(voice.values())) < 60


def test_nobody_has_the_narrators_voice_nor_one_of_the_wrong_gender():
    for n in (6, 8, 16, 40):
        voices = engine(n)
        cast = cast_of(people(50), voices)
        known = {v.id: v for v in voices}
        assert not [p for p in cast.parts if p.voice == cast.narrator.voice]
        assert not [p for p in cast.parts if clash(p.character, known[p.voice])]


def test_a_grown_person_shares_rather_than_to_speak_as_a_child():
    voices = (*engine(3, [Gender.FEMALE]), Voice("kid", "many", "Kid", ("en",), Gender.FEMALE, Age.CHILD))
    cast = cast_of(tuple(Character(f"W{i}", Gender.FEMALE) for i in range(4)), voices)
    assert "kid" not in {p.voice for p in cast.parts}
    child = cast_of((Character("Tim", Gender.FEMALE, Age.CHILD),), voices)
    assert child.parts[0].voice == "kid"


def test_who_tells_the_book_speaks_with_the_narrators_voice():
    characters = people(5)
    cast = cast_of(characters, engine(12), first_person="P2")
    assert (cast.part_of("P2").voice, cast.part_of("P2").character) == (cast.narrator.voice, characters[2])
    assert [p.character.name for p in cast.parts if p.voice == cast.narrator.voice] == ["P2"]


def test_the_teller_makes_the_narrators_voice_fit_unless_a_person_chose_it():
    told_by_a_man = {"first_person": "P1"}
    kept = cast_of(people(5), engine(12), **told_by_a_man)
    free = cast_of(people(5), engine(12), narrator_chosen=False, **told_by_a_man)
    assert kept.narrator.voice == kept.part_of("P1").voice == "v0"
    assert free.narrator.voice == free.part_of("P1").voice == "v1"
    pin = Part(Character("P1"), "many", "v5", speed=1.1, pinned=True)
    pinned = cast_of(people(5), engine(12), pinned={"P1": pin}, **told_by_a_man)
    assert (pinned.narrator.voice, pinned.narrator.speed) == ("v5", 1.1)


def test_what_a_sheet_holds_is_kept_with_speed_and_pitch():
    held = {"P0": ("many", "v2", 0.95, -0.84), "P1": ("many", "v9"), "P20": ("many", "v2"), "?": ("many", "v8")}
    cast = cast_of(people(30), engine(12), previous=held)
    assert sounds(cast)["P0"] == ("v2", 0.95, -0.84)
    assert (sounds(cast)["P1"], sounds(cast)["P20"]) == (("v9", 1.0, 0.0), ("v2", 1.0, 0.0))
    gone = cast_of(people(3), engine(12), previous={"P0": ("many", "lost"), "P1": ("many", "v2")})
    assert gone.part_of("P1").voice in {v.id for v in engine(12) if v.gender is Gender.MALE}


def test_the_unknown_have_plain_voices_of_their_own():
    voices = engine(40)
    cast = cast_of(people(20), voices)
    extras = extra_parts(cast, voices)
    leads = {p.voice for p in cast.parts[:LEADING]} | {cast.narrator.voice}
    assert set(extras) == {Gender.FEMALE, Gender.MALE, Gender.UNKNOWN}
    assert not leads & {p.voice for p in extras.values()}
    known = {v.id: v for v in voices}
    assert [known[extras[side].voice].gender for side in SIDES] == SIDES
    assert all(known[p.voice].age is Age.ADULT for p in extras.values())
    assert cast.unknown.voice not in leads


def test_without_a_voice_to_spare_the_narrator_speaks_for_the_unknown():
    voices = (*engine(4), Voice("kid", "many", "Kid", ("en",), Gender.NEUTRAL, Age.CHILD))
    cast = cast_of(people(13), voices)
    assert (cast.unknown.voice, extra_parts(cast, voices)) == (cast.narrator.voice, {})


@given(st.integers(1, 30), st.integers(1, 20), st.randoms(use_true_random=False))
def test_any_cast_is_whole_and_agrees_with_itself(n, many, rng):
    characters = tuple(
        Character(f"N{i}", rng.choice(list(Gender)), rng.choice(list(Age)), lines=n - i) for i in range(n)
    )
    voices = tuple(
        Voice(f"v{i}", "many", "", ("en",), rng.choice(list(Gender)), rng.choice(list(Age))) for i in range(many)
    )
    turns = tuple(Turn(rng.choice(["?", *(c.name for c in characters)])) for _ in range(60))
    cast = cast_of(characters, voices, turns)
    assert tuple(p.character for p in cast.parts) == characters
    assert cast == cast_of(characters, voices, turns)
    held = {p.character.name: (p.engine, p.voice, p.speed, p.pitch) for p in cast.parts if p.voice != "v0"}
    again = cast_of(tuple(reversed(characters)), voices, turns[::2], previous=held)
    allowed = {v.id: v for v in voices}
    for name, (_, voice, speed, pitch) in held.items():
        part = again.part_of(name)
        if not clash(part.character, allowed[voice]):
            assert (part.voice, part.speed, part.pitch) == (voice, speed, pitch)


def test_likeness_is_symmetric_and_one_only_for_the_same_sound():
    all_sounds = [s for v in engine(6) for s in variants(v)]
    for one in all_sounds:
        for two in all_sounds:
            assert similarity(one, two) == similarity(two, one)
            assert (similarity(one, two) == 1) == (one == two)
    a = Voice("a", "e", "", ("en",), Gender.FEMALE, Age.ADULT)
    made = replace(a, id="b", derived="a")
    strange = replace(a, id="c", gender=Gender.MALE, age=Age.OLD)
    assert similarity(Sound(a), Sound(made)) > similarity(Sound(a), Sound(replace(a, id="d")))
    assert similarity(Sound(a), Sound(made)) > similarity(Sound(a), Sound(strange))


def test_turns_are_quotations_not_cues():
    said = Paragraph(
        (
            Cue((Words("“Come,”"),), "Ann"),
            Cue((Words(" said Ann, "),)),
            Cue((Words("“now.”"),), "Annie"),
            Cue((Words("“No.”"),), "Bob", unsure=True),
        )
    )
    script = Script({}, (Chapter((Words("One"),), (said,)), Chapter((Words("Two"),), (said,))))
    turns = turns_of(script, {"Annie": "Ann"})
    assert [(t.speaker, t.chapter, t.lines, t.unsure) for t in turns] == [
        ("Ann", 0, 2, False),
        ("Bob", 0, 1, True),
        ("Ann", 1, 2, False),
        ("Bob", 1, 1, True),
    ]
    assert [title for title, _ in chapter_starts(script)] == ["One", "Two", ""]
    assert (turns[2].start, turns[-1].start + turns[-1].size) == (
        chapter_starts(script)[1][1],
        chapter_starts(script)[2][1],
    )


def test_who_talks_and_who_meets():
    turns = [Turn(who) for who in ["A", "B", "?", "A", *["C"] * SCENE, "B"]]
    assert talks(turns) == {("A", "B"): 2, ("A", "C"): 3, ("B", "C"): 4}
    met = meetings(t.speaker for t in turns)
    assert met == {"A": {"B", "C"}, "B": {"A", "C"}, "C": {"A", "B"}}
    apart = meetings(["A", *["C"] * SCENE, "B"])
    assert "B" not in apart["A"]


@pytest.mark.parametrize("n", [0, 1])
def test_a_book_without_speech_has_a_cast(n):
    cast = assign((), engine(n), narrator_voice=engine(1)[0], pinned={})
    assert (cast.narrator.voice, cast.parts) == ("v0", ())
