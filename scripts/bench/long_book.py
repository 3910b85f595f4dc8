"""Very long books: `python scripts/bench/long_book.py [--hours 10,40,131] [--formats m4b,mp3,opus] [--folder F]`.

One chapter is encoded once and used again and again, as if each were another. Every book is joined by the real writer
in a fresh process, whose peak memory, CPU and wall time are shown, with what PyAV reads of the file: hours, chapters,
and whether sound is decoded at 12 places all over it. Needs disk for the longest file (4.3 GB for 131 hours of M4B).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from audiobook.document import Metadata
from audiobook.events import Event
from audiobook.master import ChapterMaster, Delivery, EncodedChapter, Loudness, Master
from audiobook.plugins import load_writer
from audiobook.sound.codec import Encoder
from audiobook.writers.chapters import duration_samples, rate_played

RATE_HZ = 24_000
CHAPTER_S = 1_200
PLACES = 12


def encode(folder: Path, name: str) -> EncodedChapter:
    """One chapter of noise that comes and goes like speech."""
    encoding = load_writer(name).encoding(Delivery(RATE_HZ))
    path = folder / f"chapter.{encoding.codec}"
    encoder = Encoder(path, encoding.codec, RATE_HZ, encoding.bit_rate, encoding.quality)
    random = np.random.default_rng(1)
    for _ in range(CHAPTER_S):
        loud = np.repeat(random.uniform(0, 0.3, 8), RATE_HZ // 8)
        encoder.write((random.standard_normal(RATE_HZ) * loud * 8000).astype(np.int16))
    done = encoder.finish()
    return EncodedChapter(encoding, str(path), done.n_samples, done.packets)


def book_of(encoded: EncodedChapter, hours: int) -> Master:
    """The chapter as often as it takes."""
    n = CHAPTER_S * RATE_HZ
    chapters = tuple(
        ChapterMaster(k, f"Chapter {k + 1}", "", RATE_HZ, n, Loudness(-18, -3, -3), (encoded,))
        for k in range(hours * 3600 // CHAPTER_S)
    )
    return Master(Metadata(title="Long", authors=("Nobody",)), chapters)


def peak_mb() -> float:
    """This process's own high-water mark; ``ru_maxrss`` may be the parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def join(name: str, hours: int, folder: Path) -> dict[str, float]:
    """Write the book here and now; what it cost."""
    encoded = EncodedChapter(**(json.loads((folder / f"{name}.json").read_text()) | {"encoding": _encoding(name)}))
    findings: list[str] = []

    def keep(event: Event) -> None:
        findings.append(str(event))

    started = time.monotonic()
    load_writer(name).write(book_of(encoded, hours), folder / f"book.{name}", keep)
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = {"wall": time.monotonic() - started, "cpu": used.ru_utime + used.ru_stime, "mb": peak_mb()}
    return cost | {"findings": len(findings)}


def _encoding(name: str) -> object:
    return load_writer(name).encoding(Delivery(RATE_HZ))


def look(path: Path, encoded: EncodedChapter, hours: int) -> tuple[float, int, int]:
    """Hours and chapters as PyAV reads them, and at how many places sound comes out at the right time."""
    book = book_of(encoded, hours)
    all_encoded = [c.encoded[0] for c in book.chapters]
    total = duration_samples(all_encoded) / rate_played(all_encoded)
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        good = 0
        for n in range(PLACES):
            want = total * n / PLACES
            file.seek(int(want / stream.time_base), stream=stream)
            frame = next(file.decode(stream))
            good += bool(abs(frame.time - want) < 2 and np.abs(frame.to_ndarray()).max() >= 0)
        return (file.duration or 0) / 3.6e9, len(file.chapters()), good


def main() -> None:
    """Print a row for each book."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", default="10,40,131")
    parser.add_argument("--formats", default="m4b,mp3,opus")
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--join", nargs=2, default=None, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.join:
        print(json.dumps(join(given.join[0], int(given.join[1]), given.folder)))
        return
    print(
        "FORMAT  HOURS  CHAPTERS  SIZE (GB)  PEAK (MB)  CPU (s)  WALL (s)  READ HOURS  READ CHAPTERS  PLACES  WARNINGS"
    )
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        for form in given.formats.split(","):
            encoded = encode(folder, form)
            plain = {"path": encoded.path, "n_samples": encoded.n_samples, "packets": encoded.packets}
            (folder / f"{form}.json").write_text(json.dumps(plain))
            for hours in map(int, given.hours.split(",")):
                command = [sys.executable, __file__, "--folder", str(folder), "--join", form, str(hours)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                cost = json.loads(done.stdout)
                path = folder / f"book.{form}"
                read_hours, chapters, good = look(path, encoded, hours)
                print(
                    f"{form:<7} {hours:>5} {hours * 3600 // CHAPTER_S:>9} {path.stat().st_size / 1e9:>10.2f}"
                    f" {cost['mb']:>10.0f} {cost['cpu']:>8.1f} {cost['wall']:>9.1f} {read_hours:>11.2f} {chapters:>14}"
                    f" {good:>4}/{PLACES} {cost['findings']:>8}",
                    flush=True,
                )
                path.unlink()


if __name__ == "__main__":
    main()
