"""``audiobook check``: files are heard through, several at once, and judged together."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path

from audiobook import workers
from audiobook.config import default_jobs
from audiobook.errors import SourceError
from audiobook.events import Emit, StageFinished, StageStarted
from audiobook.profile import Profile
from audiobook.proofing.folder import Delivery, delivery_of
from audiobook.proofing.labels import cover_beside
from audiobook.proofing.listen import Listened, listen
from audiobook.proofing.report import CheckReport
from audiobook.userfiles import real_path

#: What the stage is called in events.
STAGE = "check"


@dataclass(frozen=True, slots=True)
class Listening:
    """How far it is.

    File ``name`` is heard up to ``heard_s`` of ``seconds`` (0 when not known); ``done`` of ``total`` files are through.
    """

    name: str
    heard_s: float
    seconds: float
    done: int
    total: int


Tell = Callable[[Listening], None]


def check_files(
    paths: Sequence[Path], profile: Profile, emit: Emit, *, jobs: int = 0, tell: Tell | None = None, name: str = ""
) -> CheckReport:
    """Hear files through and judge them together, as one delivery: one book as it is handed over.

    One path may be a folder. ``jobs`` processes at once, 0 for one a core; a single file is heard in this process.
    ``tell`` is called from the coordinating thread while it goes on. ``name`` is what the report is called, the file's
    or folder's name unless given. Raises SourceError for the first file that is no audio, cannot be decoded or holds no
    sound.
    """
    if not paths:
        raise SourceError("there is no file to check")
    started = time.monotonic()
    delivery = delivery_of(paths[0]) if len(paths) == 1 else _joined(paths)
    emit(StageStarted(STAGE, len(delivery.files)))
    heard = _hear(delivery, jobs or default_jobs(), tell or _tell_nobody)
    emit(StageFinished(STAGE, time.monotonic() - started, len(heard)))

    import numpy as np

    from audiobook.proofing.judge_set import judge
    from audiobook.sound.meter import integrated_lufs

    loudness = integrated_lufs(np.concatenate([one.energies for one in heard]))
    beside = cover_beside(delivery.folder) if delivery.folder else None
    return judge(name or delivery.name, profile, [one.report for one in heard], loudness, beside)


def _joined(paths: Sequence[Path]) -> Delivery:
    parts = [delivery_of(path) for path in paths]
    files = tuple(file for part in parts for file in part.files)
    return Delivery(real_path(paths[0]).parent.name, files, tuple(n for part in parts for n in part.names), None)


def _tell_nobody(listening: Listening) -> None:
    del listening


def _hear(delivery: Delivery, jobs: int, tell: Tell) -> list[Listened]:
    total = len(delivery.files)
    if total == 1:
        name = delivery.names[0]
        return [listen(delivery.files[0], name, lambda at, of: tell(Listening(name, at, of, 0, 1)))]
    pool = workers.process_pool(min(jobs, total))
    try:
        return _hear_many(pool, delivery, tell)
    except BrokenExecutor as error:
        raise SourceError(
            f"a process that decoded a file of '{delivery.name}' died",
            hint="check its files one by one to see which one; is there enough memory?",
        ) from error
    finally:
        workers.stop(pool)


def _hear_many(pool: Executor, delivery: Delivery, tell: Tell) -> list[Listened]:
    """All files in the order of the delivery; the first one that fails, by that order of those begun, ends it."""
    waiting: dict[Future[Listened], int] = {
        pool.submit(listen, file, name): n
        for n, (file, name) in enumerate(zip(delivery.files, delivery.names, strict=True))
    }
    heard: dict[int, Listened] = {}
    while waiting:
        for future in sorted(wait(waiting, return_when=FIRST_COMPLETED).done, key=waiting.__getitem__):
            n = waiting.pop(future)
            heard[n] = future.result()
            seconds = heard[n].report.coding.seconds
            tell(Listening(delivery.names[n], seconds, seconds, len(heard), len(delivery.files)))
    return [heard[n] for n in range(len(heard))]
