"""The pause after each kind of boundary: the house's table with a user's changes."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from audiobook.errors import ConfigError
from audiobook.take import Boundary
from audiobook.timeline import DEFAULT_PAUSES_MS

#: Longer than any pause a listener takes for intended.
LONGEST_MS = 20_000
#: A codec needs quiet where chapters are joined: with half a second no join is heard (measured).
SHORTEST_HEAD_MS = 500


def pause_table(overrides: Mapping[str, object]) -> dict[Boundary, int]:
    """``DEFAULT_PAUSES_MS`` with ``overrides``: boundary name -> milliseconds, speech to speech.

    Raises ConfigError, naming the key, for an unknown boundary, a value that is no whole number, or one out of range.
    """
    pauses = dict(DEFAULT_PAUSES_MS)
    for name, value in overrides.items():
        pauses[_boundary(name)] = _milliseconds(name, value)
    return pauses


def _boundary(name: str) -> Boundary:
    names = [b.value for b in Boundary]
    if name in names:
        return Boundary(name)
    near = difflib.get_close_matches(name, names, n=1)
    guess = f"did you mean '{near[0]}'? " if near else ""
    raise ConfigError(f"there is no pause named '{name}'", hint=f"{guess}there are: {', '.join(names)}")


def _milliseconds(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(f"the pause '{name}' must be whole milliseconds, not {value!r}", hint=f"write {name} = 500")
    lowest = SHORTEST_HEAD_MS if name == Boundary.CHAPTER_HEAD else 0
    if not lowest <= value <= LONGEST_MS:
        raise ConfigError(
            f"the pause '{name}' is {value} ms; it must be between {lowest} and {LONGEST_MS}",
            hint=f"write {name} = {min(max(value, lowest), LONGEST_MS)}",
        )
    return value
