"""Give every character a voice: leading characters unlike ones, minor ones shared, people's choices untouched.

Nothing is random: a choice depends on the names, their order by lines and the voices, so a rebuild agrees, and a small
edit that does not change who leads changes no voice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from audiobook.cast import Age, Cast, Character, Gender, Part, Voice

#: Leading characters get voices of their own as far as there are any: 13 voices cover 95 % of a novel's quotations.
LEADING = 13
#: Costs, in order of what a listener minds most. A wrong gender is only taken when no other voice exists.
_WRONG_GENDER = 1000.0
_NARRATORS_VOICE = 400.0
_UNKNOWN_GENDER = 3.0
_REUSED = 30.0
_SAME_SOURCE = 6.0
_LEADS_VOICE = 2.0
_AGE_STEP = 4.0
_AGES = {Age.CHILD: 0, Age.YOUNG: 1, Age.ADULT: 2, Age.OLD: 3}
#: What nobody knows the age of is probably an adult.
_USUAL_AGE = Age.ADULT
_EXTRA = Character("?")
_NARRATOR = Character("Narrator")


def assign(
    characters: Sequence[Character],
    voices: Sequence[Voice],
    *,
    narrator_voice: Voice,
    pinned: Mapping[str, Part],
    previous: Mapping[str, tuple[str, str]] | None = None,
) -> Cast:
    """The cast: one part for each character, in their order.

    ``pinned`` holds what a person chose, by character name; ``""`` pins the narrator, ``"?"`` the unknown speakers. The
    narrator's voice goes to nobody else unless there is no other. ``previous`` maps names to the (engine, voice) of the
    last build: they are kept while they exist and fit. Pure.
    """
    wanted = pinned.get("")
    narrator = wanted or Part(_NARRATOR, narrator_voice.engine, narrator_voice.id)
    taken: Counter[tuple[str, str]] = Counter(
        (part.engine, part.voice) for name, part in pinned.items() if name not in {"", "?"}
    )
    reserved = (narrator.engine, narrator.voice)
    known = {(v.engine, v.id): v for v in voices}
    steady = {name: known[key] for name, key in (previous or {}).items() if key in known and key != reserved}
    parts: list[Part] = []
    for n, character in enumerate(characters):
        if part := pinned.get(character.name):
            parts.append(replace(part, character=_merged(part.character, character)))
            continue
        voice = steady.get(character.name)
        if voice is None or {voice.gender, character.gender} == {Gender.MALE, Gender.FEMALE}:
            voice = _choose(character, voices, reserved, taken, lead=n < LEADING) or narrator_voice
        taken[voice.engine, voice.id] += 1
        parts.append(Part(character, voice.engine, voice.id))
    speaking = {c.name for c in characters} | {"", "?"}
    parts += [part for name, part in pinned.items() if name not in speaking]
    return Cast(narrator, pinned.get("?") or _extra(voices, narrator, parts), tuple(parts))


def _merged(wanted: Character, found: Character) -> Character:
    """A pinned character with the line counts of the script; what a person says of gender, age and aliases stays."""
    return replace(
        found,
        gender=wanted.gender if wanted.gender is not Gender.UNKNOWN else found.gender,
        age=wanted.age if wanted.age is not Age.UNKNOWN else found.age,
        aliases=wanted.aliases or found.aliases,
    )


def _choose(
    character: Character,
    voices: Sequence[Voice],
    reserved: tuple[str, str],
    taken: Counter[tuple[str, str]],
    *,
    lead: bool,
) -> Voice | None:
    """The cheapest voice; among equals the one that the name hashes to, so that a change of rank changes little."""
    best: Voice | None = None
    best_cost: tuple[float, float] = (0.0, 0.0)
    sources = Counter(v.derived or v.id for v in voices if taken[v.engine, v.id])
    for voice in voices:
        cost = _cost(character, voice, reserved)
        if lead:
            cost += _REUSED * taken[voice.engine, voice.id]
            cost += _SAME_SOURCE * min(sources[voice.derived or voice.id], 1)
        elif taken[voice.engine, voice.id]:
            cost += _LEADS_VOICE
        tie = _hash(character.name, voice)
        if best is None or (cost, tie) < best_cost:
            best, best_cost = voice, (cost, tie)
    return best


def _cost(character: Character, voice: Voice, reserved: tuple[str, str]) -> float:
    cost = _NARRATORS_VOICE if (voice.engine, voice.id) == reserved else 0.0
    sides = {character.gender, voice.gender}
    if sides == {Gender.MALE, Gender.FEMALE}:
        cost += _WRONG_GENDER
    elif len(sides) > 1 and character.gender is not Gender.UNKNOWN:
        cost += _UNKNOWN_GENDER
    return cost + _AGE_STEP * abs(_age(character.age) - _age(voice.age))


def _age(age: Age) -> int:
    return _AGES.get(age, _AGES[_USUAL_AGE])


def _hash(name: str, voice: Voice) -> float:
    digest = hashlib.blake2b(f"{name}\0{voice.engine}\0{voice.id}".encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2**48


def _extra(voices: Sequence[Voice], narrator: Part, parts: Sequence[Part]) -> Part:
    """The voice of speakers nobody knows: neither the narrator's nor a leading character's, neutral or adult first."""
    leads = {(p.engine, p.voice) for p in parts[:LEADING]}
    free = [v for v in voices if (v.engine, v.id) not in leads | {(narrator.engine, narrator.voice)}]
    if not free:
        return replace(narrator, character=_EXTRA, pinned=False)

    def plainness(voice: Voice) -> tuple[bool, bool]:
        return (voice.gender is not Gender.NEUTRAL, voice.age not in {Age.ADULT, Age.UNKNOWN})

    best = min(free, key=plainness)
    return Part(_EXTRA, best.engine, best.id)
