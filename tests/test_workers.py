"""Worker processes that the system does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing.context import SpawnProcess

import pytest

from audiobook import workers
from audiobook.errors import AudiobookError

BOOK = "# One\n\nHello there.\n"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits as POSIX has them")


def build(folder, *, prefix: str = "exec", python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """A build whose worker processes would be run by ``python``."""
    (folder / "b.md").write_text(BOOK, encoding="utf-8")
    code = (
        "import sys; from multiprocessing import spawn; spawn.set_executable(sys.argv.pop(1))\n"
        "from audiobook.cli.main import main\n"
        'if __name__ == "__main__":\n    main()\n'
    )
    (folder / "run.py").write_text(code, encoding="utf-8")
    command = f'{prefix} "$0" run.py "$1" build b.md --engine tone --format flac --jobs 2'
    return subprocess.run(
        ["sh", "-c", command, sys.executable, python],
        cwd=folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@POSIX
@pytest.mark.parametrize(
    ("python", "codes", "message"),
    [
        ("/nonexistent/python", {1}, "error: worker processes cannot be started: "),
        ("/bin/false", {1, 6, 7}, "error: "),  # by when it is noticed that they die
    ],
)
def test_a_python_that_cannot_be_run_again_is_said(tmp_path, python, codes, message):
    """Found in an account that may not read its own Python: exit code 1 and not a word."""
    done = build(tmp_path, python=python)
    assert done.returncode in codes, done.stderr
    assert message in done.stderr
    assert "hint: " in done.stderr


@POSIX
@pytest.mark.parametrize("files", [12, 20])
def test_too_low_a_limit_on_open_files_is_said_and_the_next_build_goes_on(tmp_path, files):
    done = build(tmp_path, prefix=f"ulimit -n {files}; exec")
    assert done.returncode == 1, done.stderr
    assert "error: worker processes cannot be started: Too many open files\nhint: look at the limits" in done.stderr
    assert build(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("error", "kind"),
    [(OSError(11, "no more processes"), AudiobookError), (OSError("handle is closed"), BrokenExecutor)],
)
def test_a_worker_that_is_not_started_is_an_error_of_ours_or_a_broken_pool(monkeypatch, error, kind):
    def fails(_process: SpawnProcess) -> None:
        raise error

    monkeypatch.setattr(SpawnProcess, "start", fails)
    pool = workers.process_pool(1)
    with pytest.raises(kind, match=r"no more processes|handle is closed"):
        pool.submit(os.getpid)
    workers.stop(pool)


def test_a_python_without_semaphores_is_said(monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise ImportError("this platform lacks a functioning sem_open implementation")

    monkeypatch.setattr(ProcessPoolExecutor, "__init__", fails)
    with pytest.raises(AudiobookError, match=r"worker processes cannot be started: .*sem_open"):
        workers.process_pool(1)
