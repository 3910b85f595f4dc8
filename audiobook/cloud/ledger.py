"""The book of what was bought, and the journal of what is paid for and not fetched yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from audiobook.cloud.account import Lane
from audiobook.cloud.clock import SYSTEM_CLOCK, Clock
from audiobook.cloud.ledger_file import LedgerFile
from audiobook.cloud.ledger_rows import Entry, Journalled, Kind, Outcome, Request, Result, Total
from audiobook.cloud.prices import Money, Usage

__all__ = ["Entry", "Journalled", "Kind", "Ledger", "Outcome", "Request", "Result", "Total"]

#: Clocks differ, and a fetch that comes too late costs nothing: an address is offered for so long after its end.
_GRACE_S = 3600.0
#: Later than that it is wiped.
_LONG_OVER_S = 7 * 24 * 3600.0
_COUNTED = (Outcome.PAID, Outcome.UNCERTAIN, Outcome.OPEN)
_PAGE = 500


class Ledger:
    """Every request of one book, written before it is sent. Thread-safe; several processes may open one file.

    Every method raises OutputError when the file cannot be read or written.
    """

    def __init__(self, path: Path, clock: Clock = SYSTEM_CLOCK) -> None:
        """Open the file or create it, for its owner only."""
        self._file = LedgerFile(path)
        self._clock = clock
        with self._file.transaction() as base:
            base.execute(
                "UPDATE requests SET url = NULL, expires_at = NULL WHERE url IS NOT NULL AND expires_at < ?",
                (clock.time() - _LONG_OVER_S,),
            )

    @property
    def path(self) -> Path:
        """Its file."""
        return self._file.path

    def open(self, request: Request, cap: Money | None = None) -> int | None:
        """Write down that a request is sent now, and return its number; ``None`` when ``cap`` leaves no room for it.

        Everything that was ever paid counts, and everything that may have been, in the currency of ``cap``. Check and
        entry are one step for all threads and processes.
        """
        price = request.worst_price
        currency = price.currency if price else ""
        usage, lane = request.worst.times(request.sends), request.lane
        with self._file.transaction() as base:
            if cap is not None and price is not None:
                marks = ", ".join("?" * len(_COUNTED))
                spent = base.execute(
                    f"SELECT coalesce(sum(nanos), 0) FROM totals WHERE currency = ? AND outcome IN ({marks})",  # noqa: S608
                    (currency, *_COUNTED),
                ).fetchone()[0]
                if Money(currency, spent) + price > cap:
                    return None
            row = (
                self._clock.time(), lane.service, lane.account, lane.region, lane.model, request.kind, request.key,
                Outcome.OPEN, usage.characters, usage.tokens_in, usage.tokens_out, currency,
                price.nanos if price else None,
            )  # fmt: skip
            made = base.execute(
                "INSERT INTO requests(at, service, account, region, model, kind, key, outcome, characters, tokens_in,"
                " tokens_out, currency, nanos) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            return made.lastrowid

    def settle(self, number: int, request: Request, result: Result) -> None:
        """Write down how it ended, with the address of its result, in one step."""
        usage, price = _billed(request, result)
        values = (
            result.outcome, result.request_id, usage.characters, usage.tokens_in, usage.tokens_out,
            price.nanos if price else None, result.fault, result.url or None, result.expires_at or None, number,
        )  # fmt: skip
        with self._file.transaction() as base:
            base.execute(
                "UPDATE requests SET outcome = ?, request_id = ?, characters = ?, tokens_in = ?, tokens_out = ?,"
                " nanos = ?, fault = ?, url = ?, expires_at = ? WHERE id = ?",
                values,
            )

    def pending(self, key: str) -> Journalled | None:
        """What was paid for under that key and is worth fetching, the newest if there are several."""
        with self._file.transaction() as base:
            row = base.execute(
                "SELECT key, url, expires_at, request_id, characters, tokens_in, tokens_out FROM requests"
                " WHERE url IS NOT NULL AND key = ? AND expires_at > ? ORDER BY id DESC LIMIT 1",
                (key, self._clock.time() - _GRACE_S),
            ).fetchone()
        if row is None:
            return None
        name, url, expires_at, request_id, *counted = row
        return Journalled(name, url, expires_at, request_id, Usage(*counted))

    def journalled(self) -> tuple[str, ...]:
        """The keys of everything paid for that is not known to be kept, fetchable or not."""
        with self._file.transaction() as base:
            rows = base.execute("SELECT DISTINCT key FROM requests WHERE url IS NOT NULL ORDER BY key").fetchall()
        return tuple(row[0] for row in rows)

    def done(self, key: str) -> None:
        """What was bought under that key is kept; its address is wiped."""
        self._wipe(key, kept=1)

    def discard(self, key: str) -> None:
        """What was bought under that key cannot be used; its address is wiped, and it may be bought again."""
        self._wipe(key, kept=0)

    def _wipe(self, key: str, kept: int) -> None:
        with self._file.transaction() as base:
            base.execute(
                "UPDATE requests SET url = NULL, expires_at = NULL, kept = ? WHERE url IS NOT NULL AND key = ?",
                (kept, key),
            )

    def totals(self) -> tuple[Total, ...]:
        """What the book cost so far, by currency; the empty currency is of requests whose price was not known."""
        with self._file.transaction() as base:
            rows = base.execute(
                "SELECT currency, outcome, requests, nanos, characters, tokens_in, tokens_out FROM totals"
            ).fetchall()
        currencies = sorted({row[0] for row in rows if row[2]})
        return tuple(_total(currency, [row[1:] for row in rows if row[0] == currency]) for currency in currencies)

    def entries(self) -> Iterator[Entry]:
        """All requests, oldest first, without addresses."""
        last = 0
        while True:
            with self._file.transaction() as base, closing(base.cursor()) as cursor:
                rows = cursor.execute(
                    "SELECT id, at, service, account, region, model, kind, key, outcome, request_id, characters,"
                    " tokens_in, tokens_out, currency, nanos, fault, kept FROM requests WHERE id > ?"
                    " ORDER BY id LIMIT ?",
                    (last, _PAGE),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield from map(_entry, rows)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _billed(request: Request, result: Result) -> tuple[Usage, Money | None]:
    """What a request is booked as: what the service said, else the worst; nothing when it did not work."""
    if result.outcome is Outcome.UNPAID:
        usage, copies = Usage(), 0
    elif result.outcome is Outcome.PAID:
        usage, copies = request.worst if result.usage is None else result.usage, 1
    else:
        usage, copies = request.worst, request.sends
    price = request.tariff.price(usage).times(copies) if request.tariff else None
    return usage.times(copies), price


def _total(currency: str, rows: list[tuple[str, int, int, int, int, int]]) -> Total:
    requests, nanos, usage = dict.fromkeys(Outcome, 0), dict.fromkeys(Outcome, 0), dict.fromkeys(Outcome, Usage())
    for name, number, cost, *counted in rows:
        outcome = Outcome(name)
        requests[outcome], nanos[outcome], usage[outcome] = number, cost, Usage(*counted)
    doubtful, sent = usage[Outcome.UNCERTAIN], usage[Outcome.OPEN]
    return Total(
        currency,
        Money(currency, nanos[Outcome.PAID]),
        Money(currency, nanos[Outcome.UNCERTAIN] + nanos[Outcome.OPEN]),
        usage[Outcome.PAID],
        doubtful.plus(sent),
        requests[Outcome.PAID],
        requests[Outcome.UNCERTAIN] + requests[Outcome.OPEN],
        requests[Outcome.UNPAID],
    )


def _entry(
    row: tuple[int, float, str, str, str, str, str, str, str, str, int, int, int, str, int | None, str, int],
) -> Entry:
    _, at, service, account, region, model, kind, key, outcome, request_id, characters, read, made, currency, *rest = (
        row
    )
    nanos, fault, kept = rest
    price = None if nanos is None else Money(currency, int(nanos))
    lane, usage = Lane(service, account, region, model), Usage(characters, read, made)
    return Entry(at, lane, kind, key, Outcome(outcome), request_id, usage, price, str(fault), bool(kept))
