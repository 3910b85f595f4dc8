"""What was published: the list that keeps an episode's GUID, date and bytes the same for ever."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

from audiobook.errors import ConfigError, UsageError
from audiobook.podcast.episode import Enclosure, Episode, Facts, TextFile
from audiobook.podcast.show import Person, Show, is_web_address
from audiobook.source import SourceRef

#: The list, in the show's folder: it belongs to what a person keeps, not to what is uploaded.
PUBLISHED_FILE = "published.json"
#: The folder with everything that is uploaded, the feed and the folder of the episodes in it.
SITE, FEED_FILE, EPISODES = "public", "feed.xml", "episodes"
_VERSION = 1
#: Hosts that belong to nobody (RFC 2606): what a new show's settings say until a person writes their own.
_EXAMPLES = ("example.org", "example.com", "example.net")


@dataclass(frozen=True, slots=True)
class Entry:
    """A published episode. ``script`` is the path of its script in the show's folder; ``key`` of what it was made.

    ``files`` are paths in the published folder with length in bytes and SHA-256.
    """

    script: str
    key: str
    episode: Episode
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """All published episodes by slug, when something in the feed changed last, and the show's GUID.

    ``guid`` is empty until the show was published under an address of its own.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    changed: dt.datetime | None = None
    guid: str = ""


def as_json(published: Published) -> str:
    """The list as it lies in the show's folder."""
    data = {
        "version": _VERSION,
        "guid": published.guid,
        "changed": published.changed.isoformat() if published.changed else "",
        "episodes": {
            slug: {
                "script": entry.script,
                "key": entry.key,
                "item": _item(entry.episode),
                "files": {name: list(stat) for name, stat in sorted(entry.files.items())},
            }
            for slug, entry in sorted(published.entries.items())
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str, file: str = PUBLISHED_FILE) -> Published:
    """The list from its file. Raises ConfigError for a damaged one: guessing would give every episode a new GUID."""
    try:
        data = json.loads(text)
        if data["version"] != _VERSION:
            raise ConfigError(
                f"it is of version {data['version']}, this program knows {_VERSION}",
                source=SourceRef(file=file),
                hint="use the newer version of audiobook",
            )
        entries = {
            slug: Entry(
                each["script"],
                each["key"],
                _episode(each["item"]),
                {name: (int(size), str(digest)) for name, (size, digest) in each["files"].items()},
            )
            for slug, each in data["episodes"].items()
        }
        changed = dt.datetime.fromisoformat(data["changed"]) if data["changed"] else None
        guid = str(data["guid"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            "it is damaged: what was published cannot be told",
            source=SourceRef(file=file),
            hint="bring back an earlier copy; a feed with new GUIDs makes every app load all episodes again",
        ) from error
    return Published(entries, changed, guid)


def _item(episode: Episode) -> dict[str, Any]:
    data = asdict(episode)
    data["published"] = episode.published.isoformat()
    data["facts"]["date"] = episode.facts.date.isoformat() if episode.facts.date else ""
    return data


def _episode(data: dict[str, Any]) -> Episode:
    facts = dict(data["facts"])
    facts["date"] = dt.datetime.fromisoformat(facts["date"]) if facts["date"] else None
    facts["persons"] = tuple(Person(**each) for each in facts["persons"])
    return Episode(
        **{
            **data,
            "published": dt.datetime.fromisoformat(data["published"]),
            "facts": Facts(**facts),
            "enclosure": Enclosure(**data["enclosure"]),
            "transcripts": tuple(TextFile(**each) for each in data["transcripts"]),
        }
    )


def without_dropped(published: Published, drop: Collection[str], present: Collection[str]) -> Published:
    """The list without what a person takes out of the feed. ``present`` are the slugs that have scripts to publish.

    Raises UsageError for a slug that was never published or whose script is still there, and ConfigError when a
    published episode has no script any more: an episode that vanishes from a feed vanishes from people's players.
    """
    for slug in drop:
        if slug not in published.entries:
            known = ", ".join(sorted(published.entries)) or "nothing"
            raise UsageError(f"--drop {slug}: no such episode is published", hint=f"published: {known}")
        if slug in present:
            script = published.entries[slug].script
            raise UsageError(
                f"--drop {slug}: its script is still there", hint=f"delete '{script}', or write draft = true in it"
            )
    kept = {slug: entry for slug, entry in published.entries.items() if slug not in drop}
    gone = sorted(slug for slug in kept if slug not in present)
    if gone:
        names = ", ".join(f"'{kept[slug].script}'" for slug in gone)
        options = " ".join(f"--drop {slug}" for slug in gone)
        raise ConfigError(
            f"published episodes have no script to publish any more: {names}",
            hint=f'bring them back (a renamed one: slug = "{gone[0]}" in it), or take them out with: {options}',
        )
    return replace(published, entries=kept)


def addressed(show: Show, guid: str, file: str) -> Show:
    """The show with an address and a GUID in any case: an example's address where it does not say where it will be.

    ``guid`` is what it was published as before. Raises ConfigError for an address that is not that of ``feed.xml``.
    """
    if not show.feed_url:
        show = replace(show, feed_url=f"https://{_EXAMPLES[0]}/show/{FEED_FILE}")
    if not show.feed_url.endswith(f"/{FEED_FILE}"):
        raise ConfigError(
            f"feed_url must end in /{FEED_FILE}, the name of the file that is written",
            source=SourceRef(file=file),
        )
    return replace(show, guid=show.guid or guid or show.podcast_guid)


def is_example(show: Show) -> bool:
    """Whether the show has no address of its own yet."""
    host = (urlsplit(show.feed_url).hostname or "") if show.feed_url else _EXAMPLES[0]
    return any(host == example or host.endswith(f".{example}") for example in _EXAMPLES)


def url_of(show: Show, path: str) -> str:
    """The address of a published file; letters of other writings are percent-encoded."""
    return path if is_web_address(path) else show.base_url + quote(path)


def due(facts: Facts, now: dt.datetime) -> bool:
    """Whether an episode that is new may be published: it is no draft and its date has come."""
    return not facts.draft and (facts.date is None or facts.date <= now)
