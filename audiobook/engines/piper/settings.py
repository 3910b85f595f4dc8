"""The ``[piper]`` table of ``audiobook.toml``. Each field carries its explanation, as those of ``config`` do."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from audiobook.engines.described import descriptions
from audiobook.errors import ConfigError
from audiobook.userfiles import of_home, real_path

#: Voices for every book, besides the settings; several are parted as in ``PATH``.
VOICES_VARIABLE = "AUDIOBOOK_PIPER_VOICES"
#: What ``configure`` leaves for the worker processes that are started after it; not meant for people.
CARRIED_VARIABLE = "AUDIOBOOK_PIPER_SETTINGS"
#: What the settings say for "as the voice was made for".
OWN = -1.0


def _doc(text: str, **limits: object) -> dict[str, object]:
    return {"doc": text, **limits}


@dataclass(frozen=True, slots=True)
class PiperSettings:
    """Which voice files there are, and how freely they speak."""

    voices: tuple[str, ...] = field(
        default=(),
        metadata=_doc(
            "voice files (name.onnx, with name.onnx.json beside it) or folders of them; relative to audiobook.toml;"
            f" empty: what {VOICES_VARIABLE} names"
        ),
    )
    noise_scale: float = field(
        default=OWN,
        metadata=_doc("how freely a voice's sound varies; -1: as it was made for, 0: not at all", least=-1.0, most=2.0),
    )
    noise_w: float = field(
        default=OWN,
        metadata=_doc("how freely its rhythm varies; -1: as it was made for, 0: not at all", least=-1.0, most=2.0),
    )
    about: dict[str, Any] = field(
        default_factory=dict,
        metadata=_doc(
            'what the files do not say: [piper.about."VOICE"] with name, gender, age, languages, description'
        ),
    )

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> PiperSettings:
        """Settings from plain values, such as ``asdict`` gives. Raises ConfigError for a wrong key or value."""
        usual = cls()
        known = {each.name: each for each in fields(cls)}
        given: dict[str, Any] = {}
        for key, value in values.items():
            if key not in known:
                raise ConfigError(f"[piper] unknown key '{key}'", hint=f"known keys: {', '.join(known)}")
            given[key] = _checked(key, value, getattr(usual, key))
        settings = replace(usual, **given)
        descriptions(settings.about, "piper.about")
        return settings

    def carried(self, folder: Path) -> str:
        """What a worker process needs of it, as one line."""
        places = [str(real_path(folder / of_home(place))) for place in self.voices]
        return json.dumps({"voices": places, "noise_scale": self.noise_scale, "noise_w": self.noise_w})

    @classmethod
    def from_environment(cls) -> PiperSettings:
        """What ``configure`` left in a parent process; else the voices that a person's own variable names."""
        carried = os.environ.get(CARRIED_VARIABLE, "")
        if carried:
            return cls.of(json.loads(carried))
        places = os.environ.get(VOICES_VARIABLE, "").split(os.pathsep)
        return cls(voices=tuple(str(of_home(place)) for place in places if place))


def _checked(key: str, value: Any, default: Any) -> Any:  # noqa: ANN401 - TOML data has any type
    if isinstance(default, tuple) and isinstance(value, list):
        value = tuple(value)
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default) or (isinstance(value, tuple) and not all(isinstance(v, str) for v in value)):
        raise ConfigError(f"'piper.{key}' must be like {default!r}, not {value!r}")
    if isinstance(value, float) and not (value == OWN or (math.isfinite(value) and 0 <= value <= 2)):  # noqa: PLR2004 - as documented
        raise ConfigError(f"'piper.{key}' is {value}", hint="use 0 to 2, or -1 for what the voice was made for")
    return value
