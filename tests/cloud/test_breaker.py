from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from audiobook.cloud.breaker import Breaker
from audiobook.errors import EngineError, UsageError


def test_the_first_cause_is_the_one_that_everybody_hears():
    breaker = Breaker()
    breaker.check()
    breaker.trip(EngineError("the key is wrong", hint="set it"))
    breaker.trip(UsageError("something later"))
    heard = []
    for _ in range(2):
        with pytest.raises(EngineError, match="the key is wrong") as caught:
            breaker.check()
        heard.append(caught.value)
    assert heard[0] is not heard[1]
    assert heard[0].hint == "set it"


def test_nothing_passes_after_it_opened_and_what_passed_before_finishes():
    breaker = Breaker()
    entered, leave = threading.Event(), threading.Event()

    def fly():
        with breaker.passing():
            entered.set()
            leave.wait(20)
            return "landed"

    with ThreadPoolExecutor(1) as pool:
        flying = pool.submit(fly)
        entered.wait(20)
        breaker.trip(EngineError("stop"))
        with pytest.raises(EngineError), breaker.passing():
            pytest.fail("it passed")
        assert breaker.in_flight == 1
        leave.set()
        assert flying.result(20) == "landed"
    assert breaker.in_flight == 0


def test_no_request_starts_after_the_cause_whatever_the_threads_do():
    breaker, tripped = Breaker(), threading.Event()

    def work(number):
        started_late = 0
        for turn in range(300):
            late = tripped.is_set()
            try:
                with breaker.passing():
                    started_late += late
                if number == 3 and turn == 20:
                    breaker.trip(EngineError("stop"))
                    tripped.set()
            except EngineError:
                continue
        return started_late

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 0
    assert tripped.is_set()


def test_who_waits_is_woken_also_when_it_listens_too_late():
    breaker, woken = Breaker(), []
    breaker.listen(lambda: woken.append("early"))
    breaker.trip(EngineError("stop"))
    breaker.listen(lambda: woken.append("late"))
    assert woken == ["early", "late"]
