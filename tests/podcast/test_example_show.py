"""The example show is what its README says: it is published offline, with its music and its tape."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import av

from audiobook import Config
from audiobook.config import BuildConfig
from audiobook.corridor.podcast_publishing import PublishRequest, publish_show
from audiobook.podcast.show import read_show

SHOW = Path(__file__).parents[2] / "examples" / "the-lamp-room"


def test_what_is_kept_of_its_sound_is_small():
    sounds = [path for path in SHOW.rglob("*.ogg") if "public" not in path.parts]
    assert sorted(path.name for path in sounds) == ["bed.ogg", "rain.ogg", "sting.ogg", "tape.ogg", "theme.ogg"]
    assert sum(path.stat().st_size for path in sounds) < 300_000


def test_both_episodes_are_published_with_their_music_and_the_tape(tmp_path: Path):
    show = shutil.copytree(SHOW, tmp_path / "show", ignore=shutil.ignore_patterns("public", "*.audiobook", "*.json"))
    config = Config(build=BuildConfig(engine="tone", jobs=2)).with_profile("podcast")
    result = publish_show(PublishRequest(show, replace(config, folder=show)))
    assert result.episodes == 2
    assert read_show(show).title == "The Lamp Room"
    site = show / "public" / "episodes"
    with av.open(str(site / "001-why-the-lamp-turns" / "001-why-the-lamp-turns.mp3")) as file:
        assert (file.streams.audio[0].channels, len(file.chapters())) == (2, 4)
    told = json.loads((site / "002-a-message-from-the-point" / "transcript.json").read_text(encoding="utf-8"))
    tape = [line for line in told["segments"] if line["speaker"] == "Abel Merrow"]
    assert len(tape) == 5
    assert 8 < tape[-1]["endTime"] - tape[0]["startTime"] < 14
