"""What waits for one kind of engine and what is under way in its pool.

Sending one task to another process and hearing of it costs up to 0.6 ms of the parent's CPU (measured), 2 % of what
hibari needs to speak a sentence; so segments go in batches of about a fifth of a second's work.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

from audiobook.errors import EngineError
from audiobook.plugins import Parallel
from audiobook.recording.batch import BatchReport
from audiobook.take import Segment

#: How long a batch should take, and the most segments in one. A slow engine gets one segment at a time.
_BATCH_MS, _LARGEST_BATCH = 200.0, 16

Batch = Future[BatchReport]
#: So many segments in a row that each killed its worker twice are no accident of the text (own judgement) ...
_MOST_LOST = 5
#: ... nor are so many that failed in another way, without one that did not (own judgement: texts that an engine cannot
#: say come singly, or as a list in the book; a model that is not there fails on all, and nobody reads 10,000 messages).
_MOST_REFUSED = 100


@dataclass(slots=True, eq=False)
class Lane:
    """One kind of engine: its pool, what waits for it and what is under way in it."""

    kind: Parallel
    window: int
    executor: Executor | None = None
    todo: deque[Segment] = field(default_factory=deque)
    #: Were under way when workers died: each goes alone, so that the one at fault is found.
    suspects: deque[Segment] = field(default_factory=deque)
    flying: dict[Batch, tuple[Segment, ...]] = field(default_factory=dict)
    broken: bool = False
    lost_in_a_row: int = 0
    refused_in_a_row: int = 0
    #: How long a segment takes, a moving average; high until something is known.
    usual_ms: float = _BATCH_MS
    #: When something was last sent or came back.
    heard_s: float = 0.0
    #: Resident memory of each worker after its first batch, by process number; whether one has grown too large.
    first_mb: dict[int, int] = field(default_factory=dict)
    swollen: bool = False

    @property
    def busy(self) -> bool:
        """Whether anything waits or is under way."""
        return bool(self.todo or self.suspects or self.flying)

    def next(self) -> tuple[Segment, ...]:
        """Take the segments to send now, if any."""
        if (self.broken or self.swollen) and self.flying:
            return ()
        if self.suspects:
            return () if self.flying else (self.suspects.popleft(),)
        if len(self.flying) >= self.window:
            return ()
        return tuple(self.todo.popleft() for _ in range(min(len(self.todo), self._batch())))

    def worked(self) -> None:
        """A text was recorded: what failed before was the text's fault."""
        self.lost_in_a_row = self.refused_in_a_row = 0

    def _batch(self) -> int:
        if self.kind is not Parallel.PROCESSES:
            return 1
        return max(1, min(_LARGEST_BATCH, int(_BATCH_MS / max(self.usual_ms, 1.0))))

    def learn(self, report: BatchReport, growth_mb: int) -> None:
        """See from a finished batch how long segments take, and whether its worker has grown too large."""
        first = self.first_mb.setdefault(report.process, report.memory_mb)
        self.swollen = self.swollen or (
            self.kind is Parallel.PROCESSES and bool(first) and report.memory_mb > first + growth_mb
        )
        if report.outcomes:
            ms = report.seconds * 1000 / len(report.outcomes)
            self.usual_ms += 0.25 * (ms - self.usual_ms)


def given_up(lane: Lane, engine: str, last: str = "") -> EngineError | None:
    """The error that ends the build when an engine fails on everything; ``last`` is what was wrong the last time."""
    if lane.lost_in_a_row >= _MOST_LOST:
        return EngineError(f"the worker processes of {engine} keep dying", hint="is there enough memory? try --jobs 1")
    if lane.refused_in_a_row >= _MOST_REFUSED:
        return EngineError(
            f"{engine} fails on every text, the last time: {last}",
            hint="is it installed whole? all takes made so far are kept; run the same command again, or use --engine",
        )
    return None
