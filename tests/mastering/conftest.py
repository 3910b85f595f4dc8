"""Takes that sound a little like speech: bursts of tilted noise with syllables and a quiet start and end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audiobook.editing.assemble import assemble
from audiobook.master import Encoding
from audiobook.mastering.chapter import ChapterJob, master_key
from audiobook.mastering.levels import Gains
from audiobook.sound.codec import Encoder
from audiobook.sound.pcm import encode_flac, to_int16
from audiobook.take import Segment, Slate, Take
from audiobook.timeline import DEFAULT_PAUSES_MS

RATE = 24_000
EDGE = 2_400
AAC = Encoding("aac", 64_000, RATE)
GAINS = Gains(-18.0, -3.5, {"tone/a": 6.0, "tone/b": 0.0})


def syllables(seed, n, level):
    rng = np.random.default_rng(seed)
    envelope = np.repeat(0.2 + rng.random(n // 3_000 + 1), 3_000)[:n] * np.hanning(n) ** 0.1
    tilted = np.convolve(rng.standard_normal(n + 30), 0.8 ** np.arange(30), "same")[:n]
    return (level * envelope * tilted).astype(np.float32)


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Take]:
    """Put a take of some seconds and level into ``tmp_path/takes``."""
    folder = tmp_path / "takes"
    folder.mkdir()

    def one(segment: Segment, seconds=2.0, level=0.03, seed=0) -> Take:
        speech = syllables(seed, round(seconds * RATE), level)
        samples = to_int16(np.concatenate((np.zeros(EDGE, np.float32), speech, np.zeros(EDGE, np.float32))))
        (folder / f"{segment.key}.flac").write_bytes(encode_flac(samples, RATE))
        return Take(segment.key, len(samples), RATE, EDGE, len(samples) - EDGE, float(np.abs(speech).max()))

    return one


@pytest.fixture
def segment() -> Callable[..., Segment]:
    """A segment with its slate, told apart by its text."""

    def one(text: str, voice="a", **more) -> Segment:
        from audiobook.take import Boundary

        slate = Slate(text, "tone", "1", "m", voice, "en", **more)
        return Segment(slate, slate.key, 0, 0, 0, "", Boundary.SENTENCE, displayed=text)

    return one


@pytest.fixture
def make_job(tmp_path, record, segment):
    def one(texts, encodings=(AAC,), gains=GAINS, title="T", number=0, seconds=1.7, level=0.03):
        segments = [segment(text, "b" if "b" in text else "a") for text in texts]
        takes = {s.key: record(s, seconds, level, n) for n, s in enumerate(segments)}
        timeline = assemble(number, title, segments, takes, DEFAULT_PAUSES_MS, RATE)
        key = master_key(timeline, gains)
        return ChapterJob(timeline, str(tmp_path / "takes"), gains, encodings, str(tmp_path / "masters"), key)

    return one


@pytest.fixture
def encoded(monkeypatch):
    """What goes into the encoders, full scale 1.0, as a list of blocks that grows."""
    seen = []
    write = Encoder.write

    def watched(encoder, samples):
        seen.append(samples / 32768 if samples.dtype == np.int16 else np.array(samples, float))
        write(encoder, samples)

    monkeypatch.setattr(Encoder, "write", watched)
    return seen
