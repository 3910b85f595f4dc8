from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from cloud.clocks import FakeClock
from cloud.orders import order
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.cloud.ledger import Ledger, Outcome, Result
from audiobook.cloud.prices import Money, Usage
from audiobook.errors import OutputError

_URL = "http://host/audio.wav?Expires=1800086400&Signature=abc"


def _buy(ledger, request, outcome=Outcome.PAID, **more):
    number = ledger.open(request)
    ledger.settle(number, request, Result(outcome, **more))


def test_each_end_of_a_request_is_booked_as_what_it_cost(ledger):
    _buy(ledger, order("a", 100), usage=Usage(90))
    _buy(ledger, order("b", 100))
    _buy(ledger, order("c", 100), Outcome.UNPAID, fault="Throttling")
    _buy(ledger, order("d", 100), Outcome.UNCERTAIN, fault="ReadTimeout")
    ledger.open(order("e", 100))
    (total,) = ledger.totals()
    assert total.paid == Money.of("USD", "0.0019")
    assert total.uncertain == Money.of("USD", "0.0020")
    assert (total.usage, total.uncertain_usage) == (Usage(190), Usage(200))
    assert (total.paid_requests, total.uncertain_requests, total.unpaid_requests) == (2, 2, 1)


def test_a_request_that_may_reach_the_service_twice_is_doubted_twice(ledger):
    _buy(ledger, order("a", 100, sends=2), Outcome.UNCERTAIN)
    _buy(ledger, order("b", 100, sends=2), usage=Usage(100))
    (total,) = ledger.totals()
    assert (total.paid, total.uncertain) == (Money.of("USD", "0.001"), Money.of("USD", "0.002"))


def test_requests_without_a_price_are_counted_apart(ledger):
    _buy(ledger, order("a", 7, tariff=None))
    _buy(ledger, order("b", 9))
    assert [(total.currency, total.usage.characters) for total in ledger.totals()] == [("", 7), ("USD", 9)]


def test_the_report_names_everything_but_the_address(ledger):
    _buy(ledger, order("a"), usage=Usage(42), request_id="r-1", url=_URL, expires_at=1_800_086_400)
    (entry,) = ledger.entries()
    assert (entry.key, entry.outcome, entry.request_id, entry.usage) == ("a", Outcome.PAID, "r-1", Usage(42))
    assert entry.price == Money.of("USD", "0.00042")
    assert entry.lane == order().lane
    assert "Signature" not in repr(entry)


def test_what_is_paid_can_be_fetched_until_it_is_kept(tmp_path):
    with Ledger(tmp_path / "l", FakeClock()) as ledger:
        _buy(ledger, order("a"), usage=Usage(42), request_id="r-1", url=_URL, expires_at=1_800_086_400)
    with Ledger(tmp_path / "l", FakeClock()) as ledger:
        found = ledger.pending("a")
        assert (found.url, found.request_id, found.usage) == (_URL, "r-1", Usage(42))
        assert "Signature" not in repr(found)
        assert ledger.journalled() == ("a",)
        assert ledger.pending("b") is None
        ledger.done("a")
        assert ledger.pending("a") is None
        assert [entry.kept for entry in ledger.entries()] == [True]


def test_what_cannot_be_used_is_bought_again(ledger):
    _buy(ledger, order("a"), url=_URL, expires_at=1_800_086_400)
    ledger.discard("a")
    assert ledger.pending("a") is None
    _buy(ledger, order("a"), url=f"{_URL}2", expires_at=1_800_086_400)
    assert ledger.pending("a").url == f"{_URL}2"
    assert [entry.kept for entry in ledger.entries()] == [False, False]


def test_an_address_that_is_long_over_is_not_offered_and_then_wiped(tmp_path):
    with Ledger(tmp_path / "l", FakeClock()) as ledger:
        _buy(ledger, order("a"), url=_URL, expires_at=1_800_000_000 - 7200)
        assert ledger.pending("a") is None
    with Ledger(tmp_path / "l", FakeClock(1_800_000_000 + 30 * 86400)) as ledger:
        assert ledger.journalled() == ()


def test_no_trace_of_a_used_address_is_left_in_the_files(tmp_path):
    with Ledger(tmp_path / "l", FakeClock()) as ledger:
        _buy(ledger, order("a"), url=_URL, expires_at=1_800_086_400)
        ledger.done("a")
    assert b"Signature" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_its_files_are_for_their_owner_only(tmp_path):
    old = tmp_path / "old"
    old.touch(mode=0o666)
    old.chmod(0o666)
    with Ledger(tmp_path / "new") as ledger, Ledger(old) as other:
        ledger.open(order())
        other.open(order())
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}, modes


def test_a_file_that_is_no_ledger_is_named_and_not_touched(tmp_path):
    path = tmp_path / "ledger"
    path.write_bytes(b"my shopping list\n" * 100)
    with pytest.raises(OutputError, match="ledger is damaged"):
        Ledger(path)
    assert path.read_bytes().startswith(b"my shopping")


def test_a_ledger_of_a_newer_version_is_refused(tmp_path):
    Ledger(tmp_path / "l").close()
    with sqlite3.connect(tmp_path / "l") as base:
        base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(OutputError, match="newer"):
        Ledger(tmp_path / "l")


def test_a_folder_that_cannot_be_written_is_an_error_for_people(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        Ledger(tmp_path / "file" / "ledger")


def test_the_limit_leaves_room_for_what_fits_exactly_and_not_for_a_billionth_more(ledger):
    cap = Money.of("USD", "0.003")
    assert ledger.open(order("a", 100), cap) is not None
    _buy(ledger, order("b", 100), usage=Usage(100))
    assert ledger.open(order("c", 101), cap) is None
    assert ledger.open(order("d", 100), cap) is not None
    assert ledger.open(order("e", 1), cap) is None


@settings(max_examples=25, deadline=None)
@given(
    cap=st.integers(0, 3000),
    sizes=st.lists(st.tuples(st.integers(1, 400), st.sampled_from([Outcome.PAID, Outcome.UNCERTAIN, Outcome.UNPAID]))),
    threads=st.integers(2, 8),
)
def test_the_limit_is_never_passed_under_any_interleaving(tmp_path_factory, cap, sizes, threads):
    limit = Money.of("USD", "0.00001").times(cap)
    with Ledger(tmp_path_factory.mktemp("cap") / "l") as ledger:

        def buy(one):
            size, outcome = one
            request = order("k", size)
            number = ledger.open(request, limit)
            if number is not None:
                ledger.settle(number, request, Result(outcome))

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(buy, sizes))
        totals = ledger.totals()
        booked = sum(entry.price.nanos for entry in ledger.entries())
    spent = totals[0].most if totals else Money("USD")
    assert spent <= limit
    assert spent.nanos == booked


_BUYER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from cloud.orders import order
    from audiobook.cloud.ledger import Ledger, Outcome, Result
    from audiobook.cloud.prices import Money

    ledger = Ledger(Path(sys.argv[1]))
    name, cap = sys.argv[2], Money.of("USD", sys.argv[3])
    for number in range(int(sys.argv[4])):
        request = order(f"{name}{number}", 100)
        entry = ledger.open(request, cap)
        if entry is None:
            break
        print("sent", request.key, flush=True)
        ledger.settle(entry, request, Result(Outcome.PAID, url=f"http://host/{request.key}?s=1", expires_at=9e9))
        print("paid", request.key, flush=True)
        if number % 2:
            ledger.done(request.key)
            print("done", request.key, flush=True)
    """
)


def _buyer(path, name, cap, count):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    arguments = [sys.executable, "-c", _BUYER, str(path), name, cap, str(count)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)


def test_processes_that_share_a_file_share_its_limit(tmp_path):
    buyers = [_buyer(tmp_path / "l", name, "0.02", 100) for name in "abc"]
    for buyer in buyers:
        buyer.communicate(timeout=60)
        assert buyer.returncode == 0
    with Ledger(tmp_path / "l") as ledger:
        (total,) = ledger.totals()
        assert total.most == Money.of("USD", "0.02")
        assert total.paid_requests == 20


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("seed", range(6))
def test_a_ledger_is_whole_after_a_kill_at_any_moment(tmp_path, seed):
    draw = random.Random(seed)  # noqa: S311 - a moment
    buyer = _buyer(tmp_path / "l", "k", "1000", 100_000)
    buyer.stdout.readline()
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(buyer.stdout))
    reader.start()
    time.sleep(draw.uniform(0, 0.15))
    buyer.send_signal(signal.SIGKILL)
    reader.join(30)
    buyer.wait(30)
    buyer.stdout.close()
    whole = [line.split() for line in lines if line.endswith("\n")]
    said = {kind: {key for word, key in whole if word == kind} for kind in ("sent", "paid", "done")}
    with Ledger(tmp_path / "l") as ledger:
        entries = {entry.key: entry for entry in ledger.entries()}
        (total,) = ledger.totals()
        unsettled = [entry for entry in entries.values() if entry.outcome is Outcome.OPEN]
        assert said["sent"] <= set(entries)
        assert all(entries[key].outcome is Outcome.PAID for key in said["paid"])
        assert all(ledger.pending(key) for key in said["paid"] - said["done"] if not entries[key].kept)
        assert all(ledger.pending(key) is None and entries[key].kept for key in said["done"])
        assert len(unsettled) <= 1
        assert total.uncertain == Money.of("USD", "0.001").times(len(unsettled))
        assert total.most.nanos == sum(entry.price.nanos for entry in entries.values())
