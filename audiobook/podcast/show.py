"""``show.toml`` -> Show: what a podcast says of itself. This is the only reader of that file."""

from __future__ import annotations

import difflib
import re
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from audiobook.errors import ConfigError
from audiobook.source import SourceRef
from audiobook.userfiles import text_of

#: The file in a show's folder.
SHOW_FILE = "show.toml"
#: The namespace of podcast GUIDs: version 5 UUIDs of a feed's address without scheme and trailing slashes (podcast
#: namespace 1.0, tag guid).
_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
#: Keys of ``show.toml`` that are read elsewhere: they say how episodes sound and are written, not what a feed says.
OTHER_KEYS = frozenset({"music", "voices", "template", "templates", "episode", "episodes", "hosts", "data", "dialogue"})
_KINDS = ("episodic", "serial")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the show or an episode; ``role`` and ``group`` are words of the Podcast Taxonomy Project."""

    name: str
    role: str = ""
    group: str = ""
    img: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """Where listeners can give money, and what the link says."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """What ``show.toml`` says. ``feed_url`` is where the feed will be; everything else is published beside it.

    ``image`` is a file beside ``show.toml`` or an address. ``categories`` are Apple's, a subcategory behind `` > ``.
    ``persons`` begin with the hosts, from ``[[hosts]]``. ``kind`` (``type`` in the file) is ``episodic`` or
    ``serial``. ``guid`` is the show's for life; empty: made from ``feed_url``. ``locked`` forbids other platforms to
    import the feed.
    """

    title: str
    description: str = ""
    link: str = ""
    feed_url: str = ""
    language: str = "en"
    author: str = ""
    owner_name: str = ""
    owner_email: str = ""
    image: str = ""
    categories: tuple[str, ...] = ()
    explicit: bool = False
    kind: str = "episodic"
    guid: str = ""
    locked: bool = True
    funding: tuple[Funding, ...] = ()
    medium: str = "podcast"
    copyright: str = ""
    persons: tuple[Person, ...] = ()

    @property
    def base_url(self) -> str:
        """The address of the published folder, with a slash at its end; empty without a ``feed_url``."""
        if not self.feed_url:
            return ""
        parts = urlsplit(self.feed_url)
        return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/"

    @property
    def podcast_guid(self) -> str:
        """``guid``, or the one that the podcast namespace makes of ``feed_url``; empty without both."""
        if self.guid or not self.feed_url:
            return self.guid
        return str(uuid.uuid5(_PODCASTS, re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", self.feed_url).rstrip("/")))


def read_show(folder: Path) -> Show:
    """The show in a folder. Raises ConfigError naming file and key."""
    path = folder / SHOW_FILE
    try:
        return parse_show(text_of(path), str(path))
    except FileNotFoundError:
        raise ConfigError(
            f"'{folder}' is no show: there is no {SHOW_FILE} in it", hint="begin one with: audiobook podcast new NAME"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read '{path}': {error}") from error


def parse_show(text: str, file: str = SHOW_FILE) -> Show:
    """The show that a ``show.toml`` states. Raises ConfigError for an unknown key or a value of a wrong kind."""
    where = SourceRef(file=file)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"it is not valid TOML: {error}", source=where, hint="mend the line it names") from None
    values: dict[str, Any] = {}
    names = {"type" if field.name == "kind" else field.name: field for field in fields(Show)}
    for key, value in data.items():
        if key in names:
            values[names[key].name] = _value(key, value, where)
        elif key not in OTHER_KEYS:
            raise _unknown(key, names, where)
    hosts = _hosts(data.get("hosts", ()), where)
    people = values.get("persons", ())
    named = {person.name for person in people}
    values["persons"] = (*(host for host in hosts if host.name not in named), *people)
    if not values.get("title", "").strip():
        raise ConfigError("the show has no title", source=where, hint='write title = "…"')
    return _sensible(Show(**values), where)


def _value(key: str, value: object, where: SourceRef) -> object:
    if key in {"explicit", "locked"}:
        if not isinstance(value, bool):
            raise _wrong(key, "true or false", where)
        return value
    if key == "persons":
        return persons_of(value, key, where)
    if key == "funding":
        return tuple(Funding(**_texts(key, each, ("url", "text"), where)) for each in _tables(key, value, where))
    if key == "categories":
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise _wrong(key, 'a list of texts, as ["Arts > Books"]', where)
        return tuple(value)
    if not isinstance(value, str):
        raise _wrong(key, "a text in quotes", where)
    return value


def _hosts(value: object, where: SourceRef) -> tuple[Person, ...]:
    """The hosts as people of the show; what else ``[[hosts]]`` says is about their voices and read elsewhere."""
    tables = value if isinstance(value, list | tuple) else [value]
    known = ("name", "img", "href")
    people = [
        {key: each[key] for key in known if key in each} if isinstance(each, Mapping) else each for each in tables
    ]
    return persons_of(people, "hosts", where, "host")


def persons_of(value: object, key: str, where: SourceRef, role: str = "") -> tuple[Person, ...]:
    """People as tables (``name``, ``role``, ``group``, ``img``, ``href``) or just names. Raises ConfigError."""
    found = []
    for each in value if isinstance(value, list) else [value]:
        table = {"name": each} if isinstance(each, str) else each
        texts = _texts(key, table, ("name", "role", "group", "img", "href"), where)
        if not texts.get("name", "").strip():
            raise ConfigError(f"a person in '{key}' has no name", source=where, hint='write name = "…"')
        found.append(Person(**{"role": role, **texts}))
    return tuple(found)


def _tables(key: str, value: object, where: SourceRef) -> list[object]:
    if not isinstance(value, list):
        raise _wrong(key, f"a list of tables, each under [[{key}]]", where)
    return value


def _texts(key: str, table: object, names: tuple[str, ...], where: SourceRef) -> dict[str, str]:
    if not isinstance(table, Mapping):
        raise _wrong(key, "tables with " + ", ".join(names), where)
    for name, value in table.items():
        if name not in names:
            raise _unknown(f"{key}.{name}", [f"{key}.{each}" for each in names], where)
        if not isinstance(value, str):
            raise _wrong(f"{key}.{name}", "a text in quotes", where)
    if names[0] not in table:
        raise ConfigError(f"'{key}' lacks '{names[0]}'", source=where, hint=f'write {names[0]} = "…"')
    return dict(table)


def _sensible(show: Show, where: SourceRef) -> Show:
    """The show, if its values can be what they are for."""
    if show.kind not in _KINDS:
        raise _wrong("type", '"episodic" or "serial"', where)
    if not _LANGUAGE.fullmatch(show.language):
        raise _wrong("language", 'a language like "en" or "zh-CN"', where)
    for key in ("link", "feed_url"):
        if getattr(show, key) and not is_web_address(getattr(show, key)):
            raise _wrong(key, "an address like https://example.org/show/feed.xml", where)
    if show.guid and not _is_uuid(show.guid):
        raise _wrong("guid", "a UUID, or left out", where)
    return show


def is_web_address(text: str) -> bool:
    """Whether a text is an absolute http(s) address without blanks or control characters."""
    if not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _wrong(key: str, wanted: str, where: SourceRef) -> ConfigError:
    return ConfigError(f"'{key}' must be {wanted}", source=where)


def _unknown(key: str, names: Mapping[str, object] | list[str], where: SourceRef) -> ConfigError:
    near = difflib.get_close_matches(key, list(names), 1)
    hint = f"is '{near[0]}' meant?" if near else f"known are {', '.join(names)}"
    return ConfigError(f"unknown key '{key}'", source=where, hint=hint)
