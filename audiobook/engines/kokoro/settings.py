"""The ``[kokoro]`` table of ``audiobook.toml``. Each field carries its explanation, as those of ``config`` do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from audiobook.errors import ConfigError


@dataclass(frozen=True, slots=True)
class KokoroSettings:
    """Where the model and the voices are; empty: where ``files`` looks for them. Relative to ``audiobook.toml``."""

    model: str = field(
        default="",
        metadata={"doc": "the model's ONNX file; empty: AUDIOBOOK_KOKORO_MODEL, else what was fetched or installed"},
    )
    voices: str = field(
        default="",
        metadata={
            "doc": "its voices, a folder of .bin files, voices-v1.0.bin or kokoro-js-1.2.1.tgz;"
            " empty: AUDIOBOOK_KOKORO_VOICES, else what was fetched"
        },
    )

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> KokoroSettings:
        """Settings from plain values, such as ``asdict`` gives. Raises ConfigError for a wrong key or value."""
        known = [each.name for each in fields(cls)]
        for key, value in values.items():
            if key not in known:
                raise ConfigError(f"[kokoro] unknown key '{key}'", hint=f"known keys: {', '.join(known)}")
            if not isinstance(value, str):
                raise ConfigError(f"'kokoro.{key}' must be a path in quotes, not {value!r}")
        return replace(cls(), **values)
