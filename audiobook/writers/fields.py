"""What a player should show, worked out once for all tag formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.document import Metadata

#: Subjects kept as genres: libraries list dozens of headings.
_MOST_GENRES = 8


@dataclass(frozen=True, slots=True)
class Fields:
    """Metadata as lines of text, empty where unknown. ``grouping`` is the other form of series, ``Name #1``."""

    title: str
    author: str
    narrator: str
    subtitle: str
    description: str
    publisher: str
    year: str
    genre: str
    series: str
    part: str
    grouping: str
    isbn: str
    language: str
    rights: str
    translator: str
    title_sort: str
    author_sort: str


def fields_of(metadata: Metadata) -> Fields:
    """The fields of a book; one without a title is called ``Untitled``."""
    title = _line(metadata.title) or "Untitled"
    author = joined(metadata.authors)
    series, part = _line(metadata.series), _line(metadata.series_index)
    return Fields(
        title=title,
        author=author,
        narrator=joined(metadata.narrators),
        subtitle=_line(metadata.subtitle),
        description=metadata.description.strip(),
        publisher=_line(metadata.publisher),
        year=metadata.year or _line(metadata.date),
        genre="; ".join(_line(s) for s in metadata.subjects[:_MOST_GENRES] if _line(s)) or "Audiobook",
        series=series,
        part=part if series else "",
        grouping=(f"{series} #{part}" if part else series) if series else "",
        isbn=_line(metadata.isbn),
        language=_line(metadata.language),
        rights=_line(metadata.rights),
        translator=joined(metadata.translators),
        title_sort=_title_sort(title),
        author_sort=author,
    )


def joined(names: Sequence[str]) -> str:
    """Several people in one field, as audiobookshelf takes them apart: by ``;`` if there is one, else by ``,``."""
    lines = [_line(name) for name in names if _line(name)]
    return ("; " if any("," in line for line in lines) else ", ").join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def _title_sort(title: str) -> str:
    """``Time Machine, The``, as libraries sort English titles."""
    first, _, rest = title.partition(" ")
    return f"{rest}, {first}" if rest and first.lower() in {"the", "a", "an"} else title
