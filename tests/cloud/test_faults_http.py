"""Refusals of servers with the common interface, judged."""

import json

import pytest

from audiobook.cloud.faults import Place, Policy
from audiobook.cloud.faults_http import error_words, judge_http, not_sound
from audiobook.cloud.free import FreeLedger
from audiobook.cloud.redaction import Redactor

HIDDEN = "very-secret-key-123"
PLACE = Place("the speech server", "h:1", "h:1", "m", voice="v", key_variable="K", redactor=Redactor(HIDDEN))


@pytest.mark.parametrize(
    ("status", "code", "message", "policy"),
    [
        (401, "", "", Policy.STOP), (402, "", "", Policy.STOP), (403, "", "", Policy.STOP),
        (404, "", "", Policy.STOP), (405, "", "", Policy.STOP), (301, "", "", Policy.STOP), (501, "", "", Policy.STOP),
        (429, "rate_limit_exceeded", "", Policy.THROTTLE), (429, "insufficient_quota", "", Policy.STOP),
        (408, "", "", Policy.RETRY), (500, "", "", Policy.RETRY), (503, "", "", Policy.RETRY),
        (504, "", "", Policy.RETRY),
        (413, "", "", Policy.SPLIT), (400, "", "Input is too long", Policy.SPLIT),
        (400, "", "maximum context length is 4096", Policy.SPLIT),
        (422, "", "body.input: x (string_too_long)", Policy.SPLIT),
        (400, "content_policy_violation", "", Policy.REJECT), (400, "", "no such voice", Policy.STOP),
        (400, "", "unknown model", Policy.STOP), (415, "", "", Policy.STOP), (400, "", "what?", Policy.REJECT),
    ],
)  # fmt: skip
def test_status_decides_and_words_where_they_must(status, code, message, policy):
    assert judge_http(PLACE, status, code, message).policy is policy


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 307])
def test_a_secret_that_comes_back_is_not_shown(status):
    fault = judge_http(PLACE, status, f"code {HIDDEN}", f"it was {HIDDEN} indeed")
    assert HIDDEN not in repr(fault)
    assert HIDDEN not in repr(not_sound(PLACE, "application/json", HIDDEN))


def test_a_proxys_page_is_not_shown_and_retry_after_is_heard():
    fault = judge_http(PLACE, 503, "", "<html><body>down</body></html>", headers={"Retry-After": "7"})
    assert "html" not in fault.message
    assert fault.wait_s == 7


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"message": "m", "type": "t", "code": "c"}}, "c", "m"),
        ({"error": {"message": "m", "type": "t", "code": None}}, "t", "m"),
        ({"error": "m"}, "", "m"),
        ({"detail": "m"}, "", "m"),
        ({"detail": {"error": "e", "message": "m"}}, "e", "m"),
        ({"message": "m", "code": 400}, "", "m"),
        ({"detail": [{"loc": ["body", "speed"], "msg": "big", "type": "less"}]}, "", "body.speed: big (less)"),
        ({"detail": [{"loc": 3, "input": "the whole text"}]}, "", ":  ()"),
        ([1], "", "1"),
        (None, "", "None"),
    ],
)
def test_every_usual_shape_of_an_error_is_read(body, code, message):
    assert error_words(json.dumps(body).encode()) == (code, message)


def test_what_is_no_json_is_words():
    assert error_words(b"plain \xff words")[1].startswith("plain")
    assert error_words(b"[" * 100_000)[0] == ""


def test_nothing_is_booked_for_what_is_free(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ledger = FreeLedger()
    assert (ledger.totals(), ledger.journalled(), ledger.pending("k"), list(ledger.entries())) == ((), (), None, [])
    ledger.close()
    assert list(tmp_path.iterdir()) == []
