"""An episode: what its script's front matter says of it, and what the feed says once it is published."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audiobook.errors import ScriptError
from audiobook.podcast.feed_text import legal
from audiobook.podcast.show import Person, persons_of
from audiobook.source import SourceRef

#: What ``itunes:episodeType`` can say.
KINDS = ("full", "trailer", "bonus")
#: Signs that mean something in an address, to a shell or to a file system.
_UNSAFE = re.compile(r"[\s/\\:*?\"'<>|#%&;{}^`\[\]$@!=+,]+")
#: File systems take names of 255 bytes; the rest is for the suffix (own judgement).
_SLUG_BYTES = 150


@dataclass(frozen=True, slots=True)
class Facts:
    """What the front matter of an episode's script says.

    ``description`` and ``notes`` are Markdown. ``date`` has a time zone, or is ``None`` for the day it is published.
    ``episode`` is a number as text, ``3`` or ``3.5``. ``explicit`` is ``None`` for as the show is. A ``draft`` is not
    published.
    """

    title: str
    description: str = ""
    notes: str = ""
    language: str = ""
    date: dt.datetime | None = None
    season: int = 0
    season_name: str = ""
    episode: str = ""
    episode_label: str = ""
    kind: str = "full"
    explicit: bool | None = None
    image: str = ""
    guid: str = ""
    slug: str = ""
    link: str = ""
    author: str = ""
    persons: tuple[Person, ...] = ()
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The audio file: its address, its length in bytes and its media type, all as it was written."""

    url: str
    length: int
    media_type: str


@dataclass(frozen=True, slots=True)
class TextFile:
    """A transcript beside the audio; ``captions`` have times."""

    url: str
    media_type: str
    language: str = ""
    captions: bool = False


@dataclass(frozen=True, slots=True)
class Episode:
    """One published episode: everything that its item in the feed says.

    ``guid`` never changes again; ``published`` is in UTC. ``summary`` is plain text, ``notes_html`` the show notes.
    ``page_url`` is the page that the item links to, ``place`` the folder of its files in the published folder.
    """

    slug: str
    guid: str
    published: dt.datetime
    facts: Facts
    enclosure: Enclosure
    duration_s: float
    page_url: str
    place: str
    summary: str = ""
    notes_html: str = ""
    image_url: str = ""
    chapters_url: str = ""
    transcripts: tuple[TextFile, ...] = ()


def facts_of(front: Mapping[str, Any], name: str, file: str = "") -> Facts:
    """The facts that front matter states; ``name``, the script's, is the title of an episode that gives none.

    ``hosts`` and ``guests`` are people with these roles. Keys that are not about publishing are left to others. Raises
    ScriptError naming the key whose value has a wrong type.
    """
    where = SourceRef(file=file, line=1)
    texts = {
        key: _text(front, key, where)
        for key in ("title", "description", "notes", "language", "season_name", "image", "guid", "slug", "link")
    }
    kind = _text(front, "episode_type", where) or "full"
    if kind not in KINDS:
        raise _wrong("episode_type", "one of " + ", ".join(KINDS), where)
    season = front.get("season", 0)
    if not isinstance(season, int) or isinstance(season, bool) or season < 0:
        raise _wrong("season", "a whole number", where)
    return Facts(
        **{**texts, "title": texts["title"] or name},
        date=_date(front.get("date"), where),
        season=season,
        episode=_number(front.get("episode", ""), where),
        episode_label=_text(front, "episode_label", where),
        kind=kind,
        explicit=_flag(front, "explicit", where),
        author=_author(front.get("author", ""), where),
        persons=_people(front, where),
        draft=bool(_flag(front, "draft", where)),
    )


def _author(value: object, where: SourceRef) -> str:
    names = value if isinstance(value, list) else [value]
    if not all(isinstance(name, str) for name in names):
        raise _wrong("author", "a text or a list of texts", where)
    return ", ".join(map(str, names))


def _people(front: Mapping[str, Any], where: SourceRef) -> tuple[Person, ...]:
    found: list[Person] = []
    for key, role in (("persons", ""), ("hosts", "host"), ("guests", "guest")):
        if key not in front:
            continue
        value = front[key]
        names = list(value) if isinstance(value, Mapping) else value  # hosts = { Ann = "voice" }
        people = persons_of(names, key, where, role)
        found += [person for person in people if person.name not in {each.name for each in found}]
    return tuple(found)


def slug_of(facts: Facts, name: str) -> str:
    """The name of an episode in addresses and of its folder: its ``slug``, else its script's name, made safe.

    Letters of any writing stay. Empty when nothing of it can.
    """
    slug = _UNSAFE.sub("-", legal(unicodedata.normalize("NFC", facts.slug or name)))
    slug = "".join(char for char in slug if char.isprintable()).strip("-._ ")
    return slug.encode()[:_SLUG_BYTES].decode(errors="ignore")


def guid_of(facts: Facts, slug: str, podcast_guid: str) -> str:
    """The GUID of an episode when it is published first: its own, else one made of the show's and the slug."""
    if facts.guid:
        return facts.guid
    return str(uuid.uuid5(uuid.UUID(podcast_guid), slug))


def media_type(head: bytes) -> str:
    """The media type of an audio file by its first 12 bytes; empty for what podcasts do not deliver."""
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):  # noqa: PLR2004 - layer III
        return "audio/mpeg"
    if head[4:8] == b"ftyp":
        return "audio/x-m4a"
    return ""


def _text(front: Mapping[str, Any], key: str, where: SourceRef) -> str:
    value = front.get(key, "")
    if not isinstance(value, str):
        raise _wrong(key, "a text in quotes", where)
    return value.strip()


def _flag(front: Mapping[str, Any], key: str, where: SourceRef) -> bool | None:
    value = front.get(key)
    if value is not None and not isinstance(value, bool):
        raise _wrong(key, "true or false", where)
    return value


def _number(value: object, where: SourceRef) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _wrong("episode", "a number", where)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if text and not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
        raise _wrong("episode", "a number, as 3 or 3.5", where)
    return text


def _date(value: object, where: SourceRef) -> dt.datetime | None:
    """A moment in UTC, to the second; a day is its midnight, and a time without a zone is in UTC."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            raise _wrong("date", "a date like 2026-01-31 or 2026-01-31T08:00:00Z", where) from None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    if not isinstance(value, dt.datetime):
        raise _wrong("date", "a date like 2026-01-31 or 2026-01-31T08:00:00Z", where)
    if value.tzinfo is None:
        value = value.replace(tzinfo=dt.UTC)
    return value.astimezone(dt.UTC).replace(microsecond=0)


def _wrong(key: str, wanted: str, where: SourceRef) -> ScriptError:
    return ScriptError(f"the front matter's '{key}' must be {wanted}", source=where)
