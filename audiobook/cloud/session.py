"""The one way to spend: paced, within the budget, written down, tried again, and stopped for all by one cause."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from audiobook.cloud.account import Lane
from audiobook.cloud.breaker import Breaker
from audiobook.cloud.budget import Budget, CostLimitError
from audiobook.cloud.clock import SYSTEM_CLOCK, Clock
from audiobook.cloud.faults import Fault, Policy, RefusedError
from audiobook.cloud.ledger import Ledger, Outcome, Request, Result
from audiobook.cloud.pacing import Pacer, Pacers, Permit
from audiobook.cloud.prices import Usage
from audiobook.cloud.redaction import clean
from audiobook.cloud.retry import RetryPolicy
from audiobook.errors import AudiobookError, EngineError, TakeError

T = TypeVar("T")
#: How long the vendor keeps a result when it does not say (facts sheet, section 3).
_URL_LIFE_S = 24 * 3600.0
_MOST_FAILURES = 8
#: A person who stops the work waits so long for the requests under way, which cost money (own judgement).
_PATIENCE_S = 5.0
_UNLIMITED, _RETRY = Budget(), RetryPolicy()

#: Says what follows from an exception, ``None`` for one that it does not know.
Judge = Callable[[BaseException], Fault | None]


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """A usable answer. ``usage`` is what the service says it billed, ``None`` where it does not say.

    ``url`` is where the result is fetched until ``expires_at`` (Unix seconds; 0: a day from now). Both are in the
    journal before the caller sees them.
    """

    value: T = field(repr=False)
    usage: Usage | None = None
    request_id: str = ""
    url: str = field(default="", repr=False)
    expires_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _Call(Generic[T]):
    """How one thing is asked for; see ``Session.perform``."""

    send: Callable[[], Reply[T]]
    judge: Judge | None
    check: Callable[[], None] | None


class Session:
    """What all requests of one book share. Thread-safe."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        pacers: Pacers | None = None,
        breaker: Breaker | None = None,
        budget: Budget = _UNLIMITED,
        retry: RetryPolicy = _RETRY,
        clock: Clock = SYSTEM_CLOCK,
        failures_in_a_row: int = _MOST_FAILURES,
    ) -> None:
        """``failures_in_a_row``: so many requests given up one after another stop the work."""
        self.ledger = ledger
        self.breaker = breaker or Breaker()
        self._pacers = pacers or Pacers(clock)
        self._budget, self._retry, self._clock = budget, retry, clock
        self._most_failures = failures_in_a_row
        self._turn = threading.Condition()
        self._under_way = 0
        self._settled = 0
        self._in_a_row = 0
        self._lanes: set[Lane] = set()
        self.breaker.listen(self._wake)

    def perform(
        self,
        request: Request,
        send: Callable[[], Reply[T]],
        judge: Judge | None = None,
        check: Callable[[], None] | None = None,
        *,
        optional: bool = False,
    ) -> Reply[T]:
        """Buy one thing.

        ``send`` makes exactly one call: it returns, or raises RefusedError or what ``judge`` knows. ``check`` is called
        before each try and while it waits, and ends it by raising: nothing is sent or booked then.

        ``optional``: the work goes on without it, so neither the limit on costs nor failures one after another stop the
        others.

        Raises RefusedError when this request has no answer (to be split, rejected, or tried often enough), and
        EngineError, CostLimitError or OutputError when nothing more may be sent: the same one for all threads. What
        ``judge`` does not know is raised as it is.
        """
        try:
            self._budget.check(request)
            reply = self._try(request, _Call(send, judge, check), self._pacer(request))
        except RefusedError as refusal:
            if not optional:
                self._given_up(refusal.fault)
            raise
        except TakeError:
            raise  # of ``send``, about this text only
        except CostLimitError as limit:
            if not optional:
                self.breaker.trip(limit)
                self.breaker.check()
            raise
        except AudiobookError as cause:
            self.breaker.trip(cause)
            self.breaker.check()
            raise
        with self._turn:
            self._in_a_row = 0
        return reply

    def stop(self, reason: str = "the work was stopped", patience_s: float = _PATIENCE_S) -> None:
        """Send nothing more and end all waits; then wait for what is under way, up to ``patience_s`` seconds.

        What ends meanwhile is in the ledger when this returns, with the address of its result: paid for, and not lost.
        """
        self.breaker.trip(EngineError(reason, hint="run again to go on: everything that was bought is kept"))
        end = self._clock.monotonic() + patience_s
        with self._turn:
            while self._under_way and (left := end - self._clock.monotonic()) > 0:
                self._clock.wait(self._turn, left)

    def _try(self, request: Request, call: _Call[T], pacer: Pacer) -> Reply[T]:
        failures, waited = 0, 0.0
        while True:
            permit, answer = self._once(request, call, pacer)
            if isinstance(answer, Reply):
                pacer.succeeded(permit)
                return answer
            fault = answer.fault
            if fault.policy is Policy.STOP:
                raise EngineError(fault.message, hint=fault.hint)
            if fault.policy is Policy.THROTTLE:
                waited += pacer.throttled(permit, fault.wait_s)
                if waited > self._retry.patience_s:
                    raise answer
            elif fault.policy is Policy.RETRY:
                failures += 1
                if fault.wait_s is not None:
                    pacer.hold(fault.wait_s)
                if failures >= self._retry.tries:
                    raise answer
                self._nap(self._retry.pause(failures))
            else:
                raise answer

    def _once(self, request: Request, call: _Call[T], pacer: Pacer) -> tuple[Permit, Reply[T] | RefusedError]:
        """One call, when the pace, the budget and the breaker allow it."""
        while True:
            permit = pacer.take(partial(self._check, call))
            with self.breaker.passing():
                number, settled = self._enter(request)
                if number is not None:
                    return permit, self._sent(number, request, call)
            self._room(settled)

    def _check(self, call: _Call[T]) -> None:
        self.breaker.check()
        if call.check is not None:
            call.check()

    def _enter(self, request: Request) -> tuple[int | None, int]:
        """The request's number in the ledger. Raises CostLimitError when nothing under way can make room for it."""
        with self._turn:
            number = self.ledger.open(request, self._budget.cap)
            if number is not None:
                self._under_way += 1
            elif not self._under_way:
                raise self._budget.passed(request, self.ledger.totals())
            return number, self._settled

    def _room(self, settled: int) -> None:
        """Wait until a request under way has ended: it may have cost less than it could."""
        with self._turn:
            while self._settled == settled:
                self.breaker.check()
                self._clock.wait(self._turn, None)

    def _sent(self, number: int, request: Request, call: _Call[T]) -> Reply[T] | RefusedError:
        try:
            answer = self._answer(number, request, call)
            self.ledger.settle(number, request, self._result(answer))
        finally:
            with self._turn:
                self._under_way -= 1
                self._settled += 1
                self._turn.notify_all()
        return answer

    def _answer(self, number: int, request: Request, call: _Call[T]) -> Reply[T] | RefusedError:
        try:
            return call.send()
        except RefusedError as refusal:
            return refusal
        except BaseException as error:
            fault = call.judge(error) if call.judge and isinstance(error, Exception) else None
            if fault is None:
                # Nobody knows how far it came.
                self.ledger.settle(number, request, Result(Outcome.UNCERTAIN, fault=type(error).__name__))
                raise
            return RefusedError(fault)

    def _result(self, answer: Reply[T] | RefusedError) -> Result:
        if isinstance(answer, Reply):
            expires_at = answer.expires_at or self._clock.time() + _URL_LIFE_S
            request_id = clean(answer.request_id)
            return Result(Outcome.PAID, answer.usage, request_id, "", answer.url, expires_at if answer.url else 0.0)
        fault = answer.fault
        if answer.usage is not None:
            outcome = Outcome.PAID
        else:
            outcome = Outcome.UNCERTAIN if fault.maybe_billed else Outcome.UNPAID
        return Result(outcome, answer.usage, fault.request_id, fault.code or fault.policy)

    def _given_up(self, fault: Fault) -> None:
        """Requests that all fail for no reason of their own are not worth a whole book of tries."""
        if fault.isolated:
            return
        with self._turn:
            self._in_a_row += 1
            count = self._in_a_row
        if count >= self._most_failures:
            hint = fault.hint or "run again later: everything that was bought is kept"
            self.breaker.trip(EngineError(f"{count} requests failed one after another: {fault.message}", hint=hint))

    def _pacer(self, request: Request) -> Pacer:
        pacer = self._pacers.of(request.lane, request.rpm)
        with self._turn:
            new = request.lane not in self._lanes
            self._lanes.add(request.lane)
        if new:
            self.breaker.listen(pacer.wake)
        return pacer

    def _nap(self, seconds: float) -> None:
        end = self._clock.monotonic() + seconds
        with self._turn:
            while (left := end - self._clock.monotonic()) > 0:
                self.breaker.check()
                self._clock.wait(self._turn, left)

    def _wake(self) -> None:
        with self._turn:
            self._turn.notify_all()
