"""A show with two episodes of awkward texts, and a stand-in for the build that costs no time."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from audiobook.config import Config
from audiobook.corridor.podcast_publishing import PublishRequest, PublishResult, publish_show
from audiobook.corridor.request import Request, Result
from audiobook.events import Emit, silent

NOW = dt.datetime(2026, 3, 1, 12, 0, 0, tzinfo=dt.UTC)
TITLE = 'First <light> & "more" 第一盏灯 💡'
SHOW = """
title = "Lamps & <Lights> 灯 💡"
description = "A show about *lamps*."
feed_url = "https://lamps.test/show/feed.xml"
author = "Ann & Bob"
owner_email = "ann@lamps.test"
copyright = "CC BY 4.0"
categories = ["Arts > Books", "Society & Culture"]

[[hosts]]
name = "Ann Ash"
href = "https://lamps.test/ann"
voice = "somebody"

[[funding]]
url = "https://lamps.test/give"
text = "Give & take"
"""
FIRST = """+++
title = "First <light> & \\"more\\" 第一盏灯 💡\\u0007"
description = "How the **first lamp** was lit. <script>alert(1)</script>"
notes = "- [good](https://lamps.test/a?b=1&c=2)\\n- [bad](javascript:alert(1))"
date = 2026-02-01T08:00:00+02:00
season = 2
season_name = "Storms"
episode = 3
episode_label = "Ch. 3"
guests = ["Bob <Birch>"]
+++

# Opening

[Ann] Good morning.

# The lamp

Nobody lit it.
"""
SECOND = """+++
title = "第二集"
language = "zh"
description = "第二盏灯的故事。"
+++

# 开始

你好。
"""


def write_show(folder: Path, show: str = SHOW) -> Path:
    """The show's folder with its two episodes."""
    (folder / "episodes").mkdir(parents=True)
    (folder / "show.toml").write_text(show, encoding="utf-8")
    write_episode(folder, "01 First light", FIRST)
    write_episode(folder, "第二集", SECOND)
    return folder


def write_episode(folder: Path, name: str, text: str) -> Path:
    path = folder / "episodes" / f"{name}.script.md"
    path.write_text(text, encoding="utf-8")
    return path


class Maker:
    """Builds nothing: an MP3's first bytes and captions of two chapters stand where a build would put them."""

    def __init__(self) -> None:
        self.built: list[str] = []

    def __call__(self, request: Request, emit: Emit) -> Result:
        del emit
        self.built.append(request.name)
        folder = request.output
        (folder / f"{request.name}.mp3").write_bytes(b"ID3\x04\0\0" + request.source.read_bytes())
        (folder / f"{request.name}.vtt").write_text(
            "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Ann>你好 &lt;b>\n\n"
        )
        (folder / f"{request.name}.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\n你好\n\n")
        (folder / f"{request.name}.json").write_text(json.dumps(TRANSCRIPT), encoding="utf-8")
        return Result((), request.work_root)


TRANSCRIPT = {
    "chapters": [
        {"title": "Opening <b>", "startTime": 0.025, "endTime": 4.5},
        {"title": "The lamp 💡", "startTime": 4.547, "endTime": 61.2},
    ],
    "segments": [
        {"speaker": "Ann", "startTime": 1.0, "endTime": 2.0, "body": "Good <i>morning</i>.", "chapter": 1, "words": []},
        {"speaker": "Ann", "startTime": 2.5, "endTime": 3.0, "body": "Hello.", "chapter": 1, "words": []},
        {"speaker": "Narrator", "startTime": 5.0, "endTime": 7.5, "body": "Nobody lit it.", "chapter": 2},
    ],
}


def publish(folder: Path, make: Maker, emit: Emit = silent, now: dt.datetime = NOW, **more: object) -> PublishResult:
    return publish_show(PublishRequest(folder, Config(), now=now, **more), emit, make)


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Time and bytes of every published file and of the list of them."""
    files = [path for path in (folder / "public").rglob("*") if path.is_file()] + [folder / "published.json"]
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
