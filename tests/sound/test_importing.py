"""Importing sound files: what is kept exactly, what is measured, what is refused, and in how much memory."""

from __future__ import annotations

import os
import tracemalloc

import av
import numpy as np
import pyloudnorm
import pytest
import soundfile

from audiobook.errors import OutputError, ScriptError
from audiobook.sound import unpacking
from audiobook.sound.codec import Encoder
from audiobook.sound.importing import import_sound, measure_stretch
from audiobook.sound.pcm import to_int16

RATE = 48_000


def music(seconds=4.0, channels=2, seed=0, level=0.1, rate=RATE):
    """Band-limited noise with swells, as every codec can hold it."""
    rng = np.random.default_rng(seed)
    n = round(seconds * rate)
    noise = rng.standard_normal((n + 40, channels))
    smooth = np.stack([np.convolve(c, np.hanning(30) / 8, "valid")[:n] for c in noise.T], axis=1)
    swell = 0.6 + 0.4 * np.sin(np.arange(n) / rate * 3.0)
    return (level * smooth * swell[:, None]).astype(np.float32)


def level_of(samples, rate=RATE):
    return pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(np.asarray(samples, float))


def read(path):
    return soundfile.read(str(path), dtype="float32", always_2d=True)[0]


def encoded(path, samples, codec, rate=RATE):
    encoder = Encoder(path, codec, rate, 192_000, "fast", channels=samples.shape[1])
    encoder.write(to_int16(samples) if not encoder.takes_float else samples)
    encoder.finish()
    return path


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(("subtype", "bits"), [("PCM_16", 16), ("PCM_24", 24)])
def test_samples_at_the_rate_of_the_mix_are_kept_exactly(tmp_path, channels, subtype, bits):
    steps = np.random.default_rng(1).integers(-(1 << (bits - 1)), 1 << (bits - 1), (70_000, channels), np.int64)
    steps[0] = 1 - (1 << (bits - 1))
    steps = np.maximum(steps, 1 - (1 << (bits - 1)))
    soundfile.write(str(tmp_path / "a.wav"), (steps << (32 - bits)).astype(np.int32), RATE, subtype=subtype)
    found = import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    assert (found.file, found.rate_hz, found.n_samples, found.channels) == ("b.flac", RATE, 70_000, channels)
    kept = soundfile.read(str(tmp_path / "b.flac"), dtype="int32", always_2d=True)[0]
    assert np.array_equal(kept, steps << (32 - bits))


@pytest.mark.parametrize(
    ("codec", "name"),
    [("wav", "a.wav"), ("flac", "a.flac"), ("mp3", "a.mp3"), ("opus", "a.opus"), ("wav", "a.txt")],
)
def test_every_kind_is_read_by_its_content(tmp_path, codec, name):
    samples = music()
    found = import_sound(encoded(tmp_path / name, samples, codec), tmp_path / "out.flac", RATE)
    assert (found.rate_hz, found.channels) == (RATE, 2)
    assert abs(found.n_samples - len(samples)) < 4_000
    assert found.integrated_lufs == pytest.approx(level_of(samples), abs=0.3)
    assert found.n_samples == len(read(tmp_path / "out.flac"))


def test_an_m4a_with_a_cover_and_a_title_in_an_old_character_set(tmp_path):
    from mutagen.mp4 import MP4, MP4Cover

    samples = music(3.0)
    path = tmp_path / "a.m4a"
    with av.open(str(path), "w", format="ipod") as out:
        out.metadata["title"] = "TITLETITLE"
        stream = out.add_stream("aac", rate=44_100)
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout="stereo")
        frame.sample_rate = 44_100
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    tagged = MP4(str(path))
    tagged["covr"] = [MP4Cover(b"\x89PNG\r\n\x1a\n" + bytes(500), MP4Cover.FORMAT_PNG)]
    tagged.save()
    path.write_bytes(path.read_bytes().replace(b"TITLETITLE", b"T\xe9TLET\xffTLE"))
    found = import_sound(path, tmp_path / "out.flac", RATE)
    assert abs(found.n_samples - len(samples) * RATE / 44_100) < 3_000
    assert found.integrated_lufs == pytest.approx(level_of(samples, 44_100), abs=0.4)


def test_ogg_vorbis_is_read(tmp_path):
    samples = music(3.0)
    soundfile.write(str(tmp_path / "a.ogg"), samples, RATE, format="OGG", subtype="VORBIS")
    found = import_sound(tmp_path / "a.ogg", tmp_path / "out.flac", RATE)
    decoded, _rate = soundfile.read(str(tmp_path / "a.ogg"))
    assert found.n_samples == len(decoded)
    assert found.integrated_lufs == pytest.approx(level_of(decoded), abs=0.05)


def test_another_rate_is_resampled_to_the_nearest_length_and_level(tmp_path):
    samples = music(rate=44_100)
    soundfile.write(str(tmp_path / "a.wav"), samples, 44_100, subtype="FLOAT")
    found = import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    assert found.n_samples == round(len(samples) * RATE / 44_100)
    assert level_of(read(tmp_path / "b.flac")) == pytest.approx(level_of(samples, 44_100), abs=0.02)


def test_what_is_reported_is_what_a_meter_reads_in_the_file(tmp_path):
    samples = music(8.0)
    samples[: 3 * RATE] *= 0.2
    soundfile.write(str(tmp_path / "a.wav"), samples, RATE, subtype="FLOAT")
    found = import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    kept = read(tmp_path / "b.flac")
    assert found.integrated_lufs == pytest.approx(level_of(kept), abs=0.02)
    assert found.integrated_lufs < found.short_term_lufs < found.momentary_lufs
    peak = 20 * np.log10(np.abs(kept).max())
    assert peak - 0.01 <= found.true_peak_dbtp < peak + 3
    assert measure_stretch(tmp_path / "b.flac", 0, len(kept)) == pytest.approx(found.integrated_lufs, abs=1e-9)
    loud = measure_stretch(tmp_path / "b.flac", 4 * RATE, 2 * RATE)
    assert loud == pytest.approx(level_of(kept[4 * RATE : 6 * RATE]), abs=0.02)


def test_sound_beyond_full_scale_is_lowered_not_clipped(tmp_path):
    samples = music(2.0, level=1.0) * 5
    soundfile.write(str(tmp_path / "a.wav"), samples, RATE, subtype="FLOAT")
    found = import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    kept = read(tmp_path / "b.flac")
    scale = 0.999 / np.abs(samples).max()
    np.testing.assert_allclose(kept, samples * scale, atol=2e-7)
    assert found.integrated_lufs == pytest.approx(level_of(kept), abs=0.02)


def test_six_channels_become_two_by_the_stated_shares(tmp_path):
    samples = music(1.0, 6)
    soundfile.write(str(tmp_path / "a.wav"), samples, RATE, subtype="FLOAT", format="WAVEX")
    found = import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    left, right, centre, _low, side_left, side_right = samples.T
    half = np.sqrt(0.5)
    wanted = np.stack([left + half * (centre + side_left), right + half * (centre + side_right)], axis=1)
    assert found.channels == 2
    np.testing.assert_allclose(read(tmp_path / "b.flac"), wanted, atol=2e-5)


@pytest.mark.parametrize("seconds", [0.01, 0.2, 0.399])
def test_an_effect_under_400_ms_reads_as_a_meter_shows_it_in_silence(tmp_path, seconds):
    samples = music(seconds, 1, level=0.5)
    soundfile.write(str(tmp_path / "a.wav"), samples, RATE, subtype="FLOAT")
    found = import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    alone = np.zeros((round(0.4 * RATE), 1))
    alone[: len(samples)] = samples
    wanted = level_of(alone)
    assert found.integrated_lufs == pytest.approx(wanted, abs=0.05)
    assert found.momentary_lufs == pytest.approx(wanted, abs=0.05)
    assert found.short_term_lufs == pytest.approx(wanted, abs=0.05)
    assert measure_stretch(tmp_path / "b.flac", 0, len(samples)) == pytest.approx(wanted, abs=0.05)


def test_silence_has_no_loudness(tmp_path):
    soundfile.write(str(tmp_path / "a.wav"), np.zeros(RATE), RATE)
    found = import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    assert found.integrated_lufs == found.momentary_lufs == found.short_term_lufs == found.true_peak_dbtp == -np.inf


def test_where_a_loop_begins_again_depends_on_how_the_ends_fit(tmp_path):
    whole_turns = 0.3 * np.cos(2 * np.pi * 100 * np.arange(RATE) / RATE)
    broken_off = whole_turns[: RATE - 240]  # ends at the other side of the wave
    lengths = []
    for samples in (whole_turns, broken_off):
        soundfile.write(str(tmp_path / "a.wav"), samples, RATE, subtype="FLOAT")
        lengths.append(import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE).loop_samples)
    assert lengths == [RATE, RATE - 240 - RATE // 20]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n" + b"#\n" * 50, id="playlist"),
        pytest.param(b"ffconcat version 1.0\nfile secret.wav\n" + b"#\n" * 50, id="concat"),
        pytest.param(b"[playlist]\nFile1=http://127.0.0.1:9/a.mp3\n" + b"\n" * 60, id="pls"),
        pytest.param(b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n" * 3, id="sdp"),
        pytest.param(b"\x00" * 500, id="zeros"),
        pytest.param(b"<html>" + b" " * 500, id="page"),
        pytest.param(b"", id="empty"),
    ],
)
def test_what_is_no_sound_file_is_refused_whatever_its_name(tmp_path, content):
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(ScriptError, match=r"'a\.wav' is no sound file"):
        import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    assert [p.name for p in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.parametrize(
    "head",
    [b"RIFF\x24\x00\x00\x00WAVE", b"fLaC", b"OggS", b"\x00\x00\x00\x20ftypM4A ", b"ID3\x04", b"\xff\xfb\x90\x64"],
)
@pytest.mark.parametrize("rest", [b"#EXTM3U\nfile:///etc/passwd\n" * 20, b"\x00" * 300, b"\xff" * 300, b""])
def test_a_true_head_on_something_else_is_refused(tmp_path, head, rest):
    (tmp_path / "a.wav").write_bytes(head + rest)
    with pytest.raises(ScriptError, match=r"a\.wav"):
        import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    assert [p.name for p in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.parametrize("codec", ["wav", "flac", "mp3", "opus"])
def test_damaged_files_are_read_or_refused_but_never_crash(tmp_path, codec):
    good = bytearray(encoded(tmp_path / "good", music(1.0), codec).read_bytes())
    rng = np.random.default_rng(5)
    outcomes = set()
    for _turn in range(12):
        bad = good.copy()
        for place in rng.integers(4, len(bad), 40):
            bad[place] = rng.integers(256)
        (tmp_path / "bad").write_bytes(bad[: rng.integers(len(bad) // 2, len(bad))])
        try:
            outcomes.add(import_sound(tmp_path / "bad", tmp_path / "b.flac", RATE).rate_hz)
        except ScriptError:
            outcomes.add("refused")
    assert outcomes <= {RATE, "refused"}


def test_no_sound_no_file_and_no_levels_are_said(tmp_path):
    with pytest.raises(ScriptError, match="there is no sound file"):
        import_sound(tmp_path / "none.wav", tmp_path / "b.flac", RATE)
    with pytest.raises(ScriptError, match="there is no sound file"):
        import_sound(tmp_path, tmp_path / "b.flac", RATE)
    soundfile.write(str(tmp_path / "a.wav"), np.zeros(0), RATE)
    with pytest.raises(ScriptError, match=r"a\.wav"):
        import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    soundfile.write(str(tmp_path / "a.wav"), np.full(RATE, np.nan), RATE, subtype="FLOAT")
    with pytest.raises(ScriptError, match="no levels"):
        import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)


def test_a_rate_that_no_recording_has_is_refused(tmp_path):
    soundfile.write(str(tmp_path / "a.wav"), np.zeros(1000), 100)
    with pytest.raises(ScriptError, match="100 samples a second"):
        import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)


def test_decoders_that_are_not_on_the_list_are_not_used(tmp_path):
    soundfile.write(str(tmp_path / "a.wav"), np.zeros(RATE), RATE, subtype="MS_ADPCM")
    with pytest.raises(ScriptError, match="kind 'adpcm_ms'"):
        import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)


def test_the_length_is_limited_while_reading(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "LONGEST_S", 2)
    soundfile.write(str(tmp_path / "a.wav"), np.zeros(3 * RATE), RATE)
    with pytest.raises(ScriptError, match="longer than"):
        import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    assert [p.name for p in tmp_path.iterdir()] == ["a.wav"]


def test_a_target_that_cannot_be_written_is_an_output_error(tmp_path):
    soundfile.write(str(tmp_path / "a.wav"), np.zeros(RATE), RATE)
    with pytest.raises(OutputError, match="cannot be written"):
        import_sound(tmp_path / "a.wav", tmp_path / "none" / "b.flac", RATE)
    with pytest.raises(ScriptError, match="imported sound"):
        measure_stretch(tmp_path / "none.flac", 0, 10)


def test_a_target_that_is_there_stays_when_the_source_is_broken(tmp_path):
    (tmp_path / "b.flac").write_bytes(b"old")
    (tmp_path / "a.mp3").write_bytes(b"ID3" + bytes(400))
    with pytest.raises(ScriptError):
        import_sound(tmp_path / "a.mp3", tmp_path / "b.flac", RATE)
    assert (tmp_path / "b.flac").read_bytes() == b"old"


def test_long_files_take_no_more_memory(tmp_path):
    def most(seconds):
        path = tmp_path / f"{seconds}.flac"
        soundfile.write(str(path), np.tile(to_int16(music(4.0, 2, rate=8000)), (seconds // 4, 1)), 8000)
        tracemalloc.start()
        found = import_sound(path, tmp_path / "b.flac", 16_000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found.n_samples == seconds * 16_000
        return peak

    most(60)
    assert most(480) < 1.1 * most(120) + 200_000


def test_no_other_process_may_be_in_the_way(tmp_path):
    soundfile.write(str(tmp_path / "a.wav"), music(0.5), RATE)
    (tmp_path / f".b.flac.{os.getpid() + 1}").write_bytes(b"another process")
    import_sound(tmp_path / "a.wav", tmp_path / "b.flac", RATE)
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == [f".b.flac.{os.getpid() + 1}", "a.wav", "b.flac"]


def test_eight_channels_are_read_and_mixed_down(tmp_path):
    # PyAV reads beyond the end of a list of eight planes, which ended the process.
    path = tmp_path / "a.m4a"
    with av.open(str(path), "w", format="ipod") as out:
        stream = out.add_stream("aac", rate=RATE)
        stream.layout = "7.1"
        packed = np.repeat(music(1.0, 1)[:, 0], 8).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout="7.1")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    found = import_sound(path, tmp_path / "b.flac", RATE)
    assert (found.channels, found.rate_hz) == (2, RATE)
    assert found.n_samples == pytest.approx(RATE, abs=3000)
