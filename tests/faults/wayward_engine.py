"""A third-party engine that does to a book what its text says; beeps where it says nothing of that.

It is installed as a package of its own (``wayward_books.install``), so that builds, and their worker processes, find it
by its entry point as they find any other. Once the file that WAYWARD_HEALED names is there, it does everything right.
WAYWARD_HANGS_S is how many seconds it may take before it is ended, in place of minutes. WAYWARD_FAILS names a method
that fails; with WAYWARD_THIRD every third call does. With WAYWARD_CHATTERS it prints wherever it is asked anything, in
Python and from C, and is used in threads, as engines that wait for a server are.
"""

import ctypes
import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from audiobook.engines.tone import ToneEngine
from audiobook.errors import EngineError, TakeError
from audiobook.plugins import Parallel, Recording

KEY = "sk-0123456789abcdef0123456789abcdef"
_LEAKED = []
_CALLS = {"all": 0}


class UnpicklableError(Exception):
    """Cannot be sent to another process, nor made there."""

    def __init__(self, one, two):
        super().__init__("a lock is inside")
        self.lock = threading.Lock()
        del one, two


class MuteError(Exception):
    def __str__(self):
        raise RuntimeError("even saying so fails")


class OwnTakeError(TakeError):
    """One of the plug-in's own, which is made otherwise than ours."""

    def __init__(self, number):
        super().__init__(f"my own error {number}")
        self.lock = threading.Lock()


class Base(BaseException):
    pass


class Like:
    """Like a Recording, but none."""

    def __init__(self, samples, rate_hz):
        self.samples, self.rate_hz = samples, rate_hz


def _chat(place):
    """Python's print, the file number, and C's own buffer, which is written when the process ends."""
    if os.environ.get("WAYWARD_CHATTERS"):
        print(f"chatter: {place}")  # noqa: T201
        os.write(1, f"chatter: from C, {place}\n".encode())
        ctypes.CDLL(None).puts(f"chatter: C's buffer, {place}".encode())
        subprocess.run(["echo", "chatter: of a helper"], check=True)


_chat("import")


class WaywardEngine(ToneEngine):
    def __init__(self):
        _chat("init")
        if os.environ.get("WAYWARD_FAILS") == "init":
            raise RuntimeError("the licence has run out")
        if patience := os.environ.get("WAYWARD_HANGS_S"):
            from audiobook import workers
            from audiobook.recording.batch import Patience
            from audiobook.recording.record import record

            record.__kwdefaults__["patience"] = Patience(least_s=float(patience), each_character_s=0.0, growth_mb=200)
            workers.finish.__defaults__ = (1.0,)

    @property
    def info(self):
        if os.environ.get("WAYWARD_FAILS") == "info":
            raise RuntimeError("nothing is known")
        if os.environ.get("WAYWARD_CHATTERS"):
            print("chatter: info")  # noqa: T201
            return replace(super().info, name="wayward", model="moods", parallel=Parallel.THREADS)
        return replace(super().info, name="wayward", model="moods")

    def voices(self):
        _chat("voices")
        fails = os.environ.get("WAYWARD_FAILS")
        if fails == "voices":
            raise RuntimeError("the list of voices is gone")
        if fails == "voices-politely":
            raise EngineError("the list of voices is gone", hint="install it again")
        if fails == "no-voices":
            return ()
        return tuple(replace(voice, engine="wayward") for voice in super().voices())

    def speaks(self, language):
        if os.environ.get("WAYWARD_FAILS") == "speaks":
            raise RuntimeError("which language?")
        return super().speaks(language)

    def reads(self, text):
        if os.environ.get("WAYWARD_FAILS") == "reads":
            raise RuntimeError("glasses are missing")
        return super().reads(text)

    def synthesize(self, slate):
        _chat("synthesize")
        good = super().synthesize(slate)
        if Path(os.environ.get("WAYWARD_HEALED", "")).is_file():
            return good
        _CALLS["all"] += 1
        with Path(os.environ["WAYWARD_HEALED"]).with_name("processes").open("a", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
        if os.environ.get("WAYWARD_THIRD") and _CALLS["all"] % 3 == 0:
            raise RuntimeError("every third call")
        found = re.search(r"\b(?:ends|raises|returns|does|was)-(\w+)", slate.text)
        return _DO[found[1]](good, slate.text) if found else good


def _raise(error):
    def do(good, text):
        del good, text
        raise error() if isinstance(error, type) else error

    return do


def _unpicklable(_good, _text):
    raise UnpicklableError(1, 2)


def _own(_good, _text):
    raise OwnTakeError(7)


def _recursion(good, text):
    return _recursion(good, text)


def _first(good, text):
    """Fails the first time that it is asked for a text, in any process."""
    marker = Path(os.environ["WAYWARD_HEALED"]).with_name(f"asked-{len(text)}")
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return good
    raise RuntimeError("not yet")


def _leak(good, text):
    del text
    _LEAKED.append(np.ones(16_000_000))  # 122 MiB
    return good


def _linger(good, text):
    del text
    threading.Thread(target=time.sleep, args=(600,)).start()  # no daemon: its process will not end by itself
    return good


def _chatter(good, text):
    del text
    sys.stdout.write("loading shards: 100%\n")
    sys.stdout.flush()
    os.write(1, b"from C: ready\n")
    return good


def _wander(good, text):
    del text
    os.chdir(os.sep)
    return good


def _read_only(good, text):
    del text
    good.samples.flags.writeable = False
    return good


def _noise(good, text):
    del text
    return Recording(np.random.default_rng(1).normal(0, 0.1, good.samples.size).astype(np.float32), good.rate_hz)


def _at(change, rate=None):
    def do(good, text):
        del text
        return Recording(change(good.samples), good.rate_hz if rate is None else rate)

    return do


def _same(samples):
    return samples


_DO = {
    "crash": lambda _good, _text: os._exit(42),
    "segfault": lambda _good, _text: ctypes.string_at(0),
    "abort": lambda _good, _text: os.abort(),
    "exit": _raise(SystemExit(0)),
    "interrupt": _raise(KeyboardInterrupt),
    "cancel": _raise(__import__("asyncio").CancelledError),
    "generator": _raise(GeneratorExit),
    "base": _raise(Base),
    "hang": lambda _good, _text: time.sleep(600),
    # Holds the interpreter's lock, so that no other thread of the process can do anything.
    "stuck": lambda _good, _text: re.match(r"(a+)+$", "a" * 60 + "b"),
    "recursion": _recursion,
    "unpicklable": _unpicklable,
    "own": _own,
    "mute": _raise(MuteError),
    "secret": _raise(RuntimeError(f"401 for https://u:p@host/?key={KEY}: invalid api_key={KEY}")),
    "long": _raise(ValueError("\x1b[31mall\nof it " * 20_000)),
    "full": _raise(OSError(28, "No space left on device")),
    "leak": _leak,
    "linger": _linger,
    "chatter": _chatter,
    "wander": _wander,
    "first": _first,
    "silence": _at(np.zeros_like),
    "whisper": _at(lambda samples: samples * np.float32(0.001)),
    "hum": _at(lambda samples: np.full_like(samples, 0.2)),
    "empty": _at(lambda samples: samples[:0]),
    "nan": _at(lambda samples: np.where(np.arange(samples.size) == 100, np.float32(np.nan), samples)),
    "infinite": _at(lambda samples: samples.astype(np.float64) * 1e300),
    "clipped": _at(lambda samples: np.clip(samples * 1000, -1, 1)),
    "half": _at(lambda samples: samples[: samples.size // 2]),
    "eighth": _at(lambda samples: samples[: samples.size // 8]),
    "endless": _at(lambda samples: np.tile(samples, 600 * 24000 // samples.size + 1)),
    "noise": _noise,
    "list": _at(lambda samples: samples.tolist()),
    "double": _at(lambda samples: samples.astype(">f8")),
    "integers": _at(lambda samples: (samples * 32767).astype(np.int16)),
    "objects": _at(lambda samples: samples.astype(object)),
    "words": _at(lambda _samples: ["la", "la"]),
    "complex": _at(lambda samples: samples * 1j),
    "stereo": _at(lambda samples: np.stack([samples, samples])),
    "column": _at(lambda samples: samples[:, None]),
    "nothing": lambda _good, _text: None,
    "bytes": lambda _good, _text: b"RIFF",
    "like": lambda good, _text: Like(good.samples, good.rate_hz),
    "frozen": _read_only,
    "low": _at(_same, 7),
    "fast": _at(_same, 192_000),
    "rational": _at(_same, 24000.0),
    "unrated": _at(_same, None.__class__),
    "text": _at(_same, "24 kHz"),
    "nanrate": _at(_same, float("nan")),
}

sys.setswitchinterval(0.005)  # importing it does something, as plug-ins do
