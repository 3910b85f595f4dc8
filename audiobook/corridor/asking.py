"""Which way a book is attributed: offline, or with a language model's help where a person asked for that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiobook.config import CastingConfig, Config
from audiobook.corridor.purse import Purse, parse_cost
from audiobook.corridor.rescripting import UNFINISHED, Attribute, People, attribute_offline
from audiobook.corridor.workfolder import WorkFolder, read_json
from audiobook.errors import ConfigError, EngineError, UsageError
from audiobook.events import Emit, silent

if TYPE_CHECKING:
    from audiobook.cloud.prices import Money, Tariff
    from audiobook.cloud.session import Session
    from audiobook.document import Document
    from audiobook.prep.attribution.llm_client import Answer, ChatClient, Gate, Question
    from audiobook.prep.attribution.llm_votes import LineProvenance
    from audiobook.prep.attribution.model import Attribution, Paragraphs
    from audiobook.prep.speakers import Speakers

#: Vendors name the price of so many tokens.
_PRICED_TOKENS = 1_000_000


def wants_model(config: CastingConfig, work: WorkFolder) -> bool:
    """Whether a language model is asked for that has not said all that it could in this script."""
    known = read_json(work.source_map)
    return config.llm and (known.get("llm", "") != config.llm_model or bool(known.get(UNFINISHED)))


def model_of(config: CastingConfig, work: WorkFolder) -> str:
    """The language model that has a say in this book; empty for none.

    Once asked it keeps its say: without ``llm`` its earlier answers still count, and nothing more is sent.
    """
    return config.llm_model if config.llm else str(read_json(work.source_map).get("llm", ""))


def attribute_for(config: Config, work: WorkFolder, purse: Purse | None) -> Attribute:
    """How to find who speaks in this book; what is asked is paid from ``purse``, and without one nothing is asked.

    What it returns raises EngineError when the model cannot be asked at all, ConfigError for a price that is none.
    """
    casting = config.casting
    model = model_of(casting, work)
    if not model:
        return attribute_offline

    def attribute(document: Document, people: People, emit: Emit) -> Speakers:
        from audiobook.prep.attribution.attribute import doubt
        from audiobook.prep.attribution.llm import improve
        from audiobook.prep.speakers import find_speakers

        def revise(paragraphs: Paragraphs, found: Attribution) -> tuple[Attribution, Sequence[LineProvenance]]:
            client = _client(config, work, purse) if casting.llm and purse is not None else _Nobody()
            return improve(
                paragraphs,
                found,
                model=model,
                threshold=doubt(),
                cache_folder=work.answers,
                client=client,
                emit=silent if isinstance(client, _Nobody) else emit,
                max_requests=casting.llm_max_requests or None,
            )

        return find_speakers(document, people.given, people.narrator, revise)

    return attribute


def _client(config: Config, work: WorkFolder, purse: Purse) -> ChatClient:
    """A client for the account that speech is bought with: the same key, and the same region unless one is named."""
    from audiobook.engines.qwen.shipped import load_catalogue
    from audiobook.prep.attribution.llm_dashscope import DashScopeChat, DashScopeSettings

    casting, qwen = config.casting, config.qwen
    region = load_catalogue(config.folder / qwen.models_file if qwen.models_file else None).region(qwen.region)
    tariff = chat_tariff(casting)

    def session() -> Session:
        if purse.cap is not None:
            check_price(tariff, purse.cap, casting.llm_model)
        return purse.session(work)

    return DashScopeChat(
        session,
        DashScopeSettings(
            base_url=casting.llm_base_url or qwen.base_url,
            region=region.name,
            region_url=region.base_url,
            tariff=tariff,
            rpm=casting.llm_rpm or None,
            json_mode=casting.llm_json_mode,
            multimodal=casting.llm_multimodal,
        ),
    )


def chat_tariff(casting: CastingConfig) -> Tariff | None:
    """What the settings say that a token costs; no price of a chat model is known otherwise. Raises ConfigError."""
    from audiobook.cloud.prices import Tariff

    read, made = _price("llm_price_in", casting.llm_price_in), _price("llm_price_out", casting.llm_price_out)
    if read is None and made is None:
        return None
    if read is None or made is None or read.currency != made.currency:
        raise ConfigError(
            "'casting.llm_price_in' and 'casting.llm_price_out' belong together",
            hint="give both in one currency, like 'USD 0.40' and 'USD 1.20' for a million tokens",
        )
    return Tariff(read.currency, per_token_in=read.amount / _PRICED_TOKENS, per_token_out=made.amount / _PRICED_TOKENS)


def _price(key: str, text: str) -> Money | None:
    try:
        return parse_cost(text)
    except UsageError as error:
        raise ConfigError(f"'casting.{key}': {error.message}", hint="write it like 'USD 0.40'") from None


def check_price(tariff: Tariff | None, cap: Money, model: str) -> None:
    """Raise EngineError, before anything is sent, when the limit on costs could not be kept."""
    if tariff is None:
        raise EngineError(
            f"the price of language model '{model}' is not known, so the limit of {cap} cannot be kept",
            hint="give llm_price_in and llm_price_out in [casting] (for a million tokens), or leave --max-cost out",
        )
    if tariff.currency != cap.currency:
        raise EngineError(
            f"language model '{model}' is priced in {tariff.currency}, and the limit is in {cap.currency}",
            hint=f"give --max-cost in {tariff.currency}",
        )


class _Nobody:
    """Answers nothing, so that only what was answered before counts."""

    place = "nobody"

    def ready(self) -> None:
        """Nothing is needed."""

    def ask(self, question: Question, key: str, gate: Gate) -> Answer:
        """No answer, and it does not count as one."""
        from audiobook.prep.attribution.llm_client import GateClosedError

        del question, key, gate
        raise GateClosedError("the language model is not asked in this run")

    def stop(self) -> None:
        """Nothing is under way."""
