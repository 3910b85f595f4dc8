"""The casting sheet in a spreadsheet and back: nothing lost, no formula run, every mistake named with its line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.cast import Age, Cast, Character, Gender, Part
from audiobook.casting.csvsheet import from_csv, to_csv
from audiobook.casting.sheet import format_cast, parse_cast
from audiobook.errors import ConfigError


def sheet(*parts):
    return format_cast(Cast(Part(Character("N"), "tone", "n"), Part(Character("?"), "tone", "u"), parts))


def part(name="Jane", direction="", aliases=(), pitch=0.0, first="“Yes.”"):
    person = Character(name, Gender.FEMALE, Age.ADULT, 3, first, aliases)
    return Part(person, "tone", "v", 1.0, pitch, direction)


TEXT = sheet(part(pitch=-2.5, aliases=("a; b", "c\\")), part("=Tom", '+slow, "sad"; \'x', first="@“Oh”\n=1+1"))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).filter(lambda t: "\r" not in t))
def test_any_text_survives_the_round_trip(text):
    whole = sheet(part(direction=" ".join(text.split()), aliases=(text.strip() or "x",)))
    assert from_csv(to_csv(whole).encode("utf-8-sig"), whole) == whole


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_a_spreadsheet_saves_is_read_back(encoding, delimiter):
    rows = list(csv.reader(io.StringIO(to_csv(TEXT), newline="")))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    assert from_csv(out.getvalue().encode(encoding), TEXT) == TEXT
    excel = f"sep={delimiter}\r\n{out.getvalue()}"
    assert from_csv(excel.encode(encoding), TEXT) == TEXT


def test_no_cell_of_text_begins_like_a_formula():
    rows = list(csv.DictReader(io.StringIO(to_csv(TEXT), newline="")))
    cells = [(key, cell) for row in rows for key, cell in row.items() if cell]
    assert [key for key, cell in cells if cell.startswith(("=", "+", "-", "@"))] == ["pitch"]
    assert rows[2]["pitch"] == "-2.5"
    assert rows[3]["name"] == "'=Tom"


def test_only_changed_cells_are_edits_and_comments_stay():
    text = "# mine\n" + TEXT.replace('voice = "v"', 'voice = "v" # soft', 1)
    changed = to_csv(text).replace("Jane,", "Jane Hill,").replace(",-2.5,", ',"-1,5",').replace("adult", "OLD", 1)
    result = from_csv(changed.encode(), text)
    jane = parse_cast(result).entries["Jane Hill"]
    assert (jane["pitch"], jane["age"], jane["lines"]) == (-1.5, "old", 3)
    assert "# soft" in result
    assert result.startswith("# mine")
    assert parse_cast(result).entries["=Tom"] == parse_cast(text).entries["=Tom"]


def test_missing_columns_and_lines_change_nothing_and_an_empty_cell_clears():
    assert from_csv(b"name,voice\nJane,w\n", TEXT) == TEXT.replace('voice = "v"', 'voice = "w"', 1)
    assert "pitch" not in parse_cast(from_csv(b"name,pitch\nJane,\n", TEXT)).entries["Jane"]
    assert parse_cast(from_csv(b"name,voice\n(narrator),w\n", TEXT)).entries[""]["voice"] == "w"
    assert parse_cast(from_csv(b"name,gender\nNew One,male\n", TEXT)).entries["New One"]["gender"] == "male"


@pytest.mark.parametrize(
    ("data", "says", "hint"),
    [
        (b"name,voic\nJane,w\n", "c.csv:1: unknown column 'voic'", "'voice'"),
        (b"voice\nw\n", "c.csv:1: there is no column 'name'", "name, gender"),
        (b"name,voice,voice\nJane,w,w\n", "'voice' stands there twice", "keep one"),
        (b"name,voice\nJane,w\nJane,x\n", "c.csv:3: 'Jane' stands there twice", "keep one"),
        (b'name,notes\nJane,"a\nb"\n,w\n', "c.csv:4: 'name' is empty", "name"),
        (b"name,gender\nJane,femail\n", "c.csv:2: 'gender' is 'femail'", "female"),
        (b"name,speed\nJane,fast\n", "c.csv:2: 'speed' is 'fast'", "0.25 to 4"),
        (b"name,speed\nJane,99\n", "c.csv:2: 'speed'", "0.25"),
        (b"name,voice\nJane,a,b\n", "c.csv:2: there are more cells", "quotes"),
        (b'name,voice\nJane,"a\n', "c.csv:2: not CSV", "quotation"),
        ("name,voice\nZoë,a\n".encode("latin-1"), "c.csv: this is not UTF-8", "CSV UTF-8"),
        (b"", "no column 'name'", ""),
    ],
)
def test_a_mistake_is_named_with_its_line(data, says, hint):
    with pytest.raises(ConfigError) as caught:
        from_csv(data, TEXT, "c.csv")
    assert says in str(caught.value)
    assert hint in caught.value.hint
