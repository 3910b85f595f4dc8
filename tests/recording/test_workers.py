import functools
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from audiobook.workers import finish, is_broken, process_pool, stop, thread_pool

CHILD = """
import sys, time
from audiobook.workers import process_pool
if __name__ == "__main__":
    pool = process_pool(1)
    print(pool.submit(__import__("os").getpid).result(), flush=True)
    time.sleep(60)
"""


PRINTING = """
import os
from audiobook.workers import process_pool
if __name__ == "__main__":
    with process_pool(1) as pool:
        pool.submit(os.write, 1, b"by the engine\\n").result()
    print("a result")
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


def linger(seconds):
    """Leave a thread behind that keeps the process alive."""
    threading.Thread(target=time.sleep, args=(seconds,)).start()
    return os.getpid()


def ignore_being_ended():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return linger(600)


def test_finish_lets_what_was_begun_come_to_its_end():
    pool = process_pool(1)
    works = [pool.submit(time.sleep, 0.1) for _ in range(3)]
    finish(pool)
    assert [work.exception() for work in works] == [None, None, None]
    finish(pool)
    finish(thread_pool(1))


@pytest.mark.parametrize("stay", [functools.partial(linger, 600), ignore_being_ended])
def test_finish_does_not_wait_for_ever_for_what_a_plug_in_left_behind(stay, monkeypatch):
    monkeypatch.setattr("audiobook.workers._END_S", 1.0)
    pool = process_pool(1)
    pid = pool.submit(stay).result(timeout=20)
    began = time.monotonic()
    finish(pool, patience_s=0.5)
    assert time.monotonic() - began < 10
    assert wait_until_gone(pid)


def test_what_a_worker_prints_is_not_on_standard_output(tmp_path):
    (tmp_path / "parent.py").write_text(PRINTING)
    done = subprocess.run([sys.executable, str(tmp_path / "parent.py")], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("a result\n", "by the engine\n")
