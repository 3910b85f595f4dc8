"""The pools of one build: made when first needed, and gone when the build ends, however it ends."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from types import TracebackType
from typing import Generic, Self, TypeVar

from audiobook import workers
from audiobook.errors import AudiobookError
from audiobook.plugins import Parallel
from audiobook.recording.perform import warm_up

_T = TypeVar("_T")
#: One death may be an accident (a person, the system short of memory for a moment); three are not.
_ATTEMPTS = 3


class Task(Generic[_T]):
    """A function at work in a process; started again when the process dies, since what it writes is whole or absent."""

    def __init__(
        self, pool: Callable[[], Executor], function: Callable[..., _T], arguments: tuple[object, ...]
    ) -> None:
        """``pool`` gives an executor that works."""
        self._pool, self._function, self._arguments = pool, function, arguments
        self._left = _ATTEMPTS
        self._future = self._submit()

    def _submit(self) -> Future[_T]:
        self._left -= 1
        return self._pool().submit(self._function, *self._arguments)

    def done(self) -> bool:
        """Whether ``result`` would return at once."""
        if not self._future.done():
            return False
        if self._left and isinstance(self._future.exception(), BrokenExecutor):
            self._future = self._submit()
            return False
        return True

    def result(self) -> _T:
        """Wait for what the function returns or raises. Raises AudiobookError when its process died each time."""
        while True:
            try:
                return self._future.result()
            except BrokenExecutor as error:
                if not self._left:
                    raise AudiobookError(
                        f"a worker process died {_ATTEMPTS} times at the same work",
                        hint="is there enough memory? try --jobs 1; everything made so far is kept",
                    ) from error
            self._future = self._submit()


class Pools:
    """Recording and mastering workers. A context manager; used from the coordinating thread only."""

    def __init__(self, jobs: int) -> None:
        """``jobs`` workers each; they share the cores, so neither stands still while the other has work."""
        self.jobs = jobs
        self._pools: dict[str, Executor] = {}

    def recording(self, kind: Parallel, count: int = 0) -> Executor:
        """``count`` workers (0: as many jobs) for engines of a kind; a fresh pool when the last one lost a worker."""
        name = f"record-{kind}"
        if name in self._pools and workers.is_broken(self._pools[name]):
            workers.stop(self._pools.pop(name))
        if name not in self._pools:
            make = workers.process_pool if kind is Parallel.PROCESSES else workers.thread_pool
            self._pools[name] = make(count or self.jobs)
        return self._pools[name]

    def warm(self) -> None:
        """Start the recording processes now, while this process is still reading the book."""
        with suppress(BrokenExecutor):  # one has died already; who records will see
            for _ in range(self.jobs):
                self.recording(Parallel.PROCESSES).submit(warm_up)

    def start(self, function: Callable[..., _T], *arguments: object) -> Task[_T]:
        """Start a picklable function in a worker process that masters or writes."""
        return Task(self._mastering, function, arguments)

    def _mastering(self) -> Executor:
        if "master" in self._pools and workers.is_broken(self._pools["master"]):
            workers.stop(self._pools.pop("master"))
        if "master" not in self._pools:
            self._pools["master"] = workers.process_pool(self.jobs)
        return self._pools["master"]

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all workers; after an error or Ctrl-C at once, since whatever they were writing is not yet named."""
        try:
            if kind is None:
                for pool in self._pools.values():
                    workers.finish(pool)
                self._pools.clear()
        finally:
            for pool in self._pools.values():
                workers.stop(pool)
            self._pools.clear()
