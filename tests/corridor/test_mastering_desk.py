"""Levels over several builds: the second pass, what a lock prevents, other profiles and back, files of their own."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import EXAMPLES

from audiobook import Config, Request, build
from audiobook.config import BuildConfig
from audiobook.corridor.pools import Pools
from audiobook.events import ChapterDone, Finding, TakeDone
from audiobook.mastering.chapter import ChapterJob
from audiobook.profile import Limits, Making, Profile, Range
from audiobook.profiles.read import built_in
from audiobook.sound.codec import decode_blocks

CHAPTERS = 3


def run(story, config=None, formats=("mp3",), profile="audiobook"):
    """Build; the files, and how many takes and chapters were made, and what was said about levels."""
    events = []
    config = config or Config(build=BuildConfig(engine="tone", formats=formats, jobs=2)).with_profile(profile)
    files = build(Request(story, config), events.append).files
    counts = [sum(isinstance(e, kind) for e in events) for kind in (TakeDone, ChapterDone)]
    said = [e.message for e in events if isinstance(e, Finding) and e.code == "book-level"]
    return files, *counts, said


def work_of(story: Path) -> Path:
    return story.with_suffix(".audiobook")


def lufs_of(story: Path) -> float:
    return json.loads((work_of(story) / "report.json").read_text())["loudness"]["integrated_lufs"]


def change_lock(story, by_db, book_lufs):
    path = work_of(story) / "gains.lock"
    data = json.loads(path.read_text())
    (level,) = data["levels"]
    level["voices_db"] = {voice: gain + by_db for voice, gain in level["voices_db"].items()}
    level["book_lufs"] = book_lufs
    path.write_text(json.dumps(data))


def lock_of(story):
    return json.loads((work_of(story) / "gains.lock").read_text())["levels"]


def rms_db(path: Path) -> float:
    samples = np.concatenate(list(decode_blocks(path)))
    return float(10 * np.log10(np.mean(samples.astype(float) ** 2)))


def test_a_book_off_its_target_is_mastered_once_more_and_then_never_again(story: Path):
    run(story)
    settled = lufs_of(story)
    change_lock(story, -1.0, None)
    _, takes, chapters, said = run(story)
    assert (takes, chapters, len(said)) == (0, 2 * CHAPTERS, 1)
    assert lufs_of(story) == pytest.approx(-18.0, abs=0.3)
    (level,) = lock_of(story)
    assert level["book_db"] == pytest.approx(1.0 - 18.0 - settled, abs=0.15)
    assert level["book_lufs"] == lufs_of(story)
    assert run(story)[1:] == (0, 0, [])


def test_a_lock_is_kept_although_the_book_never_reached_its_target(story: Path):
    run(story)
    settled = lufs_of(story)
    change_lock(story, -1.0, settled - 1.0)
    _, _, chapters, said = run(story)
    assert (chapters, said) == (CHAPTERS, [])
    assert lufs_of(story) == pytest.approx(settled - 1.0, abs=0.1)


def test_edits_that_move_the_book_far_master_it_anew(story: Path):
    run(story)
    change_lock(story, -1.0, -18.0)
    _, _, chapters, said = run(story)
    assert (chapters, len(said)) == (2 * CHAPTERS, 1)
    assert lufs_of(story) == pytest.approx(-18.0, abs=0.3)


def test_another_profile_and_back_records_and_masters_nothing_twice(story: Path):
    run(story)
    home = lock_of(story)
    _, takes, chapters, _ = run(story, profile="podcast")
    assert takes == 0
    assert chapters >= CHAPTERS
    assert lufs_of(story) == pytest.approx(-16.0, abs=0.5)
    assert home[0] in lock_of(story)
    assert len(lock_of(story)) == 2
    for profile in ("audiobook", "podcast", "audiobook"):
        assert run(story, profile=profile)[1:] == (0, 0, [])


def test_files_outside_the_limits_get_gains_of_their_own_once(story: Path):
    plain, *_ = run(story, formats=("mp3-chapters",))
    before = [rms_db(path) for path in sorted(plain[0].glob("*.mp3"))]
    own = Profile("own", making=Making(trim_files=True), limits=Limits(rms_dbfs=Range(max(before) + 1.0, -1.0)))
    config = Config(
        build=BuildConfig(engine="tone", formats=("mp3-chapters",), jobs=2), profiles={**built_in(), "own": own}
    ).with_profile("own")
    files, takes, chapters, _ = run(story, config)
    after = [rms_db(path) for path in sorted(files[0].glob("*.mp3"))]
    assert (takes, chapters) == (0, CHAPTERS)
    assert all(max(before) + 1.0 <= level <= max(before) + 2.0 for level in after)
    assert run(story, config)[1:] == (0, 0, [])
    assert run(story, formats=("mp3-chapters",))[2] == 0


def test_a_file_whose_gain_the_limiter_eats_is_raised_again(story: Path):
    # A dedication of 7 s missed a store's -23 dBFS by 0.1 dB: the limiter took part of the only step there was.
    plain, *_ = run(story, formats=("mp3-chapters",))
    before = [rms_db(path) for path in sorted(plain[0].glob("*.mp3"))]
    least = max(before) + 2.5
    own = Profile("own", making=Making(trim_files=True), limits=Limits(rms_dbfs=Range(least, -1.0)))
    config = Config(
        build=BuildConfig(engine="tone", formats=("mp3-chapters",), jobs=2), profiles={**built_in(), "own": own}
    ).with_profile("own")
    config = replace(config, audio=replace(config.audio, ceiling_dbtp=-4.0))
    files, *_ = run(story, config)
    assert all(least <= rms_db(path) <= least + 1.0 for path in sorted(files[0].glob("*.mp3")))
    assert run(story, config)[1:] == (0, 0, [])


def test_room_tone_and_rate_of_the_files_come_from_the_settings(story: Path):
    config = Config(build=BuildConfig(engine="tone", formats=("mp3",), jobs=2))
    config = replace(config, audio=replace(config.audio, file_rate_hz=44_100, room_tone_dbfs=-60.0, mp3_kbps=192))
    (mp3,), *_ = run(story, config)
    samples = np.concatenate(list(decode_blocks(mp3)))
    head = samples[4_000:26_000]
    assert 10 * np.log10(np.mean(head.astype(float) ** 2)) == pytest.approx(-60.0, abs=1.5)
    assert abs(len(samples) / 44_100 - json.loads((work_of(story) / "report.json").read_text())["duration_s"]) < 0.3


def test_a_chapter_that_is_mastered_alone_gets_the_spare_core(tmp_path, monkeypatch):
    book = Path(shutil.copy(EXAMPLES / "the-lamp-at-gull-point.md", tmp_path))
    jobs = []
    start = Pools.start

    def kept(self, function, *arguments):
        jobs.extend(job for job in arguments if isinstance(job, ChapterJob))
        return start(self, function, *arguments)

    monkeypatch.setattr(Pools, "start", kept)
    run(book)
    first = len(jobs)
    assert first >= CHAPTERS
    book.write_text(book.read_text() + "\nOne more sentence.\n")
    run(book)
    assert [job.spare_core for job in jobs[first:]] == [True]
    jobs.clear()
    book.write_text(book.read_text() + "\nAnd another.\n")
    run(book, Config(build=BuildConfig(engine="tone", formats=("mp3",), jobs=1)))
    assert [job.spare_core for job in jobs] == [False]
