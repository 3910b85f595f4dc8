"""``podcast check``: every fault put into a published show is named, and nothing else is."""

from __future__ import annotations

import io
import json

import pytest
from click.testing import CliRunner
from PIL import Image
from podcast.published_show import NOW, SHOW, Maker, publish, write_show

from audiobook.cli.podcast_publish import check
from audiobook.config import Config
from audiobook.corridor.podcast_checking import check_show
from audiobook.errors import QualityError, SourceError
from audiobook.podcast.checkshow import check_feed
from audiobook.podcast.checkshow_rules import RULES
from audiobook.podcast.checkshow_texts import times_in
from audiobook.podcast.feed import CHAPTERS_TYPE

FIRST = "public/episodes/01-First-light"


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("L", (width, height)).save(file, kind)
    return file.getvalue()


@pytest.fixture
def show(tmp_path):
    folder = write_show(tmp_path / "show", f'image = "cover.png"\n{SHOW}')
    (folder / "cover.png").write_bytes(picture(1400, 1400))
    publish(folder, Maker())
    return folder


def codes(show, now=NOW):
    return [(problem.code, problem.warning) for problem in check_show(show, Config(), now=now).problems]


def edit(show, old, new, name="public/feed.xml"):
    path = show / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_publish_wrote_has_no_problem(show):
    assert codes(show) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("</channel>", "", ("xml", False)),
        ("<?xml version='1.0' encoding='UTF-8'?>", "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///x'>]>", ("xml", False)),
        ('version="2.0"', 'version="0.9"', ("rss", False)),
        ("<language>en</language>", "", ("missing", False)),
        ("<language>en</language>", "<language>en</language><language>en</language>", ("too-many", False)),
        ("<language>en<", "<language>English!<", ("value", False)),
        ("<itunes:explicit>false<", "<itunes:explicit>no<", ("value", False)),
        ("<itunes:type>episodic<", "<itunes:type>daily<", ("value", False)),
        ("<itunes:type>episodic<", "<itunes:type>serial<", ("missing", False)),
        ("<podcast:locked", "<podcast:lock/><podcast:locked", ("unknown-element", True)),
        ("<podcast:medium>podcast<", "<podcast:medium>radio<", ("value", False)),
        ('<itunes:category text="Arts">', '<itunes:category text="Art">', ("category", False)),
        ('<itunes:category text="Books"/>', '<itunes:category text="Lamps"/>', ("category", False)),
        ("<pubDate>Sun, 01 Feb 2026 06:00:00 GMT", "<pubDate>2026-02-01", ("value", False)),
        ("<pubDate>Sun, 01 Feb", "<pubDate>Mon, 01 Feb", ("value", False)),
        ("<pubDate>Sun, 01 Feb 2026", "<pubDate>Fri, 01 Jan 2027", ("future", False)),
        ("<pubDate>Sun, 01 Mar", "<pubDate>Thu, 01 Jan", ("order", True)),
        ('type="audio/mpeg"', 'type="audio/x-m4a"', ("type", False)),
        ('.mp3" length="', '.mp3" length="1', ("length", False)),
        ("<itunes:duration>61<", "<itunes:duration>1 min<", ("value", False)),
        ("/01-First-light/chapters.json", "/01-First-light/chapter.json", ("file-missing", False)),
        ("/01-First-light/index.html", "/01-First-light/page.html", ("file-missing", False)),
        ("https://lamps.test/show/episodes/01-First-light/transcript.vtt", "transcript.vtt", ("value", False)),
        ("https://lamps.test/show/feed.xml", "https://lamps.test/old/feed.xml", ("address", False)),
    ],
)
def test_a_fault_in_the_feed_is_found(show, old, new, found):
    edit(show, old, new)
    assert found in codes(show)


def test_two_items_of_one_guid_are_found(show):
    feed = (show / "public/feed.xml").read_text(encoding="utf-8")
    guids = [part.partition("<")[0] for part in feed.split('isPermaLink="false">')[1:]]
    edit(show, guids[0], guids[1])
    assert ("not-unique", False) in codes(show)
    assert ("episode-missing", False) in codes(show)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (f"{FIRST}/transcript.vtt", b"1\n00:01.000 --> 00:02.000\nno header\n", "transcript"),
        (f"{FIRST}/transcript.vtt", b"WEBVTT\n\n00:09:01.000 --> 00:09:02.000\ntoo late\n", "transcript"),
        (f"{FIRST}/transcript.srt", b"1\n00:00:01.000 --> 00:00:02.000\npoints\n", "transcript"),
        (f"{FIRST}/transcript.json", b'{"version": "1.0.0", "segments": [{}]}', "transcript"),
        (f"{FIRST}/transcript.html", b"<p>no times</p>", "transcript"),
        (f"{FIRST}/transcript.vtt", b"\xff\xfe", "transcript"),
        (f"{FIRST}/chapters.json", b'{"chapters": []}', "chapters"),
        (f"{FIRST}/01-First-light.mp3", b"RIFF....WAVE", "type"),
    ],
)
def test_a_damaged_file_is_found(show, name, data, code):
    (show / name).write_bytes(data)
    assert (code, False) in codes(show)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (picture(1400, 1400), []),
        (picture(1399, 1399), [("image", False)]),
        (picture(3001, 3001), [("image", False)]),
        (picture(1400, 1500), [("image", False)]),
        (picture(1400, 1400, "JPEG"), [("image", False)]),
        (b"\x89PNG", [("image", False)]),
    ],
)
def test_the_picture_must_be_a_square_of_the_kind_its_name_says(show, data, found):
    next((show / "public").glob("cover-*.png")).write_bytes(data)
    assert codes(show) == found


def test_a_file_that_lies_elsewhere_is_not_looked_at(show):
    edit(show, "https://lamps.test/show/cover-", "https://other.test/cover-")
    edit(show, 'image href="https://lamps.test/show/cover-', 'image href="https://other.test/cover-')
    assert codes(show) == [("elsewhere", True)]


def test_an_address_cannot_lead_out_of_the_published_folder(show):
    edit(show, "episodes/01-First-light/transcript.vtt", "..%2Fshow.toml")
    assert ("elsewhere", True) in codes(show)


def test_a_show_that_is_not_published_is_an_error_with_what_to_type(tmp_path):
    show = write_show(tmp_path / "show")
    with pytest.raises(SourceError, match="not published") as caught:
        check_show(show, Config())
    assert "audiobook podcast publish" in caught.value.hint


def test_the_command_lists_what_is_wrong_and_fails(show):
    edit(show, "<language>en</language>", "")
    result = CliRunner().invoke(check, [str(show)])
    assert isinstance(result.exception, QualityError)
    assert "<channel> lacks <language> (apple) [missing]" in result.stdout


def test_every_rule_names_a_text_it_is_taken_from():
    assert {rule.source for rule in RULES} == {"rss", "profile", "apple", "podcast", "content"}
    assert len({(rule.parent, rule.element) for rule in RULES}) == len(RULES)


def test_an_empty_feed_lacks_what_must_be_there():
    problems = check_feed(b'<rss version="2.0"><channel/></rss>', NOW)
    lacking = {problem.message.split("<")[2].split(">")[0] for problem in problems if not problem.warning}
    assert lacking == {
        *("title", "link", "description", "language", "atom:link"),
        *("itunes:image", "itunes:category", "itunes:explicit", "item"),
    }


def test_times_are_read_from_every_kind_of_transcript():
    vtt = b"WEBVTT\n\nNOTE x --> y\n\nSTYLE\n\n00:01.500 --> 01:00:02.000 align:left\na\n"
    srt = b"1\r\n00:00:01,500 --> 01:00:02,000\r\na\r\n\r\n"
    body = json.dumps({"version": "1.0.0", "segments": [{"startTime": 1.5, "endTime": 3602, "body": "a"}]}).encode()
    chapters = json.dumps({"version": "1.2.0", "chapters": [{"startTime": 1.5, "endTime": 3602}]}).encode()
    for kind, data in (
        ("text/vtt", vtt),
        ("application/x-subrip", srt),
        ("application/json", body),
        (CHAPTERS_TYPE, chapters),
    ):
        assert list(times_in(kind, data)) == [(1.5, 3602.0)]
    assert list(times_in("text/html", b"<time>1:02:03</time><p>a</p>")) == [(3723.0, 3723.0)]


def test_times_that_run_back_are_an_error():
    data = json.dumps({"version": "1", "chapters": [{"startTime": 5}, {"startTime": 4}]}).encode()
    with pytest.raises(ValueError, match="run back"):
        times_in(CHAPTERS_TYPE, data)
