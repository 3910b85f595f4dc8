"""What an engine says about its price before it is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from audiobook.cloud.prices import Tariff, Usage
    from audiobook.take import Slate


@dataclass(frozen=True, slots=True)
class RegionPrice:
    """A model's price in a region, ``None`` where nobody said; ``as_of`` says how old it is."""

    region: str
    tariff: Tariff | None
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One model of a paid engine: ``price`` in the region chosen; gone from there on ``retires``; ``rpm`` if known."""

    model: str
    price: RegionPrice
    elsewhere: tuple[RegionPrice, ...] = ()
    rpm: float | None = None
    languages: tuple[str, ...] = ()
    voices: frozenset[str] = frozenset()
    retires: date | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One request to come: its key in the ledger, and what it will be billed."""

    key: str
    usage: Usage


@runtime_checkable
class Priced(Protocol):
    """An engine that says before it is used what it costs. It is ``Configurable``, with a setting ``model``."""

    def offers(self) -> tuple[Offer, ...]:
        """All models, the one in use first. Needs no key, sends nothing; thread-safe."""
        ...

    def purchases(self, slate: Slate, take: str, pace: float) -> tuple[Purchase, ...]:
        """The requests for a slate that the model in use has ``heard``; none where it cannot say it. Thread-safe.

        ``take`` is the slate's key; ``pace`` how many times as long as usual the engine's voices take.
        """
        ...
