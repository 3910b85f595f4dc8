"""The table ``[dialogue]`` of ``show.toml``: how episodes are written from documents, where nothing else is said."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from audiobook.errors import ConfigError
from audiobook.podcast.data import Value
from audiobook.source import SourceRef

#: Of an episode that nobody gives a length (own judgement).
_MINUTES = 8.0


def _doc(text: str) -> dict[str, str]:
    return {"doc": text}


@dataclass(frozen=True, slots=True)
class DialogueConfig:
    """The table's keys."""

    model: str = field(default="", metadata=_doc("language model for `podcast write`; empty: `casting.llm_model`"))
    style: str = field(default="", metadata=_doc("how the hosts talk: 'curious, plain words, a little dry'"))
    minutes: float = field(default=_MINUTES, metadata=_doc("length of an episode"))


def dialogue_config(show: Mapping[str, Value], file: str) -> DialogueConfig:
    """What a show's table says. Raises ConfigError naming file and key."""
    where = SourceRef(file=file)
    table = show.get("dialogue", {})
    if not isinstance(table, Mapping):
        raise ConfigError("'dialogue' must be a table", source=where, hint="write [dialogue] on a line of its own")
    known = {each.name: each for each in fields(DialogueConfig)}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}"
            raise ConfigError(f"[dialogue] unknown key '{key}'", source=where, hint=hint)
        number = key == "minutes"
        if not isinstance(value, int | float if number else str) or isinstance(value, bool):
            raise ConfigError(f"'dialogue.{key}' must be {'a number' if number else 'a text in quotes'}", source=where)
    minutes = table.get("minutes", _MINUTES)
    return DialogueConfig(
        model=str(table.get("model", "")).strip(),
        style=" ".join(str(table.get("style", "")).split()),
        minutes=float(minutes) if isinstance(minutes, int | float) else _MINUTES,
    )
