"""TOML tables -> profiles, with everything that can be wrong in a person's own table named.

Pure but for reading our own file; thread-safe.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from audiobook.errors import ConfigError
from audiobook.profile import Limits, Making, Profile, Range
from audiobook.source import SourceRef

_T = TypeVar("_T", Making, Limits)
_KEYS = ("base", "summary", "sources", "making", "limits")
_RANGE_ENDS = 2


@cache
def built_in() -> Mapping[str, Profile]:
    """The profiles that come with the program, by name, in the order of the file."""
    text = (files("audiobook.profiles") / "built_in.toml").read_text(encoding="utf-8")
    return read_profiles(tomllib.loads(text), {}, SourceRef(file="built_in.toml"))


def read_profiles(data: Mapping[str, Any], known: Mapping[str, Profile], where: SourceRef) -> dict[str, Profile]:
    """Profiles from TOML tables by name; ``known`` ones, and those further up, can be a base.

    One without a base has no limits and makes files as for listening at home. Raises ConfigError naming table and key.
    """
    found: dict[str, Profile] = {}
    for name, table in data.items():
        if not isinstance(table, dict):
            raise ConfigError(f"'profiles.{name}' must be a table", source=where, hint=f"write [profiles.{name}]")
        found[name] = _profile(name, table, {**known, **found}, where)
    return found


def profile_named(name: str, profiles: Mapping[str, Profile]) -> Profile:
    """The profile of a name. Raises ConfigError for an unknown one."""
    if name not in profiles:
        raise ConfigError(f"there is no profile named '{name}'", hint=_choices(name, profiles))
    return profiles[name]


def _profile(name: str, table: Mapping[str, Any], known: Mapping[str, Profile], where: SourceRef) -> Profile:
    label = f"profiles.{name}"
    for key in table:
        if key not in _KEYS:
            raise ConfigError(f"[{label}] unknown key '{key}'", source=where, hint=_choices(key, _KEYS))
    base = Profile("")
    if "base" in table:
        if table["base"] not in known:
            raise ConfigError(
                f"'{label}.base' names '{table['base']}'", source=where, hint=_choices(str(table["base"]), known)
            )
        base = known[table["base"]]
    for part in ("making", "limits"):
        if not isinstance(table.get(part, {}), dict):
            raise ConfigError(f"'{label}.{part}' must be a table", source=where, hint=f"write [{label}.{part}]")
    return Profile(
        name,
        str(table.get("summary", "")),
        tuple(map(str, table.get("sources", ()))),
        _table(base.making, table.get("making", {}), f"{label}.making", where),
        _table(base.limits, table.get("limits", {}), f"{label}.limits", where),
    )


def _table(base: _T, data: Mapping[str, Any], label: str, where: SourceRef) -> _T:
    known = {f.name: str(f.type) for f in fields(base)}
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            raise ConfigError(f"[{label}] unknown key '{key}'", source=where, hint=_choices(key, known))
        values[key] = _value(value, known[key], f"{label}.{key}", where)
    return replace(base, **values)


def _value(value: Any, kind: str, label: str, where: SourceRef) -> Any:  # noqa: ANN401 - TOML data has any type
    """A value of the kind that the field's annotation names. Raises ConfigError."""
    fits, made, wanted = _KINDS[kind]
    if not fits(value):
        raise ConfigError(f"'{label}' must be {wanted}, not {value!r}", source=where)
    return made(value)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_range(value: object) -> bool:
    return isinstance(value, list) and len(value) == _RANGE_ENDS and all(v == "" or _is_number(v) for v in value)


def _range(value: list[Any]) -> Range:
    return Range(*(None if end == "" else float(end) for end in value))


def _list_of(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(type(v) is kind for v in value)


#: Annotation of a field -> whether a TOML value fits it, what is made of it, and what is asked for.
_KINDS: Mapping[str, tuple[Callable[[Any], bool], Callable[[Any], Any], str]] = {
    "Range": (_is_range, _range, 'two numbers [least, most], "" for no limit'),
    "float": (_is_number, float, "a number"),
    "int": (lambda value: type(value) is int, int, "a whole number"),
    "int | None": (lambda value: type(value) is int, int, "a whole number"),
    "bool": (lambda value: type(value) is bool, bool, "true or false"),
    "str": (lambda value: type(value) is str, str, "a text in quotes"),
    "tuple[str, ...]": (_list_of(str), tuple, "a list of texts"),
    "tuple[int, ...]": (_list_of(int), tuple, "a list of whole numbers"),
}


def _choices(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    return (f"did you mean '{near[0]}'? " if near else "") + f"there are: {', '.join(names)}"
