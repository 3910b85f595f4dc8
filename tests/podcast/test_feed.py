"""The feed, read back by somebody else's parser."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import warnings
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from audiobook.errors import ConfigError, ScriptError
from audiobook.podcast.episode import Enclosure, Episode, Facts, TextFile, facts_of, guid_of, media_type, slug_of
from audiobook.podcast.feed import DESCRIPTION_BYTES, NAMESPACES, feed_xml
from audiobook.podcast.show import Funding, Person, Show, parse_show

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser

AWKWARD = 'Tom & "Jerry" <b>]]></b> 你好 💡 é'
SHOW = Show(
    AWKWARD,
    description=f"All *about* {AWKWARD}",
    link="https://lamps.test/",
    feed_url="https://lamps.test/show/feed.xml",
    language="zh-CN",
    author=AWKWARD,
    owner_name="Ann",
    owner_email="ann@lamps.test",
    image="https://lamps.test/show/cover.png",
    categories=("Society & Culture > Documentary", "Society & Culture > Philosophy", "Arts"),
    explicit=True,
    kind="serial",
    funding=(Funding("https://lamps.test/give?a=1&b=2", AWKWARD),),
    medium="audiobook",
    copyright="© Ann",
    persons=(Person(AWKWARD, "host", "cast", "https://lamps.test/a.png", "https://lamps.test/ann"),),
)
PUBLISHED = dt.datetime(2026, 2, 1, 6, 0, tzinfo=dt.UTC)
EPISODE = Episode(
    slug="one",
    guid="c0ffee00-0000-5000-8000-000000000001",
    published=PUBLISHED,
    facts=Facts(AWKWARD, season=2, season_name="Storms", episode="3", kind="bonus", episode_label="Ch. 3"),
    enclosure=Enclosure("https://lamps.test/show/episodes/one/one.mp3", 123456789, "audio/mpeg"),
    duration_s=3661.4,
    page_url="https://lamps.test/show/episodes/one/index.html",
    place="episodes/one",
    summary=AWKWARD,
    notes_html="<p>Tom &amp; <em>Jerry</em> 💡</p>",
    image_url="https://lamps.test/show/episodes/one/cover.jpg",
    chapters_url="https://lamps.test/show/episodes/one/chapters.json",
    transcripts=(TextFile("https://lamps.test/show/episodes/one/transcript.vtt", "text/vtt", "zh", captions=True),),
)


def parsed(*episodes: Episode, show: Show = SHOW) -> feedparser.FeedParserDict:
    found = feedparser.parse(feed_xml(show, episodes, PUBLISHED), sanitize_html=False)
    assert not found.bozo
    return found


def at(data: bytes, path: str) -> list[etree._Element]:
    return etree.fromstring(data).findall(path, NAMESPACES)


def test_feedparser_reads_every_field_of_the_show():
    feed = parsed(EPISODE).feed
    assert (feed.title, feed.author, feed.language) == (AWKWARD, AWKWARD, "zh-CN")
    assert (feed.link, feed.rights) == ("https://lamps.test/", "© Ann")
    assert feed.subtitle == f"All about {AWKWARD}"
    assert feed.publisher_detail == {"name": "Ann", "email": "ann@lamps.test"}
    assert feed.image.href == "https://lamps.test/show/cover.png"
    assert {tag.term for tag in feed.tags} == {"Society & Culture", "Documentary", "Philosophy", "Arts"}
    assert feed.itunes_type == "serial"
    assert feed.updated == "Sun, 01 Feb 2026 06:00:00 GMT"
    assert {"href": SHOW.feed_url, "rel": "self", "type": "application/rss+xml"} in feed.links
    assert (feed.podcast_medium, feed.podcast_guid) == ("audiobook", SHOW.podcast_guid)


def test_feedparser_reads_every_field_of_an_episode():
    entry = parsed(EPISODE).entries[0]
    assert (entry.title, entry.id, entry.guidislink) == (AWKWARD, EPISODE.guid, False)
    assert entry.summary == AWKWARD
    assert entry.content[0].value == EPISODE.notes_html
    assert entry.link == EPISODE.page_url
    assert calendar.timegm(entry.published_parsed) == PUBLISHED.timestamp()
    assert entry.enclosures[0] == {"href": EPISODE.enclosure.url, "length": "123456789", "type": "audio/mpeg"}
    assert (entry.itunes_duration, entry.itunes_episodetype) == ("3661", "bonus")
    assert (entry.itunes_season, entry.itunes_episode) == ("2", "3")
    assert entry.image.href == EPISODE.image_url


def test_tags_of_the_podcast_namespace_have_their_attributes():
    data = feed_xml(SHOW, [EPISODE])
    person = at(data, "channel/podcast:person")[0]
    assert person.text == AWKWARD
    assert dict(person.attrib) == {
        "role": "host",
        "group": "cast",
        "img": "https://lamps.test/a.png",
        "href": "https://lamps.test/ann",
    }
    assert at(data, "channel/podcast:funding")[0].get("url") == "https://lamps.test/give?a=1&b=2"
    assert at(data, "channel/podcast:locked")[0].attrib == {"owner": "ann@lamps.test"}
    assert dict(at(data, ".//podcast:transcript")[0].attrib) == {
        "url": EPISODE.transcripts[0].url,
        "type": "text/vtt",
        "language": "zh",
        "rel": "captions",
    }
    assert at(data, ".//podcast:chapters")[0].get("type") == "application/json+chapters"
    assert (at(data, ".//podcast:season")[0].text, at(data, ".//podcast:season")[0].get("name")) == ("2", "Storms")
    assert at(data, ".//podcast:episode")[0].get("display") == "Ch. 3"


def test_explicit_is_said_in_the_words_that_apple_knows():
    # feedparser knows "yes" and "clean" only, which Apple gave up.
    data = feed_xml(SHOW, [EPISODE, replace(EPISODE, guid="2", facts=replace(EPISODE.facts, explicit=False))])
    assert [element.text for element in at(data, ".//itunes:explicit")] == ["true", "true", "false"]


def test_subcategories_of_one_category_stand_inside_it():
    heads = at(feed_xml(SHOW, [EPISODE]), "channel/itunes:category")
    found = {head.get("text"): [below.get("text") for below in head] for head in heads}
    assert found == {"Society & Culture": ["Documentary", "Philosophy"], "Arts": []}


def test_a_podcast_guid_is_the_one_that_the_namespace_gives_as_its_example():
    assert Show("x", feed_url="https://podnews.net/rss").podcast_guid == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    example = Show("x", feed_url="https://mp3s.nashownotes.com/pc20rss.xml")
    assert example.podcast_guid == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\ufffe", "\ud800"])
def test_what_xml_cannot_hold_is_left_out_and_the_rest_stays(sign):
    episode = replace(EPISODE, facts=replace(EPISODE.facts, title=f"a{sign}b"), summary=f"c{sign}d", guid=f"g{sign}h")
    entry = parsed(episode, show=replace(SHOW, title=f"s{sign}t")).entries[0]
    assert (entry.title, entry.summary, entry.id) == ("ab", "cd", "gh")


@given(st.text())
def test_any_text_survives_as_far_as_xml_can_hold_it(text):
    data = feed_xml(SHOW, [replace(EPISODE, guid=f"x{text}", summary=f"x{text}")])
    kept = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    assert at(data, "channel/item/guid")[0].text == f"x{kept}"
    assert at(data, "channel/item/description")[0].text == f"x{kept}"


def test_the_newest_episode_comes_first_and_the_same_show_gives_the_same_bytes():
    later = replace(EPISODE, slug="two", guid="2", published=PUBLISHED + dt.timedelta(days=1))
    assert [entry.id for entry in parsed(EPISODE, later).entries] == ["2", EPISODE.guid]
    assert feed_xml(SHOW, [EPISODE, later]) == feed_xml(SHOW, [later, EPISODE])


def test_a_long_description_is_cut_between_words_at_apples_limit():
    entry = parsed(replace(EPISODE, summary="灯灯 " * 2000)).entries[0]
    assert DESCRIPTION_BYTES - 10 < len(entry.summary.encode()) <= DESCRIPTION_BYTES
    assert entry.summary.endswith("灯灯…")


def test_apple_gets_whole_numbers_of_episodes_only():
    data = feed_xml(SHOW, [replace(EPISODE, facts=replace(EPISODE.facts, episode="3.5"))])
    assert not at(data, ".//itunes:episode")
    assert at(data, ".//podcast:episode")[0].text == "3.5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 3", "'title' must be a text in quotes"),
        ("", "the show has no title"),
        ('title = "x"\ncategory = []', "unknown key 'category'"),
        ('title = "x"\nlocked = "yes"', "'locked' must be true or false"),
        ('title = "x"\nfeed_url = "feed.xml"', "'feed_url' must be an address"),
        ('title = "x"\ntype = "daily"', "'type' must be"),
        ('title = "x"\n[[persons]]\nrole = "host"', "'persons' lacks 'name'"),
        ('title = "x', "not valid TOML"),
    ],
)
def test_a_mistake_in_show_toml_is_named(text, message):
    with pytest.raises(ConfigError, match=message):
        parse_show(text)


def test_hosts_of_the_show_are_its_first_people_whatever_their_voices():
    show = parse_show('title = "x"\npersons = ["Eve"]\n[[hosts]]\nname = "Ann"\nvoice = "heart"\nspeed = 1.1')
    assert show.persons == (Person("Ann", "host"), Person("Eve"))


@pytest.mark.parametrize(
    ("front", "date"),
    [
        (dt.date(2026, 1, 2), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        ("2026-01-02", dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        ("2026-01-02T08:00:00+02:00", dt.datetime(2026, 1, 2, 6, tzinfo=dt.UTC)),
        (dt.datetime(2026, 1, 2, 3, 4, 5, 6), dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)),  # noqa: DTZ001
    ],
)
def test_dates_are_moments_in_utc(front, date):
    assert facts_of({"date": front}, "x").date == date


@pytest.mark.parametrize("front", [{"date": "soon"}, {"episode": "three"}, {"season": -1}, {"episode_type": "long"}])
def test_front_matter_that_no_feed_can_say_is_an_error(front):
    with pytest.raises(ScriptError, match=f"'{next(iter(front))}' must be"):
        facts_of(front, "x")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("01 First light", "01-First-light"),
        ("../../etc/passwd", "etc-passwd"),
        ("第二集 💡", "第二集-💡"),
        ("a\x00b?c#d%e&f", "ab-c-d-e-f"),
        ("...", ""),
        ("灯" * 200, "灯" * 50),
    ],
)
def test_a_slug_is_safe_in_addresses_and_as_a_folder(name, slug):
    assert slug_of(Facts("x"), name) == slug


def test_the_guid_of_an_episode_follows_from_show_and_slug_or_is_its_own():
    assert guid_of(Facts("x"), "one", SHOW.podcast_guid) == guid_of(Facts("y"), "one", SHOW.podcast_guid)
    assert guid_of(Facts("x"), "one", SHOW.podcast_guid) != guid_of(Facts("x"), "two", SHOW.podcast_guid)
    assert guid_of(Facts("x", guid="mine"), "one", SHOW.podcast_guid) == "mine"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"\0\0\0\x20ftypM4A ", "audio/x-m4a"),
        (b"RIFF\0\0\0\0WAVE", ""),
        (b"", ""),
    ],
)
def test_the_type_of_audio_is_read_from_its_bytes(head, kind):
    assert media_type(head) == kind
