"""A table of a TOML file that says where it is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from audiobook.errors import ConfigError
from audiobook.source import SourceRef

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file with its name, for messages."""

    name: str
    data: Mapping[str, Any]
    where: SourceRef

    def only(self, keys: tuple[str, ...]) -> Table:
        """Itself, if it has no other keys."""
        for key in self.data:
            if key not in keys:
                unknown(key, keys, f"[{self.name}] ", self.where)
        return self

    def get(self, key: str, default: _T) -> _T:
        """A value of the default's type."""
        value = self.data.get(key, default)
        if type(value) is not type(default):
            self.refuse(key, f"must be like {default!r}, not {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            self.refuse(key, f"must be a list of texts, not {value!r}")
        return tuple(value)

    def pick(self, key: str, default: str, kind: Callable[[str], _T]) -> _T:
        """A member of an enumeration."""
        try:
            return kind(self.get(key, default))
        except ValueError as error:
            self.refuse(key, str(error))

    def refuse(self, key: str, problem: str) -> NoReturn:
        """Raise ConfigError for one key."""
        raise ConfigError(f"'{key}' of [{self.name}] {problem}", source=self.where)


def unknown(key: str, known: tuple[str, ...], table: str, where: SourceRef) -> NoReturn:
    """Raise ConfigError for a key that is not known, with the nearest one that is."""
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(known)}"
    raise ConfigError(f"{table}unknown key '{key}'", source=where, hint=hint)
