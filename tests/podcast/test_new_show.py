"""A new show's folder: it is whole, builds at once, and nothing is ever replaced."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audiobook.casting.sheet import parse_cast
from audiobook.cli.podcast import command
from audiobook.config import load_config
from audiobook.corridor import Request, build
from audiobook.corridor.podcasting import EpisodeRequest, NewShow, folder_title, new_show, render_script
from audiobook.errors import OutputError, UsageError
from audiobook.podcast.data_show import CAST_KEYS, FEED_KEYS, show_rows
from audiobook.podcast.new_show import MOST_HOSTS, host_sheet, new_show_texts
from audiobook.podcast.show import Show, parse_show, read_show
from audiobook.prep.scriptfile import parse_script

DAY = dt.date(2026, 5, 4)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_new_show_has_everything_and_says_so(tmp_path: Path):
    folder = tmp_path / "lamp-room"
    made = new_show(folder, NewShow("The Lamp Room", date=DAY))
    assert (
        sorted(str(path.relative_to(folder)) for path in made)
        == sorted(tree(folder))
        == [
            "README.md",
            "cover.png",
            "episodes/001-welcome.audiobook/cast.toml",
            "episodes/001-welcome.script.md",
            "episodes/001-welcome.toml",
            "episodes/audiobook.toml",
            "music/README.md",
            "music/bed.wav",
            "music/sting.wav",
            "music/theme.wav",
            "show.toml",
        ]
    )
    show = read_show(folder)
    assert (show.title, show.author, show.language) == ("The Lamp Room", "Ann & Ben", "en")
    assert load_config(folder / "episodes" / "audiobook.toml").profile.name == "podcast"
    script = parse_script((folder / "episodes" / "001-welcome.script.md").read_text(encoding="utf-8"))
    assert script.front["hosts"] == ["Ann", "Ben"]
    assert script.front["date"] == "2026-05-04"


def test_the_example_builds_offline_into_what_the_profile_asks_for(tmp_path: Path):
    folder = tmp_path / "show"
    new_show(folder, NewShow("Show", date=DAY))
    source = folder / "episodes" / "001-welcome.script.md"
    result = build(Request(source, load_config(folder / "episodes" / "audiobook.toml")))
    assert [path.name for path in result.files] == ["001-welcome.mp3"]
    cast = parse_cast((folder / "episodes" / "001-welcome.audiobook" / "cast.toml").read_text(encoding="utf-8")).entries
    assert {name: cast[name]["voice"] for name in ("Ann", "Ben")} == {"Ann": "heart", "Ben": "heart-deep"}


def test_the_readme_says_how_the_example_was_made(tmp_path: Path):
    folder = tmp_path / "show"
    new_show(folder, NewShow("Show", date=DAY))
    words = "audiobook podcast render interview --data episodes/001-welcome.toml -o episodes/001-welcome.script.md"
    assert words in (folder / "README.md").read_text(encoding="utf-8")
    again = render_script(EpisodeRequest("interview", folder / "episodes" / "001-welcome.toml"))
    assert again.text == (folder / "episodes" / "001-welcome.script.md").read_text(encoding="utf-8")


def test_nothing_is_replaced(tmp_path: Path):
    folder = tmp_path / "show"
    new_show(folder, NewShow("Show", date=DAY))
    before = tree(folder)
    with pytest.raises(OutputError, match="already and not empty"):
        new_show(folder, NewShow("Other", date=DAY))
    assert tree(folder) == before
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="already and not empty"):
        new_show(tmp_path / "file", NewShow("Other", date=DAY))


def test_a_script_is_replaced_only_when_that_is_asked_for(tmp_path: Path):
    folder = tmp_path / "show"
    new_show(folder, NewShow("Show", date=DAY))
    data = folder / "episodes" / "001-welcome.toml"
    script = data.with_name("001-welcome.script.md")
    script.write_text("edited", encoding="utf-8")
    sheet = folder / "episodes" / "001-welcome.audiobook" / "cast.toml"
    sheet.write_text("# edited\n", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already"):
        render_script(EpisodeRequest("interview", data, output=script))
    assert script.read_text(encoding="utf-8") == "edited"
    render_script(EpisodeRequest("interview", data, output=script, replace=True))
    assert script.read_text(encoding="utf-8").startswith("+++")
    assert sheet.read_text(encoding="utf-8") == "# edited\n"


def test_a_script_has_a_name_by_which_it_is_known(tmp_path: Path):
    with pytest.raises(UsageError, match=r"does not end in \.script\.md") as caught:
        render_script(EpisodeRequest("interview", tmp_path / "a.toml", output=tmp_path / "one.md"))
    assert "one.script.md" in caught.value.hint


def test_the_guid_is_that_of_the_feed_once_it_is_known():
    # The example of the podcast namespace's own page on <podcast:guid>.
    assert (
        NewShow("S", feed_url="https://mp3s.nashownotes.com/pc20rss.xml").guid == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    )
    assert uuid.UUID(NewShow("S").guid).version == 4
    assert NewShow("S", fallback_guid="x").guid == "x"


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(str.strip),
    st.lists(st.text(min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=MOST_HOSTS, unique=True),
)
def test_any_title_and_name_is_written_as_it_is(title: str, hosts: list[str]):
    made = new_show_texts(NewShow(title, tuple(hosts), date=DAY, fallback_guid=str(uuid.UUID(int=4, version=4))))
    show = tomllib.loads(made["show.toml"])
    assert parse_show(made["show.toml"]).title == title
    assert [host["name"] for host in show["hosts"]] == hosts
    assert len({host["voice"] for host in show["hosts"]}) == len(hosts)
    assert hosts[0] in tomllib.loads(made["episodes/001-welcome.toml"])["opening"]
    assert tomllib.loads(made["episodes/audiobook.toml"])["build"]["engine"] == "hibari"


@pytest.mark.parametrize(
    ("show", "why"),
    [
        (NewShow(" "), "needs a title"),
        (NewShow("a\nb"), "needs a title"),
        (NewShow("S", ("Ann", "Ann")), "a name of their own"),
        (NewShow("S", ("",)), "a name of their own"),
        (NewShow("S", tuple("abcdefghi")), "voices for 8 hosts"),
        (NewShow("S", feed_url="feed.xml"), "is no address of a feed"),
    ],
)
def test_a_show_that_cannot_be_is_refused_before_anything_is_written(show: NewShow, why: str, tmp_path: Path):
    with pytest.raises(UsageError, match=why):
        new_show(tmp_path / "show", show)
    assert not (tmp_path / "show").exists()


@pytest.mark.parametrize(
    "title", ["The Lamp Room", "家", "A title so long that it needs more lines than there are" * 3]
)
def test_the_cover_is_what_stores_take(title: str, tmp_path: Path):
    new_show(tmp_path / "show", NewShow(title, date=DAY))
    with Image.open(tmp_path / "show" / "cover.png") as picture:
        assert (picture.format, picture.size, picture.mode) == ("PNG", (1400, 1400), "RGB")


@pytest.mark.parametrize(
    ("name", "title"), [("the-lamp_room", "The Lamp Room"), ("BBC", "BBC"), ("家", "家"), ("--", "--")]
)
def test_a_title_is_made_of_the_folders_name(name: str, title: str):
    assert folder_title(name) == title


def test_chosen_voices_become_pins_of_a_casting_sheet():
    people = (
        {"name": 'A "q" \\', "voice": "heart", "engine": "hibari", "speed": 1.1, "href": "x"},
        {"name": "B"},
        {"name": 'A "q" \\', "voice": "heart-deep"},
        {"name": "C", "pitch": -2},
    )
    sheet = parse_cast(host_sheet(people)).entries
    assert set(sheet) == {'A "q" \\', "C"}
    assert sheet['A "q" \\']["voice"] == "heart"
    assert sheet['A "q" \\']["pinned"] == ["engine", "voice", "speed"]
    assert host_sheet(people[1:2]) == ""


def test_every_key_of_a_show_is_explained():
    assert set(FEED_KEYS) == {field.name for field in fields(Show)}
    rows = {key: (default, doc) for key, default, doc in show_rows()}
    assert rows["type"][0] == '"episodic"'
    assert rows["hosts.name"][0] == ""
    assert rows["locked"][0] == "true"
    assert {f"hosts.{key}" for key in CAST_KEYS} < set(rows)
    assert all(doc for _, doc in rows.values())


def test_the_command_makes_a_show_and_renders_into_it(tmp_path: Path):
    runner = CliRunner()
    made = runner.invoke(command, ["new", str(tmp_path / "the-lamp"), "--host", "Zoë", "--host", "Max"])
    assert made.exit_code == 0
    assert str(tmp_path / "the-lamp" / "show.toml") in made.output.splitlines()
    data = str(tmp_path / "the-lamp" / "episodes" / "001-welcome.toml")
    shown = runner.invoke(command, ["render", "interview", "--data", data])
    assert "[Zoë] Hello, and welcome to The Lamp. I am Zoë." in shown.output
    target = tmp_path / "the-lamp" / "episodes" / "002.script.md"
    written = runner.invoke(command, ["render", "interview", "--data", data, "-o", str(target)])
    assert written.output.splitlines() == [str(target), str(tmp_path / "the-lamp/episodes/002.audiobook/cast.toml")]
    nothing = runner.invoke(command, ["render", "essay"])
    assert isinstance(nothing.exception, UsageError)
