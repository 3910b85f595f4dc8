"""Who speaks in a script and with which voice: fitting, unlike, and steady."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.cast import Age, Character, Gender, Part, Voice
from audiobook.casting.assign import LEADING, assign
from audiobook.casting.discover import discover
from audiobook.script import Chapter, Cue, Paragraph, Script, Words

SIDES = [Gender.FEMALE, Gender.MALE]
VOICES = tuple(Voice(f"v{n}", "tone", f"V{n}", ("en",), SIDES[n % 2], Age.ADULT) for n in range(16))
NARRATOR = VOICES[0]


def script_of(*cues):
    return Script({}, (Chapter((Words("One"),), tuple(Paragraph((Cue((Words(text),), who),)) for who, text in cues)),))


def spread(n):
    """A script in which n people speak, each less than the one before."""
    cues = []
    for i in range(n):
        cues += [(f"{'Mr.' if i % 2 else 'Mrs.'} Person{i}", f"“Line {j}.”") for j in range(2 * (n - i))]
    return script_of(*cues)


def cast_of(script, voices=VOICES, pinned=None, **more):
    return assign(discover(script, "en"), voices, narrator_voice=voices[0], pinned=pinned or {}, **more)


def test_discover_counts_lines_and_tells_gender_and_age():
    script = script_of(
        ("", "Taylor came in with his dog. Taylor took off his hat."),
        ("Taylor", "“Good day to you all.”"),
        ("Old Mrs. Gray", "“Good day.”"),
        ("Taylor", "“Bye.”"),
        ("Harriet", "“Who was that?”"),
        ("the little boy", "“A dog!”"),
        ("Miss Jones", "“Yes.”"),
        ("Zorg", "“Hm.”"),
        ("?", "“What?”"),
    )
    found = {c.name: c for c in discover(script, "en")}
    assert next(iter(found)) == "Taylor"
    assert (found["Taylor"].lines, found["Taylor"].first_line) == (2, "“Good day to you all.”")
    assert {n: (c.gender.value, c.age.value) for n, c in found.items()} == {
        "Taylor": ("male", "unknown"),
        "Old Mrs. Gray": ("female", "old"),
        "Harriet": ("female", "unknown"),
        "the little boy": ("male", "child"),
        "Miss Jones": ("female", "young"),
        "Zorg": ("unknown", "unknown"),
    }


def test_chinese_genders():
    script = script_of(("", "宝钗笑了，她说。"), ("宝钗", "“好。”"), ("刘姥姥", "“好。”"), ("张道士", "“好。”"))
    found = {c.name: c.gender for c in discover(script, "zh")}
    assert found == {"宝钗": Gender.FEMALE, "刘姥姥": Gender.FEMALE, "张道士": Gender.MALE}


def test_leading_characters_have_voices_of_their_own():
    cast = cast_of(spread(10))
    voices = [p.voice for p in cast.parts]
    assert len(set(voices)) == 10
    assert NARRATOR.id not in voices
    assert cast.unknown.voice not in {*voices, NARRATOR.id}


def test_gender_is_kept_even_when_voices_must_be_shared():
    cast = cast_of(spread(40))
    side = {v.id: v.gender for v in VOICES}
    assert all(side[p.voice] == p.character.gender for p in cast.parts)
    minor = {p.voice for p in cast.parts[LEADING:]}
    assert len(minor) > 4


@pytest.mark.parametrize("n", [1, 2, 3])
def test_few_voices_still_make_a_cast(n):
    cast = cast_of(spread(5), VOICES[:n])
    assert {p.voice for p in cast.parts} <= {v.id for v in VOICES[:n]}
    if n == 1:
        assert cast.unknown.voice == cast.narrator.voice


def test_pins_are_fixed_points():
    pin = Part(Character("Mr. Person1", Gender.FEMALE, aliases=("P",)), "tone", "v0", speed=1.2, pinned=True)
    extra = Part(Character("?"), "tone", "v3", pinned=True)
    cast = cast_of(spread(6), pinned={"Mr. Person1": pin, "?": extra, "Gone": Part(Character("Gone"), "tone", "v5")})
    part = cast.part_of("P")
    assert (part.voice, part.speed, part.character.gender, part.character.lines) == ("v0", 1.2, Gender.FEMALE, 10)
    assert cast.unknown is extra
    assert cast.part_of("Gone").voice == "v5"


def test_voices_are_steady_under_a_small_edit():
    script = spread(30)
    before = {p.character.name: p.voice for p in cast_of(script).parts}
    chapter = script.chapters[0]
    renamed = Cue(chapter.items[5].cues[0].parts, "Mrs. Newcomer")
    edited = Script({}, (Chapter(chapter.title, (*chapter.items[:5], Paragraph((renamed,)), *chapter.items[6:-1])),))
    after = {p.character.name: p.voice for p in cast_of(edited).parts}
    assert all(before[name] == voice for name, voice in after.items() if name in before)
    assert cast_of(script) == cast_of(script)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["Ann", "Bob", "Cy", "Mrs. Dee", "Eve", "Zed"]), min_size=1, max_size=30), st.randoms())
def test_the_last_builds_voices_are_kept_whatever_the_order(names, random):
    script = script_of(*((name, "“Yes.”") for name in names))
    first = cast_of(script)
    last = {p.character.name: (p.engine, p.voice) for p in first.parts}
    shuffled = [*names, *names[:3], "Newcomer"]
    random.shuffle(shuffled)
    again = cast_of(script_of(*((name, "“Yes.”") for name in shuffled)), previous=last)
    assert {p.character.name: (p.engine, p.voice) for p in again.parts if p.character.name in last} == last
