"""``audiobook check`` as a person calls it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from proofing.sounds import RATE, speech, write


def audiobook(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audiobook", *map(str, args)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two good chapters and a click between them."""
    folder = tmp_path / "book"
    folder.mkdir()
    samples = speech(rms_dbfs=-18.0)
    write(folder / "01 - One.mp3", samples)
    samples[15 * RATE] += 0.2
    write(folder / "02 - Two <script>.mp3", samples, tags={"title": "<img src=x onerror=alert(1)>\x1b[31m"})
    return folder


def test_what_fails_is_listed_and_the_exit_code_is_11(book: Path):
    done = audiobook("check", book)
    assert done.returncode == 11, done.stderr
    assert "book: FAILED (profile audiobook)" in done.stdout
    assert re.search(r"x clicks: 02 - Two <script>\.mp3: 1 click at 0:1[45]\.\d; wanted: none", done.stdout)
    assert "error: 'book' does not meet the profile 'audiobook'" in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout


def test_the_profile_decides(book: Path):
    done = audiobook("check", book / "01 - One.mp3", "--profile", "ebu-r128")
    assert done.returncode == 11, "-20 dBFS is too loud for broadcast"
    assert re.search(r"x loudness: -1\d\.\d LUFS; wanted: -23\.5 to -22\.5 LUFS; lower", done.stdout)
    done = audiobook("check", book / "01 - One.mp3", "--profile", "google-play", "--quiet")
    assert "x cover: none" in done.stdout
    (book / "audiobook.toml").write_text("[profiles.plain]\n[profiles.plain.limits]\nformats = ['mp3']\n")
    done = audiobook("check", book / "01 - One.mp3", "--profile", "plain")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "01 - One.mp3: passed (profile plain)" in done.stdout


def test_json_and_page(book: Path, tmp_path: Path):
    done = audiobook("check", book, "--json", tmp_path / "r.json", "--html", tmp_path / "r.html")
    assert done.returncode == 11, done.stderr
    data = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (data["schema"], data["passed"]) == (1, False)
    (delivery,) = data["deliveries"]
    assert [file["name"] for file in delivery["files"]] == ["01 - One.mp3", "02 - Two <script>.mp3"]
    assert delivery["files"][1]["faults"]["clicks"]["count"] == 1
    assert [j["code"] for j in delivery["judgements"] if j["verdict"] == "failed"] == ["clicks"]
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert "<script" not in page
    assert "<img" not in page
    assert "Two &lt;script&gt;" in page
    assert page.count("<svg") == 2
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        etree.fromstring(drawing)
    assert page.count('class="fault"') == 1
    assert not re.findall(r"\s(?:src|href)=[\"']|url\(|@import", page), "the page asks for nothing from anywhere"
    assert page.startswith("<!DOCTYPE html>")


def test_chapters_of_one_file_are_drawn_each(tmp_path: Path):
    marks = [("Rain", 0.0, 8.0), ("Sun & wind", 8.0, 16.0)]
    write(tmp_path / "b.m4b", speech(), chapters=marks)
    done = audiobook("check", tmp_path / "b.m4b", "--html", tmp_path / "b.html")
    assert "Traceback" not in done.stderr
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3, "the whole, and two chapters"
    assert "Sun &amp; wind" in page


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("nowhere.mp3",), 3, "there is no file or folder"),
        (("text.mp3",), 3, "not what its name says"),
        (("text.doc",), 3, "not an audio file of a known kind"),
        (("good.wav", "--profile", "acxx"), 4, "did you mean 'acx'"),
        (("good.wav", "--json", "good.wav"), 2, "names of their own"),
        (("good.wav", "--html", "no/such/folder.html"), 8, "no/such"),
        ((), 2, "Missing argument"),
    ],
)
def test_a_wrong_call_is_one_message(tmp_path: Path, args: tuple[str, ...], code: int, says: str):
    (tmp_path / "text.mp3").write_text("no sound\n" * 100)
    (tmp_path / "text.doc").write_text("no sound")
    write(tmp_path / "good.wav", np.asarray(speech(6, tail_s=1)))
    made = [arg if arg.startswith("--") or "." not in arg else str(tmp_path / arg) for arg in args]
    done = audiobook("check", *made)
    assert done.returncode == code, done.stdout + done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_progress_as_json_lines(book: Path):
    done = audiobook("check", book, "--events", "json")
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [(line["done"], line["total"]) for line in lines] == [(1, 2), (2, 2)]
