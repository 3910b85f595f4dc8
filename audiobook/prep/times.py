"""Times and levels as the marks of a script write them."""

from __future__ import annotations

import re

#: The latest place in a file that a mark can name, and the longest fade, in milliseconds: a day.
MAX_TIME_MS = 86_400_000
#: Levels against the voices: under the first nobody hears anything, over the second nothing else (own judgement).
LEAST_DB, MOST_DB = -60.0, 12.0

_UNITS = {"ms": 1, "s": 1000, "min": 60_000}
_UNIT = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)(ms|s|min)", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):([0-5]\d(?:\.\d{1,3})?)")
_LEVEL = re.compile(r"([+\-\u2212\u2013]?\d{1,3}(?:\.\d{1,2})?)\s?dB", re.IGNORECASE)
_SECOND, _MINUTE, _HOUR = 1000, 60_000, 3_600_000


def time_ms(text: str) -> int | None:
    """``800ms``, ``1.5s``, ``2min``, ``1:02.5`` or ``1:00:05`` in milliseconds; ``None`` for what is no time."""
    if found := _UNIT.fullmatch(text):
        ms = round(float(found[1]) * _UNITS[found[2].casefold()])
    elif found := _CLOCK.fullmatch(text):
        ms = int(found[1] or 0) * _HOUR + int(found[2]) * _MINUTE + round(float(found[3]) * _SECOND)
    else:
        return None
    return ms if ms <= MAX_TIME_MS else None


def time_text(ms: int) -> str:
    """A time as ``time_ms`` reads it, as people write it: ``800ms``, ``12.5s``, ``1:02.5``, ``1:00:05``."""
    if ms < _SECOND:
        return f"{ms}ms"
    if ms < _MINUTE:
        return f"{_seconds(ms)}s"
    rest = _seconds(ms % _MINUTE)
    rest = rest if ms % _MINUTE >= 10 * _SECOND else f"0{rest}"
    if ms < _HOUR:
        return f"{ms // _MINUTE}:{rest}"
    return f"{ms // _HOUR}:{ms % _HOUR // _MINUTE:02}:{rest}"


def _seconds(ms: int) -> str:
    whole, part = divmod(ms, _SECOND)
    return f"{whole}.{part:03}".rstrip("0") if part else str(whole)


def level_db(text: str) -> float | None:
    """``-18dB`` as -18.0; ``None`` for what is no level or one that nobody can want."""
    found = _LEVEL.fullmatch(text)
    if found is None:
        return None
    level = round(float(found[1].replace("\u2212", "-").replace("\u2013", "-")), 1)
    return level if LEAST_DB <= level <= MOST_DB else None


def is_level(text: str) -> bool:
    """Whether a text looks like a level, however large."""
    return _LEVEL.fullmatch(text) is not None


def level_text(db: float) -> str:
    """A level as ``level_db`` reads it."""
    return f"{db:g}dB"
