"""A shelf of books in one command, and what ends it early."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audiobook.cli.shelf import Shelf, summary
from audiobook.errors import EXIT_BUG, SourceError, UsageError
from audiobook.events import BookDone

AUDIOBOOK = [sys.executable, "-m", "audiobook"]
SCRIPT = '+++\ntitle = "{name}"\nlanguage = "en"\n+++\n\n# One\n\n{text}\n'
LONG = "\n\n".join(f"This is sentence number {n} of a rather long chapter, spoken slowly." for n in range(1500))


def tiny(folder: Path, name: str, text: str = "Hello there, my dear reader.") -> Path:
    path = folder / f"{name}.script.md"
    path.write_text(SCRIPT.format(name=name, text=text), encoding="utf-8")
    return path


def run(*args: object, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*AUDIOBOOK, *map(str, args)], capture_output=True, text=True, check=False, **more)


def test_a_shelf_ends_with_a_summary_and_the_code_of_the_first_that_failed(tmp_path: Path):
    bad, worse = tmp_path / "bad.epub", tmp_path / "worse.script.md"
    bad.write_bytes(b"no zip")
    worse.write_text("# One\n\n[unknwon mark\n", encoding="utf-8")
    books = [tiny(tmp_path, "a"), bad, tiny(tmp_path, "b"), worse, tiny(tmp_path, "c")]
    result = run("build", *books, "--engine", "tone")
    assert result.returncode == 3
    assert result.stdout.splitlines() == [str(tmp_path / f"{name}.m4b") for name in "abc"]
    lines = result.stderr.splitlines()
    at = lines.index("3 of 5 books built, 2 failed")
    told = [line.split() for line in lines[at + 1 :] if line.startswith("  ") and not line.startswith("   ")]
    assert [words[-1] for words in told] == [str(book) for book in books]
    assert [words[0] for words in told] == ["built", "failed", "built", "failed", "built"]
    assert ["(3)" in line for line in lines[at:]].count(True) == 1
    assert ["(5)" in line for line in lines[at:]].count(True) == 1


def test_each_book_of_a_shelf_is_an_event(tmp_path: Path):
    bad = tmp_path / "bad.epub"
    bad.write_bytes(b"no zip")
    result = run("build", tiny(tmp_path, "a"), bad, "--engine", "tone", "--events", "json")
    events = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    done = [event for event in events if event["event"] == "BookDone"]
    assert [(event["source"], event["exit_code"]) for event in done] == [
        (str(tmp_path / "a.script.md"), 0),
        (str(bad), 3),
    ]
    assert done[0]["files"] == [str(tmp_path / "a.m4b")]
    assert done[1]["error"]


def test_two_books_for_one_place_are_not_mixed(tmp_path: Path):
    text, page = tmp_path / "book.md", tmp_path / "book.html"
    text.write_text("# One\n\nThe first of two books.\n", encoding="utf-8")
    page.write_text("<html><body><h1>One</h1><p>The second of two books.</p></body></html>", encoding="utf-8")
    result = run("build", text, page, "--engine", "tone", "--until", "script")
    assert result.returncode == 2
    assert "same place" in result.stderr
    script = (tmp_path / "book.audiobook" / "book.script.md").read_text(encoding="utf-8")
    assert "first of two" in script
    assert "second" not in script


def test_a_fault_of_ours_in_one_book_does_not_cost_the_others(tmp_path: Path):
    told: list[BookDone] = []
    shelf = Shelf(told.append, lambda _: None)

    def bug() -> tuple[Path, ...]:
        raise ZeroDivisionError("oh")

    def bad() -> tuple[Path, ...]:
        raise SourceError("it is empty")

    shelf.build(tmp_path / "a", bug)
    shelf.build(tmp_path / "b", bad)
    shelf.build(tmp_path / "c", lambda: (tmp_path / "c.m4b",))
    assert [book.exit_code for book in told] == [EXIT_BUG, 3, 0]
    assert shelf.exit_code == EXIT_BUG
    assert summary(shelf.books, left=2)[0] == "1 of 5 books built, 2 failed, 2 not begun"
    with pytest.raises(UsageError):
        [shelf.claim(Path(name), (tmp_path / "x",)) for name in ("a.md", "a.html")]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
@pytest.mark.parametrize(("sign", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_build_that_is_told_to_end_keeps_what_was_made(tmp_path: Path, sign: signal.Signals, code: int):
    """SIGTERM once ended in a warning of the interpreter about semaphores, and SIGHUP in nothing at all."""
    # Whoever runs the tests may have them ignore SIGHUP, which a new process inherits.
    usual = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    source = tiny(tmp_path, "long", LONG)
    command = [sys.executable, "-c", usual, *AUDIOBOOK, "build", str(source), "--engine", "tone", "--events", "json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if '"TakeDone"' in line:
                break
        process.send_signal(sign)
        said = process.stderr.read()
        assert process.wait() == code
    assert "everything made so far is kept" in said
    assert "Traceback" not in said
    assert "resource_tracker" not in said
    assert list((tmp_path / "long.audiobook" / "takes").glob("*.json"))
    assert not list((tmp_path / "long.audiobook").rglob(".tmp*"))


@pytest.mark.skipif(sys.platform == "win32", reason="no nohup there")
def test_a_build_under_nohup_outlives_its_terminal(tmp_path: Path):
    source = tiny(tmp_path, "long", LONG)
    command = ["nohup", *AUDIOBOOK, "build", str(source), "--engine", "tone", "--events", "json", "--until", "takes"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if '"TakeDone"' in line:
                break
        process.send_signal(signal.SIGHUP)
        process.stderr.read()
        assert process.wait() == 0


@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_spoil_nothing(tmp_path: Path, closing: str):
    source = tiny(tmp_path, "tiny")
    line = f'exec {closing}; "$0" -m audiobook build "$1" --engine tone --format flac'
    result = subprocess.run(["sh", "-c", line, sys.executable, str(source)], check=False)
    assert result.returncode == 0
    assert (tmp_path / "tiny.flac").read_bytes()[:4] == b"fLaC"


def test_a_reader_that_goes_away_does_not_stop_a_build(tmp_path: Path):
    source = tiny(tmp_path, "tiny")
    line = '"$0" -m audiobook build "$1" --engine tone --events json 2>&1 | head -n 1 >/dev/null'
    subprocess.run(["sh", "-c", line, sys.executable, str(source)], check=False)
    deadline = time.monotonic() + 60
    while not (tmp_path / "tiny.m4b").exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert (tmp_path / "tiny.m4b").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_terminal_of_twenty_columns_shows_no_traceback(tmp_path: Path):
    source = tiny(tmp_path, "tiny")
    outer, inner = pty.openpty()
    env = {**os.environ, "COLUMNS": "20", "LINES": "5", "TERM": "xterm"}
    with subprocess.Popen(
        [*AUDIOBOOK, "build", str(source), "--engine", "tone"], stderr=inner, stdout=inner, env=env
    ) as process:
        os.close(inner)
        shown = b""
        while True:
            try:
                part = os.read(outer, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        assert process.wait() == 0
    os.close(outer)
    assert b"Traceback" not in shown
    assert b"tiny.m4b" in shown.replace(b"\r\n", b"").replace(b"\n", b"")
