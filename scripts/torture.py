"""Kill builds at random and see that nothing is lost: `python scripts/torture.py BOOK --kills N [--engine E]`.

Builds a copy of BOOK again and again, each time killing the parent (or only a worker, every third time) with SIGKILL
at a random moment; then lets a build finish. Checks that no take made before a kill is recorded again, that no
temporary file is left, and that the decoded audio equals that of an undisturbed build from the same takes.

`python scripts/torture.py --cloud --kills 20` does the same to builds that pay; see torture_cloud.py.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av


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


def start(book: Path, options: list[str]) -> subprocess.Popen[str]:
    """One build in the background, its events on a pipe."""
    command = [sys.executable, "-m", "audiobook", "build", str(book), "--events", "json", *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def finish(process: subprocess.Popen[str]) -> tuple[int, list[str], list[str]]:
    """Exit code, keys of the takes recorded, and everything else that was said."""
    keys, said = [], []
    for line in process.stderr or ():
        try:
            event = json.loads(line)
        except ValueError:
            said.append(line)
            continue
        if event.get("event") == "TakeDone":
            keys.append(event["key"])
    return process.wait(), keys, said


def made(work: Path) -> dict[str, int]:
    """Takes that exist, with the time they were written."""
    return {p.stem: p.stat().st_mtime_ns for p in (work / "takes").glob("*.json")}


def digest(path: Path) -> str:
    """SHA-256 of the decoded samples."""
    total = hashlib.sha256()
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            total.update(frame.to_ndarray().tobytes())
    return total.hexdigest()


def left_over(folder: Path) -> list[str]:
    """Temporary files that a finished build should not leave."""
    known = (".lock", ".layout", ".prepared.script.md", ".prepared.cast.toml")
    return [str(p) for p in folder.rglob(".*") if p.is_file() and p.name not in known]


def kill(process: subprocess.Popen[str], *, worker_only: bool) -> str:
    """SIGKILL to a worker or to the parent alone (its workers must end by themselves)."""
    family = children_of(process.pid)
    victim = random.choice(family) if worker_only and family else process.pid  # noqa: S311 - not for security
    os.kill(victim, signal.SIGKILL)
    return "worker" if victim != process.pid else "parent"


def orphans_gone(pids: list[int], seconds: float = 10.0) -> bool:
    """Whether all processes have ended within some time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


def main() -> None:
    """Print one row per kill and the verdict; exit code 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", type=Path, nargs="?", help="not for --cloud, which makes its own")
    parser.add_argument("--cloud", action="store_true", help="kill builds with a paid engine, against a stand-in")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--engine", default="tone")
    parser.add_argument("--longest", type=float, help="latest moment of a kill, seconds after the start (8; cloud: 4)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.cloud:
        from torture_cloud import torture

        sys.exit(torture(args.kills, args.longest or 4.0, args.seed) > 0)
    if args.book is None:
        parser.error("name a book, or use --cloud")
    random.seed(args.seed)
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    book = Path(shutil.copy(args.book, folder))
    options = ["--engine", args.engine]
    faults = sum(one_kill(number, book, options, args.longest or 8.0) for number in range(1, args.kills + 1))
    faults += verdict(book, options)
    shutil.rmtree(folder)
    sys.exit(faults > 0)


def one_kill(number: int, book: Path, options: list[str], longest: float) -> int:
    """One build, killed; the number of takes recorded again or lost, and of orphans."""
    work = book.with_name(f"{book.stem}.audiobook")
    before = made(work) if work.exists() else {}
    process = start(book, options)
    delay = random.uniform(0.05, longest)  # noqa: S311 - not for security
    time.sleep(delay)
    family = children_of(process.pid)
    state = "finished"
    if process.poll() is None:
        state = kill(process, worker_only=number % 3 == 0)
    code, keys, _ = finish(process)
    again = [key for key in keys if key in before]
    lost = [key for key in before if key not in made(work)]
    orphans = not orphans_gone(family)
    print(
        f"{number:3}  {delay:5.2f} s  {state:8}  exit {code:4}  takes {len(made(work)):6}"
        f"  again {len(again)}  lost {len(lost)}  orphans {orphans}"
    )
    return len(again) + len(lost) + orphans


def verdict(book: Path, options: list[str]) -> int:
    """Let a build finish and hold it against an undisturbed one; the number of faults."""
    work = book.with_name(f"{book.stem}.audiobook")
    before = made(work)
    code, keys, said = finish(start(book, options))
    again = [key for key in keys if key in before]
    if code:
        sys.exit(f"the last build failed with {code}: {''.join(said)}")
    result = book.with_suffix(".m4b")
    clean = book.parent / "clean"
    (clean / work.name).mkdir(parents=True)
    shutil.copytree(work / "takes", clean / work.name / "takes")
    shutil.copy(book, clean)
    code, keys2, said = finish(start(clean / book.name, options))
    if code:
        sys.exit(f"the undisturbed build failed with {code}: {''.join(said)}")
    same = digest(result) == digest(clean / result.name)
    rubbish = left_over(book.parent)
    print(f"finished: recorded {len(keys)} more, again {len(again)}; undisturbed build recorded {len(keys2)}")
    print(f"decoded audio equal: {same}; left over: {rubbish}")
    return len(again) + len(keys2) + (not same) + len(rubbish)


if __name__ == "__main__":
    main()
