"""``audiobook.toml`` -> Config. This is the only reader of that file."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from audiobook.config.settings import Config
from audiobook.config.tables import AudioConfig, BuildConfig, CastingConfig, CreditsConfig, MetadataConfig
from audiobook.editing.pauses import pause_table
from audiobook.engines.http.settings import HttpSettings
from audiobook.engines.kokoro.settings import KokoroSettings
from audiobook.engines.piper.settings import PiperSettings
from audiobook.engines.qwen.settings import QwenSettings
from audiobook.errors import ConfigError
from audiobook.profiles.read import built_in, read_profiles
from audiobook.reading import ReadingPolicy
from audiobook.source import SourceRef
from audiobook.userfiles import real_path, text_of

_SHAPES: Mapping[type, str] = {
    bool: "true or false",
    str: "a text in quotes",
    int: "a whole number",
    float: "a number",
    tuple: "a list of texts",
    dict: "a table",
}
_T = TypeVar(
    "_T",
    BuildConfig,
    AudioConfig,
    ReadingPolicy,
    CastingConfig,
    CreditsConfig,
    MetadataConfig,
    QwenSettings,
    KokoroSettings,
    PiperSettings,
    HttpSettings,
)
#: Engines with tables of their own.
_ENGINES = ("qwen", "kokoro", "piper", "http")
#: Says of a setting that the profile has, what leaving it out says too.
_PROFILES_OWN = "auto"


def load_config(path: Path) -> Config:
    """Read a config file. Raises ConfigError naming file and key."""
    try:
        data = tomllib.loads(text_of(path, "utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"there is no config file '{path}'", hint="write one with: audiobook init") from None
    except IsADirectoryError:
        raise ConfigError(f"'{path}' is a folder, not a config file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read '{path}': {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"'{path}' is not valid TOML: {error}", hint="mend the line that it names") from None
    return parse_config(data, str(path), real_path(path).parent)


def parse_config(data: Mapping[str, Any], file: str, folder: Path = Path()) -> Config:
    """Config from TOML data. Raises ConfigError for an unknown key, a wrong type or a value out of range."""
    where = SourceRef(file=file)
    names = ("build", "audio", "reading", "casting", "credits", "metadata", *_ENGINES, "pauses_ms", "profiles")
    for key, value in data.items():
        if key not in names:
            raise _unknown(key, names, where)
        if not isinstance(value, dict):
            raise ConfigError(f"'{key}' must be a table", source=where, hint=f"write [{key}] on a line of its own")
    own = read_profiles(data.get("profiles", {}), built_in(), where)
    config = Config(
        build=_table(BuildConfig(), data.get("build", {}), "build", where),
        reading=_table(ReadingPolicy(), data.get("reading", {}), "reading", where),
        casting=_table(CastingConfig(), data.get("casting", {}), "casting", where),
        metadata=_table(MetadataConfig(), data.get("metadata", {}), "metadata", where),
        qwen=_table(QwenSettings(), data.get("qwen", {}), "qwen", where),
        kokoro=_table(KokoroSettings(), data.get("kokoro", {}), "kokoro", where),
        piper=_table(PiperSettings(), data.get("piper", {}), "piper", where),
        http=_table(HttpSettings(), data.get("http", {}), "http", where),
        profiles={**built_in(), **own},
        given={
            "audio": _given(AudioConfig(), data.get("audio", {}), "audio", where),
            "credits": _given(CreditsConfig(), data.get("credits", {}), "credits", where),
            "pauses_ms": _pauses(data.get("pauses_ms", {}), where),
        },
        folder=folder,
    )
    try:
        return config.with_profile(config.build.profile)
    except ConfigError as error:
        raise ConfigError(f"build.profile: {error.message}", source=where, hint=error.hint) from None


def _table(base: _T, data: Mapping[str, Any], name: str, where: SourceRef) -> _T:
    return replace(base, **_given(base, data, name, where))


def _given(base: _T, data: Mapping[str, Any], name: str, where: SourceRef) -> dict[str, Any]:
    """The values of a table, checked."""
    known = {f.name: f for f in fields(base)}
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            raise _unknown(key, tuple(known), where, f"[{name}] ")
        if value == _PROFILES_OWN and "profile" in known[key].metadata:
            continue
        values[key] = _value(value, getattr(base, key), known[key].metadata, f"{name}.{key}", where)
    return values


def _value(value: Any, default: Any, limits: Mapping[str, Any], key: str, where: SourceRef) -> Any:  # noqa: ANN401 - TOML data has any type
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(v, str) for v in value):
        value = tuple(value)
    if type(value) is not type(default):
        wanted = _SHAPES[type(default)]
        raise ConfigError(f"'{key}' must be {wanted}, not {value!r}", source=where)
    if "choices" in limits and value not in limits["choices"]:
        raise ConfigError(
            f"'{key}' is {value!r}", source=where, hint=f"use one of: {', '.join(map(str, limits['choices']))}"
        )
    for entry in value if "members" in limits else ():
        if entry not in limits["members"]:
            raise _no_member(key, entry, limits["members"], where)
    if "least" in limits and not limits["least"] <= value <= limits["most"]:
        raise ConfigError(f"'{key}' is {value}", source=where, hint=f"use {limits['least']} to {limits['most']}")
    return value


def _pauses(data: Mapping[str, Any], where: SourceRef) -> dict[str, int]:
    try:
        pause_table(data)
    except ConfigError as error:
        raise ConfigError(error.message, source=where, hint=error.hint) from None
    return dict(data)


def _unknown(key: str, known: tuple[str, ...], where: SourceRef, table: str = "") -> ConfigError:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(known)}"
    return ConfigError(f"{table}unknown key '{key}'", source=where, hint=hint)


def _no_member(key: str, entry: str, members: tuple[str, ...], where: SourceRef) -> ConfigError:
    near = difflib.get_close_matches(entry, members, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(members)}"
    return ConfigError(f"'{key}' names '{entry}', which is not known", source=where, hint=hint)
