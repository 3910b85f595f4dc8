"""What a voice costs for a character, and the choice of the cheapest: the arithmetic behind ``assign``.

Costs are in one unit. All weights are own judgement, in the order of what a listener minds: a wrong gender, the
narrator in a character's mouth, two people who talk to each other in one voice, a child's voice in a grown mouth.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from audiobook.cast import Age, Character, Gender, Voice
from audiobook.casting.scenes import pair
from audiobook.casting.similarity import AGES, USUAL_AGE, Sound, similarity, variants

#: Taken only when nothing else is there, whatever the rest says.
_WRONG_GENDER = 1_000_000.0
_NARRATORS_VOICE = 300_000.0
_NO_GENDER = 10.0
_GENDERED = 3.0
#: Between the age of a character and that of a voice, by how many classes they lie apart; a child is another matter.
_AGE_STEP = 4.0
_CHILDS_VOICE, _CHILDS_NEIGHBOUR = 100_000.0, 2000.0
_VARIED = 12.0
#: The first of the leading characters are so many times more loath to be varied: a listener hears them most.
_PLAIN_FIRST = 4.0
#: Two leading characters in unlike voices, by how alike these are; three times as much when they talk a lot. The whole
#: stays below what sharing a voice costs.
_ALIKE, _ALIKE_MOST, _MUCH_TALK = 20.0, 3.0, 31
#: Two leading characters in one voice told apart by speed and pitch, and for each time they talk; in exactly one sound.
#: Twice as much in the top ten.
_SHARED, _SHARED_TALK, _SAME = 300.0, 40.0, 5000.0
_TOP = 10
#: A leading character and a minor one who never meets them, as part of what it costs if they do.
_STRANGERS = 0.3
#: Two people who meet in a scene: in the same sound, in the same voice varied.
_SAME_SOUND, _SAME_VOICE = 200.0, 60.0
#: A minor character in a leading one's voice, or in the voice of the unknown, though they never meet.
_LEADS_VOICE, _EXTRAS_VOICE = 20.0, 10.0
#: So much a name prefers one voice to another: choices then hang on the name more than on its neighbours.
_TASTE_LEAD, _TASTE_MINOR = 2.0, 6.0
_ROUNDS = 20
_REPAIRS = 3


@dataclass(frozen=True, slots=True)
class Company:
    """Who talks to whom (``scenes.talks``) and who meets whom (``scenes.meetings``)."""

    talks: Mapping[tuple[str, str], int] = field(default_factory=dict)
    meetings: Mapping[str, set[str]] = field(default_factory=dict)

    def weight(self, one: str, two: str) -> float:
        """How often two people talk, in steps of a factor of two, so that small edits change nothing."""
        return 2.0 ** math.floor(math.log2(1 + self.talks.get(pair(one, two), 0))) - 1

    def near(self, one: str, two: str) -> bool:
        """Whether two people meet in a scene."""
        return two in self.meetings.get(one, ())


def clash(character: Character, voice: Voice) -> bool:
    """Whether a man has a woman's voice or the other way round."""
    return {character.gender, voice.gender} == {Gender.MALE, Gender.FEMALE}


def misfit(character: Character, voice: Voice, reserved: tuple[str, str]) -> float:
    """The cost of a voice for a character by itself: gender, age, and whether it is the narrator's."""
    cost = _NARRATORS_VOICE if (voice.engine, voice.id) == reserved else 0.0
    plain = voice.gender in {Gender.NEUTRAL, Gender.UNKNOWN}
    if clash(character, voice):
        cost += _WRONG_GENDER
    elif character.gender in {Gender.MALE, Gender.FEMALE} and plain:
        cost += _NO_GENDER
    elif character.gender is Gender.UNKNOWN and not plain:
        cost += _GENDERED
    return cost + _age_cost(character.age, voice.age)


def _age_cost(wanted: Age, there: Age) -> float:
    one, two = (AGES.get(age, AGES[USUAL_AGE]) for age in (wanted, there))
    if one == two:
        return 0.0
    if AGES[Age.CHILD] in {one, two}:
        return _CHILDS_NEIGHBOUR if AGES[Age.YOUNG] in {one, two} else _CHILDS_VOICE
    return _AGE_STEP * abs(one - two)


def taste(name: str, voice: Voice) -> float:
    """0 to 1, by a hash: what decides among equals, the same on every machine and after every edit."""
    digest = hashlib.blake2b(f"{name}\0{voice.engine}\0{voice.id}".encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2**48


def lead_voices(
    leads: Sequence[Character],
    voices: Sequence[Voice],
    fixed: Mapping[str, Sound],
    company: Company,
    reserved: tuple[str, str],
) -> dict[str, Sound]:
    """Sounds for the leading characters that are not ``fixed``: greedily by rank, then improved by moves and swaps."""
    sounds = [sound for voice in voices for sound in variants(voice)]
    rank = {person.name: n for n, person in enumerate(leads)}

    likeness = _likeness()

    def harm(one: str, two: str, mine: Sound, theirs: Sound) -> float:
        if one not in rank or two not in rank:
            # A minor character whose voice is fixed.
            return _SHARED * (1.0 if company.near(one, two) else _STRANGERS) * (mine.key == theirs.key)
        talk = company.weight(one, two)
        alike = _ALIKE * (1 + (_ALIKE_MOST - 1) * min(1.0, talk / _MUCH_TALK)) * likeness(mine, theirs)
        if mine.key != theirs.key:
            return alike
        shared = _SHARED + _SHARED_TALK * talk + _SAME * (mine == theirs)
        return alike + shared * (2 if max(rank[one], rank[two]) < _TOP else 1)

    free = [person for person in leads if person.name not in fixed]
    costs: dict[str, dict[Sound, float]] = {}
    for person in free:
        own = {(v.engine, v.id): misfit(person, v, reserved) + _TASTE_LEAD * taste(person.name, v) for v in voices}
        costs[person.name] = {
            s: own[s.key]
            + _VARIED * s.varied * (1 + _PLAIN_FIRST * (1 - rank[person.name] / len(leads)))
            + sum(harm(person.name, name, s, other) for name, other in fixed.items())
            for s in sounds
        }
    table = _Table(costs, harm, frozenset(sound.key for sound in fixed.values()))
    for person in free:
        table.chosen[person.name] = table.best(person.name, sounds)
    table.improve(sounds)
    return table.chosen


def _likeness() -> Callable[[Sound, Sound], float]:
    known: dict[tuple[Sound, Sound], float] = {}

    def likeness(one: Sound, two: Sound) -> float:
        if (one, two) not in known:
            known[one, two] = known[two, one] = similarity(one, two)
        return known[one, two]

    return likeness


@dataclass(slots=True)
class _Table:
    """The leading characters whose voices are free, with what each sound costs them by itself."""

    costs: Mapping[str, Mapping[Sound, float]]
    harm: Callable[[str, str, Sound, Sound], float]
    held: frozenset[tuple[str, str]]
    chosen: dict[str, Sound] = field(default_factory=dict)

    def cost(self, name: str, sound: Sound, but: str = "") -> float:
        """Of a sound for one of them, the others (without ``but``) as they are now."""
        return self.costs[name][sound] + sum(
            self.harm(name, other, sound, theirs) for other, theirs in self.chosen.items() if other not in {name, but}
        )

    def best(self, name: str, sounds: Sequence[Sound]) -> Sound:
        """The cheapest sound for one of them; a voice is varied only where somebody else has it."""
        heard = {sound.key for sound in self.chosen.values()} | self.held
        return min((s for s in sounds if not s.varied or s.key in heard), key=lambda sound: self.cost(name, sound))

    def improve(self, sounds: Sequence[Sound]) -> None:
        """Move one or swap two while that makes the whole cheaper; ends, since every step does."""
        for _ in range(_ROUNDS):
            if not (self._move(sounds) or self._swap()):
                return

    def _move(self, sounds: Sequence[Sound]) -> bool:
        moved = False
        for name in self.chosen:
            best = self.best(name, sounds)
            if self.cost(name, best) < self.cost(name, self.chosen[name]) - 1e-6:
                self.chosen[name] = best
                moved = True
        return moved

    def _swap(self) -> bool:
        swapped = False
        names = list(self.chosen)
        for n, one in enumerate(names):
            for two in names[n + 1 :]:
                a, b = self.chosen[one], self.chosen[two]
                now = self.cost(one, a, two) + self.cost(two, b, one)
                if self.cost(one, b, two) + self.cost(two, a, one) < now - 1e-6:
                    self.chosen[one], self.chosen[two] = b, a
                    swapped = True
        return swapped


def minor_voices(
    minors: Sequence[Character],
    voices: Sequence[Voice],
    fixed: Mapping[str, Sound],
    company: Company,
    reserved: tuple[str, str],
    leads: Iterable[tuple[str, str]],
    extras: Iterable[tuple[str, str]],
) -> dict[str, Sound]:
    """Sounds for the other characters that are not ``fixed``: shared, but never by two who meet if it can be helped."""
    sounds = [sound for voice in voices for sound in variants(voice)]
    shared = dict.fromkeys(extras, _EXTRAS_VOICE) | dict.fromkeys(leads, _LEADS_VOICE)
    chosen = dict(fixed)
    free = [person for person in minors if person.name not in fixed]
    own: dict[str, dict[tuple[str, str], float]] = {}
    for person in free:
        own[person.name] = {
            (v.engine, v.id): misfit(person, v, reserved)
            + _TASTE_MINOR * taste(person.name, v)
            + shared.get((v.engine, v.id), 0.0)
            for v in voices
        }
    for n in range(1 + _REPAIRS):
        moved = False
        for person in free:
            met = [chosen[other] for other in company.meetings.get(person.name, ()) if other in chosen]
            now = chosen.get(person.name)
            if n and (now is None or all(now.key != sound.key for sound in met)):
                continue
            chosen[person.name] = _least_heard(own[person.name], sounds, met)
            moved = moved or chosen[person.name] != now
        if not moved:
            break
    return {person.name: chosen[person.name] for person in free}


def _least_heard(own: Mapping[tuple[str, str], float], sounds: Sequence[Sound], met: Sequence[Sound]) -> Sound:
    """The cheapest sound for somebody who meets those ``met``; ``own`` is what each voice costs by itself."""
    same, near = Counter(met), Counter(sound.key for sound in met)

    def cost(sound: Sound) -> float:
        heard = _SAME_SOUND * same[sound] + _SAME_VOICE * (near[sound.key] - same[sound])
        return own[sound.key] + _VARIED * sound.varied + heard

    return min(sounds, key=cost)
