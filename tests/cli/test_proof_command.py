"""``audiobook proof``: its options, and what it says without its extra or a model."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest


def proof(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audiobook", "proof", *map(str, args), "--engine", "tone"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize(
    "options", [("--all", "--suspicious"), ("--all", "--sample", "5"), ("--suspicious", "--sample", "5")]
)
def test_options_that_contradict_each_other_are_refused(story: Path, options: tuple[str, ...]) -> None:
    done = proof(story, *options)
    assert done.returncode == 2
    assert "hint: leave out" in done.stderr


def test_without_its_extra_it_says_the_one_command_that_mends_it(story: Path) -> None:
    if find_spec("faster_whisper"):
        pytest.skip("the extra 'proof' is installed")
    done = proof(story)
    assert done.returncode == 6
    assert "pip install 'audiobook[proof]'" in done.stderr
    assert not story.with_suffix(".audiobook").exists()


def test_a_model_that_is_none_is_named(story: Path, tmp_path: Path) -> None:
    if not find_spec("faster_whisper"):
        pytest.skip("the extra 'proof' is not installed")
    done = proof(story, AUDIOBOOK_WHISPER_MODEL=str(tmp_path / "nowhere"))
    assert done.returncode == 6
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
