"""Bits flipped and ends cut off in mastered chapters and in finished files: noticed, named, made anew, or harmless."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook import Config, Request, build
from audiobook.config import BuildConfig
from audiobook.config.tables import MetadataConfig
from audiobook.corridor.auditioning import audition
from audiobook.corridor.mending import mended
from audiobook.corridor.playing import play
from audiobook.errors import DamagedMasterError
from audiobook.events import ChapterDone, FileWritten, Finding, TakeDone
from audiobook.mastering.kept import damage, load_master, sidecar_file
from audiobook.mastering.wholeness import damaged

SCRIPT = """+++
title = "Tiny"
language = "en"
+++

# One

Hello there, my dear reader of this little book, and welcome to the first chapter of it.

# Two

The lamp went out at half past nine.

# Three

Nobody.
"""
#: Format -> suffix of its encoded chapters.
KEPT = {"m4b": ".aac", "mp3": ".mp3", "opus": ".opus", "flac": ".flac", "wav": ".wav"}
FOLDERS = ("m4a-chapters", "mp3-chapters", "vtt-chapters")
ALL = (*KEPT, *FOLDERS, "srt", "transcript", "epub-overlay", "lpf")


class Book:
    """A book of three chapters, built in this process."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "tiny.script.md"
        self.masters = folder / "tiny.audiobook" / "masters"
        self.events: list = []

    def request(self, *formats: str, **metadata: str) -> Request:
        made = BuildConfig(engine="tone", formats=formats, jobs=1)
        return Request(self.source, Config(build=made, metadata=MetadataConfig(**metadata)))

    def build(self, *formats: str, **metadata: str) -> dict[str, bytes]:
        """Returns what was written, by path."""
        self.events.clear()
        files = build(self.request(*formats, **metadata), self.events.append).files
        every = [f for path in files for f in ([path] if path.is_file() else path.rglob("*"))]
        return {str(f.relative_to(self.source.parent)): contents(f) for f in every if f.name[0] != "."}

    @property
    def told(self) -> list[str]:
        return [e.message for e in self.events if isinstance(e, Finding) and e.code == "master-damaged"]

    @property
    def made(self) -> list[str]:
        """Titles of the chapters that were mastered."""
        return [e.title for e in self.events if isinstance(e, ChapterDone)]

    def chapter(self, suffix: str, title: str = "Two") -> Path:
        """The encoded file of a chapter: each is shorter than the one before."""
        lengths = {json.loads(path.read_bytes())["n_samples"]: path.stem for path in self.masters.glob("*.json")}
        key = lengths[sorted(lengths)[{"Three": 0, "Two": 1, "One": 2}[title]]]
        return min(self.masters.glob(f"{key}.*{suffix}"))


def contents(path: Path) -> bytes:
    """All bytes; of a packed book its sound, since other parts tell when they were made."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return b"".join(packed.read(name) for name in packed.namelist() if name.endswith((".m4a", ".mp3")))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "tiny.script.md").write_text(SCRIPT, encoding="utf-8")
    Book(folder).build(*KEPT)
    return folder


@pytest.fixture
def book(built, tmp_path):
    return Book(shutil.copytree(built, tmp_path / "book"))


def flip(path: Path, at: float = 0.5) -> None:
    """One bit, in place."""
    data = bytearray(path.read_bytes())
    data[int(at * (len(data) - 1))] ^= 4
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_a_bit_flipped_in_a_chapter_is_found_before_it_is_joined_and_the_chapter_made_anew(book):
    """In every kind of file, all at once, with two formats made of one of them."""
    right = book.build(*KEPT, "m4a-chapters", title="Another")
    spoilt = [book.chapter(suffix) for suffix in KEPT.values()]
    for path in spoilt:
        flip(path)
    book.build(*KEPT, "m4a-chapters", title="A third")
    assert book.made == ["Two"]
    assert [path.name in said and "'Two'" in said for path, said in zip(spoilt, book.told, strict=True)] == [True] * 5
    assert not [event for event in book.events if isinstance(event, TakeDone)]
    assert book.build(*KEPT, "m4a-chapters", title="Another") == right
    assert book.told == []


def test_flips_at_both_ends_of_several_chapters_are_found_at_once(book):
    right = book.build("m4b", title="Another")
    flip(book.chapter(".aac", "One"), 0)
    flip(book.chapter(".aac", "Three"), 1)
    book.build("m4b", title="A third")
    assert sorted(book.made) == ["One", "Three"]
    assert len(book.told) == 2
    assert book.build("m4b", title="Another") == right


def test_a_chapter_that_was_cut_off_is_named_and_made_anew(book):
    right = book.build("m4b", title="Another")
    spoilt = book.chapter(".aac")
    cut(spoilt)
    assert book.build("m4b", title="Another") == right
    assert book.made == ["Two"]
    assert spoilt.name in book.told[0]


def test_measurements_with_a_flipped_bit_do_not_change_how_loud_the_book_is(book):
    right = book.build("m4b", title="Another")
    for path in book.masters.glob("*.npy"):
        flip(path, 0.99)  # in the exponent of the last number
    (book.masters.parent / "gains.lock").unlink()
    assert book.build("m4b", title="Another") == right
    assert len(book.told) == 3
    assert sorted(book.made) == ["One", "Three", "Two"]


def test_a_sidecar_with_a_flipped_bit_is_never_believed(book):
    key = book.chapter(".aac").name.partition(".")[0]
    sidecar = sidecar_file(book.masters, key)
    right, whole = load_master(book.masters, key, ()), sidecar.read_bytes()
    assert right is not None
    found = {}
    for at in range(0, len(whole), 3):
        sidecar.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        found[at] = load_master(book.masters, key, ()), damage(book.masters, key)
    assert set(found.values()) == {(None, sidecar.name)}


def test_sidecars_without_checksums_are_read_as_before(book):
    right = book.build("m4b", title="Another")
    for sidecar in book.masters.glob("*.json"):
        data = json.loads(sidecar.read_text(encoding="utf-8"))
        del data["crc32"], data["energies_crc32"]
        for entry in data["encoded"]:
            del entry["crc32"]
        sidecar.write_text(json.dumps(data), encoding="utf-8")
    assert book.build("m4b", title="A third").keys() == right.keys()
    assert (book.made, book.told) == ([], [])
    key = book.chapter(".aac").name.partition(".")[0]
    master = load_master(book.masters, key, ())
    assert damaged([replace(master, encoded=())], "aac") == ()


def test_a_build_with_nothing_to_do_reads_no_sound(book):
    book.build("m4b")
    for path in book.masters.glob("*.aac"):
        flip(path)
    book.build("m4b")
    assert [event.unchanged for event in book.events if isinstance(event, FileWritten)] == [True]
    assert (book.made, book.told) == ([], [])


@pytest.mark.parametrize("harm", [flip, cut, Path.unlink])
def test_finished_files_that_were_changed_are_written_anew(book, harm):
    right = book.build(*ALL)
    for name in right:
        harm(book.source.parent / name)
    again = book.build(*ALL)
    assert [name for name in right if again.get(name) != right[name]] == []
    assert (book.made, book.told) == ([], [])


def test_a_player_and_an_audition_are_made_of_whole_chapters_only(book):
    request = book.request("m4b")
    page = play(request)
    right = {path.name: path.read_bytes() for path in page.with_suffix("").glob("*.m4a")}
    assert len(right) == 3
    for name in right:
        page.with_suffix("").joinpath(name).unlink()
    flip(book.chapter(".aac"))
    play(request, book.events.append)
    assert {path.name: path.read_bytes() for path in page.with_suffix("").glob("*.m4a")} == right
    assert len(book.told) == 1

    heard = audition(request, ("narrator",)).read_bytes()
    flip(min((book.masters.parent / "audition" / "masters").glob("*.mp3")))
    book.events.clear()
    assert audition(request, ("narrator",), book.events.append).read_bytes() == heard
    assert len(book.told) == 1


def test_a_disk_that_damages_a_chapter_again_and_again_ends_the_build():
    tries = []

    def make() -> None:
        tries.append(1)
        raise DamagedMasterError("again")

    with pytest.raises(DamagedMasterError):
        mended(make)
    assert len(tries) == 3
