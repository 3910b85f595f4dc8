"""The feed: RSS 2.0 with Apple's tags and the podcast namespace, the same bytes from the same show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from email.utils import format_datetime
from typing import TYPE_CHECKING

from audiobook.podcast.episode import Episode
from audiobook.podcast.feed_text import legal, one_line
from audiobook.podcast.notes import text_of
from audiobook.podcast.show import Person, Show

if TYPE_CHECKING:
    from lxml.etree import _Element

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST, "content": CONTENT, "atom": ATOM}
#: The media type of ``podcast:chapters`` (podcast namespace 1.0, tag chapters).
CHAPTERS_TYPE = "application/json+chapters"
#: Apple cuts descriptions at so many bytes (A Podcaster's Guide to RSS, tag description).
DESCRIPTION_BYTES = 4000
#: Longer node values may be cut by apps: people, funding, seasons; labels of episodes (podcast namespace 1.0).
_NODE, _LABEL = 128, 32


def feed_xml(show: Show, episodes: Sequence[Episode], changed: dt.datetime | None = None) -> bytes:
    """The feed with the newest episode first, as UTF-8 XML; ``changed`` is its ``lastBuildDate``.

    Nothing but the arguments shows in it. Control characters that XML cannot hold are left out. Thread-safe; linear in
    the length of the texts.
    """
    from lxml import etree

    rss = etree.Element("rss", {"version": "2.0"}, nsmap=NAMESPACES)
    channel = etree.SubElement(rss, "channel")
    _channel(channel, show, changed)
    for episode in newest_first(episodes):
        _item(etree.SubElement(channel, "item"), show, episode)
    etree.indent(rss, " ")
    return bytes(etree.tostring(rss, xml_declaration=True, encoding="UTF-8")) + b"\n"


def newest_first(episodes: Iterable[Episode]) -> list[Episode]:
    """Episodes as feeds and pages list them."""
    return sorted(episodes, key=lambda episode: (episode.published, episode.slug), reverse=True)


def _add(parent: _Element, tag: str, text: str = "", **attributes: str) -> _Element:
    """An element with text and the attributes that are not empty; ``itunes:x`` in its namespace."""
    from lxml import etree

    prefix, _, name = tag.rpartition(":")
    element = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{name}" if prefix else name)
    element.text = legal(text) or None
    for key, value in attributes.items():
        if value:
            element.set(key, legal(value))
    return element


def _channel(channel: _Element, show: Show, changed: dt.datetime | None) -> None:
    link = show.link or show.base_url
    title = one_line(show.title)
    _add(channel, "title", title)
    _add(channel, "link", link)
    _add(channel, "description", clipped(text_of(show.description) or title))
    _add(channel, "language", show.language)
    if show.copyright:
        _add(channel, "copyright", show.copyright)
    if changed is not None:
        _add(channel, "lastBuildDate", rfc2822(changed))
    _add(channel, "generator", "audiobook")
    _add(channel, "atom:link", href=show.feed_url, rel="self", type="application/rss+xml")
    if show.image:
        image = _add(channel, "image")
        for tag, text in (("url", show.image), ("title", title), ("link", link)):
            _add(image, tag, text)
        _add(channel, "itunes:image", href=show.image)
    if show.owner_email:
        owner = _add(channel, "itunes:owner")
        _add(owner, "itunes:name", one_line(show.owner_name or show.author or title))
        _add(owner, "itunes:email", show.owner_email)
    if show.author:  # behind the owner, whose name some parsers take for the author's
        _add(channel, "itunes:author", one_line(show.author))
    _categories(channel, show.categories)
    _add(channel, "itunes:explicit", _truth(show.explicit))
    _add(channel, "itunes:type", show.kind)
    _add(channel, "podcast:guid", show.podcast_guid)
    _add(channel, "podcast:medium", show.medium)
    _add(channel, "podcast:locked", "yes" if show.locked else "no", owner=show.owner_email)
    for funding in show.funding:
        _add(channel, "podcast:funding", one_line(funding.text)[:_NODE], url=funding.url)
    _people(channel, show.persons)


def _categories(channel: _Element, categories: Iterable[str]) -> None:
    """Apple's categories, a subcategory inside its own; one that has several stands once."""
    heads: dict[str, _Element] = {}
    for category in categories:
        head, _, below = (part.strip() for part in category.partition(">"))
        if head not in heads:
            heads[head] = _add(channel, "itunes:category")
            heads[head].set("text", legal(head))
        if below:
            _add(heads[head], "itunes:category").set("text", legal(below))


def _item(item: _Element, show: Show, episode: Episode) -> None:
    facts = episode.facts
    _add(item, "title", one_line(facts.title))
    _add(item, "link", facts.link or episode.page_url)
    _add(item, "guid", episode.guid).set("isPermaLink", "false")
    _add(item, "pubDate", rfc2822(episode.published))
    if episode.summary:
        _add(item, "description", clipped(episode.summary))
    if episode.notes_html:
        _add(item, "content:encoded", episode.notes_html)
    file = episode.enclosure
    _add(item, "enclosure", url=file.url, length=str(file.length), type=file.media_type)
    _add(item, "itunes:title", one_line(facts.title))
    _add(item, "itunes:duration", str(max(1, round(episode.duration_s))))
    _add(item, "itunes:episodeType", facts.kind)
    _add(item, "itunes:explicit", _truth(show.explicit if facts.explicit is None else facts.explicit))
    if facts.author:
        _add(item, "itunes:author", one_line(facts.author))
    if episode.image_url:
        _add(item, "itunes:image", href=episode.image_url)
    if facts.season:
        _add(item, "itunes:season", str(facts.season))
        _add(item, "podcast:season", str(facts.season), name=one_line(facts.season_name)[:_NODE])
    if facts.episode:
        if facts.episode.isdecimal() and int(facts.episode):  # Apple knows whole numbers from 1 only
            _add(item, "itunes:episode", facts.episode)
        _add(item, "podcast:episode", facts.episode, display=one_line(facts.episode_label)[:_LABEL])
    for each in episode.transcripts:
        rel = "captions" if each.captions else ""
        _add(item, "podcast:transcript", url=each.url, type=each.media_type, language=each.language, rel=rel)
    if episode.chapters_url:
        _add(item, "podcast:chapters", url=episode.chapters_url, type=CHAPTERS_TYPE)
    _people(item, facts.persons)


def _people(parent: _Element, persons: Iterable[Person]) -> None:
    for each in persons:
        name = one_line(each.name)[:_NODE]
        _add(parent, "podcast:person", name, role=each.role, group=each.group, img=each.img, href=each.href)


def rfc2822(moment: dt.datetime) -> str:
    """``Sat, 31 Jan 2026 08:00:00 GMT``."""
    return format_datetime(moment.astimezone(dt.UTC), usegmt=True)


def clipped(text: str) -> str:
    """A description of at most ``DESCRIPTION_BYTES``, cut between words."""
    data = legal(text).encode()
    if len(data) <= DESCRIPTION_BYTES:
        return data.decode()
    kept = data[: DESCRIPTION_BYTES - len("…".encode())].decode(errors="ignore")
    return (kept.rpartition(" ")[0] or kept) + "…"


def _truth(flag: bool) -> str:  # noqa: FBT001 - the value itself
    return "true" if flag else "false"
