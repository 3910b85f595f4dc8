"""How alike two voices sound, told from what an engine says of them: 0 quite unlike, 1 the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from audiobook.cast import Age, Gender, Part, Voice

#: How far speed (a factor) and pitch (semitones) are moved to tell two apart who share a voice: 5 % of either (facts
#: sheet, section 10). The pairs lie in the corners, so that any two differ in something.
SPEED_STEP = 0.05
PITCH_STEP = 0.84
_VARIANTS = ((0, 0), (-1, -1), (1, 1), (1, -1), (-1, 1))
#: Parts of the likeness (own judgement, in the order in which listeners notice): a voice told apart by speed and pitch
#: only is nearly the same; voices derived from one base share accent and manner.
_VARIED, _PER_STEP = 0.9, 0.05
_SAME_GENDER, _MAYBE_GENDER = 0.2, 0.1
_SAME_AGE, _NEXT_AGE = 0.1, 0.05
_SAME_BASE = 0.2
#: What a measured likeness (cosine of speaker embeddings) is worth here, read between the lines: voices of two people
#: have 0.645 on average and 0.87 at the closest, one voice on other sentences 0.96 (facts sheet on voices, section 4).
_MEASURED = ((0.5, 0.0), (0.645, 0.15), (0.87, 0.5), (0.96, _VARIED))
AGES = {Age.CHILD: 0, Age.YOUNG: 1, Age.ADULT: 2, Age.OLD: 3}
#: What nobody knows the age of is probably an adult.
USUAL_AGE = Age.ADULT


@dataclass(frozen=True, slots=True)
class Sound:
    """A voice as it is used: ``speed`` a factor, ``pitch`` semitones."""

    voice: Voice
    speed: float = 1.0
    pitch: float = 0.0

    def __hash__(self) -> int:
        """By what names it: a voice has many fields, and sounds are looked up a great deal."""
        return hash((self.voice.id, self.speed, self.pitch))

    @property
    def key(self) -> tuple[str, str]:
        """What names the voice."""
        return self.voice.engine, self.voice.id

    @property
    def varied(self) -> bool:
        """Whether it is not the voice as the engine offers it."""
        return (self.speed, self.pitch) != (1.0, 0.0)


def variants(voice: Voice) -> tuple[Sound, ...]:
    """The voice itself, then the same told apart by a little speed and pitch."""
    return tuple(
        Sound(voice, round(1 + SPEED_STEP * faster, 2), round(PITCH_STEP * higher, 2)) for faster, higher in _VARIANTS
    )


def sound_of(part: Part, voice: Voice) -> Sound:
    """How a part sounds."""
    return Sound(voice, part.speed, part.pitch)


def similarity(one: Sound, two: Sound) -> float:
    """From 0 to 1; symmetric. 1 only for the same voice at the same speed and pitch.

    Two voices of an engine that says how alike it measured them are so alike; others are compared by what they are.
    """
    a, b = one.voice, two.voice
    if one.key == two.key:
        steps = abs(one.speed - two.speed) / SPEED_STEP + abs(one.pitch - two.pitch) / PITCH_STEP
        return 1.0 if steps == 0 else max(_VARIED - _PER_STEP * steps, _SAME_GENDER + _SAME_AGE + _SAME_BASE)
    measured = dict(a.alike).get(b.id, dict(b.alike).get(a.id)) if a.engine == b.engine else None
    if measured is not None:
        return _worth(measured)
    unsaid = {Gender.NEUTRAL, Gender.UNKNOWN}
    likeness = 0.0
    if a.gender in unsaid or b.gender in unsaid:
        likeness += _MAYBE_GENDER
    elif a.gender is b.gender:
        likeness += _SAME_GENDER
    distance = abs(AGES.get(a.age, AGES[USUAL_AGE]) - AGES.get(b.age, AGES[USUAL_AGE]))
    likeness += {0: _SAME_AGE, 1: _NEXT_AGE}.get(distance, 0.0)
    if a.engine == b.engine and (a.derived or a.id) == (b.derived or b.id):
        likeness += _SAME_BASE
    return likeness


def _worth(measured: float) -> float:
    """A cosine on our scale."""
    for (low, least), (high, most) in pairwise(_MEASURED):
        if measured < high:
            return least + (most - least) * max(0.0, measured - low) / (high - low)
    return _VARIED
