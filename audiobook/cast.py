"""Who speaks, with which voice. Read from and written to ``cast.toml``; what a person edits there is a pin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Gender(StrEnum):
    """Of a character or a voice, as a listener would hear it."""

    FEMALE = "female"
    MALE = "male"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


class Age(StrEnum):
    """Age class of a character or a voice."""

    CHILD = "child"
    YOUNG = "young"
    ADULT = "adult"
    OLD = "old"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Voice:
    """A sound an engine offers.

    ``languages`` are BCP 47 tags, ``("*",)`` for any; ``derived`` names the voice it is made from;
    ``caveat`` says what it does badly, and is a warning when the voice is the narrator's. ``licence`` is that of the
    model and voice (an SPDX name), empty where it is not known. ``alike`` says how alike it is to other voices of its
    engine where that was measured: their ids, each with the cosine of speaker embeddings.
    """

    id: str
    engine: str
    name: str
    languages: tuple[str, ...]
    gender: Gender = Gender.UNKNOWN
    age: Age = Age.UNKNOWN
    description: str = ""
    derived: str = ""
    caveat: str = ""
    licence: str = ""
    alike: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who speaks. ``lines`` counts cues; ``first_line`` quotes the first of them.

    ``first_place`` says where that stands: ``3. The Lamp``, the chapter's number and title.
    """

    name: str
    gender: Gender = Gender.UNKNOWN
    age: Age = Age.UNKNOWN
    lines: int = 0
    first_line: str = ""
    aliases: tuple[str, ...] = ()
    first_place: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A character (or the narrator) joined to a voice.

    ``speed`` is a factor (1.0 normal), ``pitch`` semitones; ``pinned`` when a person chose the voice.
    """

    character: Character
    engine: str
    voice: str
    speed: float = 1.0
    pitch: float = 0.0
    direction: str = ""
    notes: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """The narrator's part, a part for unknown speakers, and one for each character."""

    narrator: Part
    unknown: Part
    parts: tuple[Part, ...] = ()

    def part_of(self, speaker: str) -> Part:
        """The part that speaks for a script's speaker, aliases included; unknown names get the unknown part.

        ``speaker`` is a cue's speaker: ``""`` for the narrator, ``"?"`` for nobody known.
        """
        if not speaker:
            return self.narrator
        for part in self.parts:
            if part.character.name == speaker or speaker in part.character.aliases:
                return part
        return self.unknown
