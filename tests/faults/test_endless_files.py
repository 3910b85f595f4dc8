"""A folder from somebody else: links to what has no end, pipes that nobody writes to, a terabyte of nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from audiobook.userfiles import UnusableFileError, bytes_of, holds, text_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="devices, pipes and limits on memory as Linux has them")

BOOK = "# One\n\nA short book.\n\n“It is mine,” said Anna.\n\n# Two\n\nIt ends.\n"
LEXICON = '[[entry]]\nwritten = "Anna"\nsay = "Ana"\n'
#: Files in a book's folder, and how a build ends that finds something else in their place: 0 for what is made anew.
FILES = {
    "moods.md": 3,
    "audiobook.toml": 4,
    "moods.audiobook/.layout": 8,
    "moods.audiobook/.prepared.cast.toml": 4,
    "moods.audiobook/attribution.json": 0,
    "moods.audiobook/cast.toml": 4,
    "moods.audiobook/coverage.json": 0,
    "moods.audiobook/gains.lock": 4,
    "moods.audiobook/lexicon.toml": 4,
    "moods.audiobook/outputs.json": 0,
    "moods.audiobook/source.json": 0,
    "moods.audiobook/takes/*.json": 0,
    "moods.audiobook/takes/*.flac": 0,
    "moods.audiobook/masters/*.json": 0,
    "moods.audiobook/masters/*.energies.npy": 0,
    "moods.audiobook/masters/*.flac": 0,
}


def link_to_zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def terabyte(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


HARMS = {"zeros": link_to_zeros, "pipe": os.mkfifo, "terabyte": terabyte}
#: A link to a device and a pipe are no files, and these are not looked at then.
NOT_LOOKED_AT = ("audiobook.toml", "moods.audiobook/lexicon.toml")
SLOW = pytest.mark.skipif(not os.environ.get("SLOW_FAULTS"), reason="takes long; scripts/faults runs it")


def built_in(folder: Path, source: str = "moods.md") -> subprocess.CompletedProcess[str]:
    """A build that may have 3 GB of memory and a minute."""
    command = 'ulimit -v 3000000; exec "$0" -m audiobook build "$1" --engine tone --format flac --jobs 1'
    return subprocess.run(
        ["bash", "-c", command, sys.executable, source],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def code_for(name: str, harm: str) -> int:
    if harm == "zeros" and name.count("/") == 1:
        return 8  # a link in a work folder that leads out of the book's folder
    return 0 if name in NOT_LOOKED_AT and harm != "terabyte" else FILES[name]


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("endless")
    (folder / "moods.md").write_text(BOOK, encoding="utf-8")
    (folder / "audiobook.toml").write_text("[build]\n", encoding="utf-8")
    for _ in range(2):
        done = built_in(folder)
        assert done.returncode == 0, done.stderr
        (folder / "moods.audiobook" / "lexicon.toml").write_text(LEXICON, encoding="utf-8")
    return folder


@pytest.mark.parametrize("harm", ["zeros", pytest.param("pipe", marks=SLOW), pytest.param("terabyte", marks=SLOW)])
@pytest.mark.parametrize("name", FILES)
def test_no_file_in_a_folder_is_read_for_ever_or_fills_the_memory(book: Path, tmp_path: Path, name: str, harm: str):
    folder = shutil.copytree(book, tmp_path / "b")
    victim = min(folder.glob(name))
    victim.unlink()
    HARMS[harm](victim)
    (folder / "moods.flac").unlink()
    done = built_in(folder)
    assert done.returncode == code_for(name, harm), done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "moods.flac").exists() == (done.returncode == 0)


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_no_ordinary_file_is_refused_with_a_reason_and_no_number(tmp_path: Path, harm: str):
    HARMS[harm](tmp_path / "file")
    with pytest.raises(UnusableFileError, match=r"^it is (no ordinary file|larger than 64 MiB)$"):
        bytes_of(tmp_path / "file")
    assert not holds(tmp_path / "file", b"\0")


def test_text_is_read_as_pathlib_reads_it(tmp_path: Path):
    file = tmp_path / "file"
    file.write_bytes("\ufeffone\r\ntwo\rthree\n".encode())
    assert text_of(file) == file.read_text(encoding="utf-8-sig") == "one\ntwo\nthree\n"
    assert text_of(file, "utf-8") == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("there", [b"abc", b"ab", b"abcd", b"", None])
def test_whether_a_file_holds_some_bytes(tmp_path: Path, there: bytes | None):
    if there is not None:
        (tmp_path / "file").write_bytes(there)
    assert holds(tmp_path / "file", b"abc") == (there == b"abc")


def test_a_file_that_does_not_say_how_long_it_is_is_read_to_its_end():
    status = Path("/proc/self/mounts")
    assert status.stat().st_size == 0
    assert bytes_of(status) == status.read_bytes() != b""


def test_reading_a_short_file_takes_no_more_memory_than_it_has(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"abc")
    tracemalloc.start()
    assert text_of(tmp_path / "file") == "abc"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


@pytest.mark.parametrize(("harm", "words"), [("zeros", "no file"), ("pipe", "no file"), ("terabyte", "4 GiB")])
@pytest.mark.parametrize("name", ["bed.wav", "cover.png"])
def test_a_script_may_name_such_a_file_too(tmp_path: Path, name: str, harm: str, words: str):
    cover = 'cover = "cover.png"\n' if name == "cover.png" else ""
    head = f'+++\ntitle = "S"\nlanguage = "en"\n{cover}+++\n\n# One\n\n'
    mark = "[music bed.wav]\n\n" if name == "bed.wav" else ""
    (tmp_path / "s.script.md").write_text(f"{head}{mark}Hello there, my friend.\n", encoding="utf-8")
    HARMS[harm](tmp_path / name)
    done = built_in(tmp_path, "s.script.md")
    assert done.returncode == 5, done.stderr
    expected = {("cover.png", "zeros"): "outside", ("cover.png", "terabyte"): "64 MiB"}.get((name, harm), words)
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
