"""Time a podcast's feed: `python scripts/bench/feed.py [--episodes 500]`.

A show of so many episodes, each with notes, people, transcripts and chapters, is published in a temporary folder.
Nothing is spoken: a stand-in puts a small MP3 header and captions of ten minutes where a build would put its files.
Prints seconds of wall-clock for writing the feed alone, the first publish, one that finds nothing to do, one after an
edit of a single episode, and the check.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from audiobook.config import Config
from audiobook.corridor.podcast_checking import check_show
from audiobook.corridor.podcast_publishing import PublishRequest, publish_show, read_published
from audiobook.corridor.request import Request, Result
from audiobook.events import Emit, silent
from audiobook.podcast.feed import feed_xml
from audiobook.podcast.show import read_show

_LINES, _LINE_S = 200, 3.0
_SHOW = """title = "Bench & Co 灯"
feed_url = "https://bench.test/feed.xml"
author = "Ann"
categories = ["Arts > Books"]
hosts = [{name = "Ann"}]
"""
_EPISODE = """+++
title = "Episode {n} & <more> 灯 💡"
description = "{text}"
notes = "- [a link](https://bench.test/a?b=1&c={n})"
season = 1
episode = {n}
guests = ["Guest {n}"]
date = 2020-01-01T00:{minute:02}:{second:02}Z
+++

# One

[Ann] Hello.
"""


def write_show(folder: Path, episodes: int) -> None:
    """The show's folder."""
    (folder / "episodes").mkdir()
    (folder / "show.toml").write_text(_SHOW, encoding="utf-8")
    for n in range(1, episodes + 1):
        text = _EPISODE.format(n=n, text="What it is about. " * 30, minute=n // 60 % 60, second=n % 60)
        (folder / "episodes" / f"{n:04}.script.md").write_text(text, encoding="utf-8")


def make(request: Request, emit: Emit) -> Result:
    """Put down what a build would."""
    del emit
    folder, name = request.output or Path(), request.name
    rows = [(n * _LINE_S, n * _LINE_S + 2, f"Line {n} says so, and 灯.") for n in range(_LINES)]
    (folder / f"{name}.mp3").write_bytes(b"ID3\x04\0\0" + bytes(100_000))
    clock = [
        (f"00:{int(a) // 60:02}:{a % 60:06.3f}", f"00:{int(b) // 60:02}:{b % 60:06.3f}", text) for a, b, text in rows
    ]
    vtt = "".join(f"{n}\n{a} --> {b}\n<v Ann>{text}\n\n" for n, (a, b, text) in enumerate(clock, 1))
    srt = "".join(f"{n}\n{a} --> {b}\n{text}\n\n".replace(".", ",", 2) for n, (a, b, text) in enumerate(clock, 1))
    (folder / f"{name}.vtt").write_text(f"WEBVTT\n\n{vtt}", encoding="utf-8")
    (folder / f"{name}.srt").write_text(srt, encoding="utf-8")
    segments = [{"speaker": "Ann", "startTime": a, "endTime": b, "body": text} for a, b, text in rows]
    chapters = [
        {"title": f"Part {n}", "startTime": n * 120.0, "endTime": n * 120.0 + 120}
        for n in range(int(_LINES * _LINE_S // 120))
    ]
    data = {"chapters": chapters, "segments": segments}
    (folder / f"{name}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return Result((), request.work_root)


def timed(what: str, work: Callable[[], object]) -> None:
    """Do something and print how long it took."""
    started = time.perf_counter()
    found = work()
    print(f"{what:<34}{time.perf_counter() - started:8.2f} s   {found}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=500)
    episodes = parser.parse_args().episodes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_show(folder, episodes)
        request = PublishRequest(folder, Config())
        publish = lambda: publish_show(request, silent, make).changed  # noqa: E731 - the same thing four times
        timed("first publish, episodes changed", publish)
        found = [entry.episode for entry in read_published(folder).entries.values()]
        timed("the feed alone, bytes", lambda: len(feed_xml(read_show(folder), found)))
        timed("publish with nothing to do", publish)
        script = folder / "episodes" / "0001.script.md"
        script.write_text(script.read_text(encoding="utf-8").replace("Hello", "Good day"), encoding="utf-8")
        timed("publish after an edit", publish)
        timed("check, problems", lambda: len(check_show(folder, Config()).problems))


if __name__ == "__main__":
    main()
