"""Qwen through the ``dashscope`` SDK. Nothing is imported before ``ready``, so that it costs only those who use it.

The SDK does no retries by status and returns errors instead of raising them; from 2.0 it resends once by itself after a
dropped connection, which no count of ours can see.
"""

from __future__ import annotations

import importlib
import logging
import os
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from audiobook.errors import EngineError
from audiobook.prep.attribution.llm_client import Answer, Gate, NoAnswerError, Question
from audiobook.prep.attribution.llm_faults import Fault, Policy, classify, retry_after

KEY_VARIABLE = "DASHSCOPE_API_KEY"
ADDRESS_VARIABLE = "DASHSCOPE_HTTP_BASE_URL"
BEIJING = "https://dashscope.aliyuncs.com/api/v1"
SINGAPORE = "https://dashscope-intl.aliyuncs.com/api/v1"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_LONGEST_BACKOFF_S = 30.0
#: What the SDK raises when a reply is not what it expects; ``requests`` errors are OSErrors.
_BROKEN = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class DashScopeSettings:
    """All that depends on account, region and model, since the vendor moves them.

    ``thinking`` false: hybrid models refuse to think without streaming; none leaves the parameter out. ``json_mode``:
    only some models know it. ``multimodal``: some families (Qwen3.5) are documented for that address only.
    ``patience_s`` is how long one question may wait for throttles and retries in all.
    """

    base_url: str = ""
    timeout_s: float = 120.0
    tries: int = 5
    patience_s: float = 120.0
    backoff_s: float = 0.5
    thinking: bool | None = False
    json_mode: bool = False
    multimodal: bool = False


class DashScopeChat:
    """A ``ChatClient``. The key comes from the environment and goes nowhere but into the request's header."""

    def __init__(self, settings: DashScopeSettings | None = None, environ: Mapping[str, str] | None = None) -> None:
        """Cheap; nothing is checked before ``ready``."""
        self._settings = settings or DashScopeSettings()
        variables = os.environ if environ is None else environ
        self._key = variables.get(KEY_VARIABLE, "").strip()
        self._address = (self._settings.base_url or variables.get(ADDRESS_VARIABLE, "") or BEIJING).strip()

    @property
    def place(self) -> str:
        """The host that text is sent to."""
        try:
            return urlsplit(self._address).hostname or "an unknown host"
        except ValueError:
            return "an unknown host"

    def ready(self) -> None:
        """Check key and address and load the SDK. Raises EngineError; nothing is sent."""
        if not self._key:
            raise EngineError(
                f"the language model needs a key, and {KEY_VARIABLE} is not set",
                hint=f"set {KEY_VARIABLE}, or leave the language model out",
            )
        if not (self._key.isascii() and self._key.isprintable()) or " " in self._key:
            raise EngineError(f"{KEY_VARIABLE} holds signs that no key has", hint="copy the key again")
        self._check_address()
        _sdk()

    def _check_address(self) -> None:
        try:
            parts = urlsplit(self._address)
            local = parts.hostname in _LOOPBACK
            good = bool(parts.hostname) and parts.port != 0 and not (parts.username or parts.query or parts.fragment)
        except ValueError:
            good, local, parts = False, False, None
        # Over plain HTTP anybody on the way could read the key.
        if not good or parts is None or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
            raise EngineError(
                f"the language model's address cannot be used (host: {self.place})", hint=f"use one like {SINGAPORE}"
            )

    def ask(self, question: Question, gate: Gate) -> Answer:
        """One answer, with pauses and retries as the service wants them."""
        end = time.monotonic() + self._settings.patience_s
        fault = Fault(Policy.RETRY, "no request was allowed")
        for attempt in range(self._settings.tries):
            gate.pass_one()
            result = self._send(question)
            if isinstance(result, Answer):
                return result
            fault, wanted = result
            if fault.policy is Policy.STOP:
                raise EngineError(fault.message, hint=fault.hint)
            last = attempt + 1 == self._settings.tries
            pause = self._backoff(attempt) if wanted is None else wanted
            if fault.policy is Policy.REJECT or last or time.monotonic() + pause > end:
                break
            if fault.policy is Policy.THROTTLE:
                gate.hold(pause)
            else:
                gate.wait(pause)
        raise NoAnswerError(fault.message, isolated=fault.isolated)

    def _backoff(self, attempt: int) -> float:
        """Full jitter, so that threads that failed together do not come back together."""
        ceiling = min(_LONGEST_BACKOFF_S, self._settings.backoff_s * 2 ** (attempt + 1))
        return random.uniform(self._settings.backoff_s / 2, ceiling)  # noqa: S311 - not a secret

    def _send(self, question: Question) -> Answer | tuple[Fault, float | None]:
        """One request: an answer, or what went wrong and how long the service wants to be left alone."""
        sdk = _sdk()
        try:
            reply = self._call(sdk, question)
            status = int(reply.status_code)
            if status == 200:  # noqa: PLR2004 - HTTP's OK
                return _answer(reply)
            headers = reply.headers if isinstance(reply.headers, Mapping) else {}
            fault = classify(status, str(reply.code or ""), str(reply.message or ""), self._key)
            return fault, retry_after(headers)
        except _BROKEN as error:
            return Fault(Policy.RETRY, self._failure(error)), None
        except sdk.common.error.DashScopeException as error:
            # Its text may repeat what was sent.
            raise EngineError(f"the language model cannot be asked ({type(error).__name__})") from None

    def _call(self, sdk: Any, question: Question) -> Any:  # noqa: ANN401 - the SDK's own kinds, different by version
        settings = self._settings
        options: dict[str, object] = {"max_tokens": question.max_tokens, "seed": question.seed, "temperature": 0}
        if settings.thinking is not None:
            options["enable_thinking"] = settings.thinking
        if settings.json_mode:
            options["response_format"] = {"type": "json_object"}
        parts = (("system", question.system), ("user", question.user))
        messages: list[dict[str, object]] = [{"role": role, "content": _sendable(text)} for role, text in parts]
        if settings.multimodal:
            # The SDK takes text that is a path or a file:// address for a file to upload; a line end prevents that.
            messages = [{"role": role, "content": [{"text": f"\n{_sendable(text)}"}]} for role, text in parts]
        call = sdk.MultiModalConversation.call if settings.multimodal else sdk.Generation.call
        return call(
            model=question.model,
            messages=messages,
            api_key=self._key,
            base_address=self._address,
            request_timeout=settings.timeout_s,
            result_format="message",
            **options,
        )

    def _failure(self, error: Exception) -> str:
        kinds = {kind.__name__ for kind in type(error).__mro__}
        if "Timeout" in kinds:
            return f"{self.place} did not answer within {self._settings.timeout_s:g} s"
        if "ConnectionError" in kinds:
            return f"{self.place} cannot be reached, or broke the connection"
        return f"{self.place} sent a reply that cannot be read ({type(error).__name__})"


def _sdk() -> Any:  # noqa: ANN401 - a module
    """The SDK, silenced: it logs tracebacks and, when debugging, whole requests."""
    try:
        sdk = importlib.import_module("dashscope")
    except ImportError:
        raise EngineError(
            "the language model needs the package 'dashscope'", hint="pip install 'audiobook[qwen]'"
        ) from None
    logging.getLogger("dashscope").setLevel(logging.CRITICAL + 1)
    return sdk


def _sendable(text: str) -> str:
    """Text without halves of surrogate pairs, which no request can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _answer(reply: Any) -> Answer:  # noqa: ANN401 - the SDK's own kind
    """The text of a success. Raises one of the errors in ``_BROKEN`` when there is none."""
    choice = reply.output["choices"][0]
    content = choice["message"]["content"]
    if isinstance(content, list):
        content = "".join(part["text"] for part in content)
    if not isinstance(content, str):
        raise TypeError("no text")
    usage = reply.usage if isinstance(reply.usage, Mapping) else {}
    tokens_in, tokens_out = (_count(usage.get(name)) for name in ("input_tokens", "output_tokens"))
    return Answer(content, choice.get("finish_reason") != "length", tokens_in, tokens_out)


def _count(value: object) -> int:
    return value if type(value) is int else 0
