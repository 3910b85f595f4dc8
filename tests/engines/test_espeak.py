import subprocess
import sys

import pytest

from audiobook.engines import espeak_voices
from audiobook.engines.contract import EngineContract
from audiobook.engines.espeak import EspeakEngine
from audiobook.errors import EngineError, TakeError
from audiobook.take import Slate

ENGINE = EspeakEngine()


class TestMandarin(EngineContract):
    """The contract in Chinese; its first voice is a Mandarin one here."""

    language = "zh"
    text = "我们都是好朋友，今天天气很好，我们一起去公园散步，然后回家吃晚饭，晚上再看一本有意思的书。"

    class make(EspeakEngine):  # noqa: N801 - the contract's name
        def voices(self):
            return tuple(voice for voice in super().voices() if "zh" in voice.languages)


def seconds(text, voice, **fields):
    recording = ENGINE.synthesize(Slate(text, "espeak", "", "", voice, "", **fields))
    return recording.samples.size / recording.rate_hz


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        *(("zh", True), ("zh-Hant-TW", True), ("zh-HK", True), ("cmn", True), ("pt-BR", True), ("en_GB", True)),
        *(("fr-CA", True), ("no", True), ("nn", True), ("ru", True), ("xx", False), ("", False), ("zz-ZZ", False)),
    ],
)
def test_languages(language, spoken):
    assert ENGINE.speaks(language) is spoken


def test_american_english_is_first_and_the_main_languages_have_a_cast():
    voices = ENGINE.voices()
    assert voices[0].id == "en-us"
    for tag in ("en", "zh", "fr", "de", "es", "ru"):
        genders = [voice.gender for voice in voices if tag in voice.languages]
        assert genders.count("female") >= 3
        assert genders.count("male") >= 4


@pytest.mark.parametrize("voice", ["cmn", "cmn+f2"])
def test_mandarin_from_ideographs(voice):
    assert 0.8 < seconds("你好，世界。", voice) < 2.5


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        ("fr", "Bonjour, comment allez-vous ?"),
        ("ru", "Привет, как дела?"),
        ("ja", "こんにちは"),
        ("cy+m3", "Bore da i chi"),
        ("ar", "مرحبا بالعالم"),
    ],
)
def test_scripts_of_the_world(voice, text):
    assert 0.4 < seconds(text, voice) < 4


def test_text_in_brackets_is_text():
    assert seconds("[[a]] <b>x</b>", "en-us") > 0.5


@pytest.mark.parametrize("voice", ["xx", "en-us+nobody", "../../etc/passwd", "en-us+../f2", "", "+f2", "en-us+"])
def test_unknown_voices(voice):
    with pytest.raises(EngineError, match="no voice") as caught:
        seconds("Hello.", voice)
    assert caught.value.hint
    assert not isinstance(caught.value, TakeError)


def test_emoji_that_a_voice_has_no_name_for():
    with pytest.raises(TakeError, match="no sound"):
        seconds("😀😀", "cmn")


def test_languages_are_known_without_loading_the_library():
    code = (
        "import sys; from audiobook.engines.espeak import EspeakEngine; e = EspeakEngine(); e.voices(); e.speaks('fr');"
        "assert not {'numpy', 'espeakng_loader'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setattr(espeak_voices, "find_spec", lambda _name: None)
    espeak_voices.data_folder.cache_clear()
    try:
        with pytest.raises(EngineError, match="not installed") as caught:
            espeak_voices.data_folder()
        assert caught.value.hint == "pip install espeakng-loader"
    finally:
        espeak_voices.data_folder.cache_clear()


@pytest.mark.parametrize(
    ("word", "language", "phonemes", "known"),
    [
        ("Worcester", "en-US", "w'Ust3", None),
        ("Goethe", "de", "g'Wt@", None),
        ("weekend", "fr-FR", "wi:k'End", False),
        ("银行", "zh", "ji35nX'A35N", None),
        ("…", "fr", "", None),
        ("word", "x-none", "", None),
    ],
)
def test_a_reading_is_in_the_notation_that_it_takes_back(word, language, phonemes, known):
    assert ENGINE.reading(word, language) == (phonemes, known)


def test_each_reading_has_its_own_language_whatever_was_said_before():
    before = ENGINE.reading("Meeting", "de")
    ENGINE.synthesize(Slate("Good evening.", "espeak", "", "", "en-us", "en"))
    assert ENGINE.reading("Meeting", "en") != before
    assert ENGINE.reading("Meeting", "de") == before
