"""Pools of workers that the corridor hands to the rooms.

Worker processes are spawned (no state is inherited, so the same on every system), ignore Ctrl-C (the parent decides
when to stop) and end by themselves when the parent is gone, even if it was killed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess

from audiobook.errors import AudiobookError

#: Numeric libraries start a thread per core on their own; with one worker per core that only fights for the cores.
_THREAD_LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

#: How long processes may take to end that have nothing more to do (own judgement; they take 50 to 300 ms).
_LAST_S = 10.0
#: How long to wait for the thread that looks after a pool whose processes were ended (own judgement; it takes 20 ms).
_END_S = 5.0


class _Spawned(SpawnProcess):
    """A worker that Ctrl-C does not reach, not even in the moment before it can say so itself."""

    def start(self) -> None:
        """Start with SIGINT blocked: the child inherits that, the parent gets what came meanwhile afterwards.

        Raises AudiobookError when the system starts no process, BrokenExecutor when others of the pool died meanwhile.
        """
        if not hasattr(signal, "pthread_sigmask"):
            with _told():
                super().start()
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with _told():
                super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say what the system refuses to do for worker processes: too many of them, no memory, a Python that is gone."""
    try:
        yield
    except ImportError as error:  # a Python built without semaphores
        raise _not_started(str(error)) from error
    except OSError as error:
        if error.errno is None:  # "handle is closed": the pool was given up while this worker was being started
            raise BrokenExecutor(str(error)) from error
        raise _not_started(error.strerror or str(error)) from error


def _not_started(reason: str) -> AudiobookError:
    return AudiobookError(
        f"worker processes cannot be started: {reason}",
        hint="look at the limits on processes, open files and memory, and at /dev/shm; try --jobs 1",
    )


class _Spawning(SpawnContext):
    Process = _Spawned


def process_pool(workers: int) -> Executor:
    """A pool of ``workers`` spawned processes; functions and arguments must be picklable.

    Raises AudiobookError, as its ``submit`` does, when the system starts no processes.
    """
    for name in _THREAD_LIMITS:
        os.environ.setdefault(name, "1")
    with _told():
        return ProcessPoolExecutor(workers, mp_context=_Spawning(), initializer=_start_worker)


def thread_pool(workers: int) -> Executor:
    """A pool of ``workers`` threads for engines that wait for a server."""
    return ThreadPoolExecutor(workers, thread_name_prefix="record")


def is_broken(pool: Executor) -> bool:
    """Whether the pool can take no more work, because a worker died or because it was shut down."""
    try:
        pool.submit(_nothing)
    except RuntimeError:  # BrokenExecutor is one
        return True
    return False


def stop(pool: Executor) -> None:
    """End a pool at once: what has not started is dropped, worker processes are ended in the middle of their work.

    Threads cannot be ended; those finish what they are at. Safe for a broken pool and for one that is already stopped.
    """
    # Before Python 3.14 (terminate_workers) the processes are only to be had here; shutdown forgets them.
    processes = tuple((getattr(pool, "_processes", None) or {}).values())
    manager = getattr(pool, "_executor_manager_thread", None)
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    if manager is not None:
        # Left running, it may close its pipe in the moment the interpreter, exiting, writes to it: a traceback on
        # the user's screen (Python 3.11 takes no lock there). With its processes gone it ends within milliseconds.
        manager.join(_END_S)


def finish(pool: Executor, patience_s: float = _LAST_S) -> None:
    """End a pool whose results have all been taken; safe for a broken one.

    Its processes end by themselves, but for those in which a plug-in has left something at work that keeps a process
    alive (a thread of its own): these are ended after ``patience_s``, or the program would wait for them for ever.
    """
    processes = tuple((getattr(pool, "_processes", None) or {}).values())
    manager = getattr(pool, "_executor_manager_thread", None)
    pool.shutdown(wait=manager is None)
    if manager is None:
        return
    manager.join(patience_s)
    for end in (BaseProcess.terminate, BaseProcess.kill):
        if not manager.is_alive():
            return
        for process in processes:
            end(process)
        manager.join(_END_S)


def _nothing() -> None:
    """Tell by being accepted that a pool still works."""


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Standard output is for the paths of results; what an engine or its libraries print is none. Where it was closed,
    # its number belongs to something else.
    if sys.stdout is not None and sys.stderr is not None:
        with contextlib.suppress(OSError):
            os.dup2(2, 1)
    threading.Thread(target=_end_with_parent, daemon=True, name="parent-watch").start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    os._exit(1)
