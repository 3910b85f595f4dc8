"""``cast.toml``, the casting sheet: written for people to edit, read back with what they changed kept as pins.

The corridor keeps the text it last wrote (``base``); what differs from it is a person's. ``pinned = true`` says so
outright.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audiobook.cast import Age, Cast, Character, Gender, Part
from audiobook.errors import ConfigError
from audiobook.source import SourceRef

#: Keys of one character in the order they are written, with their types.
KEYS: dict[str, tuple[type, ...]] = {
    "name": (str,),
    "aliases": (list,),
    "gender": (str,),
    "age": (str,),
    "lines": (int,),
    "first_line": (str,),
    "engine": (str,),
    "voice": (str,),
    "speed": (int, float),
    "pitch": (int, float),
    "direction": (str,),
    "notes": (str,),
    "pinned": (bool,),
}
_CHOICES: dict[str, tuple[str, ...]] = {"gender": tuple(Gender), "age": tuple(Age)}
#: What counts as a person's choice when it differs from what was written.
PIN_KEYS = ("voice", "engine", "speed", "pitch", "direction", "gender", "age", "aliases")
#: Fields that a refresh rewrites, unless they are a person's.
_OURS = ("aliases", "gender", "age", "lines", "first_line", "engine", "voice", "speed", "pitch", "direction")
_SPEEDS = (0.25, 4.0)
_PITCHES = (-24.0, 24.0)
_HEAD = "Who speaks, with which voice. What you change (voice, speed, pitch, direction, gender, age, aliases) stays."


@dataclass(frozen=True, slots=True)
class CastSheet:
    """A sheet as read: its tables by character name, ``""`` for the narrator and ``"?"`` for unknown speakers."""

    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    file: str = ""


def parse_cast(text: str, file: str = "cast.toml") -> CastSheet:
    """Read and check a sheet. Raises ConfigError naming the file and the key."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _error(file, f"not TOML: {error}", "look at the line named; texts stand in quotes") from error
    for key in data:
        if key not in {"narrator", "unknown", "character"}:
            raise _unknown_key(file, key, ["narrator", "unknown", "character"], "the sheet")
    entries: dict[str, Mapping[str, Any]] = {}
    for key, name in (("narrator", ""), ("unknown", "?")):
        if key in data:
            entries[name] = _checked(data[key], f"[{key}]", file)
    characters = data.get("character", [])
    if not isinstance(characters, list):
        raise _error(file, "'character' must be a list of tables", "begin each character with [[character]]")
    for n, entry in enumerate(characters, 1):
        checked = _checked(entry, f"[[character]] number {n}", file)
        name = " ".join(str(checked.get("name", "")).split())
        if not name:
            raise _error(file, f"[[character]] number {n} has no 'name'", 'add name = "…"')
        if name in entries:
            raise _error(file, f"the character '{name}' stands there twice", "keep one [[character]] of that name")
        entries[name] = checked
    _check_aliases(entries, file)
    return CastSheet(entries, file)


def _check_aliases(entries: Mapping[str, Mapping[str, Any]], file: str) -> None:
    owner: dict[str, str] = {}
    for name, entry in entries.items():
        for alias in entry.get("aliases", []):
            if owner.setdefault(alias, name) != name:
                raise _error(
                    file, f"'{alias}' is an alias of both '{owner[alias]}' and '{name}'", "keep it in one of them"
                )


def _checked(entry: object, where: str, file: str) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise _error(file, f"{where} must be a table", f"write {where} on a line of its own and its keys below")
    for key, value in entry.items():
        if key not in KEYS:
            raise _unknown_key(file, key, list(KEYS), where)
        good = isinstance(value, KEYS[key]) and (bool in KEYS[key] or not isinstance(value, bool))
        if good and key == "aliases":
            good = all(isinstance(alias, str) for alias in value)
        if not good:
            wanted = {"aliases": "a list of texts", "pinned": "true or false", "lines": "a whole number"}.get(
                key, "a number" if float in KEYS[key] else "a text"
            )
            raise _error(file, f"'{key}' in {where} must be {wanted}", "see the other entries of the sheet")
        _check_range(key, value, where, file)
    return entry


def _check_range(key: str, value: Any, where: str, file: str) -> None:  # noqa: ANN401 - TOML data
    if key in _CHOICES and value not in _CHOICES[key]:
        raise _error(file, f"'{key}' in {where} is '{value}'", f"use one of: {', '.join(_CHOICES[key])}")
    limits = {"speed": _SPEEDS, "pitch": _PITCHES}.get(key)
    if limits and not limits[0] <= value <= limits[1]:
        raise _error(file, f"'{key}' in {where} is {value}", f"use a number from {limits[0]} to {limits[1]}")


def _error(file: str, message: str, hint: str) -> ConfigError:
    return ConfigError(message, source=SourceRef(file=file), hint=hint)


def _unknown_key(file: str, key: str, known: list[str], where: str) -> ConfigError:
    near = difflib.get_close_matches(key, known, n=1)
    guess = f"did you mean '{near[0]}'? " if near else ""
    return _error(file, f"unknown key '{key}' in {where}", f"{guess}known: {', '.join(known)}")


def pins(text: str, base: str = "", file: str = "cast.toml") -> dict[str, Mapping[str, Any]]:
    """What a person chose in ``text``, by character name: only the fields that differ from ``base``.

    With ``pinned = true`` all of an entry's fields count. ``""`` is the narrator, ``"?"`` the unknown speakers. Without
    a ``base`` every field that was not left at its default counts. Raises ConfigError.
    """
    mine = parse_cast(text, file).entries
    ours = parse_cast(base, file).entries if base else {}
    found: dict[str, Mapping[str, Any]] = {}
    for name, entry in mine.items():
        old = ours.get(name, {})
        explicit = entry.get("pinned") is True
        changed = {
            k: entry[k] for k in PIN_KEYS if k in entry and (explicit or entry[k] != old.get(k, _DEFAULTS.get(k)))
        }
        if "voice" in changed or "engine" in changed:
            # A voice is one of an engine's: the two are chosen together.
            changed |= {k: entry[k] for k in ("engine", "voice") if k in entry}
        if changed or explicit:
            found[name] = changed
    return found


_DEFAULTS: dict[str, Any] = {
    "speed": 1.0,
    "pitch": 0.0,
    "direction": "",
    "aliases": [],
    "gender": "unknown",
    "age": "unknown",
}


def with_pins(part: Part, pin: Mapping[str, Any]) -> Part:
    """A part with a person's choices put in; pinned only when the voice is among them."""
    person = part.character
    character = Character(
        person.name,
        Gender(pin.get("gender", person.gender)),
        Age(pin.get("age", person.age)),
        person.lines,
        person.first_line,
        tuple(pin.get("aliases", person.aliases)),
    )
    return Part(
        character,
        pin.get("engine", part.engine),
        pin.get("voice", part.voice),
        float(pin.get("speed", part.speed)),
        float(pin.get("pitch", part.pitch)),
        pin.get("direction", part.direction),
        part.notes,
        part.pinned or "voice" in pin,
    )


def voices_of(text: str, file: str = "cast.toml") -> dict[str, tuple[str, str]]:
    """The (engine, voice) of every character of a sheet, for ``assign(previous=…)``. Raises ConfigError."""
    entries = parse_cast(text, file).entries
    return {
        n: (e["engine"], e["voice"]) for n, e in entries.items() if n not in {"", "?"} and {"engine", "voice"} <= set(e)
    }


def format_cast(cast: Cast) -> str:
    """A fresh sheet of a cast."""
    return refresh(None, cast)


def refresh(text: str | None, cast: Cast, base: str = "") -> str:
    """The sheet brought up to date with a cast, everything a person wrote (comments and order too) left as it is.

    A character that no longer speaks is dropped unless a person edited its entry. Raises ConfigError for a bad sheet.
    """
    import tomlkit

    if text is None or not text.strip():
        document = tomlkit.document()
        document.add(tomlkit.comment(_HEAD))
        own: Mapping[str, Mapping[str, Any]] = {}
    else:
        own = pins(text, base) if base else {n: e for n, e in parse_cast(text).entries.items() if e.get("pinned")}
        document = tomlkit.parse(text.removeprefix("\ufeff"))
    for key, name, part in (("narrator", "", cast.narrator), ("unknown", "?", cast.unknown)):
        if key not in document:
            document.add(key, tomlkit.table())
        _fill(document[key], part, own.get(name, {}), ("engine", "voice", "speed", "pitch", "direction"))
    ours = parse_cast(base).entries if base else {}
    characters = document.get("character")
    if characters is None:
        characters = tomlkit.aot()
    parts = {part.character.name: part for part in cast.parts}
    there = {}
    for n in range(len(characters) - 1, -1, -1):
        name = " ".join(str(characters[n]["name"]).split())
        if name not in parts and name not in own and name in ours:
            del characters[n]
        else:
            there[name] = characters[n]
    for name, part in parts.items():
        table = there.get(name)
        if table is None:
            table = tomlkit.table()
            table.add("name", name)
            _fill(table, part, {}, _OURS)
            characters.append(table)
        else:
            _fill(table, part, own.get(name, {}), _OURS)
    if "character" not in document and len(characters):
        document.add("character", characters)
    return tomlkit.dumps(document)


def _fill(table: Any, part: Part, own: Mapping[str, Any], keys: tuple[str, ...]) -> None:  # noqa: ANN401 - tomlkit's
    """Write our fields into a table, the person's own left alone; a default that was never there is not written."""
    person = part.character
    values: dict[str, Any] = {
        "aliases": list(person.aliases),
        "gender": str(person.gender),
        "age": str(person.age),
        "lines": person.lines,
        "first_line": person.first_line,
        "engine": part.engine,
        "voice": part.voice,
        "speed": part.speed,
        "pitch": part.pitch,
        "direction": part.direction,
    }
    for key in keys:
        default = key in {"aliases", "direction", "first_line"} and not values[key]
        plain = key in {"speed", "pitch"} and values[key] == _DEFAULTS[key]
        if key in own or (key not in table and (default or plain)):
            continue
        if key not in table or table[key] != values[key]:
            table[key] = values[key]
