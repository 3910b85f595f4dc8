"""The rules of every engine, with a made-up model and, where it is there, with the real one."""

import os
from types import MappingProxyType

import pytest
from engines.kokoro_studio import made_up, real

from audiobook.engines.contract import EngineContract
from audiobook.engines.kokoro import chinese


@pytest.fixture(autouse=True, scope="class")
def engine(request, tmp_path_factory):
    if request.cls.real:
        request.getfixturevalue("own_voices")
        request.cls._engine = real()
        yield
    else:
        with made_up(tmp_path_factory.mktemp("kokoro"), request.cls.voices) as request.cls._engine:
            yield
    request.cls._engine = None


class TestEnglish(EngineContract):
    real = False
    voices = None


class TestFrench(EngineContract):
    real = False
    voices = MappingProxyType({"ff_three": 0.5})
    language = "fr"
    text = "Le petit bateau glissait doucement sur l’eau calme vers l’autre rive du lac."


@pytest.mark.skipif(not chinese.is_installed(), reason="needs misaki (extra [kokoro-zh], Python below 3.13)")
class TestChinese(EngineContract):
    real = False
    voices = MappingProxyType({"zf_mine": 0.5})
    language = "zh"
    text = "我们都是好朋友，今天天气很好，我们一起去公园散步，然后回家吃晚饭，晚上再看一本有意思的书。"


@pytest.mark.skipif("AUDIOBOOK_SLOW" not in os.environ, reason="takes ten minutes; AUDIOBOOK_SLOW=1 runs it")
class TestRealEnglish(EngineContract):
    real = True


@pytest.mark.skipif("AUDIOBOOK_SLOW" not in os.environ, reason="takes ten minutes; AUDIOBOOK_SLOW=1 runs it")
class TestRealChinese(TestChinese):
    real = True

    @pytest.fixture(autouse=True)
    def chinese_first(self, monkeypatch):
        voices = self.engine.voices()
        able = tuple(voice for voice in voices if "zh" in voice.languages)
        monkeypatch.setattr(type(self.engine), "voices", lambda _: able)
