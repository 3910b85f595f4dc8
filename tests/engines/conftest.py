"""Speech servers for the tests of the engine that asks them."""

import pytest
from engines.http_studio import KEY, PAID, VARIABLE, SpeechServer, Studio


@pytest.fixture
def server():
    with SpeechServer(key=KEY) as running:
        yield running


@pytest.fixture
def paid(server, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, KEY)
    return Studio(server, tmp_path, dict(PAID))


@pytest.fixture
def own(tmp_path):
    """A server of one's own, without a key, for nothing."""
    with SpeechServer() as running:
        yield Studio(running, tmp_path)
