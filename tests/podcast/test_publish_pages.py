"""The pages and files beside the audio: no text of anybody's becomes markup, and apps get what they know."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from lxml import html
from podcast.published_show import TITLE, Maker, publish, write_show

from audiobook.podcast.episode import Facts
from audiobook.podcast.notes import ChapterMark, clock, html_of, notes_markdown, text_of
from audiobook.podcast.show import Person, Show

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}{% raw %}\"'><img src=x onerror=alert(1)>&amp;"
PAGES = ("index.html", "transcript.html", "notes.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    show = write_show(tmp_path_factory.mktemp("pages") / "show")
    publish(show, Maker())
    return show / "public"


def page(site, name):
    return html.document_fromstring((site / "episodes/01-First-light" / name).read_text(encoding="utf-8"))


def test_the_player_and_the_chapters_work_without_a_script(site):
    root = page(site, "index.html")
    assert [audio.get("src") for audio in root.iter("audio")] == ["01-First-light.mp3"]
    assert [link.get("href") for link in root.xpath("//ol//a")] == [
        "01-First-light.mp3#t=0.000",
        "01-First-light.mp3#t=4.547",
    ]
    assert root.findtext(".//h1") == TITLE
    assert not list(root.iter("script"))


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_of_a_page_allows_its_own_style_and_nothing_from_elsewhere(site, name):
    root = page(site, name)
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']")[0].get("content")
    digest = base64.b64encode(hashlib.sha256(root.findtext(".//style").encode()).digest()).decode()
    assert policy.startswith("default-src 'none';")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    loaded = [element.get("src") for element in root.xpath("//*[@src]")]
    assert all(not re.match("[a-z]+:|//", address) for address in loaded)
    assert not root.xpath("//@style")


@pytest.mark.parametrize("name", PAGES)
def test_markup_in_titles_and_speech_is_text(site, name):
    root = page(site, name)
    assert not root.xpath("//script|//b|//i|//img|//light")
    assert not [address for address in root.xpath("//@href") if address.startswith("javascript")]


def test_the_index_links_to_every_episode(site):
    root = html.document_fromstring((site / "index.html").read_text(encoding="utf-8"))
    assert root.xpath("//li//a/@href") == [
        "episodes/%E7%AC%AC%E4%BA%8C%E9%9B%86/index.html",
        "episodes/01-First-light/index.html",
    ]
    assert root.xpath("//link[@type='application/rss+xml']/@href") == ["feed.xml"]


def test_chapters_begin_with_the_file_and_leave_no_gap(site):
    data = json.loads((site / "episodes/01-First-light/chapters.json").read_text(encoding="utf-8"))
    assert data["version"] == "1.2.0"
    assert data["chapters"] == [
        {"startTime": 0.0, "title": "Opening <b>", "endTime": 4.547},
        {"startTime": 4.547, "title": "The lamp 💡", "endTime": 61.2},
    ]


def test_the_published_transcript_has_the_standards_fields_only(site):
    data = json.loads((site / "episodes/01-First-light/transcript.json").read_text(encoding="utf-8"))
    assert data["version"] == "1.0.0"
    assert data["segments"][2] == {
        "speaker": "Narrator",
        "startTime": 5.0,
        "endTime": 7.5,
        "body": "Nobody lit it.",
    }


def test_the_transcript_to_read_has_chapters_and_names_a_speaker_once(site):
    root = page(site, "transcript.html")
    assert [cite.text for cite in root.iter("cite")] == ["Ann:", "Narrator:"]
    assert [each.text for each in root.iter("time")] == ["0:01", "0:05"]
    assert [heading.text for heading in root.iter("h2")] == ["Opening <b>", "The lamp 💡"]
    assert [p.text for p in root.xpath("//main//p")] == ["Good <i>morning</i>. Hello.", "Nobody lit it."]


def test_notes_in_markdown_show_hostile_texts_as_they_are():
    chapters = (ChapterMark(0, 5, HOSTILE), ChapterMark(5, 3700, "1. # *x*"))
    facts = Facts(HOSTILE, description=HOSTILE, persons=(Person(HOSTILE, "host"),))
    root = html.fromstring(f"<div>{html_of(notes_markdown(Show(HOSTILE), facts, chapters, 'https://a.test/'))}</div>")
    assert not root.xpath(".//script|.//img")
    assert root.findtext(".//h1") == " ".join(HOSTILE.split())
    items = [item.text_content() for item in root.iter("li")]
    assert items == [f"0:00 {HOSTILE}", "0:05 1. # *x*", f"{HOSTILE} (host)"]


def test_a_description_becomes_plain_text_for_apps_that_show_no_html():
    assert text_of("A *b* [c](https://d.test)\ne\n\n- f\n\n```\ng  h\n```") == "A b c e\nf\ng h"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.99, "0:59"), (3599, "59:59"), (3600, "1:00:00")])
def test_times_are_said_as_players_say_them(seconds, text):
    assert clock(seconds) == text
