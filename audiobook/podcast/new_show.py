"""A new show's folder: what is in it at the beginning."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audiobook.errors import UsageError
from audiobook.podcast.data import Value
from audiobook.podcast.data_show import CAST_KEYS, HostConfig
from audiobook.podcast.new_show_cover import cover_png
from audiobook.podcast.new_show_music import music_files
from audiobook.podcast.show import Show, is_web_address
from audiobook.templating import render

#: hibari's voices in the order in which hosts get them: as unlike each other as they come.
_VOICES = (
    "heart",
    "heart-deep",
    "heart-bright",
    "heart-low",
    "heart-soft",
    "heart-grave",
    "heart-elder",
    "heart-child",
)
_ENGINE = "hibari"
#: As many hosts as there are voices.
MOST_HOSTS = len(_VOICES)


@dataclass(frozen=True, slots=True)
class NewShow:
    """What is known of a show when it begins. ``date`` is that of the example episode.

    ``guid`` is the show's for life: of its feed's address, once that is known; ``fallback_guid`` until then.
    """

    title: str
    hosts: tuple[str, ...] = ("Ann", "Ben")
    feed_url: str = ""
    date: dt.date | None = None
    fallback_guid: str = ""

    @property
    def guid(self) -> str:
        """As the podcast namespace makes it of the feed's address, else the fallback, else a new random one."""
        return Show(self.title, feed_url=self.feed_url).podcast_guid or self.fallback_guid or str(uuid.uuid4())

    @property
    def voices(self) -> tuple[HostConfig, ...]:
        """The hosts with a voice for each."""
        return tuple(HostConfig(name, voice, _ENGINE) for name, voice in zip(self.hosts, _VOICES, strict=False))


def check_new(show: NewShow) -> None:
    """Raise UsageError for what a show cannot be begun with."""
    if not show.title.strip() or not show.title.isprintable():
        raise UsageError("a show needs a title on one line", hint="add --title 'The Lamp Room'")
    names = [name.strip() for name in show.hosts]
    if len(set(names)) != len(names) or not all(name.isprintable() and name not in {"", "?"} for name in names):
        raise UsageError("every host needs a name of their own", hint="use --host Ann --host Ben")
    if len(names) > MOST_HOSTS:
        raise UsageError(f"there are voices for {MOST_HOSTS} hosts only", hint="name fewer; add others to show.toml")
    if show.feed_url and not is_web_address(show.feed_url):
        hint = "use an address like https://example.org/show/feed.xml"
        raise UsageError(f"'{show.feed_url}' is no address of a feed", hint=hint)


def new_show_files(show: NewShow) -> dict[str, bytes]:
    """The files of a new show by their names in its folder: settings, an example's data, a cover, music."""
    texts = {name: text.encode() for name, text in new_show_texts(show).items()}
    return texts | {"cover.png": cover_png(show.title)} | music_files()


def new_show_texts(show: NewShow) -> dict[str, str]:
    """Those of the files that are text."""
    hosts = show.voices
    guest = _VOICES[len(hosts) % len(_VOICES)]
    values = {"show": show, "hosts": hosts, "engine": _ENGINE, "guest_voice": guest, "quoted": _quoted}
    values["date"] = show.date.isoformat() if show.date else ""
    return {
        "show.toml": render("podcast-new-show.toml.j2", **values),
        "README.md": render("podcast-new-readme.md.j2", **values),
        "episodes/audiobook.toml": render("podcast-new-audiobook.toml.j2", **values),
        "episodes/001-welcome.toml": render("podcast-new-episode.toml.j2", **values),
        "music/README.md": render("podcast-new-music.md.j2", **values),
    }


def _quoted(text: str) -> str:
    """A text as TOML and JSON both write it, control characters included."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def folder_title(name: str) -> str:
    """A show's title from the name of its folder: ``the-lamp_room`` is ``The Lamp Room``."""
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return words.title() if words.islower() and words.isascii() else words or name


def host_sheet(people: Iterable[Mapping[str, Value]]) -> str:
    """A casting sheet with the voices that were chosen for hosts and guests; empty where none was.

    It has ``cast.toml``'s keys. Those that were chosen are pinned, so that every build keeps them.
    """
    blocks = []
    named: set[str] = set()
    for person in people:
        chosen = {key: value for key in CAST_KEYS if isinstance(value := person.get(key), str | int | float) and value}
        if "voice" not in chosen and "speed" not in chosen and "pitch" not in chosen:
            continue
        if str(person["name"]) in named:
            continue
        named.add(str(person["name"]))
        name = json.dumps(str(person["name"]), ensure_ascii=False)
        lines = [f"{key} = {_quoted(value) if isinstance(value, str) else value}" for key, value in chosen.items()]
        pinned = ", ".join(f'"{key}"' for key in chosen)
        blocks.append("\n".join(["[[character]]", f"name = {name}", *lines, f"pinned = [{pinned}]"]))
    return "\n\n".join(blocks) + "\n" if blocks else ""
