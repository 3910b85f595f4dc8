"""`build --why`: exactly what is recorded is listed, each with what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook import Config, Request, build
from audiobook.config import BuildConfig
from audiobook.errors import ConfigError
from audiobook.events import Event, Finding, TakeDone


def run(story: Path, *lists: str) -> tuple[list[str], int]:
    """The reasons that a build gave, and how many segments it recorded."""
    seen: list[Event] = []
    config = Config(build=BuildConfig(engine="tone", lexicons=lists), folder=story.parent)
    build(Request(story, config, until="takes", why=True), seen.append)
    why = [f"{e.source}: {e.message}" for e in seen if isinstance(e, Finding) and e.code == "why"]
    return why, sum(isinstance(e, TakeDone) for e in seen)


def work_of(story: Path) -> Path:
    return story.with_suffix(".audiobook")


def entry(written: str, say: str) -> str:
    return f'[[entry]]\nwritten = "{written}"\nsay = "{say}"\n'


def test_a_first_build_records_everything_because_it_never_was(story: Path):
    why, recorded = run(story)
    assert len(why) == recorded > 30
    assert all("it was never recorded: " in line for line in why)
    assert run(story) == ([], 0)


def test_a_changed_entry_records_exactly_the_segments_that_hold_the_word(story: Path):
    run(story)
    (work_of(story) / "lexicon.toml").write_text(entry("valve", "vallve"), encoding="utf-8")
    why, recorded = run(story)
    script = (work_of(story) / f"{story.stem}.script.md").read_text(encoding="utf-8")
    assert len(why) == recorded == sum("valve" in line for line in script.splitlines()) > 1
    assert all("vallve" in line and "lexicon.toml:1" in line for line in why)
    (work_of(story) / "lexicon.toml").write_text("", encoding="utf-8")
    assert run(story) == ([], 0), "the takes without the entry are still there"


def test_a_house_list_is_weaker_than_the_books_own(story: Path):
    (story.parent / "house.toml").write_text(entry("valve", "house"), encoding="utf-8")
    run(story)
    why, recorded = run(story, "house.toml")
    assert len(why) == recorded > 0
    assert all("house.toml:1" in line for line in why)
    (work_of(story) / "lexicon.toml").write_text(entry("valve", "own"), encoding="utf-8")
    why, _ = run(story, "house.toml")
    assert all("| is: " in line and "own" in line and f"{work_of(story).name}/lexicon.toml:1" in line for line in why)


def test_another_speaker_and_another_voice_are_told(story: Path):
    run(story)
    script = work_of(story) / f"{story.stem}.script.md"
    text = script.read_text(encoding="utf-8")
    script.write_text(text.replace("[Nell]", "[Mrs. Abel]", 1), encoding="utf-8")
    why, recorded = run(story)
    assert len(why) == recorded > 0
    assert all("the speaker was Nell" in line and "the voice was " in line for line in why)


def test_new_words_are_new_and_a_lost_take_is_lost(story: Path):
    run(story)
    script = work_of(story) / f"{story.stem}.script.md"
    script.write_text(script.read_text(encoding="utf-8") + "\nAnd that was all.\n", encoding="utf-8")
    why, recorded = run(story)
    assert (len(why), recorded) == (1, 1)
    assert why[0].endswith("the words are new: And that was all.")
    next((work_of(story) / "takes").glob("*.flac")).unlink()
    why, recorded = run(story)
    assert (len(why), recorded) == (1, 1)
    assert "its take is missing or damaged: " in why[0]


def test_a_list_that_is_not_there_is_one_error(story: Path):
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        run(story, "nowhere.toml")
