"""Segments -> takes on disk, side by side, each distinct segment once, in reading order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from audiobook.errors import EngineError, TakeError
from audiobook.events import Emit, TakeDone
from audiobook.plugins import Parallel
from audiobook.recording.batch import Patience, Work, record_batch
from audiobook.recording.damage import tell_damage
from audiobook.recording.lane import Batch, Lane, given_up
from audiobook.recording.perform import record_one
from audiobook.take import Segment, Take
from audiobook.workers import finish

if TYPE_CHECKING:
    from audiobook.recording.store import TakeStore

#: Batches under way for each worker: enough that none waits, few enough that Ctrl-C is quick and memory flat.
_WINDOW = 4
#: How long the coordinating thread sleeps at most before it looks for Ctrl-C, which on Windows does not wake it.
_NAP_S = 0.5
_USUAL = Patience()
#: Engines in threads are given so many times as long: they wait for their turn and try again through outages.
_OUTAGES = 3


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
    patience: Patience = _USUAL,
) -> RecordReport:
    """Record what is not in the store yet; ``on_take`` and ``emit`` are called from this thread only.

    ``on_take`` gets every distinct take once: those in the store at once, in order, the others as they are finished.
    ``TakeDone.total`` counts all distinct segments, ``done`` those reused, recorded or given up so far. Segments that
    fail are in the result, for the caller to report. ``parallel`` names the kind an engine wants, ``workers`` how many
    of a kind there are. ``pool`` gives an executor for a kind and stays its owner; asked again after workers died, it
    must give a fresh one.

    An engine in processes that takes longer for a segment than ``patience`` allows is treated as one that crashed on
    it; its processes are replaced when they have grown too large. One in threads that no answer has come from for
    three times as long stops the build.

    Raises EngineError and OutputError from a worker after everything under way has been kept; KeyboardInterrupt at
    once, with what is still waiting cancelled.
    """
    session = _Session(
        store, pool, lambda kind: max(1, workers(kind)) * _WINDOW, parallel, emit, on_take, work, patience
    )
    return session.run(segments)


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
    patience: Patience
    lanes: dict[Parallel, Lane] = field(default_factory=dict)
    landed: SimpleQueue[tuple[Lane, Batch]] = field(default_factory=SimpleQueue)
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
        wanted = {key: segment for key, segment in distinct.items() if key not in present}
        for key in self.store.left_of(wanted):
            tell_damage(wanted[key], self.emit)
        for segment in wanted.values():
            self._lane(segment).todo.append(segment)
        try:
            self._fly()
        except BaseException:
            self._cancel()
            raise
        if self.stopped_by is not None:
            raise self.stopped_by
        return RecordReport(self.recorded, len(present), tuple(self.failed))

    def _lane(self, segment: Segment) -> Lane:
        kind = self.parallel(segment.slate.engine)
        if kind not in self.lanes:
            self.lanes[kind] = Lane(kind, self.window(kind))
        return self.lanes[kind]

    def _fly(self) -> None:
        lanes = tuple(self.lanes.values())
        while any(lane.busy for lane in lanes):
            for lane in lanes:
                self._fill(lane)
            if any(lane.flying for lane in lanes):
                landed = self._next_landed(lanes)
                if landed is None:
                    return
                self._land(*landed)

    def _next_landed(self, lanes: tuple[Lane, ...]) -> tuple[Lane, Batch] | None:
        """The next batch that is through; nothing when an engine in threads, which cannot be ended, has hung."""
        while True:
            try:
                return self.landed.get(timeout=_NAP_S)
            except Empty:
                for lane in lanes:
                    if self._hangs(lane):
                        return None

    def _hangs(self, lane: Lane) -> bool:
        """Stop the build, without waiting for what is under way, if no answer has come for too long."""
        if lane.kind is Parallel.PROCESSES or not lane.flying:
            return False
        waiting = [segment for batch in lane.flying.values() for segment in batch]
        patience = _OUTAGES * max(self.patience.seconds(segment.slate.text) for segment in waiting)
        if time.monotonic() - lane.heard_s <= patience:
            return False
        message = f"{waiting[0].slate.engine} has not answered for {patience:.0f} seconds"
        hint = "is its server at work? run the same command again; all takes made so far are kept"
        self._stop(EngineError(message, hint=hint))
        return True

    def _fill(self, lane: Lane) -> None:
        if lane.swollen and not lane.flying and lane.executor is not None:
            finish(lane.executor)
            lane.broken, lane.swollen, lane.first_mb = True, False, {}
        while segments := lane.next():
            lane.heard_s = time.monotonic()
            if lane.executor is None or lane.broken:
                lane.executor, lane.broken = self.pool(lane.kind), False
            batch = tuple((segment.slate, segment.key) for segment in segments)
            root = str(self.store.root.absolute())  # an engine may change its process's working directory
            try:
                watched = self.patience if lane.kind is Parallel.PROCESSES else None
                future = lane.executor.submit(record_batch, self.work, batch, root, watched)
            except BrokenExecutor:
                # Its workers died while nothing of ours was under way in it.
                lane.broken, lane.lost_in_a_row = True, lane.lost_in_a_row + 1
                lane.todo.extendleft(reversed(segments))
                if error := given_up(lane, segments[0].slate.engine):
                    self._stop(error)
                return
            lane.flying[future] = segments
            future.add_done_callback(lambda done: self.landed.put((lane, done)))

    def _land(self, lane: Lane, batch: Batch) -> None:
        segments = lane.flying.pop(batch)
        lane.heard_s = time.monotonic()
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
            lane.learn(report, self.patience.growth_mb)
            for segment, outcome in zip(segments, report.outcomes, strict=False):
                if isinstance(outcome, Take):
                    self._take(lane, segment, outcome)
                elif isinstance(outcome, TakeError):
                    lane.lost_in_a_row, lane.refused_in_a_row = 0, lane.refused_in_a_row + 1
                    self._fail(lane, segment, outcome.message)
                else:
                    self._stop(outcome)

    def _take(self, lane: Lane, segment: Segment, take: Take) -> None:
        lane.worked()
        self.recorded += 1
        self.done += 1
        self.on_take(take)
        audio_ms = take.n_samples * 1000 // take.rate_hz
        self.emit(TakeDone(segment.key, segment.chapter, audio_ms, take.engine_cpu_ms, self.done, self.total))

    def _crashed(self, lane: Lane, segment: Segment) -> None:
        if self.stopped_by is not None:
            return
        if segment.key not in self.crashed_once:
            self.crashed_once.add(segment.key)
            lane.suspects.append(segment)
            return
        lane.lost_in_a_row += 1
        self._fail(lane, segment, f"{segment.slate.engine} crashed or hung on this text, twice")

    def _fail(self, lane: Lane, segment: Segment, message: str) -> None:
        self.done += 1
        self.failed.append((segment, message))
        if error := given_up(lane, segment.slate.engine, message):
            self._stop(error)

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
