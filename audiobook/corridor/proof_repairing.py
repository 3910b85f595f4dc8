"""Flagged takes recorded again, heard again, and the best of them kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from audiobook.corridor.pools import Pools
from audiobook.corridor.repairs import Repair, attempt
from audiobook.corridor.workfolder import writing
from audiobook.editing.pauses import pause_table
from audiobook.events import Emit
from audiobook.plugins import Hearing, Parallel, load_engine
from audiobook.proofing.takes.heard import Heard, Verdict
from audiobook.proofing.takes.judge import better
from audiobook.recording.joined import join_takes
from audiobook.recording.record import record
from audiobook.recording.store import TakeStore
from audiobook.recording.threads import WaitingThreads
from audiobook.take import Boundary, Segment, Take

#: Hears and judges takes of segments, in order.
Judge = Callable[[Sequence[tuple[Segment, Take]]], list[tuple[Heard, Verdict]]]


@dataclass(frozen=True, slots=True)
class Mending:
    """What came of one flagged segment: the best take, what is heard in it, and how it is made."""

    segment: Segment
    take: Take
    heard: Heard
    verdict: Verdict
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class RepairShop:
    """What repairing needs. Used by one thread."""

    store: TakeStore
    pools: Pools
    jobs: int
    judge: Judge
    emit: Emit

    def mend(self, flagged: Sequence[Mending], times: int, keep: Callable[[Mending], None]) -> list[Mending]:
        """Try up to ``times`` for each; ``keep`` is called for each take that is better than the one before.

        Odd tries have another seed, even ones another split as well; where a seed makes no difference the text is split
        at once. Raises EngineError and OutputError as recording does.
        """
        best = list(flagged)
        for number in range(1, times + 1):
            todo = [n for n, one in enumerate(best) if one.verdict.flagged]
            tries = self._tries([best[n] for n in todo], flagged, todo, number)
            found = [(n, made) for n, made in zip(todo, tries, strict=True) if made is not None]
            verdicts = self.judge([(best[n].segment, take) for n, (_, take) in found])
            for (n, (repair, take)), (heard, verdict) in zip(found, verdicts, strict=True):
                if better(verdict, best[n].verdict):
                    best[n] = Mending(best[n].segment, take, heard, verdict, repair)
                    keep(best[n])
        return best

    def _tries(
        self, now: Sequence[Mending], first: Sequence[Mending], places: Sequence[int], number: int
    ) -> list[tuple[Repair, Take] | None]:
        """A new take of each, or ``None`` where nothing else can be tried."""
        plan = [_planned(one.segment, number, _seed(first[at])) for one, at in zip(now, places, strict=True)]
        made = self._record([(one.segment, repair) for one, repair in zip(now, plan, strict=True)])
        again: list[Repair | None] = [None] * len(now)
        for n, (one, take) in enumerate(zip(now, made, strict=True)):
            repair = plan[n]
            if take is not None and repair and not repair.parts and _same(take, first[places[n]].take):
                again[n] = attempt(one.segment.slate, number, split=True) if number == 1 else None
        for n, take in enumerate(self._record([(one.segment, r) for one, r in zip(now, again, strict=True)])):
            if again[n] is not None:
                plan[n], made[n] = again[n], take
        return [(r, t) if r is not None and t is not None else None for r, t in zip(plan, made, strict=True)]

    def _record(self, wanted: Sequence[tuple[Segment, Repair | None]]) -> list[Take | None]:
        """The takes of repairs, those of parts joined; ``None`` for what could not be recorded."""
        slates = [slate for segment, repair in wanted if repair for slate in repair.slates(segment.slate)]
        if not slates:
            return [None] * len(wanted)
        any_place = wanted[0][0]
        segments = [replace(any_place, slate=slate, key=slate.key) for slate in dict.fromkeys(slates)]
        engines = {slate.engine for slate in slates}

        def count(kind: Parallel) -> int:
            infos = [load_engine(name).info for name in engines]
            return max((info.workers for info in infos if info.parallel is kind), default=0) or self.jobs

        takes: dict[str, Take] = {}
        with writing(f"'{self.store.root}'"):
            self.store.root.mkdir(exist_ok=True)
        with WaitingThreads(count(Parallel.THREADS)) as threads:
            record(
                segments,
                self.store,
                pool=lambda kind: threads if kind is Parallel.THREADS else self.pools.recording(kind, count(kind)),
                workers=count,
                parallel=lambda engine: load_engine(engine).info.parallel,
                emit=self.emit,
                on_take=lambda take: takes.__setitem__(take.key, take),
            )
        return [self._made(segment, repair, takes) if repair else None for segment, repair in wanted]

    def _made(self, segment: Segment, repair: Repair, takes: dict[str, Take]) -> Take | None:
        parts = [takes.get(slate.key) for slate in repair.slates(segment.slate)]
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts):
            return None
        if not repair.parts:
            return whole[0]
        pause_ms = pause_table({})[Boundary.CLAUSE]
        return join_takes(self.store, whole, repair.key(segment.slate), pause_ms)


def _planned(segment: Segment, number: int, before: int) -> Repair | None:
    """The try of that number after the seeds of earlier proofs: a seed, on even numbers a split as well.

    An engine that takes no seed can only be given other parts, and that once.
    """
    slate = segment.slate
    engine = load_engine(slate.engine)
    if isinstance(engine, Hearing) and engine.heard(replace(slate, seed=slate.seed + 1)) == slate:
        return attempt(slate, 0, split=True) if number == 1 else None
    return attempt(slate, before + number, split=number % 2 == 0) or attempt(slate, before + number, split=False)


def _seed(mending: Mending) -> int:
    """How far earlier proofs have counted."""
    return mending.repair.seed - mending.segment.slate.seed if mending.repair else 0


def _same(one: Take, two: Take) -> bool:
    """Whether a seed made no difference: the same length, the same peak."""
    return (one.n_samples, one.peak) == (two.n_samples, two.peak)
