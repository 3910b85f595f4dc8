"""What an account may do with a model in a region: requests and tokens a minute, bursts, requests side by side."""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from fake_dashscope.faults import FAILURES, Failure, Fault


class Window(StrEnum):
    """How requests a minute are counted: as a budget for each second (the vendor may), or over a whole minute."""

    SECOND = "second"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of each (account, region, model); ``None`` is no limit.

    ``rpm`` requests a minute, or what the vendor publishes for the model where ``published`` is set and ``rpm`` is not;
    ``minute_s`` shortens the minute for tests. ``burst`` is how many may start within ``burst_s``. ``tpm`` are tokens a
    minute. ``announced``: refusals name the limit. ``retry_after_s`` is sent as Retry-After, fractions as they are.
    After a refusal everything is refused for ``recovery_s``.
    """

    rpm: int | None = None
    window: Window = Window.SECOND
    minute_s: float = 60.0
    burst: int | None = None
    burst_s: float = 1.0
    concurrency: int | None = None
    tpm: int | None = None
    announced: bool = True
    retry_after_s: float | None = None
    recovery_s: float = 0.0
    published: bool = False


class _Span:
    """So much in any ``seconds``: what was let in lately, with its weight. Refused requests do not count."""

    def __init__(self, most: float, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._lately: deque[tuple[float, float]] = deque()
        self._sum = 0.0

    def full(self, now: float, weight: float) -> bool:
        while self._lately and self._lately[0][0] <= now - self.seconds:
            self._sum -= self._lately.popleft()[1]
        return self._sum + weight > self.most

    def add(self, now: float, weight: float) -> None:
        self._lately.append((now, weight))
        self._sum += weight


class _Gate:
    """One account, region and model. Under the lock of ``Gates``."""

    def __init__(self, limits: Limits, rpm: int | None) -> None:
        self._limits = limits
        self._rpm = rpm
        self.inside = 0
        self._shut_until = -math.inf
        self._rate = _Span(math.inf, 1)
        if rpm and limits.window is Window.MINUTE:
            self._rate = _Span(rpm, limits.minute_s)
        elif rpm:
            # A second's share need not be whole: count up to the next whole request, in as long as that is worth.
            share = max(1, math.ceil(rpm / limits.minute_s))
            self._rate = _Span(share, share * limits.minute_s / rpm)
        self._burst = _Span(limits.burst or math.inf, limits.burst_s)
        self._tokens = _Span(limits.tpm or math.inf, limits.minute_s)

    def enter(self, now: float, tokens: int) -> Failure | None:
        refusal = self._refusal(now, tokens)
        if refusal is None:
            self.inside += 1
            self._rate.add(now, 1)
            self._burst.add(now, 1)
            self._tokens.add(now, tokens)
        elif now >= self._shut_until:
            self._shut_until = now + self._limits.recovery_s
        return refusal

    def _refusal(self, now: float, tokens: int) -> Failure | None:
        if now < self._shut_until:
            return self._failure(Fault.RATE_QUOTA, f"{self._rpm} requests a minute")
        if self._limits.concurrency and self.inside >= self._limits.concurrency:
            return self._failure(Fault.THROTTLED, f"{self._limits.concurrency} requests side by side")
        if self._burst.full(now, 1):
            return self._failure(Fault.BURST_RATE, f"{self._limits.burst} in {self._limits.burst_s:g} s")
        if self._rate.full(now, 1):
            return self._failure(Fault.RATE_QUOTA, f"{self._rpm} requests a minute")
        if self._tokens.full(now, tokens):
            return self._failure(Fault.ALLOCATION_QUOTA, f"{self._limits.tpm} tokens a minute")
        return None

    def _failure(self, fault: Fault, limit: str) -> Failure:
        failure = FAILURES[fault]
        if not self._limits.announced:
            return failure
        return Failure(failure.status, failure.code, f"{failure.message} The limit is {limit}.")


class Gates:
    """All of them, made as they are needed. Thread-safe."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._gates: dict[tuple[str, str, str], _Gate] = {}

    def enter(self, account: str, region: str, model: str, *, tokens: int, published: int | None) -> Failure | None:
        """Let a request in, which then has to ``leave``; or say why not. ``published`` is the model's own RPM."""
        with self._lock:
            gate = self._gates.get((account, region, model))
            if gate is None:
                rpm = self._limits.rpm or (published if self._limits.published else None)
                gate = self._gates[account, region, model] = _Gate(self._limits, rpm)
            return gate.enter(self._clock(), tokens)

    def leave(self, account: str, region: str, model: str) -> None:
        """The request that was let in is done."""
        with self._lock:
            self._gates[account, region, model].inside -= 1
