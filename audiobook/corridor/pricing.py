"""What every model of a paid engine would take for a book: requests, characters as billed, price, time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from audiobook.cloud.pacing import SHARE
from audiobook.cloud.prices import Money, Tariff, Usage
from audiobook.config import Config
from audiobook.corridor.casting import CastBook
from audiobook.corridor.lengths import Pace, audio_seconds
from audiobook.corridor.preparation import PreparedScript
from audiobook.corridor.purse import Purse
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.workfolder import WorkFolder
from audiobook.editing.pauses import pause_table
from audiobook.events import silent
from audiobook.plugins import Engine, Hearing, Offer, Priced, RegionPrice, load_engine
from audiobook.recording.store import TakeStore
from audiobook.take import Segment, Slate
from audiobook.userfiles import is_folder

#: What of a slate a model may not hear.
_HEARD = ("direction", "speed", "pitch", "seed")


@dataclass(frozen=True, slots=True)
class RegionCost:
    """What it would cost in a region; ``price`` is ``None`` where nobody said."""

    region: str
    price: Money | None
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class ModelEstimate:
    """What is still to be bought of one model. Recorded takes and sounds that are paid for cost nothing more.

    ``recorded`` counts takes, ``waiting`` requests that are paid for and not fetched; ``usage`` is of ``requests``, its
    tokens about. ``wall_s`` is the time at the rate limit, ``None`` where that is not known; ``audio_s`` the length of
    the whole book. ``other_voices`` are those of the cast that the model does not have.
    """

    model: str
    requests: int
    recorded: int
    waiting: int
    usage: Usage
    cost: RegionCost
    elsewhere: tuple[RegionCost, ...]
    by_tokens: bool
    rpm: float | None
    wall_s: float | None
    audio_s: float
    retires: date | None
    retired: bool
    successor: str
    other_voices: tuple[str, ...]
    voices: int


@dataclass(frozen=True, slots=True)
class Book:
    """A cast script, and where its takes are. ``journal``: keys that are paid for and can still be fetched."""

    script: PreparedScript
    cast: CastBook
    config: Config
    work: WorkFolder
    journal: frozenset[str] = frozenset()

    def used(self, engine: str, model: str) -> Engine:
        """The engine, set to a model; it sends nothing and needs no key."""
        table = replace(getattr(self.config, engine), model=model)
        Purse(replace(self.config, **{engine: table})).configure((engine,), self.work, silent, buying=False)
        return load_engine(engine)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Segments as they are for every model that accepts as much; ``hears`` is what their slates still hold."""

    fits: tuple[object, ...]
    hears: frozenset[str]
    segments: tuple[Segment, ...]
    audio_s: float


def priced(name: str) -> Priced | None:
    """The engine of that name, if it can say what it costs."""
    engine = load_engine(name)
    return engine if isinstance(engine, Priced) else None


def price_models(
    name: str, segments: tuple[Segment, ...], book: Book, known: Mapping[str, Pace]
) -> tuple[ModelEstimate, ...]:
    """Each model of a ``Priced`` engine, the one in use first; ``segments`` are as cut for that one.

    The script is cut once for all models of one limit. The engine is left as it was. Linear in the book's length.
    """
    prices = priced(name)
    if prices is None:
        return ()
    desk = _Desk(name, book, known)
    offers = prices.offers()
    try:
        return tuple(desk.estimate(offer, segments if n == 0 else None) for n, offer in enumerate(offers))
    finally:
        book.used(name, offers[0].model)


@dataclass(slots=True)
class _Desk:
    """One engine's models, one after the other."""

    engine: str
    book: Book
    known: Mapping[str, Pace]
    cuts: list[_Cut] = field(default_factory=list)

    def estimate(self, offer: Offer, segments: tuple[Segment, ...] | None) -> ModelEstimate:
        """One model; ``segments`` if the script is already cut for it."""
        engine = self.book.used(self.engine, offer.model)
        cut = self._cut(engine, offer, segments)
        slates = self._slates(engine, cut)
        bought = self._bought(slates)
        usages = Counter(bought.usages)
        costs = tuple(_cost(price, usages) for price in (offer.price, *offer.elsewhere))
        today = date.today()  # noqa: DTZ011 - the vendor's dates have no zone
        voices = dict.fromkeys(slate.voice for slate in slates)
        return ModelEstimate(
            model=offer.model,
            requests=usages.total(),
            recorded=bought.recorded,
            waiting=bought.waiting,
            usage=reduce(Usage.plus, (usage.times(n) for usage, n in usages.items()), Usage()),
            cost=costs[0],
            elsewhere=costs[1:],
            by_tokens=_by_tokens(offer),
            rpm=offer.rpm,
            wall_s=usages.total() * 60 / (offer.rpm * SHARE) if offer.rpm else None,
            audio_s=cut.audio_s,
            retires=offer.retires,
            retired=offer.retires is not None and offer.retires <= today,
            successor=offer.successor,
            other_voices=tuple(voice for voice in voices if voice not in offer.voices),
            voices=len(offer.voices),
        )

    def _cut(self, engine: Engine, offer: Offer, segments: tuple[Segment, ...] | None) -> _Cut:
        """What the script is cut into for this model; an earlier cut of the same limits serves, if it holds enough."""
        info = engine.info
        fits = (info.max_characters, info.comfortable_characters, info.han_weight, offer.languages)
        hears = _hears(engine)
        for cut in self.cuts:
            if cut.fits == fits and cut.hears >= hears:
                return cut
        book = self.book
        rate_hz = book.config.audio.rate_hz
        made = segment_book(book.script, book.cast, rate_hz, silent) if segments is None else segments
        takes = TakeStore(book.work.takes).load_many(segment.key for segment in made)
        length = audio_seconds(made, takes, self.known, pause_table(book.config.pauses_ms))
        self.cuts.append(_Cut(fits, hears, made, length))
        return self.cuts[-1]

    def _slates(self, engine: Engine, cut: _Cut) -> tuple[Slate, ...]:
        """What this model would be given, each once."""
        info = engine.info
        own = (segment.slate for segment in cut.segments if segment.slate.engine == self.engine)
        named = (replace(slate, model=info.model, engine_version=info.version) for slate in own)
        return tuple(dict.fromkeys(map(engine.heard, named) if isinstance(engine, Hearing) else named))

    def _bought(self, slates: tuple[Slate, ...]) -> _Bought:
        prices = priced(self.engine)
        assert prices is not None  # noqa: S101 - for the type checker
        folder, journal = self.book.work.takes, self.book.journal
        keyed = bool(journal) or (is_folder(folder) and any(folder.iterdir()))
        keys = [slate.key if keyed else "" for slate in slates]
        takes = TakeStore(folder).load_many(keys) if keyed else {}
        found = _Bought()
        for slate, key in zip(slates, keys, strict=True):
            if key in takes:
                found.recorded += 1
                continue
            for purchase in prices.purchases(slate, key, self.known[self.engine].factor):
                if purchase.key in journal:
                    found.waiting += 1
                else:
                    found.usages.append(purchase.usage)
        return found


@dataclass(slots=True)
class _Bought:
    """What is there and what is still to be bought."""

    recorded: int = 0
    waiting: int = 0
    usages: list[Usage] = field(default_factory=list)


def _hears(engine: Engine) -> frozenset[str]:
    """Which parts of a slate make a difference to an engine as it is set now."""
    info = engine.info
    probe = Slate("one", info.name, info.version, info.model, "", "en", direction="two", speed=1.5, pitch=1.5, seed=1)
    heard = engine.heard(probe) if isinstance(engine, Hearing) else probe
    return frozenset(name for name in _HEARD if getattr(heard, name) == getattr(probe, name))


def _cost(price: RegionPrice, usages: Counter[Usage]) -> RegionCost:
    """Priced request by request, as the ledger does it."""
    tariff = price.tariff
    if tariff is None:
        return RegionCost(price.region, None)
    each = (tariff.price(usage).times(n) for usage, n in usages.items())
    return RegionCost(price.region, sum(each, Money(tariff.currency, 0)), price.as_of)


def _by_tokens(offer: Offer) -> bool:
    tariffs: list[Tariff] = [price.tariff for price in (offer.price, *offer.elsewhere) if price.tariff is not None]
    return any(tariff.per_token_in or tariff.per_token_out for tariff in tariffs)
