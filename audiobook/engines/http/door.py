"""The way in: key, address and account, looked up when the first request is sent; and what goes through is priced."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from audiobook.cloud.account import Lane, account_of
from audiobook.cloud.faults import Place, RefusedError
from audiobook.cloud.free import FreeLedger
from audiobook.cloud.prices import Usage
from audiobook.cloud.redaction import Redactor
from audiobook.cloud.session import Session
from audiobook.engines.cutting import pieces
from audiobook.engines.http.address import Address, read_address
from audiobook.engines.http.buying import Said, Shop
from audiobook.engines.http.settings import HttpSettings
from audiobook.engines.http.shelf import Shelf
from audiobook.engines.http.wire import SERVICE, Wire
from audiobook.engines.piecewise import part_key
from audiobook.errors import EngineError
from audiobook.plugins import Offer, Purchase, RegionPrice

if TYPE_CHECKING:
    from audiobook.cast import Voice

#: One's own server says by itself when it has enough; ``workers`` bounds what is under way.
_UNPACED_RPM = 600_000.0
_SHELF = "bought"


@dataclass(slots=True, eq=False)
class Door:
    """Opened once; thread-safe. What sends nothing needs no key."""

    settings: HttpSettings
    address: Address = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _open: tuple[Wire, Lane] | None = None

    def __post_init__(self) -> None:
        """Raises ConfigError for what is no address."""
        self.address = read_address(self.settings.url)

    def wire(self) -> Wire:
        """Raises EngineError without a key."""
        return self._opened()[0]

    def lane(self) -> Lane:
        """Whose limits count: those of the account, at the host, for the model."""
        return self._opened()[1]

    def voices(self) -> Any:  # noqa: ANN401 - JSON has any type
        """What the server says its voices are. Raises EngineError."""
        wire = self.wire()
        hint = "name them instead: voices = [...] under [http] in audiobook.toml"
        try:
            return wire.voices()
        except RefusedError as refusal:
            raise EngineError(
                f"the speech server does not list its voices: {refusal.fault.message}", hint=hint
            ) from None
        except EngineError:
            raise
        except Exception as error:
            fault = wire.judge(error)
            if fault is None:
                raise
            where = f"is it running? {hint}"
            raise EngineError(f"the speech server's voices are not known: {fault.message}", hint=where) from None

    def _opened(self) -> tuple[Wire, Lane]:
        with self._lock:
            if self._open is None:
                self._open = self._made()
            return self._open

    def _made(self) -> tuple[Wire, Lane]:
        settings, address, key = self.settings, self.address, self.settings.key()
        place = Place(
            service=SERVICE,
            host=address.host,
            region=address.host,
            model=settings.model,
            key_variable=settings.key_env,
            timeout_s=settings.timeout_s,
            redactor=Redactor(key),
        )
        lane = Lane("http", account_of(key) if key else "", address.host, settings.model)
        return Wire(address, key, settings.timeout_s, place, settings.workers), lane


def open_shop(settings: HttpSettings, door: Door, session: Session) -> Shop:
    """Where the engine gets its sounds. A free server has a ledger of its own, in which nothing is written.

    What still lies on the shelf and is not waited for any more is taken away.
    """
    if settings.free:
        session, shelf = Session(FreeLedger(), breaker=session.breaker), None
    else:
        shelf = Shelf(session.ledger.path.parent / _SHELF)
        shelf.sweep(session.ledger.journalled())
    return Shop(
        session=session,
        wire=door.wire,
        lane=door.lane,
        shelf=shelf,
        tariff=settings.tariff,
        rpm=_rpm(settings),
        limit=settings.max_characters,
        pcm_rate_hz=settings.pcm_rate_hz if settings.format == "pcm" else 0,
    )


def _rpm(settings: HttpSettings) -> float | None:
    return settings.rpm or (_UNPACED_RPM if settings.free else None)


def offer(settings: HttpSettings, door: Door | None, voices: tuple[Voice, ...]) -> Offer:
    """The model of the settings, as an estimate shows it."""
    return Offer(
        model=settings.model,
        price=RegionPrice(door.address.host if door else "", settings.tariff),
        rpm=float(settings.rpm) or None,
        languages=tuple(dict.fromkeys(tag.split("-")[0].lower() for voice in voices for tag in voice.languages)),
        voices=frozenset(voice.id for voice in voices),
    )


def purchases(said: Said, take: str, limit: int) -> tuple[Purchase, ...]:
    """The requests for a text, cut as ``buying`` cuts; a direction, which may be billed or not, is left out."""
    texts = pieces(said.text, limit)
    if len(texts) == 1:
        return (Purchase(take, Usage(len(texts[0]))),)
    return tuple(Purchase(part_key(take, text), Usage(len(text))) for text in texts)
