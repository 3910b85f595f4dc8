"""Write plain data as TOML, so that ``tomllib`` reads back an equal value."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\"\\\x7f]")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def write_toml(data: Mapping[str, Any]) -> str:
    """TOML text of ``data``: scalars and lists first, then ``[tables]`` and ``[[arrays of tables]]``.

    Every string stays on one line, so the text never holds a ``+++`` line. Raises TypeError for what TOML lacks.
    """
    lines: list[str] = []
    pending: list[tuple[tuple[str, ...], Mapping[str, Any], str]] = [((), data, "")]
    while pending:
        path, table, header = pending.pop()
        if header:
            lines += ["", header] if lines else [header]
        nested = []
        for key, value in table.items():
            here = (*path, key)
            name = ".".join(map(_key, here))
            if isinstance(value, Mapping):
                nested.append((here, value, f"[{name}]"))
            elif _is_tables(value):
                nested += [(here, entry, f"[[{name}]]") for entry in value]
            else:
                lines.append(f"{_key(key)} = {_value(value)}")
        pending += reversed(nested)
    return "".join(f"{line}\n" for line in lines)


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    return '"' + _UNPRINTABLE.sub(lambda m: _SHORT.get(m[0]) or f"\\u{ord(m[0]):04x}", text) + '"'


def _value(value: object) -> str:  # noqa: PLR0911 - a table of cases reads best flat
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else str(value).lower()
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_value, value)) + "]"
    raise TypeError(f"TOML cannot hold a {type(value).__name__}")
