"""The command as another program or an impatient person meets it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

AUDIOBOOK = [sys.executable, "-m", "audiobook"]
SCRIPT = '+++\ntitle = "Tiny"\nlanguage = "en"\n+++\n\n# One\n\n{text}\n'


def run(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*AUDIOBOOK, *map(str, args)], capture_output=True, text=True, check=False)


def tiny(folder: Path, text: str = "Hello there, my dear reader.", name: str = "tiny") -> Path:
    path = folder / f"{name}.script.md"
    path.write_text(SCRIPT.format(text=text), encoding="utf-8")
    return path


def takes_of(events: list[dict[str, object]]) -> list[object]:
    return [e["key"] for e in events if e["event"] == "TakeDone"]


def events_in(stderr: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in stderr.splitlines() if line.startswith("{")]


def test_results_on_stdout_and_events_as_json_lines(tmp_path: Path):
    result = run("build", tiny(tmp_path), "--engine", "tone", "--events", "json")
    assert (result.returncode, result.stdout) == (0, f"{tmp_path / 'tiny.m4b'}\n")
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    kinds = [line["event"] for line in lines]
    assert {"StageStarted", "StageFinished", "TakeDone", "ChapterDone", "FileWritten"} <= set(kinds)
    stages = [line["stage"] for line in lines if line["event"] == "StageFinished"]
    assert stages == ["script", "cast", "takes", "masters", "files"]


def test_quiet_prints_only_the_paths(tmp_path: Path):
    result = run("build", tiny(tmp_path), "--engine", "tone", "-q")
    assert (result.stdout, result.stderr) == (f"{tmp_path / 'tiny.m4b'}\n", "")


def test_strict_turns_a_warning_into_exit_code_10(tmp_path: Path):
    source = tiny(tmp_path, "He said 你好 to me, and then he went away.")
    assert run("build", source, "--until", "takes").returncode == 0
    result = run("build", source, "--until", "takes", "--strict")
    assert result.returncode == 10, result.stderr
    assert "cannot read CJK" in result.stderr or "cannot read" in result.stderr


def test_debug_shows_the_traceback_and_the_message(tmp_path: Path):
    result = run("build", tmp_path / "no.epub", "--debug")
    assert result.returncode == 3
    assert "Traceback" in result.stderr
    assert "error: " in result.stderr


def test_a_second_build_of_the_same_book_is_refused(tmp_path: Path):
    source = tiny(tmp_path)
    work = tmp_path / "tiny.audiobook"
    work.mkdir()
    with FileLock(work / ".lock"):
        result = run("build", source, "--engine", "tone")
    assert result.returncode == 9
    assert "another build" in result.stderr
    assert not (tmp_path / "tiny.m4b").exists()


def test_one_bad_book_does_not_stop_the_others(tmp_path: Path):
    bad = tmp_path / "bad.epub"
    bad.write_bytes(b"no zip")
    good, other = tiny(tmp_path), tiny(tmp_path, "Another one, just as short.", "other")
    result = run("build", good, bad, other, "--engine", "tone")
    assert result.returncode == 3
    assert result.stdout.splitlines() == [str(tmp_path / "tiny.m4b"), str(tmp_path / "other.m4b")]
    assert "bad.epub" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child there")
@pytest.mark.parametrize("presses", [1, 4])
def test_ctrl_c_keeps_what_was_made_and_the_next_build_goes_on(tmp_path: Path, presses: int):
    """Pressed again while the first one was being obeyed, it once ended in a traceback."""
    sentences = "\n\n".join(
        f"This is sentence number {n} of a rather long chapter, spoken slowly." for n in range(1200)
    )
    source = tiny(tmp_path, sentences)
    command = [*AUDIOBOOK, "build", str(source), "--engine", "tone", "--jobs", "2", "--events", "json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if '"TakeDone"' in line:
                break
        for _ in range(presses):
            process.send_signal(signal.SIGINT)
            time.sleep(0.02)
        started = time.monotonic()
        said = process.stderr.read()
        assert process.wait() == 130
    assert time.monotonic() - started < 10
    assert "interrupted: everything made so far is kept" in said
    assert "Traceback" not in said
    kept = {p.stem for p in (tmp_path / "tiny.audiobook" / "takes").glob("*.json")}
    assert kept
    again = run("build", source, "--engine", "tone", "--events", "json", "--until", "takes")
    assert again.returncode == 0
    assert not kept & set(map(str, takes_of(events_in(again.stderr))))
