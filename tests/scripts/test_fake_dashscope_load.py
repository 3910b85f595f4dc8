"""Limits, sound, load and storm of scripts/fake_dashscope, with the real SDK."""

from __future__ import annotations

import contextlib
import threading
import wave
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from fake_dashscope import FakeDashScope, Key, Latency, Limits, Settings, Window, billed_characters, storm
from fakes.dashscope_calls import FLASH, TEXT, call, fetch, raw, samples_of, seconds_of, tidy_sdk, url_of

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


# Limits


@pytest.mark.parametrize("announced", [True, False])
def test_requests_over_the_minute_are_throttled_and_not_billed(announced):
    limits = Limits(rpm=3, window=Window.MINUTE, announced=announced, retry_after_s=7)
    with FakeDashScope(Settings(limits=limits)) as service:
        replies = [call(service, f"Line {n}") for n in range(5)]
        refused = requests.post(
            f"{service.base_url}/services/aigc/multimodal-generation/generation", **raw(service), timeout=9
        )
        counters, bill = service.counters(), service.bill()
    assert [reply.status_code for reply in replies] == [200] * 3 + [429] * 2
    assert replies[-1].code == "Throttling.RateQuota"
    assert ("3 requests a minute" in replies[-1].message) is announced
    assert refused.headers["Retry-After"] == "7"
    assert (counters.calls, counters.ok, counters.throttled) == (6, 3, 3)
    assert len(bill.charges) == 3


def test_limits_are_of_an_account_and_model_over_all_its_keys():
    keys = (Key("sk-one"), Key("sk-two"), Key("sk-other", account="other"))
    with FakeDashScope(Settings(keys=keys, limits=Limits(rpm=1))) as service:
        asked = [("sk-one", FLASH), ("sk-two", FLASH), ("sk-one", "qwen-tts"), ("sk-other", FLASH)]
        assert [call(service, key=key, model=model).status_code for key, model in asked] == [200, 429, 200, 200]
        assert service.bill().of_account("other").characters == len(TEXT)


def clocked(limits, published=None):
    """Asks gates at given times; each request is over at once."""
    from fake_dashscope.limits import Gates

    now = [0.0]
    gates = Gates(limits, clock=lambda: now[0])

    def ask(at, tokens=1):
        now[0] = at
        refusal = gates.enter("a", "r", "m", tokens=tokens, published=published)
        if refusal is None:
            gates.leave("a", "r", "m")
        return refusal.code if refusal else "ok"

    return ask


def test_a_budget_of_seconds_lets_the_whole_rate_through_but_no_burst():
    ask = clocked(Limits(rpm=180))
    assert [ask(0.0) for _ in range(4)] == ["ok", "ok", "ok", "Throttling.RateQuota"]
    steady = clocked(Limits(rpm=200))
    assert {steady(n * 0.3001) for n in range(400)} == {"ok"}
    slow = clocked(Limits(rpm=10))
    assert [slow(at) for at in (0, 5.9, 6.0, 11.9, 12.0)] == ["ok", "Throttling.RateQuota"] * 2 + ["ok"]


def test_a_budget_of_minutes_lets_a_burst_through_and_then_nothing():
    ask = clocked(Limits(rpm=180, window=Window.MINUTE))
    assert [ask(1.0) for _ in range(181)] == ["ok"] * 180 + ["Throttling.RateQuota"]
    assert [ask(60.9), ask(61.0)] == ["Throttling.RateQuota", "ok"]


def test_bursts_tokens_published_rates_and_recovery():
    burst = clocked(Limits(burst=2, burst_s=0.5))
    assert [burst(at) for at in (0, 0.1, 0.2, 0.5)] == ["ok", "ok", "Throttling.BurstRate", "ok"]
    tokens = clocked(Limits(tpm=100))
    assert [tokens(at, 60) for at in (0, 1, 60)] == ["ok", "Throttling.AllocationQuota", "ok"]
    published = clocked(Limits(published=True), published=10)
    assert [published(at) for at in (0, 1)] == ["ok", "Throttling.RateQuota"]
    recovering = clocked(Limits(rpm=60, recovery_s=5))
    assert [recovering(at) for at in (0, 0.5, 1.5, 5.4, 5.6)] == ["ok", *["Throttling.RateQuota"] * 3, "ok"]


def test_no_more_than_so_many_side_by_side():
    three_inside, over = threading.Barrier(4), threading.Event()

    def answer(chat):
        if chat.user != "late":
            three_inside.wait(20)
            over.wait(20)
        return "yes"

    def ask(words):
        reply = requests.post(
            f"{service.base_url}/services/aigc/text-generation/generation",
            json={"model": "qwen-plus", "input": {"messages": [{"role": "user", "content": words}]}},
            headers={"Authorization": f"Bearer {service.key}"},
            timeout=30,
        )
        return reply.json().get("code", "ok")

    settings = Settings(answer=answer, limits=Limits(concurrency=3))
    with FakeDashScope(settings) as service, ThreadPoolExecutor(3) as pool:
        inside = [pool.submit(ask, "early") for _ in range(3)]
        three_inside.wait(20)
        refused = ask("late")
        over.set()
        assert [future.result() for future in inside] == ["ok"] * 3
        assert (refused, ask("late")) == ("Throttling", "ok")
        assert service.counters().peak == 4


# Sound


@pytest.mark.parametrize("text", [TEXT, TEXT * 10, "Hm.", "“……”", "今天天气很好，我们去公园吧。", "1887", "Он сказал."])
def test_the_sound_is_plausible_for_its_text_and_quiet_at_both_ends(service, text):
    data = fetch(url_of(call(service, text))).content
    samples = samples_of(data)
    assert seconds_of(data) == samples.size / 24000
    assert check_samples(Slate(text, "e", "1", "m", "v", "en"), samples, 24000) == ()
    assert not samples[:2400].any()
    assert not samples[-2400:].any()
    assert 0.02 < abs(samples).max() < 0.9


def test_the_sound_follows_length_as_a_reader_would(service):
    english = seconds_of(service.expected_wav("the lamp burned on in the tower " * 10, "Cherry"))
    han = seconds_of(service.expected_wav("灯塔里的灯一直亮着" * 10, "Cherry"))
    assert 13 < 320 / english < 17
    assert 4.5 < 90 / han < 5.5


def test_the_sound_depends_on_all_that_was_asked_and_on_nothing_else(service):
    asked = [
        {},
        {"voice": "Ethan"},
        {"text": "Call me what you like, she said."},
        {"instructions": "sad"},
        {"seed": 4},
        {"language": "English"},
    ]
    made = [service.expected_wav(**{"text": TEXT, "voice": "Cherry", **change}) for change in asked]
    assert len(set(made)) == len(made)
    with FakeDashScope(Settings(seed=9)) as other:
        assert fetch(url_of(call(other))).content == made[0]


def test_an_engine_can_speak_instead_and_refuses_an_unknown_one():
    from audiobook.errors import UsageError

    with FakeDashScope(Settings(voice="tone")) as service:
        data = fetch(url_of(call(service))).content
    assert seconds_of(data) > 1
    with FakeDashScope() as other:
        assert other.expected_wav(TEXT, "Cherry") != data
    with pytest.raises(UsageError):
        FakeDashScope(Settings(voice="nobody"))


# Load and storm


def test_thirty_two_side_by_side_on_open_connections_are_all_served_and_counted():
    texts = [f"This is line number {number}, 第{number}行。" for number in range(160)]
    with FakeDashScope(Settings(latency=Latency(0.05))) as service, ThreadPoolExecutor(32) as pool:
        urls = list(pool.map(lambda text: url_of(call(service, text)), texts))
        sounds = list(pool.map(lambda url: fetch(url).content, urls))
        assert sounds == [service.expected_wav(text, "Cherry") for text in texts]
        assert service.bill().total.characters == sum(map(billed_characters, texts))
        counters = service.counters()
        assert service.troubles == ()
    assert (counters.calls, counters.ok, counters.downloads) == (160, 160, 160)
    assert 1 < counters.peak <= 32


def persist(service, text) -> bytes:
    """What any client must do in a storm, without pacing: ask again, fetch again, until the file is right."""
    for _ in range(60):
        with contextlib.suppress(requests.RequestException):
            reply = call(service, text, timeout=5)
            if reply.status_code != 200:
                continue
            for _ in range(3):
                with contextlib.suppress(requests.RequestException, wave.Error, EOFError):
                    data = fetch(url_of(reply)).content
                    seconds_of(data)
                    return data
    raise AssertionError("the storm never ended")


def test_the_storm_has_all_its_faults_and_a_bill_that_adds_up():
    texts = [f"Line {number} of the book." for number in range(600)]
    with FakeDashScope(storm(seed=3, slow_s=0.01)) as service, ThreadPoolExecutor(16) as pool:
        sounds = list(pool.map(lambda text: persist(service, text), texts))
        assert sounds == [service.expected_wav(text, "Cherry") for text in texts]
        counters, bill, entries = service.counters(), service.bill(), service.requests
        assert service.troubles == ()
    seen = counters.outcomes
    assert {rule.fault.value for rule in storm().rules} <= set(seen)
    resets = seen["reset"] + seen["reset_after_billing"]
    assert 0.025 < resets / counters.calls < 0.08
    assert 0.025 < seen["internal_error"] / counters.calls < 0.08
    assert 0.01 < counters.throttled / counters.calls < 0.06
    assert 0.005 < seen["download_truncated"] / counters.downloads < 0.045
    assert bill.total.characters == sum(entry.usage.characters for entry in entries)
    assert len([charge for charge in bill.charges if not charge.answered]) == seen["reset_after_billing"]
    assert bill.total.characters == bill.answered.characters + bill.lost.characters
