"""What a podcast template can do with values: filters whose results stay in bounds."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup

from audiobook.templating import stopped

#: Filters of jinja2's own that are linear in what they are given.
BUILT_IN = (
    *("capitalize", "default", "first", "int", "items", "last", "length", "list", "lower", "map", "reject"),
    *("rejectattr", "round", "select", "selectattr", "sort", "title", "trim", "unique", "upper"),
)
#: Filters that take texts and numbers only: what else they were given, they would spell as Python does.
_OF_TEXTS = frozenset({"capitalize", "lower", "replace", "stopped", "title", "trim", "upper"})
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def own_filters(most: int) -> dict[str, Callable[..., Any]]:
    """Our filters; none makes a text of more than ``most`` characters. Those raise ValueError and TypeError."""

    def join(values: Iterable[object], between: str = "") -> str:
        texts = _texts(values)
        _check(sum(map(len, texts)) + len(between) * len(texts), most)
        return between.join(texts)

    def replace(text: str, old: str, new: str) -> str:
        _check(len(text) + text.count(old) * max(len(new) - len(old), 0), most)
        return text.replace(old, new)

    def listed(values: Iterable[object], word: str = "and", comma: str = ", ") -> str:
        *head, last = _texts(values) or [""]
        return f"{join(head, comma)} {word} {last}" if head else last

    return {"join": join, "replace": replace, "listed": listed, "stopped": stopped, "paragraphs": paragraphs}


def _texts(values: Iterable[object]) -> list[str]:
    texts = list(values)
    if not all(isinstance(text, str | int | float) and not isinstance(text, Markup) for text in texts):
        raise TypeError("only texts and numbers can be joined")
    return list(map(str, texts))


def _check(length: int, most: int) -> None:
    if length > most:
        raise ValueError(f"a text of {length:,} characters is too long; {most:,} are allowed")


def paragraphs(text: object) -> tuple[str, ...]:
    """The paragraphs of a text, which empty lines divide; of a list of texts, those of all of them."""
    if isinstance(text, str):
        pieces = _BLANK_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n"))
        return tuple(piece.strip() for piece in pieces if piece.strip())
    if isinstance(text, Mapping) or not isinstance(text, Iterable):
        raise TypeError("only a text or a list of texts has paragraphs")
    return tuple(each for one in text for each in paragraphs(str(one)))


def bounded(name: str, function: Callable[..., Any], most: int, tick: Callable[[], None]) -> Callable[..., Any]:
    """A filter that counts as a step, takes no rendered text apart, and gives no text longer than ``most``."""

    @functools.wraps(function)
    def filtered(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - any filter
        tick()
        if any(isinstance(each, Markup) for each in (*args, *options.values())):
            raise TypeError("a filter works on values of the data, not on what a macro or a block made of them")
        for each in args if name != "default" else ():
            if isinstance(each, Undefined):
                str(each)  # raises what is missing
        if name in _OF_TEXTS and not isinstance(args[0], str | int | float):
            raise TypeError(f"'{name}' works on a text; for a list there is | map('{name}')")
        value = function(*args, **options)
        if isinstance(value, str):
            _check(len(value), most)
        return value

    return filtered
