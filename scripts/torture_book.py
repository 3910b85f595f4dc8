"""One book whose builds are killed, in each state that a work folder goes through; see torture.py."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import av

#: Stages as people know them -> the event that begins one, and the state that it begins in.
STAGES = {"reading": "script", "casting": "cast", "takes": "takes", "masters": "masters", "files": "files"}
#: Hidden files that belong into a work folder.
_KNOWN = {".lock", ".layout", ".prepared.script.md", ".prepared.cast.toml"}


@dataclass(frozen=True)
class Finished:
    """What one build said."""

    code: int
    recorded: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Contents:
    """What makes two folders equal: names of takes and masters, and digests of decoded sound."""

    takes: dict[str, str]
    masters: dict[str, str]
    outputs: dict[str, str]


@dataclass
class TorturedBook:
    """A book in a folder of its own, the states that its work folder can be in, and what an undisturbed build makes."""

    source: Path
    folder: Path
    options: list[str]
    wanted: Contents = field(init=False)
    #: Stage -> seconds that it takes undisturbed, from its event to the next stage's.
    usual_s: dict[str, float] = field(default_factory=dict)

    @property
    def book(self) -> Path:
        """Where the book lies for the build at hand."""
        return self.folder / "now" / self.source.name

    @property
    def work(self) -> Path:
        """Its work folder."""
        return self.book.with_name(f"{self.book.stem}.audiobook")

    def prepare(self) -> None:
        """Build it undisturbed, stage by stage, and keep the folder as it is before each."""
        self.book.parent.mkdir(parents=True)
        shutil.copy(self.source, self.book)
        for stage, until in zip(STAGES, ("script", "cast", "takes", "masters", "files"), strict=True):
            shutil.copytree(self.book.parent, self.folder / stage)
            self._time(stage, until)
        self.wanted = contents(self.book.parent)
        self._halve_takes()

    def _halve_takes(self) -> None:
        """Half of the takes are there before their stage, so that there is something to lose."""
        takes = Path("now") / self.work.name / "takes"
        there = self.folder / "takes" / self.work.name / "takes"
        there.mkdir(exist_ok=True)
        for n, sidecar in enumerate(sorted((self.folder / takes).glob("*.json"))):
            if n % 2:
                shutil.copy2(sidecar.with_suffix(".flac"), there)
                shutil.copy2(sidecar, there)

    def _time(self, stage: str, until: str) -> None:
        process = self.start("--until", until)
        began = time.monotonic()
        for event in events(process):
            if event.get("event") == "StageStarted" and event["stage"] == STAGES[stage] and stage != "reading":
                began = time.monotonic()
        if process.wait():
            sys.exit(f"the undisturbed build failed with {process.returncode}")
        self.usual_s[stage] = time.monotonic() - began

    def reset(self, stage: str) -> None:
        """Put the folder into the state before a stage."""
        shutil.rmtree(self.book.parent)
        shutil.copytree(self.folder / stage, self.book.parent)

    def start(self, *more: str) -> subprocess.Popen[str]:
        """One build in the background, its events on a pipe."""
        command = [sys.executable, "-m", "audiobook", "build", str(self.book), "--events", "json"]
        pipe = subprocess.PIPE
        return subprocess.Popen([*command, *self.options, *more], stderr=pipe, stdout=subprocess.DEVNULL, text=True)

    def finish(self) -> Finished:
        """One build to its end."""
        process = self.start()
        recorded, said = [], []
        for event in events(process):
            if event.get("event") == "TakeDone":
                recorded.append(event["key"])
            elif "event" not in event:
                said.append(str(event.get("said")))
        return Finished(process.wait(), tuple(recorded), " ".join(said))

    def takes(self) -> set[str]:
        """Keys of the takes that exist."""
        return {path.stem for path in (self.work / "takes").glob("*.json")}


def events(process: subprocess.Popen[str]) -> Iterator[dict[str, str]]:
    """All that a build says, as it says it; what is no event is ``said``."""
    for line in process.stderr or ():
        try:
            yield json.loads(line)
        except ValueError:
            yield {"said": line.strip()}


def kill_in(book: TorturedBook, stage: str, *, worker: bool) -> tuple[str, bool]:
    """Kill a build in a stage: in words what was hit, and whether processes outlived it.

    A quarter of the moments are chosen by time alone, over the whole build. A build whose worker was killed goes on.
    """
    process = book.start()
    by_time = random.random() < 0.25  # noqa: S311 - not for security
    wait_s = random.uniform(0.0, sum(book.usual_s.values()) / 2 if by_time else book.usual_s[stage])  # noqa: S311
    if not by_time and stage != "reading":
        for event in events(process):
            if event.get("event") == "StageStarted" and event["stage"] == STAGES[stage]:
                break
    time.sleep(wait_s)
    family = descendants(process.pid)
    workers = [pid for pid in family if "spawn_main" in command_of(pid)]
    if process.poll() is not None:
        hit = "too late"
    elif worker and workers:
        _kill(random.choice(workers))  # noqa: S311
        hit = "worker"
    else:
        _kill(process.pid)
        hit = "parent"
    said = process.communicate()[1]
    if hit == "worker" and process.returncode:
        hit = f"worker, and the build failed: {said.strip().splitlines()[-2:]}"
    return hit, not _gone(family)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """All processes that a process has started, and theirs."""
    found: list[int] = []
    todo = [pid]
    while todo:
        for task in Path(f"/proc/{todo.pop()}/task").glob("*/children"):
            try:
                more = [int(p) for p in task.read_text(encoding="ascii").split()]
            except OSError:
                continue
            found += more
            todo += more
    return found


def command_of(pid: int) -> str:
    """The command line of a process, empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _gone(pids: list[int], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def contents(folder: Path) -> Contents:
    """Digests of all sound in a book's folder; what cannot be decoded is ``damaged``."""
    (work,) = folder.glob("*.audiobook")
    masters = [path for path in (work / "masters").iterdir() if path.suffix not in {".json", ".npy"}]
    outputs = [path for path in folder.iterdir() if path.is_file() and path.suffix in {".m4b", ".mp3", ".flac"}]
    return Contents(
        {path.name: digest(path) for path in (work / "takes").glob("*.flac")},
        {path.name: digest(path) for path in masters},
        {path.name: digest(path) for path in outputs},
    )


def digest(path: Path) -> str:
    """SHA-256 of the decoded samples."""
    total = hashlib.sha256()
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(audio=0):
                total.update(frame.to_ndarray().tobytes())
    except (av.FFmpegError, OSError):
        return "damaged"
    return total.hexdigest()


def left_over(folder: Path) -> list[str]:
    """Temporary files that a finished build should not leave."""
    return [str(p) for p in folder.rglob(".*") if p.is_file() and p.name not in _KNOWN]
