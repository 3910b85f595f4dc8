"""Segments -> takes on disk, side by side, each distinct segment once, in reading order.

Sending one task to another process and hearing of it costs up to 0.6 ms of the parent's CPU (measured), 2 % of what
hibari needs to speak a sentence; so segments go in batches of about a fifth of a second's work.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from audiobook.errors import EngineError, OutputError, TakeError
from audiobook.events import Emit, TakeDone
from audiobook.plugins import Parallel
from audiobook.recording.perform import record_one
from audiobook.take import Segment, Slate, Take

if TYPE_CHECKING:
    from audiobook.recording.store import TakeStore

#: Records ``(slate, key, store root)`` in a worker; picklable.
Work = Callable[[Slate, str, str], Take]

#: Batches under way for each worker: enough that none waits, few enough that Ctrl-C is quick and memory flat.
_WINDOW = 4
#: How long a batch should take, and the most segments in one. A slow engine gets one segment at a time.
_BATCH_MS, _LARGEST_BATCH = 200.0, 16
#: So many segments in a row that each killed its worker twice are no accident of the text.
_MOST_LOST = 5
#: How long the coordinating thread sleeps at most before it looks for Ctrl-C, which on Windows does not wake it.
_NAP_S = 0.5


@dataclass(frozen=True, slots=True)
class RecordReport:
    """How many distinct segments were recorded and reused, and one segment for each that could not be recorded."""

    recorded: int
    reused: int
    failed: tuple[tuple[Segment, str], ...] = ()


def record(
    segments: Iterable[Segment],
    store: TakeStore,
    *,
    pool: Callable[[Parallel], Executor],
    workers: Callable[[Parallel], int],
    parallel: Callable[[str], Parallel],
    emit: Emit,
    on_take: Callable[[Take], None],
    work: Work = record_one,
) -> RecordReport:
    """Record what is not in the store yet; ``on_take`` and ``emit`` are called from this thread only.

    ``on_take`` gets every distinct take once: those in the store at once, in order, the others as they are finished.
    ``TakeDone.total`` counts all distinct segments, ``done`` those reused, recorded or given up so far. Segments that
    fail are in the result, for the caller to report. ``parallel`` names the kind an engine wants, ``workers`` how many
    of a kind there are. ``pool`` gives an executor for a kind and stays its owner; asked again after workers died, it
    must give a fresh one.

    Raises EngineError and OutputError from a worker after everything under way has been kept; KeyboardInterrupt at
    once, with what is still waiting cancelled.
    """
    session = _Session(store, pool, lambda kind: max(1, workers(kind)) * _WINDOW, parallel, emit, on_take, work)
    return session.run(segments)


@dataclass(frozen=True, slots=True)
class BatchReport:
    """A take or an error for each slate of a batch, in order; fewer when the last error stops the build.

    ``seconds`` is wall time.
    """

    outcomes: tuple[Take | EngineError | OutputError, ...]
    seconds: float


_Batch = Future[BatchReport]


def record_batch(work: Work, batch: tuple[tuple[Slate, str], ...], root: str) -> BatchReport:
    """Record slates with their keys one after another, in a worker."""
    began = time.monotonic()
    outcomes: list[Take | EngineError | OutputError] = []
    for slate, key in batch:
        try:
            outcomes.append(work(slate, key, root))
        except TakeError as error:
            outcomes.append(error)
        except (EngineError, OutputError) as error:
            outcomes.append(error)
            break
    return BatchReport(tuple(outcomes), time.monotonic() - began)


@dataclass(slots=True, eq=False)
class _Lane:
    """One kind of engine: its pool, what waits for it and what is under way in it."""

    kind: Parallel
    window: int
    executor: Executor | None = None
    todo: deque[Segment] = field(default_factory=deque)
    #: Were under way when workers died: each goes alone, so that the one at fault is found.
    suspects: deque[Segment] = field(default_factory=deque)
    flying: dict[_Batch, tuple[Segment, ...]] = field(default_factory=dict)
    broken: bool = False
    lost_in_a_row: int = 0
    #: How long a segment takes, a moving average; high until something is known.
    usual_ms: float = _BATCH_MS

    @property
    def busy(self) -> bool:
        return bool(self.todo or self.suspects or self.flying)

    def next(self) -> tuple[Segment, ...]:
        """Take the segments to send now, if any."""
        if self.broken and self.flying:
            return ()
        if self.suspects:
            return () if self.flying else (self.suspects.popleft(),)
        if len(self.flying) >= self.window:
            return ()
        return tuple(self.todo.popleft() for _ in range(min(len(self.todo), self._batch())))

    def _batch(self) -> int:
        if self.kind is not Parallel.PROCESSES:
            return 1
        return max(1, min(_LARGEST_BATCH, int(_BATCH_MS / max(self.usual_ms, 1.0))))

    def learn(self, report: BatchReport) -> None:
        """See from a finished batch how long segments take."""
        if report.outcomes:
            ms = report.seconds * 1000 / len(report.outcomes)
            self.usual_ms += 0.25 * (ms - self.usual_ms)


@dataclass(slots=True, eq=False)
class _Session:
    """One run of ``record``; used by one thread."""

    store: TakeStore
    pool: Callable[[Parallel], Executor]
    window: Callable[[Parallel], int]
    parallel: Callable[[str], Parallel]
    emit: Emit
    on_take: Callable[[Take], None]
    work: Work
    lanes: dict[Parallel, _Lane] = field(default_factory=dict)
    landed: SimpleQueue[tuple[_Lane, _Batch]] = field(default_factory=SimpleQueue)
    crashed_once: set[str] = field(default_factory=set)
    failed: list[tuple[Segment, str]] = field(default_factory=list)
    stopped_by: BaseException | None = None
    done: int = 0
    total: int = 0
    recorded: int = 0

    def run(self, segments: Iterable[Segment]) -> RecordReport:
        distinct: dict[str, Segment] = {}
        for segment in segments:
            distinct.setdefault(segment.key, segment)
        present = self.store.load_many(distinct)
        self.total, self.done = len(distinct), len(present)
        for take in present.values():
            self.on_take(take)
        for key, segment in distinct.items():
            if key not in present:
                self._lane(segment).todo.append(segment)
        try:
            self._fly()
        except BaseException:
            self._cancel()
            raise
        if self.stopped_by is not None:
            raise self.stopped_by
        return RecordReport(self.recorded, len(present), tuple(self.failed))

    def _lane(self, segment: Segment) -> _Lane:
        kind = self.parallel(segment.slate.engine)
        if kind not in self.lanes:
            self.lanes[kind] = _Lane(kind, self.window(kind))
        return self.lanes[kind]

    def _fly(self) -> None:
        lanes = tuple(self.lanes.values())
        while any(lane.busy for lane in lanes):
            for lane in lanes:
                self._fill(lane)
            if any(lane.flying for lane in lanes):
                self._land(*self._next_landed())

    def _next_landed(self) -> tuple[_Lane, _Batch]:
        while True:
            try:
                return self.landed.get(timeout=_NAP_S)
            except Empty:
                continue

    def _fill(self, lane: _Lane) -> None:
        while segments := lane.next():
            if lane.executor is None or lane.broken:
                lane.executor, lane.broken = self.pool(lane.kind), False
            batch = tuple((segment.slate, segment.key) for segment in segments)
            try:
                future = lane.executor.submit(record_batch, self.work, batch, str(self.store.root))
            except BrokenExecutor:
                # Its workers died while nothing of ours was under way in it.
                lane.broken = True
                lane.todo.extendleft(reversed(segments))
                self._count_loss(lane, segments[0])
                return
            lane.flying[future] = segments
            future.add_done_callback(lambda done: self.landed.put((lane, done)))

    def _land(self, lane: _Lane, batch: _Batch) -> None:
        segments = lane.flying.pop(batch)
        try:
            report = batch.result()
        except CancelledError:
            return
        except BrokenExecutor:
            lane.broken = True
            for segment in segments:
                take = self.store.load(segment.key)
                if take is None:
                    self._crashed(lane, segment)
                else:
                    self._take(lane, segment, take)
        except BaseException as error:  # noqa: BLE001 - raised again once everything under way has landed
            self._stop(error)
        else:
            lane.learn(report)
            for segment, outcome in zip(segments, report.outcomes, strict=False):
                if isinstance(outcome, Take):
                    self._take(lane, segment, outcome)
                elif isinstance(outcome, TakeError):
                    lane.lost_in_a_row = 0
                    self._fail(segment, outcome.message)
                else:
                    self._stop(outcome)

    def _take(self, lane: _Lane, segment: Segment, take: Take) -> None:
        lane.lost_in_a_row = 0
        self.recorded += 1
        self.done += 1
        self.on_take(take)
        audio_ms = take.n_samples * 1000 // take.rate_hz
        self.emit(TakeDone(segment.key, segment.chapter, audio_ms, take.engine_cpu_ms, self.done, self.total))

    def _crashed(self, lane: _Lane, segment: Segment) -> None:
        if self.stopped_by is not None:
            return
        if segment.key not in self.crashed_once:
            self.crashed_once.add(segment.key)
            lane.suspects.append(segment)
            return
        self._fail(segment, f"{segment.slate.engine} crashed on this text, twice")
        self._count_loss(lane, segment)

    def _count_loss(self, lane: _Lane, segment: Segment) -> None:
        lane.lost_in_a_row += 1
        if lane.lost_in_a_row >= _MOST_LOST:
            name = segment.slate.engine
            self._stop(
                EngineError(f"the worker processes of {name} keep dying", hint="is there enough memory? try --jobs 1")
            )

    def _fail(self, segment: Segment, message: str) -> None:
        self.done += 1
        self.failed.append((segment, message))

    def _stop(self, error: BaseException) -> None:
        """Send nothing more; what is under way is still kept."""
        self.stopped_by = self.stopped_by or error
        self._cancel()

    def _cancel(self) -> None:
        for lane in self.lanes.values():
            lane.todo.clear()
            lane.suspects.clear()
            for future in tuple(lane.flying):
                future.cancel()
