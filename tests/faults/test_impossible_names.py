"""Names that no file can have: too long, through a ring of links, with a NUL; in a book or on the command line."""

from __future__ import annotations

import ast
import errno
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import audiobook
from audiobook.cli.main import cli
from audiobook.errors import AudiobookError
from audiobook.plugins.culprit import failure_of
from audiobook.readers.inside import inside
from audiobook.templating import template_file
from audiobook.userfiles import is_file, is_folder, is_there, real_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there that few have")

LONG = "x" * 300
#: ``ring`` and ``ringd`` are links to themselves.
NAMES = {"long": LONG, "ring": "ring", "in a ring": "ringd/a", "in a long folder": f"{LONG}/a"}
SCRIPT = '+++\ntitle = "S"\nlanguage = "en"\n{front}+++\n\n# One\n\n{mark}Hello there.\n'
MARKDOWN = "# One\n\nHello there.\n"


def sound(folder: Path, name: str) -> list[str]:
    (folder / "b.script.md").write_text(SCRIPT.format(front="", mark=f"[music {name}.wav]\n\n"), encoding="utf-8")
    return ["build", "b.script.md"]


def cover(folder: Path, name: str) -> list[str]:
    front = f'cover = "{name}.png"\n'
    (folder / "b.script.md").write_text(SCRIPT.format(front=front, mark=""), encoding="utf-8")
    return ["build", "b.script.md"]


def credits_template(folder: Path, name: str) -> list[str]:
    settings = f'[credits]\nopening = true\nopening_template = "{name}.j2"\n'
    (folder / "audiobook.toml").write_text(settings, encoding="utf-8")
    (folder / "b.md").write_text(MARKDOWN, encoding="utf-8")
    return ["build", "b.md"]


def language(folder: Path, name: str) -> list[str]:
    (folder / "audiobook.toml").write_text("[credits]\nopening = true\n", encoding="utf-8")
    (folder / "b.md").write_text(f"---\nlanguage: {name}\n---\n\n{MARKDOWN}", encoding="utf-8")
    return ["build", "b.md"]


def picture(folder: Path, name: str) -> list[str]:
    (folder / "b.md").write_text(f"---\ncover: {name}.png\n---\n\n![x]({name}.png)\n\n{MARKDOWN}", encoding="utf-8")
    return ["build", "b.md"]


def page(folder: Path, name: str) -> list[str]:
    head = f'<head><title>b</title><meta property="og:image" content="{name}.png"></head>'
    body = f'<body><h1>One</h1><img src="{name}.png"><p>Hello there.</p></body>'
    (folder / "b.html").write_text(f"<html>{head}{body}</html>", encoding="utf-8")
    return ["build", "b.html"]


def summary(folder: Path, name: str) -> list[str]:
    (folder / "SUMMARY.md").write_text(f"# Summary\n\n- [One]({name}.md)\n- [Two](two.md)\n", encoding="utf-8")
    (folder / "two.md").write_text(MARKDOWN, encoding="utf-8")
    return ["build", "."]


def book_toml(folder: Path, name: str) -> list[str]:
    (folder / "book.toml").write_text(f'[book]\ntitle = "x"\nsrc = "{name}"\n', encoding="utf-8")
    (folder / "two.md").write_text(MARKDOWN, encoding="utf-8")
    return ["build", "."]


def render(folder: Path) -> list[str]:
    (folder / "data.toml").write_text('title = "S"\n', encoding="utf-8")
    return ["podcast", "render", "./t.j2", "--data", "data.toml"]


def template(folder: Path, name: str) -> list[str]:
    (folder / "t.j2").write_text("{% include '" + name + ".j2' %}", encoding="utf-8")
    return render(folder)


def episode(folder: Path, name: str) -> list[str]:
    (folder / "show.toml").write_text('title = "S"\n', encoding="utf-8")
    (folder / "episodes").mkdir()
    front = f'cover = "{name}.png"\nslug = "a"\n'
    (folder / "episodes" / "a.script.md").write_text(SCRIPT.format(front=front, mark=""), encoding="utf-8")
    return ["podcast", "publish", "."]


#: What may write a name, and how it ends: 0 where a book is built without what is named.
WRITTEN = {
    sound: 5,
    cover: 5,
    credits_template: 4,
    language: 0,
    picture: 0,
    page: 0,
    summary: 3,
    book_toml: 0,
    template: 4,
    episode: 5,
}


def outcome(args: list[str]) -> int:
    """The exit code of a command in this process; any error but ours goes through."""
    building = args[0] == "build" or "publish" in args
    options = ["--engine", "tone", "--jobs", "1"] if building else []
    done = CliRunner().invoke(cli, [*args, *options, *(["--format", "flac"] if args[0] == "build" else [])])
    if done.exception is None or isinstance(done.exception, SystemExit):
        return done.exit_code
    failure = done.exception if isinstance(done.exception, AudiobookError) else failure_of(done.exception)
    if failure is None:
        raise done.exception
    return failure.exit_code


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    book = tmp_path / "book"
    book.mkdir()
    for name in ("ring.png", "ring.wav", "ring.j2", "ring.md", "ring.m4b", "ring", "ringd"):
        (book / name).symlink_to(name)
    monkeypatch.chdir(book)
    return book


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("write", WRITTEN, ids=lambda write: write.__name__)
def test_a_name_in_a_book_that_no_file_can_have_is_one_clear_error_or_left_out(folder, write, kind):
    assert outcome(write(folder, NAMES[kind])) == WRITTEN[write]


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize(
    "command",
    [
        "build {}.epub", "script {}.md", "cast {}.md", "check {}.mp3", "play {}.m4b", "podcast render {}.j2",
        "podcast publish {}", "podcast check {}", "podcast new {}/b", "voices --config {}.toml",
        "lexicon import {}.pls", "build b.md -o {}.flac", "build b.md -o {}/b.flac", "build b.md --work {}/w",
    ],
)  # fmt: skip
def test_a_name_on_the_command_line_that_no_file_can_have_is_one_clear_error(folder, command, kind):
    (folder / "b.md").write_text(MARKDOWN, encoding="utf-8")
    code = outcome(command.format(NAMES[kind]).split())
    written = kind == "ring" and "-o ring.flac" in command.format("ring")  # a name like any other
    assert (code == 0) == written


def test_an_include_of_a_template_with_too_long_a_name_is_an_error_of_ours(folder):
    """Found by fuzzing episodes: the name of one of ours, grown beyond what a file system takes."""
    assert template_file(f"podcast-essay.{LONG}.script.md.j2") is None
    (folder / "t.j2").write_text("{% include 'podcast-essay." + LONG + ".script.md.j2' %}", encoding="utf-8")
    assert outcome(render(folder)) == 4


def test_a_show_with_links_that_lead_nowhere_is_published(folder):
    """A ring or a dangling link among a show's sounds was called a bug of ours."""
    (folder / "gone.wav").symlink_to("nowhere.wav")
    command = episode(folder, "ring")
    (folder / "episodes" / "a.script.md").write_text(SCRIPT.format(front="", mark=""), encoding="utf-8")
    assert outcome(command) == 0
    assert (folder / "public" / "feed.xml").exists()


@pytest.mark.parametrize("name", [*NAMES.values(), "a\0b", "\udcff", "b.md/x", ""])
def test_looking_at_such_a_name_finds_nothing(folder, name):
    (folder / "b.md").touch()
    path = folder / name if name else folder / "none"
    assert not is_file(path)
    assert not is_folder(path)
    assert not is_there(path)
    assert real_path(path).is_absolute()
    assert inside(folder, str(path.relative_to(folder))) is None


def test_looking_finds_what_is_there(folder):
    (folder / "b.md").touch()
    (folder / "link").symlink_to("b.md")
    os.mkfifo(folder / "pipe")
    assert [is_file(folder / each) for each in ("b.md", "link", "pipe", "")] == [True, True, False, False]
    assert [is_folder(folder / each) for each in ("b.md", "link", "")] == [False, False, True]
    assert all(is_there(folder / each) for each in ("b.md", "link", "pipe", ""))
    assert real_path(folder / "link") == (folder / "b.md").resolve()


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EACCES])
def test_a_disk_that_fails_or_a_folder_that_is_closed_is_not_taken_for_a_file_that_is_gone(folder, monkeypatch, number):
    """What a person edited would be written anew."""

    def fails(path: Path, **_: object) -> os.stat_result:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "stat", fails)
    for look in (is_file, is_folder, is_there):
        with pytest.raises(OSError, match=os.strerror(number)) as caught:
            look(folder)
        failure = failure_of(caught.value)
        assert failure is not None
        assert str(failure) == f"'{folder}' cannot be used: {os.strerror(number)}"
        assert "run the same command again" in failure.hint


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "gone", "x"), OSError(errno.EIO, "no name"), OSError()]
)
def test_other_errors_of_the_system_stay_bugs(error):
    assert failure_of(error) is None


#: Where names are ours: packaged files, archives' entries, files in a work folder.
OURS = {
    "userfiles.py", "prep/attribution/attribute.py", "engines/espeak_voices.py", "readers/epub/archive.py",
    "recording/store.py", "engines/kokoro/fetching.py", "engines/kokoro/voicefile.py", "sound/unpacking.py",
    "templating.py", "writers/overlay/archive.py",
}  # fmt: skip


def test_nothing_in_the_package_looks_at_a_users_path_in_the_way_that_raises():
    root = Path(audiobook.__file__).parent
    found = [
        f"{path.relative_to(root).as_posix()}:{node.lineno}"
        for path in sorted(root.rglob("*.py"))
        if path.relative_to(root).as_posix() not in OURS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not (node.args or node.keywords)
        if node.func.attr in {"is_file", "is_dir", "exists", "resolve"}
    ]
    assert not found, "use is_file, is_folder, is_there and real_path of audiobook.userfiles"
