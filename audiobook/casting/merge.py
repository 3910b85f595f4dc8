"""Two characters become one, and a character gets another name: by command, or by a person's edit of the sheet.

Both are told by the sheet alone: what stands in ``aliases`` is no character of its own. So a merge is an alias added,
a rename a new ``name`` with the old one as alias, and both hold for every later script of the book.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audiobook.casting.sheet import pins
from audiobook.casting.sheet_check import line_of_name, parse_cast, sheet_error
from audiobook.casting.sheet_toml import comments_of, drop, note, open_sheet, put, tables_of
from audiobook.errors import ConfigError

#: Fields of which only one can stand when two characters become one.
_SINGLE = ("gender", "age", "voice", "speed", "pitch", "direction")


@dataclass(frozen=True, slots=True)
class Settled:
    """A sheet in which every person has one entry, and what that does to the script.

    ``base`` is what we last wrote, with the same renames; ``names`` maps every other name to the one that stands in the
    script; ``lost`` lists what a person had chosen for a character that became part of another.
    """

    text: str
    base: str
    names: Mapping[str, str]
    lost: tuple[str, ...] = ()


def merge_characters(text: str, keep: str, other: str, file: str = "cast.toml") -> str:
    """The sheet with ``other`` as an alias of ``keep``; ``settle`` does the rest. Raises ConfigError."""
    document = open_sheet(text, file)
    tables = tables_of(document)
    keep, other = _known(keep, text, file), _one_line(other)
    if other not in tables:
        owner = _owners(text, file).get(other, "")
        if owner == keep:
            return text
        other = _known(other, text, file)
    if keep == other:
        raise sheet_error(file, f"'{keep}' cannot be merged with itself", "name two characters: merge A B")
    put(tables[keep], "aliases", _with(tables[keep].get("aliases", []), other))
    mine = tables[other].get("aliases", [])
    if keep in mine:
        put(tables[other], "aliases", [alias for alias in mine if alias != keep])
    return _dump(document)


def rename_character(text: str, old: str, new: str, file: str = "cast.toml") -> str:
    """The sheet with a character under another name, the old one as alias. Raises ConfigError."""
    document = open_sheet(text, file)
    tables = tables_of(document)
    old, new = _known(old, text, file), _one_line(new)
    if not new or new == "?":
        raise sheet_error(file, "a character needs a name", "give the new name: rename OLD NEW")
    if new == old:
        return text
    if new in tables:
        raise sheet_error(
            file,
            f"there is a character '{new}' already",
            f"to make both one: merge '{new}' '{old}'",
            line_of_name(text, new, "name"),
        )
    owner = _owners(text, file).get(new, old)
    if owner != old:
        raise sheet_error(
            file,
            f"'{new}' is an alias of '{owner}'",
            "take it out of 'aliases' there first",
            line_of_name(text, owner, "aliases"),
        )
    _rename(tables[old], old, new)
    return _dump(document)


def settle(text: str, base: str = "", file: str = "cast.toml") -> Settled:
    """Apply what a person did to names and aliases. Raises ConfigError for names that stand for each other."""
    if not text.strip():
        return Settled(text, base, {})
    document = open_sheet(text, file)
    ours = open_sheet(base, file) if base.strip() else None
    renamed = _renamed(text, base, file)
    for old, new in renamed.items():
        _rename(tables_of(document)[new], old, new)
        put(tables_of(ours)[old], "name", new)
    text = _dump(document)
    base = _dump(ours) if ours is not None else base
    names = _names(text, file)
    lost: list[str] = []
    chosen = pins(text, base, file) if base.strip() else pins(text, text, file)
    # Those deepest in a chain first, so that nothing is moved into an entry that is gone already.
    for other in [name for name in tables_of(document) if name in names]:
        tables = tables_of(document)
        lost += _join(tables[names[other]], tables[other], names[other], other, chosen)
        drop(document, other)
    return Settled(_dump(document), base, names, tuple(lost))


def _join(
    table: Any,  # noqa: ANN401 - tomlkit's
    gone: Any,  # noqa: ANN401 - tomlkit's
    keep: str,
    other: str,
    chosen: Mapping[str, Mapping[str, Any]],
) -> list[str]:
    """Move what can be kept of one entry into another; what cannot, in words."""
    aliases = table.get("aliases", [])
    for alias in (other, *gone.get("aliases", [])):
        aliases = _with(aliases, alias) if alias != keep else aliases
    put(table, "aliases", aliases)
    notes = [str(t["notes"]) for t in (table, gone) if t.get("notes")]
    if gone.get("notes") and notes[0] != notes[-1]:
        notes = [" / ".join(notes)]
    if notes:
        put(table, "notes", notes[0])
    comments = comments_of(gone)
    if comments:
        note(table, comments)
    pin = chosen.get(other, {})
    return [
        f"'{other}' is now '{keep}': your {key} {pin[key]!r} for '{other}' gives way to {table.get(key, 'the usual')!r}"
        for key in _SINGLE
        if key in pin and pin[key] != table.get(key)
    ]


def _rename(table: Any, old: str, new: str) -> None:  # noqa: ANN401 - tomlkit's
    put(table, "name", new)
    put(table, "aliases", [alias for alias in _with(table.get("aliases", []), old) if alias != new])
    pinned = table.get("pinned")
    if pinned is not True:
        put(table, "pinned", _with(pinned or [], "name"))


def _renamed(text: str, base: str, file: str) -> dict[str, str]:
    """Old name -> new one of entries whose ``name`` a person changed.

    They are known by what we wrote of them: the same lines, the same first line, and no second entry like it.
    """
    mine = parse_cast(text, file).entries
    ours = parse_cast(base, file).entries if base.strip() else {}

    def mark(entry: Mapping[str, Any]) -> tuple[Any, Any]:
        return entry.get("lines", 0), entry.get("first_line", "")

    gone = {name: mark(entry) for name, entry in ours.items() if name not in mine}
    new = {name: mark(entry) for name, entry in mine.items() if name not in ours}
    often = Counter((*gone.values(), *(("new", m) for m in new.values())))
    found = {}
    for name, signs in new.items():
        for old, other in gone.items():
            if signs == other and signs[1] and often[signs] == often["new", signs] == 1:
                found[old] = name
    return found


def _names(text: str, file: str) -> dict[str, str]:
    """Every alias -> the name that it stands for in the end."""
    owners = _owners(text, file)
    names: dict[str, str] = {}
    for alias in owners:
        name, seen = owners[alias], {alias}
        while name in owners and name not in seen:
            seen.add(name)
            name = owners[name]
        if name in seen:
            raise sheet_error(
                file,
                f"'{alias}' and '{owners[alias]}' are aliases of each other",
                "take one of them out of 'aliases'",
                line_of_name(text, owners[alias], "aliases"),
            )
        names[alias] = name
    return names


def _owners(text: str, file: str) -> dict[str, str]:
    """Alias -> the character in whose entry it stands."""
    entries = parse_cast(text, file).entries
    return {_one_line(a): n for n, e in entries.items() for a in e.get("aliases", ()) if _one_line(a) not in {"", n}}


def _known(name: str, text: str, file: str) -> str:
    """The character of a name or alias. Raises ConfigError with the nearest names."""
    entries = parse_cast(text, file).entries
    name = _one_line(name)
    if name in entries and name not in {"", "?"}:
        return name
    owners = _owners(text, file)
    if name in owners:
        return owners[name]
    known = [n for n in (*entries, *owners) if n not in {"", "?"}]
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    near = near or [n for n in known if set(n.casefold().split()) & set(name.casefold().split())][:3]
    hint = (
        f"did you mean {' or '.join(repr(n) for n in near)}?"
        if near
        else "the names stand in the table of: audiobook cast BOOK"
    )
    raise ConfigError(f"{file}: there is no character '{name}'", hint=hint)


def _with(values: Any, value: str) -> list[str]:  # noqa: ANN401 - tomlkit's list
    return [*map(str, values), *([value] if value not in values else [])]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _dump(document: Any) -> str:  # noqa: ANN401 - tomlkit's
    import tomlkit

    return tomlkit.dumps(document)
