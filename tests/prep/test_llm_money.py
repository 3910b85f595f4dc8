"""The pass in a storm and at the limit on costs: the ledger is the service's bill, and speech is not held up."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from fake_dashscope.faults import Fault
from fake_dashscope.limits import Limits
from fake_dashscope.schedule import always, sometimes
from fake_dashscope.service import FakeDashScope
from fake_dashscope.settings import Settings
from fakes.llm_book import book, doubtful
from fakes.llm_server import all_to, asked_in

from audiobook.cloud.account import Lane
from audiobook.cloud.budget import Budget, CostLimitError
from audiobook.cloud.ledger import Kind, Ledger, Outcome, Request
from audiobook.cloud.prices import Money, Tariff, Usage
from audiobook.cloud.retry import RetryPolicy
from audiobook.cloud.session import Reply, Session
from audiobook.errors import EngineError
from audiobook.prep.attribution import llm, llm_votes
from audiobook.prep.attribution.llm_dashscope import DashScopeChat, DashScopeSettings

pytest.importorskip("dashscope")
TARIFF = Tariff("USD", per_token_in=Decimal("0.0000004"), per_token_out=Decimal("0.0000012"))
WAITING, CHANGED = llm_votes.Outcome.WAITING, llm_votes.Outcome.CHANGED


def oracle(chat):
    return all_to("c2")(chat.user)


@pytest.fixture
def serve(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running = []

    def serve(*rules, **settings):
        service = FakeDashScope(Settings(rules=rules, answer=oracle, **settings))
        service.start()
        running.append(service)
        return service

    yield serve
    for service in running:
        service.stop()


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        yield ledger


@pytest.fixture
def run(tmp_path, ledger):
    def run(service, lines, *, cap=None, key=None, tariff=TARIFF, rpm=60_000, **options):
        paragraphs, before = book(lines)
        run.before, run.events = before, []
        retry = RetryPolicy(first_s=0.01, longest_s=0.1, patience_s=60)
        run.session = Session(ledger, budget=Budget(cap), retry=retry)
        settings = DashScopeSettings(base_url=service.base_url, timeout_s=5, tariff=tariff, rpm=rpm)
        environ = {"DASHSCOPE_API_KEY": service.key if key is None else key}
        client = DashScopeChat(lambda: run.session, settings, environ)
        asked = {"model": "qwen-plus", "threshold": 0.6, "cache_folder": tmp_path / "llm", **options}
        return llm.improve(paragraphs, before, client=client, emit=run.events.append, **asked)

    return run


def warnings(run):
    return [event.message for event in run.events if getattr(event, "code", "") == "llm-incomplete"]


def booked(ledger, outcome):
    counted = [entry.usage for entry in ledger.entries() if entry.outcome is outcome]
    return sum(usage.tokens_in for usage in counted), sum(usage.tokens_out for usage in counted)


def check_bill(ledger, service):
    """What the service told is booked as paid, to the token; the rest of its bill is within what may be billed."""
    bill = service.bill()
    assert booked(ledger, Outcome.PAID) == (bill.answered.input_tokens, bill.answered.output_tokens)
    read, made = booked(ledger, Outcome.UNCERTAIN)
    assert read >= bill.lost.input_tokens
    assert made >= bill.lost.output_tokens


def test_a_storm_costs_no_label_and_the_ledger_is_the_bill(serve, run, ledger):
    service = serve(
        sometimes(Fault.RATE_QUOTA, 0.1), sometimes(Fault.RESET, 0.05), sometimes(Fault.RESET_AFTER_BILLING, 0.1),
        sometimes(Fault.INTERNAL_ERROR, 0.1), sometimes(Fault.AUDIO_NULL, 0.1), sometimes(Fault.BROKEN_JSON, 0.05),
    )  # fmt: skip
    _, records = run(service, doubtful(1800), workers=8)
    assert {record.outcome for record in records} == {CHANGED}
    assert warnings(run) == []
    assert len({request.outcome for request in service.requests}) > 3, "it was a storm"
    check_bill(ledger, service)
    entries = tuple(ledger.entries())
    assert len(entries) == len(service.requests)
    assert {entry.kind for entry in entries} == {Kind.LLM}


def test_an_unknown_limit_of_the_service_is_learned_and_kept_to(serve, run):
    service = serve(limits=Limits(rpm=240, announced=False))
    _, records = run(service, doubtful(900), rpm=None, workers=8)
    assert {record.outcome for record in records} == {CHANGED}
    assert service.counters().throttled <= 3


def test_a_budget_that_ends_in_the_middle_keeps_the_labels_so_far_and_says_it_once(serve, run, ledger):
    service, cap = serve(), Money.of("USD", "0.03")
    after, records = run(service, doubtful(1800), cap=cap)
    assert {record.outcome for record in records} == {CHANGED, WAITING}
    for record in records:
        same = after.verdicts[record.utterance] == run.before.verdicts[record.utterance]
        assert same is (record.outcome is WAITING)
    (warning,) = warnings(run)
    assert "limit of USD 0.0300 would be passed" in warning
    assert "raise --max-cost" in warning
    (total,) = ledger.totals()
    assert Money("USD") < total.most <= cap
    check_bill(ledger, service)


def test_the_next_pass_asks_only_what_is_waiting(serve, run):
    service = serve()
    run(service, doubtful(1800), cap=Money.of("USD", "0.03"))
    before = len(service.requests)
    _, records = run(service, doubtful(1800))
    assert {record.outcome for record in records} == {CHANGED}
    asked = [request.body["input"]["messages"][1]["content"] for request in service.requests]
    assert 0 < before < len(asked) == len(set(asked))


def test_no_cap_is_passed_though_answers_say_nothing_of_what_they_cost(serve, run, ledger):
    service, cap = serve(sometimes(Fault.RESET_AFTER_BILLING, 0.3)), Money.of("USD", "0.04")
    run(service, doubtful(1800), cap=cap, workers=8)
    owed = TARIFF.price(Usage(tokens_in=service.bill().total.input_tokens))
    assert owed <= ledger.totals()[0].most <= cap


def test_a_service_that_is_down_ends_the_pass_and_leaves_speech_alone(serve, run):
    service = serve(always(Fault.INTERNAL_ERROR))
    after, records = run(service, doubtful(1800), workers=8)
    assert after == run.before
    assert {record.outcome for record in records} == {WAITING}
    assert len(warnings(run)) == 1
    assert run.session.breaker.cause is None


def test_a_bad_key_stops_everything_that_shares_the_session(serve, run, ledger):
    service = serve()
    secret = "sk-a-key-of-nobody-at-all"  # noqa: S105 - of nobody
    with pytest.raises(EngineError, match="401") as caught:
        run(service, doubtful(1800), key=secret)
    assert "DASHSCOPE_API_KEY" in caught.value.hint
    with pytest.raises(EngineError, match="401"):
        run.session.breaker.check()
    assert len(service.requests) <= 4, "those under way"
    assert ledger.totals()[0].most == Money("USD")
    assert secret.encode() not in ledger.path.read_bytes()
    assert secret not in f"{list(ledger.entries())} {run.events} {caught.value!r}"


def test_a_passage_with_too_few_answers_is_paid_and_asked_no_third_time(serve, run, ledger):
    service = serve()
    service._server.desk.settings = Settings(answer=lambda _: json.dumps({"q1": "c2"}))
    _, records = run(service, doubtful(2))
    assert {record.outcome for record in records} == {llm_votes.Outcome.UNANSWERED}
    assert [entry.outcome for entry in ledger.entries()] == [Outcome.PAID] * 2
    check_bill(ledger, service)


def test_without_a_price_nothing_is_sent_under_a_cap(serve, run):
    service = serve()
    with pytest.raises(EngineError, match="price of model 'qwen-plus' is not known"):
        run(service, doubtful(2), cap=Money.of("USD", "1"), tariff=None)
    assert service.requests == ()


def test_a_spent_budget_stops_no_sound_that_fits_into_the_rest(serve, run):
    cap = Money.of("USD", "0.03")
    run(serve(), doubtful(1800), cap=cap)
    run.session.breaker.check()
    (total,) = run.session.ledger.totals()
    left = cap - total.most
    lane = Lane("dashscope", "account", "here", "voice")

    def sound(price: Money) -> None:
        tariff = Tariff("USD", per_request=price.amount)
        run.session.perform(Request(lane, Kind.SPEECH, "take", Usage(), tariff), lambda: Reply(b"", Usage()))

    sound(left)
    with pytest.raises(CostLimitError):
        sound(Money("USD", 1))


def test_the_lines_asked_for_are_those_in_doubt(serve, run):
    service = serve()
    run(service, doubtful(3))
    (request,) = service.requests
    assert asked_in(request.body["input"]["messages"][1]["content"]) == ["q1", "q2", "q3"]
    assert request.kind == "llm"
