"""The engine for the user's own voices. Sound needs the package ``piper-tts``; what is read from files does not."""

import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from fakes.onnx_voice import RATE_HZ, write_voice

from audiobook.cast import Age, Gender
from audiobook.engines.piper import files
from audiobook.engines.piper.engine import PiperEngine
from audiobook.engines.piper.settings import CARRIED_VARIABLE, VOICES_VARIABLE, PiperSettings
from audiobook.errors import ConfigError, EngineError, TakeError
from audiobook.take import Slate

TEXT = "The little boat went slowly over the quiet water to the other side."


@pytest.fixture(autouse=True)
def no_voices_of_this_machine(monkeypatch):
    monkeypatch.setenv(VOICES_VARIABLE, "")
    monkeypatch.setenv(CARRIED_VARIABLE, "")


@pytest.fixture
def installed(monkeypatch):
    """As if the package were there; no sound is made."""
    monkeypatch.setattr("audiobook.engines.piper.engine.version", lambda _name: "1.8.0")


@pytest.fixture
def piper():
    return pytest.importorskip("piper", reason="needs the package piper-tts (extra [piper])")


def engine_with(folder, *voices, **settings):
    engine = PiperEngine()
    engine.configure(
        {"voices": [str(voice) for voice in voices]} | settings, folder=folder, session=None, emit=lambda _: None
    )
    return engine


def slate(voice, text=TEXT, language="en", **more):
    return Slate(text, "piper", "1.8.0", "vits", voice, language, **more)


# Voices are files


@pytest.mark.usefixtures("installed")
def test_a_file_is_one_voice_and_a_folder_all_that_are_in_it(tmp_path):
    one = write_voice(tmp_path / "mine", "en_US-joan-low")
    write_voice(tmp_path / "mine" / "de", "de_DE-karl-low", espeak="de", code="de_DE")
    (tmp_path / "mine" / "helper.onnx").write_bytes(b"another model, without a description")
    assert [voice.id for voice in engine_with(tmp_path, one).voices()] == ["en_US-joan-low"]
    assert [voice.id for voice in engine_with(tmp_path, "mine").voices()] == ["de_DE-karl-low", "en_US-joan-low"]
    assert [voice.languages for voice in engine_with(tmp_path, "mine").voices()] == [("de-DE",), ("en-US",)]


@pytest.mark.usefixtures("installed")
def test_each_speaker_of_a_model_is_a_voice_and_the_default_one_is_first(tmp_path):
    write_voice(tmp_path, "en_GB-cast-low", code="en_GB", speakers=["ann", "bob", "p/q"], default_speaker_id=1)
    write_voice(tmp_path, "en_GB-numbered-low", num_speakers=2)
    assert [voice.id for voice in engine_with(tmp_path, tmp_path).voices()] == [
        *("en_GB-cast-low#bob", "en_GB-cast-low#ann", "en_GB-cast-low#p/q"),
        *("en_GB-numbered-low#0", "en_GB-numbered-low#1"),
    ]


@pytest.mark.usefixtures("installed")
def test_a_person_says_what_the_files_do_not(tmp_path):
    path = write_voice(tmp_path, "en_US-cast-low", speakers=["ann", "bob"])
    path.with_name("MODEL_CARD").write_text("# Model card\n\n* Speakers: 2\n* License: CC0\n")
    about = {
        "en_US-cast-low": {"gender": "female", "age": "young"},
        "en_US-cast-low#bob": {"name": "Bob", "gender": "male", "languages": ["en-AU"], "description": "gruff"},
    }
    ann, bob = engine_with(tmp_path, path, about=about).voices()
    assert (ann.gender, ann.age, ann.languages, ann.licence) == (Gender.FEMALE, Age.YOUNG, ("en-US",), "CC0")
    assert (bob.name, bob.gender, bob.age, bob.languages) == ("Bob", Gender.MALE, Age.UNKNOWN, ("en-AU",))
    assert bob.description.startswith("gruff")


@pytest.mark.usefixtures("installed")
def test_languages_and_letters_are_those_of_the_voices(tmp_path):
    write_voice(tmp_path, "en_US-a-low")
    write_voice(tmp_path, "ru_RU-b-low", espeak="ru", code="ru_RU")
    engine = engine_with(tmp_path, tmp_path)
    assert [engine.speaks(tag) for tag in ("en-GB", "RU", "ru_RU", "de", "")] == [True, True, True, False, False]
    assert [engine.reads(text) for text in ("naïve", "Привет", "你好", "😀")] == [True, True, False, False]


@pytest.mark.usefixtures("installed")
def test_two_voices_of_one_name_are_an_error_that_names_both(tmp_path):
    one, two = (write_voice(tmp_path / name, "en_US-x-low") for name in ("a", "b"))
    with pytest.raises(EngineError, match="two piper voices") as caught:
        engine_with(tmp_path, tmp_path).voices()
    assert str(one) in caught.value.message
    assert str(two) in caught.value.message


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.unlink(), "there is no piper voice"),
        (lambda path: path.with_name(f"{path.name}.json").unlink(), "is missing beside"),
        (lambda path: path.with_name(f"{path.name}.json").write_text("{"), "not JSON"),
        (lambda path: path.with_name(f"{path.name}.json").write_text("[" * 100_000), "not JSON"),
        (lambda path: path.with_name(f"{path.name}.json").write_text("[1]"), "does not describe"),
        (lambda path: path.with_name(f"{path.name}.json").write_text('{"audio": {"sample_rate": 5}}'), "5 Hz"),
    ],
)
@pytest.mark.usefixtures("installed")
def test_a_broken_voice_says_which_file(tmp_path, make, said):
    path = write_voice(tmp_path)
    make(path)
    with pytest.raises(EngineError, match=said) as caught:
        engine_with(tmp_path, path).voices()
    assert caught.value.hint
    assert path.name in caught.value.message


@pytest.mark.usefixtures("installed")
def test_a_speaker_beyond_the_model_and_absurd_scales_are_refused(tmp_path):
    for n, more in enumerate(({"speaker_id_map": {"x": 7}, "num_speakers": 2}, {"inference": {"noise_scale": -1}})):
        write_voice(tmp_path / str(n), **more)
        with pytest.raises(EngineError, match="does not describe"):
            engine_with(tmp_path, tmp_path / str(n)).voices()


@pytest.mark.usefixtures("installed")
def test_without_a_voice_it_says_what_to_write():
    engine = PiperEngine()
    assert not engine.speaks("en")
    with pytest.raises(EngineError, match="no voices") as caught:
        engine.voices()
    assert "[piper]" in caught.value.hint
    assert VOICES_VARIABLE in caught.value.hint


@pytest.mark.usefixtures("installed")
def test_a_variable_names_voices_for_every_book(tmp_path, monkeypatch):
    one, two = write_voice(tmp_path / "a", "en_US-a-low"), write_voice(tmp_path / "b", "en_US-b-low")
    monkeypatch.setenv(VOICES_VARIABLE, f"{one}{os.pathsep}{two.parent}")
    assert [voice.id for voice in PiperEngine().voices()] == ["en_US-a-low", "en_US-b-low"]


def test_without_the_package_it_says_what_to_install(monkeypatch, tmp_path):
    def absent(_name):
        from importlib.metadata import PackageNotFoundError

        raise PackageNotFoundError

    monkeypatch.setattr("audiobook.engines.piper.engine.version", absent)
    engine = engine_with(tmp_path, write_voice(tmp_path))
    with pytest.raises(EngineError, match="not installed") as caught:
        engine.voices()
    assert caught.value.hint == "pip install 'audiobook[piper]'"
    assert not engine.speaks("en")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"voice": "x"}, "unknown key 'voice'"),
        ({"voices": "x"}, "piper.voices"),
        ({"voices": [3]}, "piper.voices"),
        ({"noise_scale": 3.0}, "piper.noise_scale"),
        ({"noise_w": float("nan")}, "piper.noise_w"),
        ({"about": {"x": 1}}, "piper.about.x"),
        ({"about": {"x": {"sex": "male"}}}, "piper.about.x.sex"),
        ({"about": {"x": {"age": "ancient"}}}, "piper.about.x.age"),
        ({"about": {"x": {"languages": "en"}}}, "piper.about.x.languages"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, settings, named):
    with pytest.raises(ConfigError) as caught:
        PiperEngine().configure(settings, folder=tmp_path, session=None, emit=lambda _: None)
    assert named in caught.value.message


def test_a_whole_number_is_a_number():
    assert PiperSettings.of({"noise_scale": 0}).noise_scale == 0.0


def test_voices_are_listed_without_numpy_or_the_model(tmp_path):
    path = write_voice(tmp_path)
    code = (
        "import sys; from audiobook.engines.piper.engine import PiperEngine; from audiobook.engines.piper import files;"
        f"assert files.find_files([__import__('pathlib').Path({str(path)!r})]);"
        "PiperEngine(); assert not {'numpy', 'onnxruntime', 'piper'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# What names a take


@pytest.mark.usefixtures("installed")
def test_a_takes_key_follows_the_model_its_description_and_the_noise_and_not_the_path(tmp_path):
    def key(folder, **settings):
        return engine_with(tmp_path, folder, **settings).heard(slate("en_US-tone-low")).key

    first = write_voice(tmp_path / "a")
    same = key(first)
    assert key(write_voice(tmp_path / "b")) == same
    assert key(first, noise_scale=0.667, noise_w=0.8) == same
    keys = {same, key(first, noise_scale=0.0), key(first, noise_w=0.0)}
    keys.add(key(write_voice(tmp_path / "c", length_scale=1.5)))
    changed = write_voice(tmp_path / "d")
    changed.write_bytes(changed.read_bytes() + b"\0")
    keys.add(key(changed))
    assert len(keys) == 5


@pytest.mark.usefixtures("installed")
def test_another_voice_in_the_folder_records_nothing_anew(tmp_path):
    write_voice(tmp_path, "en_US-a-low")
    before = engine_with(tmp_path, tmp_path).heard(slate("en_US-a-low")).key
    write_voice(tmp_path, "en_US-0-low")
    assert engine_with(tmp_path, tmp_path).heard(slate("en_US-a-low")).key == before


@pytest.mark.usefixtures("installed")
def test_what_piper_cannot_do_is_no_part_of_the_slate(tmp_path):
    engine = engine_with(tmp_path, write_voice(tmp_path))
    plain = engine.heard(slate("en_US-tone-low"))
    asked = slate("en_US-tone-low", language="en-GB", direction="whispering", pitch=3.0, seed=7)
    assert engine.heard(asked) == plain
    assert engine.heard(slate("en_US-tone-low", speed=1.2)) != plain


# Sound


@pytest.mark.usefixtures("piper")
def test_speakers_of_one_model_sound_unlike_and_are_at_the_voices_own_rate(tmp_path):
    engine = engine_with(tmp_path, write_voice(tmp_path, "en_US-cast-low", speakers=["ann", "bob"]))
    ann, bob = (engine.synthesize(slate(voice.id)) for voice in engine.voices())
    assert (ann.rate_hz, bob.rate_hz) == (RATE_HZ, RATE_HZ)
    assert ann.samples.size == bob.samples.size
    crossings = [np.count_nonzero(np.diff(np.signbit(sound.samples))) for sound in (ann, bob)]
    assert crossings[1] == pytest.approx(2 * crossings[0], rel=0.02)


@pytest.mark.usefixtures("piper")
def test_a_long_text_is_spoken_whole_in_pieces(tmp_path):
    engine = engine_with(tmp_path, write_voice(tmp_path))
    once = engine.synthesize(slate("en_US-tone-low", TEXT.rstrip("."))).samples.size
    many = engine.synthesize(slate("en_US-tone-low", " ".join([TEXT.rstrip(".")] * 12))).samples.size
    assert 0.9 * 12 * once < many < 1.1 * 12 * once


@pytest.mark.usefixtures("piper")
def test_words_that_a_voice_has_no_sounds_for_are_not_left_out(tmp_path):
    engine = engine_with(tmp_path, write_voice(tmp_path, alphabet="_^$ .,abcdefghij"))
    with pytest.raises(TakeError, match="no sounds"):
        engine.synthesize(slate("en_US-tone-low"))


@pytest.mark.usefixtures("piper")
def test_brackets_are_text_and_no_phonemes(tmp_path):
    engine = engine_with(tmp_path, write_voice(tmp_path))
    plain = engine.synthesize(slate("en_US-tone-low", "a winter evening")).samples.size
    assert engine.synthesize(slate("en_US-tone-low", "[[a winter evening]]")).samples.size >= plain


@pytest.mark.usefixtures("piper")
def test_a_model_that_is_none_is_an_error_of_the_engine(tmp_path):
    path = write_voice(tmp_path)
    path.write_bytes(b"not a model")
    with pytest.raises(EngineError, match="cannot be loaded") as caught:
        engine_with(tmp_path, path).synthesize(slate("en_US-tone-low"))
    assert not isinstance(caught.value, TakeError)


@pytest.mark.usefixtures("piper")
def test_a_voice_that_must_fetch_something_to_read_says_so_and_fetches_nothing(tmp_path):
    path = write_voice(tmp_path, "zh_CN-x-low", espeak="cmn", code="zh_CN", phoneme_type="pinyin")
    with pytest.raises(EngineError, match="needs the folder"):
        engine_with(tmp_path, path).synthesize(slate("zh_CN-x-low", "你好，世界。", "zh"))
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name, f"{path.name}.json"]


def _in_a_worker(asked):
    sound = PiperEngine().synthesize(asked)
    return sound.samples.size, sound.rate_hz


@pytest.mark.usefixtures("piper")
def test_a_worker_process_finds_the_voices_of_the_settings(tmp_path):
    write_voice(tmp_path / "voices")
    engine = engine_with(tmp_path, "voices", noise_scale=0.0)
    asked = engine.heard(slate("en_US-tone-low"))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_in_a_worker, (asked,)) == (engine.synthesize(asked).samples.size, RATE_HZ)


def test_what_is_carried_to_workers_names_whole_paths(tmp_path):
    engine_with(tmp_path, "voices", "more/one.onnx", noise_w=0.5)
    carried = json.loads(os.environ[CARRIED_VARIABLE])
    assert carried == {
        "voices": [str(tmp_path / "voices"), str(tmp_path / "more" / "one.onnx")],
        "noise_scale": -1.0,
        "noise_w": 0.5,
    }
    engine_with(tmp_path)
    assert CARRIED_VARIABLE not in os.environ


def test_a_model_that_changes_is_read_again(tmp_path):
    path = write_voice(tmp_path)
    before = files.sound_digest(files.read_file(path), 0.5, 0.5)
    path.write_bytes(path.read_bytes() + b"\0")
    assert files.sound_digest(files.read_file(Path(path)), 0.5, 0.5) != before
