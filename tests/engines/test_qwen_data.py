"""The list of models and voices, a user's file over it, and the settings."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from audiobook.cloud.prices import Usage
from audiobook.engines.qwen.catalogue import refuse_retired
from audiobook.engines.qwen.engine import QwenEngine
from audiobook.engines.qwen.settings import QwenSettings
from audiobook.engines.qwen.shipped import load_catalogue
from audiobook.errors import ConfigError, EngineError

SHIPPED = load_catalogue()
FLASH = SHIPPED.model("qwen3-tts-flash")


@pytest.fixture
def laid_over(tmp_path):
    def load(text):
        (tmp_path / "mine.toml").write_text(text, "utf-8")
        return load_catalogue(tmp_path / "mine.toml")

    return load


def test_the_voices_of_the_first_release_and_its_successors():
    seven = ("Cherry", "Ethan", "Chelsie", "Serena", "Dylan", "Jada", "Sunny")
    assert SHIPPED.model("qwen-tts-latest").voices == seven
    assert SHIPPED.model("qwen-tts").voices == seven[:4]
    assert (len(FLASH.voices), FLASH.voices[:7]) == (49, seven)
    instruct = SHIPPED.model("qwen3-tts-instruct-flash")
    assert len(instruct.voices) == 24
    assert not {"Dylan", "Jada", "Sunny", "Jennifer", "Ryan"} & set(instruct.voices)


@pytest.mark.parametrize(("voice", "tag"), [("Dylan", "zh-x-beijing"), ("Jada", "wuu"), ("Sunny", "zh-x-sichuan")])
def test_dialect_voices_say_so_and_are_not_cast_by_themselves(voice, tag):
    voices = {each.id: each for each in QwenEngine().voices()}
    assert voices[voice].languages[0] == tag
    assert "dialect" in voices[voice].description
    assert voices[voice].languages != voices["Cherry"].languages == voices["Ethan"].languages


def test_every_voice_has_a_gender_and_an_age_and_there_is_one_of_each_age():
    voices = QwenEngine().voices()
    assert not [voice.id for voice in voices if "unknown" in {voice.gender, voice.age}]
    assert {voice.age for voice in voices} == {"child", "young", "adult", "old"}


@pytest.mark.parametrize(
    ("tag", "spoken"),
    [("en", True), ("EN-gb", True), ("zh-Hant-HK", True), ("yue-HK", True), ("wuu", True), ("nan", True), ("ru", True),
     ("el", False), ("hak", False), ("", False), ("pl", False)],
)  # fmt: skip
def test_languages(tag, spoken):
    assert QwenEngine().speaks(tag) is spoken


def test_the_default_is_no_model_that_is_said_to_retire():
    assert QwenSettings().model == "qwen3-tts-flash"
    assert not FLASH.retires
    assert QwenEngine().info.paid


def test_every_model_that_retires_names_what_to_use_instead():
    leaving = [model for model in SHIPPED.models.values() if model.retires]
    assert len(leaving) >= 8
    assert not [model.name for model in leaving if not model.successor or model.instead not in SHIPPED.models]


def test_a_price_is_exact():
    price = FLASH.price("singapore")
    assert str(price.tariff.price(Usage(characters=450_000))) == "USD 4.5000"
    tokens = SHIPPED.model("qwen-tts").price("beijing").tariff
    assert str(tokens.price(Usage(tokens_out=180_000))) == "CNY 1.8000"
    assert SHIPPED.model("qwen3-tts-instruct-flash").price("beijing") is None


def test_an_unknown_model_names_the_nearest():
    with pytest.raises(EngineError, match="no model 'qwen3-tts-flsh'") as caught:
        SHIPPED.model("qwen3-tts-flsh")
    assert "qwen3-tts-flash" in caught.value.hint
    with pytest.raises(EngineError, match="live connection"):
        SHIPPED.model("qwen3-tts-flash-realtime")


@pytest.mark.parametrize(
    ("name", "model", "hint"),
    [
        ("cherry", "qwen-tts", "'Cherry'"),
        ("Chery", "qwen-tts", "did you mean Cherry"),
        ("Dylan", "qwen3-tts-instruct-flash", "qwen3-tts-flash"),
        ("Zzzz", "qwen-tts", "for example Cherry"),
    ],
)
def test_an_unknown_voice_names_the_nearest_or_the_models_that_have_it(name, model, hint):
    with pytest.raises(EngineError) as caught:
        SHIPPED.voice(name, SHIPPED.model(model))
    assert hint in caught.value.hint


def test_a_model_is_retired_from_its_day_on_and_only_in_its_region():
    model = replace(FLASH, retires={"beijing": date(2026, 10, 10)}, successor="x-2", instead="y-3")
    refuse_retired(model, "beijing", date(2026, 10, 9))
    refuse_retired(model, "singapore", date(2030, 1, 1))
    with pytest.raises(EngineError, match="2026-10-10") as caught:
        refuse_retired(model, "beijing", date(2026, 10, 10))
    assert "x-2" in caught.value.hint
    assert "y-3" in caught.value.hint


def test_a_file_of_ones_own_changes_adds_and_revives(laid_over):
    mine = laid_over(
        """
        [models.qwen-tts]
        rpm = 60
        retires.beijing = ""
        [models.qwen-tts.prices.singapore]
        currency = "USD"
        tokens_in = ["0.23", 1000000]
        [models.mine-1]
        like = "qwen3-tts-flash"
        limit = 300
        voices = ["Cherry", "My Aunt"]
        prices = {}
        [voices."My Aunt"]
        gender = "female"
        age = "old"
        [regions.workspace]
        base_url = "https://example.test/api/v1"
        """
    )
    first = mine.model("qwen-tts-latest")
    assert (first.rpm, first.retires, first.limit) == (60, {}, 400)
    assert first.price("singapore").tariff.per_token_in == Decimal("2.3E-7")
    assert first.price("beijing") is not None
    own = mine.model("mine-1")
    assert (own.limit, own.comfortable, own.rpm, own.prices) == (300, 300, 180, ())
    assert [voice.id for voice in mine.voices_of(own)] == ["Cherry", "My Aunt"]
    assert mine.region("workspace").base_url == "https://example.test/api/v1"
    assert load_catalogue().model("qwen-tts").rpm == 10


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[models.qwen-tts]\nrpms = 3", "unknown key 'rpms'"),
        ("[modells.x]\nrpm = 3", "unknown key 'modells'"),
        ('[models.qwen-tts]\nrpm = "fast"', "'rpm'"),
        ("[models.qwen-tts]\nlimit = -1", "'limit'"),
        ('[models.x]\nlike = "y"', "'y', which is not there"),
        ('[models.x]\nlike = "x"', "itself"),
        ('[models.x]\nlike = "z"\n[models.z]\nlike = "x"', "itself"),
        ("[models.x]\nlimit = 5", "'shape'"),
        ('[models.qwen-tts]\nvoices = ["Nobody"]', "'Nobody'"),
        ('[models.qwen-tts]\nvoices = "nowhere"', "'nowhere'"),
        ('[voices.A]\ngender = "green"', "'gender'"),
        ('[voices.A]\ndialect = ["wuu"]', "'dialect'"),
        ("voices = 3", "must hold tables"),
        ('[models.qwen-tts.prices.mars]\ncharacters = ["1", 2]', "'currency'"),
        ('[models.qwen-tts.prices.mars]\ncurrency = "USD"\ncharacters = [0.1, 2]', "'characters'"),
        ('[models.qwen-tts.prices.mars]\ncurrency = "USD"\ncharacters = ["x", 2]', "'characters'"),
        ('[models.qwen-tts.prices.mars]\ncurrency = "USD"\ncharacters = ["1", 0]', "'characters'"),
        ('[models.qwen-tts]\nretires.beijing = "soon"', "'beijing'"),
        ("[models", "not valid TOML"),
    ],
)
def test_mistakes_in_a_file_of_ones_own_are_named(laid_over, text, complaint):
    with pytest.raises(ConfigError, match=re.escape(complaint)) as caught:
        laid_over(text)
    assert "mine.toml" in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="cannot read the models file"):
        load_catalogue(tmp_path / "none.toml")


def test_a_model_without_voices_says_where_to_list_them():
    with pytest.raises(EngineError, match="no voice of the model") as caught:
        SHIPPED.voices_of(SHIPPED.model("qwen-audio-3.1-tts-flash"))
    assert "models_file" in caught.value.hint


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"modell": "x"}, "unknown key 'modell'"),
        ({"rpm": "many"}, "'qwen.rpm'"),
        ({"rpm": -1}, "'qwen.rpm'"),
        ({"workers": 0}, "'qwen.workers'"),
        ({"instructions_in": "header"}, "'qwen.instructions_in'"),
        ({"base_url": "dashscope.example"}, "'qwen.base_url'"),
        ({"secure_downloads": 1}, "'qwen.secure_downloads'"),
    ],
)
def test_wrong_settings_are_named(values, complaint):
    with pytest.raises(ConfigError, match=re.escape(complaint)):
        QwenSettings.of(values)
