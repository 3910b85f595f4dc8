"""The fuzz target of one parser: `python scripts/fuzz/target.py epub|html|markdown|script|... [libFuzzer options]`.

Started by `scripts/fuzz/run`. A fault does not end the run: the smallest input of each kind of fault is kept in the
folder FUZZ_FINDS, and the search goes on.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(
    include=["audiobook.readers", "audiobook.prep", "audiobook.casting", "audiobook.podcast", "audiobook.templating"]
):
    import inputs
    import oracle
    import parsers

    import audiobook.readers.epub.reader
    import audiobook.readers.html.reader
    import audiobook.readers.markdown.reader  # noqa: F401 - instrumented before the first input needs it


def main() -> None:
    """Hand libFuzzer the function that it calls with each input."""
    reader = sys.argv.pop(1)
    oracle.draw_nothing()
    finds = Path(os.environ["FUZZ_FINDS"])
    smallest: dict[str, int] = {}

    def one_input(data: bytes) -> None:
        if reader in parsers.PARSERS:
            found = parsers.examine(reader, data)
        else:
            book, policy = inputs.build(reader, data)
            found = oracle.examine(oracle.SUFFIXES[reader], book, oracle.POLICIES[policy])
        if found is None or len(data) >= smallest.get(found.signature, sys.maxsize):
            return
        if found.signature not in smallest:
            print(f"FOUND {found.signature}: {found.detail}", file=sys.stderr, flush=True)
        smallest[found.signature] = len(data)
        name = hashlib.sha256(found.signature.encode()).hexdigest()[:12]
        (finds / f"{name}.bin").write_bytes(data)

    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
