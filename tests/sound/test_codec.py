"""Encoders and the decoder: frames counted, positions exact, files opened as files."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.sound.codec import MP3_DELAY, Encoder, decode_blocks, frame_samples

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


@pytest.mark.parametrize(("codec", "frame", "added"), [("aac", 1024, 1), ("mp3", 576, 2)])
def test_padded_to_whole_frames_and_packets_counted(tmp_path, codec, frame, added):
    result = encode(tmp_path / f"a.{codec}", codec, tone(70_001))
    assert result.n_samples == -(-70_001 // frame) * frame
    assert result.packets == result.n_samples // frame + added
    assert frame_samples(codec, RATE) == frame


@pytest.mark.parametrize(("codec", "delay"), [("aac", 1024), ("mp3", MP3_DELAY)])
def test_decoded_sound_lies_where_the_encoder_delay_says(tmp_path, codec, delay):
    samples = np.concatenate((np.zeros(30_000, np.int16), tone(30_000)))
    path = tmp_path / f"a.{codec}"
    encode(path, codec, samples)
    decoded = np.concatenate(list(decode_blocks(path)))[delay:][: len(samples)]
    lags = range(-3, 4)
    reference = samples[32_000:58_000] / 32768
    errors = [np.square(decoded[32_000 + lag : 58_000 + lag] - reference).mean() for lag in lags]
    assert lags[int(np.argmin(errors))] == 0
    assert min(errors) < 1e-3  # a tone of power 0.045


@pytest.mark.parametrize("codec", ["aac", "mp3"])
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


@pytest.mark.parametrize("codec", ["aac", "mp3"])
def test_nothing_at_all_becomes_one_frame(tmp_path, codec):
    result = encode(tmp_path / f"a.{codec}", codec, tone(0))
    assert result.n_samples == frame_samples(codec, RATE)
    assert result.packets


@pytest.mark.parametrize("codec", ["aac", "mp3"])
def test_best_quality_encodes_too(tmp_path, codec):
    assert encode(tmp_path / f"a.{codec}", codec, tone(RATE), quality="best").packets


def test_unknown_settings_are_named(tmp_path):
    with pytest.raises(ValueError, match="wma"):
        Encoder(tmp_path / "a", "wma", RATE, 64000, "fast")
    with pytest.raises(ValueError, match="superb"):
        Encoder(tmp_path / "a", "aac", RATE, 64000, "superb")
    with pytest.raises(ValueError, match="container"):
        next(decode_blocks(tmp_path / "a.xyz"))


def test_a_folder_that_is_missing_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        Encoder(tmp_path / "gone" / "a.aac", "aac", RATE, 64000, "fast")


def test_a_name_like_a_url_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    from pathlib import Path

    Path("http:").mkdir()
    encode(Path("http:/host.mp3"), "mp3", tone(RATE))
    assert sum(map(len, decode_blocks(Path("http:/host.mp3")))) > RATE
