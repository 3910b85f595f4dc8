"""``audiobook cast``: what a person did to the sheet and to the script is there after everything is run again."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook import Config, Request
from audiobook.casting.sheet import parse_cast
from audiobook.config import BuildConfig
from audiobook.corridor.recasting import Change, recast
from audiobook.corridor.rescripting import attribute_offline
from audiobook.errors import ConfigError
from audiobook.events import Finding
from audiobook.prep.scriptfile import parse_script
from audiobook.script import Paragraph

BOOK = """\
# One

“It is late,” said Jane.

“It is early,” said Miss Vane.

“Where is the key?” asked Tom.

“I never had the key,” said Mr. Brown.

“Nor did I.”

The rain went on all day, and nobody came.

“Nobody ever comes,” said Ann.

# Two

“The key is in the well,” said Ben.

“Then we must go down,” said Tom.

“It is deep,” said Jane.

“I am not afraid,” said Mr. Brown.

“You should be,” said Ann.
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "well.md"
    path.write_text(BOOK, encoding="utf-8")
    return path


def cast(book: Path, change: Change | None = None, **more):
    found: list[object] = []
    config = Config(build=BuildConfig(engine="tone", language="en"))
    made = recast(Request(book, config, until="cast"), change, found.append, **more)
    return made, [e for e in found if isinstance(e, Finding) and str(e.severity) == "warning"]


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def sheet_of(made):
    return parse_cast(made.path.read_text(encoding="utf-8")).entries


def said(made) -> dict[str, str]:
    """Words -> speaker of every line of the script."""
    script = parse_script(made.script.read_text(encoding="utf-8"))
    return {
        cue.text.strip(): cue.speaker + "?" * cue.unsure
        for chapter in script.chapters
        for item in chapter.items
        if isinstance(item, Paragraph)
        for cue in item.cues
    }


def with_lines(speakers, change, first: int = 0):
    """An attribution with other lines, from section ``first`` on."""
    lines = tuple(
        section if n < first else tuple(tuple(map(change, block)) for block in section)
        for n, section in enumerate(speakers.lines)
    )
    return replace(speakers, lines=lines)


def entry(name: str) -> str:
    return f'[[character]]\nname = "{name}"\n'


def test_ten_edits_survive_a_changed_book_and_every_run_after(book: Path):
    made, _ = cast(book)
    unsure = said(made)["“Nor did I.”"]
    assert unsure.endswith("?")
    edit(
        made.path,
        (entry("Tom"), entry("Tom") + 'notes = "limps"\n'),  # 1 a note
        (entry("Ann"), "# she is the aunt\n" + entry("Ann") + 'aliases = ["Annie"]\nspeed = 1.2\n'),  # 2, 3, 4
    )
    text = made.path.read_text(encoding="utf-8")
    head, _, brown = text.partition(entry("Mr. Brown"))
    brown = brown.replace('gender = "male"', 'gender = "female"', 1)  # 5 a gender
    made.path.write_text(head + entry("Mr. Brown") + brown, encoding="utf-8")
    head, _, tom = made.path.read_text(encoding="utf-8").partition(entry("Tom"))
    old = sheet_of(made)["Tom"]["voice"]
    new = "tenor" if old != "tenor" else "baritone"
    made.path.write_text(head + entry("Tom") + tom.replace(f'"{old}"', f'"{new}"', 1), encoding="utf-8")  # 6 a voice
    cast(book, Change((("merge", "Jane", "Miss Vane"), ("rename", "Ben", "Benjamin"))))  # 7 a merge, 8 a rename
    edit(
        made.script,
        ("“Nobody ever comes,”", "“Nobody comes any more,”"),  # 9 a sentence
        (f"[{unsure}]", "[Tom]"),  # 10 a corrected guess
        ("[Tom] “Then we must go down,”", "[Ann] “Then we must go down,”"),  # 11 a speaker
    )

    book.write_text(
        BOOK.replace("It is deep", "It is dark and deep")
        .replace("The rain went on all day", "The rain went on all night")
        .replace("# Two\n", "# Two\n\n“Who is there?” asked Ben.\n")
        .replace("“Nobody ever comes,” said Ann.", "“Nobody ever comes here,” said Ann."),
        encoding="utf-8",
    )
    made, warnings = cast(book)
    for _ in range(3):
        entries, lines = sheet_of(made), said(made)
        assert entries["Tom"]["notes"] == "limps"
        assert (entries["Tom"]["voice"], "voice" in entries["Tom"]["pinned"]) == (new, True)
        assert "# she is the aunt\n[[character]]" in made.path.read_text(encoding="utf-8")
        assert (entries["Ann"]["aliases"], entries["Ann"]["speed"]) == (["Annie"], 1.2)
        assert entries["Mr. Brown"]["gender"] == "female"
        assert "Miss Vane" in entries["Jane"]["aliases"]
        assert not {"Miss Vane", "Ben"} & set(entries)
        assert lines["“It is early,”"] == "Jane"
        assert lines["“Who is there?”"] == lines["“The key is in the well,”"] == "Benjamin"
        assert lines["“Nor did I.”"] == "Tom"
        assert lines["“Then we must go down,”"] == "Ann"
        assert "“Nobody comes any more,”" in lines
        assert {"“It is dark and deep,”", "The rain went on all night, and nobody came."} <= set(lines)
        if warnings:
            assert [w.code for w in warnings] == ["merge-conflict"]
            assert "Nobody ever comes here" in warnings[0].message
            kept = (made.path.read_bytes(), made.script.read_bytes())
        made, warnings = cast(book)
        assert not warnings
        assert (made.path.read_bytes(), made.script.read_bytes()) == kept


def test_the_new_attribution_moves_only_tags_that_nobody_pinned(book: Path):
    made, _ = cast(book)
    edit(made.script, ("[Ben] “The key", "[Ben?] “The key"), ("“It is deep,”", "“It is very deep,”"))
    seen = []

    def everybody_is_zoe(document, people, emit):
        seen.append({c.name: (c.aliases, str(c.gender)) for c in people.given})
        speakers = attribute_offline(document, people, emit)
        return with_lines(speakers, lambda line: replace(line, speaker="Zoe", unsure=False))

    made, warnings = cast(book, Change((("rename", "Ann", "Anna"),)), attribute=everybody_is_zoe)
    assert [w.message for w in warnings] == ["'Anna' speaks no line any more; what you chose for it is kept"]
    assert seen == [{"Anna": (("Ann",), "unknown")}]
    assert {v for v in said(made).values() if v} == {"Ben?", "Zoe"}
    assert said(made)["“It is very deep,”"] == "Zoe"
    made, _ = cast(book, Change((("rename", "Anna", "Annie"),)))
    assert said(made)["“The key is in the well,”"] == "Ben?"
    assert said(made)["“You should be,”"] == "Annie"


def test_a_pin_that_the_attribution_agrees_with_once_is_still_a_pin(book: Path):
    made, _ = cast(book)
    edit(made.script, ("[Tom] “Then", "[Jane] “Then"))

    def to_jane(document, people, emit):
        speakers = attribute_offline(document, people, emit)
        return with_lines(
            speakers, lambda line: replace(line, speaker="Jane") if line.speaker == "Tom" else line, first=1
        )

    cast(book, Change((("rename", "Ann", "Anna"),)), attribute=to_jane)
    made, _ = cast(book, Change((("rename", "Anna", "Annie"),)))
    assert said(made)["“Then we must go down,”"] == "Jane"


def test_a_sheet_edited_by_hand_does_what_the_command_does(book: Path):
    made, _ = cast(book)
    edit(made.path, (entry("Jane"), entry("Jane") + 'aliases = ["Miss Vane"]\n'), ('name = "Ben"', 'name = "Benjamin"'))
    by_hand, _ = cast(book)
    assert (said(by_hand)["“It is early,”"], said(by_hand)["“The key is in the well,”"]) == ("Jane", "Benjamin")
    assert {part.character.name: part.character.lines for part in by_hand.cast.parts}["Jane"] == 3


def test_a_script_as_source_is_renamed_in_place_and_nothing_else(tmp_path: Path):
    source = tmp_path / "x.script.md"
    source.write_text(
        "# One\n\n[Ann: slowly] “Yes,\nno.” [] she said.\n\n[Ann?] \\[Ann\\] “*Ann*.”\n\n[pause 2s]\n\n[@Say] “I.”\n"
    )
    made, _ = cast(source, Change((("rename", "Ann", "Pause it"), ("rename", "Say", "Bo"))))
    assert made.script.read_text() == (
        "# One\n\n[@Pause it: slowly] “Yes,\nno.” [] she said.\n\n[@Pause it?] \\[Ann\\] “*Ann*.”\n\n"
        "[pause 2s]\n\n[Bo] “I.”\n"
    )


def test_a_series_keeps_voices_from_book_to_book(book: Path, tmp_path: Path):
    series = tmp_path / "series.toml"
    first, _ = cast(book, Change(series=series))
    assert "Jane" not in parse_cast(series.read_text()).entries, "two lines lead nothing"
    book.write_text(BOOK.replace("said Miss Vane", "said Jane"), encoding="utf-8")
    first, _ = cast(book)
    voice = sheet_of(first)["Jane"]["voice"]
    assert parse_cast(series.read_text()).entries["Jane"]["voice"] == voice
    other = next(v for v in ("tenor", "mezzo", "baritone") if v != voice)
    edit(series, (f'voice = "{voice}"', f'voice = "{other}" # better'))
    second = tmp_path / "next.md"
    second.write_text("# A\n\n“Well,” said Jane.\n", encoding="utf-8")
    made, warnings = cast(second, Change(series=series))
    assert not warnings
    assert sheet_of(made)["Jane"]["voice"] == other
    assert "# better" in series.read_text()
    assert 'series = "../series.toml"' in made.path.read_text(encoding="utf-8")
    series.unlink()
    with pytest.raises(ConfigError, match=r"cast\.toml:\d+: 'series' names") as caught:
        cast(second)
    assert "--series FILE" in caught.value.hint


def test_a_first_cast_leaves_all_that_a_script_run_leaves(story: Path, tmp_path: Path):
    one, two = tmp_path / "one", tmp_path / "two"
    cast(story)
    made = story.with_suffix(".audiobook").rename(one)
    subprocess.run([sys.executable, "-m", "audiobook", "script", story, "--engine", "tone", "-q"], check=True)
    story.with_suffix(".audiobook").rename(two)
    assert {p.name for p in made.iterdir()} == {p.name for p in two.iterdir()}
    for name in ("cast.toml", "coverage.json", ".prepared.script.md", f"{story.stem}.script.md"):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def run(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "audiobook", "cast", *map(str, args), "--engine", "tone"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_prints_a_table_and_the_paths(book: Path):
    result = run(book, "merge", "Jane", "Miss Vane", "rename", "Ben", "Benjamin", "--csv")
    assert result.returncode == 0, result.stderr
    *table, sheet, exported = result.stdout.splitlines()
    assert table[0].split() == ["CHARACTER", "LINES", "GENDER", "AGE", "VOICE", "FIRST"]
    assert next(line for line in table if line.startswith("Jane")).split()[:3] == ["Jane", "3", "female"]
    assert (Path(sheet).name, Path(exported).name) == ("cast.toml", "cast.csv")
    assert Path(exported).read_bytes().startswith(b"\xef\xbb\xbfname,")
    edit(Path(exported), ("Benjamin,", "Old Ben,"))
    refused = run(book, "--csv", exported)
    assert refused.returncode == 2
    assert "--csv-in" in refused.stderr
    taken = run(book, "--csv-in", exported, "-q")
    assert (taken.returncode, taken.stdout.splitlines()) == (0, [sheet])
    assert "Old Ben" in parse_cast(Path(sheet).read_text(encoding="utf-8")).entries
    assert "[Old Ben] “The key" in (Path(sheet).parent / "well.script.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["merge", "Jane"], "merge A B"),
        (["mrege", "A", "B"], "did you mean 'merge'"),
        (["rename", "Jnae", "X"], "did you mean 'Jane'"),
        (["--csv", "book.epub"], "--csv book.csv"),
        (["--csv-in", "nowhere.csv"], "check the path"),
    ],
)
def test_a_wrong_call_says_what_to_type(book: Path, words, says):
    result = run(book, *words)
    assert result.returncode in {2, 4}
    assert says in result.stderr
    assert "Traceback" not in result.stderr
