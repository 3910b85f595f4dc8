from __future__ import annotations

import os
from pathlib import Path

import pytest

from audiobook.corridor.files import check_name, fitting, read_json, write_bytes
from audiobook.corridor.workfolder import open_work
from audiobook.errors import BusyError, OutputError


def test_what_a_killed_build_left_is_removed_by_the_next_that_has_the_lock(tmp_path: Path):
    work = open_work(tmp_path, "book")
    for name in (".tmp-abc", ".gains.lock.123", "notes.txt", ".own"):
        (tmp_path / name).touch()
    with work.lock():
        assert sorted(path.name for path in tmp_path.iterdir()) == [".layout", ".lock", ".own", "notes.txt"]
        (tmp_path / ".tmp-now").touch()
        with pytest.raises(BusyError):
            work.lock()
        assert (tmp_path / ".tmp-now").exists(), "it may be of the build that has the lock"


@pytest.mark.skipif(os.name == "nt", reason="folders are not opened there")
def test_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_end(tmp_path: Path, monkeypatch):
    done: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(handle: int) -> None:
        done.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "bytes")  # noqa: PTH112
        real_sync(handle)

    def replace(path: Path, target: Path) -> Path:
        done.append("name")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    assert write_bytes(tmp_path / "a", b"new")
    assert done == ["bytes", "name", "folder"]
    assert not write_bytes(tmp_path / "a", b"new")
    assert done == ["bytes", "name", "folder"], "nothing is written that is there"


@pytest.mark.parametrize(("name", "bytes_"), [("short", 10), ("a" * 255, 255), ("书" * 100, 254), ("é" * 200, 255)])
def test_names_are_cut_between_letters_to_what_file_systems_take(name: str, bytes_: int):
    found = fitting(name, ".part")
    assert found.endswith(".part")
    assert name.startswith(found.removesuffix(".part"))
    assert len(found.encode()) == bytes_


def test_a_path_that_is_no_text_is_refused(tmp_path: Path):
    check_name(tmp_path / "吃饭")
    with pytest.raises(OutputError, match=r"b\\xffd' has bytes"):
        check_name(tmp_path / os.fsdecode(b"b\xffd"))


@pytest.mark.parametrize("text", [b"", b"[]", b"[" * 100_000, b"\xff", b'{"a": NaN', b"1e999"])
def test_what_is_no_json_object_reads_as_an_empty_one(tmp_path: Path, text: bytes):
    (tmp_path / "a.json").write_bytes(text)
    assert read_json(tmp_path / "a.json") == {}
