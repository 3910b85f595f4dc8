"""A few segments in a worker, one after another, with an eye on engines that hang or eat up memory."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from audiobook.errors import EngineError, OutputError, TakeError
from audiobook.take import Slate, Take

#: Records ``(slate, key, store root)`` in a worker; picklable.
Work = Callable[[Slate, str, str], Take]
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Patience:
    """What is borne of an engine, all by own judgement.

    A segment may take ``least_s`` (loading a model from a slow disk is in it) and ``each_character_s`` more for each
    character of its text: 15 times as long as it takes to speak it. Workers that have grown by ``growth_mb`` since
    their first batch are replaced; the largest engine at hand grows by 100 after its first segment (measured).
    """

    least_s: float = 180.0
    each_character_s: float = 1.0
    growth_mb: int = 1024

    def seconds(self, text: str) -> float:
        """How long a segment of this text may take."""
        return self.least_s + self.each_character_s * len(text)


@dataclass(frozen=True, slots=True)
class BatchReport:
    """A take or an error for each slate of a batch, in order; fewer when the last error stops the build.

    ``seconds`` is wall time. ``process`` and ``memory_mb`` (0 where it cannot be told) are of the worker.
    """

    outcomes: tuple[Take | EngineError | OutputError, ...]
    seconds: float
    process: int = 0
    memory_mb: int = 0


def record_batch(
    work: Work, batch: tuple[tuple[Slate, str], ...], root: str, patience: Patience | None = None
) -> BatchReport:
    """Record slates with their keys one after another, in a worker.

    With ``patience``, only in a process of its own: the process ends when a segment takes too long, which the
    coordinating thread sees as a crash.
    """
    began = time.monotonic()
    outcomes: list[Take | EngineError | OutputError] = []
    for slate, key in batch:
        try:
            with _ended_after(patience.seconds(slate.text)) if patience else contextlib.nullcontext():
                outcomes.append(work(slate, key, root))
        except TakeError as error:
            outcomes.append(error)
        except (EngineError, OutputError) as error:
            outcomes.append(error)
            break
    return BatchReport(tuple(outcomes), time.monotonic() - began, os.getpid(), memory_mb())


def memory_mb() -> int:
    """This process's resident memory now; 0 where the system does not tell."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


@contextlib.contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """End this process when the block takes longer.

    Not by a thread of ours, which an engine stuck in its C code would keep waiting for the interpreter: the standard
    library's watchdog needs none of it. What it prints of the stack is for nobody.
    """
    faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere())
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@cache
def _nowhere() -> IO[str]:
    return Path(os.devnull).open("w", encoding="utf-8")
