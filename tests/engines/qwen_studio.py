"""A Qwen engine, a ledger and the stand-in for the service, as the tests of the engine use them."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from fake_dashscope.service import FakeDashScope
from fake_dashscope.settings import FAKE_KEY, Settings

from audiobook.cloud.ledger import Ledger
from audiobook.cloud.retry import RetryPolicy
from audiobook.cloud.session import Session
from audiobook.engines.qwen.engine import QwenEngine
from audiobook.engines.qwen.settings import KEY_VARIABLE
from audiobook.take import Slate

KEY = FAKE_KEY
#: A test is no place to wait.
QUICK = RetryPolicy(tries=4, first_s=0.01, longest_s=0.05, patience_s=20)
TEXT = "The little boat went slowly over the quiet water to the other side."


@dataclass
class Studio:
    """An engine at work; ``fresh`` is another process, so to speak: nothing remembered but the ledger."""

    service: FakeDashScope
    ledger: Ledger
    folder: Path
    settings: dict = field(default_factory=dict)
    events: list = field(default_factory=list)
    engine: QwenEngine = field(init=False)

    def __post_init__(self):
        self.fresh()

    def fresh(self, **settings):
        self.settings |= settings
        values = {"base_url": self.service.base_url, "rpm": 60_000, "timeout_s": 1} | self.settings
        self.session = Session(self.ledger, retry=QUICK)
        self.engine = QwenEngine()
        self.engine.configure(values, folder=self.folder, session=self.session, emit=self.events.append)
        return self

    def slate(self, text=TEXT, *, voice="Cherry", language="en", **more):
        info = self.engine.info
        return Slate(text, info.name, info.version, info.model, voice, language, **more)

    def speak(self, text=TEXT, **more):
        return self.engine.synthesize(self.slate(text, **more)).samples

    @property
    def sent(self):
        return self.service.requests

    def expected(self, text=TEXT, voice="Cherry", language="English", **more):
        import io

        import soundfile

        whole = self.service.expected_wav(text, voice, model=self.engine.info.model, language=language, **more)
        return soundfile.read(io.BytesIO(whole), dtype="float32")[0]

    def charged(self):
        totals = self.ledger.totals()
        return sum(t.usage.characters for t in totals), sum(t.uncertain_usage.characters for t in totals)


def studio(service, folder, monkeypatch, **settings):
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    return Studio(service, Ledger(Path(folder) / "ledger.sqlite"), Path(folder), settings)


def configured(base_url, folder=None, **settings):
    """An engine that is ready, for the contract."""
    engine = QwenEngine()
    place = Path(folder or tempfile.mkdtemp())
    session = Session(Ledger(place / "ledger.sqlite"), retry=QUICK)
    values = {"base_url": base_url, "rpm": 60_000, "timeout_s": 10} | settings
    engine.configure(values, folder=place, session=session, emit=lambda _: None)
    return engine


__all__ = ["KEY", "TEXT", "FakeDashScope", "Settings", "Studio", "configured", "studio"]
