"""Give every character a voice: leading characters unlike ones, minor ones shared, people's choices untouched.

Nothing is random: a choice depends on the names, their order by lines, who talks to whom and the voices, so a rebuild
agrees, and a small edit that does not change who leads changes no voice. What ``fitting`` says is cheapest is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from audiobook.cast import Age, Cast, Character, Gender, Part, Voice
from audiobook.casting.fitting import Company, clash, lead_voices, minor_voices, misfit, taste
from audiobook.casting.scenes import Turn, meetings, talks
from audiobook.casting.similarity import Sound

#: Leading characters get voices of their own as far as there are any: 12 voices cover 95 % of a novel's quotations
#: (facts sheet, section 10).
LEADING = 13
#: What a sheet says of a character: engine and voice, speed and pitch too where it gives them.
Held = tuple[str, str] | tuple[str, str, float, float]
_EXTRA = Character("?")
_NARRATOR = Character("Narrator")
_NOBODY = ("", "")


def assign(
    characters: Sequence[Character],
    voices: Sequence[Voice],
    *,
    narrator_voice: Voice,
    pinned: Mapping[str, Part],
    previous: Mapping[str, Held] | None = None,
    turns: Sequence[Turn] = (),
    first_person: str = "",
    narrator_chosen: bool = True,
) -> Cast:
    """The cast: one part for each character, in their order, which is that of their lines.

    ``pinned`` holds what a person chose, by character name; ``""`` pins the narrator, ``"?"`` the unknown speakers. The
    narrator's voice goes to nobody else unless there is no other of a gender. ``previous`` maps names to what the last
    build's sheet says: it is kept while the voice exists and fits. ``turns`` are the quotations in order
    (``scenes.turns_of``, aliases resolved); without them every two characters count as strangers. ``first_person``
    names the character who tells the book: one voice for both, of the character's gender unless ``narrator_chosen``
    says that a person chose ``narrator_voice``. Pure.
    """
    known = {(v.engine, v.id): v for v in (narrator_voice, *voices)}
    people = tuple(_merged(pinned[c.name].character, c) if c.name in pinned else c for c in characters)
    teller = next((c for c in people if c.name == first_person), None)
    narrator = _narrator(teller, voices, narrator_voice, pinned, chosen=narrator_chosen)
    reserved = (narrator.engine, narrator.voice)
    parts = {c.name: replace(pinned[c.name], character=c) for c in people if c.name in pinned}
    if teller is not None and teller.name not in parts:
        parts[teller.name] = replace(narrator, character=teller)
    held = previous or {}
    for person in people:
        if person.name not in parts and (part := _kept(person, held.get(person.name), known, reserved)):
            parts[person.name] = part
    company = Company(talks(turns), meetings(turn.speaker for turn in turns))
    fixed = {name: _sound(part, known) for name, part in parts.items()}
    fixed |= {n: _sound(p, known) for n, p in pinned.items() if n not in {*fixed, "", "?"}}
    offered = voices or (narrator_voice,)
    leads = people[:LEADING]
    fixed |= lead_voices(leads, offered, fixed, company, reserved)
    taken = {fixed[c.name].key for c in leads}
    extras = {(v.engine, v.id) for v in _extras(voices, taken | {reserved}).values()}
    minors = minor_voices(people[LEADING:], offered, fixed, company, reserved, taken, extras)
    for person in people:
        if person.name not in parts:
            sound = (fixed | minors)[person.name]
            parts[person.name] = Part(person, *sound.key, sound.speed, sound.pitch)
    cast = tuple(parts[person.name] for person in people)
    unheard = tuple(part for name, part in pinned.items() if name not in {*parts, "", "?"})
    unknown = pinned.get("?") or _unknown(held.get("?"), voices, taken, narrator)
    return Cast(narrator, unknown, cast + unheard)


def extra_parts(cast: Cast, voices: Sequence[Voice]) -> dict[Gender, Part]:
    """Plain voices for lines whose speaker is only guessed, by the gender of the guess; ``UNKNOWN`` for no gender.

    None is the narrator's or a leading character's. A gender without an entry has no voice to spare: its unsure lines
    are best left to whom the guess names.
    """
    taken = {(part.engine, part.voice) for part in (cast.narrator, *cast.parts[:LEADING])}
    found = _extras(voices, taken)
    return {g: Part(Character("?", gender=g), v.engine, v.id) for g, v in found.items()}


def _merged(wanted: Character, found: Character) -> Character:
    """A pinned character with the line counts of the script; what a person says of gender, age and aliases stays."""
    return replace(
        found,
        gender=wanted.gender if wanted.gender is not Gender.UNKNOWN else found.gender,
        age=wanted.age if wanted.age is not Age.UNKNOWN else found.age,
        aliases=wanted.aliases or found.aliases,
    )


def _narrator(
    teller: Character | None, voices: Sequence[Voice], usual: Voice, pinned: Mapping[str, Part], *, chosen: bool
) -> Part:
    """The narrator's part: as pinned, else as pinned for the one who tells the book, else a voice that fits them."""
    if "" in pinned:
        return pinned[""]
    if teller is not None:
        if teller.name in pinned:
            return replace(pinned[teller.name], character=_NARRATOR)
        if not chosen and clash(teller, usual) and voices:
            # The first of the cheapest: an engine lists its best voice first.
            usual = min(voices, key=lambda voice: misfit(teller, voice, _NOBODY))
    return Part(_NARRATOR, usual.engine, usual.id)


def _kept(
    person: Character, held: Held | None, known: Mapping[tuple[str, str], Voice], reserved: tuple[str, str]
) -> Part | None:
    """A part as the last build had it, if the voice is still there, still nobody else's, and of no wrong gender."""
    if held is None or (held[0], held[1]) not in known or (held[0], held[1]) == reserved:
        return None
    if clash(person, known[held[0], held[1]]):
        return None
    speed, pitch = held[2:] or (1.0, 0.0)
    return Part(person, held[0], held[1], speed, pitch)


def _sound(part: Part, known: Mapping[tuple[str, str], Voice]) -> Sound:
    voice = known.get((part.engine, part.voice)) or Voice(part.voice, part.engine, part.voice, ("*",))
    return Sound(voice, part.speed, part.pitch)


def _extras(voices: Sequence[Voice], taken: set[tuple[str, str]]) -> dict[Gender, Voice]:
    """A plain free voice for women, for men and for the rest; different ones where possible, never a child's."""
    free = [v for v in voices if (v.engine, v.id) not in taken and v.age is not Age.CHILD]
    found: dict[Gender, Voice] = {}
    for gender in (Gender.FEMALE, Gender.MALE, Gender.UNKNOWN):
        person = replace(_EXTRA, gender=gender)
        fitting = [v for v in free if not clash(person, v)]
        if fitting:
            found[gender] = min(
                fitting, key=lambda v: (v in found.values(), misfit(person, v, _NOBODY), taste(_EXTRA.name, v))
            )
    return found


def _unknown(held: Held | None, voices: Sequence[Voice], taken: set[tuple[str, str]], narrator: Part) -> Part:
    """Who speaks for the unknown: as before, else a plain free voice, else the narrator."""
    closed = taken | {(narrator.engine, narrator.voice)}
    if held is not None and (held[0], held[1]) in {(v.engine, v.id) for v in voices} - closed:
        return Part(_EXTRA, held[0], held[1])
    best = _extras(voices, closed).get(Gender.UNKNOWN)
    return Part(_EXTRA, best.engine, best.id) if best else replace(narrator, character=_EXTRA, pinned=False)
