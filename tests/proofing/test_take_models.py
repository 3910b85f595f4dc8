"""Finding a Whisper model, joining one from its halves, and keeping what was heard."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest

from audiobook.errors import EngineError, OutputError
from audiobook.proofing.takes import models
from audiobook.proofing.takes.heard import Heard, HeardWord
from audiobook.proofing.takes.kept import Kept
from audiobook.proofing.takes.sound import Measures


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(models.VARIABLE, raising=False)
    monkeypatch.setattr(models, "_BASE", ("half_of_a_model_1", "half_of_a_model_2"))
    monkeypatch.setattr(models, "_TINY", "tiny_model_of_nobody")


def model(folder: Path, words: int = 51_865) -> Path:
    folder.mkdir(parents=True)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (folder / name).write_bytes(b"{}")
    (folder / "vocabulary.txt").write_text("\n".join(map(str, range(words))) + "\n")
    return folder


def halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in (1, 2):
        data = tmp_path / "site" / f"half_of_a_model_{n}" / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").write_text("raise RuntimeError('no code of a data package is run')")
        (data / f"model.bin.part{n}").write_bytes(b"12345" * n)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / "site" / "half_of_a_model_1" / "data" / name).write_bytes(b"{}")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site"), *sys.path])
    monkeypatch.setattr(models, "_BASE_SHA256", hashlib.sha256(b"12345" * 3).hexdigest())


def test_without_any_model_the_error_says_how_to_get_one() -> None:
    with pytest.raises(EngineError) as caught:
        models.find_model()
    assert "pip install" in caught.value.hint
    assert models.VARIABLE in caught.value.hint


def test_a_named_model_comes_before_that_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = model(tmp_path / "one"), model(tmp_path / "two")
    monkeypatch.setenv(models.VARIABLE, str(one))
    assert models.find_model() == one
    assert models.find_model(str(two)) == two


def test_a_folder_that_is_no_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="nothing-here"):
        models.find_model(str(tmp_path / "nothing-here"))


def test_halves_are_joined_once_and_no_code_of_theirs_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    halves(tmp_path, monkeypatch)
    folder = models.find_model()
    assert (folder / "model.bin").read_bytes() == b"12345" * 3
    (folder / "model.bin").write_bytes(b"kept")
    assert (models.find_model() / "model.bin").read_bytes() == b"kept"


def test_halves_of_another_model_are_refused_and_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    halves(tmp_path, monkeypatch)
    monkeypatch.setattr(models, "_BASE_SHA256", "0" * 64)
    with pytest.raises(EngineError, match=r"model\.bin has other contents than expected") as caught:
        models.find_model()
    assert "--force-reinstall" in caught.value.hint
    assert not list((tmp_path / "cache").rglob("model.bin"))
    assert not list((tmp_path / "cache").rglob(".tmp-*"))


def test_a_cache_that_cannot_be_written_is_an_output_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    halves(tmp_path, monkeypatch)
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="cannot be joined"):
        models.find_model()


@pytest.mark.parametrize(("words", "english"), [(51_864, True), (51_865, False), (51_866, False)])
def test_a_model_for_english_is_told_by_its_vocabulary(tmp_path: Path, words: int, english: bool) -> None:  # noqa: FBT001
    assert models.only_english(model(tmp_path / "model", words)) is english


def test_what_was_heard_and_measured_is_read_back_and_half_lines_are_left_out(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "heard.jsonl")
    heard = Heard((HeardWord(" “Ah", 0.5, 0.75),), looped=True)
    measures = Measures(-20.5, 0.25, -11.0, -9.0, -30.0, 0.4)
    kept.add_heard({"m/a": heard})
    kept.add_measured({"a": measures})
    with kept.path.open("a", encoding="utf-8") as file:
        file.write('\n{"schema": 1, "name": "m/b", "wor')
    kept.add_heard({"m/c": Heard()})
    again = Kept(kept.path)
    again.load()
    assert again.heard == {"m/a": heard, "m/c": Heard()}
    assert again.measured == {"a": measures}


def test_lines_of_another_schema_or_of_nonsense_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "heard.jsonl"
    path.write_text("\n".join(json.dumps(x) for x in ({"schema": 0, "name": "a", "words": []}, 3, None, {"schema": 1})))
    kept = Kept(path)
    kept.load()
    assert (kept.heard, kept.measured) == ({}, {})
