"""Build a day of audio in one run and watch its memory: `python scripts/endurance.py --hours 24 --out FOLDER`.

Writes a book of made-up sentences, builds it with beeps (`--engine` takes another engine), and samples the resident
memory of the parent and of every worker, from /proc (Linux). FOLDER gets `memory.csv` (seconds, process, megabytes) and
`memory.svg`, a plot of it. Prints for each process its memory in the second and in the last quarter of its life; exit
code 1 if the build failed, or if one grew by more than a tenth and 20 MB between them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from endurance_plot import Line, plot
from torture_book import command_of, descendants

#: The engine "tone" beeps 60 ms for a letter and 40 ms for a space: about this many characters a second.
_CHARACTERS_S = 17.0
_CHAPTER_S = 600.0
_WORDS = ("bird", "tower", "river", "letter", "winter", "garden", "stone", "evening", "harbour", "candle", "morning")
#: Growth between two quarters that is no leak: a share, and megabytes (allocators keep what they once needed).
_SHARE, _MB = 1.1, 20.0


def write_book(path: Path, hours: float) -> int:
    """A script of about so many hours; no two sentences are the same. Returns the number of chapters."""
    random.seed(1)
    chapters = max(2, round(hours * 3600 / _CHAPTER_S))
    with path.open("w", encoding="utf-8") as file:
        file.write('+++\ntitle = "A Day"\nlanguage = "en"\n+++\n')
        for chapter in range(chapters):
            file.write(f"\n# Chapter {chapter + 1}\n\n")
            left = _CHAPTER_S * _CHARACTERS_S
            while left > 0:
                words = random.choices(_WORDS, k=random.randint(5, 30))  # noqa: S311 - not for security
                text = f"{' '.join(words).capitalize()}."
                file.write(f"{text}\n\n")
                left -= len(text)
    return chapters


@dataclass
class Watch:
    """Samples of a build's processes, taken in a thread of its own."""

    process: subprocess.Popen[str]
    every_s: float
    began: float = field(default_factory=time.monotonic)
    #: Process -> (seconds, megabytes).
    lines: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    stages: list[tuple[float, str]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)
    _names: dict[int, str] = field(default_factory=dict)

    def run(self) -> None:
        """Sample until ``done``."""
        while not self.done.wait(self.every_s):
            at = time.monotonic() - self.began
            for pid in (self.process.pid, *descendants(self.process.pid)):
                megabytes = resident_mb(pid)
                if megabytes:
                    self.lines.setdefault(self._name(pid), []).append((at, megabytes))

    def _name(self, pid: int) -> str:
        if pid == self.process.pid:
            return "parent"
        if pid not in self._names:
            kind = "worker" if "spawn_main" in command_of(pid) else "helper"
            self._names[pid] = f"{kind} {len(self._names) + 1}"
        return self._names[pid]

    def listen(self) -> str:
        """Read what the build says, until it ends; its last line that is no event."""
        said = ""
        for line in self.process.stderr or ():
            if not line.startswith("{"):
                said = line.strip()
                continue
            event = json.loads(line)
            if event["event"] == "StageStarted":
                self.stages.append((time.monotonic() - self.began, event["stage"]))
        return said


def resident_mb(pid: int) -> float:
    """Resident memory of a process, 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def growth(samples: list[tuple[float, float]]) -> tuple[float, float]:
    """Median megabytes in the second and in the last quarter of a process's life."""
    values = [megabytes for _, megabytes in samples]
    quarter = len(values) // 4
    return statistics.median(values[quarter : 2 * quarter]), statistics.median(values[-quarter:])


def report(watch: Watch) -> int:
    """Print the memory of each process that lived long enough; how many have grown."""
    grown = 0
    print(f"{'process':12}{'from s':>8}{'to s':>8}{'2nd quarter':>13}{'last quarter':>14}{'most MB':>9}")
    for name, samples in watch.lines.items():
        if len(samples) < 20:
            continue
        early, late = growth(samples)
        bad = late > early * _SHARE and late > early + _MB
        grown += bad
        most = max(megabytes for _, megabytes in samples)
        span = f"{samples[0][0]:>8.0f}{samples[-1][0]:>8.0f}"
        print(f"{name:12}{span}{early:>13.1f}{late:>14.1f}{most:>9.1f}{'  GROWS' if bad else ''}")
    return grown


def main() -> None:
    """Build, watch, write the figures; exit code 1 when memory grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--engine", default="tone")
    parser.add_argument("--format", default="m4b")
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two samples")
    parser.add_argument("--out", type=Path, default=Path("endurance"))
    parser.add_argument("--work", type=Path, help="where the book is built; removed afterwards")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="endurance-", dir=args.work))
    book = folder / "day.script.md"
    chapters = write_book(book, args.hours)
    command = [sys.executable, "-m", "audiobook", "build", str(book), "--engine", args.engine, "--format", args.format]
    process = subprocess.Popen(
        [*command, "--events", "json"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    watch = Watch(process, args.every)
    sampling = threading.Thread(target=watch.run)
    sampling.start()
    said = watch.listen()
    code = process.wait()
    watch.done.set()
    sampling.join()
    seconds = time.monotonic() - watch.began
    with (args.out / "memory.csv").open("w", encoding="utf-8") as file:
        file.write("seconds,process,megabytes\n")
        file.writelines(f"{at:.1f},{name},{mb:.1f}\n" for name, line in watch.lines.items() for at, mb in line)
    lines = [Line(name, tuple(samples)) for name, samples in watch.lines.items()]
    title = f"Resident memory while {args.hours:g} hours of audio are built ({args.engine}, {args.format})"
    (args.out / "memory.svg").write_text(plot(title, lines, watch.stages), encoding="utf-8")
    print(f"{chapters} chapters in {seconds:.0f} s, exit code {code} {said}")
    grown = report(watch)
    shutil.rmtree(folder)
    sys.exit(code != 0 or grown > 0)


if __name__ == "__main__":
    main()
