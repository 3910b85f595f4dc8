"""A plug-in that prints wherever it is asked anything: standard output stays what it promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from faults.wayward_books import AUDIOBOOK, MoodyBook

from audiobook.cli.main import cli
from audiobook.errors import AudiobookError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its console is written to in a way of its own")


@pytest.fixture
def book(tmp_path):
    return MoodyBook(tmp_path, env={"WAYWARD_CHATTERS": "1"}).with_plugin().write("A good line stands first.")


def run(book, *arguments):
    env = {**os.environ, **book.env}
    return subprocess.run(
        [*AUDIOBOOK, *map(str, arguments)], capture_output=True, text=True, check=False, env=env, cwd=book.folder
    )


def check_chattered(stderr, *places):
    """The plug-in was there, in every way it has."""
    for place in places:
        assert f"chatter: {place}" in stderr
        assert f"chatter: from C, {place}" in stderr
        assert f"chatter: C's buffer, {place}" in stderr
    assert "chatter: of a helper" in stderr


def test_a_build_prints_the_path_of_the_file_and_nothing_else(book):
    done = run(book, "build", book.script, "--engine", "wayward", "--format", "flac", "-q")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{book.result}\n"
    check_chattered(done.stderr, "import", "init", "voices", "synthesize")


def test_several_books_print_a_path_each(book):
    other = MoodyBook(book.folder, "other").write("Another line stands here.")
    scripts = (book.script, other.script)
    done = run(book, "build", *scripts, "--engine", "wayward", "--format", "flac", "--events", "json")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{book.result}\n{other.result}\n"
    check_chattered(done.stderr, "synthesize")


def test_data_for_other_programs_can_be_read_by_them(book):
    done = run(book, "estimate", book.script, "--engine", "wayward", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    check_chattered(done.stderr, "import")


def test_a_list_of_voices_is_that(book):
    done = run(book, "voices", "--engine", "wayward", "--sample", book.folder)
    assert done.returncode == 0, done.stderr
    assert "chatter" not in done.stdout
    assert "wayward" in done.stdout
    check_chattered(done.stderr, "voices", "synthesize")


@pytest.mark.parametrize(
    ("line", "code", "hints"), [('exec "$@" >&-', 0, 0), ('"$@" | :', 0, 0), ('exec "$@" >/dev/full', 8, 1)]
)
def test_an_output_that_is_closed_or_not_read_or_full_costs_no_file(book, line, code, hints):
    if line.endswith("full") and not Path("/dev/full").exists():
        pytest.skip("there is no full device here")
    command = [*AUDIOBOOK, "build", str(book.script), "--engine", "wayward", "--format", "flac", "-q"]
    env = {**os.environ, **book.env}
    done = subprocess.run(["sh", "-c", line, "sh", *command], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\nhint: ") == hints
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert book.result.exists()


def test_a_reader_that_has_gone_is_no_failure():
    """`audiobook voices | head` ended with 1 and not a word when there was more to print than fits a buffer."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*AUDIOBOOK, "voices"], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "error" not in done.stderr


def test_a_pipe_that_breaks_elsewhere_is_said(monkeypatch):
    """click takes every broken pipe for that of a reader who has gone."""

    def breaks(_: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("audiobook.cli.voices.command.callback", lambda **_: breaks(None))
    done = CliRunner().invoke(cli, ["voices"])
    assert isinstance(done.exception, AudiobookError)
    assert "ended before it was done" in str(done.exception)
    assert "run the same command again" in done.exception.hint
