"""One request by the vendor's SDK, and its answer. The only module that imports ``dashscope``, when the first is sent.

Facts sheet, sections 3 and 4: one call serves both forms of a request and is the same in 1.25.24 and 2.x. The key goes
with the call and into no global; the SDK's own log is silenced, since it prints requests and tracebacks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any

from audiobook.cloud.faults import Fault, Place, Policy, RefusedError, broken_reply, judge_exception
from audiobook.cloud.faults_dashscope import judge_reply, no_audio
from audiobook.cloud.prices import Usage
from audiobook.cloud.session import Reply
from audiobook.engines.qwen.catalogue import Model, Shape
from audiobook.errors import EngineError

if TYPE_CHECKING:
    import requests

_OK = 200
_PATHS = {
    Shape.GENERATION: {"task_group": "aigc", "task": "multimodal-generation", "function": "generation"},
    Shape.SYNTHESIZER: {"task_group": "audio", "task": "tts", "function": "SpeechSynthesizer"},
}
_RATE_HZ = 24000
#: Bounds of ``rate`` and ``pitch`` on the synthesizer form, as those of CosyVoice (own knowledge, not verified).
_FACTORS = (0.5, 2.0)
#: Seeds that the synthesizer form takes (facts sheet, section 3).
_SEEDS = 65536
#: How a reply ends that is not whole. The synthesizer form may well say nothing or "null".
_CUT, _UNFINISHED = "length", "null"


@dataclass(frozen=True, slots=True)
class Speech:
    """What is to be said, in the service's own terms. ``speed`` is a factor, ``pitch`` semitones."""

    text: str
    voice: str
    language_type: str
    instructions: str = ""
    speed: float = 1.0
    pitch: float = 0.0
    seed: int = 0


def body(speech: Speech, model: Model, instructions_in: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """``input`` and ``parameters`` of a request."""
    parameters: dict[str, Any] = {}
    if model.shape is Shape.GENERATION:
        asked: dict[str, Any] = {"text": speech.text, "voice": speech.voice, "language_type": speech.language_type}
        if speech.instructions:
            (asked if instructions_in == "input" else parameters)["instructions"] = speech.instructions
        return asked, parameters
    asked = {"text": speech.text, "voice": speech.voice, "format": "wav", "sample_rate": _RATE_HZ}
    if speech.instructions:
        asked["instruction"] = speech.instructions
    if model.seed:
        asked["seed"] = speech.seed % _SEEDS
    if model.rate_pitch and speech.speed != 1.0:
        asked["rate"] = _factor(speech.speed)
    if model.rate_pitch and speech.pitch != 0.0:
        asked["pitch"] = _factor(2 ** (speech.pitch / 12))
    return asked, parameters


def _factor(value: float) -> float:
    return round(min(max(value, _FACTORS[0]), _FACTORS[1]), 4)


class _Dropped(Exception):  # noqa: N818 - a messenger, not an error of anybody's
    """Carries a connection error past the SDK, which would send the request, and have it billed, a second time."""

    def __init__(self, cause: Exception) -> None:
        super().__init__()
        self.cause = cause


#: Threads that import one package of circular imports at the same time see halves of it (1.25.24 does so, measured).
_IMPORTING = threading.Lock()


def load() -> None:
    """Import what fetching a sound needs, one thread at a time. Raises EngineError when something is missing."""
    with _IMPORTING:
        try:
            for module in ("numpy", "requests"):
                import_module(module)
        except ImportError:
            raise _missing() from None


def _sdk() -> tuple[Callable[..., object], bool]:
    with _IMPORTING:
        return _imported()


@cache
def _imported() -> tuple[Callable[..., object], bool]:
    """The SDK's call, and whether it takes a session. Raises EngineError when the SDK is missing."""
    silenced = logging.getLogger("dashscope")
    silenced.disabled = True
    # urllib3 logs addresses with their signatures at DEBUG.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
    try:
        from dashscope.api_entities import api_request_factory
        from dashscope.client.base_api import BaseApi
    except ImportError:
        raise _missing() from None
    silenced.disabled = True
    takes_session = "session" in signature(api_request_factory._build_api_request).parameters  # noqa: SLF001 - asked, not used
    return BaseApi.call, takes_session


def _missing() -> EngineError:
    return EngineError("the speech service's SDK is not installed", hint="pip install 'audiobook[qwen]'")


def sends() -> int:
    """How often one call can reach the service: once where a session can be handed in, else the SDK may resend it."""
    return 1 if _sdk()[1] else 2


@dataclass(frozen=True, slots=True)
class Wire:
    """Where requests go. Shows no key; thread-safe."""

    base_url: str
    key: str = field(repr=False)
    timeout_s: float
    instructions_in: str
    place: Place

    def send(self, speech: Speech, model: Model) -> Reply[None]:
        """Send one request. The reply's ``url`` is empty when the sound was cut off before the text's end.

        Raises RefusedError for what the service says, and exceptions of ``requests``.
        """
        call, takes_session = _sdk()
        asked, parameters = body(speech, model, self.instructions_in)
        more = {**parameters, **_PATHS[model.shape]}
        if takes_session:
            session = _one_shot()
            try:
                with session:
                    answer = self._call(call, model, asked, {**more, "session": session})
            except _Dropped as dropped:
                raise dropped.cause from None
        else:
            answer = self._call(call, model, asked, more)
        return self._read(answer, model, replace(self.place, voice=speech.voice))

    def judge(self, error: BaseException) -> Fault | None:
        """What follows from an exception of ``send``."""
        return judge_exception(self.place, error)

    def _call(
        self, call: Callable[..., object], model: Model, asked: Mapping[str, Any], more: Mapping[str, Any]
    ) -> object:
        try:
            return call(
                model=model.name,
                input=dict(asked),
                api_key=self.key,
                base_address=self.base_url,
                request_timeout=self.timeout_s,
                **more,
            )
        except (AttributeError, KeyError, IndexError, TypeError) as error:
            # What the SDK does with JSON that is not of the shape it expects.
            raise RefusedError(broken_reply(self.place, error)) from None

    def _read(self, answer: object, model: Model, place: Place) -> Reply[None]:
        status = int(getattr(answer, "status_code", 0) or 0)
        request_id = str(getattr(answer, "request_id", "") or "")
        if status != _OK:
            raise RefusedError(_advised(self._refusal(answer, status, request_id, place), model))
        output = _mapping(getattr(answer, "output", None))
        usage = _usage(getattr(answer, "usage", None))
        audio = _mapping(output.get("audio"))
        url = audio.get("url")
        finish = str(output.get("finish_reason") or "")
        if finish == _CUT or (finish == _UNFINISHED and model.shape is Shape.GENERATION):
            # Texts within the limits end long before the sound has to: the voice ran away. Nothing to fetch.
            return Reply(None, usage, request_id)
        if not isinstance(url, str) or not url:
            raise RefusedError(no_audio(place, request_id), usage)
        expires = audio.get("expires_at")
        return Reply(None, usage, request_id, url, float(expires) if isinstance(expires, int | float) else 0.0)

    def _refusal(self, answer: object, status: int, request_id: str, place: Place) -> Fault:
        code, message = (str(getattr(answer, name, "") or "") for name in ("code", "message"))
        headers = getattr(answer, "headers", None)
        return judge_reply(place, status, code, message, headers=_mapping(headers) or None, request_id=request_id)


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


def _advised(fault: Fault, model: Model) -> Fault:
    """A model that is not found any more, with its successor named."""
    gone = fault.policy is Policy.STOP and "modelnotfound" in fault.code.casefold().replace(".", "")
    return replace(fault, hint=f"{fault.hint}: {model.advice}") if gone and model.advice else fault


def _usage(value: object) -> Usage | None:
    """What the service says it counted, ``None`` when it says nothing that makes sense."""
    found = _mapping(value)
    names = ("characters", "input_tokens", "output_tokens")
    counted = [found.get(name) for name in names]
    if not any(type(count) is int for count in counted):
        return None
    return Usage(*(count if type(count) is int and count > 0 else 0 for count in counted))


def _mapping(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}
