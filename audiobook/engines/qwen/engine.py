"""Alibaba's Qwen-TTS and its successors by the service DashScope: paid, used only when named.

The text of the book leaves this machine. Models, voices, limits and prices are data (``data/catalogue.toml`` and a
file of the user's); pacing, retries, the budget and the ledger are the session's (``audiobook.cloud``). Nothing is
sent, and the SDK is not imported, before the first ``synthesize``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from audiobook.cast import Voice
from audiobook.engines.qwen.catalogue import ENGINE, Catalogue, Model, primary
from audiobook.engines.qwen.settings import QwenSettings
from audiobook.engines.qwen.shipped import load_catalogue
from audiobook.engines.qwen.text import HAN_WEIGHT, readable, written_in
from audiobook.engines.text import has_words, speakable
from audiobook.errors import EngineError, TakeError
from audiobook.events import Emit, note
from audiobook.plugins import EngineInfo, Offer, Parallel, Purchase, Recording

if TYPE_CHECKING:
    from audiobook.cloud.session import Session
    from audiobook.engines.qwen.buying import Buyer
    from audiobook.engines.qwen.wire import Speech
    from audiobook.take import Slate

#: Part of every take's key: raise it only when the same slate is sent in a way that sounds different. The SDK's version
#: is no part of it, or its updates would have whole books paid for again.
_VERSION = "1"
#: The SDK reads it too, at its import.
_BASE_URL_VARIABLE = "DASHSCOPE_HTTP_BASE_URL"
_MANDARIN = frozenset({"zh", "cmn"})


@dataclass(frozen=True, slots=True)
class _Desk:
    """Settings and what they choose; made anew by ``configure``."""

    settings: QwenSettings
    catalogue: Catalogue
    model: Model
    base_url: str
    buyer: Buyer | None = None

    @property
    def info(self) -> EngineInfo:
        model = self.model
        version = f"{_VERSION}-{self.settings.epoch}" if self.settings.epoch else _VERSION
        return EngineInfo(
            ENGINE,
            version,
            model.name,
            Parallel.THREADS,
            model.limit,
            model.comfortable,
            paid=True,
            han_weight=HAN_WEIGHT,
            workers=self.settings.workers,
        )


def _desk(settings: QwenSettings, folder: Path) -> _Desk:
    mine = folder / settings.models_file if settings.models_file else None
    catalogue = load_catalogue(mine)
    region = catalogue.region(settings.region)
    base_url = settings.base_url or os.environ.get(_BASE_URL_VARIABLE, "").strip() or region.base_url
    return _Desk(settings, catalogue, catalogue.model(settings.model), base_url)


class QwenEngine:
    """Waits for a server, so that one object serves all threads. ``configure`` it once a build, before recording."""

    def __init__(self) -> None:
        """Nothing is read; until ``configure`` it is described by the default settings."""
        self._configured: _Desk | None = None

    def configure(self, settings: Mapping[str, Any], *, folder: Path, session: Session | None, emit: Emit) -> None:
        """Take the ``[qwen]`` table and the build's session; called by the corridor's thread, once a build.

        ``folder`` is the one of ``audiobook.toml``; without a session nothing can be spoken. Raises ConfigError for a
        wrong setting or models file, EngineError for an unknown model or region. Needs neither key nor SDK.
        """
        from audiobook.engines.qwen.buying import Buyer, Shop
        from audiobook.engines.qwen.door import Door
        from audiobook.engines.qwen.download import Fetcher

        desk = _desk(QwenSettings.of(settings), folder)
        self.__dict__.pop("_default", None)
        self._configured = desk
        if session is None:
            return
        usual = desk.base_url == desk.catalogue.region(desk.settings.region).base_url
        door = Door(desk.settings, desk.model, desk.base_url, usual=usual)
        shop = Shop(
            session=session,
            wire=door.wire,
            lane=door.lane,
            fetcher=Fetcher(desk.settings.timeout_s, desk.settings.secure_downloads, session.breaker.check),
            model=desk.model,
            region=desk.settings.region,
            rpm=desk.settings.rpm or desk.model.rpm,
        )
        self._configured = replace(desk, buyer=Buyer(shop))
        _tell(desk, emit)

    @cached_property
    def _default(self) -> _Desk:
        return _desk(QwenSettings(), Path())

    @property
    def _now(self) -> _Desk:
        return self._configured or self._default

    @property
    def model(self) -> Model:
        """The model in use, with its prices and limits, for estimates."""
        return self._now.model

    @property
    def info(self) -> EngineInfo:
        """Name, version and limits; lengths are characters as billed (``billed_length``)."""
        return self._now.info

    def voices(self) -> tuple[Voice, ...]:
        """The model's voices, its usual one first."""
        return self._now.catalogue.voices_of(self._now.model)

    def speaks(self, language: str) -> bool:
        """Whether the model knows the language; a dialect of Chinese, whether a voice speaks it."""
        desk = self._now
        kind, tag = desk.catalogue.language_type(language), primary(language)
        if kind == "Chinese" and tag not in _MANDARIN:
            dialects = (desk.catalogue.voices[name].dialect for name in desk.model.voices)
            return any(dialect is not None and primary(dialect[0]) == tag for dialect in dialects)
        return kind != "Auto" and any(desk.catalogue.language_type(known) == kind for known in desk.model.languages)

    def reads(self, text: str) -> bool:
        """Whether all letters are of writing systems of the model's languages; emoji are not."""
        return readable(text, self._now.model.languages)

    def heard(self, slate: Slate) -> Slate:
        """The slate without what this model cannot hear, so that what sounds the same has one key and is paid once.

        Direction, speed, pitch and seed go where the model does not take them; the language becomes the one that the
        service is told: Chinese words in an English book are Chinese.
        """
        desk = self._now
        model = desk.model
        kind = desk.catalogue.language_type(slate.language)
        told = next((tag for tag, known in desk.catalogue.language_types.items() if known == kind), "")
        if told:
            told = written_in(slate.text, told)
        return replace(
            slate,
            language=told,
            direction=" ".join(slate.direction.split()) if model.instructions or model.tags else "",
            speed=slate.speed if model.rate_pitch else 1.0,
            pitch=slate.pitch if model.rate_pitch else 0.0,
            seed=slate.seed if model.seed else 0,
        )

    def offers(self) -> tuple[Offer, ...]:
        """All models with limits and prices, the one in use among them."""
        from audiobook.engines.qwen.estimate import offers

        return offers(self._now.catalogue, self._now.settings)

    def purchases(self, slate: Slate, take: str, pace: float) -> tuple[Purchase, ...]:
        """The requests for a slate, as ``synthesize`` would send them; ``pace`` scales the usual length of speech."""
        from audiobook.engines.qwen.estimate import purchases

        return purchases(slate, self.model, take, pace)

    def synthesize(self, slate: Slate) -> Recording:
        """Speak with the slate's voice; a sound that was paid for earlier and not kept is fetched, not bought again.

        Raises TakeError for a text that is refused or whose sound cannot be used, EngineError when nothing more can be
        recorded: no key, no SDK, an unknown voice, a retired model, an account without money, the budget spent.
        """
        desk = self._now
        desk.catalogue.voice(slate.voice, desk.model)
        text = speakable(slate.text)
        if not has_words(text):
            raise TakeError("there is nothing to say in this text")
        if not readable(text, desk.model.languages):
            raise TakeError(f"{desk.model.name} cannot read every letter of this text")
        if desk.buyer is None:
            raise EngineError(
                "qwen costs money and was not given a budget and a ledger",
                hint="use it by: audiobook build --engine qwen",
            )
        from audiobook.engines.qwen.check import RATE_HZ
        from audiobook.engines.qwen.wire import load

        load()
        heard = self.heard(slate)
        return Recording(desk.buyer.sound(_speech(heard, text, desk), slate.key), RATE_HZ)


def _speech(slate: Slate, text: str, desk: _Desk) -> Speech:
    """A slate in the service's terms. A direction that the model knows as a tag is put into the text."""
    from audiobook.engines.qwen.wire import Speech

    direction = slate.direction
    tag = desk.model.tags.get(direction.casefold(), "")
    if tag:
        text, direction = f"{tag}{text}", ""
    return Speech(
        text=text,
        voice=slate.voice,
        language_type=desk.catalogue.language_type(slate.language) if slate.language else "Auto",
        instructions=direction if desk.model.instructions else "",
        speed=slate.speed,
        pitch=slate.pitch,
        seed=slate.seed,
    )


def _tell(desk: _Desk, emit: Emit) -> None:
    """What a person should know before it costs money."""
    model, region = desk.model, desk.settings.region
    host = urlsplit(desk.base_url).hostname or desk.base_url
    usual = desk.base_url == desk.catalogue.region(region).base_url
    whose = f"{host} ({'Alibaba Cloud, ' if usual else ''}region {region})"
    note(emit, "text-leaves", f"the text of the book is sent to {whose} to be spoken")
    if model.moving:
        message = (
            f"{model.name} is an alias: the vendor may change what it stands for; takes that are there stay as they are"
        )
        note(emit, "moving-model", message)
    days = [day for day in model.retires.values() if day <= date.today()]  # noqa: DTZ011 - the vendor's dates have no zone
    if days and model.retired(region, date.today()) is None:  # noqa: DTZ011
        message = f"the vendor has retired {model.name} elsewhere on {min(days).isoformat()}; {model.advice}"
        note(emit, "model-retires", message)
