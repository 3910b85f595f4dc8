"""Writing ``lexicon.toml``: new entries at its end, one key changed; comments and all else that people wrote stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from audiobook.errors import ConfigError
from audiobook.prep.lexicon.entry import Entry
from audiobook.prep.lexicon.load import parse
from audiobook.prep.tomltext import write_toml
from audiobook.source import SourceRef

HEAD = """\
# Pronunciations. Each [[entry]] has a word as it is `written` and how it is said:
#   say = "Wooster"                  in plain letters
#   ipa = "ˈwʊstə"                   in the International Phonetic Alphabet
#   engine = { hibari = "wˈʊstəɹ" }  in an engine's own signs
# Where it holds:     language = "en", characters = ["Mrs. Bennet"], engines = ["hibari"],
#                     before = ["had"], after = ["/of (the )?/"]: what must stand beside it
# How it is found:    case = "exact" or "any" (exact if it has capitals), whole_word = false, regex = true
"""
#: Keys that say something when they are false, or must be there.
_SAID_WHEN_FALSE = frozenset({"written", "whole_word"})
_Value = str | bool | list[str]


def add(text: str, entries: Iterable[Entry], file: str = "lexicon.toml") -> tuple[str, int]:
    """A list with entries added at its end, and how many; what it says already is left out.

    New text is only appended, so nothing that a person wrote moves. Raises ConfigError for a list that is wrong.
    """
    known = {meaning(entry) for entry in parse(text, file)}
    fresh = []
    for entry in entries:
        if meaning(entry) not in known:
            known.add(meaning(entry))
            fresh.append(format_entry(entry))
    if not fresh:
        return text, 0
    start = text if text.strip() else HEAD
    new = "\n".join([start if start.endswith("\n") else f"{start}\n", *fresh])
    try:
        parse(new, file)
    except ConfigError as error:
        hint = "write its entries as [[entry]] tables, so that new ones can follow"
        raise ConfigError("nothing can be added to this list", source=SourceRef(file=file), hint=hint) from error
    return new, len(fresh)


def put(text: str, number: int, key: str, value: _Value) -> str:
    """A list with one key of one entry (by its number from 0) set; comments and the order of keys stay."""
    import tomlkit

    document = tomlkit.parse(text)
    tables: Any = document["entry"]
    tables[number][key] = value
    return tomlkit.dumps(document)


def format_entry(entry: Entry) -> str:
    """One ``[[entry]]``; keys that have their default are left out, the preferred pronunciation comes first."""
    one = len(entry.written) == 1
    keys: dict[str, _Value | Mapping[str, str] | list[dict[str, str]]] = {}
    keys["written"] = entry.written[0] if one else list(entry.written)
    own = {said.key.removeprefix("x-"): said.text for said in entry.said if said.key.startswith("x-")}
    for said in entry.said:
        if said.key.startswith("x-"):
            keys["engine"] = own
        else:
            keys[said.key] = said.text
    plain = parse(f'[[entry]]\n{_line("written", keys["written"])}say = "x"\nregex = {str(entry.regex).lower()}\n')[0]
    keys["language"] = entry.language
    keys["characters"] = list(entry.characters)
    keys["engines"] = list(entry.engines)
    if entry.whole_word != plain.whole_word:
        keys["whole_word"] = entry.whole_word
    if entry.exact != plain.exact:
        keys["case"] = "exact" if entry.exact else "any"
    keys["regex"] = entry.regex
    keys["before"], keys["after"] = list(entry.before), list(entry.after)
    keys["pos"], keys["note"], keys["disabled"] = entry.pos, entry.note, entry.disabled
    keys["other"] = [{said.key: said.text} for said in entry.other]
    return "[[entry]]\n" + "".join(_line(key, value) for key, value in keys.items() if value or key in _SAID_WHEN_FALSE)


def meaning(entry: Entry) -> tuple[object, ...]:
    """What an entry says and where, without its place: two entries with one meaning are one."""
    scopes = (entry.language.lower(), entry.characters, entry.engines, entry.pos, entry.before, entry.after)
    how = (entry.whole_word, entry.exact, entry.regex, entry.disabled)
    return (entry.written, entry.said, entry.other, scopes, how)


def _line(key: str, value: object) -> str:
    if isinstance(value, Mapping):
        return f"{key} = {_inline(value)}\n"
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return f"{key} = [{', '.join(map(_inline, value))}]\n"
    return write_toml({key: value})


def _inline(table: Mapping[str, str]) -> str:
    return "{ " + ", ".join(write_toml({key: text}).strip() for key, text in table.items()) + " }"
