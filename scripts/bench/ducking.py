"""Listen to an episode by numbers: `python scripts/bench/ducking.py EPISODE.script.md [--format mp3]`.

Builds it in a folder of its own and measures, chapter by chapter, what was mixed (voices alone, sounds alone) and the
file that was handed over. Fails when a bed is less than 12 dB under who speaks, when it is not back 0.5 s after, when a
click is found, or when loudness, peak or chapters are not what they must be.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from audiobook import Request, build
from audiobook.config import Config, load_config
from audiobook.corridor import desk
from audiobook.corridor.podcast_episode import without_cover
from audiobook.errors import QualityError
from audiobook.mastering.chapter import ChapterJob
from audiobook.mastering.programme import programme_blocks
from audiobook.sound.meter import Meter, decibels, integrated_lufs, momentary_lufs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

UNDER_DB, BACK_S, CLOSE_DB = 12.0, 0.5, 1.0
#: Voices or sounds are switched off by this gain.
_OFF_DB = -300.0
_STEP_S = 0.1


def record(jobs: dict[int, ChapterJob]) -> None:
    """Keep the last job of every chapter that the build starts."""

    def make(*arguments: object) -> ChapterJob:
        job = ChapterJob(*arguments)  # type: ignore[arg-type]
        jobs[job.timeline.chapter] = job
        return job

    desk.ChapterJob = make  # type: ignore[misc,assignment]


def stems(job: ChapterJob) -> tuple[Floats, Floats]:
    """Voices and clips alone, and music and effects alone, of one chapter."""
    timeline = job.timeline
    silent = replace(job.gains, voices_db=dict.fromkeys(job.gains.voices_db, _OFF_DB), book_db=0.0)
    up = job.gains.book_db
    others = tuple(replace(s, gain_db=_OFF_DB if s.speech else s.gain_db + up) for s in timeline.sounds)
    spoken = tuple(replace(s, gain_db=s.gain_db if s.speech else _OFF_DB) for s in timeline.sounds)
    return mixed(job, replace(timeline, sounds=spoken), job.gains), mixed(job, replace(timeline, sounds=others), silent)


def mixed(job: ChapterJob, timeline: object, gains: object) -> Floats:
    """One mix of a chapter, shape ``(n, channels)``."""
    blocks = programme_blocks(timeline, Path(job.takes), Path(job.sounds), gains)  # type: ignore[arg-type]
    samples = np.concatenate(list(blocks))
    return samples.reshape(len(samples), -1)


def lufs_of(samples: Floats, rate_hz: int) -> float:
    """Integrated loudness."""
    meter = Meter(rate_hz, samples.shape[1])
    meter.feed(samples if samples.shape[1] > 1 else samples[:, 0])
    return integrated_lufs(meter.finish())


def momentary(samples: Floats, rate_hz: int) -> NDArray[np.float64]:
    """Loudness of 400 ms, ten a second."""
    meter = Meter(rate_hz, samples.shape[1])
    meter.feed(samples if samples.shape[1] > 1 else samples[:, 0])
    return np.asarray(momentary_lufs(meter.finish()))


def spoken_stretches(job: ChapterJob) -> list[tuple[int, int]]:
    """Where somebody speaks, in samples of the mix: clips of takes and recordings that follow each other closely."""
    timeline = job.timeline
    parts = [(c.start, c.start + c.n_samples) for track in timeline.tracks for c in track.clips]
    parts += [(s.start, s.start + s.n_samples) for s in timeline.sounds if s.speech]
    return [(a * timeline.mix_factor, b * timeline.mix_factor) for a, b in sorted(parts)]


def measure(job: ChapterJob) -> Iterator[str]:
    """Lines of text, those that begin with x are failures."""
    timeline = job.timeline
    ducked = [s for s in timeline.sounds if s.ducked_db]
    if not ducked:
        return
    rate_hz = timeline.rate_hz * timeline.mix_factor
    voices, sounds = stems(job)
    least = math.inf
    for start, end in spoken_stretches(job):
        for bed in ducked:
            low, high = bed.start * timeline.mix_factor, (bed.start + bed.n_samples) * timeline.mix_factor
            if low <= start and end <= high and end - start >= 0.4 * rate_hz:
                said, heard = (
                    lufs_of(voices[start:end], rate_hz),
                    momentary(sounds[start:end], rate_hz).max(initial=-99),
                )
                least = min(least, said - float(heard))
    mark = " " if least >= UNDER_DB else "x"
    yield f"{mark} {timeline.title}: loudest 400 ms of the bed under speech is {least:.1f} dB under who speaks"
    yield from back_again(job, sounds)


def back_again(job: ChapterJob, sounds: Floats) -> Iterator[str]:
    """Whether the bed has the level it would have without speech, half a second after the speech."""
    timeline = job.timeline
    rate_hz, factor = timeline.rate_hz * timeline.mix_factor, timeline.mix_factor
    clear = replace(timeline, sounds=tuple(replace(s, ducked_db=0.0) for s in timeline.sounds))
    silent = replace(job.gains, voices_db=dict.fromkeys(job.gains.voices_db, _OFF_DB), book_db=0.0)
    up = job.gains.book_db
    clear = replace(
        clear, sounds=tuple(replace(s, gain_db=_OFF_DB if s.speech else s.gain_db + up) for s in clear.sounds)
    )
    unducked = mixed(job, clear, silent)
    parts = spoken_stretches(job)
    for (_, end), (following, _) in zip(parts, [*parts[1:], (timeline.n_samples * factor, 0)], strict=True):
        at = end - round(0.08 * rate_hz) + round(BACK_S * rate_hz)
        if following - end < 2 * rate_hz or not np.abs(unducked[at : at + rate_hz // 5]).max(initial=0) > 1e-4:
            continue
        found = decibels(float(np.mean(sounds[at : at + rate_hz // 5] ** 2)))
        wanted = decibels(float(np.mean(unducked[at : at + rate_hz // 5] ** 2)))
        mark = " " if abs(found - wanted) <= CLOSE_DB else "x"
        yield f"{mark} {timeline.title}: {BACK_S} s after speech the bed is {found - wanted:+.2f} dB of its level"


def check_file(work: Path, path: Path) -> Iterator[str]:
    """What the check of the profile said of the file, and its chapters."""
    (delivery,) = [d for d in json.loads((work / "check.json").read_text())["deliveries"] if d["name"] == path.name]
    for each in delivery["judgements"]:
        if each["code"] in {"loudness", "true-peak", "clicks", "drop-outs", "clipping", "chapters"}:
            yield f"{'x' if each['verdict'] == 'failed' else ' '} {path.name}: {each['code']} {each['value']}"
    with av.open(str(path)) as file:
        starts = [float(chapter["start"] * chapter["time_base"]) for chapter in file.chapters()]
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["chapters"]
    off = max(abs(one - two["startTime"]) for one, two in zip(starts, told, strict=True))
    yield f"{' ' if off <= 0.03 else 'x'} {path.name}: chapters begin within {off * 1000:.0f} ms of the transcript's"


def settings(source: Path, name: str) -> Config:
    """The episode's settings for one format and the transcript."""
    own = source.parent / "audiobook.toml"
    config = load_config(own) if own.is_file() else Config().with_profile("podcast")
    build_config = replace(config.build, formats=(name, "transcript"))
    profiles = {**config.profiles, config.profile.name: without_cover(config.profile)}
    return replace(config, build=build_config, profiles=profiles)


def main() -> None:
    """Build, measure, print; exit with 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("episode", type=Path)
    parser.add_argument("--format", default="mp3")
    options = parser.parse_args()
    jobs: dict[int, ChapterJob] = {}
    record(jobs)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        request = Request(options.episode, settings(options.episode, options.format), Path(folder), work=work)
        with contextlib.suppress(QualityError):  # what the check found is in the lines below
            build(request)
        lines = [line for job in jobs.values() for line in measure(job)]
        lines += check_file(work, Path(folder) / f"{request.name}.{options.format}")
        print("\n".join(lines))
    sys.exit(any(line.startswith("x") for line in lines))


if __name__ == "__main__":
    main()
