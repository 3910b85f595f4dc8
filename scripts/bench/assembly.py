"""Measure everything after the takes: `python scripts/bench/assembly.py [--hours 10] [--format m4b] [--profile acx]`.

A synthetic book is made of the takes of a small one (the example, unless --takes names a folder of takes), linked under
new keys. It is mastered and written as a build does it, and held against one bare encoder process on the same samples.
Peak memory is the kernel's high-water mark of every process. Caches are warm: what is compared is work, not disks.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Worker processes read this file too: what it imports they would pay for, as those of the command do not.
    from assembly_work import main

    main(__doc__ or "")
