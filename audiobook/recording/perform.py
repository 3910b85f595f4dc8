"""One segment, in a worker: speak, check, resample, find the speech, keep."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.errors import AudiobookError, EngineError, TakeError
from audiobook.plugins import Parallel, load_engine
from audiobook.recording.check import check_samples
from audiobook.recording.store import TakeStore
from audiobook.sound.pcm import encode_flac, peak, speech_bounds, to_int16
from audiobook.sound.resample import resample
from audiobook.take import Take

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.plugins import Engine, Recording
    from audiobook.take import Slate

#: An engine that failed a check is asked once more; many are not deterministic.
_ATTEMPTS = 2


def record_one(slate: Slate, key: str, root: str) -> Take:
    """Record a slate with the engine it names and keep the take in the store at ``root``.

    Picklable, for worker processes and threads. Raises TakeError when this text cannot be recorded acceptably,
    EngineError when the engine cannot go on, OutputError when the take cannot be written.
    """
    return record_with(load_engine(slate.engine), slate, key, TakeStore(Path(root)))


def warm_up() -> None:
    """Import what every recording needs, in a worker process that has nothing else to do yet."""
    for module in ("numpy", "soundfile", "soxr"):
        import_module(module)


def record_with(engine: Engine, slate: Slate, key: str, store: TakeStore) -> Take:
    """Record a slate with a given engine; otherwise like ``record_one``."""
    samples, rate_hz, cpu_ms = _accepted(engine, slate)
    pcm = to_int16(resample(samples, rate_hz, slate.rate_hz))
    start, end = speech_bounds(pcm, slate.rate_hz)
    take = Take(key, int(pcm.size), slate.rate_hz, start, end, round(peak(pcm), 6), cpu_ms)
    store.save(take, encode_flac(pcm, slate.rate_hz), durable=engine.info.paid)
    return take


def _accepted(engine: Engine, slate: Slate) -> tuple[NDArray[np.float32], int, int]:
    """Samples that pass the checks, their rate, and the engine's CPU time in ms over all attempts."""
    import numpy as np

    # A thread's own clock where several engines' calls share a process; else the process's, which counts the engine's
    # own threads too.
    clock = time.thread_time if engine.info.parallel is Parallel.THREADS else time.process_time
    began = clock()
    refusal = TakeError("it was not recorded")
    for _ in range(_ATTEMPTS):
        try:
            recording = _spoken(engine, slate)
        except TakeError as error:
            refusal = error
            continue
        samples = np.asarray(recording.samples)
        problems = check_samples(slate, samples, recording.rate_hz)
        if not problems:
            cpu_ms = round((clock() - began) * 1000)
            return samples.astype(np.float32, copy=False), recording.rate_hz, cpu_ms
        refusal = TakeError(f"what {slate.engine} recorded is not usable: {'; '.join(problems)}")
    raise refusal


def _spoken(engine: Engine, slate: Slate) -> Recording:
    try:
        return engine.synthesize(slate)
    except AudiobookError:
        raise
    except MemoryError as error:
        raise EngineError(f"there is not enough memory to run {slate.engine}", hint="use fewer --jobs") from error
    except Exception as error:
        # Anything a plug-in did not foresee costs one segment, not the book.
        raise TakeError(f"{slate.engine} failed on this text: {type(error).__name__}: {error}") from error
