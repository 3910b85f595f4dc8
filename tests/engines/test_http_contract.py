"""The rules of every engine, over the wire, in each format."""

import pytest
from engines.http_studio import KEY, PAID, VARIABLE, SpeechServer, Studio

from audiobook.engines.contract import EngineContract

pytest.importorskip("httpx", reason="needs the package httpx (extra [http])")


@pytest.fixture(autouse=True, scope="class")
def wire(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("http")
    with SpeechServer(**request.cls.server) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, KEY)
        request.cls._engine = Studio(server, folder, dict(request.cls.settings)).engine
        yield
        request.cls._engine = None


class _OverTheWire(EngineContract):
    server = {}  # noqa: RUF012 - read only
    settings = {}  # noqa: RUF012


class TestOwnServer(_OverTheWire):
    pass


class TestStreamedWav(_OverTheWire):
    server = {"streamed": True, "longest": 150}  # noqa: RUF012
    settings = {"max_characters": 300}  # noqa: RUF012


class TestFlac(_OverTheWire):
    settings = {"format": "flac"}  # noqa: RUF012


class TestMp3(_OverTheWire):
    settings = {"format": "mp3"}  # noqa: RUF012


class TestPcm(_OverTheWire):
    settings = {"format": "pcm"}  # noqa: RUF012


class TestPaidInChinese(_OverTheWire):
    server = {"key": KEY, "voices": ("zf_xiaobei", "alloy", "nova")}  # noqa: RUF012
    settings = {**PAID, "voices": ["zf_xiaobei"]}  # noqa: RUF012
    language = "zh"
    text = "我们都是好朋友，今天天气很好，我们一起去公园散步，然后回家吃晚饭，晚上再看一本有意思的书。"
