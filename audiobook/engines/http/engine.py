"""A server that turns text into sound by ``POST /v1/audio/speech``: one's own, for nothing, or one that is paid.

Pacing, retries, the budget and the ledger are the session's (``audiobook.cloud``), for paid servers that of the build.
Nothing is sent, and ``httpx`` is not imported, before the first ``synthesize`` (or ``voices``, with ``list_voices``).
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.engines.described import Description, descriptions
from audiobook.engines.http.settings import INSTRUCTIONS, SEED, SPEED, HttpSettings
from audiobook.engines.http.voices import ENGINE, listed, offered
from audiobook.engines.letters import readable, unreadable
from audiobook.engines.text import has_words, speakable
from audiobook.errors import EngineError, TakeError
from audiobook.events import Emit, note
from audiobook.plugins import EngineInfo, Offer, Parallel, Purchase, Recording

if TYPE_CHECKING:
    from audiobook.cast import Voice
    from audiobook.cloud.session import Session
    from audiobook.engines.http.buying import Buyer, Said
    from audiobook.engines.http.door import Door
    from audiobook.take import Slate

#: Part of every take's key: raise it only when the same slate is sent in a way that sounds different.
_VERSION = "1"
_DIGITS = 8
#: Bounds of ``speed`` in the interface's own description.
_SPEEDS = (0.25, 4.0)


@dataclass(slots=True, eq=False)
class _Desk:
    """Settings and what they choose; made anew by ``configure``."""

    settings: HttpSettings
    about: dict[str, Description]
    door: Door | None = None
    buyer: Buyer | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    found: tuple[Voice, ...] = ()
    missing: EngineError | None = None

    @property
    def version(self) -> str:
        """Ours, and what of the settings changes the sound."""
        settings = self.settings
        sent: dict[str, Any] = {"body": settings.body, "format": settings.format}
        if settings.format == "pcm":
            sent["rate"] = settings.pcm_rate_hz
        usual = {"body": {}, "format": "wav"}
        text = json.dumps(sent, sort_keys=True, default=str)
        digest = "" if sent == usual else hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
        return "-".join(filter(None, (_VERSION, digest, settings.epoch)))

    def voices(self) -> tuple[Voice, ...]:
        """Looked up once; a server that did not answer is not waited for again."""
        with self.lock:
            if self.missing is None and not self.found:
                try:
                    self.found = self._offered()
                except EngineError as error:
                    self.missing = error
            if self.missing is not None:
                raise EngineError(self.missing.message, hint=self.missing.hint)
            return self.found

    def _offered(self) -> tuple[Voice, ...]:
        found = offered(self.settings, self.about, self._listed())
        if not found:
            raise EngineError(
                "no voice of the speech server is named",
                hint='write voices = ["NAME", ...] under [http] in audiobook.toml, or list_voices = true',
            )
        return found

    def _listed(self) -> tuple[str, ...]:
        if not self.settings.url or self.door is None:
            raise EngineError(
                "http has no server", hint='write url = "http://127.0.0.1:8880/v1" under [http] in audiobook.toml'
            )
        return listed(self.door.voices()) if self.settings.list_voices else ()


class HttpEngine:
    """Waits for a server, so that one object serves all threads. ``configure`` it once a build, before recording."""

    def __init__(self) -> None:
        """Nothing is read; until ``configure`` there is no server."""
        self._desk = _Desk(HttpSettings(), {})

    def configure(self, settings: Mapping[str, Any], *, folder: Path, session: Session | None, emit: Emit) -> None:
        """Take the ``[http]`` table and the build's session; called by the corridor's thread, once a build.

        Without a session nothing can be spoken. Raises ConfigError for a wrong setting. Needs no key and sends nothing.
        """
        del folder
        read = HttpSettings.of(settings)
        desk = _Desk(read, descriptions(read.about, "http.about"))
        self._desk = desk
        if not read.url:
            return
        from audiobook.engines.http.door import Door, open_shop

        desk.door = Door(read)
        if session is not None:
            from audiobook.engines.http.buying import Buyer

            desk.buyer = Buyer(open_shop(read, desk.door, session))
            _tell(desk.door, emit)

    @property
    def info(self) -> EngineInfo:
        """Name, version and limits, by the settings."""
        desk, settings = self._desk, self._desk.settings
        return EngineInfo(
            ENGINE,
            desk.version,
            settings.model,
            Parallel.THREADS,
            settings.max_characters,
            settings.comfortable_characters,
            paid=not settings.free,
            workers=settings.workers,
        )

    def voices(self) -> tuple[Voice, ...]:
        """The voices of the settings, then those that the server lists, if it is to be asked. Raises EngineError."""
        return self._desk.voices()

    def speaks(self, language: str) -> bool:
        """Whether a voice is of that language, in any region."""
        wanted = language.replace("_", "-").split("-")[0].lower()
        return bool(self._tags() & {wanted, "*"}) if wanted else False

    def reads(self, text: str) -> bool:
        """Letters of the writing systems of all its voices' languages; no emoji. A single voice may read fewer."""
        return readable(text, self._tags())

    def _tags(self) -> set[str]:
        try:
            found = self.voices()
        except EngineError:
            return set()
        return {tag.replace("_", "-").split("-")[0].lower() for voice in found for tag in voice.languages}

    def heard(self, slate: Slate) -> Slate:
        """The slate without what this server makes no use of, by ``supports``; there is no pitch."""
        supports = self._desk.settings.supports
        return replace(
            slate,
            direction=" ".join(slate.direction.split()) if INSTRUCTIONS in supports else "",
            speed=slate.speed if SPEED in supports else 1.0,
            pitch=0.0,
            seed=slate.seed if SEED in supports else 0,
        )

    def offers(self) -> tuple[Offer, ...]:
        """The one model of the settings, and its price as they say it."""
        from audiobook.engines.http.door import offer

        return (offer(self._desk.settings, self._desk.door, self.voices()),)

    def purchases(self, slate: Slate, take: str, pace: float) -> tuple[Purchase, ...]:
        """The requests for a slate, as ``synthesize`` would send them; characters do not depend on ``pace``."""
        del pace
        from audiobook.engines.http.door import purchases

        text = speakable(slate.text)
        if not has_words(text) or not self.reads(text):
            return ()
        return purchases(self._said(slate, text), take, self._desk.settings.max_characters)

    def synthesize(self, slate: Slate) -> Recording:
        """Speak with the slate's voice, at whatever rate the server does; thread-safe.

        A sound that was paid for earlier and not kept is not bought again. Raises TakeError for a text that is refused
        or whose sound cannot be used, EngineError when nothing more can be recorded: no server, key, voice, money.
        """
        desk = self._desk
        voice = next((each for each in desk.voices() if each.id == slate.voice), None)
        if voice is None:
            raise _unknown(slate.voice, tuple(each.id for each in desk.voices()))
        text = speakable(slate.text)
        if not has_words(text):
            raise TakeError("there is nothing to say in this text")
        strange = unreadable(text, voice.languages)
        if strange:
            raise TakeError(f"{voice.id} cannot read {' '.join(strange[:8])}", hint="give this text another voice")
        if desk.buyer is None:
            raise EngineError("http was not given a session to send through", hint="use it by: audiobook build")
        return Recording(*desk.buyer.sound(self._said(self.heard(slate), text), slate.key))

    def _said(self, slate: Slate, text: str) -> Said:
        """A slate in the interface's terms; what is as usual is not sent, since not every server takes it."""
        from audiobook.engines.http.buying import Said

        settings = self._desk.settings
        fields = {**settings.body, "model": settings.model, "voice": slate.voice, "response_format": settings.format}
        speed = round(min(max(slate.speed, _SPEEDS[0]), _SPEEDS[1]), 4) if SPEED in settings.supports else 1.0
        if speed != 1.0:
            fields[SPEED] = speed
        if slate.direction and INSTRUCTIONS in settings.supports:
            fields[INSTRUCTIONS] = slate.direction
        if SEED in settings.supports:
            fields[SEED] = slate.seed
        return Said(text, fields, speed)


def _tell(door: Door, emit: Emit) -> None:
    """What a person should know before text leaves the machine."""
    if not door.address.here:
        where = f"{door.address.host}{'' if door.address.secure else ', by plain http'}"
        note(emit, "text-leaves", f"the text of the book is sent to {where} to be spoken")
    if not door.settings.free and door.settings.tariff is None:
        message = f"what {door.address.host} charges is not known, so nothing is added up: set price in [http]"
        note(emit, "price-unknown", message)


def _unknown(voice: str, known: tuple[str, ...]) -> EngineError:
    import difflib

    near = difflib.get_close_matches(voice, known, n=3) or known[:4]
    return EngineError(
        f"http has no voice '{voice}'", hint=f"there are for example {', '.join(near)}; see [http] in audiobook.toml"
    )
