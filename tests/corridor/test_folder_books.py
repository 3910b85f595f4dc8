"""Books in several files, from the command line to the work folder, and the digest that says when to read again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from audiobook import Config, Request
from audiobook.cli.main import cli
from audiobook.cli.options import config_for
from audiobook.corridor.digest import digest_of
from audiobook.corridor.request import targets
from audiobook.errors import AudiobookError

BOOK = {
    "book.toml": '[book]\ntitle = "The Lamp"\nauthors = ["Ann"]\nlanguage = "en"\n',
    "src/SUMMARY.md": "# Summary\n\n- [The start](one.md)\n  - [Deeper](two.md)\n",
    "src/one.md": "# The start\n\nIt began here.\n",
    "src/two.md": "# Deeper\n\nIt went on.\n",
}
LOOSE = {"chapter1.md": "# One\n\nText one.\n", "chapter2.md": "# Two\n\nText two.\n", "notes.txt": "x"}


def make(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run(*arguments: object) -> list[Path]:
    """The paths that the command prints."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    return [Path(line) for line in result.stdout.splitlines()]


def digest(source: Path, *parts: Path) -> str:
    return digest_of(Request(source, Config(), parts=parts))


# -- one book from a folder -----------------------------------------------------------------------------------------


def test_folder_becomes_one_script_in_a_work_folder_beside_it(tmp_path):
    folder = make(tmp_path / "lamp", BOOK)
    (script,) = run("build", folder, "--until", "script", "-q")
    assert script == tmp_path / "lamp.audiobook" / "lamp.script.md"
    text = script.read_text(encoding="utf-8")
    assert 'title = "The Lamp"' in text
    assert text.index("# The start") < text.index("It began here.") < text.index("# Deeper") < text.index("It went on.")


def test_summary_as_source_is_the_same_book_in_the_same_place(tmp_path):
    folder = make(tmp_path / "lamp", BOOK)
    first = run("build", folder, "--until", "script", "-q")
    assert run("build", folder / "src" / "SUMMARY.md", "--until", "script", "-q") == first


def test_working_directory_as_source_has_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(make(tmp_path / "lamp", LOOSE))
    request = Request(Path(), Config())
    assert (request.name, request.work_root) == ("lamp", tmp_path / "lamp.audiobook")
    assert targets(request)[0].path == tmp_path / "lamp.m4b"


def test_point_in_a_folder_name_is_no_suffix_but_that_of_an_unpacked_epub_is(tmp_path):
    assert Request(make(tmp_path / "vol.1", LOOSE), Config()).name == "vol.1"
    assert Request(make(tmp_path / "lamp.epub", LOOSE), Config()).name == "lamp"


def test_second_build_does_not_read_an_unchanged_folder_again(tmp_path):
    folder = make(tmp_path / "lamp", BOOK)
    (script,) = run("build", folder, "--until", "script", "-q")
    script.write_text(script.read_text(encoding="utf-8").replace("It began here.", "It began there."), encoding="utf-8")
    run("build", folder, "--until", "script", "-q")
    assert "It began there." in script.read_text(encoding="utf-8")
    assert not script.with_suffix(".before-merge.md").exists()


def test_changed_chapter_is_merged_into_the_script(tmp_path):
    folder = make(tmp_path / "lamp", BOOK)
    (script,) = run("build", folder, "--until", "script", "-q")
    make(folder, {"src/two.md": "# Deeper\n\nIt went on and on.\n"})
    run("build", folder, "--until", "script", "-q")
    assert "It went on and on." in script.read_text(encoding="utf-8")


# -- several files together -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("build", "--until", "script"), ("script",)])
def test_together_makes_one_book_of_several_files(tmp_path, command):
    folder = make(tmp_path / "texts", {"b.md": "# B\n\nText b.", "a.html": "<h1>A</h1><p>Text a.</p>"})
    printed = run(*command, folder / "b.md", folder / "a.html", "--together", "My Book", "-q")
    assert printed[0] == folder / "My Book.audiobook" / "My Book.script.md"
    text = printed[0].read_text(encoding="utf-8")
    assert 'title = "My Book"' in text
    assert text.index("# B") < text.index("# A")


def test_without_together_several_files_are_several_books(tmp_path):
    folder = make(tmp_path / "texts", LOOSE)
    printed = run("build", folder / "chapter1.md", folder / "chapter2.md", "--until", "script", "-q")
    assert [path.name for path in printed] == ["chapter1.script.md", "chapter2.script.md"]


def test_output_of_files_together_lies_beside_the_first(tmp_path):
    request = Request(tmp_path / "Dr. Who", Config(), parts=(tmp_path / "a.md", tmp_path / "b.md"))
    assert (request.name, targets(request)[0].path) == ("Dr. Who", tmp_path / "Dr. Who.m4b")


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", "a\\b"])
def test_name_that_is_no_file_name_is_refused(tmp_path, name):
    make(tmp_path, LOOSE)
    with pytest.raises(AudiobookError, match="cannot be the name of a file"):
        run("build", tmp_path / "chapter1.md", "--together", name)


def test_book_among_files_to_join_is_refused(tmp_path, story):
    make(tmp_path, LOOSE)
    with pytest.raises(AudiobookError, match="cannot be joined"):
        run("build", tmp_path / "chapter1.md", story, "--together", "Both", "--until", "script")


# -- settings -------------------------------------------------------------------------------------------------------


def test_settings_inside_the_folder_come_before_those_beside_it(tmp_path):
    folder = make(tmp_path / "lamp", BOOK)
    make(tmp_path, {"audiobook.toml": '[build]\nlanguage = "fr"\n'})
    assert config_for(folder, None).build.language == "fr"
    assert config_for(folder / "src" / "SUMMARY.md", None).build.language == "fr"
    make(folder, {"audiobook.toml": '[build]\nlanguage = "de"\n'})
    assert config_for(folder, None).build.language == "de"
    assert config_for(folder / "src" / "SUMMARY.md", None).build.language == "de"
    assert config_for(folder / "other.epub", None).build.language == "de"


# -- the digest -----------------------------------------------------------------------------------------------------


def edit(folder: Path) -> None:
    make(folder, {"src/two.md": "# Deeper\n\nIt went on!\n"})


def rename(folder: Path) -> None:
    (folder / "src" / "two.md").rename(folder / "src" / "too.md")
    summary = folder / "src" / "SUMMARY.md"
    summary.write_text(summary.read_text().replace("two.md", "too.md"))


def add(folder: Path) -> None:
    make(folder, {"src/SUMMARY.md": f"{BOOK['src/SUMMARY.md']}- [Three](three.md)\n", "src/three.md": "More.\n"})


def remove(folder: Path) -> None:
    (folder / "src" / "two.md").unlink()
    make(folder, {"src/SUMMARY.md": "- [The start](one.md)\n"})


def retitle(folder: Path) -> None:
    make(folder, {"book.toml": '[book]\ntitle = "The Light"\n'})


def picture(folder: Path) -> None:
    (folder / "cover.png").write_bytes(b"a picture")


@pytest.mark.parametrize("change", [edit, rename, add, remove, retitle, picture])
def test_digest_of_a_folder_changes_with_whatever_is_read(tmp_path, change):
    folder = make(tmp_path / "lamp", BOOK)
    before = digest(folder)
    change(folder)
    assert len({before, digest(folder), ""}) == 3


def test_digest_does_not_change_with_time_stamps_or_files_that_are_not_read(tmp_path):
    folder = make(tmp_path / "lamp", BOOK)
    before = digest(folder)
    os.utime(folder / "src" / "one.md", (1, 1))
    make(folder, {"src/unlisted.md": "# Not read\n", "notes.txt": "x"})
    assert digest(folder) == before


def test_digest_of_a_folder_without_summary_changes_when_a_file_is_added_removed_or_renamed(tmp_path):
    folder = make(tmp_path / "lamp", LOOSE)
    found = [digest(folder)]
    make(folder, {"chapter3.md": "Text three.\n"})
    found.append(digest(folder))
    (folder / "chapter3.md").rename(folder / "chapter0.md")
    found.append(digest(folder))
    (folder / "chapter0.md").unlink()
    assert digest(folder) == found[0]
    assert len(set(found)) == 3


def test_digest_of_files_together_depends_on_their_order(tmp_path):
    make(tmp_path, LOOSE)
    one, two = tmp_path / "chapter1.md", tmp_path / "chapter2.md"
    assert len({digest(tmp_path / "B", one, two), digest(tmp_path / "B", two, one), ""}) == 3


def test_digest_of_one_file_is_that_of_its_bytes(tmp_path):
    import hashlib

    file = tmp_path / "a.md"
    file.write_bytes(b"text")
    assert digest(file) == hashlib.sha256(b"text").hexdigest()


def test_what_cannot_be_read_has_no_digest(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    missing = make(tmp_path / "lamp", {"SUMMARY.md": "- [One](gone.md)\n"})
    made = [digest(tmp_path / "gone.md"), digest(empty), digest(missing), digest(tmp_path / "B", tmp_path / "gone.md")]
    assert made == [""] * 4


_NAMES = st.text(alphabet="abcdefgh-1234", min_size=1, max_size=6)
_FILES = st.dictionaries(_NAMES, st.binary(min_size=1, max_size=20), min_size=1, max_size=4)


@given(_FILES, _FILES)
def test_two_folders_have_the_same_digest_only_when_they_hold_the_same_files(tmp_path_factory, first, second):
    def made(files: dict[str, bytes]) -> str:
        folder = tmp_path_factory.mktemp("book")
        for name, data in files.items():
            (folder / f"{name}.md").write_bytes(data)
        return digest(folder)

    assert (made(first) == made(second)) == (first == second)
    assert made(first) == made(first)


def test_report_of_a_folder_names_files_inside_it(tmp_path):
    folder = make(tmp_path / "lamp", BOOK)
    (script,) = run("build", folder, "--until", "script", "-q")
    known = json.loads((script.parent / "source.json").read_text(encoding="utf-8"))
    assert known["source"] == "lamp"
    assert "src/one.md" in json.dumps(known["map"])
