"""The corridor: one book all the way through."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from audiobook.corridor.accepting import accept
from audiobook.corridor.casting import cast_book
from audiobook.corridor.credits import with_credits
from audiobook.corridor.mending import mended
from audiobook.corridor.pools import Pools
from audiobook.corridor.preparation import is_new, open_manuscript, prepare_book
from audiobook.corridor.production import plan_chapters, produce
from audiobook.corridor.publishing import check_targets, final_cover, make_master, publish
from audiobook.corridor.purse import Purse
from audiobook.corridor.read_along import with_transcript
from audiobook.corridor.reasons import reasons, write_segments
from audiobook.corridor.repairs import with_repairs
from audiobook.corridor.reporting import Reporter
from audiobook.corridor.request import Request, Result, Stage, Target, check_source, targets
from audiobook.corridor.sample import publish_sample, sample_targets
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.sheets import engines_named
from audiobook.corridor.sounds import book_sounds, check_sounds, delivered
from audiobook.corridor.voices import settle_local
from audiobook.corridor.workfolder import open_work, write_bytes, writing
from audiobook.events import Emit, StageFinished, StageStarted, note, silent
from audiobook.master import Master
from audiobook.plugins import Parallel, load_engine
from audiobook.recording.store import TakeStore
from audiobook.userfiles import bytes_of, is_folder

_T = TypeVar("_T")


def build(request: Request, emit: Emit = silent) -> Result:
    """Build one book as far as ``request.until``.

    Everything made is kept in the work folder and used again, so that an interrupted or repeated build does only what
    is missing. Raises AudiobookError; ``emit`` is called from this thread only. A second build of the same work folder
    is refused while one runs.
    """
    reporter = Reporter(emit)
    check_source(request)
    settle_local(request.config)
    wanted = targets(request) if request.reaches(Stage.FILES) else ()
    with Pools(request.config.jobs) as pools, Purse(request.config, emit) as purse:
        if request.reaches(Stage.TAKES) and is_new(request) and _burns_cpu(request.config.build.engine):
            pools.warm()
        return _build(request, wanted, pools, purse, reporter)


def _build(request: Request, wanted: tuple[Target, ...], pools: Pools, purse: Purse, reporter: Reporter) -> Result:
    manuscript = _timed(Stage.SCRIPT, reporter.emit, lambda: open_manuscript(request, reporter.emit))
    samples = sample_targets(request, wanted)
    check_targets((*wanted, *samples))
    work = open_work(request.work_root, request.name)
    with work.lock():
        script = prepare_book(manuscript, request, work, reporter.emit, purse)
        if not request.reaches(Stage.CAST):
            return Result((_copy(script.path, request),), work.root)
        check_sounds(script, request)
        buying = request.reaches(Stage.TAKES)
        purse.configure(engines_named(request, work), work, reporter.emit if buying else silent, buying=buying)
        cast = _timed(Stage.CAST, reporter.emit, lambda: cast_book(script, request, work, reporter.emit))
        if not request.reaches(Stage.TAKES):
            return Result((_copy(script.path, request), cast.path), work.root)
        if wanted:
            final_cover(script, request.config, reporter.emit)
        spoken = segment_book(script, cast, request.config.audio.rate_hz, reporter.emit)
        sounds = book_sounds(script, request, work, pools, reporter.emit)
        request = replace(request, config=delivered(request.config, sounds))
        book = plan_chapters(spoken, [chapter.name for chapter in script.script.chapters], sounds.sounding)
        plans = with_credits(book, script, cast, request.config, reporter.emit)
        book, plans = with_repairs(book, work), with_repairs(plans, work)
        segments = tuple(segment for plan in plans for segment in plan.segments)
        if request.why:
            for segment, reason in reasons(work, segments, TakeStore(work.takes)):
                note(reporter.emit, "why", f"{reason}: {segment.displayed}", segment.source)
        write_segments(work, segments)
        if not request.reaches(Stage.FILES):
            produce(plans, request, work, pools, purse, reporter.emit, sounds)
            return Result((work.root,), work.root)

        def delivered_files() -> tuple[Master, tuple[Path, ...]]:
            chapters = produce(plans, request, work, pools, purse, reporter.emit, sounds)
            master = make_master(script, cast, chapters, request.config)
            master = with_transcript(master, plans, script, request, work)
            return master, publish(master, wanted, request.config, work, pools, reporter.emit)

        master, book_files = mended(delivered_files)
        files = book_files + publish_sample(samples, book, script, cast, request.config, work, pools, reporter.emit)
        reporter.write(work, cast, master, files, segments, purse.costs())
        accept(book_files, request.config, work, reporter.emit)
        return Result(files, work.root)


def _burns_cpu(engine: str) -> bool:
    """Whether recording will need processes; an engine that waits for a server needs none."""
    return not engine or load_engine(engine).info.parallel is Parallel.PROCESSES


def _copy(script: Path, request: Request) -> Path:
    """The script itself, or its copy where ``-o`` asks for one."""
    if request.output is None:
        return script
    target = request.output / script.name if is_folder(request.output) else request.output
    with writing(f"'{target}'"):
        write_bytes(target, bytes_of(script))
    return target


def _timed(stage: Stage, emit: Emit, work: Callable[[], _T]) -> _T:
    """Do one stage between its two events."""
    emit(StageStarted(stage))
    started = time.monotonic()
    result = work()
    emit(StageFinished(stage, time.monotonic() - started))
    return result
