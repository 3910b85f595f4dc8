"""The language model that writes an episode: the account, the address and the prices that ``audiobook.toml`` names."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.config import Config
from audiobook.corridor.asking import chat_tariff, check_price
from audiobook.corridor.purse import Purse
from audiobook.corridor.workfolder import WorkFolder
from audiobook.errors import EngineError
from audiobook.events import Emit, note

if TYPE_CHECKING:
    from audiobook.cloud.prices import Money, Tariff
    from audiobook.cloud.session import Session
    from audiobook.podcast.dialogue_plan import Size
    from audiobook.prep.attribution.llm_client import Answer, ChatClient, Gate, Question

_KEY = "DASHSCOPE_API_KEY"


def check_key() -> None:
    """Raise EngineError where no key is set."""
    if not os.environ.get(_KEY, "").strip():
        hint = f"export {_KEY}=sk-… and run the command again; --dry-run says the price and needs no key"
        raise EngineError(f"an episode is written by a language model, and {_KEY} is not set", hint=hint)


class _Writer:
    """A ``ChatClient`` that says, before the first request, what leaves the computer."""

    def __init__(self, client: ChatClient, announce: Callable[[str], None], model: str) -> None:
        self._client, self._announce, self._model = client, announce, model

    @property
    def place(self) -> str:
        """The host that text is sent to."""
        return self._client.place

    def ready(self) -> None:
        """Check key, address and SDK, and say what is sent where. Raises EngineError; nothing is sent."""
        check_key()
        self._client.ready()
        self._announce(self._client.place)

    def ask(self, question: Question, key: str, gate: Gate) -> Answer:
        """One answer; see ``ChatClient``."""
        return self._client.ask(question, key, gate)

    def stop(self) -> None:
        """End the session."""
        self._client.stop()


def client_for(config: Config, model: str, work: WorkFolder, purse: Purse, size: Size, emit: Emit) -> ChatClient:
    """A client for ``model``, paid from ``purse``: the speech engine's account, pace, ledger and limit on costs.

    Raises ConfigError for prices that are none, and for a limit on costs that could not be kept EngineError, before
    anything is sent.
    """
    from audiobook.engines.qwen.shipped import load_catalogue
    from audiobook.prep.attribution.llm_dashscope import DashScopeChat, DashScopeSettings

    casting, qwen = config.casting, config.qwen
    region = load_catalogue(config.folder / qwen.models_file if qwen.models_file else None).region(qwen.region)
    tariff = chat_tariff(casting)

    def session() -> Session:
        if purse.cap is not None:
            check_price(tariff, purse.cap, model)
        return purse.session(work)

    def announce(place: str) -> None:
        what = f"about {size.questions}, at most {size.most_questions}"
        tokens = f"{size.tokens_in + size.tokens_out:,}"
        note(
            emit, "llm-requests", f"text of the documents is sent to {place}; requests: {what}, tokens: about {tokens}"
        )

    settings = DashScopeSettings(
        base_url=casting.llm_base_url or qwen.base_url,
        region=region.name,
        region_url=region.base_url,
        tariff=tariff,
        rpm=casting.llm_rpm or None,
        multimodal=casting.llm_multimodal,
        model_setting="--model",
    )
    return _Writer(DashScopeChat(session, settings), announce, model)


def prices_of(config: Config, size: Size) -> tuple[Money, Money] | None:
    """What so many tokens are expected to cost, and the most; ``None`` where the settings name no price."""
    from audiobook.cloud.prices import Usage

    tariff: Tariff | None = chat_tariff(config.casting)
    if tariff is None:
        return None
    expected = Usage(tokens_in=size.tokens_in, tokens_out=size.tokens_out)
    return tariff.price(expected), tariff.price(replace(expected, tokens_in=size.most_in, tokens_out=size.most_out))
