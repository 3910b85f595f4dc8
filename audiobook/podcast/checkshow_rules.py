"""What a podcast's feed must say, as data: element, where, how often, what kind of value.

Taken from the published texts, each rule naming its own:

- ``rss``: RSS 2.0 Specification, RSS Advisory Board, version 2.0.11 (2009-03-30)
- ``profile``: Really Simple Syndication Best Practices Profile, RSS Advisory Board (2007-10-15)
- ``apple``: A Podcaster's Guide to RSS, Apple Podcasts (required, recommended and situational tags; categories)
- ``podcast``: RSS Namespace Extension for Podcasting 1.0, Podcast Index (docs/1.0.md and docs/tags)
- ``content``: RSS 1.0 module Content (``content:encoded``)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

#: More than any feed has of one element (own judgement).
MANY = 1_000_000
TEXT, URL, DATE, INTEGER, COUNT, DECIMAL, DURATION, UUID, EMAIL, LANGUAGE, TRUTH, ANY = (
    "a text",
    "a whole http(s) address",
    "a date as RFC 2822 has it",
    "a whole number from 1",
    "a whole number",
    "a number",
    "a length as seconds or HH:MM:SS",
    "a UUID",
    "an e-mail address",
    "a language code",
    "true or false",
    "anything",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """``element`` stands in ``parent`` from ``least`` to ``most`` times, with text of a ``kind`` (or of ``choices``).

    ``kind`` is empty for an element without text. ``attributes`` are those it must have, ``optional`` those it may, by
    kind. ``longest`` is in characters; ``advised`` makes a lack or too long a text a warning.
    """

    source: str
    parent: str
    element: str
    least: int = 0
    most: int = 1
    kind: str = ""
    choices: tuple[str, ...] = ()
    attributes: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    optional: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    longest: int = 0
    advised: bool = False


def _has(**kinds: str) -> MappingProxyType[str, str]:
    return MappingProxyType(kinds)


_MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course")
_PERSON = _has(role=TEXT, group=TEXT, img=URL, href=URL)

RULES: tuple[Rule, ...] = (
    Rule("rss", "", "rss", 1, attributes=_has(version=TEXT)),
    Rule("rss", "rss", "channel", 1),
    Rule("rss", "channel", "title", 1, kind=TEXT),
    Rule("rss", "channel", "link", 1, kind=URL),
    Rule("rss", "channel", "description", 1, kind=TEXT, longest=4000),
    Rule("apple", "channel", "language", 1, kind=LANGUAGE),
    Rule("rss", "channel", "copyright", kind=TEXT),
    Rule("rss", "channel", "pubDate", kind=DATE),
    Rule("rss", "channel", "lastBuildDate", kind=DATE),
    Rule("rss", "channel", "generator", kind=TEXT),
    Rule("rss", "channel", "image"),
    Rule("rss", "image", "url", 1, kind=URL),
    Rule("rss", "image", "title", 1, kind=TEXT),
    Rule("rss", "image", "link", 1, kind=URL),
    Rule("profile", "channel", "atom:link", 1, MANY, attributes=_has(href=URL, rel=TEXT), optional=_has(type=TEXT)),
    Rule("apple", "channel", "itunes:image", 1, attributes=_has(href=URL)),
    Rule("apple", "channel", "itunes:category", 1, MANY, attributes=_has(text=TEXT)),
    Rule("apple", "itunes:category", "itunes:category", 0, MANY, attributes=_has(text=TEXT)),
    Rule("apple", "channel", "itunes:explicit", 1, kind=TRUTH),
    Rule("apple", "channel", "itunes:author", 1, kind=TEXT, advised=True),
    Rule("apple", "channel", "itunes:type", choices=("episodic", "serial")),
    Rule("apple", "channel", "itunes:title", kind=TEXT),
    Rule("apple", "channel", "itunes:owner"),
    Rule("apple", "itunes:owner", "itunes:name", kind=TEXT),
    Rule("apple", "itunes:owner", "itunes:email", 1, kind=EMAIL),
    Rule("apple", "channel", "itunes:new-feed-url", kind=URL),
    Rule("apple", "channel", "itunes:block", kind=TEXT),
    Rule("apple", "channel", "itunes:complete", kind=TEXT),
    Rule("podcast", "channel", "podcast:guid", 1, kind=UUID, advised=True),
    Rule("podcast", "channel", "podcast:locked", choices=("yes", "no"), optional=_has(owner=EMAIL)),
    Rule("podcast", "channel", "podcast:funding", 0, MANY, kind=ANY, attributes=_has(url=URL), longest=128),
    Rule("podcast", "channel", "podcast:medium", choices=(*_MEDIA, *(f"{name}L" for name in _MEDIA), "mixed")),
    Rule("podcast", "channel", "podcast:person", 0, MANY, kind=TEXT, optional=_PERSON, longest=128),
    Rule("rss", "channel", "item", 1, MANY),
    Rule("apple", "item", "title", 1, kind=TEXT),
    Rule("rss", "item", "link", kind=URL),
    Rule("rss", "item", "description", 1, kind=TEXT, longest=4000, advised=True),
    Rule("rss", "item", "author", kind=EMAIL),
    Rule("apple", "item", "guid", 1, kind=TEXT, optional=_has(isPermaLink=TRUTH)),
    Rule("apple", "item", "pubDate", 1, kind=DATE),
    Rule("apple", "item", "enclosure", 1, attributes=_has(url=URL, length=INTEGER, type=TEXT)),
    Rule("content", "item", "content:encoded", kind=ANY),
    Rule("apple", "item", "itunes:title", kind=TEXT),
    Rule("apple", "item", "itunes:author", kind=TEXT),
    Rule("apple", "item", "itunes:duration", 1, kind=DURATION, advised=True),
    Rule("apple", "item", "itunes:episodeType", choices=("full", "trailer", "bonus")),
    Rule("apple", "item", "itunes:explicit", kind=TRUTH),
    Rule("apple", "item", "itunes:image", attributes=_has(href=URL)),
    Rule("apple", "item", "itunes:season", kind=INTEGER),
    Rule("apple", "item", "itunes:episode", kind=INTEGER),
    Rule("apple", "item", "itunes:block", kind=TEXT),
    Rule("podcast", "item", "podcast:season", kind=COUNT, optional=_has(name=TEXT)),
    Rule("podcast", "item", "podcast:episode", kind=DECIMAL, optional=_has(display=TEXT)),
    Rule(
        "podcast",
        "item",
        "podcast:transcript",
        0,
        MANY,
        attributes=_has(url=URL, type=TEXT),
        optional=_has(language=LANGUAGE, rel=TEXT),
    ),
    Rule("podcast", "item", "podcast:chapters", attributes=_has(url=URL, type=TEXT)),
    Rule("podcast", "item", "podcast:person", 0, MANY, kind=TEXT, optional=_PERSON, longest=128),
)

#: What enclosures of podcasts of sound may be, by the file's suffix (apple: supported file types).
ENCLOSURES = MappingProxyType({".mp3": "audio/mpeg", ".m4a": "audio/x-m4a"})

#: Apple's categories and what each has below it (apple: Apple Podcasts categories, as of 2019 and since).
CATEGORIES = MappingProxyType(
    {
        "Arts": "Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts",
        "Business": "Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit",
        "Comedy": "Comedy Interviews, Improv, Stand-Up",
        "Education": "Courses, How To, Language Learning, Self-Improvement",
        "Fiction": "Comedy Fiction, Drama, Science Fiction",
        "Government": "",
        "History": "",
        "Health & Fitness": "Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality",
        "Kids & Family": "Education for Kids, Parenting, Pets & Animals, Stories for Kids",
        "Leisure": "Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games",
        "Music": "Music Commentary, Music History, Music Interviews",
        "News": "Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech News",
        "Religion & Spirituality": "Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality",
        "Science": (
            "Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, Nature, Physics,"
            " Social Sciences"
        ),
        "Society & Culture": "Documentary, Personal Journals, Philosophy, Places & Travel, Relationships",
        "Sports": (
            "Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running, Soccer, Swimming,"
            " Tennis, Volleyball, Wilderness, Wrestling"
        ),
        "Technology": "",
        "True Crime": "",
        "TV & Film": "After Shows, Film History, Film Interviews, Film Reviews, TV Reviews",
    }
)
