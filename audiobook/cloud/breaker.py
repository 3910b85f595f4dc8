"""One cause stops all workers, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from audiobook.errors import AudiobookError


class Breaker:
    """Lets requests pass until a cause stops them; those in flight finish. Thread-safe."""

    def __init__(self) -> None:
        """Closed: all may pass."""
        self._lock = threading.Lock()
        self._cause: AudiobookError | None = None
        self._in_flight = 0
        self._listeners: list[Callable[[], None]] = []

    @property
    def cause(self) -> AudiobookError | None:
        """What stopped the work first."""
        return self._cause

    @property
    def in_flight(self) -> int:
        """Requests that passed and have not come back."""
        return self._in_flight

    def check(self) -> None:
        """Raise the first cause, if there is one."""
        if self._cause is not None:
            raise _copy(self._cause)

    def trip(self, cause: AudiobookError) -> None:
        """Let nobody pass any more and wake all who wait. Only the first cause counts."""
        with self._lock:
            if self._cause is not None:
                return
            self._cause = _copy(cause)
            listeners = tuple(self._listeners)
        for wake in listeners:
            wake()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """One request in flight. Raises the cause when there is one; checked and counted in one step."""
        with self._lock:
            if self._cause is not None:
                raise _copy(self._cause)
            self._in_flight += 1
        try:
            yield
        finally:
            with self._lock:
                self._in_flight -= 1

    def listen(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` from whatever thread trips it; at once when it is tripped already."""
        with self._lock:
            tripped = self._cause is not None
            if wake not in self._listeners:
                self._listeners.append(wake)
        if tripped:
            wake()


def _copy(cause: AudiobookError) -> AudiobookError:
    """The same words in a new object: threads must not share one traceback."""
    return type(cause)(cause.message, source=cause.source, hint=cause.hint)
