"""What a person says of voices that carry no description of their own: a table of a table in ``audiobook.toml``.

[piper.about."en_US-joe-medium"]
gender = "male"
age = "adult"
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from audiobook.cast import Age, Gender
from audiobook.errors import ConfigError

_T = TypeVar("_T", Gender, Age)
_KEYS = ("name", "gender", "age", "languages", "description")


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of one voice; empty where nothing is."""

    name: str = ""
    gender: Gender = Gender.UNKNOWN
    age: Age = Age.UNKNOWN
    languages: tuple[str, ...] = ()
    description: str = ""


#: A voice of which nobody said anything.
NOTHING = Description()


def descriptions(table: Mapping[str, Any], where: str) -> dict[str, Description]:
    """By voice id; ``where`` names the table (``piper.about``). Raises ConfigError that names the key."""
    return {voice: _description(entry, f"{where}.{voice}") for voice, entry in table.items()}


def _description(entry: object, where: str) -> Description:
    if not isinstance(entry, Mapping):
        raise ConfigError(f"'{where}' must be a table", hint='write it like: { gender = "female", age = "adult" }')
    for key in entry:
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), _KEYS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(_KEYS)}"
            raise ConfigError(f"unknown key '{where}.{key}'", hint=hint)
    languages = entry.get("languages", ())
    if not isinstance(languages, list | tuple) or not all(isinstance(tag, str) and tag for tag in languages):
        raise ConfigError(f"'{where}.languages' must be a list of language tags", hint='write it like: ["en-US", "fr"]')
    return Description(
        name=_text(entry, "name", where),
        gender=_pick(Gender, entry, "gender", where),
        age=_pick(Age, entry, "age", where),
        languages=tuple(languages),
        description=_text(entry, "description", where),
    )


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(f"'{where}.{key}' must be a text in quotes, not {value!r}")
    return value


def _pick(kind: type[_T], entry: Mapping[str, Any], key: str, where: str) -> _T:
    value = entry.get(key, "unknown")
    try:
        return kind(value)
    except ValueError:
        raise ConfigError(
            f"'{where}.{key}' is {value!r}", hint=f"use one of: {', '.join(str(each) for each in kind)}"
        ) from None
