from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from audiobook.corridor.pools import Pools
from audiobook.errors import AudiobookError


def die_once(marker: str) -> str:
    """Kill this process the first time."""
    try:
        Path(marker).touch(exist_ok=False)
    except FileExistsError:
        return "second time"
    os._exit(9)


def die(_: int) -> None:
    os._exit(9)


def test_a_killed_worker_does_its_work_again(tmp_path: Path):
    with Pools(2) as pools:
        assert pools.start(die_once, str(tmp_path / "marker")).result() == "second time"


def test_done_starts_dead_work_again_without_waiting(tmp_path: Path):
    with Pools(2) as pools:
        task = pools.start(die_once, str(tmp_path / "marker"))
        end = time.monotonic() + 20
        while not task.done() and time.monotonic() < end:
            time.sleep(0.02)
        assert task.result() == "second time"


def test_work_that_kills_its_worker_each_time_ends_in_one_clear_error():
    with Pools(1) as pools, pytest.raises(AudiobookError, match="died 3 times"):
        pools.start(die, 1).result()
