"""What comes of every fault, and what is paid."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from engines.http_studio import LONG, TEXT, VARIABLE, check_sound
from fakes.speech_server import Reply, beeps, error, packed

from audiobook.errors import EngineError, TakeError

pytest.importorskip("httpx", reason="needs the package httpx (extra [http])")


def paid_requests(desk):
    (total,) = desk.ledger.totals()
    return total.paid_requests, total.uncertain_requests, total.unpaid_requests


# Faults


@pytest.mark.parametrize(
    "fault",
    [
        error(500, "boom"), error(503, "busy"), Reply(502, b"<html><body>Bad gateway</body></html>", "text/html"),
        Reply(reset=True), Reply(cut=True), Reply(body=b"", kind="audio/wav"),
        Reply(body=b'{"error": "worker died"}', kind="application/json"), error(429, "slow down", Retry_After="0"),
        Reply(body=b"<html>starting</html>", kind="text/html"),
    ],
)  # fmt: skip
def test_a_passing_fault_is_tried_again(own, fault):
    own.server.replies.append(fault)
    own.fresh(price="USD 1 per 1000")
    check_sound(own.speak())
    assert len(own.sent) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Reply(body=b"RIFF\0\0\0\0WAVEjunk", kind="audio/wav"),
        Reply(body=b"not a sound", kind="audio/wav"),
        Reply(body=packed(beeps(TEXT), "wav")[:-900], kind="audio/wav"),
        Reply(longer=0),
        Reply(longer=0.1),
        Reply(longer=9),
    ],
)
def test_a_sound_that_cannot_be_the_text_is_asked_for_once_more(own, fault):
    own.server.replies.append(fault)
    check_sound(own.speak())
    own.server.replies += [fault, fault]
    with pytest.raises(TakeError, match="cannot be used"):
        own.speak(f"{TEXT} Again.")
    assert len(own.sent) == 4
    with pytest.raises(TakeError, match="cannot be used"):
        own.speak(f"{TEXT} Again.")
    assert len(own.sent) == 4


@pytest.mark.parametrize(
    ("fault", "said", "hint"),
    [
        (error(401, "no key"), "status 401", VARIABLE),
        (error(403, "not for you"), "status 403", "tts-1"),
        (error(402, "pay"), "status 402", "balance"),
        (error(429, "You exceeded your current quota", "insufficient_quota"), "quota", "balance"),
        (error(404, "The model `tts-1` does not exist", "model_not_found"), "model", "model"),
        (Reply(404, b'{"detail":"Not Found"}', "application/json"), "status 404", "url"),
        (Reply(307, b"", headers={"Location": "http://127.0.0.1:1/v1"}), "status 307", "final address"),
        (error(400, "Voice 'alloy' not found"), "Voice", "list_voices"),
        (error(400, "Unsupported response_format"), "response_format", "format"),
        (
            Reply(
                422, b'{"detail":[{"loc":["body","speed"],"msg":"no","type":"extra_forbidden"}]}', "application/json"
            ),
            "body.speed",
            "supports",
        ),
    ],
)
def test_what_no_other_try_would_mend_stops_everything_at_once(paid, fault, said, hint):
    paid.server.replies.append(fault)
    with pytest.raises(EngineError, match=said) as caught:
        paid.speak()
    assert not isinstance(caught.value, TakeError)
    assert hint in caught.value.hint
    with pytest.raises(EngineError):
        paid.speak("Another sentence.")
    assert len(paid.sent) == 1
    assert paid_requests(paid) == (0, 0, 1)


def test_a_refused_text_costs_one_line_and_not_the_book(paid):
    paid.server.replies.append(error(400, "flagged", "content_policy_violation"))
    with pytest.raises(TakeError, match="flagged"):
        paid.speak()
    check_sound(paid.speak("The next line."), "The next line.")


def test_a_server_whose_every_sound_is_broken_stops_the_work(own):
    own.server.default = Reply(longer=0)
    for n in range(7):
        with pytest.raises(TakeError):
            own.speak(f"{TEXT} {n}.")
    with pytest.raises(EngineError, match="one after another") as caught:
        own.speak(f"{TEXT} 8.")
    assert "[http]" in caught.value.hint
    assert len(own.sent) == 16


def test_a_slow_or_trickling_server_is_not_waited_for_beyond_the_limit(own):
    own.fresh(timeout_s=1, price="USD 1 per 1000")
    own.server.replies += [Reply(delay=1.5), Reply(trickle=0.02)]
    check_sound(own.speak("Yes."), "Yes.")
    assert len(own.sent) == 3
    assert paid_requests(own) == (1, 2, 0)


def test_a_reply_without_end_is_cut_off(own, monkeypatch):
    monkeypatch.setattr("audiobook.engines.http.wire._MOST_BYTES", 10_000)
    with pytest.raises(TakeError, match="more than"):
        own.speak()


def test_a_small_file_that_holds_hours_is_not_unpacked(own):
    own.server.replies += [Reply(body=packed(np.full(24000 * 3600, 0.1, np.float32), "flac"), kind="audio/flac")] * 2
    with pytest.raises(TakeError, match="too long"):
        own.speak()


# Money


def test_what_is_paid_is_in_the_ledger(paid):
    paid.speak()
    (total,) = paid.ledger.totals()
    assert (total.currency, total.usage.characters, total.paid.amount) == (
        "USD",
        len(TEXT),
        Decimal(15) * len(TEXT) / 10**6,
    )


def test_a_free_server_writes_nothing_into_the_ledger_and_needs_no_room_under_a_limit(own):
    own.cap = "0.01"
    own.fresh()
    assert not own.engine.info.paid
    own.speak()
    assert own.ledger.totals() == ()
    assert own.shelf() == []


def test_nothing_is_sent_that_would_pass_the_limit(paid):
    paid.cap = "0.0021"
    paid.fresh()
    paid.speak()
    paid.speak(f"{TEXT} "[:-8])
    with pytest.raises(EngineError, match="limit of USD"):
        paid.speak(f"{TEXT} Once more.")
    assert len(paid.sent) == 2


def test_a_limit_cannot_be_kept_where_the_price_is_not_known(paid):
    paid.cap = "5"
    paid.fresh(price="")
    assert paid.engine.info.paid
    assert "price-unknown" in {event.code for event in paid.events}
    with pytest.raises(EngineError, match="price of model"):
        paid.speak()
    assert paid.sent == []


def test_a_sound_that_was_paid_for_is_not_paid_twice_when_the_process_was_killed(paid):
    check_sound(paid.speak())
    assert len(paid.shelf()) == 1
    paid.fresh()  # the take was never kept
    check_sound(paid.speak())
    assert len(paid.sent) == 1
    assert paid_requests(paid) == (1, 0, 0)


def test_a_process_that_dies_with_the_sound_in_hand_leaves_it_for_the_next(paid):
    code = (
        "import os, sys; from pathlib import Path; sys.path.insert(0, sys.argv[3])\n"
        "from engines.http_studio import PAID, Studio\n"
        "class Far: url = sys.argv[1]\n"
        "Studio(Far(), Path(sys.argv[2]), dict(PAID)).speak(); os._exit(9)"
    )
    tests = str(Path(__file__).resolve().parents[1])
    ended = subprocess.run(
        [sys.executable, "-c", code, paid.server.url, str(paid.folder), tests], check=False, timeout=60
    )
    assert ended.returncode == 9
    assert len(paid.sent) == 1
    check_sound(paid.fresh().speak())
    assert len(paid.sent) == 1


def test_pieces_of_a_text_that_failed_are_not_paid_twice(paid):
    paid.fresh(max_characters=200)
    whole = beeps(LONG)
    paid.server.replies += [Reply(), Reply(), error(400, "flagged", "content_policy_violation")]
    with pytest.raises(TakeError, match="flagged"):
        paid.speak(LONG)
    paid.speak("The next line.")
    assert paid.fresh().speak(LONG).samples.size > 0.85 * whole.size
    sent = [body["input"] for body in paid.sent]
    assert sorted(text for text in set(sent) if sent.count(text) > 1) == [sent[2]]


def test_the_shelf_is_emptied_as_takes_are_kept(paid):
    for n in range(5):
        paid.speak(f"{TEXT} {n}.")
        assert len(paid.shelf()) == 1
    for key in paid.ledger.journalled():
        paid.ledger.done(key)  # as a build does for takes that are in its store
    paid.fresh()
    assert not (paid.folder / "bought").exists()


def test_a_sound_that_the_caller_refused_is_bought_anew(paid):
    paid.speak()
    check_sound(paid.speak())
    assert len(paid.sent) == 2


def test_a_sound_whose_file_is_gone_is_bought_again_and_a_broken_one_too(paid):
    paid.speak()
    (kept,) = (paid.folder / "bought").iterdir()
    kept.unlink()
    check_sound(paid.fresh().speak())
    (kept,) = (paid.folder / "bought").iterdir()
    kept.write_bytes(b"RIFF")
    check_sound(paid.fresh().speak())
    assert len(paid.sent) == 3


def test_a_request_without_an_end_counts_as_possibly_billed(paid):
    paid.server.replies += [Reply(reset=True)]
    paid.speak()
    assert paid_requests(paid) == (1, 1, 0)


def test_an_estimate_knows_the_requests_and_sends_nothing(paid):
    paid.fresh(max_characters=200)
    (offer,) = paid.engine.offers()
    assert (offer.model, offer.rpm, offer.voices) == ("tts-1", 60_000, {"alloy", "nova"})
    asked = paid.slate(LONG)
    planned = paid.engine.purchases(asked, asked.key, 1.0)
    assert paid.sent == []
    paid.engine.synthesize(asked)
    assert [purchase.usage.characters for purchase in planned] == [len(body["input"]) for body in paid.sent]
    assert {purchase.key for purchase in planned} == set(paid.ledger.journalled())
    assert paid.engine.purchases(paid.slate("你好"), "k", 1.0) == ()
