"""Slates, segments and pools for the tests of this room."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.recording.store import TakeStore
from audiobook.take import Boundary, Segment, Slate
from audiobook.workers import is_broken, process_pool, stop, thread_pool

# Worker processes inherit this path and find the faulty engines by name.
sys.path.insert(0, str(Path(__file__).parents[1] / "faults"))


class Pools:
    """Two workers of each kind, new ones when the old have died; what the corridor lends."""

    def __init__(self):
        self.open = {}

    def get(self, kind):
        if kind in self.open and is_broken(self.open[kind]):
            stop(self.open.pop(kind))
        if kind not in self.open:
            self.open[kind] = (thread_pool if kind == "threads" else process_pool)(2)
        return self.open[kind]

    def close(self):
        for pool in self.open.values():
            pool.shutdown(wait=True, cancel_futures=True)


def _slate(text, **fields):
    return replace(Slate(text, "tone", "1", "beeps", "alto", "en"), **fields)


def _segment(text, chapter=0, **fields):
    slate = _slate(text, **fields)
    return Segment(slate, slate.key, chapter, 0, 0, "", Boundary.SENTENCE, displayed=text)


@pytest.fixture
def slate():
    return _slate


@pytest.fixture
def segment():
    return _segment


@pytest.fixture
def store(tmp_path):
    return TakeStore(tmp_path / "takes")


@pytest.fixture(scope="session")
def shared_pools():
    """Workers for all tests that do not kill them."""
    pools = Pools()
    yield pools
    pools.close()


@pytest.fixture
def own_pools():
    """Workers that a test may kill."""
    pools = Pools()
    yield pools
    pools.close()
