"""Bad luck around a build: disks, folders, names, clocks, other builds. Through the command line, as a user has it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults.wayward_books import AUDIOBOOK, HEAD, MoodyBook, left_over

LINES = tuple(f"The little bird of the number {n} sang for nobody in the old tower." for n in range(12))
#: Enough that a build is still at work when something else happens.
MANY = tuple(f"This is the sentence of number {n} in a rather long chapter, spoken slowly." for n in range(600))
ROOT_ONLY = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk or become somebody else"
)
NOBODY = 65534
SLOW = pytest.mark.skipif(not os.environ.get("SLOW_FAULTS"), reason="takes long; scripts/faults runs it")


class ToneBook(MoodyBook):
    def build(self, *options, **more):
        return super().build(*options, engine="tone", **more)

    @contextmanager
    def building(self, *options):
        """A build under way: its first take is made."""
        command = self.command("--format", "flac", *options, engine="tone")
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stderr:
                if '"TakeDone"' in line:
                    break
            yield process
            self.rest = process.stderr.read()


@pytest.fixture
def book(tmp_path):
    return ToneBook(tmp_path).write(*LINES)


def check_builds(book, *options, **more):
    said = book.build(*options, **more)
    assert said.code == 0, said.stderr
    assert left_over(book.folder) == []
    return said


def check_refused(said, code, *words):
    """One clear message with its hint, and no bug of ours."""
    assert said.code == code, said.stderr
    assert [word for word in words if word not in said.stderr] == []
    assert len(said.hints) == 1
    assert "Traceback" not in said.stderr


def test_a_second_build_of_a_book_is_refused_and_leaves_the_first_alone(book):
    book.write(*MANY)
    with book.building("--until", "takes") as first:
        check_refused(book.build("--until", "takes"), 9, "another build is working in")
        assert first.poll() is None, "the first was over before the second began"
    assert first.returncode == 0, book.rest
    assert len(book.takes) == len(MANY) + 1


def test_two_books_at_once_share_a_lexicon_and_a_series(tmp_path):
    sheet = '[[character]]\nname = "Anna"\nvoice = "alto"\n'
    (tmp_path / "series.toml").write_text(sheet, encoding="utf-8")
    (tmp_path / "lexicon.toml").write_text('[en]\n"tower" = "tour"\n', encoding="utf-8")
    books = [ToneBook(tmp_path, name).write(*LINES, f"[Anna] My {name} is here.") for name in ("one", "two")]
    for each in books:
        each.work.mkdir()
        (each.work / "cast.toml").write_text('series = "../series.toml"\n', encoding="utf-8")
    commands = [each.command("--format", "flac", engine="tone") for each in books]
    both = [subprocess.Popen(c, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) for c in commands]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert [len(each.takes) for each in books] == [len(LINES) + 2] * 2
    assert all(each.result.exists() for each in books)
    assert left_over(tmp_path) == []


def built_by_nobody(book, mode: int) -> subprocess.CompletedProcess[str]:
    """A build by an account without rights, in a folder of this mode that its parents let it reach."""
    for parent in book.folder.parents:
        if parent == Path(tempfile.gettempdir()):
            break
        parent.chmod(0o755)
    as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if subprocess.run([*as_nobody, *AUDIOBOOK, "--version"], capture_output=True, check=False).returncode:
        pytest.skip("somebody else cannot use this installation")
    book.folder.chmod(mode)
    command = [*as_nobody, *book.command("--format", "flac", engine="tone")]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "HOME": "/"})


@ROOT_ONLY
def test_a_folder_that_may_not_be_looked_into_is_no_bug_of_ours(book):
    """Once it ended with 70: looking for audiobook.toml in it was not foreseen."""
    done = built_by_nobody(book, 0o700)
    assert done.returncode == 3, done.stderr
    assert "hint: check its permissions" in done.stderr


@ROOT_ONLY
def test_a_read_only_folder_is_refused_with_a_way_out_and_nothing_is_left(book):
    done = built_by_nobody(book, 0o555)
    assert done.returncode == 8, done.stderr
    assert "no permission to write" in done.stderr
    assert "--work or -o" in done.stderr
    assert [path.name for path in book.folder.iterdir()] == [book.script.name]


@contextmanager
def small_disk(folder, megabytes):
    """A file system of a few megabytes at ``folder``; it is made larger by calling what is given."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("file systems cannot be mounted here")

    def resize(kilobytes):
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(folder)], check=True)

    try:
        yield resize
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@SLOW
@ROOT_ONLY
def test_a_disk_that_fills_up_loses_nothing_at_any_stage(tmp_path):
    with small_disk(tmp_path / "disk", 64) as resize:
        book = ToneBook(tmp_path / "disk").write(*LINES * 2, *MANY[:40])
        resize(800)
        check_refused(book.build(), 8, "the disk is full")
        kept = book.takes
        assert 1 <= len(kept) < 53
        resize(64_000)
        check_builds(book, "--until", "takes")
        assert book.takes.items() >= kept.items()

        used = shutil.disk_usage(book.folder).used // 1024
        kept = book.takes
        resize(used + 300)
        check_refused(book.build(), 8, "the disk is full")
        resize(64_000)
        check_builds(book, "--until", "masters")
        assert book.takes == kept, "no take was made anew"

    masters = None
    with small_disk(tmp_path / "tiny", 1):
        book = ToneBook(tmp_path).write(*LINES * 2, *MANY[:40])
        check_builds(book, "--until", "masters")
        masters = sorted(path.name for path in (book.work / "masters").iterdir())
        said = book.build("-o", tmp_path / "tiny" / "moods.wav", formats="wav")
        check_refused(said, 8, "no room for", "moods.wav")
        assert list((tmp_path / "tiny").iterdir()) == []
    assert set(masters) <= {path.name for path in (book.work / "masters").iterdir()}
    check_builds(book)


def damage(path, *, flip=False, cut=False):
    data = bytearray(path.read_bytes())
    if flip:
        data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data[: len(data) // 2] if cut else data))


def some_take(book):
    return min((book.work / "takes").glob("*.flac"))


def test_a_take_that_was_cut_off_on_disk_is_recorded_again(book):
    check_builds(book)
    before = book.takes
    damage(some_take(book), cut=True)
    book.result.unlink()
    said = check_builds(book, "--why")
    assert [event["key"] for event in said.of("TakeDone")] == [some_take(book).stem]
    assert any("its take is missing or damaged" in event["message"] for event in said.of("Finding"))
    assert set(before) == set(book.takes)


def test_a_take_with_a_flipped_bit_is_noticed_named_and_recorded_again(book):
    check_builds(book, "--until", "takes")
    damage(some_take(book), flip=True)
    said = check_builds(book)
    assert book.result.exists()
    assert [event["key"] for event in said.of("TakeDone")] == [some_take(book).stem]
    assert some_take(book).name in said.stderr


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("2\n", ("has layout 2, this version knows 1", "use the newer version")),
        ("0\n", ("has layout 0, this version knows 1", "use an older version")),
        ("", (".layout' is damaged", "delete it")),
        ("\udcff\udcfe\0", (".layout' is damaged", "delete it")),
        ("9" * 5000, ("has layout 999999999, ",)),
    ],
)
def test_a_work_folder_of_another_layout_is_left_alone(book, layout, words):
    book.work.mkdir()
    (book.work / ".layout").write_bytes(layout.encode(errors="surrogateescape"))
    check_refused(book.build(), 8, *words)
    assert [path.name for path in book.work.iterdir()] == [".layout"]


#: Files of the work folder that a build can do without: it makes them anew.
UNNEEDED = (
    ".prepared.script.md", "attribution.json", "coverage.json", "report.json", "source.json", "segments.json",
    "masters/*.json", "masters/*.flac", "takes/*.json", "takes/*.flac", "ledger.sqlite",
)  # fmt: skip
#: Others -> exit code and words of what is said of rubbish in them.
NEEDED = {"gains.lock": (4, "gains.lock", "delete it"), "cast.toml": (4, "cast.toml:1")}
_JSON = b'{"version":1,"schema":2,"levels":[{}],"rows":[[1]],"settings":[1],"fields":[],"files":3,"sha256":[]}'


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    book = ToneBook(tmp_path_factory.mktemp("built"))
    source = book.folder / "moods.md"
    text = "# One\n\nA short book.\n\n“It is mine,” said Anna.\n\n# Two\n\nIt ends.\n"
    source.write_text(text, encoding="utf-8")
    done = subprocess.run(command_of(source), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return book.folder


def command_of(source, *options):
    return [*AUDIOBOOK, "build", str(source), "--engine", "tone", "--format", "flac", "--jobs", "1", *options]


def check_goes_on(folder):
    result = folder / "moods.flac"
    result.unlink(missing_ok=True)
    done = subprocess.run(command_of(folder / "moods.md", "--why"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert result.read_bytes()[:4] == b"fLaC"


def test_rubbish_in_all_files_that_can_be_made_anew_is_got_over(built, tmp_path):
    folder = shutil.copytree(built, tmp_path / "b")
    for rubbish in (b"", _JSON):
        for name in UNNEEDED:
            min((folder / "moods.audiobook").glob(name), default=folder / "moods.audiobook" / name).write_bytes(rubbish)
        check_goes_on(folder)


@SLOW
@pytest.mark.parametrize("name", UNNEEDED)
def test_rubbish_in_one_file_that_can_be_made_anew_is_got_over(built, tmp_path, name):
    folder = shutil.copytree(built, tmp_path / "b")
    for rubbish in (b"", b"\xff\xfe\0", _JSON):
        min((folder / "moods.audiobook").glob(name), default=folder / "moods.audiobook" / name).write_bytes(rubbish)
        check_goes_on(folder)


@pytest.mark.parametrize("name", NEEDED)
def test_rubbish_in_a_file_of_choices_is_named_and_nothing_is_overwritten(built, tmp_path, name):
    folder = shutil.copytree(built, tmp_path / "b")
    file = folder / "moods.audiobook" / name
    file.write_bytes(_JSON)
    done = subprocess.run(command_of(folder / "moods.md"), capture_output=True, text=True, check=False)
    code, *words = NEEDED[name]
    assert done.returncode == code, done.stderr
    assert [word for word in words if word not in done.stderr] == []
    assert "\nhint: " in done.stderr
    assert file.read_bytes() == _JSON
    if name == "gains.lock":
        file.unlink()
        check_goes_on(folder)


def test_the_sheet_is_not_blamed_for_rubbish_in_our_own_copy_of_it(built, tmp_path):
    folder = shutil.copytree(built, tmp_path / "b")
    (folder / "moods.audiobook" / ".prepared.cast.toml").write_bytes(_JSON)
    done = subprocess.run(command_of(folder / "moods.md"), capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert ".prepared.cast.toml" in done.stderr


def test_odd_entries_in_the_list_of_outputs_are_got_over(built, tmp_path):
    folder = shutil.copytree(built, tmp_path / "b")
    (folder / "moods.audiobook" / "outputs.json").write_bytes(_JSON)
    check_goes_on(folder)


@pytest.mark.parametrize("rubbish", [b"", b"\x93NUMPY"])
def test_a_chapter_whose_measurements_are_damaged_is_mastered_anew(built, tmp_path, rubbish):
    folder = shutil.copytree(built, tmp_path / "b")
    min((folder / "moods.audiobook" / "masters").glob("*.npy")).write_bytes(rubbish)
    check_goes_on(folder)


def test_a_script_of_nothing_says_what_can_be_done(built, tmp_path):
    folder = shutil.copytree(built, tmp_path / "b")
    (folder / "moods.audiobook" / "moods.script.md").write_bytes(b"")
    done = subprocess.run(command_of(folder / "moods.md"), capture_output=True, text=True, check=False)
    assert done.returncode == 5
    assert "\nhint: delete it" in done.stderr


#: Seconds that the clock jumps by, and when: at the start of each process, or at every look at it.
CLOCKS = {"a day back": "-86400 * jumps", "years forward": "1e8 * jumps", "before 1970": "-1.79e9 - jumps"}


@pytest.mark.parametrize(
    "jump", [CLOCKS["a day back"], *(pytest.param(jump, marks=SLOW) for jump in list(CLOCKS.values())[1:])]
)
def test_a_clock_that_jumps_changes_nothing(book, tmp_path, jump):
    code = f"""
import itertools, time
real, counted = time.time, itertools.count()
def odd():
    jumps = next(counted) % 7
    return real() + ({jump})
time.time = odd
time.time_ns = lambda: int(odd() * 1e9)
"""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(code, encoding="utf-8")
    check_builds(book, env={"PYTHONPATH": str(tmp_path / "site")}, formats="m4b")
    kept = book.takes
    for path in (book.work / "takes").iterdir():
        os.utime(path, (4e9, 4e9))  # in the next century
    said = check_builds(book, formats="m4b")
    assert said.of("TakeDone") == []
    assert set(book.takes) == set(kept)


@SLOW
def test_time_zone_and_locale_make_no_difference(book):
    sounds = set()
    for env in (
        {"LC_ALL": "C", "TZ": "Pacific/Apia"},
        {"LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "nonsense/zone"},
    ):
        book.write("Fräulein Ørsted sang 吃饭 in the old tower — for nobody.", *LINES[:2])
        check_builds(book, env=env)
        sounds.add(book.result.read_bytes())
        shutil.rmtree(book.work)
        book.result.unlink()
    assert len(sounds) == 1


NAMES = (
    "with spaces", "quo'te\"d", "émoji 📚", "吃饭的书", "new\nline", "-dash", "--help", "a" * 240, "书" * 80,
    "tab\tbook", "per%cent{title}", "back\\slash", "semi;colon&$HOME`id`", "trailing. ", "#hash?query=1",
)  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be given there")
@pytest.mark.parametrize("names", [NAMES[1:5], pytest.param(NAMES, marks=SLOW)], ids=["few", "all"])
def test_names_of_every_kind_are_read_and_written(tmp_path, names):
    folder = tmp_path / "päth 'of\" 📚 books"
    folder.mkdir()
    for name in names:
        (folder / f"{name}.script.md").write_text(HEAD + "A line.\n", encoding="utf-8")
    sources = [f"{name}.script.md" for name in names]
    command = [*AUDIOBOOK, "build", "--engine", "tone", "--format", "flac", "--jobs", "1", "--until", "files", "--"]
    done = subprocess.run([*command, *sources], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "".join(f"{name}.flac\n" for name in names)
    assert sorted(path.name for path in folder.glob("*.flac")) == sorted(f"{name}.flac" for name in names)
    assert left_over(folder) == []


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be given there")
@pytest.mark.parametrize("name", ["a" * 252, "书" * 84], ids=["letters", "ideographs"])
def test_a_name_as_long_as_it_may_be_is_cut_where_more_is_put_behind_it(tmp_path, name):
    (tmp_path / f"{name}.md").write_text("# One\n\nA line.\n", encoding="utf-8")
    done = subprocess.run(
        command_of(f"{name}.md", "--format", "m4b,transcript"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be given there")
def test_a_name_that_is_no_text_is_refused_before_anything_is_made(tmp_path):
    name = os.fsdecode(b"b\xffd")
    (tmp_path / f"{name}.script.md").write_text(HEAD + "A line.\n", encoding="utf-8")
    done = subprocess.run(command_of(f"{name}.script.md"), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 8, done.stderr
    assert "no UTF-8" in done.stderr
    assert "hint: rename it" in done.stderr
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("what", ["replaced", pytest.param("deleted", marks=SLOW)])
def test_a_source_that_changes_under_a_build_is_built_as_it_was_read_and_then_anew(tmp_path, what):
    book = ToneBook(tmp_path)
    source = tmp_path / "moods.md"
    source.write_text("# One\n\n" + "\n\n".join(MANY[:200]) + "\n", encoding="utf-8")
    command = command_of(source, "--events", "json", "--until", "takes")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if '"TakeDone"' in line:
                break
        if what == "deleted":
            source.unlink()
        else:
            source.write_text("# One\n\nAnother book altogether.\n", encoding="utf-8")
        rest = process.stderr.read()
        assert process.wait() == 0, rest
    assert len(book.takes) == 201
    done = subprocess.run(command_of(source, "--events", "json"), capture_output=True, text=True, check=False)
    if what == "deleted":
        assert done.returncode == 3
        assert "there is no file" in done.stderr
        assert len(book.takes) == 201
    else:
        assert done.returncode == 0, done.stderr
        assert "Another book altogether." in (book.work / "moods.script.md").read_text(encoding="utf-8")
        made = [json.loads(line) for line in done.stderr.splitlines() if '"TakeDone"' in line]
        assert len(made) == 1


def test_a_work_folder_may_be_a_link_but_nothing_else(book):
    (book.folder / "elsewhere").mkdir()
    book.work.symlink_to(book.folder / "elsewhere", target_is_directory=True)
    check_builds(book)
    assert list((book.folder / "elsewhere" / "takes").glob("*.flac"))
    book.work.unlink()
    book.work.symlink_to(book.folder / "nowhere")
    check_refused(book.build(), 8, "cannot write the work folder")
    book.work.unlink()
    book.work.symlink_to(book.work)
    check_refused(book.build(), 8, "cannot write the work folder")
    book.work.unlink()
    book.work.write_bytes(b"a file")
    check_refused(book.build(), 8, "cannot write the work folder")


@pytest.mark.parametrize("home", ["", pytest.param("/nowhere/at/all", marks=SLOW)])
def test_without_a_home_a_place_for_temporary_files_or_an_input(book, home):
    env = {**os.environ, "HOME": home, "TMPDIR": "/nowhere", "XDG_CACHE_HOME": "/nowhere"}
    if not home:
        env = {k: v for k, v in os.environ.items() if k not in {"HOME", "TMPDIR", "XDG_CACHE_HOME", "USER", "LOGNAME"}}
    line = 'exec "$@" <&-'
    command = ["sh", "-c", line, "sh", *book.command("--format", "m4b", engine="tone")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    assert Path(book.folder / "moods.m4b").exists()
    assert left_over(book.folder) == []
