"""The engine on the wire: what is sent, which voices there are, and where text goes."""

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from engines.http_studio import KEY, LONG, TEXT, VARIABLE, SpeechServer, Studio, check_sound
from fakes.speech_server import Reply, beeps, error, packed

from audiobook.engines.http.engine import HttpEngine
from audiobook.errors import EngineError, TakeError
from audiobook.take import Slate

pytest.importorskip("httpx", reason="needs the package httpx (extra [http])")


# What is sent


def test_a_request_has_what_the_interface_asks_for_and_nothing_else(own):
    check_sound(own.speak(voice="nova"), voice="nova")
    assert own.sent == [{"model": "tts-1", "voice": "nova", "response_format": "wav", "input": TEXT}]
    assert own.server.requests[0]["authorization"] == ""


def test_a_key_goes_into_the_header_only(paid):
    paid.speak()
    (request,) = paid.server.requests
    assert request["authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps([request["body"], request["path"]])


def test_more_is_sent_only_where_the_server_supports_it(own):
    own.speak(speed=1.25, direction="whispering", seed=3)
    own.fresh(supports=["instructions", "seed"], body={"lang_code": "a"}).speak(
        speed=1.25, direction=" as if\n tired ", seed=3
    )
    assert {key: own.sent[0].get(key) for key in ("speed", "instructions", "seed")} == {
        "speed": 1.25, "instructions": None, "seed": None,
    }  # fmt: skip
    assert {key: own.sent[1].get(key) for key in ("speed", "instructions", "seed", "lang_code")} == {
        "speed": None, "instructions": "as if tired", "seed": 3, "lang_code": "a",
    }  # fmt: skip


def test_what_the_server_does_not_hear_has_one_key(own):
    assert own.slate(direction="x", pitch=2.0, seed=9) == own.slate()
    assert own.slate(speed=1.2) != own.slate()
    own.fresh(supports=["instructions"])
    assert own.slate(speed=1.2) == own.slate()
    assert own.slate(direction="x") != own.slate()


def test_what_changes_the_sound_changes_the_key_and_the_address_does_not(own):
    changes = [
        *({}, {"format": "mp3"}, {"format": "pcm"}, {"pcm_rate_hz": 16000}),
        *({"body": {"a": 1}}, {"epoch": "2"}, {"model": "m"}),
    ]
    keys = [own.fresh(**settings).slate().key for settings in changes]
    assert len(set(keys)) == len(keys)
    elsewhere = own.fresh(url="http://192.168.1.9:8880", workers=2, timeout_s=9, max_characters=100)
    assert elsewhere.slate().key == keys[-1]


def test_a_long_text_is_sent_in_pieces_and_comes_back_whole(own):
    own.fresh(max_characters=200)
    made = own.speak(LONG)
    assert all(len(body["input"]) <= 200 for body in own.sent)
    assert " ".join(body["input"] for body in own.sent) == LONG
    assert made.samples.size > 0.85 * beeps(LONG).size


def test_a_text_that_is_too_long_for_the_server_is_halved(tmp_path):
    with SpeechServer(longest=100) as server:
        desk = Studio(server, tmp_path)
        text = LONG[:280].rpartition(" ")[0]
        desk.speak(text)
        accepted = [body["input"] for body in desk.sent if len(body["input"]) <= 100]
        assert " ".join(accepted) == text


def test_requests_under_way_at_a_time_are_bounded(own):
    own.fresh(workers=3)
    own.server.default = Reply(delay=0.05)
    with ThreadPoolExecutor(12) as pool:
        made = list(pool.map(lambda n: own.speak(f"{TEXT} Number {n}."), range(12)))
    assert own.server.most_at_once == 3
    for n, recording in enumerate(made):
        check_sound(recording, f"{TEXT} Number {n}.")


def test_a_limit_that_is_known_is_kept_and_nothing_is_refused(tmp_path):
    with SpeechServer(rpm=1200) as server:
        desk = Studio(server, tmp_path, {"rpm": 600})
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda n: desk.speak(f"Number {n}."), range(24)))
        assert (server.answered, server.refusals) == (24, 0)


def test_any_usual_sample_rate_is_taken_as_it_is(own):
    samples = beeps(TEXT)
    for rate_hz in (16000, 22050, 44100, 48000):
        own.server.replies.append(Reply(body=packed(samples, "wav", rate_hz), kind="audio/wav"))
        assert own.fresh().speak().rate_hz == rate_hz


def test_bare_samples_are_at_the_rate_of_the_settings(own):
    own.fresh(format="pcm", pcm_rate_hz=16000)
    assert own.speak().rate_hz == 16000


def test_sound_in_another_format_than_asked_for_is_read_all_the_same(own):
    own.server.replies.append(Reply(body=packed(beeps(TEXT, "alloy"), "flac"), kind="application/octet-stream"))
    check_sound(own.speak())


# Voices


def test_voices_of_the_settings_come_first_then_those_that_the_server_lists(tmp_path):
    listed = {"voices": ["af_heart", {"id": "bm_daniel"}, {"name": "nova"}, "alloy", 7, "", "x" * 500]}
    with SpeechServer(voices=("alloy", "nova", "af_heart", "bm_daniel"), listed=listed) as server:
        about = {"nova": {"gender": "female", "age": "old", "languages": ["fr", "en"]}}
        desk = Studio(server, tmp_path, {"voices": ["alloy"], "list_voices": True, "about": about})
        voices = {voice.id: voice for voice in desk.engine.voices()}
        assert list(voices) == ["alloy", "nova", "af_heart", "bm_daniel"]
        assert (voices["nova"].gender, voices["nova"].age, voices["nova"].languages) == ("female", "old", ("fr", "en"))
        assert (voices["af_heart"].gender, voices["af_heart"].languages) == ("female", ("en-US",))
        assert (voices["bm_daniel"].gender, voices["bm_daniel"].languages) == ("male", ("en-GB",))
        assert [request["path"] for request in server.requests] == ["/v1/audio/voices"]
        assert desk.engine.speaks("fr-CA")
        assert not desk.engine.speaks("zh")


def test_nothing_is_asked_when_voices_are_named(own):
    assert [voice.id for voice in own.engine.voices()] == ["alloy", "nova"]
    assert own.server.requests == []


def test_a_server_that_does_not_answer_is_asked_for_its_voices_once(own):
    own.fresh(url="http://127.0.0.1:9/v1", list_voices=True)
    for _ in range(2):
        with pytest.raises(EngineError, match="cannot be reached") as caught:
            own.engine.voices()
        assert "voices = [" in caught.value.hint
    assert not own.engine.speaks("en")


def test_a_server_without_a_list_says_what_to_write(own):
    own.fresh(url=f"{own.server.url}/nowhere", list_voices=True)
    with pytest.raises(EngineError, match="does not list its voices"):
        own.engine.voices()


def test_an_unknown_voice_is_refused_before_anything_is_sent(own):
    with pytest.raises(EngineError, match="no voice 'aloy'") as caught:
        own.speak(voice="aloy")
    assert "alloy" in caught.value.hint
    assert own.sent == []


@pytest.mark.parametrize("text", ["你好，世界。", "He said 你好 to me.", "😀", "Привет"])
def test_text_that_a_voice_does_not_read_is_not_sent(own, text):
    with pytest.raises(TakeError, match="cannot read"):
        own.speak(text)
    assert own.sent == []


# Secrets, and where text goes


def test_the_key_is_in_no_message_file_or_repr(paid, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    said = []
    for reply in (error(500, f"bad header Bearer {KEY}"), error(400, f"key {KEY} is odd"), error(401, f"wrong: {KEY}")):
        paid.server.replies.append(reply)
        try:
            paid.speak()
        except EngineError as problem:
            said += [repr(problem), str(problem), problem.hint, repr(problem.__cause__), repr(problem.__context__)]
    said += [repr(paid.engine.__dict__), repr(paid.engine._desk.door), caplog.text, repr(paid.events)]
    said += [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    assert len(said) > 10
    assert not [each for each in said if KEY in each]


def test_a_redirect_takes_neither_text_nor_key_elsewhere(paid):
    with SpeechServer() as other:
        paid.server.replies.append(Reply(308, b"", headers={"Location": f"{other.url}/audio/speech"}))
        with pytest.raises(EngineError, match="status 308"):
            paid.speak()
        assert other.requests == []


def test_without_its_key_nothing_is_sent(paid, monkeypatch):
    for value in ("", "two words", "späte", "line\nbreak"):
        monkeypatch.setenv(VARIABLE, value)
        with pytest.raises(EngineError, match=VARIABLE) as caught:
            paid.fresh().speak()
        assert value.strip() == "" or value not in f"{caught.value}{caught.value.hint}"
    assert paid.server.requests == []


def test_a_person_is_told_where_the_text_goes(own):
    assert own.events == []
    own.fresh(url="https://speech.example.com/v1")
    assert [(event.code, "speech.example.com" in event.message) for event in own.events] == [("text-leaves", True)]
    own.events.clear()
    own.fresh(url="http://192.168.1.5:8880/v1")
    assert "by plain http" in own.events[0].message


def test_without_a_server_it_says_what_to_write():
    engine = HttpEngine()
    assert engine.info.name == "http"
    assert not engine.speaks("en")
    for ask in (engine.voices, lambda: engine.synthesize(Slate("Hello.", "http", "1", "", "x", "en"))):
        with pytest.raises(EngineError, match="has no server") as caught:
            ask()
        assert "url =" in caught.value.hint


def test_without_the_package_it_says_what_to_install(own, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "httpx", None)
    with pytest.raises(EngineError, match="not installed") as caught:
        own.speak()
    assert caught.value.hint == "pip install 'audiobook[http]'"


def test_waiting_ends_when_the_work_is_stopped(own):
    own.server.replies += [error(429, "later", Retry_After="60")]
    caught = []

    def speak():
        try:
            own.speak()
        except EngineError as problem:
            caught.append(problem)

    thread = threading.Thread(target=speak)
    thread.start()
    while not own.sent:
        thread.join(0.01)
    own.session.stop("enough", patience_s=0)
    thread.join(10)
    assert not thread.is_alive()
    assert "enough" in str(caught[0])
