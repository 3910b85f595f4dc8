"""What a hosted language model is asked and how, whoever answers: a small protocol that any room may use."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self


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


class NoAnswerError(Exception):
    """One question has no answer, others may have. ``isolated`` when only its own text was the reason."""

    def __init__(self, reason: str, *, isolated: bool = False) -> None:
        super().__init__(reason)
        self.isolated = isolated


class GateClosedError(NoAnswerError):
    """Nothing more may be sent: a limit is reached, the service is down, or the work was stopped."""


class Gate:
    """How many requests a pass may still send, and whether it may; shared by all threads that ask.

    Pace, costs and retries are not its matter: those are the session's, which speech shares.
    """

    def __init__(self, limit: int | None = None, failures: int | None = None) -> None:
        """``limit`` is the greatest number of requests, retries among them; it closes after ``failures`` in a row."""
        self._limit = limit
        self._failures = failures
        self._in_a_row = 0
        self._given = 0
        self._closed: str | None = None
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise GateClosedError when nothing may be sent any more."""
        if self._closed is not None:
            raise GateClosedError(self._closed)

    def report(self, failure: str = "") -> None:
        """Tell how a question went, by the reason why it failed."""
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if failure else 0
            hopeless = self._failures is not None and self._in_a_row >= self._failures
        if hopeless:
            self.close(failure)

    def close(self, reason: str = "") -> None:
        """Let nobody pass any more. The first reason stays; it is empty where something else says it."""
        with self._lock:
            if self._closed is None:
                self._closed = reason

    def _take(self) -> None:
        with self._lock:
            if self._closed is None and self._limit is not None and self._given >= self._limit:
                raise GateClosedError(f"the limit of {self._limit} requests is reached")
            self.check()
            self._given += 1

    def _give_back(self) -> None:
        with self._lock:
            self._given -= 1


class Turn:
    """One question's way through the gate, of one thread: a place is taken before a request and used up by sending it.

    So a limit is kept to the request, however long a thread waits between the two.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._has_place = False

    def check(self) -> None:
        """Take a place for the next request, or see whether the one that is held is still good.

        Raises GateClosedError.
        """
        if self._has_place:
            self._gate.check()
        else:
            self._gate._take()  # noqa: SLF001 - of this module
            self._has_place = True

    def send(self) -> None:
        """The place is used up."""
        self._has_place = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """A place that was not used is given back."""
        if self._has_place:
            self._gate._give_back()  # noqa: SLF001 - of this module


class ChatClient(Protocol):
    """A language model behind a door. Thread-safe."""

    @property
    def place(self) -> str:
        """Where text is sent, for people: the name of a host."""
        ...

    def ready(self) -> None:
        """Check all that can be checked without sending anything; from one thread. Raises EngineError with a hint."""
        ...

    def ask(self, question: Question, key: str, gate: Gate) -> Answer:
        """Ask, with retries, each of them counted by ``gate``. ``key`` names the question in the ledger.

        Raises NoAnswerError when this question failed (and closes the gate when the budget is spent), EngineError when
        it makes no sense to ask others.
        """
        ...

    def stop(self) -> None:
        """Send nothing more and end all waits: the whole run is over."""
        ...
