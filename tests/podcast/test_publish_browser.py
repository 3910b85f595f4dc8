"""The published pages in a real browser: the player plays, chapters lead into the sound, nothing else is asked for."""

from __future__ import annotations

import io
from dataclasses import replace
from urllib.parse import unquote

import pytest
from browser.chromium import Chromium, find_chromium
from PIL import Image
from podcast.published_show import NOW, SHOW, TITLE, write_show

from audiobook.config import Config
from audiobook.config.tables import BuildConfig
from audiobook.corridor.podcast_publishing import PublishRequest, publish_show

AUDIO = "document.querySelector('audio')"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if find_chromium() is None:
        pytest.skip("no Chromium is installed")
    # Signs that mean something in an address are in the path.
    show = write_show(tmp_path_factory.mktemp("site") / "50% of #1 & Ærø?", f'image = "cover.png"\n{SHOW}')
    file = io.BytesIO()
    Image.new("RGB", (1400, 1400), (200, 150, 40)).save(file, "PNG")
    (show / "cover.png").write_bytes(file.getvalue())
    publish_show(PublishRequest(show, replace(Config(), build=BuildConfig(engine="tone")), now=NOW))
    return show / "public"


@pytest.fixture(scope="module")
def chromium(site, tmp_path_factory):  # noqa: ARG001 - the site says whether there is a browser
    one = Chromium(find_chromium(), tmp_path_factory.mktemp("profile"))
    yield one
    one.close()


@pytest.fixture
def tab(chromium, site):
    tab = chromium.tab()
    tab.window(900, 900)
    tab.open(site / "index.html")
    yield tab
    tab.close()


def to_episode(tab):
    tab.run("[...document.querySelectorAll('main h2 a')].find(a => a.textContent.startsWith('First')).click()")
    tab.wait(f"{AUDIO} && {AUDIO}.readyState > 0")


def test_the_index_shows_its_picture_and_leads_to_the_player(tab):
    assert tab.run("document.querySelector('img').naturalWidth") == 1400
    to_episode(tab)
    assert tab.run("document.querySelector('h1').textContent") == TITLE
    assert tab.run(f"{AUDIO}.controls") is True


def test_the_player_plays_what_was_published(tab):
    to_episode(tab)
    tab.run(f"{AUDIO}.play()")
    tab.wait(f"{AUDIO}.currentTime > 0.3")
    assert tab.run(f"{AUDIO}.error") is None
    assert 5 < tab.run(f"{AUDIO}.duration") < 60


def test_a_chapter_is_played_from_where_it_begins(tab):
    to_episode(tab)
    link = tab.run("document.querySelector('ol li:nth-child(2) a').href")
    tab.run("document.querySelector('ol li:nth-child(2) a').click()")
    tab.wait("document.querySelector('video, audio') && document.querySelector('video, audio').currentTime > 0")
    begins = float(link.rpartition("=")[2])
    assert begins > 1
    assert tab.run("document.querySelector('video, audio').currentTime") >= begins - 0.1


def test_the_pages_complain_of_nothing_and_ask_for_their_own_files_only(tab, site):
    to_episode(tab)
    tab.run("document.querySelector('nav a').click()")
    tab.wait("document.querySelector('cite')")
    assert tab.complaints == []
    # The signs on the player's buttons are the browser's own.
    own = ("data:image/svg+xml;base64,", "about:blank", unquote(site.as_uri()))
    assert [address for address in map(unquote, tab.requests) if not address.startswith(own)] == []


@pytest.mark.parametrize("width", [320, 900])
def test_no_page_is_wider_than_its_window(tab, width):
    tab.window(width, 800, phone=width < 500)
    for page in ("document.querySelector('main h2 a')", "document.querySelector('nav a')"):
        assert tab.run("document.documentElement.scrollWidth <= window.innerWidth")
        tab.run(f"window.before = true, {page}.click()")
        tab.wait("!window.before && document.readyState === 'complete'")
    assert tab.run("document.documentElement.scrollWidth <= window.innerWidth")
