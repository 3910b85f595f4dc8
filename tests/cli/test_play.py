"""``audiobook play`` from a book to a page, with the tone engine; the page itself is tried in tests/browser."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audiobook.writers.player_data import in_script, vlq


def command(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audiobook", *map(str, args), "--engine", "tone"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def play(*args: object, **environment: str) -> Path:
    done = command("play", *args, **environment)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def data_in(page: Path, name: str):
    text = page.read_text(encoding="utf-8")
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def masters(story: Path) -> dict[str, int]:
    folder = story.parent / f"{story.stem}.audiobook" / "masters"
    return {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}


def numbers(text: str) -> list[int]:
    """What ``vlq`` wrote, read by the letter of ECMA-426."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    found, value, shift = [], 0, 0
    for letter in text:
        digit = letters.index(letter)
        value += (digit & 31) << shift
        shift += 5
        if digit < 32:
            found.append(value)
            value = shift = 0
    return found


def test_the_page_lies_beside_the_book_with_a_sound_for_each_chapter(story: Path):
    page = play(story)
    assert page == story.with_name(f"{story.stem}-player.html")
    folder = page.with_suffix("")
    assert sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")) == [
        "01.m4a",
        "02.m4a",
        "03.m4a",
        "cover.jpg",
    ]
    book = data_in(page, "book")
    assert [row[0] for row in book["chapters"]] == ["The Lamp Goes Out", "Mrs. Abel Comes Up", "Sixty-Two"]
    assert [row[2] for row in book["chapters"]] == [f"./{folder.name}/0{n}.m4a" for n in (1, 2, 3)]


def test_lines_words_and_places_are_those_of_the_transcript(story: Path):
    page = play(story)
    assert command("build", story, "--format", "transcript-chapters").returncode == 0
    folder = story.with_name(f"{story.stem}-transcript")
    who = data_in(page, "book")["who"]
    script = (story.parent / f"{story.stem}.audiobook" / f"{story.stem}.script.md").read_text(encoding="utf-8")
    rows_of_script = script.splitlines()
    for n, file in enumerate(sorted(folder.glob("[0-9]*.json"))):
        segments = json.loads(file.read_text(encoding="utf-8"))["segments"]
        rows = [(item, row) for item in data_in(page, f"chapter-{n}") for row in item[3]]
        assert len(rows) == len(segments)
        for ((_, _, line, _), (text, start, end, speaker, words)), said in zip(rows, segments, strict=True):
            assert text.strip() == said["body"]
            assert (start, end) == (round(said["startTime"] * 1000), round(said["endTime"] * 1000))
            assert who[speaker][0] == said["speaker"]
            assert who[speaker][1].startswith("tone/")
            assert text.split()[0].strip("“”") in rows_of_script[line - 1]
            found = numbers(words)
            at = [sum(found[0 : i + 1 : 2]) for i in range(0, len(found), 2)]
            times = [start + 10 * sum(found[1 : i + 2 : 2]) for i in range(0, len(found), 2)]
            cut = [text[a:b].strip() for a, b in zip(at, [*at[1:], len(text)], strict=True)]
            assert cut == [word["body"] for word in said["words"]]
            assert all(abs(ms - 1000 * word["startTime"]) <= 5 for ms, word in zip(times, said["words"], strict=True))


def test_what_was_built_before_is_neither_recorded_nor_encoded_again(story: Path):
    assert command("build", story).returncode == 0
    before = masters(story)
    page = play(story)
    assert masters(story) == before
    made = {p: p.stat().st_mtime_ns for p in (page, *page.with_suffix("").iterdir())}
    assert play(story) == page
    assert {p: p.stat().st_mtime_ns for p in (page, *page.with_suffix("").iterdir())} == made


def test_a_book_that_is_there_as_mp3_is_played_as_mp3(story: Path):
    page = play(story)
    work = story.parent / f"{story.stem}.audiobook"
    shutil.rmtree(work)
    assert command("build", story, "--format", "mp3").returncode == 0
    before = masters(story)
    play(story)
    assert masters(story) == before
    sounds = sorted(p.name for p in page.with_suffix("").iterdir() if p.suffix in {".mp3", ".m4a"})
    assert sounds == ["01.mp3", "02.mp3", "03.mp3"], "and the other sound is gone"


def test_the_policy_names_the_pages_own_script_and_style_and_nothing_else(story: Path):
    text = play(story).read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)[1]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"

    def digest(tag: str) -> str:
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert len(bodies) == 1
        return f"'sha256-{base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()}'"

    assert rules["script-src"] == digest("script")
    assert rules["style-src"] == digest("style")
    assert not re.search(r"https?://|\son\w+=|javascript:", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))


def test_into_a_folder_or_under_a_name_and_in_one_file(story: Path, tmp_path: Path):
    folder = tmp_path / "to listen to"
    folder.mkdir()
    assert play(story, "-o", folder) == folder / f"{story.stem}-player.html"
    page = play(story, "--one-file", "-o", folder / "alone.html")
    assert page == folder / "alone.html"
    assert not (folder / "alone-player").exists()
    text = page.read_text(encoding="utf-8")
    sounds = re.findall(r'<script type="text/plain" id="sound-\d+">(.*?)</script>', text)
    beside = [(folder / f"{story.stem}-player" / f"0{n}.m4a").read_bytes() for n in (1, 2, 3)]
    assert [base64.b64decode(sound) for sound in sounds] == beside


def test_open_asks_the_systems_browser_for_the_page(story: Path, tmp_path: Path):
    asked = tmp_path / "asked"
    fake = tmp_path / "browser"
    fake.write_text(f'#!/bin/sh\nprintf %s "$1" > "{asked}"\n', encoding="utf-8")
    fake.chmod(0o755)
    page = play(story, "--open", BROWSER=f"{fake} %s")
    assert asked.read_text(encoding="utf-8") == page.resolve().as_uri()


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("-o", "page.txt"), 2, "does not end in .html"),
        (("-o", "nowhere/page.html"), 8, "no folder 'nowhere'"),
        (("--profile", "nonsense"), 4, "nonsense"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_recorded(story: Path, args: tuple[str, ...], code: int, says: str):
    done = command("play", story, *args)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert not (story.parent / f"{story.stem}.audiobook" / "takes").exists()


def test_one_book_at_a_time(story: Path):
    done = command("play", story, story)
    assert done.returncode == 2
    assert "one book at a time" in done.stderr


@pytest.mark.parametrize("text", ["</script>", "<!--", "a & b", "\u2028", "<script>"])
def test_data_cannot_leave_its_script(text: str):
    written = in_script([text])
    assert "<" not in written
    assert ">" not in written
    assert json.loads(written) == [text]


def test_numbers_come_back():
    given = [0, 1, 31, 32, 33, 1023, 1024, 123_456_789]
    assert numbers(vlq(given)) == given
