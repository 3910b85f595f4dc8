"""One text to sound, at the least price: journal first, then a paced request, the sound fetched and checked.

Every piece of a text has its own key in the ledger, made of the take's key and the piece's words, so that a sound paid
for is never taken for another text, however the pieces are cut the next time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from audiobook.cloud.account import Lane
from audiobook.cloud.ledger import Kind, Request
from audiobook.cloud.prices import Usage
from audiobook.cloud.session import Session
from audiobook.engines.piecewise import bought_piecewise
from audiobook.engines.qwen.catalogue import Model
from audiobook.engines.qwen.check import WavError, joined, parse_wav, sound_problem
from audiobook.engines.qwen.download import DownloadError, Fetcher, GoneError
from audiobook.engines.qwen.text import billed_length, pieces
from audiobook.engines.qwen.wire import Speech, Wire, sends
from audiobook.engines.text import expected_seconds
from audiobook.errors import EngineError, TakeError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: So often a piece is bought at most when what comes back cannot be used: in a storm where 1 % of the sounds are broken
#: for good, twice would leave a hole in every long book.
_PURCHASES = 3
#: A URL that gives rubbish is asked once more before the sound is bought anew (facts sheet, section 5).
_FETCHES = 2
#: So many sounds in a row that cannot be fetched are the network, not the sound.
_LOST_IN_A_ROW = 3
#: Tokens: a character is hardly ever more than two; a second of sound is 50 (facts sheet, section 2).
_TOKENS_A_CHARACTER, _TOKENS_A_SECOND, _TOKENS_OVER = 2, 50, 64
#: A voice may run away to three times the length before the check refuses it.
_LONGEST = 3.0


@dataclass(frozen=True, slots=True)
class Shop:
    """What is bought, and where: fixed for a build."""

    session: Session
    wire: Callable[[], Wire]
    lane: Callable[[], Lane]
    fetcher: Fetcher
    model: Model
    region: str
    rpm: float | None

    def request(self, speech: Speech, key: str) -> Request:
        """The purchase of one piece, at the most that it can cost."""
        price = self.model.price(self.region)
        return Request(
            lane=self.lane(),
            kind=Kind.SPEECH,
            key=key,
            worst=_worst(speech, self.model),
            tariff=price.tariff if price else None,
            rpm=self.rpm,
            sends=sends(),
        )


def _worst(speech: Speech, model: Model) -> Usage:
    """The most a request can be billed. Whether a direction is billed is not known: it counts."""
    said = speech.text + speech.instructions
    seconds = expected_seconds(speech.text) * _LONGEST + 1
    tokens_out = model.tokens_out or round(seconds * _TOKENS_A_SECOND) + _TOKENS_OVER
    return Usage(billed_length(said), len(said) * _TOKENS_A_CHARACTER + _TOKENS_OVER, tokens_out)


@dataclass(slots=True, eq=False)
class Buyer:
    """Buys the sounds of one build; thread-safe. Remembers what failed, so that asking again costs nothing."""

    shop: Shop
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _failed: dict[str, TakeError] = field(default_factory=dict)
    _served: set[str] = field(default_factory=set)
    _lost: int = 0
    #: The service was seen to write a wrong size into whole files, twice for one text: sizes say nothing then.
    _trust_size: bool = True

    def sound(self, speech: Speech, take: str) -> NDArray[np.float32]:
        """The speech as float samples at 24 kHz; ``take`` is the take's key.

        Raises TakeError when this text cannot be had, EngineError when nothing can.
        """
        with self._lock:
            failed = self._failed.get(take)
        if failed is not None:
            raise TakeError(failed.message, hint=failed.hint)
        try:
            sounds = self._pieces(speech, take)
        except TakeError as error:
            with self._lock:
                self._failed[take] = error
            raise
        return joined(sounds)

    def _pieces(self, speech: Speech, take: str) -> list[NDArray[np.int16]]:
        """The sounds of all pieces in order; what is too long for the service is halved and goes back on the pile."""
        texts = pieces(speech.text, self.shop.model.limit)
        return bought_piecewise(take, texts, lambda text, key: self._bought(replace(speech, text=text), key))

    def _bought(self, speech: Speech, key: str) -> NDArray[np.int16]:
        """One piece. Raises RefusedError, TakeError, EngineError."""
        ledger = self.shop.session.ledger
        with self._lock:
            again = key in self._served
        if again:
            ledger.discard(key)  # the caller did not accept what it got
        problem = ""
        for purchase in range(_PURCHASES):
            seed = speech.seed + purchase
            url = self._url(replace(speech, seed=seed), key)
            if not url:
                problem = "the service ended it before the text did"
                continue
            try:
                samples = self._fetched(url, speech.text, last=purchase == _PURCHASES - 1)
            except (GoneError, WavError) as error:
                problem = str(error)
                ledger.discard(key)
                continue
            with self._lock:
                self._served.add(key)
                self._lost = 0
            return samples
        raise TakeError(f"the sound from the service cannot be used: {problem}", hint="build again, or edit the line")

    def _url(self, speech: Speech, key: str) -> str:
        """Where the sound lies: of an earlier purchase if there was one, else of a new one, journalled already.

        Empty when the service broke off.
        """
        paid = self.shop.session.ledger.pending(key)
        if paid is not None:
            return paid.url
        wire = self.shop.wire()
        request = self.shop.request(speech, key)
        return self.shop.session.perform(request, lambda: wire.send(speech, self.shop.model), wire.judge).url

    def _fetched(self, url: str, text: str, *, last: bool) -> NDArray[np.int16]:
        """The samples behind a URL, checked. Raises GoneError or WavError when they have to be bought anew."""
        for fetch in range(_FETCHES):
            data = self._downloaded(url)
            try:
                samples = parse_wav(data, trust_size=self._trust_size)
            except WavError as error:
                if fetch < _FETCHES - 1:
                    continue
                if not (error.sizes_only and last):
                    raise
                # Bought three times, whole by HTTP's count each time: this is how the service writes its headers.
                self._trust_size = False
                samples = parse_wav(data, trust_size=False)
            problem = sound_problem(samples, text)
            if problem:
                raise WavError(problem)
            return samples
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def _downloaded(self, url: str) -> bytes:
        try:
            return self.shop.fetcher.fetch(url)
        except DownloadError as error:
            with self._lock:
                self._lost += 1
                hopeless = self._lost >= _LOST_IN_A_ROW
            hint = "it is paid for and its address is kept for a day: build again to fetch it without paying twice"
            if not hopeless:
                raise TakeError(f"the sound cannot be fetched ({error})", hint=hint) from None
            cause = EngineError(f"the sounds that were bought cannot be fetched ({error})", hint=hint)
            self.shop.session.breaker.trip(cause)
            raise cause from None
