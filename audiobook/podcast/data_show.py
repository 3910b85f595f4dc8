"""What may stand in ``show.toml``, key by key with its explanation: for the file of a new show and for the README.

What the feed says (``Show``) is read by ``podcast.show``; hosts and music are read by the templates of episodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields

from audiobook.podcast.dialogue_settings import DialogueConfig
from audiobook.podcast.show import Show


def _doc(text: str) -> dict[str, str]:
    return {"doc": text}


@dataclass(frozen=True, slots=True)
class HostConfig:
    """A host: a table ``[[hosts]]``. A guest in an episode's data has the same keys."""

    name: str = field(metadata=_doc("name; the tag before what is said: [Ann]"))
    voice: str = field(default="", metadata=_doc("voice (`audiobook voices` lists them); empty: chosen by the build"))
    engine: str = field(default="", metadata=_doc("speech engine of the voice; empty: the build's"))
    speed: float = field(default=1.0, metadata=_doc("pace, 0.25 to 4"))
    pitch: float = field(default=0.0, metadata=_doc("pitch in semitones, -24 to 24"))
    gender: str = field(default="", metadata=_doc("female, male, neutral: what the build goes by without a voice"))
    direction: str = field(default="", metadata=_doc("how to speak, where the engine can: 'warm, unhurried'"))


@dataclass(frozen=True, slots=True)
class MusicConfig:
    """The table ``[music]``: files in the show's folder, without blanks in their names. All of it is optional."""

    intro: str = field(default="", metadata=_doc("played at the beginning, alone for 4 s, as music/intro.wav"))
    bed: str = field(default="", metadata=_doc("looped under the opening"))
    outro: str = field(default="", metadata=_doc("under the last words and after them"))
    sting: str = field(default="", metadata=_doc("played between stories, points, and before a chapter"))


#: Keys of a host that a casting sheet knows by the same name, in its order.
CAST_KEYS = ("gender", "engine", "voice", "speed", "pitch", "direction")
#: What the keys of the feed mean, by the field of ``Show``.
FEED_KEYS: Mapping[str, str] = {
    "title": "name of the show",
    "description": "what it is about, in Markdown",
    "link": "address of the show's website",
    "feed_url": "address where feed.xml will be; everything else is published beside it",
    "language": "language, as en or zh-CN",
    "author": "who makes it, as apps show it",
    "owner_name": "who answers for the feed; apps write to them, listeners do not see them",
    "owner_email": "their address for mail",
    "image": "cover: a square JPEG or PNG of 1400 to 3000 pixels beside show.toml, or an address",
    "categories": "Apple's categories, a subcategory behind ' > ': Arts > Books",
    "explicit": "whether it holds strong language or is for adults",
    "kind": "episodic (newest first) or serial (in order)",
    "guid": "the show's identity for life; of the feed's address if empty",
    "locked": "whether other platforms are asked not to import the feed",
    "funding": "where listeners can give money: [[funding]] with url and text",
    "medium": "podcast, audiobook, music, …",
    "copyright": "who owns it",
    "persons": "people besides the hosts: [[persons]] with name, role, group, img, href",
}
#: Keys that are called otherwise in the file than here, where the word has a meaning.
_WRITTEN = {"kind": "type"}


def show_rows() -> tuple[tuple[str, str, str], ...]:
    """(key, default, explanation) of everything that ``show.toml`` may hold, for the README."""
    rows = [(_WRITTEN.get(f.name, f.name), _default(f), FEED_KEYS[f.name]) for f in fields(Show)]
    for table, keys in (("hosts", HostConfig), ("music", MusicConfig), ("dialogue", DialogueConfig)):
        rows += [(f"{table}.{f.name}", _default(f), str(f.metadata["doc"])) for f in fields(keys)]
    return tuple(rows)


def _default(key: object) -> str:
    """A default as TOML writes it; empty for what must be given."""
    value = getattr(key, "default", MISSING)
    if value is MISSING:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[]"
    return f'"{value}"' if isinstance(value, str) else str(value)
