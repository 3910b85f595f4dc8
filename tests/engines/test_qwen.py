"""The engine on the wire: what is sent, what is paid, and what comes of every fault."""

import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from engines.qwen_studio import TEXT, FakeDashScope, Settings, studio
from fake_dashscope.faults import FAILURES, Fault
from fake_dashscope.schedule import always

from audiobook.cloud import dashscope_sdk
from audiobook.engines.qwen import download
from audiobook.engines.qwen.engine import QwenEngine
from audiobook.errors import EngineError, TakeError

LONG = " ".join(f"Sentence number {n} is not very long at all." for n in range(30))


@pytest.fixture
def service():
    with FakeDashScope(Settings(slow_s=1.6)) as running:
        yield running
        assert running.troubles == ()


@pytest.fixture
def at_work(service, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "_PAUSES_S", (0.01,) * 4)
    return studio(service, tmp_path, monkeypatch)


def check_right(made, wanted):
    assert np.array_equal(made, wanted)


def check_bill(desk):
    """The ledger's certain sum is the bill of what was answered; the uncertain one covers the rest."""
    certain, uncertain = desk.charged()
    owed = desk.service.bill().total.characters
    assert certain <= owed <= certain + uncertain


def eventually(holds):
    """Slow replies are written down when they are over."""
    deadline = time.monotonic() + 10
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


# What is sent


def test_text_voice_and_language_go_into_the_input_and_key_and_address_into_no_global(at_work, monkeypatch):
    import dashscope

    monkeypatch.setattr(dashscope, "api_key", "sk-of-somebody-else")
    monkeypatch.setattr(dashscope, "base_http_api_url", "http://127.0.0.1:9/api/v1")
    check_right(at_work.speak(), at_work.expected())
    (sent,) = at_work.sent
    assert sent.body == {
        "model": "qwen3-tts-flash",
        "parameters": {},
        "input": {"text": TEXT, "voice": "Cherry", "language_type": "English"},
    }
    assert (dashscope.api_key, dashscope.base_http_api_url) == ("sk-of-somebody-else", "http://127.0.0.1:9/api/v1")


@pytest.mark.parametrize(
    ("language", "told"),
    [("en-GB", "English"), ("zh-Hant-TW", "Chinese"), ("wuu", "Chinese"), ("zh-x-sichuan", "Chinese"), ("el", "Auto"),
     ("pt_BR", "Portuguese"), ("", "Auto")],
)  # fmt: skip
def test_the_language_is_named_as_the_service_names_it(at_work, language, told):
    at_work.speak(language=language)
    assert at_work.sent[-1].language_type == told


@pytest.mark.parametrize("voice", ["Dylan", "Jada", "Sunny"])
def test_dialect_voices_speak_chinese(at_work, voice):
    at_work.speak("我们今天一起去公园散步。", voice=voice, language="zh")
    assert (at_work.sent[-1].voice, at_work.sent[-1].language_type) == (voice, "Chinese")


def test_a_direction_is_dropped_where_the_model_takes_none_and_does_not_name_the_take(at_work):
    directed, plain = at_work.slate(direction="whispering"), at_work.slate()
    assert directed.key != plain.key
    assert at_work.engine.heard(directed) == at_work.engine.heard(plain)
    at_work.engine.synthesize(directed)
    assert at_work.sent[-1].instructions == ""


@pytest.mark.parametrize("where", ["input", "parameters"])
def test_a_direction_goes_where_the_settings_say(at_work, where):
    at_work.fresh(model="qwen3-tts-instruct-flash", region="singapore", instructions_in=where)
    at_work.speak(direction="whispering,  afraid")
    assert at_work.sent[-1].body[where]["instructions"] == "whispering, afraid"
    assert at_work.engine.heard(at_work.slate(direction="sad")).direction == "sad"


def test_the_newer_families_take_directions_as_tags_or_as_instruction(at_work):
    mine = '[models."qwen-audio-3.1-tts-flash"]\nvoices = ["deep"]\n[voices.deep]\ngender = "male"\n'
    (at_work.folder / "mine.toml").write_text(mine)
    at_work.fresh(model="qwen-audio-3.1-tts-flash", models_file="mine.toml")
    at_work.speak(voice="deep", direction="Sadly", seed=70000)
    at_work.speak(voice="deep", direction="slowly")
    tagged, told = (request.body["input"] for request in at_work.sent)
    wire = {"voice": "deep", "format": "wav", "sample_rate": 24000}
    assert tagged == wire | {"text": f"[sad]{TEXT}", "seed": 70000 % 65536}
    assert told == wire | {"text": TEXT, "seed": 0, "instruction": "slowly"}


def test_a_text_beyond_the_limit_goes_in_pieces_that_fit_and_end_where_sentences_do(at_work):
    samples = at_work.speak(LONG)
    texts = [request.text for request in at_work.sent]
    assert " ".join(texts) == LONG
    assert max(map(len, texts)) <= 600
    assert all(text.endswith(".") for text in texts)
    alone = sum(at_work.expected(text).size for text in texts)
    assert 0.8 * alone < samples.size <= alone


# What is paid, and paid once


def test_a_sound_that_was_bought_before_a_crash_is_fetched_and_not_bought_again(at_work, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(download.Fetcher, "fetch", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            at_work.speak()
    monkeypatch.delenv("DASHSCOPE_API_KEY")
    check_right(at_work.fresh().speak(), at_work.expected())
    assert (len(at_work.sent), len(at_work.service.downloads)) == (1, 1)


def test_after_a_crash_in_a_long_text_only_the_missing_pieces_are_bought(at_work):
    at_work.service.plan(*[Fault.DOWNLOAD_ERROR] * 5)
    with pytest.raises(TakeError, match="cannot be fetched"):
        at_work.speak(LONG)
    at_work.fresh().speak(LONG)
    texts = [request.text for request in at_work.sent]
    assert " ".join(texts) == LONG
    check_bill(at_work)


def test_a_sound_whose_address_has_expired_is_bought_again(at_work):
    at_work.service.plan(Fault.DOWNLOAD_EXPIRED)
    check_right(at_work.speak(), at_work.expected())
    assert len(at_work.sent) == 2


def test_a_sound_that_the_caller_does_not_accept_is_bought_anew(at_work):
    at_work.speak()
    at_work.speak()
    assert len(at_work.sent) == 2
    assert len(at_work.service.downloads) == 2


@pytest.mark.parametrize(
    "fault",
    [Fault.DOWNLOAD_TRUNCATED, Fault.DOWNLOAD_RESET, Fault.DOWNLOAD_BAD_HEADER, Fault.DOWNLOAD_EMPTY,
     Fault.DOWNLOAD_ERROR, Fault.DOWNLOAD_SLOW],
)  # fmt: skip
def test_a_broken_download_is_fetched_again_without_paying(at_work, fault):
    at_work.service.plan(fault)
    check_right(at_work.speak(), at_work.expected())
    assert len(at_work.sent) == 1
    assert eventually(lambda: len(at_work.service.downloads) == 2)


@pytest.mark.parametrize(
    "fault",
    [Fault.AUDIO_BAD_HEADER, Fault.AUDIO_EMPTY, Fault.AUDIO_SILENT, Fault.AUDIO_TOO_LONG, Fault.AUDIO_TOO_SHORT,
     Fault.AUDIO_CUT, Fault.AUDIO_WRONG_RATE],
)  # fmt: skip
def test_a_sound_that_cannot_be_the_text_is_made_again(at_work, fault):
    at_work.service.plan(fault)
    check_right(at_work.speak(), at_work.expected())
    assert len(at_work.sent) == 2
    check_bill(at_work)


def test_a_streaming_encoders_header_is_harmless(at_work):
    at_work.service.plan(Fault.AUDIO_STREAMING_HEADER)
    check_right(at_work.speak(), at_work.expected())
    assert len(at_work.sent) == 1


def test_a_text_that_never_sounds_right_is_given_up_for_this_build_and_not_paid_for_again(at_work):
    at_work.service.plan(always(Fault.AUDIO_SILENT))
    for _ in range(2):
        with pytest.raises(TakeError, match="it is silent"):
            at_work.speak()
    assert len(at_work.sent) == 3


# Faults of the request


@pytest.mark.parametrize(
    "fault",
    [Fault.INTERNAL_ERROR, Fault.MODEL_UNAVAILABLE, Fault.BAD_GATEWAY, Fault.AUDIO_NULL, Fault.UNFINISHED,
     Fault.BROKEN_JSON, Fault.RESET, Fault.CLOSE, Fault.RESET_AFTER_BILLING, Fault.CLOSE_AFTER_BILLING,
     Fault.RATE_QUOTA, Fault.SLOW],
)  # fmt: skip
def test_a_passing_fault_costs_one_more_request_and_the_sdk_resends_none(at_work, fault):
    at_work.service.plan(fault)
    check_right(at_work.speak(), at_work.expected())
    assert eventually(lambda: len(at_work.sent) == 2)
    check_bill(at_work)


def test_a_text_that_the_service_calls_too_long_is_halved_at_a_sentence_end(at_work):
    at_work.service.plan(Fault.TOO_LONG)
    one, two = "The first sentence stands here.", "The second one is behind it."
    at_work.speak(f"{one} {two}")
    assert [request.text for request in at_work.sent] == [f"{one} {two}", one, two]


def test_a_text_that_is_too_long_in_every_length_is_given_up(at_work):
    at_work.service.plan(always(Fault.TOO_LONG))
    with pytest.raises(TakeError, match="input length"):
        at_work.speak("One is here. Two is here. Three is here. Four is here. Five is here.")
    assert len(at_work.sent) == 3


def test_a_refused_text_is_a_matter_of_that_text_and_is_sent_once(at_work):
    at_work.service.plan(always(Fault.DATA_INSPECTION, text="quiet water"))
    for _ in range(2):
        with pytest.raises(TakeError, match="DataInspectionFailed") as caught:
            at_work.speak()
        assert "script" in caught.value.hint
    at_work.speak("Another sentence that nobody minds at all.")
    assert len(at_work.sent) == 2


STOPS = [fault for fault, failure in FAILURES.items() if fault in {
    Fault.INVALID_KEY, Fault.ARREARAGE, Fault.ACCESS_DENIED, Fault.FREE_QUOTA_SPENT, Fault.FREE_TIER_ONLY,
    Fault.MODEL_NOT_FOUND, Fault.WRONG_VOICE, Fault.NOT_PURCHASED, Fault.POSTPAID_OVERDUE,
}]  # fmt: skip


@pytest.mark.parametrize("fault", STOPS)
def test_a_lasting_fault_stops_the_build_after_one_request(at_work, fault):
    at_work.service.plan(always(fault))
    for _ in range(3):
        with pytest.raises(EngineError) as caught:
            at_work.speak()
        assert not isinstance(caught.value, TakeError)
        assert caught.value.hint
    assert len(at_work.sent) == 1
    assert at_work.service.bill().total.characters == 0


def test_a_model_that_is_gone_names_its_successor(at_work):
    at_work.fresh(model="qwen3-tts-instruct-flash", region="singapore")
    at_work.service.retire("qwen3-tts-instruct-flash")
    with pytest.raises(EngineError) as caught:
        at_work.speak()
    assert "qwen3-tts-flash" in caught.value.hint
    assert "cosyvoice-v3.5-plus" in caught.value.hint


def test_sounds_that_cannot_be_fetched_at_all_stop_the_build_before_much_is_bought(at_work):
    at_work.service.plan(always(Fault.DOWNLOAD_ERROR))
    outcomes = []
    for n in range(6):
        with pytest.raises(EngineError) as caught:
            at_work.speak(f"{TEXT} Number {n}.")
        outcomes.append(type(caught.value))
    assert outcomes == [TakeError] * 2 + [EngineError] * 4
    assert len(at_work.sent) == 3
    at_work.service.calm()
    at_work.fresh()
    for n in range(3):
        at_work.speak(f"{TEXT} Number {n}.")
    assert len(at_work.sent) == 3


# Keys, kits and threads


def test_it_says_before_anything_is_sent_that_the_text_leaves_and_where_to(at_work):
    said = {event.code: event.message for event in at_work.events}
    assert "127.0.0.1" in said["text-leaves"]
    assert "beijing" in said["text-leaves"]
    assert "alias" in said["moving-model"]
    assert at_work.sent == ()


def test_an_engine_that_was_given_no_ledger_spends_nothing(at_work):
    with pytest.raises(EngineError, match="not given a budget"):
        QwenEngine().synthesize(at_work.slate())
    assert at_work.sent == ()


def test_another_epoch_names_other_takes(at_work):
    before = at_work.slate().key
    at_work.fresh(epoch="2027")
    assert at_work.slate().key != before


def test_without_a_key_it_says_which_variable_to_set(at_work, monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", " ")
    with pytest.raises(EngineError, match="DASHSCOPE_API_KEY is not set") as caught:
        at_work.speak()
    assert "export DASHSCOPE_API_KEY" in caught.value.hint


def test_a_key_that_cannot_be_sent_is_not_shown(at_work, monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-hidden\nthing")
    with pytest.raises(EngineError, match="characters that no key has") as caught:
        at_work.speak()
    assert "hidden" not in f"{caught.value!r} {caught.value.hint}"


def test_without_the_sdk_it_says_what_to_install(at_work, monkeypatch):
    dashscope_sdk._imported.cache_clear()
    monkeypatch.setitem(sys.modules, "dashscope.client.base_api", None)
    try:
        with pytest.raises(EngineError, match="not installed") as caught:
            at_work.speak()
    finally:
        dashscope_sdk._imported.cache_clear()
    assert caught.value.hint == "pip install 'audiobook[qwen]'"
    assert at_work.sent == ()


def test_a_retired_model_is_not_even_asked_in_the_region_where_it_is_gone(at_work):
    at_work.fresh(model="qwen-tts")
    with pytest.raises(EngineError, match="retired the model qwen-tts in region beijing") as caught:
        at_work.speak()
    assert "qwen3-tts-flash" in caught.value.hint
    assert at_work.sent == ()


def test_describing_it_imports_neither_the_sdk_nor_numpy():
    code = (
        "import sys; from audiobook.engines.qwen.engine import QwenEngine; e = QwenEngine(); e.info; e.voices();"
        "e.speaks('fr'); e.reads('x');"
        "assert not {'numpy', 'dashscope', 'requests', 'sqlite3'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_many_threads_may_be_the_first(at_work):
    code = (
        "import sys; sys.path[:0] = sys.argv[2:];"
        "from concurrent.futures import ThreadPoolExecutor; from engines.qwen_studio import configured, TEXT;"
        "from audiobook.take import Slate; e = configured(sys.argv[1]); i = e.info;"
        "speak = lambda n: e.synthesize(Slate(f'{TEXT} {n}', 'qwen', i.version, i.model, 'Cherry', 'en'));"
        "list(ThreadPoolExecutor(16).map(speak, range(16)))"
    )
    paths = [path for path in sys.path if path]
    subprocess.run([sys.executable, "-c", code, at_work.service.base_url, *paths], check=True, timeout=60)
    assert len(at_work.sent) == 16


def test_the_key_is_in_no_log_error_event_or_file(at_work, caplog, capfd):
    caplog.set_level(0)
    key = at_work.service.key
    said = [repr(at_work.engine.__dict__), repr(at_work.session), repr(at_work.events)]
    for fault in (Fault.RESET, Fault.BAD_GATEWAY, Fault.DATA_INSPECTION, Fault.DOWNLOAD_ERROR, Fault.INVALID_KEY):
        at_work.service.plan(fault)
        try:
            at_work.speak(f"{TEXT} {fault.name}")
        except EngineError as error:
            said += [repr(error), str(error), error.hint, repr(error.__cause__), repr(error.__context__)]
    out, err = capfd.readouterr()
    files = b"".join(path.read_bytes() for path in at_work.folder.rglob("*") if path.is_file())
    assert len(said) > 8
    assert not [text for text in (*said, out, err, caplog.text, files.decode("latin-1")) if key in text]
    assert "Expires" not in caplog.text


def test_threads_share_one_engine_and_each_gets_its_own_sound(at_work):
    texts = [f"{TEXT} It was the {n} hundredth time." for n in range(24)]
    made = {}
    threads = [threading.Thread(target=lambda t=t: made.__setitem__(t, at_work.speak(t))) for t in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(at_work.sent) == 24
    for text in texts:
        check_right(made[text], at_work.expected(text))
