"""Qwen through DashScope, paid from the build's session: its pace, its ledger, its limit on costs, its breaker.

The SDK is not imported before ``ready``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from audiobook.cloud.budget import CostLimitError
from audiobook.cloud.dashscope_sdk import Endpoint, Path, Success, host_of, lane_of, sends
from audiobook.cloud.faults import Fault, Place, RefusedError, broken_reply
from audiobook.cloud.ledger import Kind, Request
from audiobook.cloud.prices import Tariff, Usage
from audiobook.cloud.redaction import Redactor
from audiobook.cloud.session import Reply, Session
from audiobook.errors import EngineError
from audiobook.prep.attribution.llm_client import Answer, Gate, NoAnswerError, Question, Turn

KEY_VARIABLE = "DASHSCOPE_API_KEY"
ADDRESS_VARIABLE = "DASHSCOPE_HTTP_BASE_URL"
BEIJING = "https://dashscope.aliyuncs.com/api/v1"
SINGAPORE = "https://dashscope-intl.aliyuncs.com/api/v1"
_SERVICE = "the language model's service"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
#: A tokenizer over bytes makes at most one token of each (Qwen's is one); what the chat's frame adds is a guess.
_FRAME_TOKENS = 64


@dataclass(frozen=True, slots=True)
class DashScopeSettings:
    """All that depends on account, region and model, since the vendor moves them.

    ``region`` is the key's, and ``region_url`` its usual address, used where neither ``base_url`` nor the environment
    names one. ``tariff`` and ``rpm`` (requests a minute) are ``None`` where they are not known. ``thinking`` false:
    hybrid models refuse to think without streaming; none leaves the parameter out, and then nobody knows how much a
    request may cost. ``json_mode``: only some models know it. ``multimodal``: some families (Qwen3.5) are documented
    for that address only. ``model_setting`` is where a person chooses the model, for messages.
    """

    base_url: str = ""
    region: str = "beijing"
    region_url: str = BEIJING
    timeout_s: float = 120.0
    tariff: Tariff | None = None
    rpm: float | None = None
    thinking: bool | None = False
    json_mode: bool = False
    multimodal: bool = False
    model_setting: str = "llm_model in [casting]"


class DashScopeChat:
    """A ``ChatClient``. The key comes from the environment and goes nowhere but into the request's header."""

    def __init__(
        self,
        session: Callable[[], Session],
        settings: DashScopeSettings | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Cheap; nothing is checked, and no ``session`` opened, before ``ready``."""
        self._settings = settings or DashScopeSettings()
        variables = os.environ if environ is None else environ
        self._key = variables.get(KEY_VARIABLE, "").strip()
        named = self._settings.base_url or variables.get(ADDRESS_VARIABLE, "")
        self._address = named.strip() or self._settings.region_url
        self._open = session
        self._session: Session | None = None

    @property
    def place(self) -> str:
        """The host that text is sent to."""
        try:
            return urlsplit(self._address).hostname or "an unknown host"
        except ValueError:
            return "an unknown host"

    def ready(self) -> None:
        """Check key and address, load the SDK and open the session. Raises EngineError; nothing is sent."""
        if not self._key:
            raise EngineError(
                f"the language model needs a key, and {KEY_VARIABLE} is not set",
                hint=f"set {KEY_VARIABLE}, or leave the language model out",
            )
        if not (self._key.isascii() and self._key.isprintable()) or " " in self._key:
            raise EngineError(f"{KEY_VARIABLE} holds signs that no key has", hint="copy the key again")
        self._check_address()

        sends(_SERVICE)
        self._session = self._open()

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

    def ask(self, question: Question, key: str, gate: Gate) -> Answer:
        """One answer, bought within pace and budget; ``ready`` came before."""
        if self._session is None:
            raise EngineError("the language model was not made ready")
        with Turn(gate) as turn:
            errand = _Errand(self._endpoint(question.model), question, self._settings, turn)
            try:
                request = self._request(question, key)
                return self._session.perform(request, errand.send, errand.judge, turn.check, optional=True).value
            except RefusedError as refusal:
                raise NoAnswerError(refusal.fault.message, isolated=errand.isolated) from None
            except CostLimitError as limit:
                gate.close(f"{limit.message}; {limit.hint}")
                gate.check()
                raise

    def stop(self) -> None:
        """End the session for all who share it."""
        if self._session is not None:
            self._session.stop()

    def _endpoint(self, model: str) -> Endpoint:

        return Endpoint(self._address, self._key, self._settings.timeout_s, self._place_of(model))

    def _place_of(self, model: str) -> Place:

        return Place(
            service=_SERVICE,
            host=host_of(self._address),
            region=self._settings.region,
            model=model,
            key_variable=KEY_VARIABLE,
            region_setting="llm_base_url in [casting]" if self._settings.base_url else "region in [qwen]",
            model_setting=self._settings.model_setting,
            timeout_s=self._settings.timeout_s,
            redactor=Redactor(self._key),
        )

    def _request(self, question: Question, key: str) -> Request:
        """The purchase, at the most that it can cost."""
        settings = self._settings
        region = settings.region if self._address == settings.region_url else ""
        read = len(_sendable(question.system + question.user).encode()) + _FRAME_TOKENS
        return Request(
            lane=lane_of(self._key, self._address, region, question.model),
            kind=Kind.LLM,
            key=key,
            worst=Usage(tokens_in=read, tokens_out=question.max_tokens),
            tariff=settings.tariff,
            rpm=settings.rpm,
            sends=sends(_SERVICE),
        )


@dataclass(slots=True)
class _Errand:
    """One question's requests, of one thread. ``isolated`` says of the last that its text was the reason."""

    endpoint: Endpoint = field(repr=False)
    question: Question
    settings: DashScopeSettings
    turn: Turn = field(repr=False)
    isolated: bool = False

    def send(self) -> Reply[Answer]:
        """One request. Raises RefusedError, and exceptions that ``judge`` knows."""
        self.turn.send()
        try:
            answer = self.endpoint.call(_path(self.settings), {"messages": self._messages()}, self._options())
            try:
                value = _answer(answer)
            except (LookupError, TypeError, AttributeError) as error:
                raise RefusedError(broken_reply(self.endpoint.place, error, answer.request_id), answer.usage) from None
        except RefusedError as refusal:
            raise RefusedError(self._optional(refusal.fault), refusal.usage) from None
        return Reply(value, answer.usage, answer.request_id)

    def judge(self, error: BaseException) -> Fault | None:
        """What follows from an exception of ``send``."""
        fault = self.endpoint.judge(error)
        return None if fault is None else self._optional(fault)

    def _optional(self, fault: Fault) -> Fault:
        """The fault as one that the session does not count: it would stop speech because an optional pass fails.

        The gate counts instead, and ends the pass alone.
        """
        self.isolated = fault.isolated
        return replace(fault, isolated=True)

    def _messages(self) -> list[dict[str, object]]:
        parts = (("system", self.question.system), ("user", self.question.user))
        if self.settings.multimodal:
            return [{"role": role, "content": [{"text": _sendable(text)}]} for role, text in parts]
        return [{"role": role, "content": _sendable(text)} for role, text in parts]

    def _options(self) -> dict[str, Any]:
        question, settings = self.question, self.settings
        options: dict[str, Any] = {
            "max_tokens": question.max_tokens,
            "seed": question.seed,
            "temperature": 0,
            "result_format": "message",
        }
        if settings.thinking is not None:
            options["enable_thinking"] = settings.thinking
        if settings.json_mode:
            options["response_format"] = {"type": "json_object"}
        return options


def _path(settings: DashScopeSettings) -> Path:
    return Path("aigc", "multimodal-generation" if settings.multimodal else "text-generation", "generation")


def _sendable(text: str) -> str:
    """Text without halves of surrogate pairs, which no request can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _answer(reply: Success) -> Answer:
    """The text of a success. Raises TypeError, LookupError or AttributeError when there is none."""
    choice = reply.output["choices"][0]
    content = choice["message"]["content"]
    if isinstance(content, list):
        content = "".join(part["text"] for part in content)
    if not isinstance(content, str):
        raise TypeError("no text")
    return Answer(content, choice.get("finish_reason") != "length")
