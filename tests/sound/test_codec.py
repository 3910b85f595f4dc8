"""Encoders and the decoder: frames counted, positions exact, files opened as files."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from audiobook.sound.codec import Encoder, decode_blocks
from audiobook.sound.codecs import CODECS, MP3_DELAY, frame_samples, played_hz

RATE = 24000


def tone(n, hz=440.0, level=0.3):
    return np.round(np.sin(np.arange(n) * 2 * np.pi * hz / RATE) * level * 32767).astype(np.int16)


def encode(path, codec, samples, *, blocks=(100_000,), quality="fast"):
    encoder = Encoder(path, codec, RATE, 64000, quality)
    at = 0
    while at < len(samples):
        for size in blocks:
            encoder.write(samples[at : at + size])
            at += size
    return encoder.finish()


@pytest.mark.parametrize(
    ("codec", "frame", "added"), [("aac", 1024, 1), ("mp3", 576, 2), ("opus", 960, 1), ("flac", 2304, 0), ("wav", 1, 0)]
)
def test_padded_to_whole_packets_that_are_counted(tmp_path, codec, frame, added):
    result = encode(tmp_path / f"a.{codec}", codec, tone(70_001))
    times = played_hz(codec, RATE) // RATE
    assert result.n_samples == -(-70_001 * times // frame) * frame
    assert result.packets == result.n_samples // frame + added
    assert frame_samples(codec, RATE) == frame


@pytest.mark.parametrize(("codec", "delay"), [("aac", 1024), ("mp3", MP3_DELAY), ("opus", 0), ("flac", 0), ("wav", 0)])
def test_decoded_sound_lies_where_the_encoder_delay_says(tmp_path, codec, delay):
    samples = np.concatenate((np.zeros(30_000, np.int16), tone(30_000)))
    path = tmp_path / f"a.{codec}"
    encode(path, codec, samples)
    times = played_hz(codec, RATE) // RATE
    decoded = np.concatenate(list(decode_blocks(path)))[delay:][::times][: len(samples)]
    lags = range(-3, 4)
    reference = samples[32_000:58_000] / 32768
    errors = [np.square(decoded[32_000 + lag : 58_000 + lag] - reference).mean() for lag in lags]
    assert lags[int(np.argmin(errors))] == 0
    assert min(errors) < 1e-3  # a tone of power 0.045


@pytest.mark.parametrize("codec", ["flac", "wav"])
def test_lossless_codecs_lose_nothing(tmp_path, codec):
    samples = np.random.default_rng(1).integers(-32768, 32768, 70_001, np.int16)
    encode(tmp_path / f"a.{codec}", codec, samples)
    decoded = np.concatenate(list(decode_blocks(tmp_path / f"a.{codec}")))
    assert np.array_equal(np.round(decoded * 32768).astype(np.int16)[:70_001], samples)
    assert not decoded[70_001:].any()


@pytest.mark.parametrize("rate_hz", [22_050, 44_100])
def test_opus_takes_rates_that_it_does_not_have(tmp_path, rate_hz):
    encoder = Encoder(tmp_path / "a.opus", "opus", rate_hz, 32_000, "fast")
    encoder.write(tone(rate_hz * 2))
    assert encoder.finish().n_samples == 96_000
    spectrum = np.abs(np.fft.rfft(np.concatenate(list(decode_blocks(tmp_path / "a.opus")))[:96_000]))
    assert abs(np.argmax(spectrum) / 2 - 440.0 * rate_hz / RATE) <= 0.5


@pytest.mark.parametrize("codec", CODECS)
def test_two_channels_stay_apart(tmp_path, codec):
    both = np.stack((tone(RATE), np.zeros(RATE, np.int16)), axis=1)
    encoder = Encoder(tmp_path / f"a.{codec}", codec, RATE, 128_000, "fast", channels=2)
    encoder.write(both)
    encoder.finish()
    with av.open(str(tmp_path / f"a.{codec}")) as file:
        resampler = av.AudioResampler(format="fltp")
        frames = [r.to_ndarray() for f in file.decode(audio=0) for r in resampler.resample(f)]
    left, right = np.sqrt(np.square(np.concatenate(frames, axis=1)).mean(axis=1))
    assert left > 0.15
    assert right < 0.01


@pytest.mark.parametrize("codec", CODECS)
def test_bytes_do_not_depend_on_block_sizes(tmp_path, codec):
    samples = tone(50_000)
    encode(tmp_path / f"a.{codec}", codec, samples)
    encode(tmp_path / f"b.{codec}", codec, samples, blocks=(1, 777, 20_000))
    assert (tmp_path / f"a.{codec}").read_bytes() == (tmp_path / f"b.{codec}").read_bytes()


def test_mp3_is_bare_frames_of_one_size(tmp_path):
    path = tmp_path / "a.mp3"
    result = encode(path, "mp3", tone(RATE * 2))
    data = path.read_bytes()
    assert data[:2] == b"\xff\xf3"  # a frame header, no ID3
    assert b"Xing" not in data
    assert b"Info" not in data
    assert len(data) == result.packets * 192  # 64 kbit/s, 576 samples at 24 kHz


@pytest.mark.parametrize("codec", CODECS)
def test_nothing_at_all_becomes_one_frame(tmp_path, codec):
    result = encode(tmp_path / f"a.{codec}", codec, tone(0))
    assert result.n_samples == frame_samples(codec, RATE)
    assert result.packets


@pytest.mark.parametrize("codec", CODECS)
def test_best_quality_encodes_too(tmp_path, codec):
    assert encode(tmp_path / f"a.{codec}", codec, tone(RATE), quality="best").packets


def test_unknown_settings_are_named(tmp_path):
    with pytest.raises(ValueError, match="wma"):
        Encoder(tmp_path / "a", "wma", RATE, 64000, "fast")
    with pytest.raises(ValueError, match="superb"):
        Encoder(tmp_path / "a", "aac", RATE, 64000, "superb")
    with pytest.raises(ValueError, match="container"):
        next(decode_blocks(tmp_path / "a.xyz"))
    with pytest.raises(ValueError, match="channels"):
        Encoder(tmp_path / "a", "aac", RATE, 64000, "fast", channels=6)


def test_a_folder_that_is_missing_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        Encoder(tmp_path / "gone" / "a.aac", "aac", RATE, 64000, "fast")


def test_a_name_like_a_url_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    from pathlib import Path

    Path("http:").mkdir()
    encode(Path("http:/host.mp3"), "mp3", tone(RATE))
    assert sum(map(len, decode_blocks(Path("http:/host.mp3")))) > RATE


@pytest.mark.parametrize(("rate_hz", "kbps"), [(24000, 64), (24000, 160), (44100, 128), (44100, 192), (44100, 256)])
def test_an_mp3_is_decoded_at_its_own_level(tmp_path: Path, rate_hz: int, kbps: int):
    """LAME turns lower bit rates down by up to 0.445 dB; files landed that much under their target."""
    tone = np.sin(2 * np.pi * 997 * np.arange(2 * rate_hz) / rate_hz) * 8192
    encoder = Encoder(tmp_path / "tone.mp3", "mp3", rate_hz, kbps * 1000, "fast")
    encoder.write(tone.astype(np.int16))
    encoder.finish()
    heard = np.concatenate(list(decode_blocks(tmp_path / "tone.mp3")))[rate_hz // 2 : rate_hz]
    level = np.sqrt(np.mean(heard**2)) / np.sqrt(np.mean((tone / 32768) ** 2))
    assert abs(20 * np.log10(level)) < 0.02
