import time
from concurrent.futures import Executor, Future

import faulty_engines
import pytest

from audiobook.errors import EngineError, OutputError
from audiobook.events import TakeDone
from audiobook.plugins import Parallel
from audiobook.recording.batch import Patience
from audiobook.recording.record import record
from audiobook.recording.threads import WaitingThreads


class Run:
    """One call of ``record`` and everything it told."""

    def __init__(self, segments, store, pools, **more):
        self.events, self.takes, self.kinds = [], [], []

        def pool(kind):
            self.kinds.append(kind)
            return pools.get(kind)

        def parallel(name):
            return Parallel.THREADS if name == "waiting" else Parallel.PROCESSES

        more.setdefault("on_take", self.takes.append)
        self.call = lambda: record(
            segments, store, pool=pool, workers=lambda _: 2, parallel=parallel, emit=self.events.append, **more
        )

    @property
    def done(self):
        return [(event.done, event.total) for event in self.events if isinstance(event, TakeDone)]


def test_every_segment_becomes_a_take(segment, store, shared_pools):
    segments = [segment(f"Sentence number {n}.", chapter=n // 5) for n in range(20)]
    run = Run(segments, store, shared_pools)
    report = run.call()
    assert (report.recorded, report.reused, report.failed) == (20, 0, ())
    assert {take.key for take in run.takes} == {s.key for s in segments}
    assert store.load_many(s.key for s in segments) == {take.key: take for take in run.takes}
    assert run.done == [(n, 20) for n in range(1, 21)]
    chapters = {s.key: s.chapter for s in segments}
    assert all(event.chapter == chapters[event.key] and event.audio_ms > 300 for event in run.events)


def test_identical_segments_are_recorded_once(segment, store, shared_pools):
    run = Run([segment("Yes."), segment("No.", chapter=1), segment("Yes.", chapter=2)] * 3, store, shared_pools)
    assert run.call().recorded == 2
    assert run.done == [(1, 2), (2, 2)]
    assert len(run.takes) == 2


def test_a_second_run_reuses_everything_at_once(segment, store, shared_pools):
    segments = [segment(f"Sentence number {n}.") for n in range(5)]
    Run(segments, store, shared_pools).call()
    files = {path: path.stat().st_mtime_ns for path in store.root.iterdir()}
    run = Run(segments, store, shared_pools)
    report = run.call()
    assert (report.recorded, report.reused) == (0, 5)
    assert [take.key for take in run.takes] == [s.key for s in segments]
    assert run.events == []
    assert run.kinds == [], "no pool is opened for nothing"
    assert files == {path: path.stat().st_mtime_ns for path in store.root.iterdir()}


def test_only_the_edited_sentence_is_recorded(segment, store, shared_pools):
    Run([segment("One."), segment("Two.")], store, shared_pools).call()
    run = Run([segment("One."), segment("Two, edited.")], store, shared_pools)
    report = run.call()
    assert (report.recorded, report.reused) == (1, 1)
    assert run.done == [(2, 2)]


def test_a_bad_text_costs_only_itself(segment, store, shared_pools):
    segments = [
        segment("Fine one."),
        segment("Then silence falls."),
        segment("Here is a bug too."),
        segment("Fine two."),
    ]
    run = Run(segments, store, shared_pools, work=faulty_engines.record_faulty)
    report = run.call()
    assert report.recorded == 2
    failed = dict(report.failed)
    assert set(failed) == {segments[1], segments[2]}
    assert "silent" in failed[segments[1]]
    assert "ZeroDivisionError" in failed[segments[2]]
    assert [total for _, total in run.done] == [4, 4]
    assert [done for done, _ in run.done] in ([1, 2], [1, 3], [1, 4], [2, 3], [2, 4], [3, 4])


def test_a_text_that_kills_its_worker_is_found(segment, store, own_pools):
    segments = [segment(f"Sentence number {n}.") for n in range(12)]
    segments.insert(4, segment("This will crash the engine."))
    run = Run(segments, store, own_pools, work=faulty_engines.record_faulty)
    report = run.call()
    assert report.recorded == 12
    assert [failed for failed, _ in report.failed] == [segments[4]]
    assert "crashed" in report.failed[0][1]


def test_a_crash_by_accident_costs_nothing(segment, store, own_pools):
    store.root.mkdir()
    run = Run([segment(f"Sentence {n}.") for n in range(6)], store, own_pools, work=faulty_engines.crash_once)
    report = run.call()
    assert (report.recorded, report.failed) == (6, ())
    assert len(run.kinds) == 2


def test_an_engine_that_hangs_in_its_process_costs_only_that_text(segment, store, own_pools):
    segments = [segment(f"Sentence number {n}.") for n in range(6)]
    segments.insert(2, segment("Here it will hang for ever."))
    patience = Patience(least_s=3.0, each_character_s=0.0)
    run = Run(segments, store, own_pools, work=faulty_engines.record_faulty, patience=patience)
    report = run.call()
    assert report.recorded == 6
    assert [failed for failed, _ in report.failed] == [segments[2]]
    assert "hung" in report.failed[0][1]


def test_an_engine_that_hangs_in_its_threads_stops_the_build_and_keeps_the_rest(store, segment):
    segments = [segment(f"Sentence number {n}.", engine="waiting") for n in range(4)]
    segments.append(segment("Here it will hang for ever.", engine="waiting"))
    patience = Patience(least_s=0.7, each_character_s=0.0)
    with WaitingThreads(2) as threads:
        run = Run(segments, store, {Parallel.THREADS: threads}, work=faulty_engines.record_waiting, patience=patience)
        with pytest.raises(EngineError, match="has not answered") as caught:
            run.call()
        threads.shutdown(wait=False)
        threads._threads.clear()  # the one that hangs is not waited for here either
    assert caught.value.hint
    assert len(store.load_many(s.key for s in segments)) == 4


def test_workers_that_grow_without_end_are_replaced(segment, store, own_pools):
    segments = [segment(f"Sentence {n} with a leak in it.") for n in range(40)]
    patience = Patience(growth_mb=200)
    run = Run(segments, store, own_pools, work=faulty_engines.record_faulty, patience=patience)
    report = run.call()
    assert (report.recorded, report.failed) == (40, ())
    assert len(run.kinds) >= 2, "a fresh pool was asked for"


def test_workers_that_always_die_stop_the_build(segment, store, own_pools):
    run = Run([segment(f"Sentence {n}.") for n in range(30)], store, own_pools, work=faulty_engines.crash_always)
    with pytest.raises(EngineError, match="keep dying") as caught:
        run.call()
    assert caught.value.hint
    assert len(run.kinds) < 10


def test_an_engine_that_fails_on_every_text_stops_the_build(segment, store, shared_pools):
    segments = [segment(f"Sentence {n} has a bug in it.") for n in range(300)]
    run = Run(segments, store, shared_pools, work=faulty_engines.record_faulty)
    with pytest.raises(EngineError, match=r"fails on every text, the last time: .*ZeroDivisionError") as caught:
        run.call()
    assert caught.value.hint
    mixed = [segment(f"A good one, {n}.") if n % 10 == 0 else bad for n, bad in enumerate(segments)]
    report = Run(mixed, store, shared_pools, work=faulty_engines.record_faulty).call()
    assert (report.recorded, len(report.failed)) == (30, 270), "most texts may fail as long as it is not the engine"


@pytest.mark.parametrize(
    ("work", "error", "text"),
    [
        (faulty_engines.record_faulty, EngineError, "It is broken now."),
        (faulty_engines.full_disk, OutputError, "The last one."),
    ],
)
def test_an_engine_or_disk_error_stops_and_keeps_the_rest(segment, store, shared_pools, work, error, text):
    segments = [segment(f"Sentence {n}.") for n in range(500)]
    segments.insert(10, segment(text))
    run = Run(segments, store, shared_pools, work=work)
    with pytest.raises(error) as caught:
        run.call()
    assert caught.value.hint
    kept = store.load_many(s.key for s in segments)
    assert {take.key for take in run.takes} == set(kept)
    assert 10 <= len(kept) < 300
    again = Run([s for s in segments if s.displayed != text], store, shared_pools, work=work)
    assert again.call().reused == len(kept)


def test_threads_for_engines_that_wait(segment, store, shared_pools):
    segments = [segment(f"It is slow {n}.", engine="waiting") for n in range(2)] + [segment("Quick.")]
    run = Run(segments, store, shared_pools, work=faulty_engines.record_waiting)
    assert run.call().recorded == 3
    assert sorted(run.kinds) == [Parallel.PROCESSES, Parallel.THREADS]


def test_interrupt_is_quick_and_keeps_what_is_made(segment, store, shared_pools):
    segments = [segment(f"It is slow {n}.") for n in range(60)]

    def interrupt(take):
        del take
        raise KeyboardInterrupt

    run = Run(segments, store, shared_pools, work=faulty_engines.record_faulty, on_take=interrupt)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run.call()
    assert time.monotonic() - began < 3
    time.sleep(1.5)
    kept = store.load_many(s.key for s in segments)
    assert 1 <= len(kept) <= 8
    assert store.sweep() == 0


class HoldingExecutor(Executor):
    """Does nothing until eight tasks wait, then all of them."""

    def __init__(self):
        self.waiting, self.most = [], 0

    def submit(self, work, *args):
        future = Future()
        self.waiting.append((future, work, args))
        self.most = max(self.most, len(self.waiting))
        if len(self.waiting) == 8:
            for held, do, given in self.waiting:
                held.set_result(do(*given))
            self.waiting.clear()
        return future


class OnePool:
    def __init__(self, executor):
        self.executor = executor

    def get(self, _kind):
        return self.executor


def test_four_batches_a_worker_are_under_way(segment, store):
    executor = HoldingExecutor()
    segments = (segment(f"Sentence {n}.", engine="waiting") for n in range(40))
    run = Run(segments, store, OnePool(executor), work=faulty_engines.record_waiting)
    assert run.call().recorded == 40
    assert executor.most == 8
