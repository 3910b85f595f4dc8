"""Hold our meter against pyloudnorm: `python scripts/bench/loudness.py FOLDER [--most 20]` prints a line a file.

FOLDER holds audio files that can be decoded, a masters folder of a build for example; the longest ones are taken.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

import av
import numpy as np
import pyloudnorm

from audiobook.sound.codec import decode_blocks
from audiobook.sound.meter import Meter, decibels, integrated_lufs, loudness_range

SUFFIXES = (".aac", ".mp3", ".m4a", ".m4b", ".flac", ".wav")
BAR_LU = 0.05


def rate_of(path: Path) -> int:
    """The file's own sample rate."""
    with av.open(str(path)) as file:
        return file.streams.audio[0].rate


def compare(path: Path) -> float:
    """Print both readings of a file; the difference in LU."""
    rate = rate_of(path)
    blocks = list(decode_blocks(path))
    meter = Meter(rate)
    for block in blocks:
        meter.feed(block)
    energies = meter.finish()
    ours = integrated_lufs(energies)
    samples = np.concatenate(blocks).astype(np.float64)
    oracle = float(pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(samples))
    minutes = len(samples) / rate / 60
    print(
        f"{path.name[:24]:24} {minutes:6.1f} min  {ours:8.3f} LUFS  pyloudnorm {oracle:8.3f}  {ours - oracle:+.4f} LU"
        f"  range {loudness_range(energies):5.2f} LU  {decibels(meter.true_peak**2):6.2f} dBTP"
    )
    return ours - oracle


def main() -> None:
    """Compare the longest files of a folder; fails when one differs by more than the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=20)
    options = parser.parse_args()
    files = [path for path in options.folder.iterdir() if path.suffix in SUFFIXES and not path.name.startswith(".")]
    files.sort(key=lambda path: path.stat().st_size, reverse=True)
    found = [abs(compare(path)) for path in files[: options.most]]
    if not found:
        sys.exit(f"there is no audio in {options.folder}")
    print(f"{len(found)} files: largest difference {max(found):.4f} LU, median {statistics.median(found):.4f} LU")
    if max(found) > BAR_LU:
        sys.exit(f"more than {BAR_LU} LU")


if __name__ == "__main__":
    main()
