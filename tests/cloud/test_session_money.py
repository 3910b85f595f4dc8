from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from cloud.orders import order
from cloud.service import REJECT, RETRY, THROTTLE, Service
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.cloud.budget import Budget, CostLimitError
from audiobook.cloud.faults import Fault, Place, Policy, RefusedError, judge_exception
from audiobook.cloud.ledger import Ledger, Outcome
from audiobook.cloud.pacing import Pacers
from audiobook.cloud.prices import Money, Usage
from audiobook.cloud.session import Reply, Session
from audiobook.errors import EngineError, OutputError, TakeError

_PLACE = Place("the speech service", "host", "singapore", "qwen3-tts-flash")


def _outcomes(ledger):
    return [entry.outcome for entry in ledger.entries()]


def test_an_answer_is_booked_and_its_address_is_in_the_journal(session, ledger, clock):
    reply = Reply("sound", Usage(90), "r-1", "http://host/a.wav?Signature=x", clock.time() + 100)
    assert session.perform(order("a"), Service(reply).send) is reply
    assert ledger.pending("a").url == reply.url
    assert ledger.totals()[0].paid == Money.of("USD", "0.0009")
    assert "Signature" not in repr(reply)


def test_an_address_without_an_end_is_kept_for_a_day(session, ledger, clock):
    session.perform(order("a"), Service(Reply("", url="http://host/a")).send)
    assert ledger.pending("a").expires_at == pytest.approx(clock.time() + 86400, abs=1)


def test_the_request_stands_in_the_ledger_before_it_is_sent(session, ledger):
    seen = []

    def send():
        seen.extend(_outcomes(ledger))
        return Reply("sound")

    session.perform(order(), send)
    assert seen == [Outcome.OPEN]


def test_what_may_pass_is_tried_again_and_each_try_is_booked(session, ledger):
    service = Service(RETRY, THROTTLE, RETRY)
    assert session.perform(order(), service.send).value == "sound"
    assert service.calls == 4
    assert _outcomes(ledger) == [Outcome.UNPAID] * 3 + [Outcome.PAID]
    assert [entry.fault for entry in ledger.entries()] == ["InternalError", "Throttling", "InternalError", ""]


def test_failures_of_the_client_are_judged_and_doubtful_ones_are_booked(session, ledger):
    service = Service(ConnectionResetError(), ConnectionRefusedError(), TimeoutError())
    session.perform(order(), service.send, partial(judge_exception, _PLACE))
    assert _outcomes(ledger) == [Outcome.UNCERTAIN, Outcome.UNPAID, Outcome.UNCERTAIN, Outcome.PAID]


@pytest.mark.parametrize("error", [KeyError("a bug"), KeyboardInterrupt(), TakeError("this text")])
def test_what_nobody_judges_is_raised_as_it_is_and_booked_as_doubtful(session, ledger, error):
    with pytest.raises(type(error)):
        session.perform(order(), Service(error).send, partial(judge_exception, _PLACE))
    assert _outcomes(ledger) == [Outcome.UNCERTAIN]
    session.perform(order(), Service().send)


def test_a_useless_answer_that_was_billed_is_booked_as_paid(session, ledger):
    useless = RefusedError(RETRY, Usage(80))
    session.perform(order(), Service(useless).send)
    assert ledger.totals()[0].usage == Usage(180)


def test_the_cost_limit_stops_before_it_is_passed_and_says_what_to_do(ledger, clock):
    session = Session(ledger, clock=clock, budget=Budget(Money.of("USD", "0.0025")))
    for _ in range(2):
        session.perform(order(), Service().send)
    service = Service()
    with pytest.raises(CostLimitError, match=r"limit of USD 0\.0025 .* USD 0\.0020 is spent") as caught:
        session.perform(order(), service.send)
    assert service.calls == 0
    assert "--max-cost" in caught.value.hint


def test_the_cost_limit_counts_earlier_runs_and_what_they_may_have_spent(ledger, clock):
    ledger.open(order())
    session = Session(ledger, clock=clock, budget=Budget(Money.of("USD", "0.0015")))
    with pytest.raises(CostLimitError, match="may have been billed"):
        session.perform(order(), Service().send)


def test_without_a_price_or_in_another_currency_no_limit_can_be_kept(ledger, clock):
    dollars = Session(ledger, clock=clock, budget=Budget(Money.of("USD", 1)))
    with pytest.raises(EngineError, match="price of model 'qwen3-tts-flash' is not known"):
        dollars.perform(order(tariff=None), Service().send)
    yuan = Session(ledger, clock=clock, budget=Budget(Money.of("CNY", 1)))
    with pytest.raises(EngineError, match="priced in USD, and the limit is in CNY"):
        yuan.perform(order(), Service().send)
    Session(ledger, clock=clock).perform(order(tariff=None), Service().send)


def test_a_request_waits_for_room_while_others_may_turn_out_cheaper(tmp_path, monkeypatch):
    with Ledger(tmp_path / "l") as ledger, ThreadPoolExecutor(2) as pool:
        session = Session(ledger, budget=Budget(Money.of("USD", "0.0012")))
        sent, land = threading.Event(), threading.Event()

        def cheap():
            sent.set()
            land.wait(20)
            return Reply("sound", Usage(10))

        first = pool.submit(session.perform, order("a"), cheap)
        sent.wait(20)
        asked, had_room = ledger.open, []
        monkeypatch.setattr(ledger, "open", lambda *given: had_room.append(asked(*given)) or had_room[-1])
        second = pool.submit(session.perform, order("b"), Service(Reply("sound", Usage(100))).send)
        while not had_room:
            time.sleep(0.001)
        assert had_room == [None]
        land.set()
        assert first.result(20).value == second.result(20).value == "sound"
        assert ledger.totals()[0].paid == Money.of("USD", "0.0011")


@settings(max_examples=12, deadline=None)
@given(
    cap=st.integers(0, 40),
    threads=st.integers(2, 10),
    plan=st.lists(st.sampled_from(["ok", "cheap", "doubt", "retry"]), min_size=5, max_size=40),
    seed=st.integers(0, 99),
)
def test_the_cost_limit_is_never_passed_by_any_number_of_threads(tmp_path_factory, cap, threads, plan, seed):
    limit = Money.of("USD", "0.001").times(cap)
    bill, lock, draw = [0], threading.Lock(), random.Random(seed)  # noqa: S311 - latencies

    def send(what):
        time.sleep(draw.uniform(0, 0.003))
        with lock:
            bill[0] += {"ok": 100, "cheap": 30, "doubt": 100, "retry": 0}[what]
        if what == "doubt":
            raise RefusedError(Fault(Policy.REJECT, "lost", maybe_billed=True, isolated=True))
        if what == "retry":
            raise RefusedError(REJECT)
        return Reply(what, Usage(100 if what == "ok" else 30))

    def buy(what):
        try:
            session.perform(order(), partial(send, what))
        except RefusedError:
            return
        except CostLimitError:
            refused.append(what)

    refused = []
    with Ledger(tmp_path_factory.mktemp("cap") / "l") as ledger, ThreadPoolExecutor(threads) as pool:
        session = Session(ledger, pacers=Pacers(), budget=Budget(limit))
        list(pool.map(buy, plan))
        totals = ledger.totals()
    most = totals[0].most if totals else Money("USD")
    assert most <= limit
    assert most == Money.of("USD", "0.00001").times(bill[0])
    assert not refused or most + Money.of("USD", "0.001") > limit


def test_a_check_of_the_caller_ends_the_tries_and_nothing_is_booked_for_it(session, ledger):
    service = Service(*[RETRY] * 6)

    def check():
        if service.calls == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        session.perform(order(), service.send, None, check)
    assert _outcomes(ledger) == [Outcome.UNPAID] * 2
    session.breaker.check()


def test_a_ledger_that_cannot_be_written_stops_the_work(session, ledger):
    ledger._file._base.execute("PRAGMA query_only = ON")
    service = Service()
    with pytest.raises(OutputError, match="cannot be written"):
        session.perform(order(), service.send)
    assert service.calls == 0
    with pytest.raises(OutputError, match="cannot be written"):
        session.breaker.check()
