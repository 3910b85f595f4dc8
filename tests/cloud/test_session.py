from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from cloud.orders import LANE, order
from cloud.service import REJECT, RETRY, SPLIT, STOP, THROTTLE, Service

from audiobook.cloud.faults import Fault, Place, Policy, RefusedError
from audiobook.cloud.ledger import Ledger
from audiobook.cloud.retry import RetryPolicy
from audiobook.cloud.session import Session
from audiobook.errors import EngineError

_PLACE = Place("the speech service", "host", "singapore", "qwen3-tts-flash")


def _outcomes(ledger):
    return [entry.outcome for entry in ledger.entries()]


def test_it_is_tried_six_times_and_then_given_up(session):
    service = Service(*[RETRY] * 20)
    with pytest.raises(RefusedError, match="cold"):
        session.perform(order(), service.send)
    assert service.calls == 6
    assert session.breaker.cause is None


def test_throttles_wait_about_a_minute_in_all_and_are_not_counted_as_tries(session, clock):
    service = Service(*[THROTTLE] * 7)
    assert session.perform(order(), service.send).value == "sound"
    service = Service(*[THROTTLE] * 500)
    before = clock.now
    with pytest.raises(RefusedError, match="too fast"):
        session.perform(order(), service.send)
    assert 30 <= clock.now - before <= 120


def test_what_the_service_asks_for_is_waited_for(session, clock):
    wait = Fault(Policy.THROTTLE, "too fast", wait_s=9.0)
    busy = Fault(Policy.RETRY, "busy", wait_s=40.0)
    session.perform(order(), Service(wait).send)
    assert clock.now >= 9
    session.perform(order(), Service(busy).send)
    assert clock.now >= 49


@pytest.mark.parametrize("fault", [REJECT, SPLIT])
def test_what_lies_in_the_text_is_asked_once_and_stops_nobody(session, fault):
    for _ in range(20):
        service = Service(fault)
        with pytest.raises(RefusedError) as caught:
            session.perform(order(), service.send)
        assert (service.calls, caught.value.fault) == (1, fault)
    session.breaker.check()


def test_a_stop_stops_everybody_with_one_cause_and_one_request(session):
    with pytest.raises(EngineError, match="key is wrong") as first:
        session.perform(order(), Service(STOP).send)
    service = Service()
    with pytest.raises(EngineError, match="key is wrong") as second:
        session.perform(order(), service.send)
    assert service.calls == 0
    assert first.value.hint == second.value.hint == "set DASHSCOPE_API_KEY"


def test_a_stop_wakes_all_who_wait_for_their_turn(tmp_path):
    with Ledger(tmp_path / "l") as ledger:
        session = Session(ledger)
        calls, queued = [], threading.Event()

        def send():
            calls.append(1)
            queued.wait(20)
            raise RefusedError(STOP)

        with ThreadPoolExecutor(8) as pool:
            futures = [pool.submit(session.perform, order(rpm=1), send) for _ in range(8)]
            while len(session._pacers.of(LANE)._queue) < 7:
                time.sleep(0.001)
            queued.set()
            raised = [future.exception(20) for future in futures]
    assert len(calls) == 1
    assert {str(error) for error in raised} == {"the key is wrong"}


def test_a_stop_from_outside_ends_a_pause(tmp_path):
    with Ledger(tmp_path / "l") as ledger, ThreadPoolExecutor(1) as pool:
        session = Session(ledger, retry=RetryPolicy(first_s=1000, longest_s=2000))
        sent = threading.Event()

        def send():
            sent.set()
            raise RefusedError(RETRY)

        waiting = pool.submit(session.perform, order(), send)
        sent.wait(20)
        session.stop()
        assert "stopped" in str(waiting.exception(20))


def test_failures_one_after_another_stop_the_work_and_a_success_between_them_does_not(session):
    for number in range(20):
        if number % 7 == 6:
            session.perform(order(), Service().send)
            continue
        with pytest.raises(RefusedError):
            session.perform(order(), Service(*[RETRY] * 6).send)
    session.perform(order(), Service().send)
    for _ in range(8):
        with pytest.raises(RefusedError):
            session.perform(order(), Service(*[RETRY] * 6).send)
    with pytest.raises(EngineError, match="8 requests failed one after another: the service has a cold"):
        session.perform(order(), Service().send)
