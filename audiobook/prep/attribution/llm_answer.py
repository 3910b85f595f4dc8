"""The only door for a model's answer: labels from two closed lists, or nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

#: The value for "I cannot tell".
UNKNOWN = "unknown"
#: A label needs about twelve characters; what is longer than this was not asked for.
_LONGEST = 200_000


class _DoubledError(ValueError):
    """A key occurs twice, which JSON readers hide."""


def read_labels(text: str, asked: Collection[str], cast: Collection[str]) -> dict[str, str] | None:
    """The labels in ``text``, ``None`` unless it holds exactly one JSON object that is right in every way.

    Each id in ``asked`` occurs once, no other one does, each value is in ``cast`` or ``UNKNOWN``. Words around the
    object are dropped; a second object makes the answer ambiguous.
    """
    start = text.find("{")
    if start < 0 or len(text) > _LONGEST:
        return None
    try:
        value, end = json.JSONDecoder(object_pairs_hook=_once).raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return None if "{" in text[end:] else valid_labels(value, asked, cast)


def valid_labels(value: object, asked: Collection[str], cast: Collection[str]) -> dict[str, str] | None:
    """``value`` as labels, ``None`` unless it answers exactly what was asked."""
    if not isinstance(value, Mapping) or set(value) != set(asked):
        return None
    allowed = {*cast, UNKNOWN}
    if not all(isinstance(label, str) and label in allowed for label in value.values()):
        return None
    return {key: value[key] for key in asked}


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DoubledError
    return found
