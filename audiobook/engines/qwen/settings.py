"""The ``[qwen]`` table of ``audiobook.toml``. Each field carries its explanation, as those of ``config`` do."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlsplit

from audiobook.errors import ConfigError, EngineError

#: The only place a key is taken from; it is in no file, message or repr of ours.
KEY_VARIABLE = "DASHSCOPE_API_KEY"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _doc(text: str, **limits: object) -> dict[str, object]:
    return {"doc": text, **limits}


@dataclass(frozen=True, slots=True)
class QwenSettings:
    """How the speech service is reached. ``rpm`` 0 means what is known of the model; times are seconds."""

    model: str = field(default="qwen3-tts-flash", metadata=_doc("the model; all: estimate BOOK --engine qwen"))
    region: str = field(default="beijing", metadata=_doc("where the service runs: beijing, singapore; keys are of one"))
    base_url: str = field(default="", metadata=_doc("the service's address when it is not the region's usual one"))
    instructions_in: str = field(
        default="input",
        metadata=_doc("where an instruct model looks for a direction", choices=("input", "parameters")),
    )
    models_file: str = field(
        default="", metadata=_doc("a file laid over the list of models, voices and prices; relative to audiobook.toml")
    )
    rpm: int = field(
        default=0, metadata=_doc("requests a minute that your account may make; 0: as listed", least=0, most=100_000)
    )
    workers: int = field(default=24, metadata=_doc("requests under way at a time", least=1, most=64))
    timeout_s: int = field(default=60, metadata=_doc("how long one request may take", least=1, most=600))
    secure_downloads: bool = field(
        default=True, metadata=_doc("fetch the sound by https also where the service names an http address")
    )
    epoch: str = field(
        default="", metadata=_doc("any text; another one records anew, for when a model's name means something new")
    )

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> QwenSettings:
        """Settings from plain values, such as ``asdict`` gives. Raises ConfigError for a wrong key or value."""
        known = {each.name: each for each in fields(cls)}
        for key, value in values.items():
            if key not in known:
                raise ConfigError(f"[qwen] unknown key '{key}'", hint=f"known keys: {', '.join(known)}")
            limits = known[key].metadata
            if type(value) is not type(known[key].default):
                raise ConfigError(f"'qwen.{key}' must be like {known[key].default!r}, not {value!r}")
            if "choices" in limits and value not in limits["choices"]:
                raise ConfigError(f"'qwen.{key}' is {value!r}", hint=f"use one of: {', '.join(limits['choices'])}")
            if "least" in limits and not limits["least"] <= value <= limits["most"]:
                raise ConfigError(f"'qwen.{key}' is {value}", hint=f"use {limits['least']} to {limits['most']}")
        settings = replace(cls(), **values)
        if settings.base_url and not _is_safe(settings.base_url):
            raise ConfigError(
                f"'qwen.base_url' is '{settings.base_url}'", hint="write it with https:// and its path, often /api/v1"
            )
        return settings


def _is_safe(address: str) -> bool:
    """Whether a key may be sent there: over plain HTTP anybody on the way could read it."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def key_from_environment() -> str:
    """The key. Raises EngineError, without a word of it, when there is none or it cannot be one."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        raise EngineError(
            f"the speech service needs a key, and {KEY_VARIABLE} is not set",
            hint=f"export {KEY_VARIABLE}=... (made in the service's console, for the region in [qwen])",
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        # HTTP libraries would put the whole header, with the key, into their error.
        raise EngineError(
            f"{KEY_VARIABLE} holds characters that no key has", hint="copy the key again, without spaces or line ends"
        )
    return key
