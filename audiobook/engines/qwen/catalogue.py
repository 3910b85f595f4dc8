"""What is known of the service's models, voices and regions, and messages for what is not known or gone.

The nouns of ``data/catalogue.toml``; ``shipped`` reads them. Nothing here reaches the network.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from audiobook.cast import Age, Gender, Voice
from audiobook.cloud.prices import Tariff
from audiobook.errors import EngineError

ENGINE = "qwen"
#: A region's name under which a price counts everywhere.
ANY_REGION = "any"
_SETTING = "in the [qwen] table of audiobook.toml"


class Shape(StrEnum):
    """The service's two forms of a request."""

    GENERATION = "generation"
    SYNTHESIZER = "synthesizer"


#: No licence of a voice: what may be done with the sound stands in the contract with the service.
_TERMS = "the service's terms"


@dataclass(frozen=True, slots=True)
class Region:
    """A place the service runs in; keys belong to one."""

    name: str
    base_url: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs in a region; ``as_of`` says how old the figure is."""

    region: str
    tariff: Tariff
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """One model. ``limit`` and ``comfortable`` are billed characters; ``rpm`` requests a minute or ``None``."""

    name: str
    shape: Shape
    limit: int
    languages: tuple[str, ...]
    voices: tuple[str, ...]
    limit_note: str = ""
    comfortable: int = 0
    rpm: float | None = None
    instructions: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    moving: bool = False
    seed: bool = False
    rate_pitch: bool = False
    tokens_out: int = 0
    prices: tuple[Price, ...] = ()
    retires: Mapping[str, date] = field(default_factory=dict)
    successor: str = ""
    instead: str = ""

    def price(self, region: str) -> Price | None:
        """What it costs in a region, or ``None`` when nobody said."""
        return next((price for price in self.prices if price.region in {region, ANY_REGION}), None)

    def retired(self, region: str, today: date) -> date | None:
        """The day from which the vendor says it is gone from a region, if that is over."""
        day = self.retires.get(region) or self.retires.get(ANY_REGION)
        return day if day is not None and day <= today else None

    @property
    def advice(self) -> str:
        """What to use instead, as a hint; empty when nothing is known."""
        use = f'set model = "{self.instead}" {_SETTING}' if self.instead else ""
        named = f"the vendor names {self.successor}" if self.successor else ""
        return "; ".join(filter(None, (use, named)))


@dataclass(frozen=True, slots=True)
class QwenVoice:
    """One voice; ``dialect`` is (tag, name) of what it speaks instead of Mandarin, ``native`` a language's tag."""

    name: str
    gender: Gender = Gender.UNKNOWN
    age: Age = Age.UNKNOWN
    about: str = ""
    dialect: tuple[str, str] | None = None
    native: str = ""

    def voice(self, languages: tuple[str, ...]) -> Voice:
        """As an engine offers it. What it speaks by nature comes first, so that a cast keeps to one accent."""
        first = self.dialect[0] if self.dialect else self.native
        tags = tuple(dict.fromkeys((first, *languages))) if first else languages
        about = f"{self.about}; speaks {self.dialect[1]} dialect" if self.dialect else self.about
        return Voice(self.name, ENGINE, self.name, tags, self.gender, self.age, about, licence=_TERMS)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is known, by name."""

    models: Mapping[str, Model]
    voices: Mapping[str, QwenVoice]
    regions: Mapping[str, Region]
    language_types: Mapping[str, str]
    checked: str = ""

    def model(self, name: str) -> Model:
        """The model of that name. Raises EngineError with the nearest names for an unknown one."""
        if name in self.models:
            return self.models[name]
        if "realtime" in name:
            raise EngineError(
                f"the model '{name}' speaks over a live connection, which this engine does not use",
                hint=f'set model = "{_plain(name, self.models)}" {_SETTING}',
            )
        near = difflib.get_close_matches(name, self.models, n=3, cutoff=0.5) or list(self.models)[:3]
        raise EngineError(
            f"there is no model '{name}' in the list of models",
            hint=f"did you mean {_either(near)}? a new model is added in a file named by models_file {_SETTING}",
        )

    def region(self, name: str) -> Region:
        """The region of that name. Raises EngineError for an unknown one."""
        if name in self.regions:
            return self.regions[name]
        raise EngineError(f"there is no region '{name}'", hint=f"known are: {', '.join(self.regions)}")

    def voice(self, name: str, model: Model) -> QwenVoice:
        """A voice that ``model`` has. Raises EngineError with the nearest names, and which models have it."""
        if name in model.voices:
            return self.voices[name]
        folded = {each.casefold(): each for each in self.voices}
        known = folded.get(name.casefold())
        if known in model.voices:
            raise EngineError(f"qwen has no voice '{name}'", hint=f"write it '{known}'")
        if known is None:
            near = difflib.get_close_matches(name.casefold(), [v.casefold() for v in model.voices], n=3, cutoff=0.5)
            some = [folded[each] for each in near] or list(model.voices[:4])
            hint = f"did you mean {_either(some)}? " if near else f"there are for example {', '.join(some)}; "
            raise EngineError(f"qwen has no voice '{name}'", hint=f"{hint}all: audiobook voices --engine qwen")
        owners = [each.name for each in self.models.values() if known in each.voices]
        raise EngineError(
            f"the model {model.name} has no voice '{known}'",
            hint=f"{_either(owners[:3])} has it; its own are {', '.join(model.voices[:4])} and others",
        )

    def voices_of(self, model: Model) -> tuple[Voice, ...]:
        """What a model offers, the default first. Raises EngineError when no voice of it is listed."""
        if not model.voices:
            raise EngineError(
                f"no voice of the model {model.name} is known",
                hint=f"list those of your account in a file named by models_file {_SETTING}",
            )
        return tuple(self.voices[name].voice(model.languages) for name in model.voices)

    def language_type(self, tag: str) -> str:
        """What the service calls a BCP 47 language, ``Auto`` where it has no name; dialects of Chinese are Chinese."""
        return self.language_types.get(primary(tag), "Auto")


def refuse_retired(model: Model, region: str, today: date) -> None:
    """Raise EngineError when the vendor's date for a model in this region is over; nothing is sent then."""
    day = model.retired(region, today)
    if day is None:
        return
    override = 'if it still answers, say retires.%s = "" for it in a file named by models_file' % region  # noqa: UP031 - braces read worse
    raise EngineError(
        f"the vendor has retired the model {model.name} in region {region} on {day.isoformat()}",
        hint="; ".join(filter(None, (model.advice, override))),
    )


def primary(tag: str) -> str:
    """The first subtag of a BCP 47 tag, lower case; ``cmn`` is left as it is."""
    return tag.replace("_", "-").split("-", maxsplit=1)[0].lower()


def _plain(name: str, models: Mapping[str, Model]) -> str:
    """The model that answers a request at once, for one of the live ones."""
    base = name.replace("-realtime", "")
    return base if base in models and not models[base].retires else "qwen3-tts-flash"


def _either(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
