"""What a command touches of the world: `python scripts/reach.py [--build] BOOK|FOLDER ...`.

Each book is turned into a script (with --build into an MP3, recorded with beeps) in a folder of its own, under `strace`
(Linux; it has to be installed). Everything that audiobook and its children open is told from what they may: the
interpreter and its packages, the system's own files, the book and the folder. Prints for each book how it ended, its
time and its memory, and each attempt to reach the network or a file elsewhere. Exit code 1 if there was one, or if a
book took more than 20 s (`--most-s`: a long one takes longer to build) or 500 MB.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

MOST_S, MOST_MB = 20.0, 500.0
_OPEN = re.compile(
    r"\b(?:openat2?|open|creat|unlink|unlinkat|rename|renameat2?|link|symlink|mkdir|mkdirat|truncate)\((.*)"
)
_NAMES = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NET = re.compile(r"\b(?:connect|sendto|sendmsg|bind)\(.*(?:AF_INET6?|sin_addr|sin6_addr)|\bsocket\(AF_INET6?,")
_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|^(?:un)?link|^rename|^mkdir|^truncate|^symlink|^creat")
#: What an interpreter and the system's libraries read, and special files that are no file of anybody's.
_SYSTEM = (
    "/usr/",
    "/lib",
    "/etc/ld.so",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/proc/",
    "/sys/",
    "/dev/",
)
_SYSTEM_WRITES = ("/dev/", "/proc/self/", "/proc/")
_CHILDREN_MB = 1024.0


@dataclass
class Reach:
    """What came of one book."""

    code: int
    seconds: float
    memory_mb: float
    most_s: float
    strange: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        """Whether it kept within everything."""
        return not self.strange and self.seconds <= self.most_s and self.memory_mb <= MOST_MB and self.code != 70


def allowed_reads(book: Path, folder: Path) -> tuple[str, ...]:
    """Where files may be read."""
    ours = {sys.prefix, sys.base_prefix, os.path.realpath(sys.prefix), str(Path(__file__).resolve().parents[1])}
    given = (os.path.realpath(name) for name in os.environ.get("PYTHONPATH", "").split(os.pathsep) if name)
    return (*_SYSTEM, *sorted(ours), *given, str(folder), str(book))


def strange(line: str, reads: tuple[str, ...], folder: Path) -> str:
    """What is wrong with a system call, if anything."""
    if _NET.search(line):
        return line
    found = _OPEN.search(line)
    if found is None or " ENOENT " in line or "= -1" in line:
        return ""
    call = line[found.start() :]
    names = [name for name in _NAMES.findall(call) if name.startswith("/")]
    if _WRITING.search(call):
        temporary = (str(folder), *_SYSTEM_WRITES)
        return "" if all(name.startswith(temporary) or "__pycache__" in name for name in names) else line
    # The folders above a file are looked at on the way to it.
    return (
        "" if all(name.startswith(reads) or any(place.startswith(name) for place in reads) for name in names) else line
    )


def examine(book: Path, most_s: float, *, build: bool) -> Reach:
    """Run audiobook on a copy of the book in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="reach-"))
    try:
        own = folder / "books" / book.name
        own.parent.mkdir()
        if book.is_dir():
            shutil.copytree(book, own, symlinks=True)
        else:
            shutil.copyfile(book, own)
        log = folder / "calls.txt"
        action = ["build", "--engine", "tone", "--format", "mp3", "--jobs", "1"] if build else ["script"]
        command = ["strace", "-f", "-qq", "-e", "trace=%network,%file,execve", "-s", "300", "-o", str(log)]
        command += [sys.executable, "-m", "audiobook", *action[:1], str(own), *action[1:]]
        env = {**os.environ, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder)}
        started = time.monotonic()
        done = subprocess.run(command, check=False, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.monotonic() - started
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _CHILDREN_MB
        reads = allowed_reads(own, folder)
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        found = [why for line in lines if (why := strange(line, reads, folder))]
        return Reach(done.returncode, seconds, memory, most_s, found)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def books_of(paths: list[Path]) -> list[Path]:
    """The books named, and those in the folders named."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.rglob("*.epub")) if path.is_dir() else [path]
    return found


def main() -> int:
    """Examine all and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--most-s", type=float, default=MOST_S)
    args = parser.parse_args()
    if shutil.which("strace") is None:
        print("error: strace is not installed", file=sys.stderr)
        return 2
    bad = 0
    slowest = largest = 0.0
    for book in (found := books_of(args.books)):
        result = examine(book, args.most_s, build=args.build)
        bad += not result.fine
        slowest, largest = max(slowest, result.seconds), max(largest, result.memory_mb)
        print(
            f"{'ok' if result.fine else 'BAD':<4} exit {result.code:<3} {result.seconds:5.1f} s  {book.name}",
            flush=True,
        )
        for line in result.strange[:5]:
            print(f"       {line[:200]}")
    print(f"{len(found)} books, {bad} bad; slowest {slowest:.1f} s (under strace), largest process {largest:.0f} MB")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
