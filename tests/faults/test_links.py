"""A folder from somebody else with links in it: nothing is written, read aloud or removed elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there that few have")

BOOK = "# One\n\nHello there.\n\n# Two\n\nIt ends.\n"
DIARY = "# My diary\n\nNobody may hear this.\n"
#: What a work folder may hold, and what a build or a look at it would write or read there.
ENTRIES = (
    "takes", "masters", "sounds", "llm", "cast.toml", "lexicon.toml", "b.script.md", ".prepared.script.md", ".layout",
    ".lock", "source.json", "attribution.json", "coverage.json", "outputs.json", "segments.json", "report.json",
    "gains.lock", "ledger.sqlite", "cover.jpg", "check.json", "check.html",
)  # fmt: skip


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audiobook", *args], cwd=folder, capture_output=True, text=True, check=False
    )


def build(folder: Path, form: str = "flac") -> subprocess.CompletedProcess[str]:
    return run(folder, "build", "b.md", "--engine", "tone", "--format", form, "--jobs", "1")


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def book(tmp_path) -> Path:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "b.md").write_text(BOOK, encoding="utf-8")
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "diary.md").write_text(DIARY, encoding="utf-8")
    (tmp_path / "private" / "01 - One.mp3").write_bytes(b"mine")
    return tmp_path / "book"


def check_kept(book: Path, done: subprocess.CompletedProcess[str], before: dict[str, bytes]) -> None:
    assert done.returncode == 8, done.stderr
    assert "is a link" in done.stderr
    assert "\nhint: " in done.stderr
    assert state(book.parent / "private") == before
    assert not list(book.glob("*.flac"))


@pytest.mark.parametrize("name", ENTRIES)
def test_a_link_in_a_work_folder_that_leads_out_of_the_books_folder_is_refused(book, name):
    before = state(book.parent / "private")
    (book / "b.audiobook").mkdir()
    inside = "" if name in {"takes", "masters", "sounds", "llm"} else "/diary.md"
    (book / "b.audiobook" / name).symlink_to(f"../../private{inside}")
    done = build(book)
    check_kept(book, done, before)
    assert f"b.audiobook/{name}' is a link" in done.stderr


def test_a_work_folder_that_leads_to_other_things_is_refused_by_every_command(book):
    before = state(book.parent / "private")
    (book / "b.audiobook").symlink_to("../private")
    for command in ("script b.md", "cast b.md", "estimate b.md --engine tone", "lexicon suggest b.md", "play b.md"):
        check_kept(book, run(book, *command.split()), before)
    check_kept(book, build(book), before)


def test_a_work_folder_on_another_disk_is_served(book):
    """By a link to an empty folder, which is a work folder from then on; what lies in it stays there."""
    big = book.parent / "big"
    big.mkdir()
    (book / "b.audiobook").symlink_to(big)
    for said in ("Writing", "nothing to do"):
        done = build(book)
        assert done.returncode == 0, done.stderr
        assert said in done.stderr
    assert list((big / "takes").glob("*.flac"))


def test_links_within_the_books_folder_are_followed(book):
    (book / "shared").mkdir()
    (book / "b.audiobook").mkdir()
    (book / "b.audiobook" / "takes").symlink_to("../shared")
    assert build(book).returncode == 0
    assert list((book / "shared").glob("*.flac"))


@pytest.mark.parametrize("form", ["mp3-chapters", "vtt-chapters"])
def test_a_folder_of_chapters_that_leads_to_other_things_is_refused_before_anything_is_recorded(book, form):
    before = state(book.parent / "private")
    (book / f"b-{form.removesuffix('-chapters')}").symlink_to("../private")
    done = build(book, form)
    if "unknown format" in done.stderr or "no format" in done.stderr:
        pytest.fail(done.stderr)
    check_kept(book, done, before)
    assert not (book / "b.audiobook" / "takes").exists()


def test_a_folder_of_chapters_on_another_disk_is_served_again_and_again(book):
    (book.parent / "big").mkdir()
    (book / "b-mp3").symlink_to("../big")
    for text in (BOOK, BOOK.replace("ends", "is done")):
        (book / "b.md").write_text(text, encoding="utf-8")
        done = build(book, "mp3-chapters")
        assert done.returncode == 0, done.stderr
    assert len(list((book.parent / "big").glob("*.mp3"))) == 2


def test_a_pages_sound_is_not_put_among_other_things(book):
    assert build(book, "m4b").returncode == 0
    before = state(book.parent / "private")
    assert run(book, "play", "b.md", "--engine", "tone").returncode == 0
    folder = next(path for path in book.iterdir() if path.is_dir() and path.suffix != ".audiobook")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.symlink_to("../private")
    check_kept(book, run(book, "play", "b.md", "--engine", "tone"), before)


def test_a_shows_site_is_not_put_among_other_things_unless_it_is_named(book):
    show = book / "show"
    (show / "episodes").mkdir(parents=True)
    (show / "show.toml").write_text('title = "S"\n', encoding="utf-8")
    front = '+++\ntitle = "S"\nlanguage = "en"\nslug = "a"\n+++\n\n# One\n\nHello there.\n'
    (show / "episodes" / "a.script.md").write_text(front, encoding="utf-8")
    before = state(book.parent / "private")
    (show / "public").symlink_to("../../private")
    publish = ("podcast", "publish", "show", "--engine", "tone", "--jobs", "1")
    check_kept(book, run(book, *publish), before)
    done = run(book, *publish, "-o", "show/public")
    assert done.returncode == 0, done.stderr
    assert (book.parent / "private" / "feed.xml").exists()
    assert run(book, *publish).returncode == 0  # it is the show's now
    assert state(book.parent / "private").items() >= before.items()


def test_a_list_of_outputs_from_somebody_else_removes_nothing_elsewhere(book):
    """Volumes of an earlier division are removed when they are as they were written; only beside the book."""
    assert build(book).returncode == 0
    outputs = book / "b.audiobook" / "outputs.json"
    known = json.loads(outputs.read_text(encoding="utf-8"))
    entry = next(iter(known.values()))
    victims = [book.parent / "private" / "diary.md", book / "b 2.flac"]
    victims[1].write_bytes(b"an earlier volume")
    for victim in victims:
        found = os.stat(victim)  # noqa: PTH116 - as an attacker would
        known[str(victim)] = {**entry, "files": {str(victim): [found.st_size, found.st_mtime_ns]}}
    outputs.write_text(json.dumps(known), encoding="utf-8")
    (book / "b.flac").unlink()
    assert build(book).returncode == 0
    assert [victim.exists() for victim in victims] == [True, False]
