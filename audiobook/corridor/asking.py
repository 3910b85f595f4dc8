"""Which way a book is attributed: offline, or with a language model's help where a person asked for that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiobook.config import CastingConfig
from audiobook.corridor.rescripting import Attribute, People, attribute_offline
from audiobook.corridor.workfolder import WorkFolder, read_json
from audiobook.events import Emit, silent

if TYPE_CHECKING:
    from audiobook.document import Document
    from audiobook.prep.attribution.llm_client import Answer, ChatClient, Gate, Question
    from audiobook.prep.attribution.llm_votes import LineProvenance
    from audiobook.prep.attribution.model import Attribution, Paragraphs
    from audiobook.prep.speakers import Speakers


def wants_model(config: CastingConfig, work: WorkFolder) -> bool:
    """Whether a language model is asked for that the script was not made with."""
    return config.llm and read_json(work.source_map).get("llm", "") != config.llm_model


def model_of(config: CastingConfig, work: WorkFolder) -> str:
    """The language model that has a say in this book; empty for none.

    Once asked it keeps its say: without ``llm`` its earlier answers still count, and nothing more is sent.
    """
    return config.llm_model if config.llm else str(read_json(work.source_map).get("llm", ""))


def attribute_for(config: CastingConfig, work: WorkFolder) -> Attribute:
    """How to find who speaks in this book. What it returns raises EngineError when the model cannot be asked at all."""
    model = model_of(config, work)
    if not model:
        return attribute_offline

    def attribute(document: Document, people: People, emit: Emit) -> Speakers:
        from audiobook.prep.attribution.attribute import doubt
        from audiobook.prep.attribution.llm import improve
        from audiobook.prep.speakers import find_speakers

        def revise(paragraphs: Paragraphs, found: Attribution) -> tuple[Attribution, Sequence[LineProvenance]]:
            return improve(
                paragraphs,
                found,
                model=model,
                threshold=doubt(),
                cache_folder=work.answers,
                client=_client(config) if config.llm else _Nobody(),
                emit=emit if config.llm else silent,
                max_requests=config.llm_max_requests or None,
            )

        return find_speakers(document, people.given, people.narrator, revise)

    return attribute


def _client(config: CastingConfig) -> ChatClient:
    from audiobook.prep.attribution.llm_dashscope import DashScopeChat, DashScopeSettings

    return DashScopeChat(
        DashScopeSettings(
            base_url=config.llm_base_url, json_mode=config.llm_json_mode, multimodal=config.llm_multimodal
        )
    )


class _Nobody:
    """Answers nothing, so that only what was answered before counts."""

    place = "nobody"

    def ready(self) -> None:
        """Nothing is needed."""

    def ask(self, question: Question, gate: Gate) -> Answer:
        """No answer."""
        from audiobook.prep.attribution.llm_client import NoAnswerError

        del question, gate
        raise NoAnswerError("the language model is not asked in this run", isolated=True)
