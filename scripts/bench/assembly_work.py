"""The work of `assembly.py`: make a book of takes, assemble it, encode it barely, change a chapter."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pipeline import children_of, peak_mb

from audiobook.config import BuildConfig, Config
from audiobook.corridor.desk import ChapterPlan, MasteringDesk
from audiobook.corridor.encodings import encodings_for
from audiobook.corridor.pools import Pools
from audiobook.corridor.publishing import publish
from audiobook.corridor.request import Target
from audiobook.corridor.workfolder import open_work
from audiobook.document import Metadata
from audiobook.editing.assemble import assemble
from audiobook.editing.pauses import pause_table
from audiobook.events import silent
from audiobook.master import Master
from audiobook.mastering.limit import Limiter
from audiobook.mastering.lock import load_gains
from audiobook.mastering.mix import mixed_blocks
from audiobook.plugins import load_writer
from audiobook.recording.store import TakeStore
from audiobook.sound.codec import Encoder
from audiobook.sound.pcm import to_int16
from audiobook.sound.resample import Resampler
from audiobook.take import Boundary, Segment, Slate, Take

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHAPTER_S = 1200
EXAMPLE = Path(__file__).parents[2] / "examples" / "the-lamp-at-gull-point.md"
#: One bare encoder is run over so much at most; it costs the same for every hour.
BARE_HOURS = 10.0
READ = 1 << 20


@dataclass
class Book:
    """A book whose takes are all there."""

    plans: tuple[ChapterPlan, ...]
    takes: dict[str, Take]
    config: Config


def recorded(folder: Path | None) -> Path:
    """A folder of takes: the one named, or those of the example book, recorded once."""
    if folder:
        return folder
    root = Path(tempfile.gettempdir()) / "audiobook-assembly"
    work = root / "example.audiobook"
    if not (work / "report.json").exists():
        root.mkdir(exist_ok=True)
        book = Path(shutil.copy(EXAMPLE, root))
        command = [sys.executable, "-m", "audiobook", "build", str(book), "--work", str(work), "-o", str(root)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return work / "takes"


def make_takes(source: Path, target: Path, hours: float) -> list[Take]:
    """Link takes under new keys until they last so long, each round in another order."""
    target.mkdir(parents=True, exist_ok=True)
    found = TakeStore(source).load_many(sorted(path.stem for path in source.glob("*.json")))
    originals = [take for take in found.values() if take.n_samples > take.rate_hz and take.rate_hz == 24000]
    made: list[Take] = []
    seconds = 0.0
    while seconds < hours * 3600:
        take = originals[(len(made) * 7919) % len(originals)]
        copy = replace(take, key=hashlib.sha256(f"{take.key}{len(made)}".encode()).hexdigest())
        os.link(source / f"{take.key}.flac", target / f"{copy.key}.flac")
        body = json.loads((source / f"{take.key}.json").read_text()) | {"key": copy.key}
        (target / f"{copy.key}.json").write_text(json.dumps(body))
        made.append(copy)
        seconds += take.n_samples / take.rate_hz
    return made


def make_book(folder: Path, options: argparse.Namespace, *, edited: bool = False) -> Book:
    """The book of the takes in a work folder; ``edited`` leaves one segment of a middle chapter out."""
    takes = TakeStore(folder / "takes").load_many(json.loads((folder / "order.json").read_text()))
    chapters: list[list[Segment]] = [[]]
    seconds = 0.0
    for n, take in enumerate(takes.values()):
        if seconds > CHAPTER_S:
            chapters.append([])
            seconds = 0.0
        slate = Slate(f"sentence number {n}, long enough to be measured for levels", "bench", "1", "m", "voice", "en")
        after = Boundary.PARAGRAPH if n % 4 == 3 else Boundary.SENTENCE
        chapters[-1].append(Segment(slate, take.key, len(chapters) - 1, n, 0, "", after, displayed=slate.text))
        seconds += take.n_samples / take.rate_hz
    if edited:
        chapters[len(chapters) // 2].pop(3)
    config = Config(build=BuildConfig(formats=(options.format,), jobs=2)).with_profile(options.profile)
    plans = tuple(ChapterPlan(n, f"Chapter {n + 1}", tuple(each)) for n, each in enumerate(chapters))
    return Book(plans, takes, config)


def assembly(folder: Path, options: argparse.Namespace) -> None:
    """Master and write the book, and print what that cost: run in a process of its own."""
    peaks = {"parent": 0.0, "worker": 0.0}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1.0):
            for pid in children_of(os.getpid()):
                peaks["worker"] = max(peaks["worker"], peak_mb(pid))

    watcher = threading.Thread(target=watch)
    book = make_book(folder, options, edited=options.edited)
    work = open_work(folder, "book")
    work.masters.mkdir(exist_ok=True)
    started, before = time.perf_counter(), spent()
    watcher.start()
    with Pools(2) as pools:
        desk = MasteringDesk(book.plans, book.config, work, pools, silent)
        for plan in book.plans:
            for segment in plan.segments:
                desk.take_ready(book.takes[segment.key])
        chapters = desk.finish()
        mastered = time.perf_counter() - started
        key = hashlib.sha256("".join(c.key for c in chapters).encode()).hexdigest()
        master = Master(Metadata(title="Assembly", authors=("Nobody",), language="en"), chapters, None, key)
        target = Target(options.format, folder / f"book{load_writer(options.format).suffix or '-files'}")
        publish(master, (target,), book.config, work, pools, silent)
    wall = time.perf_counter() - started
    over.set()
    watcher.join()
    hours = sum(c.n_samples / c.rate_hz for c in chapters) / 3600
    result = {"hours": hours, "chapters": len(chapters), "wall_s": wall, "mastering_s": mastered}
    result |= {"cpu_s": spent() - before, "encoder_s": sum(c.encoder_cpu_ms for c in chapters) / 1000}
    print(json.dumps(result | {"parent_mb": peak_mb(os.getpid()), "worker_mb": peaks["worker"]}))


def spent() -> float:
    """CPU seconds of this process and of its children that have ended."""
    return sum(
        use.ru_utime + use.ru_stime for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def programme(folder: Path, options: argparse.Namespace) -> Iterator[NDArray[np.int16]]:
    """What the encoder is given, up to so many hours."""
    book = make_book(folder, options)
    audio = book.config.audio
    encoding = encodings_for(book.config)[0]
    gains = load_gains(folder / "gains.lock", audio.target_lufs, audio.ceiling_dbtp - 1.5)
    left = BARE_HOURS * 3600 * audio.rate_hz
    for plan in book.plans:
        if left <= 0:
            return
        timeline = assemble(plan.index, "", plan.segments, book.takes, pause_table(book.config.pauses_ms), 24000)
        limiter = Limiter(gains.ceiling_dbtp, timeline.rate_hz)
        resampler = Resampler(timeline.rate_hz, encoding.rate_hz) if encoding.rate_hz != timeline.rate_hz else None
        for block in mixed_blocks(timeline, folder / "takes", gains):
            limited = limiter.process(block)
            yield to_int16(resampler.process(limited) if resampler else limited)
        left -= timeline.n_samples


def bare(folder: Path, options: argparse.Namespace) -> None:
    """Encode a file of raw samples and print what that cost: run in a process of its own."""
    started = time.perf_counter()
    e = encodings_for(Config(build=BuildConfig(formats=(options.format,))).with_profile(options.profile))[0]
    encoder = Encoder(folder / "bare.bin", e.codec, e.rate_hz, e.bit_rate, e.quality)
    samples = 0
    with (folder / "bare.pcm").open("rb") as file:
        while block := file.read(READ):
            part = np.frombuffer(block, np.int16)
            samples += len(part)
            encoder.write(part)
    encoder.finish()
    wall, cpu = time.perf_counter() - started, spent()
    print(json.dumps({"hours": samples / e.rate_hz / 3600, "wall_s": wall, "cpu_s": cpu}))


def warm(folder: Path) -> None:
    """Read every take once, as after a recording: what is measured is work, not the disk."""
    for path in folder.glob("*.flac"):
        path.read_bytes()


def again(options: argparse.Namespace, part: str, *more: str) -> dict[str, Any]:
    """This script in a fresh process."""
    command = [
        sys.executable,
        str(Path(__file__).with_name("assembly.py")),
        "--part",
        part,
        "--work",
        str(options.work),
        *more,
    ]
    command += ["--format", options.format, "--profile", options.profile]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(description: str) -> None:
    """Make the book, assemble it, encode it barely, change a chapter, print the table."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--hours", type=float, default=10.0)
    parser.add_argument("--format", default="m4b")
    parser.add_argument("--profile", default="audiobook")
    parser.add_argument("--takes", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--part", choices=("assembly", "bare"), help=argparse.SUPPRESS)
    parser.add_argument("--edited", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        {"assembly": assembly, "bare": bare}[options.part](options.work, options)
        return
    source = recorded(options.takes)
    # Beside the takes, since links do not go from one file system to another.
    options.work = Path(tempfile.mkdtemp(prefix="assembly-", dir=options.work or source.parents[1]))
    try:
        order = make_takes(source, options.work / "takes", options.hours)
        (options.work / "order.json").write_text(json.dumps([take.key for take in order]))
        warm(options.work / "takes")
        whole = again(options, "assembly")
        with (options.work / "bare.pcm").open("wb") as file:
            for block in programme(options.work, options):
                file.write(block.tobytes())
        alone = again(options, "bare")
        changed = again(options, "assembly", "--edited")
    finally:
        shutil.rmtree(options.work)
    show(whole, alone, changed)


def show(whole: dict[str, Any], alone: dict[str, Any], changed: dict[str, Any]) -> None:
    """The table."""
    hours, scale = whole["hours"], whole["hours"] / alone["hours"]
    print(f"book                      {hours:9.2f} h   {whole['chapters']} chapters")
    print(f"assembly, CPU             {whole['cpu_s']:9.1f} s   {whole['cpu_s'] / hours:.2f} s an hour")
    print(f"  of it in the encoder    {whole['encoder_s']:9.1f} s   {whole['encoder_s'] / hours:.2f} s an hour")
    print(f"assembly, wall            {whole['wall_s']:9.1f} s   mastering {whole['mastering_s']:.1f} s")
    print(
        f"bare encoder, CPU         {alone['cpu_s'] * scale:9.1f} s   {alone['cpu_s'] / alone['hours']:.2f} s an hour"
    )
    print(f"bare encoder, wall        {alone['wall_s'] * scale:9.1f} s   of {alone['hours']:.2f} h")
    print(f"CPU against bare          {whole['cpu_s'] / alone['cpu_s'] / scale:9.3f}")
    print(f"times faster than bare    {alone['wall_s'] * scale / whole['wall_s']:9.3f}")
    print(f"peak RSS, parent          {whole['parent_mb']:9.0f} MB")
    print(f"peak RSS, largest worker  {whole['worker_mb']:9.0f} MB")
    print(f"one chapter changed       {changed['wall_s']:9.1f} s   CPU {changed['cpu_s']:.1f} s")
