"""One text to sound: what lies on the shelf first, then a paced request, and its sound checked.

Every piece of a text has its own key in the ledger, made of the take's key and the piece's words, so that a sound paid
for is never taken for another text, however the pieces are cut the next time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from audiobook.cloud.account import Lane
from audiobook.cloud.ledger import Kind, Request
from audiobook.cloud.prices import Tariff, Usage
from audiobook.cloud.session import Reply, Session
from audiobook.engines.cutting import pieces
from audiobook.engines.http.shelf import LIFE_S, Shelf
from audiobook.engines.http.sound import decode, joined, longest_s, sound_problem
from audiobook.engines.http.wav import SoundError
from audiobook.engines.http.wire import Wire
from audiobook.engines.piecewise import bought_piecewise
from audiobook.errors import EngineError, TakeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sound = tuple[NDArray[np.float32], int]

#: So often a piece is asked for at most when what comes back cannot be used. Own judgement: a model that varies may do
#: better the next time, one that does not never will.
_PURCHASES = 2
#: So many texts in a row whose sound cannot be used are the server or the settings, not the texts. Own judgement.
_BAD_IN_A_ROW = 8


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be said. ``fields`` are those of the request besides the text; ``speed`` the one that is asked for."""

    text: str
    fields: dict[str, Any] = field(repr=False)
    speed: float = 1.0

    @property
    def billed(self) -> int:
        """Characters that may be billed. Whether a direction is billed is not known: it counts."""
        return len(self.text) + len(str(self.fields.get("instructions", "")))


@dataclass(frozen=True, slots=True)
class Shop:
    """What is asked for, and where: fixed for a build. ``shelf`` is ``None`` where nothing is paid."""

    session: Session
    wire: Callable[[], Wire]
    lane: Callable[[], Lane]
    shelf: Shelf | None
    tariff: Tariff | None
    rpm: float | None
    limit: int
    pcm_rate_hz: int

    def request(self, said: Said, key: str) -> Request:
        """The purchase of one piece, at the most that it can cost."""
        return Request(self.lane(), Kind.SPEECH, key, Usage(said.billed), self.tariff, self.rpm)


@dataclass(slots=True, eq=False)
class Buyer:
    """Gets the sounds of one build; thread-safe. Remembers what failed, so that asking again costs nothing."""

    shop: Shop
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _failed: dict[str, TakeError] = field(default_factory=dict)
    _served: set[str] = field(default_factory=set)
    _bad: int = 0
    _mine: threading.local = field(default_factory=threading.local)

    def sound(self, said: Said, take: str) -> Sound:
        """The speech as mono float samples, and their rate; ``take`` is the take's key.

        Raises TakeError when this text cannot be had, EngineError when nothing can.
        """
        self._clear(take)
        with self._lock:
            failed = self._failed.get(take)
        if failed is not None:
            raise TakeError(failed.message, hint=failed.hint)
        self._mine.keys = []
        try:
            sound = joined(self._pieces(said, take))
        except SoundError as problem:
            raise TakeError(f"the sound from the speech server cannot be used: {problem}") from None
        except TakeError as error:
            with self._lock:
                self._failed[take] = error
            raise
        self._mine.last = (take, self._mine.keys)
        return sound

    def _clear(self, take: str) -> None:
        """A thread that comes with the next take has kept the last one: it need not lie on the shelf any more.

        Pieces of a take that failed stay there, for the next build.
        """
        last, keys = getattr(self._mine, "last", ("", []))
        if last != take:
            for key in keys:
                self._dropped(key)
            self._mine.last = ("", [])

    def _pieces(self, said: Said, take: str) -> list[Sound]:
        """The sounds of all pieces in order; what is too long for the server is halved and goes back on the pile."""
        texts = pieces(said.text, self.shop.limit)
        return bought_piecewise(take, texts, lambda text, key: self._bought(replace(said, text=text), key))

    def _bought(self, said: Said, key: str) -> Sound:
        """One piece. Raises RefusedError, TakeError, EngineError."""
        with self._lock:
            again = key in self._served
        if again:
            self._discard(key)  # the caller did not accept what it got
        problem = ""
        for _ in range(_PURCHASES):
            try:
                sound = self._checked(self._data(said, key), said)
            except SoundError as error:
                problem = str(error)
                self._discard(key)
                continue
            with self._lock:
                self._served.add(key)
                self._bad = 0
            self._mine.keys.append(key)
            return sound
        raise self._refused(problem)

    def _data(self, said: Said, key: str) -> bytes:
        """The bytes: of an earlier purchase if they lie on the shelf, else of a new one, laid there at once."""
        session, shelf = self.shop.session, self.shop.shelf
        if shelf is not None and (paid := session.ledger.pending(key)) is not None:
            data = shelf.get(paid.url, key)
            if data:
                return data
            session.ledger.discard(key)
        wire, usage = self.shop.wire(), Usage(said.billed)

        def send() -> Reply[bytes]:
            data = wire.speech({**said.fields, "input": said.text})
            kept = shelf.put(key, data) if shelf is not None else ""
            return Reply(data, usage, url=kept, expires_at=time.time() + LIFE_S if kept else 0.0)

        return session.perform(self.shop.request(said, key), send, wire.judge).value

    def _checked(self, data: bytes, said: Said) -> Sound:
        """The samples, if they can be the text. Raises SoundError."""
        samples, rate_hz = decode(data, longest_s(said.text, said.speed), self.shop.pcm_rate_hz)
        problem = sound_problem(samples, rate_hz, said.text, said.speed)
        if problem:
            raise SoundError(problem)
        return samples, rate_hz

    def _discard(self, key: str) -> None:
        self.shop.session.ledger.discard(key)
        self._dropped(key)

    def _dropped(self, key: str) -> None:
        if self.shop.shelf is not None:
            self.shop.shelf.drop(key)

    def _refused(self, problem: str) -> TakeError:
        """The error for a text whose sound cannot be used. Raises EngineError when that was so for too many."""
        message = f"the sound from the speech server cannot be used: {problem}"
        with self._lock:
            self._bad += 1
            hopeless = self._bad >= _BAD_IN_A_ROW
        if not hopeless:
            return TakeError(message, hint="build again, or edit the line")
        cause = EngineError(
            f"{_BAD_IN_A_ROW} texts one after another have no usable sound: {problem}",
            hint="look at model, voices and format in the [http] table of audiobook.toml",
        )
        self.shop.session.breaker.trip(cause)
        raise cause
