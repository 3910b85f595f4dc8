"""Threads that wait for servers, and do not keep anybody else waiting."""

import subprocess
import sys
import threading

import pytest

from audiobook.recording.threads import WaitingThreads


def test_so_many_work_side_by_side_and_no_more():
    together = threading.Barrier(3, timeout=10)
    with WaitingThreads(3) as pool:
        places = [pool.submit(lambda: (together.wait(), threading.get_ident())[1]) for _ in range(9)]
        assert len({place.result(20) for place in places}) == 3


def test_first_come_first_served():
    served = []
    with WaitingThreads(1) as pool:
        for n in range(20):
            pool.submit(served.append, n)
    assert served == list(range(20))


def test_results_and_errors_come_to_whoever_waits():
    with WaitingThreads(2) as pool:
        assert pool.submit(divmod, 7, 2).result(10) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 7, 0).result(10)
    with pytest.raises(RuntimeError):
        pool.submit(divmod, 7, 2)


def test_after_an_error_what_has_not_begun_is_dropped_and_what_has_is_left_alone():
    hold, begun = threading.Event(), threading.Event()
    pool = WaitingThreads(1)
    first = pool.submit(lambda: (begun.set(), hold.wait(30)))
    second = pool.submit(divmod, 7, 2)
    begun.wait(10)
    pool.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert second.cancelled()
    assert not first.done()
    hold.set()
    assert first.result(10)


def test_they_do_not_keep_the_interpreter_from_ending():
    code = (
        "import time; from audiobook.recording.threads import WaitingThreads;"
        "WaitingThreads(2).submit(time.sleep, 100); print('over')"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=50)
    assert (result.stdout, result.stderr) == ("over\n", "")
