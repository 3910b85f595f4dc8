"""The models that the stand-in offers: facts sheet, sections 2 and 8. Limits that are not known there are none here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Shape(StrEnum):
    """Which path and body a speech model takes."""

    GENERATION = "generation"
    SYNTHESIZER = "synthesizer"


@dataclass(frozen=True, slots=True)
class Model:
    """A speech model. ``voices`` is ``None`` where any name will do; ``rpm`` is what the vendor publishes.

    ``max_characters`` counts as billed. A model with ``max_tokens`` is sold by tokens, every other one by characters.
    ``cloned``: it speaks only with voices whose names begin with its own.
    """

    name: str
    shape: Shape = Shape.GENERATION
    rpm: int | None = None
    max_characters: int | None = None
    max_tokens: int | None = None
    voices: frozenset[str] | None = field(default=None, repr=False)
    cloned: bool = False

    def accepts(self, voice: str) -> bool:
        """Whether the model speaks with that voice."""
        if self.cloned:
            return voice.startswith(self.name)
        return bool(voice) and (self.voices is None or voice in self.voices)


_FIRST = frozenset({"Cherry", "Serena", "Ethan", "Chelsie"})
_SEVEN = _FIRST | {"Dylan", "Jada", "Sunny"}
#: The voices that the instruct models accept, too.
_INSTRUCT = _FIRST | {
    *("Momo", "Vivian", "Moon", "Maia", "Kai", "Nofish", "Bella", "Eldric Sage", "Mia", "Mochi", "Bellona"),
    *("Vincent", "Bunny", "Neil", "Elias", "Arthur", "Nini", "Seren", "Pip", "Stella"),
}
_FLASH = (
    _SEVEN
    | _INSTRUCT
    | {
        *("Kiki", "Ono Anna", "Jennifer", "Katerina", "Sonrisa", "Sohee", "Ebona", "Aiden", "Lenn", "Ryan", "Andre"),
        *("Radio Gol", "Bodega", "Alek", "Dolce", "Emilien", "Li", "Marcus", "Roy", "Peter", "Eric", "Rocky"),
    }
)
#: Published requests a minute; the first family and the first snapshot of the second have less.
_RPM, _EARLY_RPM = 180, 10


def _early(name: str, voices: frozenset[str]) -> Model:
    return Model(name, rpm=_EARLY_RPM, max_tokens=512, voices=voices)


def _flash(name: str, rpm: int = _RPM) -> Model:
    return Model(name, rpm=rpm, max_characters=600, voices=_FLASH)


def _instruct(name: str) -> Model:
    return Model(name, rpm=_RPM, max_characters=600, voices=_INSTRUCT)


_SYNTHESIZERS = (
    *("qwen-audio-3.0-tts-plus", "qwen-audio-3.0-tts-flash", "qwen-audio-3.1-tts-flash"),
    *("cosyvoice-v3-flash", "cosyvoice-v3-plus"),
)
_MODELS = (
    _early("qwen-tts", _FIRST),
    _early("qwen-tts-latest", _SEVEN),
    _early("qwen-tts-2025-04-10", _FIRST),
    _early("qwen-tts-2025-05-22", _SEVEN),
    _flash("qwen3-tts-flash"),
    _flash("qwen3-tts-flash-2025-09-18", _EARLY_RPM),
    _flash("qwen3-tts-flash-2025-11-27"),
    _instruct("qwen3-tts-instruct-flash"),
    _instruct("qwen3-tts-instruct-flash-2026-01-26"),
    Model("qwen3-tts-vc-2026-01-22", rpm=_RPM, max_characters=600, cloned=True),
    Model("qwen3-tts-vd-2026-01-26", rpm=_RPM, max_characters=600, cloned=True),
    *(Model(name, Shape.SYNTHESIZER, _RPM if name.startswith("cosy") else None) for name in _SYNTHESIZERS),
    Model("cosyvoice-v3.5-flash", Shape.SYNTHESIZER, _RPM, cloned=True),
    Model("cosyvoice-v3.5-plus", Shape.SYNTHESIZER, _RPM, cloned=True),
)
#: Every speech model by name.
CATALOGUE = {model.name: model for model in _MODELS}
#: Language models answer to any name that begins so and is no speech model.
CHAT_PREFIXES = ("qwen", "qwq", "deepseek", "glm", "kimi")
#: What ``language_type`` may be (facts sheet, section 3).
LANGUAGES = frozenset(
    {
        *("Auto", "Chinese", "English", "German", "Italian", "Portuguese", "Spanish"),
        *("Japanese", "Korean", "French", "Russian"),
    }
)
#: Voices heard as a man's or a boy's, for engines that speak in the stand-in's place; all others are women's.
MEN = frozenset(
    {
        *(
            "Ethan",
            "Moon",
            "Kai",
            "Aiden",
            "Lenn",
            "Dylan",
            "Pip",
            "Mochi",
            "Nofish",
            "Ryan",
            "Vincent",
            "Neil",
            "Andre",
        ),
        *("Radio Gol", "Bodega", "Alek", "Dolce", "Emilien", "Li", "Marcus", "Roy", "Peter", "Eric", "Rocky"),
        *("Eldric Sage", "Arthur"),
    }
)
