"""What stands in the ledger: requests before they are sent, and what was made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from audiobook.cloud.account import Lane
from audiobook.cloud.prices import Money, Tariff, Usage


class Kind(StrEnum):
    """What was bought."""

    SPEECH = "speech"
    LLM = "llm"


class Outcome(StrEnum):
    """What became of a request's money.

    ``OPEN``: it was sent and nothing was heard of it yet. Where the process has ended, that stays so for ever: the
    service may have charged for it, so it counts as ``UNCERTAIN`` does.
    """

    OPEN = "open"
    PAID = "paid"
    UNPAID = "unpaid"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to buy.

    ``key`` names what it is for: a take's key, a part of it (``<key>/2``), or a question's. ``worst`` is the most it
    can be billed. ``tariff`` and ``rpm`` (requests a minute) are ``None`` where they are not known. ``sends`` is how
    often one call may reach the service without our doing: the SDK resends once from 1.27 on (facts sheet, section 3).
    """

    lane: Lane
    kind: Kind
    key: str
    worst: Usage
    tariff: Tariff | None = None
    rpm: float | None = None
    sends: int = 1

    @property
    def worst_price(self) -> Money | None:
        """The most it can cost, resent copies included; ``None`` when no price is known."""
        return None if self.tariff is None else self.tariff.price(self.worst).times(self.sends)


@dataclass(frozen=True, slots=True)
class Result:
    """How a request ended. ``usage`` is what was billed, ``None`` where the service did not say.

    ``url`` is where its result can be fetched until ``expires_at`` (Unix seconds).
    """

    outcome: Outcome
    usage: Usage | None = None
    request_id: str = ""
    fault: str = ""
    url: str = field(default="", repr=False)
    expires_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Journalled:
    """Something paid for that can still be fetched. The address carries a signature: it is in no repr and no log."""

    key: str
    url: str = field(repr=False)
    expires_at: float
    request_id: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, for reports; ``at`` in Unix seconds, ``price`` ``None`` where it is not known."""

    at: float
    lane: Lane
    kind: str
    key: str
    outcome: Outcome
    request_id: str
    usage: Usage
    price: Money | None
    fault: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Total:
    """All requests of a book in one currency; the currency is empty where no price was known.

    ``paid`` is certain, ``uncertain`` the most that requests without a clear end may have cost. ``usage`` is of paid
    requests, ``uncertain_usage`` of the others.
    """

    currency: str
    paid: Money
    uncertain: Money
    usage: Usage
    uncertain_usage: Usage
    paid_requests: int
    uncertain_requests: int
    unpaid_requests: int

    @property
    def most(self) -> Money:
        """What the book may have cost so far."""
        return self.paid + self.uncertain
