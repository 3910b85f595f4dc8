"""Publishing a show: what stays the same, what changes, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from dataclasses import replace

import pytest
from lxml import etree
from podcast.published_show import FIRST, NOW, SECOND, SHOW, TITLE, Maker, publish, state, write_episode, write_show

from audiobook.config import Config
from audiobook.config.tables import BuildConfig
from audiobook.corridor.podcast_checking import check_show
from audiobook.corridor.podcast_publishing import PublishRequest, publish_show
from audiobook.errors import BusyError, ConfigError, OutputError, ScriptError, UsageError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import feedparser


@pytest.fixture
def show(tmp_path):
    return write_show(tmp_path / "show")


@pytest.fixture
def make():
    return Maker()


def entries(show):
    return {entry.title: entry for entry in feedparser.parse((show / "public/feed.xml").read_bytes()).entries}


def test_publishing_writes_everything_that_apps_and_people_read(show, make):
    result = publish(show, make)
    site = show / "public"
    assert (result.episodes, result.changed) == (2, 2)
    assert {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} == {
        "feed.xml",
        "index.html",
        *(
            f"episodes/{slug}/{name}"
            for slug in ("01-First-light", "第二集")
            for name in (
                f"{slug}.mp3",
                "chapters.json",
                "index.html",
                "notes.html",
                "notes.md",
                "transcript.html",
                "transcript.json",
                "transcript.srt",
                "transcript.vtt",
            )
        ),
    }


def test_awkward_titles_survive_as_far_as_a_parser_of_feeds(show, make):
    publish(show, make)
    found = entries(show)
    assert set(found) == {TITLE, "第二集"}
    assert found[TITLE].enclosures[0].href == "https://lamps.test/show/episodes/01-First-light/01-First-light.mp3"
    assert found["第二集"].link == "https://lamps.test/show/episodes/%E7%AC%AC%E4%BA%8C%E9%9B%86/index.html"
    assert found[TITLE].published == "Sun, 01 Feb 2026 06:00:00 GMT"
    assert found["第二集"].published == "Sun, 01 Mar 2026 12:00:00 GMT"


def test_control_characters_are_told_of(show, make):
    events = []
    publish(show, make, events.append)
    assert [event.code for event in events if getattr(event, "code", "") == "feed-characters"] == ["feed-characters"]


def test_the_enclosure_has_the_length_and_type_of_the_written_file(show, make):
    publish(show, make)
    enclosure = entries(show)[TITLE].enclosures[0]
    file = show / "public/episodes/01-First-light/01-First-light.mp3"
    assert (enclosure.length, enclosure.type) == (str(file.stat().st_size), "audio/mpeg")


def test_a_second_publish_builds_nothing_and_writes_nothing(show, make):
    publish(show, make)
    before = state(show)
    again = Maker()
    assert publish(show, again, now=NOW + dt.timedelta(days=9)).changed == 0
    assert again.built == []
    assert state(show) == before


def test_an_edited_episode_keeps_guid_and_date_and_the_other_its_bytes(show, make):
    publish(show, make)
    before, old = state(show), entries(show)["第二集"]
    write_episode(show, "第二集", SECOND.replace("你好。", "你好，再见。").replace("第二盏灯", "另一盏灯"))
    again = Maker()
    publish(show, again, now=NOW + dt.timedelta(days=9))
    new = entries(show)["第二集"]
    assert again.built == ["第二集"]
    assert (new.id, new.published) == (old.id, old.published)
    assert (new.summary, old.summary) == ("另一盏灯的故事。", "第二盏灯的故事。")
    assert int(new.enclosures[0].length) == int(old.enclosures[0].length) + len("，再见".encode())
    changed = {name for name, value in state(show).items() if before.get(name) != value}
    assert not any("First" in name for name in changed)
    assert "public/feed.xml" in changed


def test_the_date_of_the_last_change_moves_with_the_feed_only(show, make):
    publish(show, make)
    write_episode(show, "03", '+++\ntitle = "Third"\n+++\n\nThree.\n')
    publish(show, make, now=NOW + dt.timedelta(days=1))
    feed = feedparser.parse((show / "public/feed.xml").read_bytes()).feed
    assert feed.updated == "Mon, 02 Mar 2026 12:00:00 GMT"


def test_a_lost_file_is_written_again_with_the_same_bytes(show, make):
    publish(show, make)
    before = state(show)
    for name in ("transcript.vtt", "01-First-light.mp3"):
        (show / "public/episodes/01-First-light" / name).unlink()
    publish(show, make, now=NOW + dt.timedelta(days=1))
    assert {name: data for name, (_, data) in state(show).items()} == {name: data for name, (_, data) in before.items()}


def test_a_removed_script_stops_everything_and_the_error_says_what_to_type(show, make):
    publish(show, make)
    before = state(show)
    (show / "episodes/第二集.script.md").unlink()
    write_episode(show, "01 First light", FIRST.replace("Good morning", "Good evening"))
    with pytest.raises(ConfigError, match=r"第二集\.script\.md") as caught:
        publish(show, make)
    assert "--drop 第二集" in caught.value.hint
    assert state(show) == before


def test_a_dropped_episode_leaves_the_feed_and_its_files_go(show, make):
    publish(show, make)
    (show / "episodes/第二集.script.md").unlink()
    publish(show, make, drop=("第二集",))
    assert list(entries(show)) == [TITLE]
    assert not (show / "public/episodes/第二集").exists()
    assert publish(show, make).changed == 0


def test_a_draft_of_a_published_episode_is_a_removed_one(show, make):
    publish(show, make)
    write_episode(show, "第二集", SECOND.replace("title", "draft = true\ntitle"))
    with pytest.raises(ConfigError, match="no script to publish"):
        publish(show, make)
    publish(show, make, drop=("第二集",))
    assert list(entries(show)) == [TITLE]


@pytest.mark.parametrize(("slug", "message"), [("nothing", "no such episode"), ("第二集", "its script is still there")])
def test_what_is_not_gone_cannot_be_dropped(show, make, slug, message):
    publish(show, make)
    with pytest.raises(UsageError, match=message):
        publish(show, make, drop=(slug,))


def test_a_renamed_script_stays_the_same_episode_with_its_slug(show, make):
    publish(show, make)
    old = entries(show)["第二集"]
    (show / "episodes/第二集.script.md").unlink()
    write_episode(show, "002-second", SECOND.replace("title", 'slug = "第二集"\ntitle'))
    publish(show, make)
    assert entries(show)["第二集"].id == old.id
    assert len(entries(show)) == 2


def test_an_episode_of_tomorrow_and_a_draft_wait(show, make):
    write_episode(show, "03", '+++\ntitle = "Later"\ndate = 2026-03-02\n+++\n\nThree.\n')
    write_episode(show, "04", '+++\ntitle = "Draft"\ndraft = true\n+++\n\nFour.\n')
    events = []
    publish(show, make, events.append)
    assert set(entries(show)) == {TITLE, "第二集"}
    assert sum(getattr(event, "code", "") == "episode-waits" for event in events) == 2
    publish(show, make, now=NOW + dt.timedelta(days=1))
    assert entries(show)["Later"].published == "Mon, 02 Mar 2026 00:00:00 GMT"


def test_two_episodes_cannot_have_one_slug(show, make):
    write_episode(show, "second", SECOND.replace("title", 'slug = "第二集"\ntitle'))
    with pytest.raises(ConfigError, match="two episodes have the name '第二集'"):
        publish(show, make)


def test_a_damaged_list_is_never_guessed_at(show, make):
    publish(show, make)
    (show / "published.json").write_text('{"version": 1, "episodes": []}')
    with pytest.raises(ConfigError, match=r"published.json: it is damaged"):
        publish(show, make)


def test_a_moved_feed_keeps_the_guids_of_show_and_episodes(show, make):
    publish(show, make)
    old = feedparser.parse((show / "public/feed.xml").read_bytes())
    (show / "show.toml").write_text(SHOW.replace("lamps.test/show", "other.test/new"), encoding="utf-8")
    publish(show, make)
    new = feedparser.parse((show / "public/feed.xml").read_bytes())
    assert new.feed.podcast_guid == old.feed.podcast_guid
    assert [entry.id for entry in new.entries] == [entry.id for entry in old.entries]
    assert all(entry.enclosures[0].href.startswith("https://other.test/new/") for entry in new.entries)


def test_a_show_without_an_address_is_published_with_a_warning_and_its_guid_stays_open(show, make):
    (show / "show.toml").write_text('title = "x"', encoding="utf-8")
    events = []
    publish(show, make, events.append)
    assert [event.code for event in events if getattr(event, "code", "") == "feed-address"] == ["feed-address"]
    assert json.loads((show / "published.json").read_text())["guid"] == ""


def test_an_address_that_is_not_the_feeds_file_is_refused(show, make):
    (show / "show.toml").write_text('title = "x"\nfeed_url = "https://lamps.test/rss"', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"must end in /feed.xml"):
        publish(show, make)


def test_guests_do_not_hide_the_hosts(show, make):
    publish(show, make)
    namespace = "{https://podcastindex.org/namespace/1.0}"
    items = etree.parse(show / "public/feed.xml").findall(".//item")
    people = {item.findtext("title"): [each.text for each in item.findall(f"{namespace}person")] for item in items}
    assert people == {TITLE: ["Ann Ash", "Bob <Birch>"], "第二集": []}


@pytest.mark.parametrize("name", ["../secret.png", "missing.png"])
def test_a_picture_must_lie_in_the_shows_folder(show, make, name):
    (show.parent / "secret.png").write_bytes(b"\x89PNG")
    (show / "show.toml").write_text(f'image = "{name}"\n{SHOW}', encoding="utf-8")
    with pytest.raises(ScriptError, match=name):
        publish(show, make)


def test_other_formats_than_those_of_podcasts_are_refused(show, make):
    with pytest.raises(UsageError, match="not delivered as flac"):
        publish(show, make, audio_format="flac")


def test_a_show_is_published_once_at_a_time(show, make):
    def busy(request, emit):
        publish(show, make)
        return make(request, emit)

    with pytest.raises(BusyError):
        publish_show(PublishRequest(show, Config()), make=busy)


def test_a_place_that_cannot_be_written_is_one_clear_error(show, make):
    (show / "public").write_text("a file")
    with pytest.raises(OutputError, match="public"):
        publish(show, make)


def test_a_real_build_is_published_and_passes_every_check(tmp_path):
    show = write_show(tmp_path / "real")
    config = replace(Config(), build=BuildConfig(engine="tone"))
    publish_show(PublishRequest(show, config, now=NOW))
    report = check_show(show, config, listen=True, now=NOW)
    missing_cover = [problem for problem in report.problems if "itunes:image" in problem.message]
    assert [str(problem) for problem in report.problems if problem not in missing_cover] == []
    assert (report.episodes, report.heard, len(missing_cover)) == (2, 2, 1)
