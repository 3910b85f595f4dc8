"""Reading a request: where it goes, whose it is, what it asks for, and what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_dashscope.billing import billed_characters, text_tokens
from fake_dashscope.faults import FAILURES, Failure, Fault
from fake_dashscope.journal import Kind
from fake_dashscope.models import CHAT_PREFIXES, LANGUAGES, Model, Shape
from fake_dashscope.settings import Chat, Key, Settings
from fake_dashscope.sound import RATE_HZ, Recipe

_BASE = re.compile(r"/(?:(?P<region>[a-z][a-z0-9-]*)/)?api/v1/(?P<service>.+)")
_MULTIMODAL = "services/aigc/multimodal-generation/generation"
_TEXT = "services/aigc/text-generation/generation"
_SYNTHESIZER = "services/audio/tts/SpeechSynthesizer"
_WRONG_PATH = Failure(404, "InvalidURL", "url error, please check url!")
_BAD_BODY = Failure(400, "InvalidParameter", "The request body is not a JSON object with a model and an input.")
_NO_STREAM = Failure(400, "InvalidParameter", "This stand-in does not stream.")


@dataclass(frozen=True, slots=True)
class Order:
    """A request as far as it could be read; ``wrong`` says why no further. ``model`` is ``None`` for chats."""

    path: str
    body: Mapping[str, Any] = field(repr=False, default_factory=dict)
    region: str = ""
    account: str = ""
    kind: str = ""
    model: Model | None = None
    wrong: Failure | None = None

    @property
    def model_name(self) -> str:
        """The model asked for."""
        return str(self.body.get("model", ""))

    @property
    def input(self) -> Mapping[str, Any]:
        """What stands under ``input``."""
        return _mapping(self.body.get("input"))

    @property
    def text(self) -> str:
        """What is to be spoken, or all that is said in a chat."""
        if self.kind == Kind.LLM:
            return "\n".join(message["content"] for message in self.chat().messages)
        return str(self.input.get("text") or "")

    @property
    def digest(self) -> str:
        """The same for the same request sent again, whoever sends it."""
        return hashlib.sha256(json.dumps(self.body, sort_keys=True).encode()).hexdigest()

    def chat(self) -> Chat:
        """The question to a language model, with contents as plain text."""
        messages = self.input.get("messages")
        found = [_mapping(message) for message in messages] if isinstance(messages, list) else []
        plain = tuple({"role": str(m.get("role", "")), "content": _plain(m.get("content"))} for m in found)
        return Chat(self.model_name, plain, _mapping(self.body.get("parameters")))

    def recipe(self) -> Recipe:
        """The speech asked for. Directions count wherever they stand: the vendor's own samples do not agree."""
        asked = {**_mapping(self.body.get("parameters")), **self.input}
        seed = asked.get("seed")
        return Recipe(
            self.model_name,
            str(asked.get("voice") or ""),
            self.text,
            str(asked.get("language_type") or ""),
            str(asked.get("instructions") or asked.get("instruction") or ""),
            seed if isinstance(seed, int) else 0,
        )


def read_order(settings: Settings, path: str, headers: Mapping[str, str], data: bytes) -> Order:
    """Path, key and body, in the order in which a service looks at them."""
    found = _BASE.fullmatch(path)
    if found is None or found["service"] not in {_MULTIMODAL, _TEXT, _SYNTHESIZER}:
        return Order(path, wrong=_WRONG_PATH)
    region = found["region"] or settings.region
    body = _parsed(data)
    key = _key(settings, headers.get("authorization", ""), region)
    if key is None:
        return Order(path, body, region, wrong=FAILURES[Fault.INVALID_KEY])
    name = str(body.get("model", ""))
    speech = found["service"] == _SYNTHESIZER or (
        found["service"] == _MULTIMODAL and "messages" not in _mapping(body.get("input"))
    )
    kind = Kind.TTS if speech else Kind.LLM
    model = settings.models.get(name)
    wrong = None
    if not name or not _mapping(body.get("input")):
        wrong = _BAD_BODY
    elif headers.get("x-dashscope-sse") == "enable":
        wrong = _NO_STREAM
    elif name in settings.retired or (model is None if speech else not name.startswith(CHAT_PREFIXES)):
        wrong = FAILURES[Fault.MODEL_NOT_FOUND]
    elif model is not None and (model.shape is Shape.SYNTHESIZER) != (found["service"] == _SYNTHESIZER):
        wrong = _WRONG_PATH
    return Order(path, body, region, key.account, kind, model if speech else None, wrong)


def _key(settings: Settings, authorization: str, region: str) -> Key | None:
    for key in settings.keys:
        if authorization == f"Bearer {key.secret}" and key.region == region:
            return key
    return None


def refusal(order: Order) -> Failure | None:
    """What the model has against the request itself."""
    if order.model is None:
        return None if order.chat().messages else _invalid("messages must not be empty")
    recipe = order.recipe()
    if not recipe.text.strip():
        return _invalid("text must not be empty")
    if not order.model.accepts(recipe.voice):
        return FAILURES[Fault.ENGINE_ERROR if order.model.shape is Shape.SYNTHESIZER else Fault.WRONG_VOICE]
    if recipe.language and recipe.language not in LANGUAGES:
        return _invalid(f"language_type must be one of {', '.join(sorted(LANGUAGES))}")
    if order.input.get("format", "wav") != "wav" or order.input.get("sample_rate", RATE_HZ) != RATE_HZ:
        return _invalid(f"this stand-in makes wav at {RATE_HZ} Hz only")
    return _length_refusal(order.model, recipe.text)


def _length_refusal(model: Model, text: str) -> Failure | None:
    if model.max_characters is not None and billed_characters(text) > model.max_characters:
        return _invalid(f"Range of input length should be [1, {model.max_characters}]")
    if model.max_tokens is not None and text_tokens(text) > model.max_tokens:
        return _invalid(f"Range of input length should be [1, {model.max_tokens}]")
    return None


def _invalid(message: str) -> Failure:
    return Failure(400, "InvalidParameter", message)


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        return _mapping(json.loads(data))
    except (ValueError, RecursionError):
        return {}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _plain(content: object) -> str:
    if isinstance(content, list):
        return "".join(str(_mapping(part).get("text", "")) for part in content)
    return str(content or "")
