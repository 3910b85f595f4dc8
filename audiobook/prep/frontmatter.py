"""What is known about the book, as the script's front matter says it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from audiobook.document import Contributor, Metadata
from audiobook.errors import ScriptError
from audiobook.prep.marks import words_of
from audiobook.source import SourceRef

#: Front matter key -> Metadata field, for single texts.
_TEXTS = {
    "title": "title",
    "subtitle": "subtitle",
    "series": "series",
    "series_index": "series_index",
    "publisher": "publisher",
    "date": "date",
    "isbn": "isbn",
    "language": "language",
    "description": "description",
    "rights": "rights",
}
#: Front matter key -> Metadata field, for one text or a list of them.
_LISTS = {
    "author": "authors",
    "translator": "translators",
    "narrator": "narrators",
    "subjects": "subjects",
    "identifiers": "identifiers",
}
_ORDER = words_of("""
    title subtitle author translator narrator contributors series series_index publisher date isbn language description
    subjects rights identifiers source cover
    """)
_ALWAYS_LISTS = {"subjects", "identifiers"}
_TEXT_LISTS = {*_LISTS, "contributors"}


def front_of(metadata: Metadata, source_name: str = "", cover: str = "") -> dict[str, Any]:
    """Front matter of a book; what is unknown is left out. ``source_name`` is the book's file name."""
    front: dict[str, Any] = {key: getattr(metadata, name) for key, name in _TEXTS.items()}
    for key, name in _LISTS.items():
        values = list(getattr(metadata, name))
        front[key] = values[0] if len(values) == 1 and key not in _ALWAYS_LISTS else values
    front["contributors"] = list(map(_contributor_text, metadata.contributors))
    front |= {"source": source_name, "cover": cover}
    return {key: front[key] for key in _ORDER if front[key]}


def metadata_of(front: Mapping[str, Any], file: str = "") -> Metadata:
    """The metadata that front matter states. Raises ScriptError naming the key whose value has a wrong type."""
    values: dict[str, Any] = {name: _text(key, front[key], file) for key, name in _TEXTS.items() if key in front}
    for key, name in _LISTS.items():
        if key not in front:
            continue
        value = front[key]
        values[name] = _texts(key, value, file)
    if "contributors" in front:
        values["contributors"] = tuple(map(_contributor, _texts("contributors", front["contributors"], file)))
    for key in ("source", "cover"):
        _text(key, front.get(key, ""), file)
    return Metadata(**values)


def _contributor_text(contributor: Contributor) -> str:
    """The role in brackets at the end; a name that ends in brackets itself gets empty ones."""
    role = re.sub(r"[()]", "", contributor.role).strip()
    return f"{contributor.name} ({role})" if role or contributor.name.rstrip().endswith(")") else contributor.name


def _contributor(text: str) -> Contributor:
    name, bracket, role = text.rstrip().removesuffix(")").rpartition("(")
    if not bracket or not text.rstrip().endswith(")") or ")" in role:
        return Contributor(text, "")
    return Contributor(name.removesuffix(" "), role)


def _texts(key: str, value: object, file: str) -> tuple[str, ...]:
    entries = value if isinstance(value, list | tuple) else [value]
    return tuple(_text(key, entry, file) for entry in entries)


def _text(key: str, value: object, file: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool) and key in {"date", "series_index", "isbn"}:
        return str(value)
    lists = " or a list of texts" if key in _TEXT_LISTS else ""
    raise ScriptError(
        f"the front matter's '{key}' must be a text{lists}, not {type(value).__name__}",
        source=SourceRef(file=file, line=1) if file else None,
        hint=f'write {key} = "…"',
    )
