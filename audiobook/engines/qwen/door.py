"""The way in: key, address and account, looked up when the first request is sent and not before."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date

from audiobook.cloud.account import Lane
from audiobook.cloud.dashscope_sdk import Endpoint, host_of, lane_of
from audiobook.cloud.faults import Place
from audiobook.cloud.redaction import Redactor
from audiobook.engines.qwen.catalogue import Model, refuse_retired
from audiobook.engines.qwen.settings import QwenSettings, key_from_environment
from audiobook.engines.qwen.wire import SERVICE, Wire


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
        place = Place(
            service=SERVICE,
            host=host_of(self.base_url),
            region=settings.region,
            model=model.name,
            region_setting="qwen.region",
            model_setting="qwen.model",
            timeout_s=settings.timeout_s,
            redactor=Redactor(key),
        )
        lane = lane_of(key, self.base_url, settings.region if self.usual else "", model.name)
        return Wire(Endpoint(self.base_url, key, settings.timeout_s, place), settings.instructions_in), lane
