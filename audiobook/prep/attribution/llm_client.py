"""What a hosted language model is asked and how, whoever answers: a small protocol that any room may use."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Question:
    """One request. ``seed`` tells a second try from the first one."""

    model: str
    system: str = field(repr=False)
    user: str = field(repr=False)
    max_tokens: int
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: text that nobody may trust. ``complete`` is false when it was cut off."""

    text: str = field(repr=False)
    complete: bool = True
    tokens_in: int = 0
    tokens_out: int = 0


class NoAnswerError(Exception):
    """One question has no answer, others may have. ``isolated`` when only its own text was the reason."""

    def __init__(self, reason: str, *, isolated: bool = False) -> None:
        super().__init__(reason)
        self.isolated = isolated


class GateClosedError(NoAnswerError):
    """Nothing more may be sent: the limit is reached or the work was stopped."""


class Gate:
    """How many requests may still be sent, and from when on; shared by all threads that ask.

    A service that asks for patience means all threads, so ``hold`` keeps all of them back.
    """

    def __init__(self, limit: int | None = None, failures: int | None = None) -> None:
        """``limit`` is the greatest number of requests, retries among them; it closes after ``failures`` in a row."""
        self._limit = limit
        self._failures = failures
        self._in_a_row = 0
        self._sent = 0
        self._open_from = 0.0
        self._lock = threading.Lock()
        self._closed = threading.Event()

    @property
    def sent(self) -> int:
        """Requests so far."""
        return self._sent

    @property
    def exhausted(self) -> bool:
        """Whether the limit is reached."""
        return self._limit is not None and self._sent >= self._limit

    def pass_one(self) -> None:
        """Wait as long as all have to, then count one request. Raises GateClosedError when none may be sent."""
        while (left := self._open_from - time.monotonic()) > 0:
            self.wait(left)
        with self._lock:
            if self._closed.is_set():
                raise GateClosedError("the work was stopped")
            if self.exhausted:
                raise GateClosedError(f"the limit of {self._limit} requests is reached")
            self._sent += 1

    def hold(self, seconds: float) -> None:
        """Let nobody pass for that long."""
        with self._lock:
            self._open_from = max(self._open_from, time.monotonic() + seconds)

    def wait(self, seconds: float) -> None:
        """Sleep, but not beyond ``close``. Raises GateClosedError when that comes first."""
        if self._closed.wait(seconds):
            raise GateClosedError("the work was stopped")

    def report(self, *, good: bool) -> None:
        """Tell how a question went."""
        with self._lock:
            self._in_a_row = 0 if good else self._in_a_row + 1
            if self._failures is not None and self._in_a_row >= self._failures:
                self._closed.set()

    def close(self) -> None:
        """Let nobody pass any more and wake those who wait."""
        self._closed.set()


class ChatClient(Protocol):
    """A language model behind a door. Thread-safe."""

    @property
    def place(self) -> str:
        """Where text is sent, for people: the name of a host."""
        ...

    def ready(self) -> None:
        """Check all that can be checked without sending anything. Raises EngineError with a hint."""
        ...

    def ask(self, question: Question, gate: Gate) -> Answer:
        """Ask, with retries, each of them counted by ``gate``.

        Raises NoAnswerError when this question failed, EngineError when it makes no sense to ask others.
        """
        ...
