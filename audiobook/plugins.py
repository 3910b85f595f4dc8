"""What a reader, an engine and a writer must offer, and finding them by entry point, lazily.

Groups: ``audiobook.readers``, ``audiobook.engines``, ``audiobook.writers``. An entry point names a class that takes no
arguments. Nothing is imported until it is asked for by name.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from audiobook.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.cast import Voice
    from audiobook.cloud.prices import Tariff, Usage
    from audiobook.cloud.session import Session
    from audiobook.document import Document
    from audiobook.events import Emit
    from audiobook.master import Delivery, Encoding, Master
    from audiobook.reading import ReadingPolicy
    from audiobook.take import Slate


@runtime_checkable
class Reader(Protocol):
    """Bytes -> Document. Called from one thread."""

    #: File name suffixes it reads, lower case, with the dot.
    suffixes: tuple[str, ...]

    def read(self, source: Path, emit: Emit, policy: ReadingPolicy) -> Document:
        """Read a book as ``policy`` asks for. Raises SourceError; reports what it skipped or doubted by ``emit``."""
        ...


class Parallel(StrEnum):
    """How an engine is used side by side: processes when it burns CPU, threads when it waits for a server."""

    PROCESSES = "processes"
    THREADS = "threads"


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What can be known about an engine without loading it.

    ``max_characters`` is the longest text one call accepts; ``comfortable_characters`` up to which whole sentences
    are packed into one call (0: one sentence a call). Both count a Han character as ``han_weight``. ``paid`` engines
    are used only when named. ``workers`` is how many calls at a time a threaded engine wants (0: one for each core).
    ``says`` names the rules of ``prep.speech`` that it reads as well by itself (numbers, times); its text is left so.
    ``phonemes`` is the alphabet that it takes inside annotated text (``audiobook.annotated``), empty for none.
    """

    name: str
    version: str
    model: str
    parallel: Parallel
    max_characters: int
    comfortable_characters: int = 0
    paid: bool = False
    says: frozenset[str] = frozenset()
    han_weight: int = 1
    workers: int = 0
    phonemes: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """What an engine returns: mono float32 samples, shape ``(n,)``, full scale 1.0, at ``rate_hz``."""

    samples: NDArray[np.float32] = field(repr=False)
    rate_hz: int


@runtime_checkable
class Engine(Protocol):
    """A speech synthesiser. Its constructor and every method but ``synthesize`` are cheap and load no model."""

    @property
    def info(self) -> EngineInfo:
        """Its name, version and limits; thread-safe."""
        ...

    def voices(self) -> tuple[Voice, ...]:
        """All voices it offers, the default first; thread-safe. Raises EngineError when it is not usable."""
        ...

    def speaks(self, language: str) -> bool:
        """Whether it has a voice for a BCP 47 language tag; thread-safe."""
        ...

    def reads(self, text: str) -> bool:
        """Whether it pronounces every letter in the text (its writing systems); thread-safe."""
        ...

    def synthesize(self, slate: Slate) -> Recording:
        """Speak ``slate.text``; one call at a time per object if ``info.parallel`` is processes, else thread-safe.

        Raises EngineError when the engine cannot go on, TakeError when only this text failed.
        """
        ...


@runtime_checkable
class Configurable(Protocol):
    """An engine with settings: a table of its own name in ``audiobook.toml``."""

    def configure(self, settings: Mapping[str, Any], *, folder: Path, session: Session | None, emit: Emit) -> None:
        """Take its table, and the session through which it may spend; called from one thread, before anything else.

        ``folder`` is that of ``audiobook.toml``. Without a session it is only asked what it offers. Raises ConfigError,
        EngineError.
        """
        ...


@runtime_checkable
class Hearing(Protocol):
    """An engine that does not hear all that a slate can say."""

    def heard(self, slate: Slate) -> Slate:
        """The slate without what makes no difference here, so that what sounds the same is recorded once."""
        ...


@runtime_checkable
class Reading(Protocol):
    """An engine that tells how it will say a word, without making a sound."""

    def reading(self, text: str, language: str) -> tuple[str, bool]:
        """Phonemes in its own alphabet, and whether it knows every word or guessed one; milliseconds a word.

        Empty phonemes where it would say nothing. One call at a time per object. Raises EngineError.
        """
        ...


@dataclass(frozen=True, slots=True)
class RegionPrice:
    """A model's price in a region, ``None`` where nobody said; ``as_of`` says how old it is."""

    region: str
    tariff: Tariff | None
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One model of a paid engine: ``price`` in the region chosen; gone from there on ``retires``; ``rpm`` if known."""

    model: str
    price: RegionPrice
    elsewhere: tuple[RegionPrice, ...] = ()
    rpm: float | None = None
    languages: tuple[str, ...] = ()
    voices: frozenset[str] = frozenset()
    retires: date | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One request to come: its key in the ledger, and what it will be billed."""

    key: str
    usage: Usage


@runtime_checkable
class Priced(Protocol):
    """An engine that says before it is used what it costs. It is ``Configurable``, with a setting ``model``."""

    def offers(self) -> tuple[Offer, ...]:
        """All models, the one in use first. Needs no key, sends nothing; thread-safe."""
        ...

    def purchases(self, slate: Slate, take: str, pace: float) -> tuple[Purchase, ...]:
        """The requests for a slate that the model in use has ``heard``; none where it cannot say it. Thread-safe.

        ``take`` is the slate's key; ``pace`` how many times as long as usual the engine's voices take.
        """
        ...


@runtime_checkable
class Writer(Protocol):
    """Master -> files handed over. Called from one thread; files appear atomically."""

    #: Suffix of the file it writes, with the dot; empty for a folder.
    suffix: str

    def encoding(self, delivery: Delivery) -> Encoding:
        """What it needs the chapters encoded as; ``delivery.rate_hz`` is the rate of the files."""
        ...

    def write(self, master: Master, target: Path, emit: Emit) -> tuple[Path, ...]:
        """Write the book to ``target`` and return the files. Raises OutputError or QualityError."""
        ...


@cache
def _installed(group: str) -> Mapping[str, EntryPoint]:
    found: dict[str, list[EntryPoint]] = defaultdict(list)
    for point in entry_points(group=f"audiobook.{group}"):
        if point.value not in {p.value for p in found[point.name]}:
            found[point.name].append(point)
    for name, points in found.items():
        if len(points) > 1:
            names = " and ".join(sorted(p.dist.name if p.dist else p.value for p in points))
            raise UsageError(
                f"two installed packages offer a plug-in named '{name}' for {group}: {names}",
                hint="uninstall one of them",
            )
    return {name: points[0] for name, points in found.items()}


def names(group: str) -> tuple[str, ...]:
    """Names installed in ``readers``, ``engines`` or ``writers``, sorted."""
    return tuple(sorted(_installed(group)))


def _load(group: str, name: str) -> object:
    points = _installed(group)
    if name not in points:
        near = difflib.get_close_matches(name, points, n=1)
        guess = f"did you mean '{near[0]}'? " if near else ""
        raise UsageError(
            f"there is no {group.removesuffix('s')} named '{name}'",
            hint=f"{guess}installed: {', '.join(sorted(points))}",
        )
    return points[name].load()()


@cache
def load_engine(name: str) -> Engine:
    """The engine of that name, one object per process. Raises UsageError for an unknown name."""
    return cast("Engine", _load("engines", name))


def load_writer(name: str) -> Writer:
    """The writer of that name. Raises UsageError for an unknown name."""
    return cast("Writer", _load("writers", name))


def load_reader(name: str) -> Reader:
    """The reader of that name. Raises UsageError for an unknown name."""
    return cast("Reader", _load("readers", name))


def readers() -> Mapping[str, Reader]:
    """All readers by name. Their modules must be light; heavy imports belong inside ``read``."""
    return {name: load_reader(name) for name in names("readers")}
