"""What stands before a Markdown text: YAML between ``---``, TOML between ``+++``, JSON, or pandoc's ``%`` lines."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from audiobook.document import Metadata
from audiobook.events import warn
from audiobook.readers.markdown.people import people_of, plain_value
from audiobook.source import SourceRef

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audiobook.events import Emit

#: A block longer than this is a text between two rules, not metadata.
_LONGEST = 64 * 2**10
_KEY = re.compile(r"^\s*[\w\"'-]+\s*[:=]", re.MULTILINE)
_NAMES = {
    "title": ("title",),
    "subtitle": ("subtitle",),
    "series": ("series", "belongs-to-collection", "collection"),
    "series_index": ("series_index", "series-index", "group-position", "volume"),
    "publisher": ("publisher",),
    "date": ("date", "published", "issued", "year"),
    "isbn": ("isbn",),
    "language": ("lang", "language", "locale"),
    "description": ("description", "abstract", "summary"),
    "subjects": ("subject", "subjects", "keywords", "tags", "categories"),
    "rights": ("rights", "copyright", "license", "licence"),
    "identifiers": ("identifier", "identifiers", "source"),
    "cover": ("cover", "cover-image", "cover_image", "image"),
}


def split_front_matter(text: str, file: str, emit: Emit) -> tuple[dict[str, Any], str]:
    """``(values, rest)``: the values as read, and the text with the front matter's lines left empty.

    What looks like front matter but cannot be read is reported and left out of the speech all the same.
    """
    head = text.removeprefix("\ufeff")
    for fence, end, read in (("---", ("---", "..."), _yaml), ("+++", ("+++",), _toml)):
        block = _fenced(head, fence, end)
        if block is None:
            continue
        source, lines = block
        rest = "\n" * lines + "\n".join(head.split("\n")[lines:])
        try:
            return read(source), rest
        except ValueError as error:
            message = f"the front matter cannot be read: {str(error).splitlines()[0] if str(error) else 'too deep'}"
            warn(emit, "front-matter-unreadable", message, SourceRef(file, line=1))
            return {}, rest
    found, rest = _json(head)
    return (found, rest) if found else _percent_lines(head)


def _fenced(text: str, fence: str, ends: tuple[str, ...]) -> tuple[str, int] | None:
    """The text between the fences and the number of lines they take; None when there is no such block."""
    if not text.startswith(fence):
        return None
    first, _, rest = text[: _LONGEST * 2].partition("\n")
    if first.strip() != fence:
        return None
    lines = rest.split("\n")
    for number, line in enumerate(lines):
        if line.rstrip() in ends:
            block = "\n".join(lines[:number])
            # Two rules around a paragraph are two rules.
            return (block, number + 2) if len(block) <= _LONGEST and (not block.strip() or _KEY.search(block)) else None
    return None


def _yaml(source: str) -> dict[str, Any]:
    import yaml

    try:
        # BaseLoader builds strings, lists and dicts only: a title "1984" or "Yes" stays what it is.
        found = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 - constructs no objects
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error)) from error
    return {str(key).lower(): value for key, value in found.items()} if isinstance(found, dict) else {}


def _toml(source: str) -> dict[str, Any]:
    try:
        return {key.lower(): value for key, value in tomllib.loads(source).items()}
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _json(text: str) -> tuple[dict[str, Any], str]:
    """Hugo's third kind: an object that begins the file and ends with a line."""
    if not text.startswith("{"):
        return {}, text
    try:
        found, end = json.JSONDecoder().raw_decode(text[: _LONGEST * 2])
    except (ValueError, RecursionError):
        return {}, text
    line_end = text.find("\n", end)
    if not found or text[end : line_end if line_end >= 0 else len(text)].strip():
        return {}, text
    return {key.lower(): value for key, value in found.items()}, "\n" * text.count("\n", 0, end) + text[end:]


def _percent_lines(text: str) -> tuple[dict[str, Any], str]:
    """Pandoc's title block: ``% title``, ``% authors``, ``% date``, continued by indented lines."""
    lines = text.split("\n")
    values: list[str] = []
    taken = 0
    for line in lines:
        titled = line.startswith("%") and not line.startswith("%%")  # two of them begin Obsidian's comment
        if titled and len(values) < 3:  # noqa: PLR2004 - title, authors, date
            values.append(line[1:].strip())
        elif values and line[:1].isspace() and line.strip():
            values[-1] += f" {line.strip()}"
        else:
            break
        taken += 1
    if not values:
        return {}, text
    found: dict[str, Any] = dict(zip(("title", "author", "date"), values, strict=False))
    if "author" in found:
        found["author"] = [name.strip() for name in re.split(r";|\s+and\s+", found["author"]) if name.strip()]
    return found, "\n" * taken + "\n".join(lines[taken:])


def metadata_of(values: Mapping[str, Any]) -> Metadata:
    """Front matter values as metadata; unknown keys are left alone."""
    people = people_of(values)
    return Metadata(
        title=_one(values, "title"),
        subtitle=_one(values, "subtitle"),
        authors=people.authors,
        translators=people.translators,
        narrators=people.narrators,
        contributors=people.contributors,
        series=_one(values, "series"),
        series_index=_one(values, "series_index"),
        publisher=_one(values, "publisher"),
        date=_one(values, "date"),
        isbn=re.sub(r"[^0-9Xx]", "", _one(values, "isbn")),
        language=_one(values, "language").replace("_", "-"),
        description=_one(values, "description"),
        subjects=_many(values, "subjects"),
        rights=_one(values, "rights"),
        identifiers=_many(values, "identifiers"),
    )


def cover_of(values: Mapping[str, Any]) -> str:
    """The address of the cover picture, empty when none is named."""
    return _one(values, "cover")


def _one(values: Mapping[str, Any], key: str) -> str:
    return next(iter(_many(values, key)), "")


def _many(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    for name in _NAMES[key]:
        texts = tuple(filter(None, (plain_value(value) for value in _listed(values.get(name)))))
        if texts:
            return texts
    return ()


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
