"""The takes and masters stages, side by side: a chapter is mastered as soon as its takes are there."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from audiobook.config import Config
from audiobook.corridor.pools import Pools, Task
from audiobook.corridor.purse import Purse
from audiobook.corridor.request import Request, Stage
from audiobook.corridor.workfolder import WorkFolder, writing
from audiobook.editing.assemble import assemble
from audiobook.editing.pauses import pause_table
from audiobook.errors import IncompleteError, OutputError
from audiobook.events import ChapterDone, Emit, Finding, Severity, StageFinished, StageStarted
from audiobook.master import ChapterMaster, Delivery, Encoding
from audiobook.mastering.chapter import ChapterJob, encoded_already, load_master, master_chapter, master_key
from audiobook.mastering.kept import prune_masters
from audiobook.mastering.levels import load_gains, measure_gain, sample_keys, save_gains
from audiobook.plugins import Parallel, load_engine, load_writer
from audiobook.recording.record import RecordReport, record
from audiobook.recording.store import TakeStore
from audiobook.recording.threads import WaitingThreads
from audiobook.take import Segment, Take

#: The limiter works this far below the promised ceiling: the decoded AAC of a whole novel (12 hours, hibari, 64 kbit/s,
#: fast coder) was found 0.99 dB above what the limiter let through, and MP3 less.
_CODEC_MARGIN_DB = 1.5


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """One chapter to be made: its place in the script, the title for marks, and its segments in order."""

    index: int
    title: str
    segments: tuple[Segment, ...]


def plan_chapters(segments: Iterable[Segment], titles: Sequence[str]) -> tuple[ChapterPlan, ...]:
    """Segments by chapter; a chapter without any is left out. ``titles`` are by chapter index of the script."""
    grouped: dict[int, list[Segment]] = {}
    for segment in segments:
        grouped.setdefault(segment.chapter, []).append(segment)
    return tuple(ChapterPlan(i, titles[i], tuple(group)) for i, group in sorted(grouped.items()))


def produce(
    plans: tuple[ChapterPlan, ...], request: Request, work: WorkFolder, pools: Pools, purse: Purse, emit: Emit
) -> tuple[ChapterMaster, ...]:
    """Record what is missing and master what changed. Returns the chapters in order; none if the build stops at takes.

    Raises IncompleteError when segments could not be recorded (everything else is kept), EngineError, OutputError.
    """
    config = request.config
    with writing(f"the work folder '{work.root}'"):
        work.takes.mkdir(exist_ok=True)
        work.masters.mkdir(exist_ok=True)
    store = TakeStore(work.takes)
    store.sweep()
    prune_masters(work.masters, {path.name.partition(".")[0] for path in work.masters.iterdir()})
    purse.kept(store)
    desk = MasteringDesk(plans, config, work, pools, emit) if request.reaches(Stage.MASTERS) else None
    try:
        report = _record(plans, desk, store, pools, config, emit)
    finally:
        purse.kept(store)
    if report.failed:
        raise _incomplete(report, emit)
    return desk.finish() if desk else ()


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
        message = f"“{_shortened(segment.displayed, 80)}” was not recorded: {problem.rstrip('.')}"
        emit(Finding("segment-not-recorded", Severity.ERROR, message, segment.source))
    first, problem = report.failed[0]
    count = len(report.failed)
    message = f"{count} segments could not be recorded, the first one" if count > 1 else "a segment was not recorded"
    return IncompleteError(
        f"{message}: “{_shortened(first.displayed, 60)}” ({problem.rstrip('.')})",
        source=first.source,
        hint="edit these lines of the script and build again; all other takes are kept",
    )


def _shortened(text: str, most: int) -> str:
    """A text as it is shown in a message."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


class MasteringDesk:
    """Masters each chapter when its takes are complete and the level of every voice is known.

    Levels are measured on a sample of takes that depends on the segments only, never on the order in which they
    happened to be recorded: an interrupted build ends in the same sound. Used from the coordinating thread only.
    """

    def __init__(
        self, plans: tuple[ChapterPlan, ...], config: Config, work: WorkFolder, pools: Pools, emit: Emit
    ) -> None:
        """Nothing is started before the first take is ready."""
        self._plans = {plan.index: plan for plan in plans}
        self._work, self._pools, self._emit, self._rate_hz = work, pools, emit, config.audio.rate_hz
        self._pauses = pause_table(config.pauses_ms)
        self._encodings = encodings_for(config)
        self._takes: dict[str, Take] = {}
        self._missing = {plan.index: {s.key for s in plan.segments} for plan in plans}
        self._chapters_of: dict[str, list[int]] = {}
        for index, keys in self._missing.items():
            for key in keys:
                self._chapters_of.setdefault(key, []).append(index)
        self._gains = load_gains(work.gains, config.audio.target_lufs, config.audio.ceiling_dbtp - _CODEC_MARGIN_DB)
        samples = sample_keys([s for plan in plans for s in plan.segments])
        self._samples = {v: keys for v, keys in samples.items() if v not in self._gains.voices_db}
        self._sample_missing = {key for keys in self._samples.values() for key in keys}
        self._measuring: dict[str, Task[float]] = {}
        self._ready: list[int] = []
        self._working: dict[Task[ChapterMaster], int] = {}
        self._done: dict[int, ChapterMaster] = {}
        self._started = 0.0
        self._reused = 0

    def wanted_for_levels(self) -> frozenset[str]:
        """Keys of the takes that levels will be measured on; to be recorded first."""
        return frozenset(self._sample_missing)

    def take_ready(self, take: Take) -> None:
        """A take is in the store."""
        if not self._started:
            self._started = time.monotonic()
            self._emit(StageStarted(Stage.MASTERS, len(self._plans)))
        self._takes[take.key] = take
        self._sample_missing.discard(take.key)
        for index in self._chapters_of.pop(take.key, ()):
            self._missing[index].discard(take.key)
            if not self._missing[index]:
                self._ready.append(index)
        self._advance()

    def finish(self) -> tuple[ChapterMaster, ...]:
        """Wait for the rest; all chapters in order."""
        for task in self._measuring.values():
            task.result()
        self._advance()
        while self._working:
            self._collect(next(iter(self._working)))
        self._emit(
            StageFinished(Stage.MASTERS, time.monotonic() - self._started, len(self._done) - self._reused, self._reused)
        )
        return tuple(self._done[index] for index in sorted(self._done))

    def _advance(self) -> None:
        if self._levels_known():
            for index in self._ready:
                self._start(self._plans[index])
            self._ready.clear()
        for task in [t for t in self._working if t.done()]:
            self._collect(task)

    def _levels_known(self) -> bool:
        if not self._samples:
            return True
        if self._sample_missing:
            return False
        if not self._measuring:
            for voice, keys in self._samples.items():
                takes = tuple(self._takes[key] for key in keys)
                self._measuring[voice] = self._pools.start(
                    measure_gain, str(self._work.takes), takes, self._gains.target_lufs, self._gains.ceiling_dbtp
                )
        if not all(task.done() for task in self._measuring.values()):
            return False
        measured = {voice: task.result() for voice, task in self._measuring.items()}
        self._gains = replace(self._gains, voices_db={**self._gains.voices_db, **measured})
        save_gains(self._work.gains, self._gains)
        self._samples = {}
        return True

    def _start(self, plan: ChapterPlan) -> None:
        timeline = assemble(plan.index, plan.title, plan.segments, self._takes, self._pauses, self._rate_hz)
        key = master_key(timeline, self._gains)
        kept = load_master(self._work.masters, key, self._encodings)
        if kept is not None:
            self._reused += 1
            self._done[plan.index] = replace(kept, chapter=plan.index, title=plan.title)
            return
        there = {e.encoding for e in encoded_already(self._work.masters, key)}
        missing = tuple(e for e in self._encodings if e not in there)
        job = ChapterJob(timeline, str(self._work.takes), self._gains, missing, str(self._work.masters), key)
        self._working[self._pools.start(master_chapter, job)] = plan.index

    def _collect(self, task: Task[ChapterMaster]) -> None:
        index = self._working.pop(task)
        plan = self._plans[index]
        made = task.result()
        kept = load_master(self._work.masters, made.key, self._encodings, index, plan.title)
        if kept is None:
            raise OutputError("a mastered chapter has vanished", hint="build again; it is mastered anew")
        master = replace(kept, encoder_cpu_ms=made.encoder_cpu_ms)
        self._done[index] = master
        audio_ms = master.n_samples * 1000 // master.rate_hz
        self._emit(ChapterDone(index, plan.title, audio_ms, master.encoder_cpu_ms, len(self._done), len(self._plans)))


def encodings_for(config: Config) -> tuple[Encoding, ...]:
    """What the formats asked for need, each once."""
    wanted = [load_writer(name).encoding(delivery_of(config)) for name in config.formats]
    return tuple(dict.fromkeys(wanted))


def delivery_of(config: Config) -> Delivery:
    """What the settings want of encoded files."""
    audio = config.audio
    return Delivery(audio.file_rate_hz or audio.rate_hz, audio.quality, audio.aac_kbps, audio.mp3_kbps, audio.opus_kbps)
