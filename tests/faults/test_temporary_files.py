"""No place for temporary files, or no room: the build goes on, or ends with one clear error."""

from __future__ import annotations

import os
import subprocess

import pytest
from faults.test_surroundings import ROOT_ONLY, SLOW, small_disk
from faults.wayward_books import AUDIOBOOK, MoodyBook, left_over

#: Every process finds no folder for temporary files, not even the current one.
NOWHERE = """
import tempfile
tempfile._candidate_tempdir_list = lambda: ["/nowhere/at/all"]
"""
COMMANDS = {
    "build": ("build", "--format", "m4b,epub-overlay,lpf", "--jobs", "1"),
    "play": ("play", "--one-file"),
    "audition": ("audition",),
}


@pytest.fixture
def book(tmp_path):
    return MoodyBook(tmp_path).write("Merrow came to the tower.", "There was nobody but Merrow.")


@pytest.fixture
def nowhere(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NOWHERE, encoding="utf-8")
    return {"PYTHONPATH": str(tmp_path / "site")}


def run(env, *arguments):
    command = [*AUDIOBOOK, *map(str, arguments), "--engine", "tone"]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **env})


def check_refused(done):
    """One clear message with what to do."""
    assert done.returncode == 8, done.stderr
    assert "no place for temporary files" in done.stderr
    assert done.stderr.count("\nhint: ") == 1
    assert "TMPDIR" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["build", "play", pytest.param("audition", marks=SLOW)])
def test_without_a_place_for_temporary_files_books_are_made_all_the_same(book, nowhere, name):
    command, *options = COMMANDS[name]
    done = run(nowhere, command, book.script, *options)
    assert done.returncode == 0, done.stderr
    assert left_over(book.folder) == []


def test_what_needs_a_place_for_temporary_files_says_so(book, nowhere):
    done = run(nowhere, "lexicon", "suggest", book.script, "--audio", book.folder / "page.html", "-q")
    check_refused(done)
    assert not (book.folder / "page.html").exists()


@SLOW
@ROOT_ONLY
def test_a_place_for_temporary_files_that_fills_up_is_named(book, tmp_path):
    with small_disk(tmp_path / "full", 1) as resize:
        resize(8)
        env = {"TMPDIR": str(tmp_path / "full")}
        done = run(env, "build", book.script, "--format", "m4b", "--jobs", "1")
        assert done.returncode == 0, done.stderr
        done = run(env, "play", book.script, "--one-file")
        assert done.returncode == 0, done.stderr
        done = run(env, "lexicon", "suggest", book.script, "--audio", book.folder / "page.html", "-q")
        check_refused(done)
        assert list((tmp_path / "full").iterdir()) == []
