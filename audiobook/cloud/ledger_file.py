"""The ledger's file: SQLite, so that a kill at any moment leaves whole lines, and several processes may write.

SQLite and not JSON lines: the check against a limit and the entry of a request must be one step for all threads and
processes, an entry changes when its request ends, and addresses with signatures must be wiped when they are used up.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audiobook.errors import OutputError

_VERSION = 1
#: Another process's transaction takes milliseconds; a disk that wakes up takes seconds.
_PATIENCE_S = 30.0
#: Turning write-ahead logging on ignores that patience while another process opens the file.
_TRIES, _NAP_S = 50, 0.05
#: Closing any handle of a file drops the locks that this process has on it, SQLite's own among them.
_OPENING = threading.Lock()

# Sums are kept by the database itself, so that they are right after any kill and cost the same for any length of book.
# A price that is not known is NULL, and its currency empty.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS requests(
  id INTEGER PRIMARY KEY, at REAL NOT NULL,
  service TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, model TEXT NOT NULL,
  kind TEXT NOT NULL, key TEXT NOT NULL, outcome TEXT NOT NULL, request_id TEXT NOT NULL DEFAULT '',
  characters INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
  currency TEXT NOT NULL, nanos INTEGER, fault TEXT NOT NULL DEFAULT '',
  url TEXT, expires_at REAL, kept INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS journal ON requests(key) WHERE url IS NOT NULL;
CREATE TABLE IF NOT EXISTS totals(
  currency TEXT NOT NULL, outcome TEXT NOT NULL, requests INTEGER NOT NULL, nanos INTEGER NOT NULL,
  characters INTEGER NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
  PRIMARY KEY(currency, outcome)) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS entered AFTER INSERT ON requests BEGIN
  INSERT INTO totals VALUES(new.currency, new.outcome, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING;
  UPDATE totals SET requests = requests + 1, nanos = nanos + coalesce(new.nanos, 0),
    characters = characters + new.characters, tokens_in = tokens_in + new.tokens_in,
    tokens_out = tokens_out + new.tokens_out
  WHERE currency = new.currency AND outcome = new.outcome;
END;
CREATE TRIGGER IF NOT EXISTS changed AFTER UPDATE OF outcome ON requests BEGIN
  UPDATE totals SET requests = requests - 1, nanos = nanos - coalesce(old.nanos, 0),
    characters = characters - old.characters, tokens_in = tokens_in - old.tokens_in,
    tokens_out = tokens_out - old.tokens_out
  WHERE currency = old.currency AND outcome = old.outcome;
  INSERT INTO totals VALUES(new.currency, new.outcome, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING;
  UPDATE totals SET requests = requests + 1, nanos = nanos + coalesce(new.nanos, 0),
    characters = characters + new.characters, tokens_in = tokens_in + new.tokens_in,
    tokens_out = tokens_out + new.tokens_out
  WHERE currency = new.currency AND outcome = new.outcome;
END;
"""


class LedgerFile:
    """An open ledger. Thread-safe: one connection, one transaction at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create it, readable for its owner only. Raises OutputError."""
        self.path = path
        self._lock = threading.Lock()
        with _OPENING, self._said():
            _make_private(path)
            # Transactions are opened by hand: the check against a limit needs the write lock before it reads.
            self._base = sqlite3.connect(
                path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False, cached_statements=32
            )
            try:
                self._prepare()
            except BaseException:
                self._base.close()
                raise

    def _prepare(self) -> None:
        base = self._base
        _log_ahead(base)
        # Every commit reaches the disk: a power cut must not forget what was paid. Wiped addresses are overwritten.
        base.execute("PRAGMA synchronous = FULL")
        base.execute("PRAGMA secure_delete = ON")
        with self._transaction():
            version = int(base.execute("PRAGMA user_version").fetchone()[0])
            if version == 0:
                for statement in _statements(_SCHEMA):
                    base.execute(statement)
                base.execute(f"PRAGMA user_version = {_VERSION}")
        if version > _VERSION:
            raise OutputError(
                f"the ledger {self.path.name} was written by a newer audiobook",
                hint="update audiobook, or use that one",
            )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Alone with the file until the end; all of it or nothing. Raises OutputError when it cannot be written."""
        with self._lock, self._said(), self._transaction():
            yield self._base

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:  # ours: it is closed
            raise
        except (sqlite3.OperationalError, OSError) as error:
            hint = "free some space, or look at the permissions of the folder, and run again: all takes are kept"
            raise OutputError(f"the ledger {self.path.name} cannot be written: {error}", hint=hint) from error
        except sqlite3.DatabaseError as error:
            hint = "move it away to start a new one; what was spent so far is then not counted any more"
            raise OutputError(f"the ledger {self.path.name} is damaged: {error}", hint=hint) from error

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._base.close()


def _make_private(path: Path) -> None:
    """Addresses in it carry signatures. SQLite gives its side files the same permissions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _log_ahead(base: sqlite3.Connection) -> None:
    """Write-ahead logging where the file system can do it; elsewhere SQLite's older way is as safe and slower."""
    for left in reversed(range(_TRIES)):
        try:
            base.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not left:
                raise
            time.sleep(_NAP_S)
        else:
            return


def _statements(script: str) -> Iterator[str]:
    """One by one, since SQLite's own way to run several ends the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
