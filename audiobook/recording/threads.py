"""Threads for engines that wait for a server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Task = tuple[Future[Any], Callable[[], Any]]


class WaitingThreads(Executor):
    """A pool of threads that do not keep the program from ending.

    The standard pool's threads are waited for when the interpreter exits, so that after Ctrl-C a person would sit there
    for as long as a server takes that does not answer. These may be left where they are: what they were waiting for is
    in the ledger, and what they write has its name only when it is whole. Thread-safe.
    """

    def __init__(self, count: int) -> None:
        """At most ``count`` threads, started as they are needed."""
        self._count = max(1, count)
        self._lock = threading.Lock()
        self._todo: SimpleQueue[_Task | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Call it in a thread, in the order of submission. Raises RuntimeError after ``shutdown``."""
        future: Future[_T] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool has been shut down")
            self._todo.put((future, partial(fn, *args, **kwargs)))
            if len(self._threads) < self._count:
                name = f"record-{len(self._threads)}"
                self._threads.append(threading.Thread(target=_serve, args=(self._todo,), name=name, daemon=True))
                self._threads[-1].start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - inherited
        """Take nothing more; ``wait`` for what is there, ``cancel_futures`` drops what has not begun."""
        with self._lock:
            self._closed = True
        while cancel_futures:
            try:
                task = self._todo.get_nowait()
            except Empty:
                break
            if task is not None:
                task[0].cancel()
        for _ in self._threads:
            self._todo.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the threads; after an error or Ctrl-C leave them."""
        self.shutdown(wait=kind is None, cancel_futures=kind is not None)


def _serve(todo: SimpleQueue[_Task | None]) -> None:
    while (task := todo.get()) is not None:
        future, call = task
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
                future.set_exception(error)
        # Else the last result stays in memory until the next task.
        del future, call, task
