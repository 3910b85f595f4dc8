"""What a speech engine must offer, and what it may offer besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.cast import Voice
    from audiobook.cloud.session import Session
    from audiobook.errors import EngineError
    from audiobook.events import Emit
    from audiobook.take import Slate


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
class Mixing(Protocol):
    """An engine with more voices than it lists, such as mixtures of two."""

    def voice(self, name: str) -> Voice:
        """A voice by its id, whether ``voices`` lists it or not; thread-safe. Raises EngineError for an unknown one."""
        ...


@runtime_checkable
class Lacking(Protocol):
    """An engine that can tell what a person has to install or fetch before it speaks a language."""

    def lacks(self, language: str) -> EngineError | None:
        """The error to raise, with what to type; ``None`` where there is nothing to do. Thread-safe."""
        ...


@runtime_checkable
class Reading(Protocol):
    """An engine that tells how it will say a word, without making a sound."""

    def reading(self, text: str, language: str) -> tuple[str, bool | None]:
        """Phonemes in its own alphabet, and whether it knows every word or guessed one; milliseconds a word.

        ``None`` where it reads by rules and cannot tell. Empty phonemes where it would say nothing. One call at a time
        per object. Raises EngineError.
        """
        ...
