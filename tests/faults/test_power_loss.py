"""What a power cut may find on the disk: bytes before their name, and names before what relies on them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from audiobook.corridor.files import write_bytes
from audiobook.engines.http.shelf import Shelf
from audiobook.prep.attribution.llm_cache import LabelCache
from audiobook.recording.store import TakeStore
from audiobook.take import Take
from audiobook.userfiles import place
from audiobook.writers.atomic import atomic_file

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="open files are named by /proc")
TAKE = Take("k", 100, 24_000, 0, 100, 0.5)


def put_on_shelf(folder: Path) -> None:
    assert Shelf(folder / "new" / "shelf").put("k", b"paid")


def write_output(folder: Path) -> None:
    with atomic_file(folder / "book.m4b", 3) as temp:
        temp.write_bytes(b"abc")


#: Each keeps files in a folder that is there or not; with the number of files.
KEEPERS = {
    "a paid sound": (put_on_shelf, 1),
    "a paid label": (lambda folder: LabelCache(folder).save("k", {}, "m", "1"), 1),
    "a paid take": (lambda folder: TakeStore(folder).save(TAKE, b"fLaC", durable=True), 2),
    "a fetched file": (lambda folder: place([b"a", b"b"], folder / "new" / "model.bin"), 1),
    "a small file": (lambda folder: write_bytes(folder / "report.json", b"{}"), 1),
    "an output": (write_output, 1),
}


@pytest.fixture
def happened(monkeypatch):
    """("bytes" | "name" | "folder", path) in order: what was flushed, and which file got its name."""
    found: list[tuple[str, Path]] = []
    sync, replace = os.fsync, Path.replace

    def fsync(handle):
        path = Path(f"/proc/self/fd/{handle}").readlink()
        found.append(("folder" if path.is_dir() else "bytes", path))
        sync(handle)

    def named(path, target):
        found.append(("name", path))
        found.append(("to", Path(target)))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", named)
    return found


@pytest.mark.parametrize("what", KEEPERS)
def test_bytes_are_on_the_disk_before_the_name_and_the_name_before_it_is_relied_on(what, tmp_path, happened):
    keep, count = KEEPERS[what]
    keep(tmp_path)
    named = [n for n, (kind, _) in enumerate(happened) if kind == "name"]
    assert len(named) == count
    for n in named:
        assert ("bytes", happened[n][1]) in happened[:n], "the file had its name before the disk had its bytes"
        assert ("folder", happened[n + 1][1].parent) in happened[n:], "the disk may have lost the name"


def test_a_folder_made_for_a_paid_sound_is_as_lasting_as_the_sound(tmp_path, happened):
    put_on_shelf(tmp_path)
    synced = [path for kind, path in happened if kind == "folder"]
    assert {tmp_path, tmp_path / "new", tmp_path / "new" / "shelf"} <= set(synced)


def test_a_disk_that_refuses_leaves_nothing_on_the_shelf(tmp_path, monkeypatch):
    def full(handle):
        del handle
        raise OSError(28, "No space left on device")

    shelf = Shelf(tmp_path / "shelf")
    monkeypatch.setattr(os, "fsync", full)
    assert shelf.put("k", b"paid") == ""
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
