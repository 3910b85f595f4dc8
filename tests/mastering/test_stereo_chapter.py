"""Chapters with sounds: loudness, peaks and channels of what is encoded, what names them, and how much memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
import soundfile

from audiobook.master import Encoding
from audiobook.mastering.chapter import load_master, master_chapter, master_key
from audiobook.mastering.kept import encoded_file
from audiobook.mastering.mix import mixed_blocks
from audiobook.mastering.programme import programme_blocks
from audiobook.mastering.roomtone import RoomTone
from audiobook.sound.codecs import played_hz
from audiobook.sound.meter import Meter, decibels
from audiobook.sound.pcm import encode_flac, to_int16
from audiobook.timeline import Clip, Sound, Track

RATE, MIX = 24_000, 48_000
WAV = Encoding("wav", 0, MIX, 2)
EVERY = (
    Encoding("aac", 128_000, MIX, 2),
    Encoding("mp3", 128_000, MIX, 2),
    Encoding("opus", 96_000, MIX, 2),
    Encoding("flac", 0, MIX, 2),
    WAV,
)


@pytest.fixture
def make_episode(make_job, tmp_path):
    """A chapter of two voices over a stereo bed, with a mono sting at its start."""

    def one(encodings=(WAV,), bed_db=-14.0, sting_db=0.0, channels=2, **more):
        (tmp_path / "sounds").mkdir(exist_ok=True)
        rng = np.random.default_rng(1)
        swell = 0.2 * (1 + np.sin(np.arange(MIX * 3) / 9_000))[:, None]
        bed = swell * np.stack(
            [np.convolve(c, np.hanning(12) / 3, "same") for c in rng.standard_normal((2, MIX * 3))], 1
        )
        sting = 0.5 * np.sin(np.arange(MIX) * 0.06)
        for name, samples in (("bed", bed), ("sting", sting)):
            soundfile.write(str(tmp_path / "sounds" / name), samples, MIX, format="FLAC", subtype="PCM_24")
        job = make_job(["one", "two b", "three"], encodings, **more)
        n = job.timeline.n_samples
        sounds = (
            Sound(
                "bed", 0, 0, n, bed_db, loop_samples=RATE * 3 // 2 - 1_200, ducked_db=-12.0, fade_in=RATE, fade_out=RATE
            ),
            Sound("sting", 0, 0, RATE // 2, sting_db, fade_out=4_800),
        )
        timeline = replace(job.timeline, sounds=sounds, channels=channels, mix_factor=2)
        return replace(job, timeline=timeline, sounds=str(tmp_path / "sounds"), key=master_key(timeline, job.gains))

    return one


def decoded(path):
    """A file's samples with all channels, shape ``(n, channels)``, with its rate."""
    blocks = []
    with av.open(str(path)) as source:
        plain = av.AudioResampler(format="fltp")
        for frame in source.decode(source.streams.audio[0]):
            blocks += [part.to_ndarray().T for part in plain.resample(frame)]
        return np.concatenate(blocks).astype(float), source.streams.audio[0].codec_context.rate


def lufs(samples, rate=MIX):
    return pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(samples)


def true_peak_db(samples, rate=MIX):
    meter = Meter(rate, samples.shape[1])
    meter.feed(samples.astype(np.float32))
    meter.finish()
    return decibels(meter.true_peak**2)


def test_every_codec_has_two_channels_the_programme_and_its_loudness(make_episode, tmp_path):
    job = make_episode(EVERY)
    master = master_chapter(job)
    assert (master.rate_hz, master.n_samples) == (RATE, job.timeline.n_samples)
    assert [s.start for s in master.spans] == [c.start for c in job.timeline.tracks[0].clips]
    wav, _ = decoded(master.encoded[-1].path)
    assert len(wav) == master.n_samples * 2
    for each in master.encoded:
        samples, rate = decoded(each.path)
        assert samples.shape[1] == 2
        assert rate == played_hz(each.encoding.codec, MIX)
        assert each.n_samples >= master.n_samples * 2
        assert lufs(samples) == pytest.approx(master.loudness.integrated_lufs, abs=0.2), each.encoding.codec
        assert true_peak_db(samples) < job.gains.ceiling_dbtp + 1.0
        name = Path(each.path).name
        assert name.startswith(job.key)
        assert "-2ch." in name
    assert load_master(tmp_path / "masters", job.key, EVERY, 0, "T") == master


def test_loudness_is_what_pyloudnorm_reads_and_no_peak_is_above_the_ceiling(make_episode):
    job = make_episode(bed_db=4.0, sting_db=12.0)  # the limiter has work to do
    master = master_chapter(job)
    samples, _ = decoded(master.encoded[0].path)
    assert master.loudness.integrated_lufs == pytest.approx(lufs(samples), abs=0.05)
    assert np.abs(samples).max() <= 10 ** (job.gains.ceiling_dbtp / 20) + 1e-6
    assert true_peak_db(samples) <= job.gains.ceiling_dbtp + 0.05
    assert master.loudness.true_peak_dbtp == pytest.approx(true_peak_db(samples), abs=0.05)


def test_voices_measure_the_same_in_one_channel_and_in_two(make_episode):
    job = make_episode()
    heard = []
    for channels in (1, 2):
        timeline = replace(job.timeline, sounds=(), channels=channels)
        mix = np.concatenate(list(programme_blocks(timeline, Path(job.takes), Path(), job.gains)))
        heard.append(lufs(mix.astype(float), MIX))
    plain = np.concatenate(list(mixed_blocks(job.timeline, Path(job.takes), job.gains)))
    assert heard[1] == pytest.approx(heard[0], abs=0.005)
    # These takes are noise up to half the rate, whose last tenth no resampler keeps.
    assert heard[1] == pytest.approx(lufs(plain.astype(float), RATE), abs=0.15)


def test_a_mono_chapter_in_a_stereo_file_is_as_loud_on_both_sides(make_job):
    stereo, mono = replace(WAV, rate_hz=RATE), replace(WAV, rate_hz=RATE, channels=1)
    master = master_chapter(make_job(["one", "two"], (stereo, mono)))
    assert len({e.path for e in master.encoded}) == 2
    both, one = (decoded(e.path)[0] for e in master.encoded)
    assert np.array_equal(both[:, 0], both[:, 1])
    np.testing.assert_allclose(both[:, :1], one / np.sqrt(2), atol=1.1 / 32768)
    assert lufs(both, RATE) == pytest.approx(master.loudness.integrated_lufs, abs=0.05)


def test_a_stereo_chapter_can_be_heard_in_one_channel_under_the_ceiling(make_episode):
    job = make_episode(
        (WAV, replace(WAV, channels=1), replace(WAV, channels=1, rate_hz=RATE)), bed_db=6.0, sting_db=12.0
    )
    two, one, slow = (decoded(e.path)[0] for e in master_chapter(job).encoded)
    assert len(one) == len(two) == 2 * len(slow)
    assert true_peak_db(one) <= job.gains.ceiling_dbtp + 0.05
    folded = two.sum(axis=1) / np.sqrt(2)
    quiet = np.abs(folded) < 0.1
    assert np.corrcoef(one[:, 0], folded)[0, 1] > 0.98
    assert np.mean((one[quiet, 0] - folded[quiet]) ** 2) < 1e-3 * np.mean(folded**2)


def test_the_book_gain_moves_voices_and_sounds_alike(make_episode):
    job = make_episode()
    one, two = (
        np.concatenate(
            list(programme_blocks(job.timeline, Path(job.takes), Path(job.sounds), gains, room_tone_dbfs=0.0))
        )
        for gains in (job.gains, job.gains.louder(-3.0))
    )
    np.testing.assert_allclose(two, one * 10 ** (-3 / 20), atol=1e-6)


def test_a_chapter_without_sounds_is_mixed_as_ever(make_job):
    job = make_job(["one", "two b"])
    tone = RoomTone(RATE, -70.0)
    plain = list(mixed_blocks(job.timeline, Path(job.takes), job.gains))
    for block in plain:
        tone.add_to(block)
    now = list(programme_blocks(job.timeline, Path(job.takes), Path("none"), job.gains, -70.0))
    assert [len(b) for b in now] == [len(b) for b in plain]
    assert all(np.array_equal(a, b) for a, b in zip(now, plain, strict=True))


def test_voices_lie_exactly_where_the_timeline_says_at_the_rate_of_the_mix(make_job, tmp_path):
    job = make_job(["one"])
    samples = np.zeros(RATE, np.int16)
    samples[7_000] = 20_000
    (tmp_path / "takes" / f"{'c' * 64}.flac").write_bytes(encode_flac(samples, RATE))
    clip = Clip("c" * 64, 0, 3_001, 0, RATE, "tone/b")
    timeline = replace(job.timeline, n_samples=40_001, tracks=(Track("voices", (clip,)),), channels=2, mix_factor=2)
    mix = np.concatenate(list(programme_blocks(timeline, tmp_path / "takes", Path(), job.gains)))
    assert mix.shape == (80_002, 2)
    assert np.argmax(np.abs(mix[:, 0])) == 2 * 10_001
    around = mix[2 * 10_001 - 200 : 2 * 10_001 + 201, 0]
    np.testing.assert_allclose(around, around[::-1], atol=1e-4)  # no delay to either side


def test_everything_about_sounds_is_in_the_key(make_episode):
    job = make_episode()
    timeline, gains = job.timeline, job.gains
    first, *rest = timeline.sounds
    changes = {
        "file": "x", "start": 1, "in_sample": 1, "n_samples": 5, "gain_db": 1.0, "loop_samples": 9, "ducked_db": -1.0,
        "fade_in": 3, "fade_out": 4, "speech": True,
    }  # fmt: skip
    assert set(changes) == set(Sound.__dataclass_fields__)
    timelines = [replace(timeline, sounds=(replace(first, **{name: to}), *rest)) for name, to in changes.items()]
    timelines += [replace(timeline, channels=1), replace(timeline, mix_factor=1), replace(timeline, sounds=())]
    keys = {master_key(each, gains) for each in timelines} | {job.key, master_key(timeline, gains.louder(1.0))}
    assert len(keys) == len(changes) + 5
    assert master_key(replace(timeline, title="Other", chapter=4), gains) == job.key


def test_channels_are_in_the_name_of_what_is_encoded(tmp_path):
    one, two = (encoded_file(tmp_path, "k", replace(WAV, channels=channels)).name for channels in (1, 2))
    assert (one, two) == ("k.wav-0-48000-fast.wav", "k.wav-0-48000-fast-2ch.wav")


def test_equal_episodes_give_equal_files(make_episode, tmp_path):
    job = make_episode(EVERY)
    first, again = master_chapter(job), master_chapter(replace(job, folder=str(tmp_path / "again")))
    for a, b in zip(first.encoded, again.encoded, strict=True):
        assert Path(a.path).read_bytes() == Path(b.path).read_bytes()


def test_an_hour_of_sounds_takes_no_more_memory_than_ten_minutes(make_job, tmp_path):
    rate = 2_000
    (tmp_path / "sounds").mkdir()
    bed = to_int16(0.1 * np.random.default_rng(1).standard_normal((rate * 2 * 95, 2)).astype(np.float32))
    for name in ("bed", "talk"):
        soundfile.write(str(tmp_path / "sounds" / name), bed, rate * 2, format="FLAC")
    (tmp_path / "takes" / f"{'c' * 64}.flac").write_bytes(encode_flac(bed[: rate * 30, 0].copy(), rate))

    def most(minutes):
        n = minutes * 60 * rate
        clips = tuple(Clip("c" * 64, 0, at, 0, rate * 30, "tone/a") for at in range(0, n - rate * 30, rate * 100))
        talks = tuple(
            Sound("talk", at, 0, rate * 20, 0.0, speech=True) for at in range(rate, n - rate * 40, rate * 300)
        )
        sounds = (Sound("bed", 0, 0, n, -6.0, rate * 90, -12.0), Sound("bed", 0, 0, n, -6.0, rate * 3), *talks)
        job = make_job([], ())
        timeline = replace(
            job.timeline, rate_hz=rate, n_samples=n, tracks=(Track("voices", clips),), sounds=sounds,
            channels=2, mix_factor=2,
        )  # fmt: skip
        tracemalloc.start()
        master = master_chapter(replace(job, timeline=timeline, sounds=str(tmp_path / "sounds"), room_tone_dbfs=-75.0))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert master.n_samples == n
        return peak

    minutes, hour = most(10), most(60)
    assert hour < 1.2 * minutes
    assert hour < 40_000_000
