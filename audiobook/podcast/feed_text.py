"""Text that XML can hold. A control character in a title must never break a feed that thousands of players read."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, TypeVar

#: Everything but the characters of XML 1.0 (fifth edition, production 2, Char).
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_T = TypeVar("_T")


def legal(text: str) -> str:
    """The text without what XML cannot hold: control characters, lone surrogates, U+FFFE and U+FFFF."""
    return _ILLEGAL.sub("", text)


def cleaned(thing: _T) -> tuple[_T, int]:
    """A dataclass with all its texts made legal, also those in tuples and dataclasses in it; how many signs went."""
    lost = 0

    def clean(value: Any) -> Any:  # noqa: ANN401 - any field; as deep as the dataclasses are declared
        nonlocal lost
        if isinstance(value, str):
            kept, n = _ILLEGAL.subn("", value)
            lost += n
            return kept
        if isinstance(value, tuple):
            return tuple(map(clean, value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return dataclasses.replace(
                value, **{field.name: clean(getattr(value, field.name)) for field in dataclasses.fields(value)}
            )
        return value

    return clean(thing), lost


def one_line(text: str) -> str:
    """A text on one line, as titles are."""
    return " ".join(legal(text).split())
