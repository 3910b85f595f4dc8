"""Make finds small and show them: `python scripts/fuzz/minimise.py READER FOLDER [--seconds N]`.

Each input is cut down, by ever smaller pieces, as long as it fails in the same way; the result is kept beside it as
`.min`. Prints for each find its kind, the book's policy and the input. Exit code 1 when there is any.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import epub_grammar
import inputs
import oracle
import parsers


def signature(reader: str, data: bytes) -> str:
    """In which way the input fails; empty when it does not."""
    if reader in parsers.PARSERS:
        found = parsers.examine(reader, data)
        return found.signature if found else ""
    book, policy = inputs.build(reader, data)
    found = oracle.examine(oracle.SUFFIXES[reader], book, oracle.POLICIES[policy])
    return found.signature if found else ""


def minimise(reader: str, data: bytes, wanted: str, seconds: float) -> bytes:
    """The shortest input found within the time that fails in the same way; structure bytes become zero instead."""
    end = time.monotonic() + seconds
    fixed = epub_grammar.STRUCTURE if reader == "epub" else 0
    for place in range(min(fixed, len(data))):
        zeroed = data[:place] + b"\0" + data[place + 1 :]
        if data[place] and signature(reader, zeroed) == wanted:
            data = zeroed
    size = max(1, (len(data) - fixed) // 2)
    while time.monotonic() < end:
        at, shorter = fixed, False
        while at < len(data) and time.monotonic() < end:
            tried = data[:at] + data[at + size :]
            if signature(reader, tried) == wanted:
                data, shorter = tried, True
            else:
                at += size
        if size == 1 and not shorter:
            break
        size = max(1, size // 2)
    return data


def main() -> None:
    """Minimise and list all finds of a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", choices=sorted({*oracle.SUFFIXES, *parsers.PARSERS}))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=30, help="time for each find")
    args = parser.parse_args()
    oracle.draw_nothing()
    files = sorted(path for path in args.folder.iterdir() if path.suffix != ".min")
    left = 0
    for file in files:
        data = file.read_bytes()
        kind = signature(args.reader, data)
        if not kind:
            print(f"{file.name}: mended, or fails only under the fuzzer")
            continue
        left += 1
        small = minimise(args.reader, data, kind, args.seconds)
        file.with_suffix(".min").write_bytes(small)
        print(f"{file.name}: {kind}\n  {len(data)} -> {len(small)} bytes: {small!r}")
    print(f"{left} finds in {args.folder}")
    sys.exit(bool(left))


if __name__ == "__main__":
    main()
