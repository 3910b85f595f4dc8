"""Read every book under a folder: `python scripts/corpus.py FOLDER [--jobs N] [--json FILE]`.

Every EPUB, HTML and Markdown file is read in a fresh process and the account of its characters is checked. A book is
"read" (and its account holds), "refused" (with a message and an exit code of ours) or "failed": a traceback, an account
that does not hold, more seconds or more memory than the limits. Prints totals by folder, each refused and failed file,
and percentiles of time and memory. Exit code 1 when anything failed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audiobook.document import Document

SUFFIXES = {".epub", ".html", ".htm", ".xhtml", ".md", ".markdown"}
READ, REFUSED, FAILED = "read", "refused", "failed"
#: A child that has this many times the allowed memory is ended at once, for the sake of the machine.
_RUNAWAY = 4
_PERCENTILES = (50, 90, 95, 99, 100)


@dataclass
class Result:
    """What became of one file. Seconds of wall and CPU time, peak resident memory in MiB, all of the whole process."""

    file: str
    outcome: str = FAILED
    why: str = ""
    exit_code: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    rss_mb: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)


def read_one(source: Path) -> dict[str, Any]:
    """Read and prove one book in this process; what the parent needs to know, as plain data."""
    from audiobook.errors import AudiobookError, CoverageError
    from audiobook.events import Finding
    from audiobook.readers.choose import read_document

    codes: Counter[str] = Counter()

    def listen(event: object) -> None:
        if isinstance(event, Finding):
            codes[event.code] += 1

    try:
        document = read_document(source, listen)
        prove(document)
    except CoverageError as error:
        return {"outcome": FAILED, "why": f"the account does not hold: {error}", "exit_code": error.exit_code}
    except AudiobookError as error:
        return {"outcome": REFUSED, "why": str(error), "exit_code": error.exit_code, "facts": {"hint": error.hint}}
    facts = {
        "sections": len(document.sections),
        "blocks": sum(len(section.blocks) for section in document.sections),
        "characters": sum(source.characters for source in document.sources),
        "skipped": len(document.skipped),
        "cover": document.cover is not None,
        "metadata": asdict(document.metadata),
        "findings": dict(codes),
    }
    return {"outcome": READ, "facts": facts}


def prove(document: Document) -> None:
    """Raise CoverageError unless every counted character is in a block or a skip, and in the script made of it."""
    from audiobook.errors import CoverageError
    from audiobook.events import silent
    from audiobook.prep.coverage import prove as prove_script
    from audiobook.prep.prepare import prepare
    from audiobook.visible import visible

    found: Counter[str] = Counter()
    for section in document.sections:
        for block in section.blocks:
            found[block.source.file] += len(visible(block.own_text))
    for skip in document.skipped:
        if skip.counted:
            found[skip.source.file] += len(visible(skip.text))
    expected = {source.file: source.characters for source in document.sources}
    for file in expected | found:
        if found[file] != expected.get(file, 0):
            raise CoverageError(f"{file}: {expected.get(file, 0)} characters, {found[file]} in blocks and skips")
    prove_script(document, prepare(document, silent))


def run_one(source: Path, seconds: float, megabytes: float) -> Result:
    """Read one file in a process of its own, and measure that."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        command = [sys.executable, __file__, "--one", str(source)]
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        status, usage, ended = _wait(process.pid, start + seconds, megabytes * _RUNAWAY)
        process.returncode = os.waitstatus_to_exitcode(status)
        result = Result(str(source), wall_s=time.monotonic() - start, cpu_s=usage.ru_utime + usage.ru_stime)
        # Kibibytes on Linux. Includes what this small process had when it started the other: some 20 MiB, a floor.
        result.rss_mb = usage.ru_maxrss / 1024
        for file in (out, err):
            file.seek(0)
        said, complaint = out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace").strip()
    if process.returncode == 0 and said:
        for name, value in json.loads(said).items():
            setattr(result, name, value)
    else:
        result.why = ended or "\n".join(complaint.splitlines()[-3:]) or f"exit {process.returncode} without a word"
    if result.outcome != FAILED and result.rss_mb > megabytes:
        result.outcome, result.why = FAILED, f"took {result.rss_mb:.0f} MiB, allowed are {megabytes:.0f}"
    return result


def _wait(pid: int, deadline: float, most_mb: float) -> tuple[int, Any, str]:
    """Status and resource usage of a child at its end; it is ended when it is too late or far too large."""
    reason = ""
    while True:
        found, status, usage = os.wait4(pid, os.WNOHANG)
        if found:
            return status, usage, reason
        if not reason:
            if time.monotonic() > deadline:
                reason = "took too long"
            elif _resident_mb(pid) > most_mb:
                reason = f"took more than {most_mb:.0f} MiB"
            if reason:
                os.kill(pid, 9)
        time.sleep(0.01)


def _resident_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def books_under(folder: Path) -> list[Path]:
    """All files a reader may take, in order; a single file is itself."""
    if folder.is_file():
        return [folder]
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that at least ``share`` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def show(results: Sequence[Result], root: Path) -> None:
    """Print the tables."""
    folders: dict[str, Counter[str]] = {}
    for result in results:
        folder = str(_relative(result.file, root).parent)
        folders.setdefault(folder, Counter())[result.outcome] += 1
    total = sum(folders.values(), Counter())
    width = max(len("folder"), *map(len, folders))
    print(f"{'folder':{width}}  {'files':>6}  {READ:>6}  {REFUSED:>7}  {FAILED:>6}")
    for folder, counts in [*folders.items(), ("all", total)]:
        row = f"{counts[READ]:6}  {counts[REFUSED]:7}  {counts[FAILED]:6}"
        print(f"{folder:{width}}  {counts.total():6}  {row}")
    for outcome in (REFUSED, FAILED):
        if total[outcome]:
            print(f"\n{outcome}:")
        for result in results:
            if result.outcome == outcome:
                print(f"  {_relative(result.file, root)}: {result.why} [{result.exit_code}]")
    print("\n" + "percentile".ljust(12) + "".join(f"{share:8}" for share in _PERCENTILES))
    for name, values in (
        ("wall s", [result.wall_s for result in results]),
        ("CPU s", [result.cpu_s for result in results]),
        ("peak MiB", [result.rss_mb for result in results]),
    ):
        print(name.ljust(12) + "".join(f"{percentile(values, share):8.2f}" for share in _PERCENTILES))


def _relative(file: str, root: Path) -> Path:
    path = Path(file)
    return path.relative_to(root) if path.is_relative_to(root) and path != root else Path(path.name)


def main() -> None:
    """Read all, print the tables, and end with 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2, help="files read at the same time")
    parser.add_argument("--limit-seconds", type=float, default=20, help="wall time allowed to one file")
    parser.add_argument("--limit-mb", type=float, default=500, help="peak resident memory allowed to one file, in MiB")
    parser.add_argument("--json", type=Path, help="write everything here, with metadata and findings")
    args = parser.parse_args()
    books = books_under(args.folder)
    if not books:
        sys.exit(f"there is no EPUB, HTML or Markdown file under {args.folder}")
    with ThreadPoolExecutor(args.jobs) as pool:
        results = list(pool.map(lambda book: run_one(book, args.limit_seconds, args.limit_mb), books))
    show(results, args.folder)
    if args.json:
        text = json.dumps([asdict(result) for result in results], indent=1, ensure_ascii=False)
        args.json.write_text(text, encoding="utf-8")
    sys.exit(any(result.outcome == FAILED for result in results))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(read_one(Path(sys.argv[2]))))
    else:
        main()
