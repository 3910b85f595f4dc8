"""How many requests a second one lane gets: a token bucket that holds one token, with a rate that learns.

A limit that is known is approached and not touched. One that is not known is found by asking faster until the service
refuses, then slower. Retries go through the same bucket as everything else.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from audiobook.cloud.account import Lane
from audiobook.cloud.clock import SYSTEM_CLOCK, Clock
from audiobook.cloud.retry import LONGEST_RETRY_AFTER_S, jittered

#: Share of a known limit that is used. The facts sheet (section 6) measured 0.93 without a refusal; issue 5 asks for
#: 0.93 over a whole book with its beginning and end, which needs a little more.
SHARE = 0.95
#: A thread that woke late may make up for it with the next token, by so much of the interval, so that lateness does not
#: add up. The gap stays 3 % longer than a known limit asks for: requests take unlike times to the service.
_CATCH_UP = 0.02
#: What is left of the rate after a refusal (facts sheet, section 6); more where it was expected.
_CUT, _CUT_NEAR = 0.7, 0.8
#: Where nothing is known, each answer adds so many requests a second until the first refusal. Own judgement: from one
#: a second to three in eleven seconds, while a burst at the start is refused for itself (facts sheet, section 6).
_START, _FIRST_STEP = 1.0, 0.1
#: Later the way back to 90 % of what was refused is short, and the rest long, in shares of the refused rate. Chosen by
#: simulation over limits of 0.17 to 10 requests a second, by bucket or by minute: slower steps are refused less, and
#: let refusals at random wear the rate down.
_NEAR, _FAST_STEP, _SLOW_STEP = 0.9, 0.05, 0.005
#: A refusal on the way back, after so many answers, is taken for chance and not for a limit that fell.
_MANY = 2
#: The way back to a known limit. There a refusal after so many answers is an accident, and the pause is enough.
_KNOWN_STEP, _MANY_KNOWN = 0.05, 20
#: Requests a second, whatever is refused, and whatever limit is named.
_SLOWEST, _NEXT_TO_NOTHING = 0.02, 1e-4
#: Pauses after refusals without an answer in between (facts sheet, section 6).
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0


@dataclass(frozen=True, slots=True)
class Permit:
    """One request may go, ``at`` monotonic seconds, after ``epoch`` refusals. ``waited``: the pace held it back."""

    at: float
    epoch: int
    waited: bool


class Rate:
    """Requests a second that seem right. Not thread-safe; ``Pacer`` guards it."""

    __slots__ = ("_answers", "_limit", "_refused_at", "value")

    def __init__(self, limit: float | None, start: float = _START) -> None:
        """``limit`` in requests a second when it is known."""
        self._limit = limit
        self._refused_at: float | None = None
        self._answers = 0
        self.value = start if limit is None else limit

    def answered(self, *, counts: bool) -> None:
        """A request got through; one that had not to wait for its turn says nothing about a higher rate."""
        self._answers += 1
        if not counts:
            return
        if self._limit is not None:
            step = _KNOWN_STEP * self._limit
        elif self._refused_at is None:
            step = _FIRST_STEP
        else:
            near = self.value >= _NEAR * self._refused_at
            step = self._refused_at * (_SLOW_STEP if near else _FAST_STEP)
        self.value = self.value + step if self._limit is None else min(self._limit, self.value + step)

    def refused(self) -> None:
        """The service wants less. Refusals without an answer in between say nothing new about the rate."""
        if not self._answers:
            return
        answers, self._answers = self._answers, 0
        if self._limit is not None and answers >= _MANY_KNOWN:
            return
        known, many = self._refused_at, answers >= _MANY
        near = known is not None and self.value >= _NEAR * known
        if known is None or near or not many:
            self._refused_at = self.value
        self.value = max(min(_SLOWEST, self.value), self.value * (_CUT_NEAR if near else _CUT))

    def lower(self, limit: float) -> None:
        """A limit became known, or a lower one."""
        self._limit = limit if self._limit is None else min(limit, self._limit)
        self.value = min(self.value, self._limit)


class Pacer:
    """The bucket of one lane: first come, first served, all held back together. Thread-safe."""

    def __init__(self, rpm: float | None = None, *, clock: Clock = SYSTEM_CLOCK, start: float = _START) -> None:
        """``rpm`` is the limit in requests a minute, or ``None``: then ``start`` requests a second come first."""
        self._clock = clock
        self._rate = Rate(_share(rpm), start)
        self._turn = threading.Condition()
        self._queue: deque[object] = deque()
        #: When the last token was due; far in the past before the first.
        self._last = float("-inf")
        self._held_until = float("-inf")
        self._epoch = 0
        self._refusals = 0

    @property
    def rate(self) -> float:
        """Requests a second at present."""
        return self._rate.value

    def take(self, check: Callable[[], None] | None = None) -> Permit:
        """Wait for a token. ``check`` is called whenever the wait is looked at, and ends it by raising."""
        ticket = object()
        with self._turn:
            self._queue.append(ticket)
            waited = False
            try:
                while True:
                    if check is not None:
                        check()
                    left = self._left() if self._queue[0] is ticket else None
                    if left is not None and left <= 0:
                        return self._grant(waited=waited)
                    waited = True
                    self._clock.wait(self._turn, left)
            finally:
                self._queue.remove(ticket)
                self._turn.notify_all()

    def _left(self) -> float:
        """Seconds until the next token, for the rate of now."""
        return max(self._last + 1.0 / self._rate.value, self._held_until) - self._clock.monotonic()

    def _grant(self, *, waited: bool) -> Permit:
        now = self._clock.monotonic()
        interval = 1.0 / self._rate.value
        late = now - (self._last + interval)
        self._last = now - min(late, _CATCH_UP * interval)
        return Permit(now, self._epoch, waited)

    def succeeded(self, permit: Permit) -> None:
        """The request of that permit was answered."""
        with self._turn:
            self._refusals = 0
            self._rate.answered(counts=permit.waited and permit.epoch == self._epoch)
            self._turn.notify_all()

    def throttled(self, permit: Permit, wait_s: float | None = None) -> float:
        """The request of that permit was refused for its pace; ``wait_s`` is what the service asks for.

        Holds the whole lane and slows it down. Requests that were under way together count once. Returns the seconds
        that the lane is held from now on.
        """
        with self._turn:
            if permit.epoch == self._epoch:
                self._epoch += 1
                self._refusals += 1
                self._rate.refused()
                if wait_s is None:
                    wait_s = jittered(self._refusals - 1, _FIRST_PAUSE_S, _LONGEST_PAUSE_S)
            if wait_s is not None:
                self._hold(wait_s)
            return max(0.0, self._held_until - self._clock.monotonic())

    def hold(self, seconds: float) -> None:
        """Let nobody of this lane pass for that long."""
        with self._turn:
            self._hold(seconds)

    def _hold(self, seconds: float) -> None:
        pause = min(max(0.0, seconds), LONGEST_RETRY_AFTER_S)
        self._held_until = max(self._held_until, self._clock.monotonic() + pause)
        self._turn.notify_all()

    def wake(self) -> None:
        """Let all who wait look at their ``check`` again."""
        with self._turn:
            self._turn.notify_all()

    def limit(self, rpm: float | None) -> None:
        """A known limit, or a lower one than was known."""
        with self._turn:
            if (limit := _share(rpm)) is not None:
                self._rate.lower(limit)


def _share(rpm: float | None) -> float | None:
    return None if rpm is None else max(_NEXT_TO_NOTHING, rpm / 60.0 * SHARE)


class Pacers:
    """The pacers of a process, one for each lane. Thread-safe."""

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        """Empty."""
        self._clock = clock
        self._lock = threading.Lock()
        self._lanes: dict[Lane, Pacer] = {}

    def of(self, lane: Lane, rpm: float | None = None) -> Pacer:
        """The pacer of that lane; where several limits are named, the lowest one is kept."""
        with self._lock:
            pacer = self._lanes.get(lane)
            if pacer is None:
                pacer = self._lanes[lane] = Pacer(rpm, clock=self._clock)
                return pacer
        pacer.limit(rpm)
        return pacer
