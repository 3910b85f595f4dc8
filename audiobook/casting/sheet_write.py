"""Writing a casting sheet: our fields brought up to date, every word, comment and order of a person left as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from audiobook.cast import Cast, Part
from audiobook.casting.sheet_check import PIN_KEYS, TABLES, parse_cast
from audiobook.casting.sheet_toml import add, comments_of, drop, open_sheet, put, tables_of

#: Values that mean the same as a key that is not there.
DEFAULTS: dict[str, Any] = {
    "speed": 1.0,
    "pitch": 0.0,
    "direction": "",
    "aliases": [],
    "gender": "unknown",
    "age": "unknown",
}
#: Fields that a refresh rewrites, unless they are a person's.
_OURS = (
    "aliases", "gender", "age", "lines", "first_line", "first_place", "engine", "voice", "speed", "pitch", "direction",
)  # fmt: skip
#: The narrator and the unknown speakers have a voice and nothing else.
_VOICED = ("engine", "voice", "speed", "pitch", "direction")
#: What the narrator's own name is where nobody of the book tells it.
_NARRATOR = "Narrator"
_HEAD = """\
The casting sheet: who speaks, with which voice. Change what you like: what you change stays, and so do your comments.

name         as in the script's tags. Change it to rename the character; `audiobook cast` then renames the tags.
aliases      other names of the same person. Name another character here and both become one: ["Miss Hill"]
gender       female, male, neutral or unknown; age: child, young, adult, old or unknown. They choose the voice.
lines, first_line, first_place   how much, what and where they speak first; counted anew each time.
engine, voice   see `audiobook voices`. speed: 0.25 to 4, 1 is normal. pitch: semitones, -24 to 24.
direction    how it is spoken, for engines that take directions: "tired, slow"
notes        yours; never read aloud.
pinned       the fields that are your choice. We add what you change; take one out and we choose again. true: all.

[narrator] reads what nobody speaks; its name is the character who tells a first-person book: one voice for both ("" for
nobody). [unknown] speaks the lines whose speaker nobody knows ([?] in the script).
series = "PATH" above the first table names a sheet shared by several books (`audiobook cast BOOK --series FILE`)."""


def update(text: str, cast: Cast, base: str, own: Mapping[str, Mapping[str, Any]]) -> str:
    """The sheet brought up to date with a cast, everything a person wrote (comments and order too) left as it is.

    ``own`` is what a person chose. A character that no longer speaks is dropped unless a person touched its entry.
    Raises ConfigError for a bad sheet.
    """
    import tomlkit

    if text.strip():
        document = open_sheet(text)
    else:
        document = tomlkit.document()
        for line in _HEAD.split("\n"):
            document.add(tomlkit.comment(line))
        document.add(tomlkit.nl())
    for key, name in TABLES.items():
        if key not in document:
            document.add(key, tomlkit.table())
        _fill(document[key], cast.narrator if not name else cast.unknown, own.get(name, {}), _VOICED)
    _teller(document["narrator"], cast.narrator.character.name, own.get("", {}))
    _characters(document, cast, own, parse_cast(base).entries if base.strip() else {})
    return tomlkit.dumps(document)


def _teller(
    table: Any,  # noqa: ANN401 - tomlkit's
    name: str,
    own: Mapping[str, Any],
) -> None:
    """Name the character who tells a first-person book: the narrator and they are one voice."""
    if "name" in own:
        return
    if name != _NARRATOR:
        put(table, "name", name)
    elif "name" in table:
        del table["name"]


def _characters(
    document: Any,  # noqa: ANN401 - tomlkit's
    cast: Cast,
    own: Mapping[str, Mapping[str, Any]],
    ours: Mapping[str, Mapping[str, Any]],
) -> None:
    import tomlkit

    there = tables_of(document)
    parts = {part.character.name: part for part in cast.parts}
    for name, table in list(there.items()):
        silent = name not in parts or parts[name].character.lines == 0
        if silent and name in ours and not _touched(table, own.get(name), ours[name]):
            drop(document, name)
        elif silent and (name in ours or own.get(name)):
            put(table, "lines", 0)
            _mark(table, own.get(name, {}))
    claimed = _claims(cast, own)
    for name, part in parts.items():
        aliases = [a for a in part.character.aliases if claimed.get(a) == name]
        if name in there and part.character.lines:
            _fill(there[name], part, own.get(name, {}), _OURS, aliases)
        elif name not in there and (part.character.lines or part.pinned):
            table = tomlkit.table()
            table.add("name", name)
            _fill(table, part, own.get(name, {}), _OURS, aliases)
            add(document, table)


def _claims(cast: Cast, own: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Whose each alias is: a person's word first, then the first character's; never one that is a character's name."""
    claimed = {part.character.name: "" for part in cast.parts}
    for name, pin in own.items():
        claimed |= dict.fromkeys(pin.get("aliases", ()), name)
    for part in cast.parts:
        for alias in part.character.aliases:
            claimed.setdefault(alias, part.character.name)
    return claimed


def _touched(table: Any, pin: Mapping[str, Any] | None, old: Mapping[str, Any]) -> bool:  # noqa: ANN401 - tomlkit's
    """Whether a person left anything in an entry: a choice, notes, a comment."""
    if pin or table.get("pinned") or table.get("notes", "") != old.get("notes", ""):
        return True
    return bool(table.get("notes")) or bool(comments_of(table))


def _fill(
    table: Any,  # noqa: ANN401 - tomlkit's
    part: Part,
    own: Mapping[str, Any],
    keys: tuple[str, ...],
    aliases: Sequence[str] = (),
) -> None:
    """Write our fields into a table, the person's own left alone; a default that was never there is not written."""
    person = part.character
    values: dict[str, Any] = {
        "aliases": list(aliases),
        "gender": str(person.gender),
        "age": str(person.age),
        "lines": person.lines,
        "first_line": person.first_line,
        "first_place": person.first_place,
        "engine": part.engine,
        "voice": part.voice,
        "speed": part.speed,
        "pitch": part.pitch,
        "direction": part.direction,
    }
    for key in keys:
        default = key in {"aliases", "direction", "first_line", "first_place"} and not values[key]
        plain_value = key in {"speed", "pitch"} and values[key] == DEFAULTS[key]
        if key not in own and (key in table or not (default or plain_value)):
            put(table, key, values[key])
    if part.notes and not table.get("notes"):
        put(table, "notes", part.notes)
    _mark(table, own)


def _mark(table: Any, own: Mapping[str, Any]) -> None:  # noqa: ANN401 - tomlkit's
    """Say in the table which fields are a person's; what a person wrote of that as ``true`` or ``false`` stays."""
    wanted = [key for key in PIN_KEYS if key in own]
    if table.get("pinned") is True:
        return
    if wanted:
        put(table, "pinned", wanted)
    elif isinstance(table.get("pinned"), list):
        del table["pinned"]
