"""What ends a build that pays, what it leaves behind, and how the next one goes on."""

from __future__ import annotations

import signal
import threading
import time

import pytest
from fake_dashscope import FakeDashScope, Latency, Rule, Settings, always
from fake_dashscope.faults import Fault
from faults.cloud_books import LINES, CloudBook

from audiobook.engines.qwen.settings import KEY_VARIABLE
from audiobook.errors import EngineError, IncompleteError


@pytest.fixture
def service():
    with FakeDashScope(Settings(latency=Latency(0.05))) as running:
        yield running
        assert running.troubles == ()


@pytest.fixture
def book(service, tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, service.key)
    return CloudBook(service, tmp_path)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.INVALID_KEY, "InvalidApiKey"),
        (Fault.ARREARAGE, "Arrearage"),
        (Fault.MODEL_NOT_FOUND, "ModelNotFound"),
        (Fault.FREE_QUOTA_SPENT, "Free allocated quota"),
    ],
)
def test_a_lasting_refusal_costs_no_request_but_those_in_flight_and_keeps_the_takes(book, service, fault, words):
    book.set(workers=4)
    service.plan(always(fault, first=9))
    error = book.build()
    assert isinstance(error, EngineError)
    assert error.exit_code == 6
    assert words in error.message
    assert error.hint
    assert book.findings == [f for f in book.findings if f.severity == "info"]
    assert 9 <= len(service.requests) <= 8 + 4
    assert len(book.takes) == 8
    kept = book.takes
    service.calm()
    assert book.build() is None
    assert book.takes.items() >= kept.items()
    assert book.wrong() == []
    assert book.account().twice == ()


def test_a_refused_text_is_listed_with_its_place_and_all_others_are_recorded(book, service):
    service.plan(always(Fault.DATA_INSPECTION, text=r"Dogwood|Laurel"))
    error = book.build()
    assert isinstance(error, IncompleteError)
    assert error.exit_code == 7
    listed = [(f.source.line, f.message) for f in book.findings if f.code == "segment-not-recorded"]
    lines = book.script.read_text().splitlines()
    assert sorted(place for place, _ in listed) == [lines.index(LINES[n]) + 1 for n in (3, 11)]
    assert all("DataInspectionFailed" in message and "Alder" not in message for _, message in listed)
    assert sorted(book.asked()) == sorted(["One.", *LINES])
    assert len(book.takes) == len(LINES) + 1 - 2
    book.write("\n\n".join(line.replace("Dogwood", "Bramble").replace("Laurel", "Larch") for line in LINES))
    assert book.build() is None
    assert len(service.requests) == len(LINES) + 1 + 2


def test_a_text_that_the_service_calls_too_long_is_recorded_in_halves(book, service):
    book.write(f"{LINES[0]} {LINES[1]}")
    service.plan(Rule(Fault.TOO_LONG, text="Alder.*Birch"))
    assert book.build() is None
    assert book.asked()[-2:] == [LINES[0], LINES[1]]
    assert len(book.takes) == 2


def test_the_limit_on_costs_holds_over_builds_and_raising_it_pays_nothing_twice(book, service):
    for _ in range(2):
        error = book.build(max_cost="USD 0.006")
        assert "limit of USD 0.0060" in error.message
        assert "--max-cost" in error.hint
    (total,) = book.totals()
    assert 0.005 < float(total.most.amount) <= 0.006
    sent = len(service.requests)
    assert sent == len(book.takes) < len(LINES)
    assert book.build(max_cost="USD 1") is None
    assert len(service.requests) == len(LINES) + 1


def test_the_limit_on_costs_counts_what_was_in_flight_at_a_kill(tmp_path):
    with FakeDashScope(Settings(latency=Latency(0.5))) as service:
        book = CloudBook(service, tmp_path)
        running = book.command("--engine", "qwen", "--max-cost", "USD 0.006", start=True)
        check_comes_true(lambda: service.counters().calls >= 4)
        running.kill()
        running.communicate()
        unheard = book.totals()[0].uncertain
        assert unheard.nanos > 0
        result = book.command("--engine", "qwen", "--max-cost", "USD 0.006")
        (total,) = book.totals()
    assert result.returncode == 6
    assert "may have been billed" in result.stderr
    assert total.uncertain == unheard
    assert float(total.most.amount) <= 0.006
    assert service.bill().total.characters <= 0.006 / 0.0000114682


def test_ctrl_c_ends_within_seconds_and_pays_again_only_for_what_never_answered(tmp_path, monkeypatch):
    with FakeDashScope(Settings(latency=Latency(0.5), slow_s=60)) as service:
        service.plan(always(Fault.SLOW, text="Fir"))
        book = CloudBook(service, tmp_path)
        running = book.command("--engine", "qwen", start=True)
        check_comes_true(lambda: service.counters().calls >= 12)
        running.send_signal(signal.SIGINT)
        began = time.monotonic()
        said = running.communicate(timeout=30)[1]
        assert time.monotonic() - began < 30, "the slow replies take a minute"
        assert running.returncode == 130
        assert said.rstrip().endswith("run the same command again to continue")
        assert "Traceback" not in said
        service.calm()
        monkeypatch.setenv(KEY_VARIABLE, service.key)
        assert book.build() is None
        assert sorted(book.asked()) == sorted(["One.", *LINES])  # the one that never ended is not on the list
        assert service.counters().calls == len(LINES) + 2
        assert book.totals()[0].uncertain_requests == 1
        assert book.account().faults == ()


def test_what_was_generated_and_not_fetched_at_a_kill_is_fetched_and_not_bought_again(tmp_path, monkeypatch):
    with FakeDashScope(Settings(latency=Latency(0.01, download_s=30.0))) as service:
        book = CloudBook(service, tmp_path)
        running = book.command("--engine", "qwen", start=True)
        check_comes_true(lambda: service.counters().downloads >= 8)
        running.kill()
        running.communicate()
        bought = {request.request_id for request in service.requests}
        assert len(bought) == 8
        threading.Event().wait(0.1)
        service._server.counter.settings = Settings()  # downloads are quick from now on
        monkeypatch.setenv(KEY_VARIABLE, service.key)
        assert book.build() is None
        assert len(book.takes) == len(LINES) + 1
        assert sorted(book.asked()) == sorted(["One.", *LINES])
        assert bought <= {download.request_id for download in service.downloads if download.outcome == "ok"}
        assert book.wrong() == []


def check_comes_true(holds):
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert holds()
