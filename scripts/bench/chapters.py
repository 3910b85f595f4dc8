"""Chapter starts after decoding: `python scripts/bench/chapters.py [--counts 12,61,300,600] [--rates 24000,44100]`.

For each format a book of chapters of uneven lengths is encoded and joined by the real writers. Every chapter begins
with a burst of noise of its own, which is searched in the decoded file around the chapter's mark. The table shows how
many samples it was found off the mark (worst of all chapters), how far the file's own table of chapters is off the mark
(in milliseconds), and the chapters that the table has.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import av
import numpy as np
import soxr

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from audiobook.document import Metadata
from audiobook.events import silent
from audiobook.master import ChapterMaster, Delivery, EncodedChapter, Loudness, Master
from audiobook.plugins import load_writer
from audiobook.sound.codec import Encoder, decode_blocks
from audiobook.sound.codecs import MP3_DELAY
from audiobook.writers.chapters import chapter_marks, chosen, rate_played, titles

FORMATS = ("m4b", "mp3", "opus", "flac", "wav")
#: How far around a mark the burst is searched, in ms; a burst's length.
SEARCH_MS, BURST_MS = 60, 60


def burst(number: int, rate_hz: int) -> np.ndarray:
    """Noise that no other chapter begins with, below 5 kHz."""
    n = rate_hz * BURST_MS // 1000
    noise = np.random.default_rng(number).standard_normal(rate_hz // 10)
    smooth = np.convolve(noise, np.hanning(max(3, rate_hz // 5000)), "same")[:n]
    return (0.3 * smooth / np.abs(smooth).max()).astype(np.float32)


def make_book(folder: Path, name: str, count: int, rate_hz: int) -> Master:
    """A book of ``count`` chapters of 0.4 to 1.6 s, encoded as a format wants it."""
    encoding = load_writer(name).encoding(Delivery(rate_hz, aac_kbps=64, mp3_kbps=128, opus_kbps=32))
    lengths = np.random.default_rng(count).integers(rate_hz * 4 // 10, rate_hz * 16 // 10, count)
    chapters = []
    for number, n in enumerate(map(int, lengths)):
        samples = np.zeros(n, np.float32)
        own = burst(number, rate_hz)
        samples[: len(own)] = own
        path = folder / f"{number}.{encoding.codec}"
        encoder = Encoder(path, encoding.codec, rate_hz, encoding.bit_rate, encoding.quality)
        encoder.write(np.round(samples * 32767).astype(np.int16))
        done = encoder.finish()
        encoded = EncodedChapter(encoding, str(path), done.n_samples, done.packets)
        chapters.append(ChapterMaster(number, f"Part {number}", "", rate_hz, n, Loudness(-18, -3, -3), (encoded,)))
    return Master(Metadata(title="Chapters"), tuple(chapters))


def measure(folder: Path, name: str, count: int, rate_hz: int) -> tuple[int, float, int]:
    """Worst distance of sound from mark in samples, of table from mark in ms, and chapters in the table."""
    book = make_book(folder, name, count, rate_hz)
    target = folder / f"book.{name}"
    load_writer(name).write(book, target, silent)
    encoded = chosen(book, book.chapters[0].encoded[0].encoding.codec)
    marks, hz = chapter_marks(encoded, titles(book)), rate_played(encoded)
    decoded = np.concatenate(list(decode_blocks(target)))
    reach = hz * SEARCH_MS // 1000
    worst = 0
    for number, mark in enumerate(marks):
        start = MP3_DELAY if name == "mp3" and number == 0 else mark.start
        own = soxr.resample(burst(number, rate_hz), rate_hz, hz, quality="VHQ")
        first = max(0, start - reach)
        window = decoded[first : start + reach + len(own)]
        found = first + int(np.argmax(np.correlate(window, own, "valid")))
        worst = max(worst, abs(found - start))
    with av.open(str(target)) as file:
        table = [float(c["start"] * c["time_base"]) for c in file.chapters()]
    off = max(abs(start - mark.start / hz) for start, mark in zip(table, marks, strict=False))
    return worst, off * 1000, len(table)


def main() -> None:
    """Print the table; the exit code is 1 when any chapter is off or missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", default="12,61,300,600")
    parser.add_argument("--rates", default="24000,44100")
    parser.add_argument("--formats", default=",".join(FORMATS))
    given = parser.parse_args()
    wrong = False
    print("FORMAT  RATE   CHAPTERS  IN TABLE  SOUND OFF (samples)  TABLE OFF (ms)  SECONDS")
    for name in given.formats.split(","):
        for rate_hz in map(int, given.rates.split(",")):
            for count in map(int, given.counts.split(",")):
                started = time.monotonic()
                with tempfile.TemporaryDirectory() as folder:
                    worst, off, there = measure(Path(folder), name, count, rate_hz)
                wrong |= worst > 0 or there != count
                took = time.monotonic() - started
                print(f"{name:<7} {rate_hz:<6} {count:>8} {there:>9} {worst:>20} {off:>15.3f} {took:>8.1f}", flush=True)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
