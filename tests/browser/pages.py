"""What tests of the player's page share."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from browser.chromium import Tab

NOW = "document.querySelector('.now')"
AUDIO = "document.querySelector('#audio')"
TIME = f"{AUDIO}.currentTime"


def put(browser: Tab, control: str, value: object, event: str = "input") -> None:
    """Give a control another value, as a person's hand does."""
    browser.run(
        f"(() => {{ const e = document.querySelector({json.dumps(control)}); e.value = {json.dumps(str(value))};"
        f" e.dispatchEvent(new Event({json.dumps(event)}, {{ bubbles: true }})); }})()"
    )


def lines_of(page: Path, chapter: int) -> list[tuple[float, str]]:
    """Beginning in seconds and text of each line of a chapter, as the transcript's own format has them."""
    book = next(page.parent.glob("*.epub"))
    folder = page.parent / f"{book.stem}-transcript"
    if not folder.is_dir():
        command = [sys.executable, "-m", "audiobook", "build", book, "--engine", "tone", "-q"]
        command += ["--format", "transcript-chapters"]
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    data = json.loads(sorted(folder.glob("[0-9]*.json"))[chapter].read_text(encoding="utf-8"))
    return [(row["startTime"], row["body"]) for row in data["segments"]]


def own_files(page: Path) -> set[str]:
    folder = page.with_name(page.stem)
    return {page.as_uri(), *(file.as_uri() for file in folder.iterdir())}


def check_clean(browser: Tab, page: Path) -> None:
    """Nothing on the console, and nothing asked for but the page's own files."""
    assert browser.complaints == []
    # A browser and Python write some signs of an address differently; both mean the same file.
    asked = {unquote(url) for url in browser.requests}
    assert asked <= {unquote(url) for url in own_files(page)}


def make_player(book: Path, *args: object) -> Path:
    """The page of a book, in beeps."""
    command = [sys.executable, "-m", "audiobook", "play", book, "--engine", "tone", "-q", *args]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())
