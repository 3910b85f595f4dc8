"""Does a voice sound the same in the first chapter and the last? `python scripts/bench/consistency.py BOOK`.

BOOK was built before (its takes lie in its work folder). For each voice with enough speech in at least two chapters:
pace (characters a second of speech), level (LUFS of its takes, before any gain) and timbre (the spectrum's third-octave
bands in dB, held against those of the voice in the whole book: mean difference over the bands). Prints first, last and
widest, and beside them how far two random halves of the voice's takes lie apart, which is what chance does.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audiobook.config import Config
from audiobook.corridor.opening import open_book
from audiobook.corridor.request import Request
from audiobook.recording.store import TakeStore
from audiobook.sound.meter import Meter, integrated_lufs
from audiobook.sound.pcm import read_flac
from audiobook.take import Segment, Take

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Less speech than this in a chapter says nothing of a voice.
ENOUGH_S = 20.0
_BANDS_HZ = [100 * 2 ** (n / 3) for n in range(20)]
_WINDOW = 2048


@dataclass(frozen=True, slots=True)
class Sound:
    """What is measured of some takes of one voice."""

    seconds: float
    pace: float
    lufs: float
    bands_db: NDArray[np.float64]


def measured(parts: Sequence[tuple[Segment, Take]], store: TakeStore) -> Sound:
    """Pace, level and timbre of takes, speech only."""
    rate_hz = parts[0][1].rate_hz
    meter, power, frames, samples, characters = Meter(rate_hz), np.zeros(_WINDOW // 2 + 1), 0, 0, 0
    window = np.hanning(_WINDOW)
    for segment, take in parts:
        found = read_flac(store.path(take.key), take.speech_start, take.speech_end - take.speech_start)
        sound = found.astype(np.float32) / np.float32(32768)
        meter.feed(sound)
        samples += len(sound)
        characters += sum(map(str.isalnum, segment.displayed))
        whole = sound[: len(sound) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
        power += (np.abs(np.fft.rfft(whole * window, axis=1)) ** 2).sum(axis=0)
        frames += len(whole)
    hz = np.fft.rfftfreq(_WINDOW, 1 / rate_hz)
    edges = [*_BANDS_HZ, _BANDS_HZ[-1] * 2 ** (1 / 3)]
    bands = [power[(hz >= low) & (hz < high)].sum() for low, high in itertools.pairwise(edges) if high < rate_hz / 2]
    level = 10 * np.log10(np.array(bands) / max(frames, 1) + 1e-12)
    seconds = samples / rate_hz
    return Sound(seconds, characters / max(seconds, 1e-9), integrated_lufs(meter.finish()), level - level.mean())


def apart(one: Sound, two: Sound) -> tuple[float, float, float]:
    """Difference in pace (per cent), level (LU) and timbre (dB)."""
    return (
        100 * (one.pace / two.pace - 1),
        one.lufs - two.lufs,
        float(np.abs(one.bands_db - two.bands_db).mean()),
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", type=Path)
    parser.add_argument("--engine", default="")
    args = parser.parse_args()
    config = Config()
    book = open_book(Request(args.book, config))
    store = TakeStore(Request(args.book, config).work_root / "takes")
    takes = store.load_many(segment.key for segment in book.segments)
    voices: dict[str, dict[int, list[tuple[Segment, Take]]]] = defaultdict(lambda: defaultdict(list))
    for segment in book.segments:
        if segment.key in takes:
            voices[segment.slate.voice_key][segment.chapter].append((segment, takes[segment.key]))
    print(f"{'VOICE':<24} {'CHAPTERS':>8} {'SPEECH':>8}   {'':<16}{'PACE':>8}{'LEVEL':>9}{'TIMBRE':>9}")
    for voice, chapters in sorted(voices.items(), key=lambda row: -sum(map(len, row[1].values()))):
        sounds = {n: measured(parts, store) for n, parts in sorted(chapters.items())}
        sounds = {n: sound for n, sound in sounds.items() if sound.seconds >= ENOUGH_S}
        if len(sounds) < 2:
            continue
        everything = [part for parts in chapters.values() for part in parts]
        whole = measured(everything, store)
        random.Random(1).shuffle(everything)  # noqa: S311 - a choice of takes
        halves = [measured(everything[at::2], store) for at in (0, 1)]
        off = [apart(sound, whole) for sound in sounds.values()]
        rows = {
            "first to last": apart(list(sounds.values())[-1], next(iter(sounds.values()))),
            "widest": tuple(max((one[k] for one in off), key=math.fabs) for k in range(3)),
            "by chance": apart(*halves),
        }
        for n, (name, (pace, level, timbre)) in enumerate(rows.items()):
            head = f"{voice:<24} {len(sounds):>8} {whole.seconds / 60:>6.1f} m" if n == 0 else " " * 42
            print(f"{head}   {name:<16}{pace:>+7.1f}%{level:>+6.2f} LU{timbre:>6.2f} dB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
