"""Small changes to a casting sheet's text that leave every other character of it alone, comments above all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audiobook.casting.sheet_check import TABLES, parse_cast, plain, sheet_error


def open_sheet(text: str, file: str = "cast.toml") -> Any:  # noqa: ANN401 - tomlkit's
    """A checked sheet as a document of tomlkit, which keeps its comments. Raises ConfigError."""
    import tomlkit
    from tomlkit.items import AoT

    text = plain(text).rstrip("\n") + "\n"
    parse_cast(text, file)
    document = tomlkit.parse(text)
    if not isinstance(document.get("character", tomlkit.aot()), AoT):
        raise sheet_error(file, "'character' must be a list of tables", "begin each character with [[character]]")
    return document


def tables_of(document: Any) -> dict[str, Any]:  # noqa: ANN401 - tomlkit's
    """The tables of the characters by name."""
    return {" ".join(str(table["name"]).split()): table for table in document.get("character", ())}


def comments_of(table: Any) -> list[str]:  # noqa: ANN401 - tomlkit's
    """The comments in a table, those after a value too; not those below its last key, which speak of what follows."""
    body = table.value.body
    last = max((n for n, (key, _) in enumerate(body) if key is not None), default=-1)
    return _comments(body[: last + 1])


def _comments(body: Iterable[Any]) -> list[str]:
    from tomlkit.items import Whitespace

    return [item.trivia.comment for _, item in body if not isinstance(item, Whitespace) and item.trivia.comment]


def add(document: Any, table: Any) -> None:  # noqa: ANN401 - tomlkit's
    """Put a character at the end of the sheet, one empty line before it."""
    import tomlkit

    if "character" not in document:
        before = list(document.values())
        if before and hasattr(before[-1], "value") and not document.as_string().endswith("\n\n"):
            before[-1].value.body.append((None, tomlkit.ws("\n")))
        document.add("character", tomlkit.aot())
    document["character"].append(table)


def drop(document: Any, name: str) -> None:  # noqa: ANN401 - tomlkit's
    """Take a character out; the comments below its last key are kept where they stand (they speak of the next one)."""
    characters = document["character"]
    names = list(tables_of(document))
    at = names.index(name)
    tail = cut_tail(characters[at])
    del characters[at]
    if not _comments(tail):
        return
    if at:
        characters[at - 1].value.body.extend(tail)
    elif len(characters):
        note(characters[0], _comments(tail))
    else:
        document[next(iter(TABLES))].value.body.extend(tail)


def note(table: Any, comments: Iterable[str]) -> None:  # noqa: ANN401 - tomlkit's
    """Add comments below the last key of a table."""
    import tomlkit

    tail = cut_tail(table)
    for comment in comments:
        table.add(tomlkit.comment(comment.removeprefix("#").removeprefix(" ")))
    table.value.body.extend(tail)


def cut_tail(table: Any) -> list[Any]:  # noqa: ANN401 - tomlkit's
    """Take off and return what follows the last key of a table: comments and empty lines."""
    body = table.value.body
    tail: list[Any] = []
    while body and body[-1][0] is None:
        tail.insert(0, body.pop())
    return tail


def put(table: Any, key: str, value: Any) -> None:  # noqa: ANN401 - tomlkit's
    """Set a key, leaving the table as it is when it says the same; a new key comes before what follows the last one."""
    if key in table:
        if table[key] != value or isinstance(table[key], bool) != isinstance(value, bool):
            table[key] = value
        return
    tail = cut_tail(table)
    table.add(key, value)
    table.value.body.extend(tail)


def name_series(text: str, path: str) -> str:
    """The sheet with the path of a series' sheet, above its first table. Raises ConfigError."""
    import tomlkit

    document = open_sheet(text)
    if document.get("series") != path:
        document["series"] = path
    return tomlkit.dumps(document)
