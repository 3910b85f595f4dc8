"""The way in: key, address and account, looked up when the first request is sent and not before."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from audiobook.cloud.account import Lane, account_of
from audiobook.cloud.faults import Place
from audiobook.cloud.redaction import Redactor
from audiobook.engines.qwen.catalogue import Model, refuse_retired
from audiobook.engines.qwen.settings import QwenSettings, key_from_environment
from audiobook.engines.qwen.wire import Wire

_SERVICE = "dashscope"


@dataclass(slots=True, eq=False)
class Door:
    """Opened once; thread-safe. A build that sends nothing needs no key. ``usual``: the region's own address."""

    settings: QwenSettings
    model: Model
    base_url: str
    usual: bool
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _open: tuple[Wire, Lane] | None = None

    def wire(self) -> Wire:
        """Raises EngineError without a key, or for a model that is retired."""
        return self._opened()[0]

    def lane(self) -> Lane:
        """Whose limits count: those of the account, in the region, for the model."""
        return self._opened()[1]

    def _opened(self) -> tuple[Wire, Lane]:
        with self._lock:
            if self._open is None:
                self._open = self._made()
            return self._open

    def _made(self) -> tuple[Wire, Lane]:
        settings, model = self.settings, self.model
        refuse_retired(model, settings.region, date.today())  # noqa: DTZ011 - the vendor's dates have no zone
        key = key_from_environment()
        host = urlsplit(self.base_url).netloc.rpartition("@")[2]
        place = Place(
            service="the speech service",
            host=host,
            region=settings.region,
            model=model.name,
            region_setting="region in [qwen]",
            model_setting="model in [qwen]",
            timeout_s=settings.timeout_s,
            redactor=Redactor(key),
        )
        lane = Lane(_SERVICE, account_of(key), settings.region if self.usual else host, model.name)
        return Wire(self.base_url, key, settings.timeout_s, settings.instructions_in, place), lane
