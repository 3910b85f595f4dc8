from __future__ import annotations

import heapq
import itertools
import random
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import pytest
from cloud.clocks import FakeClock
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.cloud.account import Lane
from audiobook.cloud.pacing import Pacer, Pacers

_LANE = Lane("dashscope", "0123456789ab", "singapore", "qwen3-tts-flash")


class _Minute:
    """A service that takes so many requests in any sixty seconds."""

    def __init__(self, limit: int) -> None:
        self.limit, self.taken = limit, deque[float]()

    def takes(self, now: float) -> bool:
        while self.taken and self.taken[0] <= now - 60:
            self.taken.popleft()
        if len(self.taken) < self.limit:
            self.taken.append(now)
            return True
        return False


class _Second:
    """A service with a bucket of one token that refills ``rate`` times a second."""

    def __init__(self, rate: float) -> None:
        self.rate, self.tokens, self.last = rate, 1.0, 0.0

    def takes(self, now: float) -> bool:
        self.tokens = min(1.0, self.tokens + (now - self.last) * self.rate)
        self.last = now
        if self.tokens < 1 - 1e-6:
            return False
        self.tokens -= 1
        return True


def _run(pacer: Pacer, clock: FakeClock, service: _Minute | _Second, seconds: float, workers: int = 16):
    """A crowd of workers that always want to send; the times of answers and the number of refusals."""
    draw = random.Random(7)  # noqa: S311 - latencies
    flying: list[tuple[float, int, object, bool]] = []
    answered: list[float] = []
    refused = count = 0
    while clock.now < seconds:
        while len(flying) >= workers or (flying and flying[0][0] <= clock.now):
            end, _, permit, good = heapq.heappop(flying)
            clock.now = max(clock.now, end)
            if good:
                answered.append(end)
                pacer.succeeded(permit)
            else:
                refused += 1
                pacer.throttled(permit)
        permit = pacer.take()
        good = service.takes(clock.now)
        count += 1
        heapq.heappush(flying, (clock.now + (draw.uniform(1, 2) if good else 0.15), count, permit, good))
    return answered, refused


@given(
    rpm=st.floats(1, 3000),
    steps=st.lists(st.one_of(st.floats(0, 30), st.just(0.0)), min_size=2, max_size=60),
)
def test_no_gap_between_requests_is_shorter_than_the_limit_allows(rpm, steps):
    clock = FakeClock()
    pacer = Pacer(rpm, clock=clock)
    sent = []
    for idle in steps:
        clock.now += idle
        sent.append(pacer.take().at)
    gaps = [after - before for before, after in itertools.pairwise(sent)]
    assert min(gaps) >= 60 / rpm * (1 - 1e-9)


@given(rpm=st.floats(10, 600), lateness=st.lists(st.floats(0, 0.5), min_size=5, max_size=80))
def test_no_window_holds_more_requests_than_the_limit_however_late_threads_wake(rpm, lateness):
    class LateClock(FakeClock):
        def wait(self, condition, seconds):
            super().wait(condition, seconds)
            self.now += late.pop() if late else 0.0

    late = list(lateness)
    pacer = Pacer(rpm, clock=LateClock())
    sent = [pacer.take().at for _ in lateness]
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            assert last - first <= (sent[last] - sent[first]) * rpm / 60 + 1e-6


def test_a_known_limit_is_used_to_93_percent_and_never_refused():
    clock = FakeClock()
    answered, refused = _run(Pacer(180, clock=clock), clock, _Second(3.0), 600)
    assert len(answered) >= 0.93 * 3 * 600
    assert refused == 0


@pytest.mark.parametrize("service", [_Second(3.0), _Second(1.0), _Minute(180), _Minute(10)])
def test_a_limit_that_nobody_announced_is_used_to_80_percent_once_it_is_found(service):
    clock = FakeClock()
    answered, _ = _run(Pacer(None, clock=clock), clock, service, 2400)
    rate = service.rate if isinstance(service, _Second) else service.limit / 60
    assert len([at for at in answered if at > 1200]) >= 0.8 * rate * 1200


def test_an_unknown_limit_is_approached_slowly():
    clock = FakeClock()
    answered, _ = _run(Pacer(None, clock=clock), clock, _Second(1000.0), 5)
    assert len(answered) <= 8


def test_refusals_of_one_burst_count_once():
    clock = FakeClock()
    pacer = Pacer(None, clock=clock, start=4.0)
    pacer.succeeded(pacer.take())
    burst = [pacer.take() for _ in range(8)]
    for permit in burst:
        pacer.throttled(permit)
    assert pacer.rate == pytest.approx(4.0 * 0.7)


def test_refusals_of_one_burst_count_once_also_with_answers_between_them():
    clock = FakeClock()
    pacer = Pacer(None, clock=clock, start=4.0)
    pacer.succeeded(pacer.take())
    burst = [pacer.take() for _ in range(8)]
    for number, permit in enumerate(burst):
        if number % 2:
            pacer.succeeded(permit)
        else:
            pacer.throttled(permit)
    assert pacer.rate == pytest.approx(4.0 * 0.7)


def test_refusals_with_no_answer_between_them_lower_the_rate_once_and_lengthen_the_pause():
    clock = FakeClock()
    pacer = Pacer(600, clock=clock)
    pacer.succeeded(pacer.take())
    pauses = [pacer.throttled(pacer.take()) for _ in range(8)]
    assert pacer.rate == pytest.approx(9.5 * 0.7)
    assert max(pauses[-3:]) > max(pauses[:2])
    assert max(pauses) <= 30


def test_a_rare_refusal_does_not_lower_a_known_limit_and_frequent_ones_do():
    clock = FakeClock()
    pacer = Pacer(180, clock=clock)
    for _ in range(30):
        pacer.succeeded(pacer.take())
    assert pacer.throttled(pacer.take()) > 0
    assert pacer.rate == pytest.approx(2.85)
    pacer.succeeded(pacer.take())
    pacer.throttled(pacer.take())
    assert pacer.rate == pytest.approx(2.85 * 0.7)


def test_a_known_limit_is_reached_again_after_a_refusal():
    clock = FakeClock()
    pacer = Pacer(180, clock=clock)
    pacer.succeeded(pacer.take())
    pacer.throttled(pacer.take())
    pacer.take()
    for _ in range(20):
        permit = pacer.take()
        pacer.succeeded(permit)
    assert pacer.rate == pytest.approx(2.85)


def test_requests_that_did_not_wait_do_not_raise_the_rate():
    clock = FakeClock()
    pacer = Pacer(None, clock=clock)
    for _ in range(50):
        clock.now += 10
        pacer.succeeded(pacer.take())
    assert pacer.rate == 1.0


def test_what_the_service_asks_for_holds_everybody_and_has_a_bound():
    clock = FakeClock()
    pacer = Pacer(6000, clock=clock)
    first, second = pacer.take(), pacer.take()
    pacer.throttled(first, 20.0)
    pacer.throttled(second, 5.0)
    assert pacer.take().at >= 20.0
    pacer.hold(1e9)
    before = clock.now
    assert pacer.take().at - before == pytest.approx(70.0, abs=0.1)


def test_threads_get_their_turns_in_the_order_they_came():
    pacer = Pacer(60 * 40)
    order = []

    def turn(number):
        pacer.take()
        order.append(number)

    pacer.hold(0.3)
    threads = []
    for number in range(8):
        threads.append(threading.Thread(target=turn, args=(number,)))
        threads[-1].start()
        while len(pacer._queue) <= number:
            time.sleep(0.001)
    for thread in threads:
        thread.join(20)
    assert order == list(range(8))


def test_a_wait_is_ended_by_its_check_and_the_next_in_line_goes_on():
    pacer = Pacer(1)
    pacer.take()
    stopped = threading.Event()

    def check():
        if stopped.is_set():
            raise InterruptedError

    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(pacer.take, check) for _ in range(4)]
        while len(pacer._queue) < 4:
            time.sleep(0.001)
        stopped.set()
        pacer.wake()
        raised = [future.exception(20) for future in futures]
    assert [type(error) for error in raised] == [InterruptedError] * 4
    assert not pacer._queue


@settings(max_examples=10, deadline=None)
@given(threads=st.integers(1, 12), each=st.integers(1, 6))
def test_threads_together_keep_the_pace_of_one(threads, each):
    pacer = Pacer(60 * 500)
    with ThreadPoolExecutor(threads) as pool:
        sent = sorted(permit.at for permit in pool.map(lambda _: pacer.take(), range(threads * each)))
    gaps = [after - before for before, after in itertools.pairwise(sent)]
    assert all(gap >= 1 / 500 - 1e-6 for gap in gaps)


def test_a_lane_has_one_pacer_and_the_lowest_limit_that_was_named():
    pacers = Pacers(FakeClock())
    pacer = pacers.of(_LANE)
    assert pacers.of(_LANE, 180) is pacer
    assert pacer.rate <= 2.85
    assert pacers.of(_LANE, 60).rate == pytest.approx(0.95)
    assert pacers.of(_LANE, 600).rate == pytest.approx(0.95)
    assert pacers.of(Lane("dashscope", "0123456789ab", "beijing", "qwen3-tts-flash"), 600) is not pacer
