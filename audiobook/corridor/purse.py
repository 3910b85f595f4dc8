"""What a build spends: one session with limits, ledger and cap for all its paid requests, speech and language model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from audiobook.config import Config
from audiobook.corridor.workfolder import WorkFolder
from audiobook.errors import UsageError
from audiobook.events import Emit, note, silent
from audiobook.plugins import Configurable, load_engine

if TYPE_CHECKING:
    from audiobook.cloud.ledger import Ledger
    from audiobook.cloud.ledger_rows import Total
    from audiobook.cloud.prices import Money
    from audiobook.cloud.session import Session
    from audiobook.recording.store import TakeStore

_AMOUNT = re.compile(r"\s*(?:(?P<before>[A-Za-z]{3})\s*)?(?P<amount>\d+(?:\.\d+)?)\s*(?P<after>[A-Za-z]{3})?\s*")
#: The currency of the headline engine's prices.
_CURRENCY = "USD"


def parse_cost(text: str) -> Money | None:
    """``5``, ``USD 4.50`` or ``30 CNY`` -> a sum of money; ``None`` for an empty text. Raises UsageError."""
    from audiobook.cloud.prices import Money

    if not text.strip():
        return None
    found = _AMOUNT.fullmatch(text)
    if found is None or (found["before"] and found["after"]):
        raise UsageError(f"'{text}' is no sum of money", hint="write it like 5, 'USD 4.50' or 'CNY 30'")
    return Money.of((found["before"] or found["after"] or _CURRENCY).upper(), Decimal(found["amount"]))


class Purse:
    """A build's money. A context manager; nothing is opened, and no ledger made, before something may be bought.

    Used from the coordinating thread; the session it gives is thread-safe.
    """

    def __init__(self, config: Config, emit: Emit = silent) -> None:
        """``emit`` is told at the end what was spent. Raises UsageError for a cap that is no sum of money."""
        self._config, self._emit = config, emit
        self._before: tuple[Total, ...] = ()
        self._cap = parse_cost(config.build.max_cost)
        self._ledger: Ledger | None = None
        self._session: Session | None = None

    @property
    def cap(self) -> Money | None:
        """The most that the book may cost."""
        return self._cap

    def session(self, work: WorkFolder) -> Session:
        """The build's session. Raises OutputError when its ledger cannot be opened."""
        if self._session is None:
            from audiobook.cloud.budget import Budget
            from audiobook.cloud.ledger import Ledger
            from audiobook.cloud.session import Session

            self._ledger = Ledger(work.ledger)
            self._before = self._ledger.totals()
            self._session = Session(self._ledger, budget=Budget(self._cap))
        return self._session

    def configure(self, engines: Iterable[str], work: WorkFolder, emit: Emit, *, buying: bool = True) -> None:
        """Give engines that take settings theirs and, for ``buying``, the session.

        Raises ConfigError, EngineError, UsageError.
        """
        for name in dict.fromkeys(engines):
            engine = load_engine(name)
            if isinstance(engine, Configurable):
                settings = asdict(getattr(self._config, name))
                session = self.session(work) if buying else None
                engine.configure(settings, folder=self._config.folder, session=session, emit=emit)

    def kept(self, store: TakeStore) -> None:
        """Take off the ledger's journal what is in the store: it need not be fetched any more."""
        if self._ledger is None:
            return
        for key in self._ledger.journalled():
            if store.load(key.partition("/")[0]) is not None:
                self._ledger.done(key)

    def costs(self) -> list[dict[str, Any]]:
        """What the book cost so far over all its runs, for ``report.json``."""
        return [
            {
                "currency": total.currency,
                "paid": str(total.paid.amount),
                "possibly_billed": str(total.uncertain.amount),
                "requests": total.paid_requests,
                "unclear_requests": total.uncertain_requests,
            }
            for total in (self._ledger.totals() if self._ledger else ())
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """After an error or Ctrl-C nothing more is sent; waits end at once."""
        if self._session is not None and kind is not None:
            with suppress(Exception):
                self._session.stop()
        if self._ledger is not None:
            with suppress(Exception):
                self._tell(self._ledger.totals())
            self._ledger.close()

    def _tell(self, totals: tuple[Total, ...]) -> None:
        """Say what the book has cost, where this run bought anything."""
        before = {total.currency: total for total in self._before}
        for total in totals:
            old = before.get(total.currency)
            new = total.paid_requests - (old.paid_requests if old else 0)
            unclear = total.uncertain_requests - (old.uncertain_requests if old else 0)
            if not (new or unclear):
                continue
            sums = f"{total.paid} for {total.paid_requests} requests" if total.currency else "an unknown price"
            message = f"cost so far: {sums}, {new} of them in this run"
            if total.uncertain_requests:
                most = f"up to {total.uncertain} more" if total.currency else "more"
                message += f"; {total.uncertain_requests} without a clear end: {most} may have been billed"
            note(self._emit, "costs", message)
