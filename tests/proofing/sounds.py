"""Speech-like sound and files of it, good ones and broken ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np

from audiobook.corridor.checking import check_files
from audiobook.events import silent
from audiobook.profile import Profile
from audiobook.proofing.report import CheckReport

RATE = 44100
#: Suffix -> container, encoder, sample format, bit rate.
FORMATS: dict[str, tuple[str, str, str, int]] = {
    ".mp3": ("mp3", "libmp3lame", "s16p", 192_000),
    ".m4b": ("ipod", "aac", "fltp", 96_000),
    ".m4a": ("ipod", "aac", "fltp", 96_000),
    ".aac": ("adts", "aac", "fltp", 96_000),
    ".opus": ("ogg", "libopus", "flt", 48_000),
    ".ogg": ("ogg", "libopus", "flt", 48_000),
    ".flac": ("flac", "flac", "s16", 0),
    ".wav": ("wav", "pcm_s16le", "s16", 0),
}
TAGS = {"title": "The Lamp", "album": "The Lamp", "artist": "N. N.", "composer": "A Voice"}


def room_tone(n: int, dbfs: float = -75.0, seed: int = 1) -> np.ndarray:
    return 10 ** (dbfs / 20) * np.random.default_rng(seed).standard_normal(n)


def speech(seconds: float = 16.0, head_s: float = 0.75, tail_s: float = 2.0, rms_dbfs: float = -20.5, rate: int = RATE):
    """Words of voiced sound with pauses, over room tone; loudness and ends as ACX wants them."""
    n, first, last = round(seconds * rate), round(head_s * rate), round((seconds - tail_s) * rate)
    t = np.arange(n) / rate
    rng = np.random.default_rng(7)
    voice = sum(np.sin(2 * np.pi * 130 * k * t + rng.uniform(0, 6)) / k for k in range(1, 24))
    # Syllables rise and fall over some 20 ms; a pause of 0.7 s comes after each 2.4 s.
    syllables = np.clip(1.4 * np.sin(2 * np.pi * 2.1 * t) ** 2, 0.02, 1)
    phrase = np.clip(30 * (0.85 - np.abs((t - head_s) % 3.1 / 3.1 * 2 - 0.85)), 0, 1)
    voice = voice * syllables * phrase
    voice[:first] = 0
    voice[last:] = 0
    edge = round(0.02 * rate)
    voice[first : first + edge] *= np.linspace(0, 1, edge)
    voice[last - edge : last] *= np.linspace(1, 0, edge)
    voice *= 10 ** (rms_dbfs / 20) / np.sqrt(np.mean(voice**2))
    return np.asarray(voice + room_tone(n), np.float64)


def write(
    path: Path,
    samples: np.ndarray,
    rate: int = RATE,
    *,
    bit_rate: int = 0,
    tags: dict[str, str] | None = None,
    chapters: list[tuple[str, float, float]] | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """A file of the kind its suffix names; ``samples`` is one channel or (channels, n)."""
    container, encoder, form, usual = FORMATS[path.suffix]
    samples = np.atleast_2d(samples)
    layout = "stereo" if len(samples) == 2 else "mono"
    if form in {"s16", "s16p"}:
        samples = np.clip(np.round(samples * 32767), -32768, 32767).astype(np.int16)
    else:
        samples = samples.astype(np.float32)
    with av.open(str(path), "w", format=container) as output:
        stream: Any = output.add_stream(encoder, rate=rate, options=options or {})
        stream.layout, stream.format = layout, form
        if not options and (bit_rate or usual):
            stream.bit_rate = bit_rate or usual
        output.metadata.update(TAGS if tags is None else tags)
        if chapters:
            output.set_chapters([_chapter(n, *chapter) for n, chapter in enumerate(chapters)])
        for at in range(0, samples.shape[1], 48000):
            part = np.ascontiguousarray(samples[:, at : at + 48000])
            if form in {"s16", "flt"}:
                part = np.ascontiguousarray(part.T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, format=form, layout=layout)
            frame.sample_rate, frame.pts = rate, at
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def _chapter(number: int, title: str, start: float, end: float) -> Any:
    from fractions import Fraction

    return {
        "id": number,
        "start": round(start * 1000),
        "end": round(end * 1000),
        "time_base": Fraction(1, 1000),
        "metadata": {"title": title},
    }


def check(path: Path, profile: Profile) -> CheckReport:
    return check_files((path,), profile, silent, jobs=2)
