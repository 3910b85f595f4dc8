"""The service as a test uses it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Self

from fake_dashscope.billing import Bill
from fake_dashscope.counter import Counter
from fake_dashscope.desk import Desk
from fake_dashscope.faults import Fault
from fake_dashscope.handler import Server
from fake_dashscope.journal import Counters, Download, Journal, Request
from fake_dashscope.schedule import Rule, Schedule
from fake_dashscope.settings import SYNTHETIC, Settings
from fake_dashscope.shelf import Shelf
from fake_dashscope.sound import Recipe, Studio
from fake_dashscope.voices import speaker
from fake_dashscope.wav import wav

#: How often the listening thread looks whether it is to end.
_POLL_S = 0.02
#: Results kept as samples, 1.4 MB for half a minute each: few where making them again takes milliseconds.
_KEPT, _KEPT_OF_ENGINE = 4, 64


class FakeDashScope:
    """A running stand-in between ``with`` and its end (or ``start`` and ``stop``). All methods are thread-safe.

    Raises OSError where the port is taken, UsageError for an unknown voice.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._stopped = threading.Event()
        kept = _KEPT if self.settings.voice == SYNTHETIC else _KEPT_OF_ENGINE
        self._studio = Studio(speaker(self.settings.voice), kept)
        self._schedule = Schedule(self.settings.rules, self.settings.seed)
        self._shelf = Shelf(self.settings.url_lifetime_s)
        self._server = Server(self.settings.port)
        self._journal = Journal(self.settings.log_file)
        shared = (self.settings, self._schedule, self._shelf, self._studio, self._journal)
        self._server.desk = Desk(*shared, host=self.host, stopped=self._stopped)
        self._server.counter = Counter(*shared, stopped=self._stopped)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_S,), daemon=True)

    @property
    def host(self) -> str:
        """Address and port."""
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def base_url(self) -> str:
        """What the SDK takes as ``base_address``: the service in its own region."""
        return f"http://{self.host}/api/v1"

    def base_url_of(self, region: str) -> str:
        """The same service in another region, where other keys are valid."""
        return f"http://{self.host}/{region}/api/v1"

    @property
    def key(self) -> str:
        """The first of the keys that are valid at ``base_url``; empty when none is."""
        return next((key.secret for key in self.settings.keys if key.region == self.settings.region), "")

    def plan(self, *what: Fault | Rule) -> None:
        """Add to the schedule. A plain fault is for the next request (or download), each once and in that order."""
        self._schedule.add(*(Rule(entry) if isinstance(entry, Fault) else entry for entry in what))

    def calm(self) -> None:
        """Take everything off the schedule."""
        self._schedule.clear()

    def retire(self, *models: str) -> None:
        """From now on these models are not found."""
        desk = self._server.desk
        desk.settings = replace(desk.settings, retired=desk.settings.retired | frozenset(models))

    def expire_downloads(self) -> None:
        """Let the address of everything made so far expire now."""
        self._shelf.expire_all()

    @property
    def requests(self) -> tuple[Request, ...]:
        """All requests that were answered or cut, in that order."""
        return self._journal.requests()

    @property
    def downloads(self) -> tuple[Download, ...]:
        """All downloads, in the order in which they were handed over."""
        return self._journal.downloads()

    def bill(self) -> Bill:
        """What is owed, also for what was never received."""
        return self._journal.bill()

    def counters(self) -> Counters:
        """How often what happened."""
        return self._journal.counters()

    @property
    def troubles(self) -> tuple[str, ...]:
        """Faults of the stand-in itself; anything here is a mistake of ours."""
        return tuple(self._server.troubles)

    def expected_wav(self, text: str, voice: str, *, model: str = "qwen3-tts-flash", language: str = "",
                     instructions: str = "", seed: int = 0) -> bytes:  # fmt: skip
        """The right file for a request: what a take must be made of."""
        return wav(self._studio.render(Recipe(model, voice, text, language, instructions, seed)))

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, end all waits and connections, close the log."""
        self._stopped.set()
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()
        self._journal.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
