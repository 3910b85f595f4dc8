"""Kill builds at random and see that nothing is lost: `python scripts/torture.py BOOK --kills N [--engine E]`.

The kills go through the stages in turn: reading, casting, takes, masters, files. For each, the work folder is put into
the state before the stage (half of the takes are there before theirs), a build is started and, at a random moment of
the stage or sometimes of the whole build, its parent or one of its workers is killed with SIGKILL; then another build
finishes the book. Checks that no take made before the kill is gone or recorded again, that all processes end, that no
temporary file is left, and that all takes, masters and outputs decode to the same samples as those of an undisturbed
build. Prints each kill and a table of the stages; exit code 1 if anything was wrong. The engine must be one that says
the same text in the same way each time.

`python scripts/torture.py --cloud --kills 20` kills builds that pay; see torture_cloud.py.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from torture_book import STAGES, TorturedBook, contents, kill_in, left_over

#: What can be wrong, in the order of the table's columns.
FAULTS = ("takes lost", "again", "failed", "orphans", "unequal", "left over")


@dataclass
class Row:
    """The kills of one stage."""

    hits: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


def one_kill(book: TorturedBook, stage: str, number: int) -> tuple[str, Counter[str]]:
    """Kill one build and finish the book: what was hit, and what was wrong afterwards."""
    book.reset(stage)
    before = book.takes()
    hit, orphans = kill_in(book, stage, worker=number % 3 == 0)
    after = book.takes()
    last = book.finish()
    found = contents(book.book.parent)
    rubbish = left_over(book.book.parent)
    faults = Counter(
        {
            "takes lost": len(before - after),
            "again": len(after & set(last.recorded)),
            "failed": int(last.code != 0) + int("failed" in hit),
            "orphans": int(orphans),
            "unequal": int(found != book.wanted),
            "left over": len(rubbish),
        }
    )
    if faults.total():
        print(f"FAULT {last.said} {rubbish}")
    print(f"{number:3}  {stage:8}  {hit:8}  takes {len(before)} -> {len(after)} -> {len(found.takes)}", flush=True)
    return hit.partition(",")[0], faults


def show(table: dict[str, Row]) -> int:
    """Print the table; the number of faults."""
    print(f"\n{'stage':9}{'kills':>6}{'parent':>8}{'worker':>8}{'too late':>10}  " + "  ".join(FAULTS))
    for stage, row in table.items():
        hits = [row.hits[name] for name in ("parent", "worker", "too late")]
        cells = "  ".join(f"{row.faults[name]:>{len(name)}}" for name in FAULTS)
        print(f"{stage:9}{sum(hits):>6}{hits[0]:>8}{hits[1]:>8}{hits[2]:>10}  {cells}")
    return sum(row.faults.total() for row in table.values())


def main() -> None:
    """Print one row per kill and the table; exit code 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", type=Path, nargs="?", help="not for --cloud, which makes its own")
    parser.add_argument("--cloud", action="store_true", help="kill builds with a paid engine, against a stand-in")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--engine", default="tone")
    parser.add_argument("--format", default="m4b")
    parser.add_argument("--longest", type=float, default=4.0, help="--cloud: latest moment of a kill in seconds")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.cloud:
        from torture_cloud import torture

        sys.exit(torture(args.kills, args.longest, args.seed) > 0)
    if args.book is None:
        parser.error("name a book, or use --cloud")
    random.seed(args.seed)
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    book = TorturedBook(args.book, folder, ["--engine", args.engine, "--format", args.format])
    book.prepare()
    table = {stage: Row() for stage in STAGES}
    for number in range(args.kills):
        stage = list(STAGES)[number % len(STAGES)]
        hit, faults = one_kill(book, stage, number)
        table[stage].hits[hit] += 1
        table[stage].faults += faults
    faults = show(table)
    if faults:
        print(f"{faults} faults; the last folder is kept: {folder}")
    else:
        shutil.rmtree(folder)
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
