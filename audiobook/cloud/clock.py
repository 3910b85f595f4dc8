"""Time, handed in, so that hours of pacing are tested in milliseconds."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Where time comes from and how one waits. Thread-safe."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary point, never going back."""
        ...

    def time(self) -> float:
        """Unix seconds."""
        ...

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Give the held ``condition`` up until it is notified or the seconds are over; ``None`` has no end."""
        ...


class SystemClock:
    """The machine's own time."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary point."""
        return time.monotonic()

    def time(self) -> float:
        """Unix seconds."""
        return time.time()

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Wait on the held condition."""
        condition.wait(seconds)


#: Without state, so one is enough.
SYSTEM_CLOCK = SystemClock()
