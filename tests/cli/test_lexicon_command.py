"""``audiobook lexicon``: lists in, out and checked, with what could not be done said in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from audiobook.cli.lexicon import command
from audiobook.errors import ConfigError, OutputError, SourceError, StrictError, UsageError
from audiobook.prep.lexicon.load import parse
from audiobook.prep.lexicon.pls_read import NAMESPACE, read_pls

PLS = f"""<lexicon version="1.0" xmlns="{NAMESPACE}" alphabet="ipa" xml:lang="en">
<lexeme><grapheme>Leith</grapheme><phoneme>liːθ</phoneme></lexeme>
<lexeme><grapheme>Worcester</grapheme><alias>Wooster</alias></lexeme>
<lexeme><grapheme>odd</grapheme></lexeme>
</lexicon>
"""
LIST = """\
# the house's own
[[entry]]
written = "Worcester" # the sauce
say = "Wooster"
language = "en"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "names.pls").write_text(PLS, encoding="utf-8")
    (tmp_path / "house.toml").write_text(LIST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str):
    return CliRunner().invoke(command, words)


def test_import_makes_a_list_and_says_what_it_left_out(folder):
    result = run("import", "names.pls")
    assert result.exit_code == 0, result.output
    assert result.stdout == "lexicon.toml\n"
    assert "2 entries added" in result.stderr
    assert "names.pls: line 4" in result.stderr
    assert [one.written for one in parse((folder / "lexicon.toml").read_text("utf-8"))] == [("Leith",), ("Worcester",)]


def test_import_adds_to_a_list_without_touching_it(folder):
    run("import", "names.pls", "-o", "house.toml", "-q")
    text = (folder / "house.toml").read_text("utf-8")
    assert text.startswith(LIST)
    assert [one.written for one in parse(text)] == [("Worcester",), ("Leith",)]
    again = run("import", "names.pls", "-o", "house.toml")
    assert "0 entries added, 2 known already" in again.stderr
    assert (folder / "house.toml").read_text("utf-8") == text


def test_export_goes_back_to_pls(folder):
    result = run("export", "house.toml")
    assert result.stdout == "house.pls\n"
    (entry,) = read_pls((folder / "house.pls").read_bytes()).entries
    assert (entry.written, entry.text_of("say")) == (("Worcester",), "Wooster")


def test_export_overwrites_only_when_told(folder):
    (folder / "house.pls").write_text("mine", encoding="utf-8")
    assert isinstance(run("export", "house.toml").exception, OutputError)
    assert (folder / "house.pls").read_text("utf-8") == "mine"
    assert run("export", "house.toml", "--force").exit_code == 0
    assert (folder / "house.pls").read_text("utf-8") != "mine"


def test_export_names_what_pls_cannot_say(folder):
    (folder / "house.toml").write_text(LIST + 'characters = ["Ann"]\n', encoding="utf-8")
    result = run("export", "house.toml")
    assert "house.toml:2: “Worcester”: holds for some characters only" in result.stderr
    assert isinstance(run("export", "house.toml", "--force", "--strict").exception, StrictError)


def test_check_names_file_and_line(folder):
    (folder / "book.toml").write_text(LIST.replace("Wooster", "Worster"), encoding="utf-8")
    result = run("check", "book.toml", "house.toml")
    assert result.exit_code == 0
    assert "house.toml:2: warning: “Worcester” never speaks: book.toml:2" in result.stdout
    assert "2 entries in 2 lists, 1 doubtful" in result.stdout
    assert isinstance(run("check", "book.toml", "house.toml", "--strict").exception, StrictError)
    assert run("check", "house.toml", "--strict").exit_code == 0


def test_check_shows_every_list_that_is_wrong(folder):
    for name in ("one.toml", "two.toml"):
        (folder / name).write_text('[[entry]]\nwritten = "a"\nsya = "b"\n', encoding="utf-8")
    result = run("check", "one.toml", "house.toml", "two.toml")
    assert "one.toml:3" in result.stderr
    assert isinstance(result.exception, ConfigError)
    assert str(result.exception.source) == "two.toml:3"
    assert "did you mean 'say'?" in result.exception.hint


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("import", "none.pls"), UsageError),
        (("import", "house.toml"), SourceError),
        (("import", "names.pls", "-o", "no/such/list.toml"), OutputError),
        (("export", "none.toml"), UsageError),
        (("export", "house.toml", "-o", "no/such/x.pls"), OutputError),
        (("check", "names.pls"), ConfigError),
    ],
)
def test_what_cannot_be_done_is_an_error_with_a_hint(folder, words, error):
    result = run(*words)
    assert type(result.exception) is error
    assert result.exception.hint
    assert sorted(path.name for path in folder.iterdir()) == ["house.toml", "names.pls"]


def test_a_list_that_is_no_text_is_refused(folder):
    (folder / "house.toml").write_bytes(b"\xff\xfe\xff")
    assert isinstance(run("check", "house.toml").exception, ConfigError)
