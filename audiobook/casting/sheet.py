"""``cast.toml``, the casting sheet: written for people to edit, read back with what they changed kept as pins.

The corridor keeps the text it last wrote (``base``). A field that differs from it is a person's; a refresh then writes
its name into ``pinned``, so that it stays theirs however often the book is built, and can be seen and given back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from audiobook.cast import Age, Cast, Gender, Part
from audiobook.casting.sheet_check import KEYS, PIN_KEYS, CastSheet, parse_cast
from audiobook.casting.sheet_write import DEFAULTS, update

__all__ = ["KEYS", "PIN_KEYS", "CastSheet", "format_cast", "parse_cast", "pins", "refresh", "voices_of", "with_pins"]


def format_cast(cast: Cast) -> str:
    """A fresh sheet of a cast."""
    return update("", cast, "", {})


def refresh(text: str, cast: Cast, base: str = "", own: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """The sheet brought up to date with a cast, every edit and comment of a person kept. Raises ConfigError.

    ``own`` is what a person chose, ``pins(text, base)`` when it is not given. Without what we last wrote, that is only
    what stands in ``pinned``: all else may be ours. Who no longer speaks is dropped unless a person touched its entry.
    """
    if own is None:
        own = pins(text, base or text) if text.strip() else {}
    return update(text, cast, base, own)


def pins(text: str, base: str = "", file: str = "cast.toml") -> dict[str, Mapping[str, Any]]:
    """What a person chose in ``text``, by character name: fields that differ from ``base``, and those in ``pinned``.

    With ``pinned = true`` all of an entry's fields count. ``""`` is the narrator, ``"?"`` the unknown speakers. An
    entry that ``base`` does not have is a person's own, its name included. Without a ``base`` every field that was not
    left at its default counts. Raises ConfigError.
    """
    mine = parse_cast(text, file).entries
    ours = parse_cast(base, file).entries if base.strip() else {}
    found: dict[str, Mapping[str, Any]] = {}
    for name, entry in mine.items():
        chosen = _chosen(entry, ours.get(name), known=bool(ours), narrator=name in {"", "?"})
        if chosen or entry.get("pinned") is True:
            found[name] = chosen
    return found


def _chosen(
    entry: Mapping[str, Any],
    old: Mapping[str, Any] | None,
    *,
    known: bool,
    narrator: bool,
) -> dict[str, Any]:
    pinned = entry.get("pinned")
    listed = set(PIN_KEYS) if pinned is True else set(pinned or ())
    chosen: dict[str, Any] = {}
    for key in PIN_KEYS:
        if key not in entry:
            continue
        if key == "name" and not narrator:
            if key in listed or (known and old is None):
                chosen[key] = entry[key]
        elif key in listed or entry[key] != (old or {}).get(key, DEFAULTS.get(key)):
            chosen[key] = entry[key]
    if "voice" in chosen or "engine" in chosen:
        # A voice is one of an engine's: the two are chosen together.
        chosen |= {k: entry[k] for k in ("engine", "voice") if k in entry}
    return chosen


def with_pins(part: Part, pin: Mapping[str, Any]) -> Part:
    """A part with a person's choices put in; pinned only when the voice is among them."""
    person = part.character
    character = replace(
        person,
        gender=Gender(pin.get("gender", person.gender)),
        age=Age(pin.get("age", person.age)),
        aliases=tuple(pin.get("aliases", person.aliases)),
    )
    return replace(
        part,
        character=character,
        engine=pin.get("engine", part.engine),
        voice=pin.get("voice", part.voice),
        speed=float(pin.get("speed", part.speed)),
        pitch=float(pin.get("pitch", part.pitch)),
        direction=pin.get("direction", part.direction),
        pinned=part.pinned or "voice" in pin,
    )


def voices_of(text: str, now: str = "", file: str = "cast.toml") -> dict[str, tuple[str, str, float, float]]:
    """Engine, voice, speed and pitch of every character of a sheet and of ``"?"``, for ``assign(previous=…)``.

    ``now`` is the sheet as a person left it: who took ``"voice"`` out of ``pinned``, or the voice itself, asks for
    another choice. Raises ConfigError.
    """
    entries = parse_cast(text, file).entries
    later = parse_cast(now, file).entries if now.strip() else entries

    def kept(name: str, entry: Mapping[str, Any]) -> bool:
        here = later.get(name, entry)
        return "voice" in here and not (_voice_pinned(entry) and not _voice_pinned(here))

    return {
        n: (e["engine"], e["voice"], float(e.get("speed", 1.0)), float(e.get("pitch", 0.0)))
        for n, e in entries.items()
        if n and {"engine", "voice"} <= set(e) and kept(n, e)
    }


def _voice_pinned(entry: Mapping[str, Any]) -> bool:
    pinned = entry.get("pinned")
    return pinned is True or (isinstance(pinned, list) and "voice" in pinned)
