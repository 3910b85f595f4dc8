"""A limit on what a book may cost."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.cloud.ledger_rows import Request, Total
from audiobook.cloud.prices import Money
from audiobook.errors import EngineError

_HINT = "raise --max-cost to go on: everything that was bought is kept and not paid again"


class CostLimitError(EngineError):
    """The next request might pass the limit on costs."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a book may cost over all its runs, ``None`` for no limit.

    The ledger keeps it: the worst price of a request, of all requests under way, and of all whose end is not known,
    together with what was paid, never passes ``cap``.
    """

    cap: Money | None = None

    def check(self, request: Request) -> None:
        """Raise EngineError when the limit cannot be kept for want of a price in its currency."""
        if self.cap is None:
            return
        model, price = request.lane.model, request.worst_price
        if price is None:
            raise EngineError(
                f"the price of model '{model}' is not known, so a limit on costs cannot be kept",
                hint="give its price in the models file, or leave --max-cost out",
            )
        if price.currency != self.cap.currency:
            raise EngineError(
                f"model '{model}' is priced in {price.currency}, and the limit is in {self.cap.currency}",
                hint=f"give --max-cost in {price.currency}",
            )

    def passed(self, request: Request, totals: tuple[Total, ...]) -> CostLimitError:
        """The error that says why this request is not sent."""
        cap, price = self.cap, request.worst_price
        spent = next((total for total in totals if cap and total.currency == cap.currency), None)
        so_far = f"{spent.paid} is spent" if spent else "nothing is spent"
        if spent and spent.uncertain.nanos:
            so_far += f", {spent.uncertain} more may have been billed for requests without a clear end"
        return CostLimitError(
            f"the limit of {cap} would be passed: {so_far}, and the next request may cost {price}", hint=_HINT
        )
