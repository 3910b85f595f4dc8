"""Bad input: one clear message, the documented exit code, no traceback, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from audiobook.errors import exit_codes


def audiobook(*args: object, cwd: Path | None = None, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audiobook", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        **more,
    )


def check_refused(result: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert result.returncode == code, result.stderr
    assert code in dict(exit_codes())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    said = [line for line in result.stderr.splitlines() if line.startswith("error:")]
    assert len(said) == 1, result.stderr
    for word in words:
        assert word in result.stderr


def check_nothing_left(folder: Path, *known: str) -> None:
    assert sorted(p.name for p in folder.iterdir()) == sorted(known)


def test_missing_file(tmp_path: Path):
    check_refused(audiobook("build", tmp_path / "no.epub"), 3, "no.epub")
    check_nothing_left(tmp_path)


def test_directory(tmp_path: Path):
    (tmp_path / "book.epub").mkdir()
    check_refused(audiobook("build", tmp_path / "book.epub"), 3, "folder")
    check_nothing_left(tmp_path, "book.epub")


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("empty.epub", b"", "empty"),
        ("empty.md", b"", "empty"),
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
        ("paper.epub", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
        ("text.epub", b"This is only a text file.\n" * 10, "EPUB"),
        ("book.xyz", b"whatever", "xyz"),
        ("blank.md", b"\n\n   \n", "text"),
        ("blank.html", b"<html><body></body></html>", "text"),
    ],
)
def test_wrong_files(tmp_path: Path, name: str, data: bytes, word: str):
    (tmp_path / name).write_bytes(data)
    check_refused(audiobook("build", tmp_path / name), 3, word)
    check_nothing_left(tmp_path, name)


def test_a_url_is_refused(tmp_path: Path):
    check_refused(audiobook("build", "https://example.org/book.epub", cwd=tmp_path), 3, "download")


def test_unknown_engine(story: Path):
    check_refused(audiobook("build", story, "--engine", "hibary"), 2, "hibary", "did you mean 'hibari'")


def test_unknown_voice(story: Path):
    check_refused(audiobook("build", story, "--engine", "tone", "--voice", "altoo"), 2, "altoo", "alto")


def test_unknown_format(story: Path):
    check_refused(audiobook("build", story, "--format", "m4c"), 2, "m4c", "m4b")
    check_nothing_left(story.parent, story.name)


def test_engine_that_does_not_speak_the_language(story: Path):
    check_refused(audiobook("build", story, "--engine", "hibari", "--language", "zh"), 6, "zh", "espeak")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[build]\nengin = 'tone'\n", "did you mean 'engine'"),
        ("[biuld]\n", "did you mean 'build'"),
        ("[build]\njobs = 'two'\n", "whole number"),
        ("[audio]\ntarget_lufs = 3\n", "target_lufs"),
        ("[build\n", "TOML"),
        ("[pauses_ms]\nsentense = 3\n", "did you mean 'sentence'"),
        ("[pauses_ms]\nsentence = -5\n", "sentence"),
    ],
)
def test_bad_config(story: Path, text: str, word: str):
    (story.parent / "audiobook.toml").write_text(text)
    check_refused(audiobook("build", story, "--engine", "tone"), 4, word, "audiobook.toml")


def test_bad_script_names_line_and_column(tmp_path: Path):
    (tmp_path / "x.script.md").write_text("# One\n\nA line.\n\nA [paus 2s] line.\n")
    check_refused(audiobook("build", tmp_path / "x.script.md", "--engine", "tone"), 5, "x.script.md:5", "pause")


def test_bad_cast_sheet(story: Path):
    (story.parent / "my.toml").write_text("[narrator]\nvoise = 'alto'\n")
    check_refused(
        audiobook("build", story, "--engine", "tone", "--cast", story.parent / "my.toml"), 4, "voise", "my.toml"
    )


def test_target_folder_missing(story: Path):
    check_refused(audiobook("build", story, "--engine", "tone", "-o", story.parent / "no" / "x.m4b"), 8, "no", "mkdir")


def test_wrong_suffix_of_the_target(story: Path):
    check_refused(audiobook("build", story, "--engine", "tone", "-o", story.parent / "x.mp4"), 2, ".m4b")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_unwritable_target_folder(story: Path):
    story.parent.chmod(0o555)
    try:
        check_refused(audiobook("build", story, "--engine", "tone"), 8, "permission", "-o")
    finally:
        story.parent.chmod(0o755)


def test_unwritable_target_on_a_read_only_system(story: Path):
    """/proc takes no new files even from root."""
    check_refused(audiobook("build", story, "--engine", "tone", "-o", "/proc/x.m4b"), 8, "cannot write")


def test_work_folder_that_is_a_file(story: Path):
    (story.parent / "work").write_text("")
    check_refused(audiobook("build", story, "--engine", "tone", "--work", story.parent / "work"), 8, "work")


def test_no_arguments_shows_usage():
    result = audiobook("build")
    assert result.returncode == 2
    assert "Usage" in result.stderr


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of 400 kB."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("mounting a small file system needs root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_full_disk_keeps_what_was_made(story: Path, small_disk: Path):
    book = small_disk / story.name
    book.write_bytes(story.read_bytes())
    check_refused(audiobook("build", book, "--engine", "tone"), 8, "full")
    assert not list(small_disk.glob("*.m4b"))
    takes = {p.stem for p in (small_disk / "the-lamp-at-gull-point.audiobook" / "takes").glob("*.json")}
    subprocess.run(["mount", "-o", "remount,size=60m", small_disk], check=True)
    result = audiobook("build", book, "--engine", "tone", "--events", "json")
    assert result.returncode == 0, result.stderr
    assert takes, "some takes fit before the disk was full"
    assert not any(key in line for line in result.stderr.splitlines() if '"TakeDone"' in line for key in takes)
    assert not [p for p in small_disk.rglob("*") if "tmp" in p.name]


@pytest.mark.parametrize(
    "args", [["build", ""], ["build", "b.md", "-o", ""], ["script", "b.md", "--work", ""], ["check", ""], ["play", ""]]
)
def test_an_empty_name_is_not_the_current_folder(tmp_path, args):
    """`audiobook build "$BOOK"` with nothing in BOOK made one audiobook of all that lay about."""
    (tmp_path / "b.md").write_text("# One\n\nHello.\n", encoding="utf-8")
    done = audiobook(*args, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "a name is missing: it is empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["b.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that is in use cannot be removed there")
@pytest.mark.parametrize("command", ["build b.md", "podcast new show", "init"])
def test_a_current_folder_that_was_removed_is_said(tmp_path, command):
    """Once a bug of ours, or of worker processes."""
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f'cd "{gone}" && rmdir "{gone}" && exec "{sys.executable}" -m audiobook {command}'
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    check_refused(done, 2, "the folder that you are in was removed", "cd")
