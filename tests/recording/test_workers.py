import os
import subprocess
import sys
import threading
import time

import pytest

from audiobook.workers import is_broken, process_pool, stop, thread_pool

CHILD = """
import sys, time
from audiobook.workers import process_pool
if __name__ == "__main__":
    pool = process_pool(1)
    print(pool.submit(__import__("os").getpid).result(), flush=True)
    time.sleep(60)
"""


def gone(pid):
    """Ended, or only waiting to be noticed by a parent that does not look."""
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until_gone(pid):
    for _ in range(100):
        if gone(pid):
            return True
        time.sleep(0.05)
    return False


def test_a_dead_worker_breaks_the_pool():
    pool = process_pool(1)
    assert not is_broken(pool)
    assert pool.submit(os._exit, 3).exception(timeout=20) is not None
    assert is_broken(pool)
    stop(pool)
    stop(pool)


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="looks for processes in /proc")  # noqa: PTH112
def test_stop_ends_workers_in_the_middle_of_their_work():
    pool = process_pool(1)
    pid = pool.submit(os.getpid).result(timeout=20)
    pool.submit(time.sleep, 60)
    began = time.monotonic()
    stop(pool)
    assert wait_until_gone(pid)
    assert time.monotonic() - began < 5


def test_stop_leaves_no_thread_that_could_meet_the_interpreters_exit():
    """Exiting while that thread closed its pipe printed a traceback under the error message (in CI, by luck)."""
    before = set(threading.enumerate())
    for begun in (False, True):
        pool = process_pool(2)
        work = pool.submit(os.getpid)
        if begun:
            assert work.result(timeout=20) > 0
        stop(pool)
        assert not [t for t in threading.enumerate() if t not in before and "QueueFeeder" not in t.name]


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="looks for processes in /proc")  # noqa: PTH112
def test_workers_end_when_their_parent_is_killed(tmp_path):
    (tmp_path / "parent.py").write_text(CHILD)
    with subprocess.Popen([sys.executable, str(tmp_path / "parent.py")], stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.kill()
    assert wait_until_gone(pid)


def test_threads():
    pool = thread_pool(2)
    assert pool.submit(int, "7").result() == 7
    assert not is_broken(pool)
    stop(pool)
