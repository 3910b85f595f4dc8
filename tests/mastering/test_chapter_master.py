"""Mastering a chapter: what is encoded, what is measured, what is kept, what names it."""

from __future__ import annotations

import json
import pickle
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiobook.editing.assemble import assemble
from audiobook.errors import AudiobookError, OutputError
from audiobook.master import Encoding
from audiobook.mastering import kept as kept_module
from audiobook.mastering import mix
from audiobook.mastering.chapter import ChapterJob, book_loudness, load_master, master_chapter, master_key
from audiobook.mastering.kept import prune_masters
from audiobook.mastering.levels import Gains, measure_gain
from audiobook.sound.codec import decode_blocks
from audiobook.sound.resample import resample, resampled_length
from audiobook.timeline import DEFAULT_PAUSES_MS, Clip, Timeline, Track

RATE = 24_000
AAC = Encoding("aac", 64_000, RATE)
MP3 = Encoding("mp3", 64_000, RATE)
GAINS = Gains(-18.0, -3.5, {"tone/a": 6.0, "tone/b": 0.0})


def mixed(job):
    return np.concatenate(list(mix.mixed_blocks(job.timeline, Path(job.takes), job.gains)))


def test_the_mix_is_the_takes_with_their_gains_and_quiet_between(make_job, tmp_path):
    from audiobook.sound.pcm import read_flac

    job = make_job(["one", "two b"])
    samples = mixed(job)
    assert len(samples) == job.timeline.n_samples
    heard = np.zeros(len(samples), bool)
    for clip, gain in zip(job.timeline.tracks[0].clips, (10 ** (6 / 20), 1.0), strict=True):
        take = read_flac(tmp_path / "takes" / f"{clip.take}.flac", clip.in_sample, clip.n_samples) / 32768
        inner = slice(clip.start + 120, clip.start + clip.n_samples - 120)
        np.testing.assert_allclose(samples[inner], take[120:-120] * gain, rtol=1e-5, atol=1e-7)
        heard[clip.start : clip.start + clip.n_samples] = True
    assert not samples[~heard].any()


def test_block_cuts_leave_no_trace(make_job, monkeypatch):
    job = make_job(["one", "two", "three"], seconds=2.0)
    whole = mixed(job)
    monkeypatch.setattr(mix, "_BLOCK_S", 0.1)
    monkeypatch.setattr(mix, "_LONGEST_S", 0.25)  # cuts inside clips, even inside fades
    assert np.array_equal(mixed(job), whole)


def test_nothing_encoded_is_above_the_ceiling_and_it_is_loud(make_job, encoded):
    job = make_job(["one", "two"], gains=replace(GAINS, voices_db={"tone/a": 18.0}))
    master = master_chapter(job)
    largest = np.abs(np.concatenate(encoded)).max()
    assert largest <= 10 ** (-3.5 / 20) + 1e-6
    assert master.loudness.sample_peak_dbfs == pytest.approx(-3.5, abs=0.01)
    assert master.loudness.true_peak_dbtp <= -3.45
    assert len(np.concatenate(encoded)) == job.timeline.n_samples


def test_all_encodings_in_one_pass_with_their_own_padding(make_job):
    job = make_job(["one"], (AAC, MP3))
    master = master_chapter(job)
    aac, mp3 = master.encoded
    assert aac.n_samples == -(-master.n_samples // 1024) * 1024
    assert aac.packets == aac.n_samples // 1024 + 1
    assert mp3.n_samples == -(-master.n_samples // 576) * 576
    decoded = [sum(map(len, decode_blocks(Path(e.path)))) for e in master.encoded]
    assert decoded == [aac.packets * 1024, mp3.packets * 576]
    assert master.encoder_cpu_ms >= 0
    clip = job.timeline.tracks[0].clips[0]
    assert [(s.segment, s.start, s.end) for s in master.spans] == [(0, clip.start, clip.start + clip.n_samples)]


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_files_at_another_rate_are_the_same_programme(make_job, rate):
    other = Encoding("mp3", 192_000, rate)
    job = make_job(["one", "two"], (MP3, other, AAC))
    master = master_chapter(job)
    own, resampled, _aac = master.encoded
    assert (own.encoding, resampled.encoding) == (MP3, other)
    frame = 1152 if rate > 32_000 else 576
    exact = resampled_length(master.n_samples, RATE, rate)
    assert resampled.n_samples == -(-exact // frame) * frame
    heard, at_rate = (np.concatenate(list(decode_blocks(Path(e.path)))) for e in (own, resampled))
    back = resample(at_rate[1105:], rate, RATE)  # an MP3 is late by its decoder's delay, at its own rate
    clip = job.timeline.tracks[0].clips[1]
    place = slice(clip.start, clip.start + clip.n_samples)
    alike = np.corrcoef(heard[1105:][place], back[place])[0, 1]
    assert alike > 0.98
    # Measured once, at the rate of the programme; spans stay in its samples.
    assert master == replace(
        master_chapter(make_job(["one", "two"], (MP3,))), encoded=master.encoded, encoder_cpu_ms=master.encoder_cpu_ms
    )


def test_a_chapter_may_be_measured_without_a_file(make_job, tmp_path):
    job = make_job(["one"], ())
    master = master_chapter(job)
    assert master.encoded == ()
    assert load_master(tmp_path / "masters", job.key, ()) == replace(master, title="")
    assert book_loudness([master], tmp_path / "masters").integrated_lufs == master.loudness.integrated_lufs


def test_the_rms_is_that_of_the_programme(make_job, encoded):
    master = master_chapter(make_job(["one", "two"]))
    samples = np.concatenate(encoded)
    assert master.loudness.rms_dbfs == pytest.approx(10 * np.log10(np.mean(samples**2)), abs=0.01)
    assert book_loudness([master, master]).rms_dbfs == pytest.approx(master.loudness.rms_dbfs)


def test_a_sidecar_without_an_rms_is_still_read(make_job, tmp_path):
    job = make_job(["one"])
    master = master_chapter(job)
    (path,) = (tmp_path / "masters").glob("*.json")
    data = json.loads(path.read_text())
    del data["loudness"]["rms_dbfs"]
    path.write_text(json.dumps(data))
    kept = load_master(tmp_path / "masters", job.key, (AAC,))
    assert kept.loudness == replace(master.loudness, rms_dbfs=None)
    assert book_loudness([kept]).rms_dbfs is None


def test_golden_key(monkeypatch):
    """A key that changes masters every book anew: on purpose, or not at all."""
    clip = Clip("0" * 64, 0, 18_000, 120, 24_000, "tone/a")
    timeline = Timeline(3, "T", RATE, 90_000, (Track("voices", (clip,)),))
    monkeypatch.setattr(kept_module, "_encoder", lambda: "av 18.1.0")
    assert master_key(timeline, GAINS) == "dd968d7980350e31ba18d404a350b7d7380352b914cac6bf964f67207264fc87"
    with_tone = master_key(timeline, GAINS, -75.0)
    assert with_tone == "b9b643bb64f1cbe77248cf8f9188760cc0934d1984ca6ab77271f2c51262e8fd"


def test_kept_and_loaded_whatever_it_is_called_now(make_job, tmp_path):
    job = make_job(["one"], (AAC, MP3))
    master = master_chapter(pickle.loads(pickle.dumps(job)))  # noqa: S301 - our own bytes
    folder = tmp_path / "masters"
    assert load_master(folder, job.key, (AAC, MP3), 0, "T") == master
    renamed = make_job(["one"], (AAC, MP3), title="Other", number=7)
    assert renamed.key == job.key
    assert load_master(folder, job.key, (AAC, MP3), 7, "Other") == replace(master, chapter=7, title="Other")
    assert load_master(folder, job.key, (AAC,)) == replace(master, chapter=0, title="", encoded=master.encoded[:1])
    assert load_master(folder, job.key, (replace(AAC, quality="best"),)) is None
    assert load_master(folder, "0" * 64, (AAC,)) is None


@pytest.mark.parametrize("damage", ["*.aac", "*.json", "*.npy"])
def test_a_damaged_chapter_is_not_loaded(make_job, tmp_path, damage):
    job = make_job(["one"])
    master_chapter(job)
    (path,) = (tmp_path / "masters").glob(damage)
    if path.suffix == ".npy":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9])
    assert load_master(tmp_path / "masters", job.key, (AAC,)) is None
    master_chapter(job)
    assert load_master(tmp_path / "masters", job.key, (AAC,)) is not None


def test_everything_that_shapes_the_sound_is_in_the_key(make_job):
    job = make_job(["one", "two"])
    timeline, key = job.timeline, job.key
    voices = {**GAINS.voices_db, "tone/a": 6.1}
    assert master_key(timeline, replace(GAINS, voices_db=voices)) != key
    assert master_key(timeline, replace(GAINS, book_db=0.5)) != key
    assert master_key(timeline, replace(GAINS, ceiling_dbtp=-3.0)) != key
    assert master_key(replace(timeline, n_samples=timeline.n_samples + 1), GAINS) != key
    unused = {**GAINS.voices_db, "tone/z": 3.0, "tone/b": 9.0}
    assert master_key(timeline, replace(GAINS, voices_db=unused, target_lufs=-1.0)) == key


def test_equal_takes_give_equal_files(make_job, tmp_path):
    job = make_job(["one", "two"], (AAC, MP3))
    first = master_chapter(job)
    again = master_chapter(replace(job, folder=str(tmp_path / "again")))
    for a, b in zip(first.encoded, again.encoded, strict=True):
        assert Path(a.path).read_bytes() == Path(b.path).read_bytes()


def test_a_chapter_without_words_is_silence(make_job):
    master = master_chapter(make_job([]))
    assert master.loudness.integrated_lufs == -np.inf
    assert master.loudness.sample_peak_dbfs == -np.inf
    assert master.encoded[0].packets
    assert book_loudness([master]).integrated_lufs == -np.inf


def test_a_book_lands_on_its_target(tmp_path, record, segment):
    gains = Gains(-18.0, -3.5)
    chapters = {}
    for number in range(4):
        texts = [f"chapter {number} line {n} {'b' if n % 3 == 0 else ''}" for n in range(8)]
        segments = [segment(text, "b" if "b" in text else "a") for text in texts]
        takes = {
            s.key: record(s, 1.5 + n % 4, 0.08 if s.slate.voice == "b" else 0.02, number * 100 + n)
            for n, s in enumerate(segments)
        }
        chapters[number] = (segments, takes)
    every = {key: take for _segments, takes in chapters.values() for key, take in takes.items()}
    for voice in ("a", "b"):
        sample = [every[s.key] for segments, _ in chapters.values() for s in segments if s.slate.voice == voice]
        found = measure_gain(str(tmp_path / "takes"), sample, gains.target_lufs, gains.ceiling_dbtp)
        gains = replace(gains, voices_db={**gains.voices_db, f"tone/{voice}": found})
    masters = []
    for number, (segments, takes) in chapters.items():
        timeline = assemble(number, "", segments, takes, DEFAULT_PAUSES_MS, RATE)
        key = master_key(timeline, gains)
        masters.append(master_chapter(ChapterJob(timeline, str(tmp_path / "takes"), gains, (AAC,), str(tmp_path), key)))
    loudness = book_loudness(masters)
    assert loudness.integrated_lufs == pytest.approx(-18.0, abs=0.3)
    assert loudness.true_peak_dbtp <= -3.45


@pytest.mark.parametrize("seconds", [0.01, 0.15])
def test_a_very_short_chapter_is_whole(make_job, seconds):
    master = master_chapter(make_job(["x"], (AAC, MP3, Encoding("mp3", 192_000, 44_100)), seconds=seconds))
    assert len(master.spans) == 1
    for each in master.encoded:
        frame = 1024 if each.encoding.codec == "aac" else 1152 if each.encoding.rate_hz > 32_000 else 576
        assert sum(map(len, decode_blocks(Path(each.path)))) == each.packets * frame
        assert each.n_samples >= resampled_length(master.n_samples, RATE, each.encoding.rate_hz)


def test_an_hour_takes_no_more_memory_than_a_few_minutes(make_job):
    """Without encoders, which hold a frame; the longest block of the mix is what is held."""

    def most(times):
        job = make_job(["one"], (), seconds=30.0)
        (clip,) = job.timeline.tracks[0].clips
        clips = tuple(replace(clip, start=n * clip.n_samples) for n in range(times))
        timeline = replace(job.timeline, n_samples=times * clip.n_samples, tracks=(Track("voices", clips),))
        tracemalloc.start()
        master = master_chapter(replace(job, timeline=timeline, room_tone_dbfs=-75.0))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert master.n_samples == times * clip.n_samples
        return peak

    minutes, hour = most(6), most(119)
    assert hour < 1.2 * minutes
    assert hour < 60_000_000


def test_old_chapters_and_leftovers_are_cleared_out(make_job, tmp_path):
    folder = tmp_path / "masters"
    job = make_job(["one"])
    master_chapter(job)
    kept = {p.name for p in folder.iterdir()}
    old = "ab" * 32
    for name in (f"{old}.json", f"{old}.aac-1.aac", f".{job.key}.json.123", "notes.txt"):
        (folder / name).write_text("x")
    assert prune_masters(folder, {job.key}) == 3
    assert {p.name for p in folder.iterdir()} == kept | {"notes.txt"}


def test_failures_leave_nothing_and_say_what_to_do(make_job, tmp_path):
    job = make_job(["one", "two"])
    (tmp_path / "takes" / f"{job.timeline.tracks[0].clips[1].take}.flac").unlink()
    with pytest.raises(AudiobookError, match="recording"):
        master_chapter(job)
    assert list((tmp_path / "masters").iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        master_chapter(replace(make_job(["one"]), folder=str(tmp_path / "file")))
    with pytest.raises(ValueError, match="one or two channels"):
        master_chapter(replace(job, encodings=(replace(AAC, channels=3),)))


def test_measurements_that_are_gone_are_named(make_job, tmp_path):
    master = master_chapter(make_job(["one"]))
    for path in (tmp_path / "masters").glob("*.npy"):
        path.unlink()
    with pytest.raises(OutputError, match="chapter 1"):
        book_loudness([master])


def test_a_spare_core_changes_nothing_but_the_time(make_job, tmp_path):
    job = make_job(["one", "two b", "three"], (AAC, MP3))
    apart = replace(job, folder=str(tmp_path / "apart"), spare_core=True)
    plain, beside = master_chapter(job), master_chapter(apart)
    assert beside.loudness == plain.loudness
    for one, other in zip(plain.encoded, beside.encoded, strict=True):
        assert (one.n_samples, one.packets) == (other.n_samples, other.packets)
        np.testing.assert_array_equal(*(np.concatenate(list(decode_blocks(Path(e.path)))) for e in (one, other)))
