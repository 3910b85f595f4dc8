"""Time a whole build: `python scripts/bench/pipeline.py BOOK [--engine E] [--jobs N] [--keep FOLDER]` prints a table.

Every build runs the real command in a fresh process. CPU inside engine and encoder comes from the events; peak memory
is sampled from the process table (parent, and the largest worker).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Run:
    """What one build cost."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    engine_s: float = 0.0
    encoder_s: float = 0.0
    audio_s: float = 0.0
    takes: int = 0
    chapters: int = 0
    written: int = 0
    parent_mb: float = 0.0
    worker_mb: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)


def children_of(pid: int) -> list[int]:
    """All descendants of a process."""
    found: list[int] = []
    todo = [pid]
    while todo:
        for task in Path(f"/proc/{todo.pop()}/task").glob("*/children"):
            try:
                more = [int(p) for p in task.read_text().split()]
            except OSError:
                continue
            found += more
            todo += more
    return found


def peak_mb(pid: int) -> float:
    """High-water mark of a process's resident memory."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    match = re.search(r"VmHWM:\s+(\d+)", text)
    return int(match[1]) / 1024 if match else 0.0


def watch(process: subprocess.Popen[str], run: Run) -> None:
    """Sample memory until the build ends."""
    while process.poll() is None:
        run.parent_mb = max(run.parent_mb, peak_mb(process.pid))
        for pid in children_of(process.pid):
            run.worker_mb = max(run.worker_mb, peak_mb(pid))
        # Seldom, since looking costs CPU that the build could use; the kernel keeps the high-water mark itself.
        time.sleep(1.0)


def build(book: Path, out: Path, options: list[str]) -> Run:
    """Run one build and add up its events."""
    run = Run()
    command = [sys.executable, "-m", "audiobook", "build", str(book), "-o", str(out), "--events", "json", *options]
    before = os.times()
    start = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        watcher = threading.Thread(target=watch, args=(process, run))
        watcher.start()
        lines = process.stderr.readlines() if process.stderr else []
        code = process.wait()
        run.wall_s = time.perf_counter() - start  # before the watcher, which looks once a second
        watcher.join()
    after = os.times()
    run.cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    if code:
        sys.exit(f"the build failed with exit code {code}:\n{''.join(lines[-5:])}")
    for line in lines:
        add_event(run, json.loads(line))
    return run


def add_event(run: Run, event: dict[str, object]) -> None:
    """Add one event to the sums."""
    match event["event"]:
        case "TakeDone":
            run.takes += 1
            run.audio_s += int(str(event["audio_ms"])) / 1000
            run.engine_s += int(str(event["engine_cpu_ms"])) / 1000
        case "ChapterDone":
            run.chapters += 1
            run.encoder_s += int(str(event["encoder_cpu_ms"])) / 1000
        case "FileWritten":
            run.written += not event["unchanged"]
        case "StageFinished":
            run.stages[str(event["stage"])] = float(str(event["seconds"]))


def edit_one_sentence(script: Path) -> None:
    """Add one word to the first long narrated paragraph past the middle of the script."""
    lines = script.read_text(encoding="utf-8").split("\n")
    for number in range(len(lines) // 2, len(lines)):
        line = lines[number]
        edited = re.sub(r"([a-z]{5,})\. ([A-Z])", r"\1 indeed. \2", line, count=1)
        if len(line) > 200 and line[0].isalpha() and edited != line:
            lines[number] = edited
            break
    script.write_text("\n".join(lines), encoding="utf-8")


def start_up() -> float:
    """Median wall seconds of `audiobook --help` over seven runs."""
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "audiobook", "--help"], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return sorted(times)[3]


def show(title: str, run: Run) -> None:
    """One block of the table."""
    rest = run.cpu_s - run.engine_s - run.encoder_s
    print(f"\n{title}")
    print(f"  wall                {run.wall_s:9.2f} s")
    print(f"  engine CPU          {run.engine_s:9.2f} s   ({run.takes} segments)")
    print(f"  encoder CPU         {run.encoder_s:9.2f} s   ({run.chapters} chapters)")
    print(f"  the rest, CPU       {rest:9.2f} s")
    if run.engine_s + run.encoder_s > 0:
        print(f"  wall / half of engine + encoder  {run.wall_s / ((run.engine_s + run.encoder_s) / 2):6.3f}")
    if run.audio_s:
        print(f"  audio recorded      {run.audio_s / 3600:9.2f} h   {run.audio_s / run.wall_s:.0f} x real time")
    print(f"  peak RSS parent     {run.parent_mb:9.0f} MB")
    print(f"  peak RSS worker     {run.worker_mb:9.0f} MB")
    print(f"  files written       {run.written:9d}")
    print("  stages              " + ", ".join(f"{k} {v:.1f} s" for k, v in run.stages.items()))


def main() -> None:
    """Build, build again, edit one sentence and build again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path)
    parser.add_argument("--engine")
    parser.add_argument("--jobs")
    parser.add_argument("--format", default="m4b")
    parser.add_argument("--keep", type=Path, help="work here and leave everything")
    args = parser.parse_args()
    options = [f"--{n}={getattr(args, n)}" for n in ("engine", "jobs", "format") if getattr(args, n)]
    folder = args.keep or Path(tempfile.mkdtemp(prefix="bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    book = Path(shutil.copy(args.book, folder))
    name = book.name.removesuffix(".script.md") if book.name.endswith(".script.md") else book.stem
    print(f"CLI start-up (--help)  {start_up():.3f} s")
    show("first build", build(book, folder, options))
    show("no change", build(book, folder, options))
    script = book if book.name.endswith(".script.md") else folder / f"{name}.audiobook" / f"{name}.script.md"
    edit_one_sentence(script)
    show("one sentence edited", build(book, folder, options))
    if not args.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
