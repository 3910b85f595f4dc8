"""How the stand-in behaves: keys, models, limits, latency, faults, sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fake_dashscope.limits import Limits
from fake_dashscope.models import CATALOGUE, Model
from fake_dashscope.schedule import Rule

#: A key of the shape the vendor's have, and plainly none of them.
FAKE_KEY = "sk-fake-dashscope"
#: The voice that needs no engine.
SYNTHETIC = "synthetic"
#: How long a download's address is good (facts sheet, section 3).
_URL_LIFETIME_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Key:
    """A key, valid in one region. Limits and bills are an account's, however many keys it has."""

    secret: str = field(default=FAKE_KEY, repr=False)
    region: str = "beijing"
    account: str = "main"


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a request takes that is worked on: ``fixed_s``, up to ``jitter_s`` more, and so much a character."""

    fixed_s: float = 0.0
    jitter_s: float = 0.0
    per_character_s: float = 0.0
    download_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Chat:
    """A question to a language model, as an answer function gets it. Messages have ``role`` and plain ``content``."""

    model: str
    messages: tuple[Mapping[str, str], ...] = field(repr=False)
    parameters: Mapping[str, Any] = field(repr=False)

    @property
    def user(self) -> str:
        """The last message."""
        return self.messages[-1]["content"] if self.messages else ""


def empty_object(chat: Chat) -> str:
    """The answer nobody can take amiss: a JSON object that says nothing."""
    del chat
    return "{}"


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it. The defaults are a service that never fails, at once, without limits.

    ``port`` 0 is any free one. ``region`` is the one that plain ``/api/v1`` stands for; others have their name before
    it. ``voice`` is ``synthetic`` or the name of an engine of audiobook's. ``seed`` rules chance and latency.
    """

    port: int = 0
    region: str = "beijing"
    keys: tuple[Key, ...] = (Key(),)
    models: Mapping[str, Model] = field(default_factory=lambda: CATALOGUE, repr=False)
    retired: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    latency: Latency = field(default_factory=Latency)
    rules: tuple[Rule, ...] = ()
    seed: int = 1
    slow_s: float = 2.0
    url_lifetime_s: float = _URL_LIFETIME_S
    voice: str = SYNTHETIC
    answer: Callable[[Chat], str] = empty_object
    log_file: Path | None = None
