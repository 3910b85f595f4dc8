"""Write read-along EPUBs of whole books: `python scripts/bench/overlay.py BOOK... [--check COMMAND]` prints a table.

Each book goes the way of a build up to its segments; then every segment gets a made-up length instead of a recording,
and each chapter a file of silence that is as long as its segments. So the writer has real text and plausible times at
no cost. COMMAND is run with an EPUB behind it, before and after, and its output is searched for EPUBCheck's counts.
Memory is the high-water mark of a process that only writes. The exit code is 1 when the check finds new errors
or warnings, or when a sampled line is not shown by its element or not timed by its clip.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import shlex
import subprocess
import sys
import tempfile
import time
import zipfile
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from audiobook.config.settings import Config
from audiobook.corridor.casting import cast_book
from audiobook.corridor.preparation import open_manuscript, prepare_book
from audiobook.corridor.production import ChapterPlan, plan_chapters
from audiobook.corridor.request import Request
from audiobook.corridor.segmenting import segment_book
from audiobook.corridor.transcribing import transcript_of
from audiobook.corridor.workfolder import open_work, read_json
from audiobook.events import Event, Finding, silent
from audiobook.master import ChapterMaster, EncodedChapter, Encoding, Loudness, Master, MasterSpan
from audiobook.prep.sourcemap import realign
from audiobook.sound.codec import Encoder
from audiobook.visible import visible
from audiobook.writers.overlay.readback import Par, read_back
from audiobook.writers.overlay.writer import EpubOverlayMp3Writer, EpubOverlayWriter

RATE_HZ = 24000
_FRAME = 1024
#: Samples for each character, and before, between and after segments.
_PER_CHARACTER, _HEAD, _PAUSE, _TAIL = 1600, 18000, 8400, 48000
_HEADER = 7
_SAMPLE = 200


@dataclass(frozen=True)
class Played:
    """A line as the finished file has it: whether its elements show its words, how far off its clip is at worst."""

    text: str
    shown: str
    exact: bool
    same_words: bool
    late_ms: float


@dataclass
class Row:
    """What one book came to."""

    name: str
    lines: int = 0
    hours: float = 0.0
    seconds: float = 0.0
    megabytes: float = 0.0
    size: float = 0.0
    before: str = ""
    after: str = ""
    wrong: int = 0
    shown: tuple[Played, ...] = ()
    spans: int = 0


def spans_of(plan: ChapterPlan) -> tuple[MasterSpan, ...]:
    """Made-up times: as long as their text, never whole milliseconds."""
    at, spans = _HEAD, []
    for n, segment in enumerate(plan.segments):
        end = at + 2400 + _PER_CHARACTER * len(segment.displayed) + n % 7
        spans.append(MasterSpan(n, at, end))
        at = end + _PAUSE + n % 5
    return tuple(spans)


def silence(folder: Path, codec: str) -> bytes:
    """One packet of silence as the encoder makes it, without what stands at a file's beginning."""
    import numpy as np

    path = folder / f"silence.{codec}"
    encoder = Encoder(path, codec, RATE_HZ, 64000, "fast")
    encoder.write(np.zeros(64 * 1152, np.int16))
    encoder.finish()
    data = path.read_bytes()
    starts = [found.start() for found in re.finditer(rb"\xff[\xf0-\xff]", data)]
    sizes = [((data[n + 3] & 3) << 11) | data[n + 4] << 3 | data[n + 5] >> 5 for n in starts] if codec == "aac" else []
    if codec == "aac":
        n = next(
            i for i, start in enumerate(starts) if i > len(starts) // 2 and data[start + sizes[i] :][:1] == b"\xff"
        )
        return data[starts[n] : starts[n] + sizes[n]]
    return data[starts[8] : starts[9]]


def master_of(plans: tuple[ChapterPlan, ...], folder: Path, codec: str) -> tuple[ChapterMaster, ...]:
    """Chapters of silence."""
    packet = silence(folder, codec)
    frame = _FRAME if codec == "aac" else 576
    found = []
    for plan in plans:
        spans = spans_of(plan)
        packets = -(-(spans[-1].end + _TAIL) // frame) + 1
        path = folder / f"{plan.index:04}.{codec}"
        path.write_bytes(packet * packets)
        length = (packets - 1) * frame
        encoded = EncodedChapter(Encoding(codec, 64000, RATE_HZ), str(path), length, packets)
        loudness = Loudness(-20.0, -3.0, -3.0)
        found.append(
            ChapterMaster(plan.index, plan.title, str(plan.index), RATE_HZ, length, loudness, (encoded,), spans)
        )
    return tuple(found)


def prepared(source: Path, work_root: Path, folder: Path, codec: str) -> Master:
    """A master of silence for a book, with its transcript. Work folders are kept and used again."""
    base = Config()
    request = Request(source, replace(base, build=replace(base.build, engine="tone")), work=work_root / source.stem)
    manuscript = open_manuscript(request, silent)
    work = open_work(request.work_root, request.name)
    script = prepare_book(manuscript, request, work, silent)
    cast = cast_book(script, request, work, silent)
    plans = plan_chapters(segment_book(script, cast, RATE_HZ, silent), [c.name for c in script.script.chapters])
    chapters = master_of(plans, folder, codec)
    places = realign(read_json(work.source_map)["map"], script.script)
    transcript = transcript_of(plans, chapters, script.script, script.language, places)
    metadata = replace(script.metadata, narrators=("Tone",), language=script.language)
    return Master(metadata, chapters, script.cover, transcript=transcript)


def checked(command: str, file: Path) -> str:
    """``errors/warnings`` as EPUBCheck counts them."""
    if not command:
        return "-"
    ran = subprocess.run([*shlex.split(command), str(file)], capture_output=True, text=True, check=False)
    text = ran.stdout + ran.stderr
    found = re.search(r"(\d+) fatals? / (\d+) errors? / (\d+) warnings?", text)
    if found:
        return f"{int(found[1]) + int(found[2])}/{found[3]}"
    return f"{text.count('ERROR') + text.count('FATAL')}/{text.count('WARNING')}"


def bench(source: Path, options: argparse.Namespace, codec: str) -> Row:
    """One book."""
    row = Row(source.name[:34])
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        folder = Path(name)
        master = prepared(source, options.work, folder, codec)
        row.lines = sum(len(chapter.lines) for chapter in master.transcript.chapters) if master.transcript else 0
        row.hours = sum(chapter.n_samples for chapter in master.chapters) / RATE_HZ / 3600
        target = options.out / f"{source.stem}-read-along.epub"
        # A fresh process, as in a build: its high-water mark is the writer's alone.
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            row.seconds, row.megabytes, found = pool.submit(write, codec, master, source, target).result()
        for finding in found if options.verbose else ():
            print(f"    {finding.severity} {finding.code}: {finding.message} {finding.source}", file=sys.stderr)
        row.size = target.stat().st_size / 1e6
        row.shown = tuple(played(target, master, codec))
        row.spans = spans_added(target)
        bad = wrong(row.shown)
        row.wrong = len(bad)
        for line in bad if options.verbose else ():
            print(f"    {line.late_ms:.3f} ms {line.text!r} shown as {line.shown!r}", file=sys.stderr)
        row.before = checked(options.check, source) if source.suffix == ".epub" else "0/0"
        row.after = checked(options.check, target)
        if not options.keep:
            target.unlink()
    return row


def played(target: Path, master: Master, codec: str) -> Iterator[Played]:
    """Every line that is in the file, found by the time and the audio file of its clips, not by the writer's word."""
    clips: dict[int, list[Par]] = defaultdict(list)
    for par in read_back(target):
        clips[int(Path(par.audio).stem) - 1].append(par)
    late = 1105 if codec == "mp3" else 0
    for number, chapter in enumerate(master.transcript.chapters if master.transcript else ()):
        pars = sorted(clips[number], key=lambda par: par.begin)
        starts = [par.begin for par in pars]
        for line in chapter.lines:
            begin, end = ((sample + late) * 1000 / RATE_HZ for sample in (line.start, line.end))
            own = pars[bisect_left(starts, begin - 0.6) : bisect_left(starts, end - 0.6)]
            if own and not line.silent:
                shown = " ".join(" ".join(par.text.split()) for par in own)
                off = max(abs(own[0].begin - begin), abs(own[-1].end - end))
                exact = visible(shown) == visible(line.text)
                yield Played(line.text, shown, exact, words(line.text) in words(shown), off)


def spans_added(target: Path) -> int:
    """How many elements the pages have for the sentences alone."""
    with zipfile.ZipFile(target) as package:
        pages = [name for name in package.namelist() if name.endswith((".xhtml", ".html", ".htm"))]
        return sum(len(re.findall(rb'<span id="ab(?:-read-)?[0-9]+">', package.read(name))) for name in pages)


def words(text: str) -> str:
    """Letters and digits alone."""
    return "".join(c for c in visible(text) if c.isalnum())


def wrong(lines: Sequence[Played]) -> list[Played]:
    """Of random lines, those that their element does not show or their clip does not time."""
    chosen = random.Random(8).sample(  # noqa: S311 - a fixed choice
        lines, min(_SAMPLE, len(lines))
    )
    return [line for line in chosen if not (line.same_words and line.late_ms <= 1)]


def write(codec: str, master: Master, source: Path, target: Path) -> tuple[float, float, list[Finding]]:
    """Write one book; wall seconds, the process's peak of memory in MB, and what was found."""
    writer = EpubOverlayWriter() if codec == "aac" else EpubOverlayMp3Writer()
    found: list[Finding] = []

    def keep(event: Event) -> None:
        if isinstance(event, Finding):
            found.append(event)

    started = time.perf_counter()
    writer.write_book(master, source, target, keep)
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("books", type=Path, nargs="+")
    parser.add_argument("--check", default="", help="a command that checks an EPUB, such as 'epubcheck'")
    parser.add_argument("--codec", choices=("aac", "mp3"), default="aac")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "overlay-bench")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    options.out = options.out or options.work
    options.work.mkdir(exist_ok=True, parents=True)
    options.out.mkdir(exist_ok=True, parents=True)
    print(
        f"{'book':34} {'lines':>6} {'placed':>6} {'exact':>6} {'spans':>6} {'hours':>5} {'s':>6} {'MB':>5} {'file':>7}"
        f" {'check':>11} {'wrong':>5}"
    )
    bad = 0
    for source in options.books:
        row = bench(source, options, options.codec)
        exact = sum(line.exact for line in row.shown)
        print(
            f"{row.name:34} {row.lines:6} {len(row.shown):6} {exact:6}"
            f" {row.spans:6} {row.hours:5.1f} {row.seconds:6.1f} {row.megabytes:5.0f} {row.size:7.1f}"
            f" {row.before:>5} {row.after:>5} {row.wrong:5}",
            flush=True,
        )
        bad += row.wrong > 0 or row.before != row.after
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
