"""How far ``audiobook check`` is: one changing line on a terminal, a log line now and then elsewhere, or JSON lines."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from audiobook.cli.console import clock
from audiobook.proofing.labels import printable

if TYPE_CHECKING:
    from audiobook.corridor.checking import Listening

#: A plain log gets a line about this often.
_LOG_EVERY_S = 15.0
#: A name is cut to so many characters, so that the line fits a terminal.
_NAME = 40


class CheckProgress:
    """Receives how far it is; a context manager, so that the line is gone whatever happens."""

    def __init__(self, mode: str | None, *, quiet: bool) -> None:
        """``mode`` is ``json`` or nothing."""
        self._json, self._quiet = mode == "json", quiet
        self._live = not quiet and sys.stderr.isatty()
        self._last = time.monotonic()
        self._drawn = 0

    def __enter__(self) -> Self:
        """Nothing is drawn before the first call."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the line away."""
        self._draw("")

    def tell(self, listening: Listening) -> None:
        """Show it."""
        if self._json:
            body = {"event": type(listening).__name__, **asdict(listening)}
            click.echo(json.dumps(body, ensure_ascii=False), err=True)
            return
        of = f" of {clock(listening.seconds)}" if listening.seconds else ""
        many = f"{listening.done}/{listening.total} files, " if listening.total > 1 else ""
        line = f"Listening: {many}{printable(listening.name)[:_NAME]} {clock(listening.heard_s)}{of}"
        if self._live:
            self._draw(line)
        elif not self._quiet and time.monotonic() - self._last > _LOG_EVERY_S:
            self._last = time.monotonic()
            click.echo(line, err=True)

    def _draw(self, line: str) -> None:
        if self._live and (line or self._drawn):
            sys.stderr.write("\r" + line.ljust(self._drawn) + ("" if line else "\r"))
            sys.stderr.flush()
            self._drawn = len(line)
