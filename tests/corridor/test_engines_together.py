"""One book read by three engines: everybody is heard at one level, and the report says what each voice is."""

import json
from pathlib import Path

import numpy as np
import pyloudnorm
import soundfile

from audiobook.config import Config
from audiobook.config.tables import BuildConfig
from audiobook.corridor.build_book import build
from audiobook.corridor.request import Request, Stage

SCRIPT = """+++
title = "Three"
language = "en"
+++

# One

The keeper climbed the narrow stairs of the tower every evening. He carried oil in a small can and counted the steps.

[Nell] “I counted them too, and there are sixty-two of them. Nobody believes me when I say so.”

[Tom] “There are sixty-one. I have gone up and down these stairs for thirty years, and I know every one of them.”

They went up together, in the dark, and neither of them said a number aloud before they were at the top.

[Nell] “Sixty-two, as I said. You forgot the stone in front of the door.”

[Tom] “That is no step. That is a stone, and it was there before the tower was.”
"""
VOICES = {"Nell": ("espeak", "en-us+f2"), "Tom": ("tone", "bass")}


def cast_of(source: Path) -> None:
    build(Request(source, Config(), until=Stage.CAST))
    sheet = source.parent / "three.audiobook" / "cast.toml"
    text = sheet.read_text(encoding="utf-8")
    for name, (engine, voice) in VOICES.items():
        head, mark, tail = text.partition(f'name = "{name}"\n')
        # The two lines are this character's: its table is the next one in the file.
        first = tail[: tail.find("[[character]]")] if "[[character]]" in tail else tail
        mended = "\n".join(line for line in first.split("\n") if not line.startswith(("engine =", "voice =")))
        assert mark
        text = head + mark + f'engine = "{engine}"\nvoice = "{voice}"\n' + mended + tail[len(first) :]
    sheet.write_text(text, encoding="utf-8")


def test_three_engines_in_one_book_have_one_level(tmp_path: Path):
    source = tmp_path / "three.script.md"
    source.write_text(SCRIPT, encoding="utf-8")
    cast_of(source)
    build(Request(source, Config(build=BuildConfig(formats=("wav", "transcript")))))
    report = json.loads((tmp_path / "three.audiobook" / "report.json").read_text(encoding="utf-8"))
    voices = {row["engine"]: row for row in report["voices"]}
    assert set(voices) == {"hibari", "espeak", "tone"}
    assert {row["licence"] for row in voices.values()} == {"Apache-2.0", "GPL-3.0-or-later"}
    assert all(row["version"] and row["model"] and row["segments"] for row in voices.values())

    samples, rate_hz = soundfile.read(tmp_path / "three.wav")
    told = json.loads((tmp_path / "three.json").read_text(encoding="utf-8"))["segments"]
    heard: dict[str, list[np.ndarray]] = {}
    for line in told:
        stretch = samples[int(line["startTime"] * rate_hz) : int(line["endTime"] * rate_hz)]
        heard.setdefault(line["speaker"], []).append(stretch)
    meter = pyloudnorm.Meter(rate_hz)
    levels = {who: meter.integrated_loudness(np.concatenate(parts)) for who, parts in heard.items()}
    assert len(levels) == 3
    assert max(levels.values()) - min(levels.values()) < 1.0, levels
