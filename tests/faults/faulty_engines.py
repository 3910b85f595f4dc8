"""Engines that fail on purpose, and the work functions that record with them.

Workers are other processes: they import this file by name, so tests put this folder on the path first. What a text
asks for happens: "crash" ends the process, "silence" is silent, and so on; other text is beeped by the tone engine.
"""

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from audiobook.engines.tone import ToneEngine
from audiobook.errors import EngineError, OutputError
from audiobook.plugins import Parallel, Recording
from audiobook.recording.perform import record_with
from audiobook.recording.store import TakeStore

#: What the engine never gives back, in this process.
_LEAKED: list = []


class FaultyEngine(ToneEngine):
    """Does what the text says."""

    def synthesize(self, slate):
        good = super().synthesize(slate)
        words = slate.text.lower().split()
        if "crash" in words:
            os._exit(42)
        if "bug" in words:
            raise ZeroDivisionError("of the engine")
        if "broken" in words:
            raise EngineError("the model is damaged", hint="install it again")
        if "slow" in words:
            time.sleep(0.3)
        if "hang" in words:
            time.sleep(600)
        if "leak" in words:
            _LEAKED.append(np.ones(8_000_000, np.float64))  # 61 MiB
        sounds = {
            "silence": np.zeros(24000, np.float32),
            "empty": np.zeros(0, np.float32),
            "nan": np.where(np.arange(good.samples.size) == 100, np.float32(np.nan), good.samples),
            "clipped": np.clip(good.samples * 1000, -1, 1),
            "endless": np.tile(good.samples, 60),
            "hurried": good.samples[: good.samples.size // 6],
            "stereo": np.stack([good.samples, good.samples]),
        }
        for word in words:
            if word in sounds:
                return Recording(sounds[word], good.rate_hz)
        return replace(good, rate_hz=7) if "rate" in words else good


class MoodyEngine(ToneEngine):
    """Is silent on every first call of a text, fine on the second."""

    def __init__(self):
        self.asked = set()

    def synthesize(self, slate):
        good = super().synthesize(slate)
        if slate.key in self.asked:
            return good
        self.asked.add(slate.key)
        return Recording(np.zeros_like(good.samples), good.rate_hz)


class WaitingEngine(FaultyEngine):
    """Is used in threads, as engines that wait for a server are."""

    @property
    def info(self):
        return replace(super().info, parallel=Parallel.THREADS)


def record_faulty(slate, key, root):
    return record_with(FaultyEngine(), slate, key, TakeStore(Path(root)))


def record_waiting(slate, key, root):
    return record_with(WaitingEngine(), slate, key, TakeStore(Path(root)))


def crash_always(slate, key, root):
    del slate, key, root
    os._exit(42)


def crash_once(slate, key, root):
    """The first call of all ends its process; a file remembers that it was made."""
    try:
        (Path(root) / "crashed").touch(exist_ok=False)
    except FileExistsError:
        return record_faulty(slate, key, root)
    os._exit(42)


def full_disk(slate, key, root):
    if "last" in slate.text:
        raise OutputError("the disk is full", hint="free some space")
    return record_faulty(slate, key, root)
