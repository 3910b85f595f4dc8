"""What an audition is made of: who is heard, with which of their own lines, in which voices to compare."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from audiobook.cast import Cast, Character, Part, Voice
from audiobook.casting.assign import LEADING
from audiobook.casting.fitting import misfit, taste
from audiobook.casting.similarity import SPEED_STEP, Sound, similarity, variants
from audiobook.script import NARRATOR, Cue, Paragraph, Script, Words

#: Alternatives beside the chosen voice.
ALTERNATIVES = 2
#: A sample has so many sentences, more while they are shorter than ``_SHORT`` together ("Yes." says little of a voice),
#: and ends where it would be longer than ``_LONG`` characters: about 15 seconds.
_SENTENCES, _MOST_SENTENCES = 3, 8
_SHORT, _LONG = 80, 260
#: What makes a voice a poor alternative: a leading character has it, it is nearly the one chosen (times likeness).
_TAKEN, _ALIKE = 30.0, 20.0


@dataclass(frozen=True, slots=True)
class Option:
    """One voice to hear a character in. ``others`` are the characters who have it in the present cast."""

    part: Part
    voice: Voice
    chosen: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audition:
    """One character (``key`` is their name, empty for the narrator), their first lines, and the voices to compare."""

    key: str
    part: Part
    lines: tuple[Cue, ...]
    options: tuple[Option, ...]

    @property
    def text(self) -> str:
        """What is spoken, as displayed."""
        return " … ".join(" ".join(cue.text.split()) for cue in self.lines)


def main_characters(cast: Cast) -> tuple[Part, ...]:
    """Those worth an audition of their own: the leading ones who say anything."""
    return tuple(part for part in cast.parts[:LEADING] if part.character.lines)


def first_lines(
    script: Script, name: str, names: Mapping[str, str], sentences: Callable[[str], Sequence[str]]
) -> tuple[Cue, ...]:
    """The first sentences of a speaker, lines that are only guessed to be theirs only where there are no others.

    ``names`` maps aliases to names, ``sentences`` splits a text without losing a character. For the narrator whole
    paragraphs count, not the ``said he`` between two pieces of a quotation.
    """
    cues = [
        cue
        for chapter in script.chapters
        for item in chapter.items
        if isinstance(item, Paragraph)
        for cue in item.cues
        if names.get(cue.speaker, cue.speaker) == name
        and any(map(str.isalnum, cue.text))
        and (name != NARRATOR or len(item.cues) == 1)
    ]
    found: list[Cue] = []
    count = size = 0
    for cue in [c for c in cues if not c.unsure] or cues:
        pieces = sentences(cue.text)
        fits = _fitting(pieces, count, size)
        if not fits:
            break
        # A whole line keeps its pronunciations; a long one is cut.
        found.append(cue if fits == len(pieces) else replace(cue, parts=(Words("".join(pieces[:fits]).strip()),)))
        count += fits
        size += sum(map(len, pieces[:fits]))
        if fits < len(pieces) or (count >= _SENTENCES and size >= _SHORT):
            break
    return tuple(found)


def _fitting(pieces: Sequence[str], count: int, size: int) -> int:
    """How many more sentences a sample takes; always one if it has none."""
    fits = 0
    for piece in pieces:
        enough = count >= _SENTENCES and size >= _SHORT
        if count and (enough or count >= _MOST_SENTENCES or size + len(piece) > _LONG):
            break
        count, size, fits = count + 1, size + len(piece), fits + 1
    return fits


def options_for(part: Part, cast: Cast, voices: Sequence[Voice]) -> tuple[Option, ...]:
    """The chosen voice and alternatives: of fitting gender and age, unlike it, and rather nobody else's.

    With too few voices the same one a little quicker or slower stands in. ``voices`` are those of the part's engine.
    """
    known = {(v.engine, v.id): v for v in voices}
    own = known.get((part.engine, part.voice)) or Voice(part.voice, part.engine, part.voice, ("*",))
    users: dict[tuple[str, str], list[str]] = {}
    for other in (cast.narrator, *cast.parts):
        if other.character != part.character:
            users.setdefault((other.engine, other.voice), []).append(other.character.name)
    leads = {(p.engine, p.voice) for p in cast.parts[:LEADING]}
    reserved = (cast.narrator.engine, cast.narrator.voice)
    mine = Sound(own, part.speed, part.pitch)
    name = part.character.name

    def cost(voice: Voice) -> tuple[float, float]:
        key = (voice.engine, voice.id)
        taken = _TAKEN * (key in leads) + _ALIKE * similarity(mine, Sound(voice))
        return misfit(part.character, voice, reserved) + taken, taste(name, voice)

    others = sorted((v for v in voices if (v.engine, v.id) != (part.engine, part.voice)), key=cost)
    sounds = [Sound(voice) for voice in others[:ALTERNATIVES]]
    spare = (s for s in variants(own) if abs(s.speed - part.speed) > SPEED_STEP / 2)
    sounds += [s for s, _ in zip(spare, range(ALTERNATIVES - len(sounds)), strict=False)]
    parts = [replace(part, engine=s.voice.engine, voice=s.voice.id, speed=s.speed, pitch=s.pitch) for s in sounds]
    return tuple(
        Option(p, voice, n == 0, tuple(users.get((p.engine, p.voice), ())))
        for n, (p, voice) in enumerate([(part, own), *((p, s.voice) for p, s in zip(parts, sounds, strict=True))])
    )


def sheet_lines(part: Part, option: Option) -> tuple[str, ...]:
    """What to write into the character's entry of ``cast.toml`` to choose an option; only what differs."""
    if option.chosen:
        return ('pinned = ["voice"]',)
    new = option.part
    lines = [f"voice = {_toml(new.voice)}"]
    if new.engine != part.engine:
        lines.insert(0, f"engine = {_toml(new.engine)}")
    lines += [f"speed = {new.speed:g}"] if new.speed != part.speed else []
    lines += [f"pitch = {new.pitch:g}"] if new.pitch != part.pitch else []
    return tuple(lines)


def entry_of(key: str) -> str:
    """Where in ``cast.toml`` a character's entry is, as it stands there."""
    return f"name = {_toml(key)}" if key else "[narrator]"


def _toml(text: str) -> str:
    # A JSON string is a TOML string but for one character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def stage_name(audition: int, option: int) -> Character:
    """The speaker under whose name an option is recorded: no name of a book looks like that."""
    return Character(f"{audition}/{option}")
