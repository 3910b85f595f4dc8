"""Time and weigh the mixing of an episode: `python scripts/bench/mixing.py [--minutes 10 60] [--codec aac]`.

A made-up talk of 24 kHz over a looping stereo bed at 48 kHz that ducks, an effect each half minute and a recorded clip
every ten, mastered as one chapter; and the same talk without sounds. Each runs in a process of its own: prints CPU
seconds an hour, the encoder's share, and the largest memory. `--import` times importing a stereo file instead.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from audiobook.master import Encoding
from audiobook.mastering.chapter import ChapterJob, master_chapter, master_key
from audiobook.mastering.levels import Gains
from audiobook.sound.importing import import_sound
from audiobook.sound.pcm import encode_flac, to_int16
from audiobook.take import take_file
from audiobook.timeline import Clip, Sound, Timeline, Track

RATE, FACTOR = 24_000, 2
MIX = RATE * FACTOR
KEY = "a" * 64
TAKE_S, STEP_S = 6, 7
KBPS = {"aac": 128, "mp3": 128, "opus": 96}


def noise(seconds: float, channels: int, rate_hz: int) -> np.ndarray:
    """Something with swells, peaks and all frequencies."""
    rng = np.random.default_rng(1)
    samples = rng.standard_normal((round(seconds * rate_hz), channels)).astype(np.float32)
    swell = 0.5 + 0.5 * np.sin(np.arange(len(samples)) / rate_hz * 7.0)
    return (0.15 * samples * swell[:, None]).astype(np.float32)


def write_files(folder: Path) -> None:
    """A take and three imported sounds."""
    path = take_file(folder, KEY)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_flac(to_int16(noise(TAKE_S, 1, RATE)[:, 0]), RATE))
    # Second by second: a process begins with the largest memory of the one that started it.
    for name, seconds, channels in (("bed", 95, 2), ("effect", 1, 1), ("clip", 60, 1)):
        with soundfile.SoundFile(str(folder / name), "w", MIX, channels, format="FLAC", subtype="PCM_24") as file:
            for _second in range(seconds):
                file.write(noise(1, channels, MIX))


def episode(minutes: int) -> Timeline:
    """What is heard when."""
    n = minutes * 60 * RATE
    clips = tuple(
        Clip(KEY, i, at, 0, TAKE_S * RATE, "a") for i, at in enumerate(range(0, n - TAKE_S * RATE, STEP_S * RATE))
    )
    effects = [Sound("effect", at, 0, RATE, -10.0) for at in range(0, n - RATE, 30 * RATE)]
    talks = [Sound("clip", at, 0, 60 * RATE, -3.0, speech=True) for at in range(RATE, n - 60 * RATE, 600 * RATE)]
    bed = Sound("bed", 0, 0, n, -12.0, 94 * RATE, -12.0, 2 * RATE, 2 * RATE)
    return Timeline(
        0, "", RATE, n, (Track("voices", clips),), sounds=(bed, *effects, *talks), channels=2, mix_factor=FACTOR
    )


def one(folder: Path, minutes: int, codec: str, *, plain: bool) -> None:
    """Master one chapter and print a line; in a process of its own."""
    timeline = episode(minutes)
    if plain:
        timeline = replace(timeline, sounds=(), channels=1, mix_factor=1)
    gains = Gains(-16.0, -2.5, {"a": 3.0})
    rate_hz, channels = timeline.rate_hz * timeline.mix_factor, timeline.channels
    encodings = (Encoding(codec, KBPS[codec] * 1000 * channels // 2, rate_hz, channels),) if codec != "none" else ()
    key = master_key(timeline, gains)
    masters = str(folder / f"masters-{minutes}")
    job = ChapterJob(timeline, str(folder), gains, encodings, masters, key, -75.0, str(folder))
    before, started = time.process_time(), time.perf_counter()
    master = master_chapter(job)
    cpu, wall = time.process_time() - before, time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    hours = minutes / 60
    print(
        f"{'voices only' if plain else 'with sounds':12} {codec:5} {minutes:4} min: {cpu / hours:6.1f} CPU s/h"
        f" (encoder {master.encoder_cpu_ms / 1000 / hours:5.1f}), {wall:5.1f} s in all, {peak:4.0f} MiB,"
        f" {master.loudness.integrated_lufs:.2f} LUFS, {master.loudness.true_peak_dbtp:.2f} dBTP"
    )


def importing(folder: Path, minutes: int) -> None:
    """Import a stereo file of 44.1 kHz and print a line."""
    source = folder / "a.flac"
    minute = to_int16(noise(60, 2, 44_100))
    with soundfile.SoundFile(str(source), "w", 44_100, 2, format="FLAC") as file:
        for _minute in range(minutes):
            file.write(minute)
    started = time.process_time()
    import_sound(source, folder / "b.flac", MIX)
    cpu = time.process_time() - started
    size = (folder / "b.flac").stat().st_size / 1e6
    print(f"import {minutes:4} min: {cpu * 60 / minutes:6.1f} CPU s/h, {size * 60 / minutes:6.0f} MB an hour")


def main() -> None:
    """Run each measurement in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, nargs="+", default=[10, 60])
    parser.add_argument("--codec", choices=["none", *KBPS], default="aac")
    parser.add_argument("--import", dest="importing", action="store_true")
    parser.add_argument("--plain", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        for minutes in options.minutes:
            if options.importing:
                importing(options.folder, minutes)
            else:
                one(options.folder, minutes, options.codec, plain=options.plain)
        return
    # As in a build's workers: threads of the matrix products cost many times what they save.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder))
        for minutes in options.minutes:
            for flag in [["--import"]] if options.importing else [[], ["--plain"]]:
                command = [sys.executable, __file__, "--folder", folder, "--minutes", str(minutes)]
                subprocess.run([*command, "--codec", options.codec, *flag], check=True, env=environment)


if __name__ == "__main__":
    main()
