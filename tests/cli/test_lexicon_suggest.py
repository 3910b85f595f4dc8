"""``audiobook lexicon suggest``: a table for people, and a list that changes nothing until somebody enables it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from audiobook.cli.coverage import cells
from audiobook.cli.lexicon import command
from audiobook.errors import ConfigError, OutputError, StrictError, UsageError
from audiobook.prep.lexicon.load import parse


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def suggest(*words: object):
    return CliRunner().invoke(command, ["suggest", *map(str, words)])


def test_the_table_has_each_word_with_its_context_and_fits_the_terminal(story):
    result = suggest(story)
    assert result.exit_code == 0, result.output
    head, first, context, *_ = result.stdout.splitlines()
    assert head.split() == ["COUNT", "WORD", "KIND", "READING", "NOW", "FIRST"]
    assert first.split()[:3] == ["3", "Merrow", "name"]
    assert " ? " in first
    assert first.split()[-1].rpartition(":")[2].isdecimal()
    assert "Merrow" in context
    assert max(map(cells, result.stdout.splitlines())) <= 80


def test_the_list_passes_the_check_and_leaves_the_script_as_it_is_said(story, tmp_path):
    output = tmp_path / "own.toml"
    result = suggest(story, "-o", output)
    assert result.stdout == f"{output}\n"
    assert "all disabled" in result.stderr
    entries = parse(output.read_text("utf-8"))
    assert "Merrow" in {one.written[0] for one in entries}
    assert all(one.disabled and one.note for one in entries)
    checked = CliRunner().invoke(command, ["check", str(output), "--strict"])
    assert checked.exit_code == 0, checked.output
    assert "0 doubtful" in checked.stdout


def test_words_in_a_list_that_is_given_are_left_out(story, tmp_path):
    output = tmp_path / "own.toml"
    suggest(story, "-o", output, "--top", 1)
    before = output.read_text("utf-8")
    assert len(parse(before)) == 1
    assert "Merrow" not in suggest(story, "--lexicon", output).stdout
    suggest(story, "-o", output)
    assert output.read_text("utf-8").startswith(before)
    assert len({one.written for one in parse(output.read_text("utf-8"))}) == len(parse(output.read_text("utf-8"))) > 1
    assert "no words to check" in suggest(story, "--lexicon", output).stdout


def test_a_page_to_listen_to_is_written_beside_the_list(story, tmp_path):
    output, page = tmp_path / "own.toml", tmp_path / "words.html"
    result = suggest(story, "-q", "-o", output, "--audio", page)
    assert result.stdout == f"{output}\n{page}\n"
    assert result.stderr == ""
    assert page.read_text("utf-8").count("<audio") == len(parse(output.read_text("utf-8")))


def test_top_says_what_it_leaves_out(story):
    result = suggest(story, "--top", 1)
    assert len(result.stdout.splitlines()) == 3
    assert "more: --top" in result.stderr
    assert "more" not in suggest(story, "--top", 1, "-q").stderr


def test_an_engine_that_cannot_tell_is_named(story):
    result = suggest(story, "--engine", "tone")
    assert "tone cannot tell how a word will be said" in result.output
    assert "Merrow" in result.stdout
    assert isinstance(suggest(story, "--engine", "tone", "--strict").exception, StrictError)


def test_what_cannot_be_done_is_an_error_with_a_hint(story, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("entry = 1\n", encoding="utf-8")
    for words, error in (
        ((story, "-o", tmp_path / "none" / "x.toml"), OutputError),
        ((story, "-o", bad), ConfigError),
        ((story, story), UsageError),
    ):
        result = suggest(*words)
        assert type(result.exception) is error
        assert result.exception.hint
    assert bad.read_text("utf-8") == "entry = 1\n"
