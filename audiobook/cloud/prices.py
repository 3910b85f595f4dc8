"""Money and what services count, in integers, so that thousands of small sums add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

#: Billionths of a currency unit. The cheapest price known is 230 of them for one token (facts sheet, section 2), so
#: millionths would lose most of it to rounding. A signed 64-bit column holds nine thousand million units.
NANO = 1_000_000_000
_SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in billionths of a currency unit. Sums of different currencies do not mix: ValueError."""

    currency: str
    nanos: int = 0

    @classmethod
    def of(cls, currency: str, amount: Decimal | int | str) -> Money:
        """``Money.of("USD", "4.50")``, rounded up. Raises ValueError for what is no number."""
        try:
            value = Decimal(amount)
            return cls(currency, int((value * NANO).to_integral_value(ROUND_CEILING)))
        except (ArithmeticError, ValueError):
            raise ValueError(f"not an amount of money: {amount!r}") from None

    @property
    def amount(self) -> Decimal:
        """In whole units."""
        return Decimal(self.nanos) / NANO

    def __str__(self) -> str:
        """``USD 4.5012``."""
        return f"{self.currency} {self.amount:.{_SHOWN_DIGITS}f}"

    def __add__(self, other: Money) -> Money:
        return Money(self.currency, self.nanos + self._same(other))

    def __sub__(self, other: Money) -> Money:
        return Money(self.currency, self.nanos - self._same(other))

    def __lt__(self, other: Money) -> bool:
        return self.nanos < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.nanos <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.nanos > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.nanos >= self._same(other)

    def times(self, count: int) -> Money:
        """So many times that sum."""
        return Money(self.currency, self.nanos * count)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be compared or added")
        return other.nanos


@dataclass(frozen=True, slots=True)
class Usage:
    """What a service counts: characters as it bills them, tokens it read and tokens it made."""

    characters: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def plus(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(
            self.characters + other.characters, self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out
        )

    def times(self, count: int) -> Usage:
        """So many times that."""
        return Usage(self.characters * count, self.tokens_in * count, self.tokens_out * count)


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price of one unit of each; USD 0.10 for ten thousand characters is ``Decimal("0.00001")``."""

    currency: str
    per_character: Decimal = Decimal(0)
    per_token_in: Decimal = Decimal(0)
    per_token_out: Decimal = Decimal(0)
    per_request: Decimal = Decimal(0)

    def price(self, usage: Usage) -> Money:
        """What a request of that size costs, rounded up to a billionth."""
        total = (
            self.per_character * usage.characters
            + self.per_token_in * usage.tokens_in
            + self.per_token_out * usage.tokens_out
            + self.per_request
        )
        return Money.of(self.currency, total)
