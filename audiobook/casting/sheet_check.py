"""Reading a casting sheet: what may stand in it, and errors that name file, line, key and what to write instead."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audiobook.cast import Age, Gender
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
    "first_place": (str,),
    "engine": (str,),
    "voice": (str,),
    "speed": (int, float),
    "pitch": (int, float),
    "direction": (str,),
    "notes": (str,),
    "pinned": (bool, list),
}
#: The narrator and the speakers nobody knows, as a sheet's tables and as a cue's speaker.
TABLES = {"narrator": "", "unknown": "?"}
_TOP = (*TABLES, "character", "series")
CHOICES: dict[str, tuple[str, ...]] = {"gender": tuple(Gender), "age": tuple(Age)}
#: What can be a person's own choice, and so stand in ``pinned``.
PIN_KEYS = ("name", "aliases", "gender", "age", "engine", "voice", "speed", "pitch", "direction")
LIMITS = {"speed": (0.25, 4.0), "pitch": (-24.0, 24.0)}
_SHAPES = {
    "aliases": 'a list of texts: ["Miss Hill"]',
    "pinned": 'true, false or a list of keys: ["voice"]',
    "lines": "a whole number",
    "speed": "a number: 1.1",
    "pitch": "a number: -2",
}
_HEADER = re.compile(r"\s*\[+\s*[\"']?(\w+)[\"']?\s*\]+\s*(?:#.*)?")
_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


@dataclass(frozen=True, slots=True)
class CastSheet:
    """A sheet as read: its tables by character name, ``""`` for the narrator and ``"?"`` for unknown speakers.

    ``series`` is the path of the sheet shared by a series, as it stands there.
    """

    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    file: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class _At:
    """A table of the sheet: enough to name it and to find its keys' lines."""

    text: str
    file: str
    table: str
    number: int = 1

    def __str__(self) -> str:
        return f"[[character]] number {self.number}" if self.table == "character" else f"[{self.table}]"

    def error(self, key: str, message: str, hint: str) -> ConfigError:
        return sheet_error(self.file, message, hint, line_of(self.text, self.table, self.number, key))


def sheet_error(file: str, message: str, hint: str, line: int = 0) -> ConfigError:
    """An error about a sheet; ``line`` 0 is unknown."""
    return ConfigError(message, source=SourceRef(file=file, line=line), hint=hint)


def parse_cast(text: str, file: str = "cast.toml") -> CastSheet:
    """Read and check a sheet. Raises ConfigError naming the file, the line and the key."""
    text = plain(text)
    data = _load(text, file)
    for key, value in data.items():
        if key not in _TOP:
            raise _unknown_key(_At(text, file, key), "", key, _TOP, "the sheet")
        if key == "series" and not isinstance(value, str):
            raise sheet_error(file, "'series' must be a text", 'write the path of the shared sheet: series = "…"')
    entries: dict[str, Mapping[str, Any]] = {}
    for key, name in TABLES.items():
        if key in data:
            entries[name] = _checked(data[key], _At(text, file, key))
    characters = data.get("character", [])
    if not isinstance(characters, list):
        raise sheet_error(file, "'character' must be a list of tables", "begin each character with [[character]]")
    for n, entry in enumerate(characters, 1):
        at = _At(text, file, "character", n)
        checked = _checked(entry, at)
        name = " ".join(str(checked.get("name", "")).split())
        if not name or name == "?":
            raise at.error("name", f"{at} has no 'name'", 'add name = "…"')
        if name in entries:
            raise at.error(
                "name", f"'name' in {at}: the character '{name}' stands there twice", "keep one [[character]] of it"
            )
        entries[name] = checked
    _check_aliases(characters, text, file)
    return CastSheet(entries, file, data.get("series", ""))


def plain(text: str) -> str:
    """Without a byte order mark, with plain line ends."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _load(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        why = _TOML_PLACE.sub("", str(error))
        raise sheet_error(
            file, f"not TOML: {why}", 'look at the line named; a text stands in quotes: voice = "…"', line
        ) from error
    except RecursionError as error:
        raise sheet_error(file, "not a casting sheet: nested too deeply", "see the header of a fresh sheet") from error


def _check_aliases(characters: list[Mapping[str, Any]], text: str, file: str) -> None:
    owner: dict[str, str] = {}
    for n, entry in enumerate(characters, 1):
        name = " ".join(str(entry["name"]).split())
        for alias in entry.get("aliases", []):
            if owner.setdefault(alias, name) != name:
                raise _At(text, file, "character", n).error(
                    "aliases",
                    f"'{alias}' is an alias of both '{owner[alias]}' and '{name}'",
                    "keep it in one of them; if they are one person, name the other in 'aliases' instead",
                )


def _checked(entry: object, at: _At) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise at.error("", f"{at} must be a table", f"write {at} on a line of its own and its keys below")
    for key, value in entry.items():
        if key not in KEYS:
            raise _unknown_key(at, key, key, tuple(KEYS), str(at))
        good = isinstance(value, KEYS[key]) and (bool in KEYS[key] or not isinstance(value, bool))
        if good and isinstance(value, list):
            good = all(isinstance(one, str) for one in value)
        if not good:
            raise at.error(key, f"'{key}' in {at} must be {_SHAPES.get(key, 'a text')}", "write it in that form")
        if key == "pinned" and isinstance(value, list):
            for one in value:
                if one not in PIN_KEYS:
                    raise _unknown_key(at, key, one, PIN_KEYS, f"'pinned' of {at}")
        _check_range(key, value, at)
    return entry


def _check_range(key: str, value: Any, at: _At) -> None:  # noqa: ANN401 - TOML data
    if key in CHOICES and value not in CHOICES[key]:
        raise at.error(key, f"'{key}' in {at} is '{value}'", f"use one of: {', '.join(CHOICES[key])}")
    limits = LIMITS.get(key)
    if limits and not limits[0] <= value <= limits[1]:
        raise at.error(key, f"'{key}' in {at} is {value}", f"use a number from {limits[0]:g} to {limits[1]:g}")


def _unknown_key(at: _At, place: str, key: str, known: tuple[str, ...], where: str) -> ConfigError:
    near = difflib.get_close_matches(key, known, n=1)
    guess = f"did you mean '{near[0]}'? " if near else ""
    return at.error(place, f"unknown key '{key}' in {where}", f"{guess}known: {', '.join(known)}")


def line_of(text: str, table: str, number: int = 1, key: str = "") -> int:
    """The line of a key in the ``number``-th table of a name, of its header without such a key; 0 when not found.

    ``""`` stands for what comes before the first table.
    """
    seen = header = 0
    inside = not table
    for n, line in enumerate(plain(text).split("\n"), 1):
        if found := _HEADER.fullmatch(line):
            if inside:
                break
            seen += found[1] == table
            inside = found[1] == table and seen == number
            header = n if inside else header
        elif inside and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return n
    return header


def line_of_name(text: str, name: str, key: str = "") -> int:
    """The line of a character's key in a sheet that parses; ``""`` is the narrator, ``"?"`` the unknown speakers."""
    for table, speaker in TABLES.items():
        if name == speaker:
            return line_of(text, table, 1, key)
    characters = _load(plain(text), "").get("character", [])
    names = [" ".join(str(entry.get("name", "")).split()) for entry in characters]
    return line_of(text, "character", names.index(name) + 1, key) if name in names else 0
