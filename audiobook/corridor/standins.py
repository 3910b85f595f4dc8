"""Who stands in for a voice that does not speak a language: what the installed engines that cost nothing offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from audiobook.cast import Age, Gender, Part, Voice
from audiobook.corridor.voices import DEFAULT_ENGINES, find_voice, voices_for
from audiobook.errors import EngineError
from audiobook.plugins import load_engine, names


@dataclass(slots=True)
class StandIns:
    """The voices of one book. Make a new one for each cut: a setting may change what an engine offers.

    ``language`` is the book's, ``narrator`` the engine of its narrator. Not thread-safe.
    """

    language: str
    narrator: str
    _voices: dict[tuple[str, str], Voice | None] = field(default_factory=dict)
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)
    _spoken: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    _chosen: dict[tuple[str, str, str], tuple[Part, ...]] = field(default_factory=dict)

    def speaks(self, part: Part, language: str) -> bool:
        """Whether the part's voice speaks a language. The book's it does if its engine does.

        A person who gives a character of an English book a French voice wants to hear that.
        """
        key = (part.engine, part.voice, language)
        if key not in self._spoken:
            voice = self._voice(part)
            lists = voice is None or any(tag == "*" or _same(tag, language) for tag in voice.languages)
            self._spoken[key] = self.knows(part.engine, language) and (lists or _same(language, self.language))
        return self._spoken[key]

    def knows(self, engine: str, language: str) -> bool:
        """Whether an engine has a voice for a language; one that is not usable has none."""
        key = (engine, language)
        if key not in self._known:
            try:
                self._known[key] = engine in names("engines") and load_engine(engine).speaks(language)
            except EngineError:
                self._known[key] = False
        return self._known[key]

    def fallback(self, part: Part, language: str, text: str) -> Part | None:
        """A part that speaks a language in place of another: of the same gender and age, as far as there is one.

        The part's own engine is asked first, then the narrator's, then those that are used when none is named: an
        engine that costs money only where a person named it for the book, and none that a book is not read by.
        """
        key = (part.engine, part.voice, language)
        if key not in self._chosen:
            self._chosen[key] = tuple(self._able(part, language))
        return next((one for one in self._chosen[key] if load_engine(one.engine).reads(text)), None)

    def _able(self, part: Part, language: str) -> Iterator[Part]:
        sound = self._voice(part)
        for engine in dict.fromkeys((part.engine, self.narrator, *DEFAULT_ENGINES)):
            if not self.knows(engine, language):
                continue
            voices = [v for v in voices_for(engine, language) if (v.engine, v.id) != (part.engine, part.voice)]
            if not voices:
                continue
            best = min(voices, key=lambda voice: _unlike(voice, sound, part, language))
            if engine == part.engine:
                yield replace(part, voice=best.id)
            else:
                yield Part(part.character, engine, best.id)

    def _voice(self, part: Part) -> Voice | None:
        key = (part.engine, part.voice)
        if key not in self._voices:
            try:
                self._voices[key] = find_voice(part.engine, part.voice)
            except EngineError:
                self._voices[key] = None
        return self._voices[key]


def _unlike(voice: Voice, sound: Voice | None, part: Part, language: str) -> tuple[bool, ...]:
    """How unlike a voice is to the one it stands in for, weightiest first; an engine lists its best voice first."""
    gender = sound.gender if sound else part.character.gender
    age = sound.age if sound else part.character.age
    if gender in {Gender.NEUTRAL, Gender.UNKNOWN} and age is Age.CHILD:
        gender, age = Gender.FEMALE, Age.YOUNG  # a child's voice is nearest to a young woman's
    return (
        gender in {Gender.FEMALE, Gender.MALE} and voice.gender is not gender,
        not any(tag.lower() == language.lower() for tag in voice.languages),
        sound is not None and voice.description != sound.description,
        age is not Age.UNKNOWN and voice.age is not age,
    )


def _same(one: str, two: str) -> bool:
    return _primary(one) == _primary(two)


def _primary(tag: str) -> str:
    base = tag.replace("_", "-").partition("-")[0].lower()
    return {"cmn": "zh", "no": "nb", "nn": "nb", "iw": "he"}.get(base, base)
