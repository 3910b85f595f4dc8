"""Takes measured and heard in worker processes, and what comes of it kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from audiobook import workers
from audiobook.corridor.workfolder import writing
from audiobook.errors import EngineError
from audiobook.proofing.takes.heard import Heard
from audiobook.proofing.takes.kept import Kept
from audiobook.proofing.takes.listening import Piece, hear_window, piece_of
from audiobook.proofing.takes.sound import Measures, measure_takes
from audiobook.proofing.takes.whisper import model_name
from audiobook.proofing.takes.windows import Window, windows
from audiobook.recording.store import TakeStore
from audiobook.take import Take

#: Takes measured in one task: about a tenth of a second's work.
_BATCH = 64
#: Windows under way for each worker, so that none waits and Ctrl-C is quick.
_AHEAD = 2

#: Gets how many takes were heard, and of how many.
Tell = Callable[[int, int], None]
Hear = Callable[..., dict[int, Heard]]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A take to hear and the language that it is in."""

    take: Take
    language: str


class ProofRoom:
    """Workers with a recogniser, and the file of what they heard. A context manager, for one thread."""

    def __init__(
        self,
        kept: Kept,
        store: TakeStore,
        model: Path,
        jobs: int,
        *,
        hear: Hear = hear_window,
        pool: Callable[[int], Executor] = workers.process_pool,
    ) -> None:
        """``hear`` is what a worker does with a window, ``pool`` makes the workers, for which it must be picklable."""
        self._kept, self._store, self._model, self._jobs = kept, store, model, jobs
        self._hear, self._make = hear, pool
        self._pool: Executor | None = None

    def __enter__(self) -> Self:
        """Workers start when there is work."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """After an error or Ctrl-C end the workers at once; all they had finished is kept."""
        if self._pool is not None and kind is None:
            self._pool.shutdown(wait=True)
        elif self._pool is not None:
            workers.stop(self._pool)

    def measure(self, takes: Sequence[Take]) -> list[Measures]:
        """What the sound of each take shows, in order. Raises AudiobookError for one that cannot be read."""
        names = [_name(take) for take in takes]
        todo = [n for n, name in enumerate(names) if name not in self._kept.measured]
        futures: dict[Future[list[Measures]], list[int]] = {}
        for first in range(0, len(todo), _BATCH):
            some = todo[first : first + _BATCH]
            jobs = tuple((self._speech(takes[n]), takes[n].n_samples) for n in some)
            futures[self._workers().submit(measure_takes, jobs)] = some
        for future, some in futures.items():
            found = self._result(future)
            with writing(f"'{self._kept.path}'"):
                self._kept.add_measured({names[n]: one for n, one in zip(some, found, strict=True)})
        return [self._kept.measured[name] for name in names]

    def hear(self, asked: Sequence[Asked], tell: Tell, *, closely: bool = False) -> list[Heard]:
        """What is heard in each take, in order; ``closely`` each by itself, with more care.

        Raises AudiobookError, EngineError.
        """
        names = [self._heard_name(one.take, closely=closely) for one in asked]
        fresh = {name: n for n, name in enumerate(names) if name not in self._kept.heard}
        todo = list(fresh.values())
        pieces = [self._piece(asked[n].take) for n in todo]
        lengths = [(p.seconds, asked[n].language) for p, n in zip(pieces, todo, strict=True)]
        done = len(asked) - len(todo)
        tell(done, len(asked))
        waiting: dict[Future[dict[int, Heard]], Window] = {}
        plan = iter(windows(lengths, 0.0) if closely else windows(lengths))
        while True:
            while len(waiting) < _AHEAD * self._jobs and (window := next(plan, None)):
                some = tuple(pieces[placed.n] for placed in window.takes)
                waiting[self._workers().submit(self._hear, str(self._model), window, some, closely=closely)] = window
            if not waiting:
                return [self._kept.heard[name] for name in names]
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                window = waiting.pop(future)
                found = self._result(future)
                with writing(f"'{self._kept.path}'"):
                    self._kept.add_heard({names[todo[n]]: heard for n, heard in found.items()})
                done += len(window.takes)
                tell(done, len(asked))

    def _workers(self) -> Executor:
        if self._pool is None:
            self._pool = self._make(self._jobs)
        return self._pool

    @staticmethod
    def _result(future: Future[_T]) -> _T:
        try:
            return future.result()
        except BrokenExecutor as error:
            raise EngineError(
                "a process that listened to takes died",
                hint="is there enough memory? try --jobs 1; what was heard so far is kept",
            ) from error

    def _speech(self, take: Take) -> Piece:
        speech = (take.speech_start, take.speech_end) if take.speech_end > take.speech_start else (0, take.n_samples)
        return Piece(str(self._store.path(take.key)), *speech, take.rate_hz)

    def _piece(self, take: Take) -> Piece:
        speech = take.speech_start, take.speech_end
        return piece_of(self._store.path(take.key), speech, take.n_samples, take.rate_hz)

    def _heard_name(self, take: Take, *, closely: bool) -> str:
        return f"{model_name(self._model)}/{'close' if closely else 'first'}/{_name(take)}"


def _name(take: Take) -> str:
    """A recording: its key, and what changes when another one is put in its place."""
    return f"{take.key}/{take.n_samples}/{take.peak:g}/{take.engine_cpu_ms}"
