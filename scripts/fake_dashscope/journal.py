"""Everything that was asked and what became of it. Keys get neither here nor into the log file."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from fake_dashscope.billing import Bill, Charge, Usage


class Kind(StrEnum):
    """What a request is for."""

    TTS = "tts"
    LLM = "llm"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came, and its outcome: ``ok``, the name of a fault, or the code of a refusal.

    ``started`` is a Unix time, ``seconds`` how long it took. ``status`` is 0 when no reply was sent. ``kind`` is empty
    for what is neither speech nor chat. ``region`` and ``account`` are empty for a key nobody knows.
    """

    number: int
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)
    kind: str
    region: str
    account: str
    outcome: str
    status: int
    code: str
    usage: Usage
    request_id: str
    started: float
    seconds: float

    @property
    def model(self) -> str:
        """The model asked for."""
        return str(self.body.get("model", ""))

    @property
    def text(self) -> str:
        """The text to be spoken; empty for a chat."""
        return str(self._input.get("text", ""))

    @property
    def voice(self) -> str:
        """The voice asked for."""
        return str(self._input.get("voice", ""))

    @property
    def language_type(self) -> str:
        """The language, wherever it stood."""
        return str(self._anywhere("language_type"))

    @property
    def instructions(self) -> str:
        """The direction, wherever it stood and whatever its name."""
        return str(self._anywhere("instructions") or self._anywhere("instruction"))

    @property
    def _input(self) -> Mapping[str, Any]:
        found = self.body.get("input")
        return found if isinstance(found, dict) else {}

    def _anywhere(self, name: str) -> object:
        parameters = self.body.get("parameters")
        extra = parameters if isinstance(parameters, dict) else {}
        return self._input.get(name) or extra.get(name) or ""


@dataclass(frozen=True, slots=True)
class Download:
    """One download of a result. ``sent`` counts the bytes of the file that went out."""

    number: int
    path: str
    request_id: str
    outcome: str
    status: int
    sent: int
    started: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Counters:
    """How often what happened. ``peak`` is the most requests (not downloads) that were in work side by side."""

    calls: int
    ok: int
    throttled: int
    downloads: int
    peak: int
    outcomes: Mapping[str, int]
    downloads_by_path: Mapping[str, int]


class Journal:
    """The record. Thread-safe; entries stand in the order in which they were done."""

    def __init__(self, log_file: Path | None) -> None:
        self._lock = threading.Lock()
        self._file: TextIO | None = log_file.open("a", encoding="utf-8") if log_file else None
        self._requests: list[Request] = []
        self._downloads: list[Download] = []
        self._charges: list[Charge] = []
        self._numbers: Counter[str] = Counter()
        self._inside = self._peak = 0

    def begin(self, what: str) -> int:
        """A number for a ``request`` or ``download`` that begins, from 1."""
        with self._lock:
            self._numbers[what] += 1
            if what == "request":
                self._inside += 1
                self._peak = max(self._peak, self._inside)
            return self._numbers[what]

    def leave(self) -> None:
        """A request is done with: said before its reply is sent, so that the next one is not counted beside it."""
        with self._lock:
            self._inside -= 1

    def add(self, entry: Request | Download, charge: Charge | None = None) -> None:
        """What became of it, and what it cost."""
        with self._lock:
            if isinstance(entry, Request):
                self._requests.append(entry)
            else:
                self._downloads.append(entry)
            if charge is not None:
                self._charges.append(charge)
            if self._file is not None:
                fields = {"what": type(entry).__name__.lower(), **asdict(entry)}
                self._file.write(json.dumps(fields, ensure_ascii=False) + "\n")
                self._file.flush()

    def lose(self, request_id: str) -> None:
        """The reply to a request did not get through: what it cost stays on the bill, as not answered."""
        with self._lock:
            for index in range(len(self._charges) - 1, -1, -1):
                if self._charges[index].request_id == request_id:
                    self._charges[index] = replace(self._charges[index], answered=False)
                    return

    def requests(self) -> tuple[Request, ...]:
        """All requests that are done."""
        with self._lock:
            return tuple(self._requests)

    def downloads(self) -> tuple[Download, ...]:
        """All downloads that are done."""
        with self._lock:
            return tuple(self._downloads)

    def bill(self) -> Bill:
        """The bill so far."""
        with self._lock:
            return Bill(tuple(self._charges))

    def counters(self) -> Counters:
        """The counts so far."""
        with self._lock:
            outcomes = Counter(request.outcome for request in self._requests)
            outcomes.update(download.outcome for download in self._downloads)
            return Counters(
                calls=self._numbers["request"],
                ok=sum(request.outcome == "ok" for request in self._requests),
                throttled=sum(request.status == 429 for request in self._requests),
                downloads=self._numbers["download"],
                peak=self._peak,
                outcomes=dict(outcomes),
                downloads_by_path=dict(Counter(download.path for download in self._downloads)),
            )

    def close(self) -> None:
        """Close the log file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None
