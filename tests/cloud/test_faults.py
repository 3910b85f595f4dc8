from __future__ import annotations

import errno
import http.client
import json
import pickle
import socket
import ssl
import urllib.error

import pytest
import requests
import urllib3

from audiobook.cloud.faults import Place, Policy, RefusedError, broken_reply, judge_exception
from audiobook.cloud.faults_dashscope import judge_reply, no_audio
from audiobook.cloud.prices import Usage
from audiobook.cloud.redaction import Redactor
from audiobook.errors import TakeError

_KEY = "sk-4f0c9a1be28d4c6f9c0aa7315d2e6b88"
_PLACE = Place(
    "the speech service",
    "dashscope-intl.aliyuncs.com",
    "singapore",
    "qwen3-tts-flash",
    voice="Dylan",
    timeout_s=60,
    redactor=Redactor(_KEY),
)
_TPM = "You exceeded your current quota, please check your plan and billing details."


@pytest.mark.parametrize(
    ("status", "code", "message", "policy"),
    [
        (429, "Throttling", "", Policy.THROTTLE),
        (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later.", Policy.THROTTLE),
        (429, "Throttling.BurstRate", "Request rate increased too quickly.", Policy.THROTTLE),
        (429, "Throttling.AllocationQuota", _TPM, Policy.THROTTLE),
        (429, "Throttling.AllocationQuota", "Free allocated quota exceeded.", Policy.STOP),
        (403, "AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted.", Policy.STOP),
        (429, "CommodityNotPurchased", "", Policy.STOP),
        (429, "PrepaidBillOverdue", "", Policy.STOP),
        (429, "PostpaidBillOverdue", "", Policy.STOP),
        (400, "Arrearage", "Access denied, please make sure your account is in good standing.", Policy.STOP),
        (401, "InvalidApiKey", "Invalid API-key provided.", Policy.STOP),
        (403, "AccessDenied", "Access denied.", Policy.STOP),
        (403, "Model.AccessDenied", "", Policy.STOP),
        (404, "ModelNotFound", "Model can not be found.", Policy.STOP),
        (400, "InvalidParameter", "Model not exist.", Policy.STOP),
        (500, "InternalError", "", Policy.RETRY),
        (500, "InternalError.Algo", "", Policy.RETRY),
        (500, "SystemError", "", Policy.RETRY),
        (503, "ModelUnavailable", "", Policy.RETRY),
        (502, "Unknown", "<html><body>Bad Gateway</body></html>", Policy.RETRY),
        (408, "RequestTimeOut", "", Policy.RETRY),
        (400, "DataInspectionFailed", "Input data may contain inappropriate content.", Policy.REJECT),
        (400, "InvalidParameter", "Range of input length should be [1, 600]", Policy.SPLIT),
        (400, "InvalidParameter", "the text is too long", Policy.SPLIT),
        (413, "", "", Policy.SPLIT),
        (400, "InvalidParameter", "voice 'Dylan' is not supported", Policy.STOP),
        (400, "InvalidParameter", "Engine error 411", Policy.STOP),
        (400, "InvalidParameter", "parameter model is wrong", Policy.STOP),
        (400, "InvalidParameter", "text contains no readable character", Policy.REJECT),
        (418, "", "", Policy.REJECT),
    ],
)
def test_each_refusal_of_the_facts_sheet_has_its_policy(status, code, message, policy):
    assert judge_reply(_PLACE, status, code, message).policy is policy


def test_only_timeouts_and_broken_replies_may_have_been_billed():
    assert judge_reply(_PLACE, 504, "", "").maybe_billed
    assert judge_reply(_PLACE, 500, "InternalError.Timeout", "").maybe_billed
    assert no_audio(_PLACE, "abc").maybe_billed
    assert broken_reply(_PLACE, KeyError("audio")).maybe_billed
    assert not judge_reply(_PLACE, 429, "Throttling", "").maybe_billed
    assert not judge_reply(_PLACE, 500, "InternalError", "").maybe_billed


def test_messages_say_which_setting_to_change():
    key = judge_reply(_PLACE, 401, "InvalidApiKey", "Invalid API-key provided.")
    model = judge_reply(_PLACE, 404, "ModelNotFound", "Model can not be found.")
    voice = judge_reply(_PLACE, 400, "InvalidParameter", "voice not supported")
    assert "DASHSCOPE_API_KEY" in key.hint
    assert "singapore" in key.hint
    assert "qwen3-tts-flash" in model.hint
    assert "retired" in model.hint
    assert "'Dylan'" in voice.hint
    assert "cast.toml" in voice.hint


def test_a_refusal_that_repeats_the_key_is_cleaned_of_it():
    fault = judge_reply(_PLACE, 401, _KEY, f"Incorrect key {_KEY}", request_id=f"r-{_KEY}", headers={"x": _KEY})
    assert _KEY not in repr(fault)


def test_retry_after_is_part_of_the_fault():
    assert judge_reply(_PLACE, 429, "Throttling", "", headers={"Retry-After": "7"}).wait_s == 7
    dated = {"retry-after": "Wed, 21 Oct 2026 07:28:10 GMT"}
    assert judge_reply(_PLACE, 503, "", "", headers=dated, now=1792567680).wait_s == 10


def _refused() -> Exception:
    inner = urllib3.exceptions.NewConnectionError(None, "Connection refused")
    return requests.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/v1?Signature=abc", inner))


def _reset() -> Exception:
    inner = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
    return requests.ConnectionError(urllib3.exceptions.ProtocolError("Connection aborted.", inner))


@pytest.mark.parametrize(
    ("error", "policy", "maybe_billed"),
    [
        (_refused(), Policy.RETRY, False),
        (_reset(), Policy.RETRY, True),
        (requests.ReadTimeout(), Policy.RETRY, True),
        (requests.ConnectTimeout(), Policy.RETRY, False),
        (TimeoutError(), Policy.RETRY, True),
        (ConnectionRefusedError(), Policy.RETRY, False),
        (ConnectionResetError(), Policy.RETRY, True),
        (BrokenPipeError(), Policy.RETRY, True),
        (socket.gaierror(), Policy.RETRY, False),
        (http.client.RemoteDisconnected(), Policy.RETRY, True),
        (http.client.IncompleteRead(b""), Policy.RETRY, True),
        (urllib.error.URLError(ConnectionRefusedError()), Policy.RETRY, False),
        (urllib.error.URLError(TimeoutError()), Policy.RETRY, True),
        (requests.exceptions.ChunkedEncodingError(), Policy.RETRY, True),
        (requests.exceptions.JSONDecodeError("no", "{", 0), Policy.RETRY, True),
        (json.JSONDecodeError("no", "{", 0), Policy.RETRY, True),
        (requests.exceptions.SSLError(ssl.SSLCertVerificationError()), Policy.STOP, False),
        (requests.exceptions.InvalidURL(), Policy.STOP, False),
        (type("AuthenticationError", (Exception,), {})(), Policy.STOP, False),
    ],
)
def test_each_failure_of_a_client_has_its_policy(error, policy, maybe_billed):
    fault = judge_exception(_PLACE, error)
    assert fault is not None
    assert (fault.policy, fault.maybe_billed) == (policy, maybe_billed)
    assert "Signature" not in fault.message


@pytest.mark.parametrize(
    "error",
    [
        KeyError("a"),
        TypeError(),
        OSError(errno.ENOSPC, "full"),
        FileNotFoundError(2, "no"),
        TakeError("x"),
        KeyboardInterrupt(),
    ],
)
def test_what_is_no_failure_of_the_network_is_not_judged(error):
    assert judge_exception(_PLACE, error) is None


def test_an_exception_that_is_its_own_cause_is_judged_all_the_same():
    error = ConnectionResetError()
    error.__context__ = other = ValueError()
    other.__cause__ = error
    assert judge_exception(_PLACE, error) is not None


def test_a_refusal_crosses_processes():
    refusal = RefusedError(judge_reply(_PLACE, 400, "DataInspectionFailed", ""), Usage(5))
    copy = pickle.loads(pickle.dumps(refusal))  # noqa: S301 - our own
    assert (copy.fault, copy.usage) == (refusal.fault, refusal.usage)
