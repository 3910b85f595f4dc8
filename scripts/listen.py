"""Listen with numbers: `python scripts/listen.py FILE` decodes a finished book and measures it.

Prints duration, integrated loudness, sample peak, chapter count, and per chapter: start, length of the quiet before the
first sound after the start (a chapter mark in the wrong place shows here) and after the last, and peak.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import av
import numpy as np

from audiobook.sound.meter import Meter, integrated_lufs


def measure(path: Path) -> None:
    """Print the table."""
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        marks = [
            (c["metadata"].get("title", ""), round(float(c["start"] * c["time_base"]) * rate))
            for c in container.chapters()
        ]
        samples = np.concatenate([f.to_ndarray().mean(axis=0, dtype=np.float32) for f in container.decode(audio=0)])
    meter = Meter(rate)
    for i in range(0, len(samples), rate * 60):
        meter.feed(samples[i : i + rate * 60])
    energies = meter.finish()
    print(f"{path.name}: {len(samples) / rate:.3f} s at {rate} Hz, {integrated_lufs(energies):.2f} LUFS, ", end="")
    print(f"peak {20 * np.log10(np.abs(samples).max()):.2f} dBFS, {len(marks)} chapters")
    ends = [start for _, start in marks[1:]] + [len(samples)]
    for (title, start), end in zip(marks, ends, strict=True):
        part = samples[start:end]
        loud = np.flatnonzero(np.abs(part) > 0.01)
        quiet_ms = loud[0] / rate * 1000 if loud.size else -1
        tail_ms = (len(part) - loud[-1]) / rate * 1000 if loud.size else -1
        peak = 20 * np.log10(max(1e-9, np.abs(part).max()))
        print(f"  {start / rate:10.3f} s  quiet {quiet_ms:6.0f} ms  tail {tail_ms:6.0f} ms  peak {peak:6.2f}  {title}")


def main() -> None:
    """Measure each file named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    for path in parser.parse_args().files:
        measure(path)


if __name__ == "__main__":
    main()
