"""The material of an episode: TOML, YAML or JSON files as plain values that a template can be given.

Nothing in such a file is ever code: YAML is read by its safe loader, and what comes out are texts, numbers, yes and no,
lists and tables of bounded size.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiobook.errors import ConfigError
from audiobook.source import SourceRef
from audiobook.userfiles import is_file

#: A text, a number, yes or no, a list of values, a table of values.
Value = str | int | float | bool | tuple["Value", ...] | Mapping[str, "Value"]

#: Bytes of a file that are read (own judgement: a novel of 500,000 words has 3 million).
_MOST_BYTES = 32_000_000
#: Values that a file may hold, a value that YAML names twice counted twice (own judgement).
_MOST_VALUES = 500_000
#: How deep lists and tables may lie in each other (own judgement: an episode needs four).
_DEEPEST = 20
#: Digits of a whole number; Python itself refuses to write more than 4,300.
_MOST_DIGITS = 1_000
_SURROGATES = re.compile("[\ud800-\udfff]")
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")
SUFFIXES = (".toml", ".yaml", ".yml", ".json")


def read_data(path: Path) -> dict[str, Value]:
    """The table that a TOML, YAML or JSON file holds, by its suffix.

    Raises ConfigError naming file and line for a file that cannot be read, is no table, or is too large.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        hint = "a book or an article is given with: --document FILE" if is_file(path) else ""
        raise ConfigError(f"'{path}' is no data file: its name must end in {', '.join(SUFFIXES)}", hint=hint)
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise ConfigError(f"'{path}' is larger than {_MOST_BYTES:,} bytes", hint="give less material at a time")
        text = raw.decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"there is no data file '{path}'", hint="check the path") from None
    except UnicodeDecodeError:
        raise ConfigError(f"'{path}' is not UTF-8 text", hint="save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"cannot read '{path}': {error.strerror}") from error
    return plain_table(_PARSERS[suffix](text, str(path)), str(path))


def plain_table(data: object, file: str = "") -> dict[str, Value]:
    """Plain values of a table of any origin, what is null left out. Raises ConfigError."""
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise _wrong(file, "it holds no table of names and values", hint='write lines like title = "…"')
    return _Plain(file).table(data, 0)


@dataclass(slots=True)
class _Plain:
    """Takes values over, and counts them: in YAML ten lines can name a billion."""

    file: str
    count: int = 0

    def table(self, data: Mapping[Any, Any], depth: int) -> dict[str, Value]:
        return {
            self.text(str(key)): value
            for key, each in data.items()
            if (value := self.value(each, depth + 1)) is not None
        }

    def value(self, data: object, depth: int) -> Value | None:
        self.count += 1
        if self.count > _MOST_VALUES:
            raise _wrong(self.file, f"it holds more than {_MOST_VALUES:,} values", hint="give less material at a time")
        if depth > _DEEPEST:
            raise _wrong(self.file, f"its lists and tables lie deeper in each other than {_DEEPEST} levels")
        if data is None or isinstance(data, bool):
            return data
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, int | float):
            return self.number(data)
        if isinstance(data, dt.date | dt.time):
            return data.isoformat()
        if isinstance(data, Mapping):
            return self.table(data, depth)
        if isinstance(data, list | tuple | set | frozenset):
            return self.listed(data, depth)
        raise _wrong(
            self.file, f"it holds a {type(data).__name__}, which is no text", hint="write it as a text in quotes"
        )

    def listed(self, data: Iterable[object], depth: int) -> tuple[Value, ...]:
        return tuple(value for each in data if (value := self.value(each, depth + 1)) is not None)

    def number(self, data: float) -> Value:
        if isinstance(data, float) and not math.isfinite(data):
            raise _wrong(self.file, f"it holds {data}, which is no number")
        if isinstance(data, int) and abs(data) >= 10**_MOST_DIGITS:
            raise _wrong(self.file, f"it holds a number of more than {_MOST_DIGITS:,} digits")
        return data

    def text(self, data: str) -> str:
        """JSON can hold halves of a character, which no file can."""
        return _SURROGATES.sub("\ufffd", data)


def _toml(text: str, file: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_LINE.search(str(error))
        raise _wrong(file, f"it is not TOML: {error}", int(found[1]) if found else text.count("\n") + 1) from None
    except (RecursionError, ValueError) as error:
        raise _wrong(file, f"it is not TOML: {_reason(error)}") from None


def _yaml(text: str, file: str) -> object:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _wrong(file, f"it is not YAML: {error.problem}", mark.line + 1 if mark else 0) from None
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise _wrong(file, f"it is not YAML: {_reason(error)}") from None


def _json(text: str, file: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _wrong(file, f"it is not JSON: {error.msg}", error.lineno) from None
    except (RecursionError, ValueError) as error:
        raise _wrong(file, f"it is not JSON: {_reason(error)}") from None


_PARSERS: Mapping[str, Callable[[str, str], object]] = {".toml": _toml, ".yaml": _yaml, ".yml": _yaml, ".json": _json}


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "its lists and tables lie too deep in each other"
    return " ".join(str(error).split())


def _wrong(file: str, why: str, line: int = 0, *, hint: str = "") -> ConfigError:
    return ConfigError(f"the data is wrong: {why}", source=SourceRef(file=file, line=line), hint=hint)
