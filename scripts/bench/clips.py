"""Hold the clips of a read-along EPUB against the recordings: `python scripts/bench/clips.py BOOK EPUB [--engine E]`.

BOOK is built already, EPUB was made of it with default pauses. Random sentences: the text that is marked must be the
script's, and the audio of the clip, decoded from the EPUB, must lie where the take is, found by cross-correlation.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import zipfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from audiobook.config import Config  # noqa: E402
from audiobook.corridor.opening import open_book  # noqa: E402
from audiobook.corridor.production import plan_chapters  # noqa: E402
from audiobook.corridor.request import Request  # noqa: E402
from audiobook.corridor.workfolder import WorkFolder  # noqa: E402
from audiobook.editing.assemble import assemble  # noqa: E402
from audiobook.editing.pauses import pause_table  # noqa: E402
from audiobook.events import silent  # noqa: E402
from audiobook.recording.store import TakeStore  # noqa: E402
from audiobook.sound.codec import decode_blocks  # noqa: E402
from audiobook.visible import visible  # noqa: E402
from audiobook.writers.overlay.readback import Par, read_back  # noqa: E402

_RATE = 24000
#: Samples looked at on either side, and compared at most.
_REACH, _COMPARED = 240, 48_000


def lag(heard: np.ndarray, take: np.ndarray, at: int) -> int:
    """By how many samples the take lies beside its place ``at``."""
    take = take[:_COMPARED]
    padded = np.concatenate((np.zeros(_REACH), heard))[at : at + len(take) + 2 * _REACH]
    size = 1 << (len(padded) - 1).bit_length() + 1
    spectrum = np.fft.rfft(padded, size) * np.conj(np.fft.rfft(take, size))
    return int(np.argmax(np.fft.irfft(spectrum)[: 2 * _REACH + 1])) - _REACH


def main() -> None:
    """Print what was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("book", type=Path)
    options.add_argument("epub", type=Path)
    options.add_argument("--engine", default="")
    options.add_argument("--sentences", type=int, default=200)
    options.add_argument("--seed", type=int, default=7)
    asked = options.parse_args()
    config = Config()
    config = replace(config, build=replace(config.build, engine=asked.engine))
    request = Request(asked.book, config)
    book, work = open_book(request, silent), WorkFolder(request.work_root, request.name)
    plans = plan_chapters(book.segments, [chapter.name for chapter in book.script.script.chapters])
    takes = TakeStore(work.takes).load_many(segment.key for segment in book.segments)
    pars: dict[str, list[Par]] = defaultdict(list)
    for par in read_back(asked.epub):
        pars[par.audio].append(par)
    clips = []
    for plan, audio in zip(plans, sorted(pars), strict=True):
        timeline = assemble(plan.index, "", plan.segments, takes, pause_table({}), _RATE)
        clips += [(audio, plan, clip) for clip in timeline.tracks[0].clips]
    chosen = random.Random(asked.seed).sample(range(len(clips)), asked.sentences)  # noqa: S311 - which to look at
    texts = places = worst = 0
    heard, name = np.zeros(0), ""
    with zipfile.ZipFile(asked.epub) as package, tempfile.TemporaryDirectory() as folder:
        for audio, plan, clip in (clips[n] for n in sorted(chosen)):
            if audio != name:
                heard, name = np.concatenate(list(decode_blocks(Path(package.extract(audio, folder))))), audio
            begin, end = clip.start * 1000 / _RATE, (clip.start + clip.n_samples) * 1000 / _RATE
            own = [p for p in pars[audio] if begin - 1 <= p.begin < p.end <= end + 1]
            places += not own or abs(own[0].begin - begin) > 1 or abs(own[-1].end - end) > 1
            texts += visible("".join(p.text for p in own)) != visible(plan.segments[clip.segment].displayed)
            take, _ = soundfile.read(work.takes / f"{clip.take}.flac", dtype="float32")
            if own:
                take = take[clip.in_sample : clip.in_sample + clip.n_samples]
                worst = max(worst, abs(lag(heard, take, round(own[0].begin * _RATE / 1000))))
    print(f"{asked.book.name}: {len(chosen)} sentences, {texts} texts differ, {places} clips more than 1 ms off,")
    print(f"  audio at most {worst} samples ({worst * 1000 / _RATE:.3f} ms) beside the take")


if __name__ == "__main__":
    main()
