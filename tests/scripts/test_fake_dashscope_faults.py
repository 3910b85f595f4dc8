"""How each fault of scripts/fake_dashscope looks to a caller of the real SDK, and when it comes."""

from __future__ import annotations

import io
import time
import wave
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from fake_dashscope import FakeDashScope, Fault, Rule, Settings, always, sometimes
from fakes.dashscope_calls import FLASH, RESENT, TEXT, call, fetch, raw, samples_of, seconds_of, tidy_sdk, url_of

from audiobook.recording.check import check_samples
from audiobook.take import Slate


@pytest.fixture(autouse=True)
def quiet():
    with tidy_sdk():
        yield


@pytest.fixture
def service():
    """One that never fails by itself."""
    with FakeDashScope() as running:
        yield running
    assert running.troubles == ()


# Faults, as section 5 of the facts sheet has them

REFUSALS = [
    (Fault.THROTTLED, 429, "Throttling", ""),
    (Fault.RATE_QUOTA, 429, "Throttling.RateQuota", ""),
    (Fault.BURST_RATE, 429, "Throttling.BurstRate", "increased too quickly"),
    (Fault.ALLOCATION_QUOTA, 429, "Throttling.AllocationQuota", "exceeded your current quota"),
    (Fault.FREE_QUOTA_SPENT, 429, "Throttling.AllocationQuota", "Free allocated quota exceeded"),
    (Fault.NOT_PURCHASED, 429, "CommodityNotPurchased", ""),
    (Fault.PREPAID_OVERDUE, 429, "PrepaidBillOverdue", ""),
    (Fault.POSTPAID_OVERDUE, 429, "PostpaidBillOverdue", ""),
    (Fault.INTERNAL_ERROR, 500, "InternalError", ""),
    (Fault.INTERNAL_ALGO, 500, "InternalError.Algo", ""),
    (Fault.MODEL_SERVING_ERROR, 503, "ModelServingError", ""),
    (Fault.MODEL_UNAVAILABLE, 503, "ModelUnavailable", ""),
    (Fault.BAD_GATEWAY, 502, "Unknown", "<html>"),
    (Fault.DATA_INSPECTION, 400, "DataInspectionFailed", ""),
    (Fault.TOO_LONG, 400, "InvalidParameter", "length"),
    (Fault.INVALID_PARAMETER, 400, "InvalidParameter", ""),
    (Fault.WRONG_VOICE, 400, "InvalidParameter", "voice"),
    (Fault.ENGINE_ERROR, 400, "InvalidParameter", "418"),
    (Fault.ARREARAGE, 400, "Arrearage", ""),
    (Fault.INVALID_KEY, 401, "InvalidApiKey", ""),
    (Fault.ACCESS_DENIED, 403, "AccessDenied", ""),
    (Fault.FREE_TIER_ONLY, 403, "AllocationQuota.FreeTierOnly", ""),
    (Fault.MODEL_NOT_FOUND, 404, "ModelNotFound", ""),
]


@pytest.mark.parametrize(("fault", "status", "code", "words"), REFUSALS, ids=str)
def test_refusals_are_returned_once_with_status_and_code(service, fault, status, code, words):
    service.plan(fault)
    reply = call(service)
    assert (reply.status_code, reply.code) == (status, code)
    assert words in reply.message
    assert reply.output is None
    assert [request.outcome for request in service.requests] == [fault]
    assert call(service).status_code == 200


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.CLOSE, Fault.RESET_AFTER_BILLING, Fault.CLOSE_AFTER_BILLING])
def test_a_connection_that_breaks_is_a_connection_error(service, fault):
    service.plan(Rule(fault, times=2))
    with pytest.raises(requests.exceptions.ConnectionError):
        call(service)
    assert service.counters().calls in RESENT
    assert {request.status for request in service.requests} == {0}


def test_a_reset_reaches_the_client_as_a_reset(service):
    service.plan(Fault.RESET)
    with pytest.raises(requests.exceptions.ConnectionError, match=r"[Rr]eset"):
        requests.post(f"{service.base_url}/services/aigc/multimodal-generation/generation", **raw(service), timeout=5)


def test_retry_after_goes_with_a_throttle_where_the_rule_has_it_and_with_nothing_else(service):
    service.plan(Rule(Fault.RATE_QUOTA, retry_after_s=0.5), Fault.RATE_QUOTA)
    service.plan(Rule(Fault.INTERNAL_ERROR, retry_after_s=0.5))
    address = f"{service.base_url}/services/aigc/multimodal-generation/generation"
    replies = [requests.post(address, **raw(service), timeout=20) for _ in range(3)]
    assert [(r.status_code, r.headers.get("Retry-After")) for r in replies] == [(429, "0.5"), (429, None), (500, None)]


def test_a_mistake_in_an_answer_function_is_kept_and_does_not_stop_the_service():
    def answer(chat):
        raise KeyError(chat.user)

    with FakeDashScope(Settings(answer=answer)) as service:
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.post(
                f"{service.base_url}/services/aigc/text-generation/generation",
                json={"model": "qwen-plus", "input": {"messages": [{"role": "user", "content": "Who?"}]}},
                headers={"Authorization": f"Bearer {service.key}"},
                timeout=20,
            )
        assert call(service).status_code == 200
        assert service.troubles == ("KeyError: 'Who?'",)


@pytest.mark.parametrize("body", ["", "[]", "{", '{"model": 3}', '{"model": "qwen3-tts-flash", "input": "text"}'])
def test_a_body_that_is_no_request_is_refused_in_words(service, body):
    address = f"{service.base_url}/services/aigc/multimodal-generation/generation"
    reply = requests.post(address, data=body, headers={"Authorization": f"Bearer {service.key}"}, timeout=20)
    assert (reply.status_code, reply.json()["code"]) == (400, "InvalidParameter")
    assert service.counters().calls == 1


def test_broken_json_is_raised_as_such(service):
    service.plan(Fault.BROKEN_JSON)
    with pytest.raises(requests.exceptions.JSONDecodeError):
        call(service)


def test_missing_audio_is_a_success_without_a_url(service):
    service.plan(Fault.AUDIO_NULL)
    reply = call(service)
    assert (reply.status_code, reply.output["audio"]) == (200, None)


def test_an_unfinished_result_says_so(service):
    service.plan(Fault.UNFINISHED)
    assert call(service).output["finish_reason"] == "length"


def test_a_truncated_download_and_a_reset_one_are_noticed_and_can_be_repeated(service):
    url = url_of(call(service))
    service.plan(Fault.DOWNLOAD_TRUNCATED, Fault.DOWNLOAD_RESET, Fault.DOWNLOAD_TRUNCATED)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        fetch(url)
    with pytest.raises(requests.exceptions.RequestException):
        fetch(url)
    with requests.get(url, stream=True, timeout=20) as reply, pytest.raises(requests.exceptions.ChunkedEncodingError):
        b"".join(reply.iter_content(4096))
    whole = fetch(url).content
    assert whole == service.expected_wav(TEXT, "Cherry")
    assert [download.outcome for download in service.downloads][2:] == ["download_truncated", "ok"]
    assert service.downloads[0].sent == len(whole) // 2
    assert service.counters().downloads_by_path == {url.removeprefix(f"http://{service.host}"): 4}


@pytest.mark.parametrize("fault", [Fault.DOWNLOAD_BAD_HEADER, Fault.DOWNLOAD_EMPTY])
def test_one_bad_download_is_followed_by_a_good_one(service, fault):
    url = url_of(call(service))
    service.plan(fault)
    bad = fetch(url)
    assert bad.status_code == 200
    with pytest.raises((wave.Error, EOFError)):
        seconds_of(bad.content)
    assert seconds_of(fetch(url).content) > 1


@pytest.mark.parametrize("fault", [Fault.AUDIO_BAD_HEADER, Fault.AUDIO_EMPTY])
def test_bad_audio_stays_bad_until_it_is_made_again(service, fault):
    service.plan(fault)
    url = url_of(call(service))
    for _ in range(2):
        with pytest.raises((wave.Error, EOFError)):
            seconds_of(fetch(url).content)
    assert seconds_of(fetch(url_of(call(service))).content) > 1


@pytest.mark.parametrize(
    ("fault", "problem"),
    [(Fault.AUDIO_SILENT, "silent"), (Fault.AUDIO_TOO_LONG, "too long"), (Fault.AUDIO_TOO_SHORT, "too short")],
)
def test_implausible_audio_is_a_proper_file_that_the_product_refuses(service, fault, problem):
    service.plan(fault)
    data = fetch(url_of(call(service, TEXT * 4))).content
    assert seconds_of(data) > 0
    (found,) = check_samples(Slate(TEXT * 4, "e", "1", "m", "v", "en"), samples_of(data), 24000)
    assert problem in found


def test_cut_audio_has_fewer_bytes_than_its_header_says(service):
    service.plan(Fault.AUDIO_CUT)
    data = fetch(url_of(call(service))).content
    assert int.from_bytes(data[40:44], "little") > len(data) - 44


def test_a_streaming_header_lies_about_the_size_of_whole_audio(service):
    service.plan(Fault.AUDIO_STREAMING_HEADER)
    data = fetch(url_of(call(service))).content
    assert data[40:44] == b"\xff" * 4
    assert data[44:] == service.expected_wav(TEXT, "Cherry")[44:]


def test_a_wrong_rate_stands_in_the_header(service):
    service.plan(Fault.AUDIO_WRONG_RATE)
    with wave.open(io.BytesIO(fetch(url_of(call(service))).content)) as file:
        assert file.getframerate() == 8000


def test_addresses_expire_by_time_by_fault_and_by_hand(service):
    with FakeDashScope(Settings(url_lifetime_s=0)) as hasty:
        assert fetch(url_of(call(hasty))).status_code == 403
    reply = call(service)
    url = url_of(reply)
    assert 23 * 3600 < reply.output["audio"]["expires_at"] - time.time() <= 24 * 3600
    assert f"?Expires={reply.output['audio']['expires_at']}&" in url
    service.plan(Fault.DOWNLOAD_EXPIRED)
    assert [fetch(url).status_code for _ in range(2)] == [403, 200]
    assert fetch(url.replace("Signature=", "Signature=0")).status_code == 404
    service.expire_downloads()
    assert fetch(url).status_code == 403
    assert fetch(url_of(call(service))).status_code == 200


# The schedule


def test_rules_hit_by_number_text_model_and_kind(service):
    service.plan(
        Rule(Fault.INTERNAL_ERROR, at=frozenset({2, 4})),
        always(Fault.DATA_INSPECTION, text=r"b[ao]d"),
        always(Fault.ARREARAGE, model="qwen-tts"),
        Rule(Fault.ACCESS_DENIED, kind="llm"),
    )
    sent = [("a", FLASH), ("b", FLASH), ("so bad", FLASH), ("d", FLASH), ("e", "qwen-tts"), ("f", FLASH)]
    for text, model in sent:
        call(service, text, model=model)
    outcomes = [request.outcome for request in service.requests]
    assert outcomes == ["ok", "internal_error", "data_inspection", "internal_error", "arrearage", "ok"]
    service.calm()
    assert call(service, "bad").status_code == 200


def test_a_rule_from_the_nth_request_on_holds_for_ever(service):
    service.plan(always(Fault.ARREARAGE, first=3))
    assert [call(service, text).status_code for text in "abcd"] == [200, 200, 400, 400]


def test_chance_has_its_share_and_does_not_depend_on_the_order_of_arrival():
    texts = [f"Sentence number {number}." for number in range(200)]

    def outcomes(order, seed):
        settings = Settings(rules=(sometimes(Fault.INTERNAL_ERROR, 0.3),), seed=seed)
        with FakeDashScope(settings) as service, ThreadPoolExecutor(8) as pool:
            statuses = dict(zip(order, pool.map(lambda text: call(service, text).status_code, order), strict=True))
        return [statuses[text] for text in texts]

    first = outcomes(texts, 1)
    assert first == outcomes(texts[::-1], 1)
    assert first != outcomes(texts, 2)
    assert 40 <= first.count(500) <= 80
