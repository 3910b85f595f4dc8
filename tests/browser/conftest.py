"""A page of the example book, made once, and a tab of its own for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.chromium import Chromium, Tab, find_chromium
from browser.pages import make_player
from conftest import EXAMPLES


@pytest.fixture(scope="session")
def player(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The player of the example book, with the folder and the work folder beside it."""
    if find_chromium() is None:
        pytest.skip("no Chromium is installed")
    # Signs that mean something in an address are in the path.
    shelf = tmp_path_factory.mktemp("shelf") / "50% of #1 & Ærø?"
    shelf.mkdir()
    return make_player(Path(shutil.copy(EXAMPLES / "the-lamp-at-gull-point.epub", shelf)))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """The browser that all tests share, or a skip with the reason."""
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium is installed")
    one = Chromium(program, tmp_path_factory.mktemp("chromium"))
    yield one
    one.close()


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Callable[[Path | None], Tab]]:
    """Opens a page for somebody who was never here; without one, an empty tab."""
    opened: list[Tab] = []

    def start(page: Path | None = None) -> Tab:
        tab = chromium.tab()
        opened.append(tab)
        tab.window(1280, 800)
        if page is not None:
            tab.open(page)
            tab.wait("document.querySelector('#audio').readyState > 0")
        return tab

    yield start
    for tab in opened:
        tab.close()
