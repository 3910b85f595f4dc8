"""DashScope's SDK: one request, one answer. The only module that imports ``dashscope``, when the first is sent.

Facts sheet, sections 3 and 4: one call serves all forms of a request and is the same in 1.25.24 and 2.x. The key goes
with the call and into no global; the SDK's own log is silenced, since it prints requests and tracebacks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import version
from inspect import signature
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from audiobook.cloud.account import Lane, account_of
from audiobook.cloud.faults import Fault, Place, RefusedError, broken_reply, judge_exception
from audiobook.cloud.faults_dashscope import judge_reply
from audiobook.cloud.prices import Usage
from audiobook.errors import EngineError

if TYPE_CHECKING:
    import requests

_SERVICE = "dashscope"
_OK = 200
#: It takes no session, and sends nothing twice by itself (measured: facts sheet, sections 3 and 5).
_NEVER_RESENDS = frozenset({"1.25.24"})
#: What the SDK does with JSON that is not of the shape it expects.
_ODD = (AttributeError, LookupError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Path:
    """Where below the base URL a kind of request goes, in the SDK's three parts."""

    task_group: str
    task: str
    function: str


@dataclass(frozen=True, slots=True)
class Success:
    """A reply with status 200, whatever is in it. ``usage`` is ``None`` where the service said nothing sensible."""

    output: Mapping[Any, Any] = field(repr=False)
    usage: Usage | None
    request_id: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An account at an address. Shows no key; thread-safe."""

    base_url: str
    key: str = field(repr=False)
    timeout_s: float
    place: Place

    def call(
        self,
        path: Path,
        asked: Mapping[str, Any],
        parameters: Mapping[str, Any],
        place: Place | None = None,
    ) -> Success:
        """Send one request to the model of ``place``; ``asked`` is its ``input``.

        Raises RefusedError for what the service says, exceptions of ``requests`` (see ``judge``), EngineError without
        the SDK.
        """
        at = place or self.place
        call, takes_session = _sdk(at.service)
        if not takes_session:
            return _read(at, self._sent(call, at, path, asked, parameters))
        try:
            with _one_shot() as session:
                return _read(at, self._sent(call, at, path, asked, {**parameters, "session": session}))
        except _Dropped as dropped:
            raise dropped.cause from None

    def judge(self, error: BaseException) -> Fault | None:
        """What follows from an exception of ``call``."""
        return judge_exception(self.place, error)

    def _sent(
        self, call: Callable[..., object], place: Place, path: Path, asked: Mapping[str, Any], more: Mapping[str, Any]
    ) -> object:
        try:
            return call(
                model=place.model,
                input=dict(asked),
                task_group=path.task_group,
                task=path.task,
                function=path.function,
                api_key=self.key,
                base_address=self.base_url,
                request_timeout=self.timeout_s,
                **more,
            )
        except _ODD as error:
            raise RefusedError(broken_reply(place, error)) from None


def lane_of(key: str, base_url: str, region: str, model: str) -> Lane:
    """Whose limits count. ``region`` is empty for an address that is not a region's usual one: then it is the host."""
    return Lane(_SERVICE, account_of(key), region or host_of(base_url), model)


def host_of(base_url: str) -> str:
    """Host and port of an address, without what could be a password."""
    return urlsplit(base_url).netloc.rpartition("@")[2]


def sends(service: str) -> int:
    """How often one call can reach the service: once where a session can be handed in, else the SDK may resend it.

    Raises EngineError, which names ``service`` (``the speech service``), without the SDK.
    """
    return 1 if _sdk(service)[1] or version("dashscope") in _NEVER_RESENDS else 2


def load(service: str, *modules: str) -> None:
    """Import ``modules``, such as ``requests``, one thread at a time. Raises EngineError when one is missing."""
    with _IMPORTING:
        try:
            for module in modules:
                import_module(module)
        except ImportError:
            raise _missing(service) from None


#: Threads that import one package of circular imports at the same time see halves of it (1.25.24 does so, measured).
_IMPORTING = threading.Lock()


def _sdk(service: str) -> tuple[Callable[..., object], bool]:
    with _IMPORTING:
        try:
            return _imported()
        except ImportError:
            raise _missing(service) from None


@cache
def _imported() -> tuple[Callable[..., object], bool]:
    """The SDK's call, and whether it takes a session. Raises ImportError when the SDK is missing."""
    silenced = logging.getLogger("dashscope")
    silenced.disabled = True
    # urllib3 logs addresses with their signatures at DEBUG.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
    from dashscope.api_entities import api_request_factory
    from dashscope.client.base_api import BaseApi

    silenced.disabled = True
    takes_session = "session" in signature(api_request_factory._build_api_request).parameters  # noqa: SLF001 - asked, not used
    return BaseApi.call, takes_session


def _missing(service: str) -> EngineError:
    return EngineError(f"{service}'s SDK is not installed", hint="pip install 'audiobook[qwen]'")


class _Dropped(Exception):  # noqa: N818 - a messenger, not an error of anybody's
    """Carries a connection error past the SDK, which would send the request, and have it billed, a second time."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.cause = cause


def _one_shot() -> requests.Session:
    """A session whose connection errors pass the SDK unseen."""
    import requests

    class OneShot(requests.Session):
        def post(self, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - as inherited
            try:
                return super().post(*args, **kwargs)
            except requests.exceptions.ConnectionError as error:
                raise _Dropped(error) from None

    return OneShot()


def _read(place: Place, answer: object) -> Success:
    """Raises RefusedError for every status but 200."""
    status = int(getattr(answer, "status_code", 0) or 0)
    request_id = str(getattr(answer, "request_id", "") or "")
    if status == _OK:
        return Success(mapping(getattr(answer, "output", None)), _usage(getattr(answer, "usage", None)), request_id)
    code, message = (str(getattr(answer, name, "") or "") for name in ("code", "message"))
    headers = mapping(getattr(answer, "headers", None)) or None
    raise RefusedError(judge_reply(place, status, code, message, headers=headers, request_id=request_id))


def _usage(value: object) -> Usage | None:
    """What the service says it counted, ``None`` when it says nothing that makes sense."""
    found = mapping(value)
    names = ("characters", "input_tokens", "output_tokens")
    counted = [found.get(name) for name in names]
    if not any(type(count) is int for count in counted):
        return None
    return Usage(*(count if type(count) is int and count > 0 else 0 for count in counted))


def mapping(value: object) -> Mapping[Any, Any]:
    """A part of a reply, empty where something else stands in its place."""
    return value if isinstance(value, Mapping) else {}
