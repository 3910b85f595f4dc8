"""An HTTP engine, a ledger and the stand-in for a server, as the tests of the engine use them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from fakes.speech_server import KEY, SpeechServer, beeps

from audiobook.cloud.budget import Budget
from audiobook.cloud.ledger import Ledger
from audiobook.cloud.prices import Money
from audiobook.cloud.retry import RetryPolicy
from audiobook.cloud.session import Session
from audiobook.engines.http.engine import HttpEngine
from audiobook.take import Slate

#: A test is no place to wait.
QUICK = RetryPolicy(tries=3, first_s=0.01, longest_s=0.05, patience_s=5)
TEXT = "The little boat went slowly over the quiet water to the other side."
VARIABLE = "SPEECH_KEY_OF_A_TEST"
LONG = " ".join(f"Sentence number {n} is not very long at all." for n in range(30))
PAID = {"key_env": VARIABLE, "price": "USD 15 per 1000000", "rpm": 60_000}


@dataclass
class Studio:
    """An engine at work; ``fresh`` is another process, so to speak: nothing remembered but what is on disk."""

    server: SpeechServer
    folder: Path
    settings: dict = field(default_factory=dict)
    cap: str = ""
    events: list = field(default_factory=list)
    engine: HttpEngine = field(init=False)

    def __post_init__(self):
        self.ledger = Ledger(self.folder / "ledger.sqlite")
        self.fresh()

    def fresh(self, **settings):
        self.settings |= settings
        values = {"url": self.server.url, "voices": ["alloy", "nova"], "timeout_s": 5} | self.settings
        budget = Budget(Money.of("USD", self.cap) if self.cap else None)
        self.session = Session(self.ledger, retry=QUICK, budget=budget)
        self.engine = HttpEngine()
        self.engine.configure(values, folder=self.folder, session=self.session, emit=self.events.append)
        return self

    def slate(self, text=TEXT, *, voice="alloy", language="en", **more):
        info = self.engine.info
        return self.engine.heard(Slate(text, info.name, info.version, info.model, voice, language, **more))

    def speak(self, text=TEXT, **more):
        return self.engine.synthesize(self.slate(text, **more))

    @property
    def sent(self):
        return self.server.spoken

    def shelf(self):
        return sorted(path.name for path in (self.folder / "bought").glob("*"))


__all__ = ["KEY", "LONG", "PAID", "QUICK", "TEXT", "VARIABLE", "SpeechServer", "Studio", "check_sound"]


def check_sound(recording, text=TEXT, voice="alloy", speed=1.0):
    wanted = beeps(text, voice, speed)
    assert recording.rate_hz == 24000
    assert recording.samples.size == wanted.size
    assert np.max(np.abs(recording.samples - wanted)) < 1e-3
