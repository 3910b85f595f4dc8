"""Files appear complete or not at all, and damage is found before anything is published."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiobook.errors import OutputError, QualityError
from audiobook.events import silent
from audiobook.sound.codec import Encoder
from audiobook.writers import atomic, flac, m4b, opus, wav
from audiobook.writers.atomic import atomic_file
from audiobook.writers.flac import FlacWriter
from audiobook.writers.m4b import M4bWriter
from audiobook.writers.mp3 import Mp3Writer
from audiobook.writers.opus import OpusWriter
from audiobook.writers.wav import WavWriter

ALL = pytest.mark.parametrize("writer", [M4bWriter(), Mp3Writer(), OpusWriter(), FlacWriter(), WavWriter()])


def only(folder, *names):
    return sorted(p.name for p in folder.iterdir()) == sorted(names)


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "shelf" / "book.m4b"
    target.parent.mkdir()
    target.write_text("old")

    def fail():
        with atomic_file(target, 10) as temp:
            temp.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text() == "old"
    assert only(target.parent, "book.m4b")
    with atomic_file(target, 10) as temp:
        temp.write_text("new")
    assert target.read_text() == "new"
    assert only(target.parent, "book.m4b")


def test_the_longest_name_a_file_system_takes(tmp_path):
    target = tmp_path / ("灯" * 83 + "e.m4b")
    with atomic_file(target, 1) as temp:
        temp.write_text("x")
    assert only(tmp_path, target.name)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EACCES, "permission"),
        (errno.EIO, "cannot"),
    ],
)
def test_failed_writing_is_explained(tmp_path, number, words):
    def fail():
        with atomic_file(tmp_path / "book.m4b", 0):
            raise OSError(number, os.strerror(number))

    with pytest.raises(OutputError, match=words) as caught:
        fail()
    assert caught.value.hint


def test_targets_that_cannot_be(tmp_path):
    for target, words in ((tmp_path, "folder"), (tmp_path / "gone" / "a.m4b", "no folder")):
        with pytest.raises(OutputError, match=words), atomic_file(target, 0):
            pass


def test_a_disk_without_room_is_refused_before_writing(tmp_path, make_book, monkeypatch):
    book = make_book([30_000])
    monkeypatch.setattr(atomic.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 1_000})())
    with pytest.raises(OutputError, match=r"no room for .* 0\.0 MB are free"):
        M4bWriter().write(book, tmp_path / "a.m4b", silent)
    assert only(tmp_path, "masters")


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
@ALL
def test_a_disk_that_fills_up_while_writing(tmp_path, make_book, writer):
    import pickle

    book = make_book([200_000, 200_000], (writer.kind.codec,))
    (tmp_path / "book.pickle").write_bytes(pickle.dumps(book))
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    code = """
        import pickle, resource, sys
        from pathlib import Path
        from audiobook.errors import OutputError
        from audiobook.plugins import load_writer
        book = pickle.loads(Path(sys.argv[1]).read_bytes())
        resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, 6_000))
        try:
            load_writer(sys.argv[3]).write(book, Path(sys.argv[2]), lambda event: None)
        except OutputError as error:
            print(error.exit_code, error)
    """
    kind = writer.suffix.removeprefix(".")
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "book.pickle"), str(shelf / "a"), kind]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.startswith("8 the disk is full"), done.stderr
    assert list(shelf.iterdir()) == []


@ALL
def test_a_chapter_that_is_gone_is_named(tmp_path, make_book, writer):
    book = make_book([30_000, 40_000, 20_000], (writer.kind.codec,))
    Path(book.chapters[-1].encoded[0].path).unlink()
    with pytest.raises(QualityError, match="damaged: it is gone"):
        writer.write(book, tmp_path / "a", silent)
    assert only(tmp_path, "masters")


@pytest.mark.parametrize("writer", [M4bWriter(), OpusWriter(), FlacWriter(), WavWriter()])
def test_a_chapter_with_fewer_packets_than_were_counted_is_found(tmp_path, make_book, writer):
    book = make_book([30_000, 40_000, 20_000], (writer.kind.codec,))
    own = book.chapters[-1].encoded[0]
    more = own.n_samples * (own.packets + 1) // own.packets
    fewer = replace(own, packets=own.packets + 1, n_samples=more)
    wrong = replace(book, chapters=(*book.chapters[:-1], replace(book.chapters[-1], encoded=(fewer,))))
    with pytest.raises(QualityError, match="damaged: it has"):
        writer.write(wrong, tmp_path / "a", silent)
    assert only(tmp_path, "masters")


@pytest.mark.parametrize("writer", [M4bWriter(), OpusWriter(), FlacWriter(), WavWriter()])
def test_a_chapter_of_something_else_is_found(tmp_path, make_book, writer):
    book = make_book([30_000, 40_000, 20_000], (writer.kind.codec,))
    Path(book.chapters[1].encoded[0].path).write_bytes(b"\0" * 40_000)
    with pytest.raises(QualityError, match="damaged"):
        writer.write(book, tmp_path / "a", silent)
    assert only(tmp_path, "masters")


def test_opus_chapters_of_different_heads_are_refused(tmp_path, make_book):
    book = make_book([30_000, 20_000], ("opus",))
    path = Path(book.chapters[1].encoded[0].path)
    encoder = Encoder(path, "opus", 48_000, 64_000, "fast")
    encoder.write(np.zeros(40_000, np.int16))
    encoder.finish()
    with pytest.raises(QualityError, match="alike"):
        OpusWriter().write(book, tmp_path / "a.opus", silent)


def test_chapters_of_different_rates_are_refused(tmp_path, make_book):
    book = make_book([30_000, 20_000])
    other = book.chapters[1].encoded[0]
    other = replace(other, encoding=replace(other.encoding, rate_hz=22_050))
    mixed = replace(book, chapters=(book.chapters[0], replace(book.chapters[1], encoded=(other,))))
    with pytest.raises(QualityError, match="alike"):
        M4bWriter().write(mixed, tmp_path / "a.m4b", silent)


def changed(path, box, at, by):
    """The file with one byte of the first box of a kind other than it was; ``at`` counts from its name."""
    data = bytearray(path.read_bytes())
    data[data.index(box) + at] ^= by
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-3_000]), "shorter than it says"),
        (lambda path: path.write_bytes(path.read_bytes() + b"x"), "cannot be read"),
        (lambda path: path.write_bytes(b"\0" * 1000), "cannot be read"),
        (lambda path: path.write_bytes(b""), "cannot be read"),
        (lambda path: changed(path, b"esds", 39, 1), "does not decode|cannot be read"),
        (lambda path: changed(path, b"elst", 16, 1), "does not begin"),
        (lambda path: changed(path, b"elst", 12, 1), "edit list"),
        (lambda path: changed(path, b"stsz", 40, 1), "do not follow"),
        (lambda path: changed(path, b"stco", 15, 1), "do not follow"),
        (lambda path: changed(path, b"stsc", 16, 1), "chunks"),
        (lambda path: changed(path, b"mdat", 140, 1), "not in its place"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"Other Lights", b"Other Fights")), "tags"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"Chapter 2", b"Chapter 7")), "is called"),
    ],
)
def test_what_was_written_wrongly_is_not_published(tmp_path, make_book, monkeypatch, damage, words):
    write = m4b.remux_mp4

    def damaged(encoded, marks, path, brand, meta):
        write(encoded, marks, path, brand, meta)
        damage(path)

    monkeypatch.setattr(m4b, "remux_mp4", damaged)
    with pytest.raises(QualityError, match=words):
        M4bWriter().write(make_book([30_000, 40_000, 30_000]), tmp_path / "a.m4b", silent)
    assert only(tmp_path, "masters")


def flipped(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 0x55
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("at", [-1, -2_000, -5_000])
def test_one_wrong_byte_in_an_opus_file_is_found(tmp_path, make_book, monkeypatch, at):
    join = opus.join_opus

    def damaged(encoded, comments, path):
        join(encoded, comments, path)
        flipped(path, at)

    monkeypatch.setattr(opus, "join_opus", damaged)
    with pytest.raises(QualityError, match="cannot be read back"):
        OpusWriter().write(make_book([100_000, 40_000, 90_000], ("opus",)), tmp_path / "a.opus", silent)
    assert only(tmp_path, "masters")


@pytest.mark.parametrize(("module", "name"), [(flac, "join_flac"), (wav, "join_wav")])
def test_chapters_in_the_wrong_order_are_found(tmp_path, make_book, monkeypatch, module, name):
    join = getattr(module, name)
    monkeypatch.setattr(module, name, lambda encoded, tags, path: join(encoded[::-1], tags, path))
    writer = {"join_flac": FlacWriter(), "join_wav": WavWriter()}[name]
    with pytest.raises(QualityError, match="chapter 1 is not in its place"):
        writer.write(make_book([30_000, 40_000, 20_000], (writer.kind.codec,)), tmp_path / "a", silent)
    assert only(tmp_path, "masters")
