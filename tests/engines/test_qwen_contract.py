"""The rules of every engine, on both forms of a request, by the real SDK."""

import pytest
from engines.qwen_studio import KEY, FakeDashScope, configured

from audiobook.engines.contract import EngineContract
from audiobook.engines.qwen.settings import KEY_VARIABLE

OWN_VOICES = """
[models."qwen-audio-3.1-tts-flash"]
voices = ["deep", "bright"]
[voices.deep]
gender = "male"
age = "old"
about = "deep"
[voices.bright]
gender = "female"
"""


@pytest.fixture(autouse=True, scope="class")
def wire(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("qwen")
    (folder / "models.toml").write_text(OWN_VOICES)
    with FakeDashScope() as service, pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, KEY)
        request.cls._engine = configured(service.base_url, folder, **request.cls.settings)
        request.cls.service = service
        yield
        request.cls._engine = None
        assert service.troubles == ()


class _OnTheWire(EngineContract):
    settings = {}  # noqa: RUF012 - read only

    def test_speed(self):
        """No model of the generation form has a speed: it is neither sent nor part of what names a take."""
        plain = self.slate(self.text)
        assert {self.engine.heard(self.slate(self.text, speed=s, pitch=p)) for s in (0.5, 2) for p in (0, 9)} == {
            self.engine.heard(plain)
        }
        assert self.speak(self.text, speed=2.0).samples.size == self.speak(self.text).samples.size


class TestFlash(_OnTheWire):
    pass


class TestFlashInChinese(_OnTheWire):
    language = "zh"
    text = "我们都是好朋友，今天天气很好，我们一起去公园散步，然后回家吃晚饭，晚上再看一本有意思的书。"


class TestFirstModel(_OnTheWire):
    settings = {"model": "qwen-tts", "region": "singapore"}  # noqa: RUF012


class TestSynthesizer(_OnTheWire):
    settings = {"model": "qwen-audio-3.1-tts-flash", "models_file": "models.toml"}  # noqa: RUF012

    def test_speed(self):
        """Sent within what the service takes; the stand-in's voices do not change by it."""
        self.speak(self.text, speed=100.0, pitch=-60.0)
        asked = self.service.requests[-1].body["input"]
        assert (asked["rate"], asked["pitch"]) == (2.0, 0.5)
        self.speak(self.text, speed=1.25, pitch=12.0)
        asked = self.service.requests[-1].body["input"]
        assert (asked["rate"], asked["pitch"]) == (1.25, 2.0)
        assert self.engine.heard(self.slate(self.text, speed=1.25)).speed == 1.25
