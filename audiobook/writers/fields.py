"""What a player should show, worked out once for all tag formats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.document import Metadata

#: Subjects kept as genres: libraries list dozens of headings.
_MOST_GENRES = 8
#: What the narrator is, in the words of the guideline of the Audio Publishers Association and the Publishers
#: Association (October 2024): every voice of this program is one, whoever the narrator's field names.
AI_VOICE = "Narrated by AI voices"
#: Amazon's number of an edition, as identifiers give it: ``asin:B00EXAMPLE``, ``mobi-asin:…``, ``amazon:…``.
_ASIN = re.compile(r"(?i)(?:urn:)?(?:(?:mobi-|audible-)?asin|amazon):\s*([0-9a-z]{10})")


@dataclass(frozen=True, slots=True)
class Fields:
    """Metadata as lines of text, empty where unknown. ``grouping`` is the other form of series, ``Name #1``.

    ``volume`` of ``volumes`` is which part of the book a file holds, counted from 1.
    """

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
    asin: str
    language: str
    rights: str
    translator: str
    contributors: str
    identifiers: str
    title_sort: str
    author_sort: str
    ai_voice: str = AI_VOICE
    volume: int = 1
    volumes: int = 1

    @property
    def name(self) -> str:
        """The title of the file: the book's, with the volume if there are several."""
        return f"{self.title} - {self.volume} of {self.volumes}" if self.volumes > 1 else self.title


def fields_of(metadata: Metadata, volume: int = 1, volumes: int = 1) -> Fields:
    """The fields of a book or of one volume of it; one without a title is called ``Untitled``."""
    title = _line(metadata.title) or "Untitled"
    author = joined(metadata.authors)
    series, part = _line(metadata.series), _line(metadata.series_index)
    asins = (_ASIN.fullmatch(_line(i)) for i in metadata.identifiers)
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
        asin=next((found[1].upper() for found in asins if found), ""),
        language=_line(metadata.language),
        rights=_line(metadata.rights),
        translator=joined(metadata.translators),
        contributors="; ".join(f"{_line(c.name)} ({_line(c.role)})" for c in metadata.contributors),
        identifiers="; ".join(_line(i) for i in metadata.identifiers),
        title_sort=_title_sort(title),
        author_sort=author,
        volume=volume,
        volumes=volumes,
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
