"""A sheet shared by the books of a series, so that a character keeps its voice from book to book.

It is a casting sheet like any other. A character of the book who has a name or an alias of one in the series is that
one; where that is not clear, or where a person decided otherwise for this book, it is a conflict and only listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audiobook.cast import Cast, Character, Gender, Part
from audiobook.casting.sheet_check import parse_cast
from audiobook.casting.sheet_toml import add, open_sheet, put, tables_of
from audiobook.casting.sheet_write import DEFAULTS

#: As many characters of a book are put into the series: those that get a voice of their own in it (facts sheet 10).
LEADING = 13
#: Who speaks less often than this leads nothing, however short the book is (own judgement).
_FEWEST_LINES = 3
#: What a book takes from the series.
_TAKEN = ("gender", "age", "engine", "voice", "speed", "pitch", "direction", "notes")
_HEAD = """\
The cast of a series: characters of the same name or alias have this voice, gender, age, aliases and notes in every book
that is cast with `--series` and this file. New leading characters are added below; all else is yours to edit.
The keys are those of a book's cast.toml."""

Names = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Shared:
    """What a series says about a book's characters.

    ``pins`` is by the book's names, ``""`` for the narrator; ``matched`` maps them to the names in the series;
    ``unclear`` holds names that nothing was done about; ``conflicts`` are for people.
    """

    pins: Names = field(default_factory=dict)
    matched: Mapping[str, str] = field(default_factory=dict)
    unclear: frozenset[str] = frozenset()
    conflicts: tuple[str, ...] = ()


def from_series(
    text: str, file: str, characters: Sequence[Character], own: Names, offered: Callable[[str, str], bool]
) -> Shared:
    """What the book takes from its series. ``own`` is what a person chose for this book: it stands.

    ``offered(engine, voice)`` says whether there is such a voice. Raises ConfigError for a bad sheet.
    """
    entries = parse_cast(text, file).entries
    matched, unclear, conflicts = _match(entries, characters, file)
    names = {c.name for c in characters}
    pins: dict[str, Mapping[str, Any]] = {}
    if "" in entries:
        pins[""], found = _values(entries[""], Character("narrator"), own.get("", {}), file, offered)
        conflicts += found
    for character in characters:
        entry = entries.get(matched.get(character.name, ""), {}) if character.name in matched else {}
        if not entry:
            continue
        pin, found = _values(entry, character, own.get(character.name, {}), file, offered)
        aliases, more = _aliases(entry, character, own, names, file)
        pins[character.name] = pin | ({"aliases": aliases} if aliases else {})
        conflicts += [*found, *more]
    return Shared(pins, matched, frozenset(unclear), tuple(conflicts))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _match(entries: Names, characters: Sequence[Character], file: str) -> tuple[dict[str, str], set[str], list[str]]:
    """Book name -> series name where only one will do; the names that are unclear; conflicts."""
    called: dict[str, set[str]] = {}
    for name, entry in entries.items():
        for one in (name, *entry.get("aliases", ())) if name not in {"", "?"} else ():
            called.setdefault(_key(one), set()).add(name)
    exact = {_key(name): name for name in entries}
    matched = {c.name: exact[_key(c.name)] for c in characters if _key(c.name) in exact}
    wanted: dict[str, list[str]] = {}
    unclear: set[str] = set()
    conflicts: list[str] = []
    for character in characters:
        if character.name in matched:
            continue
        found = sorted(set().union(*(called.get(_key(one), set()) for one in (character.name, *character.aliases))))
        if len(found) > 1:
            unclear.add(character.name)
            who = " or ".join(repr(name) for name in found)
            conflicts.append(f"'{character.name}' may be {who} of {file}: rename it to the one that is meant")
        elif found:
            wanted.setdefault(found[0], []).append(character.name)
    for name, claims in wanted.items():
        others = [*(c for c, n in matched.items() if n == name), *claims]
        if len(others) == 1:
            matched[claims[0]] = name
            continue
        unclear |= set(claims)
        listed = " and ".join(f"'{one}'" for one in others)
        conflicts.append(f"{listed} may all be '{name}' of {file}: if so, merge '{others[0]}' '{others[1]}'")
    return matched, unclear, conflicts


def _values(
    entry: Mapping[str, Any],
    character: Character,
    own: Mapping[str, Any],
    file: str,
    offered: Callable[[str, str], bool],
) -> tuple[dict[str, Any], list[str]]:
    name = character.name
    taken = {key: entry[key] for key in _TAKEN if entry.get(key, DEFAULTS.get(key, "")) != DEFAULTS.get(key, "")}
    conflicts = []
    voice = (str(taken.pop("engine", "")), str(taken.pop("voice", "")))
    if all(voice) and not offered(*voice):
        conflicts.append(f"'{name}' has the voice {voice[0]}/{voice[1]} in {file}, which is not there")
    elif all(voice):
        taken |= {"engine": voice[0], "voice": voice[1]}
    for key in list(taken):
        if key in own and own[key] != taken[key]:
            conflicts.append(
                f"'{name}': your {key} {own[key]!r} stands, {file} says {taken[key]!r}; make the two agree"
            )
        if key in own:
            del taken[key]
    if "voice" in own:
        taken.pop("engine", None)
    genders = {str(taken.get("gender", character.gender)), str(character.gender)}
    if genders == {Gender.MALE, Gender.FEMALE}:
        conflicts.append(
            f"'{name}' is {taken['gender']} in {file} and seems {character.gender} here:"
            " if they are two people, rename one"
        )
    return taken, conflicts


def _aliases(
    entry: Mapping[str, Any], character: Character, own: Names, names: set[str], file: str
) -> tuple[list[str], list[str]]:
    """The series' aliases that are free in this book, after its own."""
    used = {alias: name for name, pin in own.items() for alias in pin.get("aliases", ())}
    kept, conflicts = list(character.aliases), []
    for alias in (str(entry.get("name", "")), *entry.get("aliases", ())):
        owner = alias if alias in names else used.get(alias, character.name)
        if alias == character.name or alias in kept:
            continue
        if owner != character.name:
            conflicts.append(
                f"'{alias}' is '{character.name}' in {file} and '{owner}' here:"
                f" if so, merge '{character.name}' '{owner}'"
            )
        else:
            kept.append(alias)
    return kept, conflicts


def add_to_series(text: str, cast: Cast, shared: Shared, file: str) -> tuple[str, tuple[str, ...]]:
    """The series' sheet with the book's new leading characters, and their names; comments and edits stay as they are.

    A matched character without a voice in the series gets the one it has here. Raises ConfigError for a bad sheet.
    """
    import tomlkit

    document = open_sheet(text, file) if text.strip() else _fresh()
    tables = tables_of(document)
    known = {_key(a) for n, e in parse_cast(text, file).entries.items() for a in (n, *e.get("aliases", ()))}
    by_lines = sorted(cast.parts, key=lambda part: -part.character.lines)
    added = []
    for n, part in enumerate(by_lines):
        name = part.character.name
        table = tables.get(shared.matched.get(name, ""))
        if table is not None:
            if "voice" not in table and "engine" not in table:
                put(table, "engine", part.engine)
                put(table, "voice", part.voice)
            continue
        clash = name in shared.unclear or known & {_key(one) for one in (name, *part.character.aliases)}
        # "the waiter" of one book is not that of the next.
        if n < LEADING and part.character.lines >= _FEWEST_LINES and not clash and not name[:1].islower():
            add(document, _table(part))
            added.append(name)
    return tomlkit.dumps(document), tuple(added)


def _fresh() -> Any:  # noqa: ANN401 - tomlkit's
    import tomlkit

    document = tomlkit.document()
    for line in _HEAD.split("\n"):
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    return document


def _table(part: Part) -> Any:  # noqa: ANN401 - tomlkit's
    import tomlkit

    person = part.character
    values: dict[str, Any] = {
        "name": person.name,
        "aliases": list(person.aliases),
        "gender": str(person.gender),
        "age": str(person.age),
        "engine": part.engine,
        "voice": part.voice,
        "speed": part.speed,
        "pitch": part.pitch,
        "direction": part.direction,
        "notes": part.notes,
    }
    table = tomlkit.table()
    for key, value in values.items():
        if value != DEFAULTS.get(key, ""):
            table.add(key, value)
    return table
