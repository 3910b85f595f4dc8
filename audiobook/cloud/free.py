"""A ledger for what costs nothing: requests to a server of one's own are paced and tried again, but not booked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from audiobook.cloud.ledger import Entry, Journalled, Ledger, Request, Result, Total
from audiobook.cloud.prices import Money


class FreeLedger(Ledger):
    """Keeps nothing and has room for everything. Thread-safe."""

    def __init__(self) -> None:
        """No file is made."""
        self._numbers = itertools.count(1)

    @property
    def path(self) -> Path:
        """There is none: the empty path."""
        return Path()

    def open(self, request: Request, cap: Money | None = None) -> int | None:
        """A number for the request; no limit stands in its way."""
        del request, cap
        return next(self._numbers)

    def settle(self, number: int, request: Request, result: Result) -> None:
        """Nothing was paid."""

    def pending(self, key: str) -> Journalled | None:
        """Nothing waits to be fetched."""
        del key
        return None

    def journalled(self) -> tuple[str, ...]:
        """None."""
        return ()

    def done(self, key: str) -> None:
        """There is nothing to wipe."""

    def discard(self, key: str) -> None:
        """There is nothing to wipe."""

    def totals(self) -> tuple[Total, ...]:
        """Nothing was spent."""
        return ()

    def entries(self) -> Iterator[Entry]:
        """None."""
        return iter(())

    def close(self) -> None:
        """There is no file."""
