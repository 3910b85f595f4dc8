"""scripts/fake_dashscope with the real SDK: bodies, keys, models, the bill, the record, the command."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import signal
import subprocess
import sys

import pytest
import requests
from fake_dashscope import CATALOGUE, FakeDashScope, Fault, Key, Settings, Shape, Usage, always, billed_characters
from fakes.dashscope_calls import FLASH, SCRIPTS, SYNTHESIZER, TEXT, call, fetch, seconds_of, tidy_sdk, url_of, wait_for


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


# The wire


def test_the_inner_call_gets_the_documented_body(service):
    reply = call(service, language_type="English")
    assert reply.status_code == 200
    assert reply.output["finish_reason"] == "stop"
    assert sorted(reply.output["audio"]) == ["data", "expires_at", "id", "url"]
    assert reply.usage == {"characters": len(TEXT)}
    (request,) = service.requests
    assert request.request_id == reply.request_id
    assert request.path == "/api/v1/services/aigc/multimodal-generation/generation"
    assert request.body == {
        "model": FLASH,
        "parameters": {},
        "input": {"text": TEXT, "voice": "Cherry", "language_type": "English"},
    }
    assert (request.outcome, request.status, request.kind, request.account) == ("ok", 200, "tts", "main")


def test_the_public_call_puts_directions_elsewhere_and_the_record_finds_them(service):
    import dashscope

    reply = dashscope.MultiModalConversation.call(
        model="qwen3-tts-instruct-flash",
        text=TEXT,
        voice="Serena",
        language_type="English",
        instructions="whispering",
        api_key=service.key,
        base_address=service.base_url,
    )
    assert fetch(url_of(reply)).status_code == 200
    (request,) = service.requests
    assert request.body["parameters"]["instructions"] == "whispering"
    assert (request.instructions, request.language_type, request.voice) == ("whispering", "English", "Serena")


def test_the_synthesizer_of_the_sdk_is_served_on_its_own_path(service):
    import dashscope

    result = dashscope.HttpSpeechSynthesizer.call(
        "qwen-audio-3.0-tts-flash", TEXT, "anna", api_key=service.key, url=service.base_url, instruction="calm", seed=3
    )
    assert seconds_of(fetch(result.audio_url).content) > 1
    (request,) = service.requests
    assert request.path == "/api/v1/services/audio/tts/SpeechSynthesizer"
    assert request.body["input"]["format"] == "wav"
    assert request.instructions == "calm"
    assert service.bill().total == Usage(characters=len(TEXT))


def test_the_inner_call_serves_the_synthesizer_path_too(service):
    reply = call(service, model="cosyvoice-v3-flash", voice="any", path=SYNTHESIZER, format="wav", sample_rate=24000)
    assert seconds_of(fetch(url_of(reply)).content) > 1


def test_a_model_on_the_path_of_the_other_shape_is_not_served(service):
    assert call(service, path=SYNTHESIZER).status_code == 404
    assert call(service, model="cosyvoice-v3-flash").status_code == 404
    assert service.bill().charges == ()


@pytest.mark.parametrize("content", ["Who spoke?", [{"text": "Who "}, {"text": "spoke?"}]], ids=["text", "parts"])
def test_chats_go_to_the_answer_function_and_are_billed_by_tokens(content):
    import dashscope

    asked = []

    def answer(chat):
        asked.append((chat.model, chat.user))
        return "the captain"

    with FakeDashScope(Settings(answer=answer)) as service:
        how = {"api_key": service.key, "base_address": service.base_url}
        messages = [{"role": "system", "content": "Label."}, {"role": "user", "content": content}]
        if isinstance(content, str):
            reply = dashscope.Generation.call("qwen-plus", messages=messages, result_format="message", **how)
            assert reply.output.choices[0].message.content == "the captain"
        else:
            messages[0]["content"] = [{"text": "Label."}]
            reply = dashscope.MultiModalConversation.call("qwen-plus", messages=messages, **how)
            assert reply.output.choices[0].message.content == [{"text": "the captain"}]
        assert asked == [("qwen-plus", "Who spoke?")]
        bill = service.bill()
    assert bill.total.characters == 0
    assert (bill.total.input_tokens, bill.total.output_tokens) == (reply.usage.input_tokens, reply.usage.output_tokens)
    assert bill.total.output_tokens == 4


# Keys, models, voices, texts


def test_a_key_is_valid_in_its_region_only_and_is_written_nowhere(tmp_path):
    log = tmp_path / "log.jsonl"
    keys = (Key("sk-one", "beijing", "anna"), Key("sk-two", "singapore", "anna"))
    with FakeDashScope(Settings(keys=keys, log_file=log)) as service:
        assert call(service, key="sk-one").status_code == 200
        assert call(service, key="sk-two", base=service.base_url_of("singapore")).status_code == 200
        refused = [call(service, key="sk-two"), call(service, key="sk-three")]
        assert [(r.status_code, r.code) for r in refused] == [(401, "InvalidApiKey")] * 2
        assert [r.region for r in service.requests] == ["beijing", "singapore", "beijing", "beijing"]
        shown = repr((service.requests, service.settings, service.bill()))
    assert "sk-" not in shown + log.read_text("utf-8")


def test_unknown_and_retired_models_are_not_found():
    with FakeDashScope(Settings(retired=frozenset({"qwen-tts"}))) as service:
        codes = [call(service, model=model).code for model in ("qwen-tts", "qwen9-tts", FLASH)]
        service.retire(FLASH)
        codes.append(call(service).code)
    assert codes == ["ModelNotFound", "ModelNotFound", "", "ModelNotFound"]


@pytest.mark.parametrize(
    ("model", "voice", "status"),
    [
        ("qwen-tts", "Cherry", 200),
        ("qwen-tts", "Dylan", 400),
        ("qwen-tts-latest", "Dylan", 200),
        (FLASH, "Sunny", 200),
        (FLASH, "Nobody", 400),
        ("qwen3-tts-instruct-flash", "Sunny", 400),
        ("qwen3-tts-vc-2026-01-22", "Cherry", 400),
        ("qwen3-tts-vc-2026-01-22", "qwen3-tts-vc-2026-01-22-mine", 200),
    ],
)
def test_each_model_has_its_voices(service, model, voice, status):
    reply = call(service, model=model, voice=voice)
    assert (reply.status_code, reply.code) == (status, "InvalidParameter" if status == 400 else "")


def test_the_flash_model_has_the_vendors_count_of_voices():
    assert len(CATALOGUE[FLASH].voices) == 49
    assert {model.shape for model in CATALOGUE.values()} == set(Shape)


@pytest.mark.parametrize(
    ("model", "text", "status"),
    [
        (FLASH, "a" * 600, 200),
        (FLASH, "a" * 601, 400),
        (FLASH, "字" * 300, 200),
        (FLASH, "字" * 300 + ".", 400),
        ("qwen-tts", "字" * 512, 200),
        ("qwen-tts", "字" * 513, 400),
    ],
)
def test_the_longest_text_is_counted_as_billed_or_in_tokens(service, model, text, status):
    reply = call(service, text, model=model)
    assert reply.status_code == status
    assert status == 200 or "input length" in reply.message


@pytest.mark.parametrize("more", [{"language_type": "Klingon"}, {"text": " "}, {"sample_rate": 8000}])
def test_what_no_service_can_take_is_an_invalid_parameter(service, more):
    more = {"text": TEXT, **more}
    assert call(service, **more).code == "InvalidParameter"
    assert service.bill().charges == ()


# The bill


@pytest.mark.parametrize(
    ("text", "characters"),
    [("Hello, world.", 13), ("你好。", 5), ("漢字 and かな", 11), ("𠀀", 2), ("한국어", 3), ("a\nb", 3), ("々", 2)],
)
def test_han_is_billed_twice_and_all_else_once(service, text, characters):
    assert billed_characters(text) == characters
    assert call(service, text).usage == {"characters": characters}
    assert service.bill().total.characters == characters


def test_the_first_family_is_billed_by_tokens_and_by_at_least_a_second_of_audio(service):
    short, long = call(service, "Hm.", model="qwen-tts"), call(service, TEXT * 5, model="qwen-tts")
    assert short.usage == {"input_tokens": 1, "output_tokens": 50, "total_tokens": 51}
    seconds = seconds_of(fetch(url_of(long)).content)
    assert 0 <= long.usage["output_tokens"] - 50 * seconds < 1
    assert service.bill().of(short.request_id) == Usage(0, 1, 50)
    assert service.bill().of_model("qwen-tts") == service.bill().total


@pytest.mark.parametrize(
    ("fault", "calls_billed", "answered"),
    [
        (Fault.AUDIO_NULL, 1, True),
        (Fault.BROKEN_JSON, 1, False),
        (Fault.RESET_AFTER_BILLING, 1, False),
        (Fault.CLOSE_AFTER_BILLING, 1, False),
        (Fault.RESET, 0, False),
        (Fault.CLOSE, 0, False),
        (Fault.INTERNAL_ERROR, 0, False),
        (Fault.RATE_QUOTA, 0, False),
        (Fault.AUDIO_EMPTY, 1, True),
    ],
)
def test_work_is_billed_though_its_reply_is_lost_and_failures_are_not(service, fault, calls_billed, answered):
    service.plan(always(fault))
    with contextlib.suppress(requests.RequestException):
        call(service)
    bill = service.bill()
    assert len(bill.charges) in ({1, 2} if calls_billed else {0})
    assert all(charge.answered is answered for charge in bill.charges)
    assert bill.total.characters == len(bill.charges) * len(TEXT)
    assert bill.lost == (Usage() if answered else bill.total)


def test_a_reply_that_came_too_late_is_billed_as_unanswered():
    with FakeDashScope(Settings(slow_s=0.6)) as service:
        service.plan(Fault.SLOW)
        with pytest.raises(requests.exceptions.ReadTimeout):
            call(service, timeout=0.2)
        wait_for(lambda: service.requests)
        assert service.bill().lost.characters == len(TEXT)


# The record and the command


def test_the_log_file_has_every_request_and_download(tmp_path):
    log = tmp_path / "log.jsonl"
    with FakeDashScope(Settings(log_file=log)) as service:
        fetch(url_of(call(service)))
        (request,), (download,) = service.requests, service.downloads
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line["what"] for line in lines] == ["request", "download"]
    assert lines[0]["usage"] == dataclasses.asdict(request.usage)
    assert lines[0]["body"]["input"]["text"] == TEXT
    assert lines[1]["path"] == download.path
    assert lines[1]["request_id"] == lines[0]["request_id"]


def test_the_command_says_what_to_type_and_at_its_end_what_was_done(tmp_path):
    log = tmp_path / "log.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "fake_dashscope", "--voice", "synthetic", "--latency", "0", "--log", str(log)],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        lines = [process.stdout.readline() for _ in range(4)]
        key, base = (re.search(r"export \w+=(\S+)", line).group(1) for line in lines[2:])
        assert "DASHSCOPE_API_KEY" in lines[2]
        assert "DASHSCOPE_HTTP_BASE_URL" in lines[3]
        with FakeDashScope() as other:
            reply = call(other, key=key, base=base)
        fetch(url_of(reply))
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    assert process.returncode == 0
    assert "1 requests, at most 1 side by side; 1 downloads" in rest
    assert f"{FLASH}: billed {len(TEXT)} characters" in rest
    assert len(log.read_text("utf-8").splitlines()) == 2


def test_the_launcher_is_a_command_and_shows_its_options():
    command = SCRIPTS / "fake-dashscope"
    assert os.access(command, os.X_OK)
    assert "fake_dashscope" in command.read_text("utf-8")


def test_a_port_that_is_taken_is_one_line_and_exit_code_2(service):
    port = service.host.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "fake_dashscope", "--voice", "synthetic", "--port", port],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
