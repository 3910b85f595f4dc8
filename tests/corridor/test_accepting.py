"""A build for a store ends with a check of what was written, and fails honestly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audiobook import Request, build
from audiobook.config import Config, parse_config
from audiobook.errors import QualityError
from audiobook.events import Event, Finding, StageStarted, TakeDone

_NO_COVER = {"cover_px": ["", ""], "cover_square": False}


def config_of(limits: dict[str, object], **making: object) -> Config:
    profile = {"base": "google-play", "making": making, "limits": {**_NO_COVER, **limits}}
    own = {"engine": "tone", "jobs": 2, "profile": "mine"}
    return parse_config({"build": own, "profiles": {"mine": profile}}, "audiobook.toml")


def run(source: Path, config: Config) -> tuple[list[Event], QualityError | None]:
    events: list[Event] = []
    try:
        build(Request(source, config), events.append)
    except QualityError as error:
        return events, error
    return events, None


def stages(events: list[Event]) -> list[str]:
    return [event.stage for event in events if isinstance(event, StageStarted)]


def codes(events: list[Event]) -> list[str]:
    return [event.code for event in events if isinstance(event, Finding)]


def test_files_that_meet_the_profile_are_heard_once(story: Path) -> None:
    config = config_of({"rates_hz": [44100], "constant_bit_rate": True})
    events, error = run(story, config)
    assert error is None
    assert "profile-met" in codes(events)
    events, error = run(story, config)
    assert error is None
    assert "check" not in stages(events)


def test_a_limit_that_is_missed_fails_the_build_with_its_files_kept(story: Path) -> None:
    config = config_of({"minutes": ["", 0.05]})
    _, error = run(story, config)
    assert error is not None
    assert error.exit_code == 11
    work = story.with_suffix(".audiobook")
    report = json.loads((work / "check.json").read_text(encoding="utf-8"))
    assert any("length" in failure for failure in report["failures"])
    assert "Content-Security-Policy" in (work / "check.html").read_text(encoding="utf-8")
    assert len(list(story.with_name(f"{story.stem}-mp3").glob("*.mp3"))) == 3
    again, error = run(story, config)
    assert error is not None, "an unchanged failure stays a failure"
    assert not any(isinstance(event, TakeDone) and not event.reused for event in again)
    assert "check" not in stages(again)


def test_the_default_profile_is_not_heard_through(story: Path) -> None:
    events: list[Event] = []
    build(Request(story, parse_config({"build": {"engine": "tone"}}, "audiobook.toml")), events.append)
    assert "check" not in stages(events)
    assert not story.with_suffix(".audiobook").joinpath("check.json").exists()


def test_a_cover_that_the_profile_refuses_is_told_before_anything_is_recorded(story: Path) -> None:
    config = parse_config({"build": {"engine": "tone", "profile": "acx"}}, "audiobook.toml")
    events: list[Event] = []
    with pytest.raises(QualityError):
        build(Request(story, config), events.append)
    order = [e.code if isinstance(e, Finding) else getattr(e, "stage", "") for e in events]
    assert order.index("cover-size") < order.index("takes")
