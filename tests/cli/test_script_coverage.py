"""``audiobook script --coverage``: the account as a person and as a program sees it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audiobook.cli.coverage import cells, coverage_table
from audiobook.errors import OutputError


def script(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audiobook", "script", *map(str, args), "--engine", "tone"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def chapter(title="One", spoken=10, changed=None, skipped=None, added=None):
    def rules(counts):
        return {rule: {"characters": count, "texts": []} for rule, count in (counts or {}).items()}

    source = spoken + sum((changed or {}).values()) + sum((skipped or {}).values())
    return {
        "title": title,
        "source": source,
        "spoken": spoken,
        "changed": rules(changed),
        "skipped": rules(skipped),
        "added": added or {},
    }


def account(*chapters, outside=(), **totals):
    base = {"source": 0, "spoken": 0, "changed": {}, "skipped": {}, "added": {}}
    return {"chapters": chapters, "outside": outside, "totals": base | totals}


def test_every_chapter_and_what_is_outside_has_a_line():
    data = account(
        chapter("The Lamp", 1234, {"title": 7}, {"noteref": 2}, {"alt": 40}),
        chapter("Sixty-Two", 630),
        outside=[{"rule": "imprint", "characters": 1000}, {"rule": "imprint", "characters": 9}],
        source=2882,
        spoken=1864,
        changed={"title": 7},
        skipped={"imprint": 1009, "noteref": 2},
        added={"alt": 40},
    )
    assert coverage_table(data, 100).splitlines() == [
        "CHAPTER    SOURCE  SPOKEN  CHANGED  SKIPPED  RULES",
        "The Lamp    1,243   1,234        7        2  title 7, noteref 2, +alt 40",
        "Sixty-Two     630     630        0        0",
        "(outside)   1,009       0        0    1,009  imprint 1,009",
        "TOTAL       2,882   1,864        7    1,011  40 added",
    ]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_fits_the_terminal_and_names_every_rule(width):
    rules = {f"rule-number-{n}": n for n in range(1, 12)}
    titles = [
        "A title that is rather long for a narrow terminal",
        "第一回 甄士隐梦幻识通灵 贾雨村风尘怀闺秀",
        "e\u0301" * 60,
    ]
    table = coverage_table(account(*(chapter(title, 5, skipped=rules) for title in titles)), width)
    assert max(map(cells, table.splitlines())) <= max(width, 80)
    for rule, count in rules.items():
        assert table.count(f"{rule} {count}") >= len(titles)
    if width > 100:
        assert all(title in table for title in titles)


def test_titles_cannot_write_on_the_terminal():
    table = coverage_table(account(chapter("One\x1b[2JTwo")), 80)
    assert "\x1b" not in table
    assert "One\ufffd[2JTwo" in table


@pytest.mark.parametrize("broken", [{}, {"chapters": [{}]}, {"chapters": 3}, account(chapter() | {"source": "x"})])
def test_a_damaged_account_is_an_error_that_says_what_to_do(broken):
    with pytest.raises(OutputError) as caught:
        coverage_table(broken, 80)
    assert "delete it" in caught.value.hint


def test_the_table_goes_to_stderr_and_the_path_to_stdout(story: Path):
    work = story.with_suffix(".audiobook")
    made = [str(work / name) for name in (f"{story.stem}.script.md", "cast.toml", "coverage.json")]
    first = script(story, "--coverage", COLUMNS="80")
    assert (first.returncode, first.stdout.splitlines()) == (0, made)
    assert "CHAPTER" in first.stderr
    assert "The Lamp Goes Out" in first.stderr
    assert "100 % accounted for: " in first.stderr
    again = script(story, "--coverage", COLUMNS="80")
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr)
    quiet = script(story, "--coverage", "-q")
    assert (quiet.stdout, quiet.stderr) == (first.stdout, "")


def test_an_account_that_is_missing_is_made_and_an_edited_script_is_said_to_be_one(story: Path):
    script(story)
    work = story.with_suffix(".audiobook")
    text = work / f"{story.stem}.script.md"
    text.write_text(text.read_text(encoding="utf-8").replace("valve", "tap"), encoding="utf-8")
    (work / "coverage.json").unlink()
    result = script(story, "--coverage")
    assert result.returncode == 0, result.stderr
    assert (work / "coverage.json").is_file()
    assert "your script differs from the prepared one" in result.stderr
    assert "tap" in text.read_text(encoding="utf-8")


def test_without_the_option_one_line_says_that_all_is_accounted_for(story: Path):
    result = script(story)
    assert "100 % accounted for: " in result.stderr
    assert "CHAPTER" not in result.stderr
    assert "coverage.json" not in result.stdout


def test_events_hold_the_line_and_no_table(story: Path):
    result = script(story, "--coverage", "--events", "json")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert [e["message"][:5] for e in events if e.get("code") == "coverage"] == ["100 %"]
    assert result.stdout.splitlines()[-1].endswith("coverage.json")


def test_a_script_has_no_book_to_account_for(tmp_path: Path):
    source = tmp_path / "x.script.md"
    source.write_text("# One\n\nText.\n", encoding="utf-8")
    result = script(source, "--coverage")
    assert (result.returncode, result.stdout) == (2, "")
    assert "name the book it was made from" in result.stderr


def test_several_books_are_told_apart_and_a_bad_one_has_no_account(story: Path, tmp_path: Path):
    bad = tmp_path / "bad.epub"
    bad.write_bytes(b"no zip")
    result = script(story, bad, "--coverage")
    assert result.returncode == 3
    assert result.stdout.count("coverage.json") == 1
    assert result.stderr.count("100 % accounted for") == 1
