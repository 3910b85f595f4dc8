"""Sound in memory: every usual WAV, packed formats, and what is no sound at all."""

import struct

import numpy as np
import pytest
from fakes.speech_server import packed

from audiobook.engines.http.sound import decode, joined, sound_problem
from audiobook.engines.http.wav import SoundError, read_wav

RATE = 16000
WAVE = (0.5 * np.sin(np.arange(RATE) * 0.1)).astype(np.float32)
TEXT = "A sentence that takes about two seconds to say."


def wav(samples, kind, bits, channels=1, rate=RATE, *, claimed=None, extra=b"", extensible=False):
    data = samples if isinstance(samples, bytes) else samples.tobytes()
    block = channels * bits // 8
    body = struct.pack("<HHIIHH", 0xFFFE if extensible else kind, channels, rate, rate * block, block, bits)
    if extensible:
        body += struct.pack("<HHIH", 22, bits, 0, kind) + b"\0" * 14
    chunks = b"fmt " + struct.pack("<I", len(body)) + body + extra
    chunks += b"data" + struct.pack("<I", len(data) if claimed is None else claimed) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def as_24_bit(samples):
    wide = np.round(samples * (2**23 - 1)).astype("<i4").view(np.uint8).reshape(-1, 4)
    return wide[:, :3].tobytes()


@pytest.mark.parametrize(
    ("data", "within"),
    [
        (wav((WAVE * 127 + 128).astype(np.uint8), 1, 8), 0.02),
        (wav((WAVE * 32767).astype("<i2"), 1, 16), 1e-4),
        (wav(as_24_bit(WAVE), 1, 24), 1e-6),
        (wav((WAVE.astype(float) * (2**31 - 1)).astype("<i4"), 1, 32), 1e-6),
        (wav(WAVE, 3, 32), 0),
        (wav(WAVE.astype("<f8"), 3, 64), 0),
        (wav(np.repeat(WAVE, 2), 3, 32, channels=2), 1e-7),
        (wav(WAVE, 3, 32, extensible=True), 0),
        (wav(WAVE, 3, 32, extra=b"LIST" + struct.pack("<I", 5) + b"abcde\0"), 0),
        *((wav(WAVE, 3, 32, claimed=size), 0) for size in (0, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFDB)),
    ],
)
def test_every_usual_wav_is_read(data, within):
    samples, rate_hz = read_wav(data)
    assert (rate_hz, samples.size, samples.dtype) == (RATE, WAVE.size, np.float32)
    assert np.max(np.abs(samples - WAVE)) <= within


def test_a_stream_that_ends_in_the_middle_of_a_sample_loses_only_that():
    samples, _ = read_wav(wav((WAVE * 32767).astype("<i2"), 1, 16, claimed=0xFFFFFFFF) + b"\x01")
    assert samples.size == WAVE.size


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"RIFF", "no format"),
        (b"<html>", "no format"),
        (b"RIFF\0\0\0\0WAVE", "header"),
        (wav(WAVE, 3, 32)[:20], "header"),
        (wav(WAVE, 3, 32)[:40], "no samples"),
        (wav(WAVE, 3, 32, claimed=10**6), "promises"),
        (wav(WAVE, 7, 8), "kind"),
        (wav(WAVE, 1, 12), "kind"),
        (wav(WAVE, 3, 32, channels=0), "channels"),
        (wav(WAVE, 3, 32, rate=1), "1 Hz"),
        (b"RIFF\0\0\0\0WAVEdata\xff\xff\xff\xff" + b"\0" * 99, "header"),
        (b"fLaC" + b"\0" * 99, "decoded"),
        (b"ID3" + b"\0" * 99, "decoded"),
        (packed(WAVE, "flac", RATE)[:60], "decoded"),
    ],
)
def test_what_is_no_sound_says_why(data, said):
    with pytest.raises(SoundError, match=said):
        decode(data, 10)


def test_packed_formats_are_known_by_their_first_bytes():
    for form in ("flac", "mp3", "ogg"):
        samples, rate_hz = decode(packed(WAVE, form, RATE), 10)
        assert rate_hz == RATE
        assert samples.size == pytest.approx(WAVE.size, rel=0.1)


def test_bare_samples_may_begin_like_any_format_but_wav():
    for first in (b"\xff\xfb", b"ID3\0", b"fLaC"):
        samples, rate_hz = decode(first + bytes(1000), 10, pcm_rate_hz=RATE)
        assert (samples.size, rate_hz) == ((len(first) + 1000) // 2, RATE)
    assert decode(wav(WAVE, 3, 32), 10, pcm_rate_hz=8000)[1] == RATE


def test_no_more_is_unpacked_than_the_text_can_take():
    samples, _ = decode(packed(np.tile(WAVE, 60), "flac", RATE), 5)
    assert samples.size == 6 * RATE


@pytest.mark.parametrize(
    ("samples", "speed", "said"),
    [
        (np.tile(WAVE, 3), 1.0, ""),
        (WAVE[:0], 1.0, "no samples"),
        (np.zeros(3 * RATE, np.float32), 1.0, "silent"),
        (np.full(3 * RATE, np.nan, np.float32), 1.0, "not numbers"),
        (WAVE[:8000], 1.0, "too short"),
        (WAVE[:8000], 4.0, ""),
        (np.tile(WAVE, 30), 1.0, "too long"),
        (np.tile(WAVE, 30), 0.25, ""),
    ],
)
def test_a_sound_that_cannot_be_the_text_is_noticed(samples, speed, said):
    problem = sound_problem(samples, RATE, TEXT, speed)
    assert said in problem
    assert bool(problem) == bool(said)


def test_parts_meet_with_little_quiet_and_at_one_rate():
    quiet = np.zeros(RATE, np.float32)
    part = np.concatenate([quiet, WAVE, quiet])
    whole, _ = joined([(part, RATE), (part, RATE)])
    assert part.size * 2 - 2 * RATE < whole.size < part.size * 2 - 1.5 * RATE
    with pytest.raises(SoundError, match="rates"):
        joined([(part, RATE), (part, 8000)])
