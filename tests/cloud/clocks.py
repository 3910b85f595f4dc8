"""A clock that moves when somebody waits for it."""

from __future__ import annotations

import threading


class FakeClock:
    """Waiting takes no time and moves the clock; what waits without an end waits for the other threads in truth."""

    def __init__(self, unix: float = 1_800_000_000.0) -> None:
        self.now = 0.0
        self.unix = unix
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.unix + self.now

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        if seconds is None:
            condition.wait(30)
        else:
            self.waits.append(seconds)
            # A hair more than asked for, as a real wait: else rounding may never reach its end.
            self.now += seconds + 1e-9
