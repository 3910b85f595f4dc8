"""Room tone: its level, its colour, its seam, and what it does to a chapter and to a key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiobook.master import Encoding
from audiobook.mastering.chapter import master_chapter, master_key
from audiobook.mastering.roomtone import RoomTone, tone_loop

RATE = 24_000
AAC = Encoding("aac", 64_000, RATE)


def rms_db(samples):
    return 10 * np.log10(np.mean(np.asarray(samples, float) ** 2))


@pytest.mark.parametrize("rate", [8_000, 24_000, 48_000])
@pytest.mark.parametrize("dbfs", [-60.0, -75.0])
def test_the_level_is_exact_and_steady(rate, dbfs):
    loop = tone_loop(rate, dbfs)
    assert rms_db(loop) == pytest.approx(dbfs, abs=0.001)
    halves = [rms_db(part) for part in np.split(loop, 40)]
    assert max(abs(level - dbfs) for level in halves) < 2.0


def test_nothing_lies_below_hum_or_above_hiss_and_it_falls_between():
    loop = tone_loop(RATE, -70.0)
    power = np.abs(np.fft.rfft(loop)) ** 2
    hz = np.fft.rfftfreq(len(loop), 1 / RATE)

    def band(low, high):
        return power[(hz >= low) & (hz < high)].sum()

    assert band(8_000, 12_001) < 1e-9 * power.sum()
    assert band(0, 29) < 1e-9 * power.sum()
    octaves = [10 * np.log10(band(f, 2 * f)) for f in (100, 200, 400, 800, 1600)]
    np.testing.assert_allclose(np.diff(octaves), -1.5, atol=0.3)  # f^-1.5 in power: -1.5 dB an octave


def test_the_loop_has_no_seam():
    loop = tone_loop(RATE, -75.0)
    jumps = np.abs(np.diff(np.concatenate((loop[-500:], loop[:500]))))
    assert jumps[499] < 3 * np.sqrt(np.mean(np.diff(loop) ** 2))


def test_blocks_join_and_the_same_chapter_has_the_same_tone():
    whole, parts = np.zeros(RATE * 50, np.float32), np.zeros(RATE * 50, np.float32)
    RoomTone(RATE, -75.0).add_to(whole)
    tone = RoomTone(RATE, -75.0)
    for at in range(0, len(parts), 7_001):
        tone.add_to(parts[at : at + 7_001])
    assert np.array_equal(whole, parts)
    assert np.array_equal(whole[: RATE * 20], tone_loop(RATE, -75.0))
    assert np.array_equal(whole[RATE * 20 : RATE * 40], whole[: RATE * 20])


def test_no_gap_of_a_chapter_is_digital_silence_and_the_ceiling_holds(make_job, encoded):
    job = make_job(["one", "two"], encodings=(AAC,))
    loud = replace(job, gains=replace(job.gains, voices_db={"tone/a": 18.0}), room_tone_dbfs=-60.0)
    master = master_chapter(loud)
    samples = np.concatenate(encoded)
    assert np.abs(samples).max() <= 10 ** (-3.5 / 20) + 1e-6
    assert master.loudness.true_peak_dbtp <= -3.45
    gap = samples[: loud.timeline.tracks[0].clips[0].start]
    assert rms_db(gap) == pytest.approx(-60.0, abs=1.5)
    moments = np.abs(samples[: len(samples) // 240 * 240].reshape(-1, 240)).max(axis=1)  # 10 ms each
    assert moments.min() > 0


def test_tone_is_in_the_key_only_where_there_is_some(make_job):
    job = make_job(["one"])
    plain = master_key(job.timeline, job.gains)
    assert master_key(job.timeline, job.gains, 0.0) == plain
    tones = {master_key(job.timeline, job.gains, level) for level in (-75.0, -60.0)}
    assert len(tones | {plain}) == 3


def test_tone_alone_has_the_same_file_each_time(make_job, tmp_path):
    job = replace(make_job([]), room_tone_dbfs=-60.0)
    first = master_chapter(job)
    again = master_chapter(replace(job, folder=str(tmp_path / "again")))
    assert Path(first.encoded[0].path).read_bytes() == Path(again.encoded[0].path).read_bytes()
    assert first.loudness.rms_dbfs == pytest.approx(-60.0, abs=0.5)
