"""One segment, in a worker: speak, check, resample, find the speech, keep."""

from __future__ import annotations

import errno
import multiprocessing
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.cloud.redaction import clean
from audiobook.errors import AudiobookError, EngineError, OutputError, TakeError
from audiobook.plugins import Parallel, load_engine
from audiobook.recording.check import check_samples
from audiobook.recording.store import TakeStore
from audiobook.sound.pcm import encode_flac, peak, speech_bounds, to_int16
from audiobook.sound.resample import resample
from audiobook.take import Take

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.plugins import Engine
    from audiobook.take import Slate

#: An engine that failed a check is asked once more; many are not deterministic.
_ATTEMPTS = 2
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def record_one(slate: Slate, key: str, root: str) -> Take:
    """Record a slate with the engine it names and keep the take in the store at ``root``.

    Picklable, for worker processes and threads. Raises TakeError when this text cannot be recorded acceptably,
    EngineError when the engine cannot go on, OutputError when the take cannot be written. Whatever else an engine
    raises becomes one of these, made by ourselves: errors cross from one process to another.
    """
    return record_with(load_engine(slate.engine), slate, key, TakeStore(Path(root)))


def warm_up() -> None:
    """Import what every recording needs, in a worker process that has nothing else to do yet."""
    for module in ("numpy", "soundfile", "soxr"):
        import_module(module)


def record_with(engine: Engine, slate: Slate, key: str, store: TakeStore) -> Take:
    """Record a slate with a given engine; otherwise like ``record_one``."""
    info = engine.info
    # A thread's own clock where several engines' calls share a process; else the process's, which counts the engine's
    # own threads too.
    clock = time.thread_time if info.parallel is Parallel.THREADS else time.process_time
    began = clock()
    samples, rate_hz = _accepted(engine, slate)
    cpu_ms = round((clock() - began) * 1000)
    pcm = to_int16(resample(samples, rate_hz, slate.rate_hz))
    start, end = speech_bounds(pcm, slate.rate_hz)
    take = Take(key, int(pcm.size), slate.rate_hz, start, end, round(peak(pcm), 6), cpu_ms)
    store.save(take, encode_flac(pcm, slate.rate_hz), durable=info.paid)
    return take


def _accepted(engine: Engine, slate: Slate) -> tuple[NDArray[np.float32], int]:
    """Samples that pass the checks, and their rate."""
    refusal = TakeError("it was not recorded")
    for _ in range(_ATTEMPTS):
        try:
            samples, rate_hz = _spoken(engine, slate)
        except TakeError as error:
            refusal = error
            continue
        problems = check_samples(slate, samples, rate_hz)
        if not problems:
            return samples, rate_hz
        refusal = TakeError(f"what {slate.engine} recorded is not usable: {'; '.join(problems)}")
    raise refusal


def _spoken(engine: Engine, slate: Slate) -> tuple[NDArray[np.float32], int]:
    """What the engine says, as samples that can be checked. Anything a plug-in did not foresee costs one segment."""
    name = slate.engine
    try:
        return _samples_of(engine.synthesize(slate))
    except AudiobookError as error:
        raise _our_own(error) from error
    except MemoryError as error:
        raise EngineError(f"there is not enough memory to run {name}", hint="use fewer --jobs") from error
    except OSError as error:
        if error.errno in _FULL:
            raise OutputError(
                f"the disk is full: {name} has no room for its files",
                hint="make room, also for temporary files, and run the same command again",
            ) from error
        raise TakeError(_failed(name, error)) from error
    except Exception as error:
        raise TakeError(_failed(name, error)) from error
    except BaseException as error:
        # An engine that exits or is cancelled (SystemExit, CancelledError) must not end the build, least of all as if
        # all had gone well. Ctrl-C only ever comes to the main thread of the first process.
        if isinstance(error, KeyboardInterrupt) and _is_ours():
            raise
        raise TakeError(_failed(name, error)) from error


def _is_ours() -> bool:
    """Whether Ctrl-C would come to this thread."""
    return multiprocessing.parent_process() is None and threading.current_thread() is threading.main_thread()


def _samples_of(recording: object) -> tuple[NDArray[np.float32], int]:
    """Samples and rate of what an engine returned. Raises TakeError when it is something else."""
    import numpy as np

    try:
        found, rate = recording.samples, recording.rate_hz  # type: ignore[attr-defined]  # that is the question
    except AttributeError:
        raise TakeError(f"the engine returned no recording but a {type(recording).__name__}") from None
    samples = np.asarray(found)
    if samples.dtype.kind != "f":
        raise TakeError(f"the engine returned samples of the type {samples.dtype}, not numbers between -1 and 1")
    if isinstance(rate, bool) or not isinstance(rate, int | float | np.integer | np.floating) or rate != int(rate):
        raise TakeError(f"the engine returned {clean(repr(rate), 40)} as the sample rate")
    with np.errstate(over="ignore"):  # too large for 32 bits is infinite, which the checks find
        return samples.astype(np.float32, copy=False), int(rate)


def _our_own(error: AudiobookError) -> AudiobookError:
    """The error as a class that every process knows; a plug-in's own may not survive the way."""
    if type(error).__module__.startswith("audiobook."):
        return error
    kinds = (TakeError, EngineError, OutputError)
    kind = next((kind for kind in kinds if isinstance(error, kind)), EngineError)
    return kind(clean(error.message), source=error.source, hint=clean(error.hint))


def _failed(name: str, error: BaseException) -> str:
    """What is said of an error that nobody foresaw: one line, nothing in it that looks like a key."""
    try:
        said = clean(error)
    except Exception:  # noqa: BLE001 - it is the engine's code that fails here
        said = ""
    return f"{name} failed on this text: {type(error).__name__}" + (f": {said}" if said else "")
