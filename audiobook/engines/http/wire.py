"""One request, one answer, by ``httpx``: bounded in time and size, never sent on to another address.

``httpx`` (BSD-3-Clause) sends nothing twice by itself and may be used from many threads. The only module that imports
it, when the first request is sent.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from audiobook.cloud.faults import Fault, Place, Policy, RefusedError, judge_exception
from audiobook.cloud.faults_http import error_words, judge_http, not_sound
from audiobook.engines.http.address import Address
from audiobook.errors import EngineError

#: How messages name it.
SERVICE = "the speech server"
#: A quarter of an hour of WAV at 48 kHz with two channels is 173 MB; a text of the usual length has a minute.
_MOST_BYTES = 64 * 1024 * 1024
_MOST_ERROR_BYTES, _MOST_LIST_BYTES = 64 * 1024, 4 * 1024 * 1024
_CONNECT_S = 10.0
_OK = 200


@dataclass(slots=True, eq=False, weakref_slot=True)
class Wire:
    """The way to one server. Shows no key; thread-safe. ``at_once`` requests are under way at a time."""

    address: Address
    key: str = field(repr=False)
    timeout_s: float
    place: Place
    at_once: int
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _client: Any = field(default=None, repr=False)
    _slots: threading.BoundedSemaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """No connection is made yet."""
        self._slots = threading.BoundedSemaphore(self.at_once)

    def speech(self, body: dict[str, Any]) -> bytes:
        """The sound for a request's body. Raises RefusedError, exceptions of ``httpx`` (see ``judge``), EngineError."""
        place = replace(self.place, voice=str(body.get("voice", "")))
        with self._slots:
            return self._sent(place, "POST", self.address.speech, body, _sound)

    def voices(self) -> Any:  # noqa: ANN401 - JSON has any type
        """What the server lists as its voices, as JSON. Raises RefusedError, exceptions of ``httpx``, EngineError."""
        return json.loads(self._sent(self.place, "GET", self.address.voices, None, _list))

    def judge(self, error: BaseException) -> Fault | None:
        """What follows from an exception of ``speech`` or ``voices``."""
        return judge_exception(self.place, error)

    def _sent(
        self,
        place: Place,
        method: str,
        url: str,
        body: dict[str, Any] | None,
        read: Callable[[Place, Any, float], bytes],
    ) -> bytes:
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        end = time.monotonic() + self.timeout_s
        with self._opened().stream(method, url, json=body, headers=headers) as reply:
            if reply.status_code != _OK:
                code, message = error_words(_body(reply, end, _MOST_ERROR_BYTES, cut=True))
                raise RefusedError(judge_http(place, reply.status_code, code, message, headers=dict(reply.headers)))
            return read(place, reply, end)

    def _opened(self) -> Any:  # noqa: ANN401 - the package is optional
        with self._lock:
            if self._client is None:
                httpx = _httpx()
                self._client = httpx.Client(
                    timeout=httpx.Timeout(self.timeout_s, connect=min(_CONNECT_S, self.timeout_s)),
                    limits=httpx.Limits(max_connections=self.at_once + 1),
                    follow_redirects=False,
                    # A proxy is for the world outside; what is near is reached directly.
                    trust_env=not self.address.near,
                )
                # Nobody tells an engine that the build is over.
                weakref.finalize(self, self._client.close)
            return self._client


def _httpx() -> Any:  # noqa: ANN401 - a module
    try:
        module = import_module("httpx")
    except ImportError:
        raise EngineError(
            "what talks to speech servers is not installed", hint="pip install 'audiobook[http]'"
        ) from None
    # They log addresses and headers at INFO and DEBUG.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return module


def _body(reply: Any, end: float, most: int, *, cut: bool = False) -> bytes:  # noqa: ANN401 - of httpx
    """The body up to ``most`` bytes, until ``end`` (monotonic seconds)."""
    parts, size = [], 0
    for part in reply.iter_bytes():
        parts.append(part)
        size += len(part)
        if time.monotonic() > end:
            raise TimeoutError
        if size > most:
            if cut:
                break
            raise OverflowError
    return b"".join(parts)[:most]


def _kind(reply: Any) -> str:  # noqa: ANN401 - of httpx
    return str(reply.headers.get("Content-Type", "")).partition(";")[0].strip().casefold()


def _sound(place: Place, reply: Any, end: float) -> bytes:  # noqa: ANN401 - of httpx
    """The bytes of a reply that calls itself sound, or nothing in particular. Raises RefusedError for a page."""
    kind = _kind(reply)
    if kind.startswith("text/") or kind.endswith(("json", "xml", "html")):
        said = _body(reply, end, _MOST_ERROR_BYTES, cut=True)
        raise RefusedError(not_sound(place, kind, error_words(said)[1] if kind.endswith("json") else ""))
    try:
        data = _body(reply, end, _MOST_BYTES)
    except OverflowError:
        message = f"{place.service} sent more than {_MOST_BYTES >> 20} MB for one text"
        raise RefusedError(Fault(Policy.REJECT, message, "", "TooLarge", maybe_billed=True)) from None
    if not data:
        raise RefusedError(not_sound(place, "nothing"))
    return data


def _list(place: Place, reply: Any, end: float) -> bytes:  # noqa: ANN401 - of httpx
    try:
        return _body(reply, end, _MOST_LIST_BYTES)
    except OverflowError:
        raise RefusedError(Fault(Policy.REJECT, f"{place.service} lists too many voices", "", "TooLarge")) from None
