"""The takes and masters stages, side by side: a chapter is mastered as soon as its takes are there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from audiobook.config import Config
from audiobook.corridor.desk import MasteringDesk
from audiobook.corridor.encodings import delivery_of, encodings_for
from audiobook.corridor.pools import Pools
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import Request, Stage
from audiobook.corridor.sounds import BookSounds
from audiobook.corridor.timelines import ChapterPlan
from audiobook.corridor.workfolder import WorkFolder, writing
from audiobook.errors import DamagedTakeError, IncompleteError
from audiobook.events import Emit, Finding, Severity, StageFinished, StageStarted
from audiobook.master import ChapterMaster
from audiobook.mastering.kept import prune_masters
from audiobook.plugins import Parallel, load_engine
from audiobook.recording.damage import damaged, forget, tell_damage
from audiobook.recording.record import RecordReport, record
from audiobook.recording.store import TakeStore
from audiobook.recording.threads import WaitingThreads
from audiobook.take import Segment, Take
from audiobook.visible import shortened

__all__ = ["ChapterPlan", "MasteringDesk", "delivery_of", "encodings_for", "plan_chapters", "produce"]

#: How often takes that turn out to be damaged are made anew; a disk that goes on damaging them ends the build.
_MENDINGS = 2


def plan_chapters(
    segments: Iterable[Segment], titles: Sequence[str], sounding: Callable[[int], bool] = lambda _: False
) -> tuple[ChapterPlan, ...]:
    """Segments by chapter; a chapter without any is left out, but for one that is ``sounding``.

    ``titles`` are by chapter index of the script.
    """
    grouped: dict[int, list[Segment]] = {n: [] for n in range(len(titles)) if sounding(n)}
    for segment in segments:
        grouped.setdefault(segment.chapter, []).append(segment)
    return tuple(ChapterPlan(i, titles[i], tuple(group)) for i, group in sorted(grouped.items()))


def produce(
    plans: tuple[ChapterPlan, ...],
    request: Request,
    work: WorkFolder,
    pools: Pools,
    purse: Purse,
    emit: Emit,
    sounds: BookSounds | None = None,
) -> tuple[ChapterMaster, ...]:
    """Record what is missing and master what changed. Returns the chapters in order; none if the build stops at takes.

    Raises IncompleteError when segments could not be recorded (everything else is kept), EngineError, OutputError.
    """
    with writing(f"the work folder '{work.root}'"):
        work.takes.mkdir(exist_ok=True)
        work.masters.mkdir(exist_ok=True)
    store = TakeStore(work.takes)
    store.sweep()
    prune_masters(work.masters, {path.name.partition(".")[0] for path in work.masters.iterdir()})
    purse.kept(store)
    for _ in range(_MENDINGS):
        try:
            return _produced(plans, request, work, pools, purse, emit, sounds)
        except DamagedTakeError:
            if not _forget_damaged(plans, store, emit):
                raise
    return _produced(plans, request, work, pools, purse, emit, sounds)


def _produced(
    plans: tuple[ChapterPlan, ...],
    request: Request,
    work: WorkFolder,
    pools: Pools,
    purse: Purse,
    emit: Emit,
    sounds: BookSounds | None,
) -> tuple[ChapterMaster, ...]:
    store = TakeStore(work.takes)
    config = request.config
    desk = MasteringDesk(plans, config, work, pools, emit, sounds) if request.reaches(Stage.MASTERS) else None
    try:
        report = _record(plans, desk, store, pools, config, emit)
    finally:
        purse.kept(store)
    if report.failed:
        raise _incomplete(report, emit)
    return desk.finish() if desk else ()


def _forget_damaged(plans: tuple[ChapterPlan, ...], store: TakeStore, emit: Emit) -> bool:
    """Forget the book's takes that cannot be read, and say which; whether there was one."""
    segments = {segment.key: segment for plan in plans for segment in plan.segments}
    found = damaged(store, segments)
    for key in found:
        forget(store, key)
        tell_damage(segments[key], emit)
    return bool(found)


def _record(
    plans: tuple[ChapterPlan, ...],
    desk: MasteringDesk | None,
    store: TakeStore,
    pools: Pools,
    config: Config,
    emit: Emit,
) -> RecordReport:
    """Record all segments: first those that levels are measured on, then in reading order."""
    started = time.monotonic()
    ordered = [s for plan in plans for s in plan.segments]
    if desk:
        first = desk.wanted_for_levels()
        ordered.sort(key=lambda s: s.key not in first)
    engines = {s.slate.engine for s in ordered}

    def count(kind: Parallel) -> int:
        wanted = [load_engine(name).info.workers for name in engines if load_engine(name).info.parallel is kind]
        return max(wanted, default=0) or config.jobs

    emit(StageStarted(Stage.TAKES, len({s.key for s in ordered})))
    with WaitingThreads(count(Parallel.THREADS)) as threads:
        report = record(
            ordered,
            store,
            pool=lambda kind: threads if kind is Parallel.THREADS else pools.recording(kind, count(kind)),
            workers=count,
            parallel=lambda engine: load_engine(engine).info.parallel,
            emit=emit,
            on_take=desk.take_ready if desk else _ignore,
        )
    emit(StageFinished(Stage.TAKES, time.monotonic() - started, report.recorded, report.reused))
    return report


def _ignore(take: Take) -> None:
    del take


def _incomplete(report: RecordReport, emit: Emit) -> IncompleteError:
    for segment, problem in report.failed:
        message = f"“{shortened(segment.displayed, 80)}” was not recorded: {problem.rstrip('.')}"
        emit(Finding("segment-not-recorded", Severity.ERROR, message, segment.source))
    first, problem = report.failed[0]
    count = len(report.failed)
    message = f"{count} segments could not be recorded, the first one" if count > 1 else "a segment was not recorded"
    return IncompleteError(
        f"{message}: “{shortened(first.displayed, 60)}” ({problem.rstrip('.')})",
        source=first.source,
        hint="edit these lines of the script and build again; all other takes are kept",
    )
