"""The ``[http]`` table of ``audiobook.toml``. Each field carries its explanation, as those of ``config`` do."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from audiobook.cloud.prices import Tariff
from audiobook.engines.described import descriptions
from audiobook.engines.http.address import read_address
from audiobook.errors import ConfigError, EngineError

SPEED, INSTRUCTIONS, SEED = "speed", "instructions", "seed"
FORMATS = ("wav", "flac", "mp3", "pcm")
_OURS = ("model", "input", "voice", "response_format", "stream", SPEED, INSTRUCTIONS, SEED)
_FREE = "free"
_PRICE = re.compile(r"([A-Za-z]{3})\s*(\d{1,9}(?:\.\d{1,12})?)(?:\s+per\s+(\d{1,9}))?", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def _doc(text: str, **limits: object) -> dict[str, object]:
    return {"doc": text, **limits}


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """One server, its voices, and what it takes."""

    url: str = field(default="", metadata=_doc("the server, up to /v1: http://127.0.0.1:8880/v1"))
    model: str = field(default="tts-1", metadata=_doc("the model, as the server names it"))
    voices: tuple[str, ...] = field(
        default=(), metadata=_doc("its voices, as it names them, the narrator's first; more in [http.about]")
    )
    list_voices: bool = field(
        default=False, metadata=_doc("ask the server for its voices (/v1/audio/voices), if it can tell them")
    )
    languages: tuple[str, ...] = field(
        default=("en",), metadata=_doc('languages of voices that [http.about] says nothing of; ["*"]: any')
    )
    about: dict[str, Any] = field(
        default_factory=dict,
        metadata=_doc("[http.about.VOICE] with name, gender, age, languages, description"),
    )
    supports: tuple[str, ...] = field(
        default=(SPEED,),
        metadata=_doc(
            "what the server makes use of besides text and voice; instructions are directions",
            members=(SPEED, INSTRUCTIONS, SEED),
        ),
    )
    body: dict[str, Any] = field(
        default_factory=dict, metadata=_doc("more fields for every request, as the server documents them")
    )
    format: str = field(default="wav", metadata=_doc("in which the sound comes", choices=FORMATS))
    pcm_rate_hz: int = field(default=24000, metadata=_doc("sample rate of pcm", least=8000, most=192_000))
    max_characters: int = field(default=500, metadata=_doc("the longest text of a request", least=20, most=20_000))
    comfortable_characters: int = field(
        default=0,
        metadata=_doc("up to which whole sentences go into one request; 0: one sentence", least=0, most=20_000),
    )
    key_env: str = field(
        default="", metadata=_doc("name of the environment variable that holds the key; empty: no key is sent")
    )
    price: str = field(
        default="",
        metadata=_doc(
            "what characters cost: 'USD 15 per 1000000', or 'free'; empty: free without a key, else not known"
        ),
    )
    rpm: int = field(
        default=0, metadata=_doc("requests a minute; 0: found out, or no limit for free", least=0, most=100_000)
    )
    workers: int = field(default=4, metadata=_doc("requests under way at a time", least=1, most=64))
    timeout_s: int = field(default=120, metadata=_doc("how long one request may take", least=1, most=3600))
    epoch: str = field(
        default="", metadata=_doc("any text; another one records anew, for when the server's voices have changed")
    )

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> HttpSettings:
        """Settings from plain values, such as ``asdict`` gives. Raises ConfigError for a wrong key or value."""
        usual = cls()
        known = {each.name: each for each in fields(cls)}
        given: dict[str, Any] = {}
        for key, value in values.items():
            if key not in known:
                raise ConfigError(f"[http] unknown key '{key}'", hint=f"known keys: {', '.join(known)}")
            given[key] = _checked(key, value, getattr(usual, key), known[key].metadata)
        settings = replace(usual, **given)
        settings.check()
        return settings

    def check(self) -> None:
        """Raise ConfigError for what does not fit together."""
        descriptions(self.about, "http.about")
        if ours := [key for key in self.body if key in _OURS]:
            raise ConfigError(f"'http.body' holds '{ours[0]}'", hint="that has a setting of its own in [http]")
        try:
            json.dumps(self.body, allow_nan=False)
        except (TypeError, ValueError, RecursionError):
            raise ConfigError("'http.body' holds what no request can carry", hint="no dates, inf or nan") from None
        if self.comfortable_characters > self.max_characters:
            raise ConfigError("'http.comfortable_characters' is larger than http.max_characters", hint="set it lower")
        if self.key_env and not _VARIABLE.fullmatch(self.key_env):
            # It may be the key itself: not shown.
            raise ConfigError("'http.key_env' is no name of an environment variable", hint='write it like "SPEECH_KEY"')
        _ = self.tariff
        if not self.url:
            return
        address = read_address(self.url)
        if self.key_env and not (address.secure or address.near):
            raise ConfigError(
                f"a key would be sent to {address.host} over plain http, where others can read it",
                hint="write the url with https://",
            )

    @property
    def free(self) -> bool:
        """Whether nothing is charged."""
        return self.price.strip().casefold() == _FREE or not (self.price.strip() or self.key_env)

    @property
    def tariff(self) -> Tariff | None:
        """The price of a character, ``None`` where it is not known or nothing is charged. Raises ConfigError."""
        said = self.price.strip()
        if not said or said.casefold() == _FREE:
            return None
        found = _PRICE.fullmatch(said)
        if found is None or int(found[3] or 1) == 0:
            raise ConfigError(f"'http.price' is '{said}'", hint="write it like 'USD 15 per 1000000', or 'free'")
        return Tariff(found[1].upper(), per_character=Decimal(found[2]) / int(found[3] or 1))

    def key(self) -> str:
        """The key from the environment, empty where none is wanted. Raises EngineError, without a word of it."""
        if not self.key_env:
            return ""
        key = os.environ.get(self.key_env, "").strip()
        if not key:
            raise EngineError(
                f"the speech server needs a key, and {self.key_env} is not set", hint=f"export {self.key_env}=..."
            )
        if not (key.isascii() and key.isprintable()) or " " in key:
            # HTTP libraries would put the whole header, with the key, into their error.
            raise EngineError(
                f"{self.key_env} holds characters that no key has",
                hint="copy the key again, without spaces or line ends",
            )
        return key


def _checked(key: str, value: Any, default: Any, limits: Mapping[str, Any]) -> Any:  # noqa: ANN401 - TOML data has any type
    if isinstance(default, tuple) and isinstance(value, list):
        value = tuple(value)
    texts = not isinstance(value, tuple) or all(isinstance(each, str) and each for each in value)
    if type(value) is not type(default) or not texts:
        raise ConfigError(f"'http.{key}' must be like {default!r}", hint="see the list of settings in the README")
    if "choices" in limits and value not in limits["choices"]:
        raise ConfigError(f"'http.{key}' is {value!r}", hint=f"use one of: {', '.join(limits['choices'])}")
    if strange := [each for each in value if each not in limits["members"]] if "members" in limits else []:
        raise ConfigError(f"'http.{key}' names '{strange[0]}'", hint=f"known are: {', '.join(limits['members'])}")
    if "least" in limits and not limits["least"] <= value <= limits["most"]:
        raise ConfigError(f"'http.{key}' is {value}", hint=f"use {limits['least']} to {limits['most']}")
    return value
