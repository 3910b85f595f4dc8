"""The bytes of our own muxers, against independent readers and against the definitions of their checksums."""

from __future__ import annotations

import hashlib
import io
import struct

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from mutagen.flac import FLAC
from mutagen.ogg import OggPage

from audiobook.events import silent
from audiobook.sound.codec import Encoder, decode_blocks
from audiobook.writers import riff
from audiobook.writers.flac import FlacWriter
from audiobook.writers.flac_frames import coded_number, renumbered
from audiobook.writers.ogg import Page, read_pages
from audiobook.writers.opus import OpusWriter
from audiobook.writers.wav import WavWriter


def crc(data, polynomial, bits):
    """A checksum by its definition, bit by bit."""
    value = 0
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value = (value << 1) ^ (polynomial if value >> (bits - 1) else 0)
            value &= (1 << bits) - 1
    return value


@given(st.integers(0, 0x7FFFFFFF))
def test_frame_numbers_are_written_as_utf8_writes_characters(number):
    found = coded_number(number)
    if number < 0xD800 or 0xE000 <= number < 0x110000:
        assert found == chr(number).encode()
    lead = len(found) if len(found) > 1 else 0
    bits = found[0] & (0x7F >> lead)
    for byte in found[1:]:
        assert byte >> 6 == 2
        bits = bits << 6 | byte & 0x3F
    assert bits == number


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    import av

    path = tmp_path_factory.mktemp("flac") / "a.flac"
    encoder = Encoder(path, "flac", 24_000, 0, "fast")
    encoder.write((np.random.default_rng(3).standard_normal(3 * 2_304) * 3_000).astype(np.int16))
    encoder.finish()
    with av.open(str(path)) as source:
        return [bytes(p) for p in source.demux(source.streams.audio[0]) if p.size]


@given(st.integers(0, 2), st.integers(0, 0x7FFFFFFF))
def test_renumbered_frames_have_the_checksums_of_their_bytes(frames, which, number):
    found = renumbered(frames[which], number)
    length = len(coded_number(number))
    head = 4 + length + {6: 1, 7: 2}.get(found[2] >> 4, 0) + {12: 1, 13: 2, 14: 2}.get(found[2] & 15, 0)
    assert found[4 : 4 + length] == coded_number(number)
    assert found[head] == crc(found[:head], 0x07, 8)
    assert int.from_bytes(found[-2:], "big") == crc(found[:-2], 0x8005, 16)
    assert renumbered(found, which) == frames[which]


def test_a_frame_of_another_kind_is_refused(frames):
    with pytest.raises(ValueError, match="fixed size"):
        renumbered(b"\xff\xf9" + frames[0][2:], 0)


def test_a_joined_flac_is_what_the_reference_decoder_reads(tmp_path, make_book):
    book = make_book([100_000, 30_000, 500_000], ("flac",))
    path = tmp_path / "a.flac"
    FlacWriter().write(book, path, silent)
    samples, rate = soundfile.read(path, dtype="int16")
    own = [soundfile.read(c.encoded[0].path, dtype="int16")[0] for c in book.chapters]
    assert rate == 24_000
    assert np.array_equal(samples, np.concatenate(own))
    with soundfile.SoundFile(path) as file:
        for place in (0, 99_999, 250_001, 400_000, len(samples) - 10):
            file.seek(place)
            assert np.array_equal(file.read(10, dtype="int16"), samples[place : place + 10])
    info = FLAC(path)
    assert info.info.md5_signature == int(hashlib.md5(samples.tobytes()).hexdigest(), 16)  # noqa: S324
    assert info.info.total_samples == len(samples)
    assert [point.first_sample for point in info.seektable.seekpoints] == [0, 239_616, 479_232]


@given(st.binary(max_size=700), st.integers(-1, 1 << 40), st.integers(0, (1 << 32) - 1))
def test_pages_are_what_another_reader_of_ogg_finds(body, granule, serial):
    lacing = bytes([255]) * (len(body) // 255) + bytes([len(body) % 255])
    page = Page(0, granule, serial, 7, lacing, body)
    other = OggPage(io.BytesIO(page.packed()))
    assert (other.position, other.serial, other.sequence, b"".join(other.packets)) == (granule, serial, 7, body)
    assert other.write() == page.packed()
    assert list(read_pages(io.BytesIO(page.packed()), proof=True)) == [page]


def test_a_large_cover_goes_over_many_pages(tmp_path, make_book):
    from mutagen.oggopus import OggOpus

    from audiobook.document import Cover

    data = make_book.jpeg() + bytes(300_000)
    book = make_book([30_000, 20_000], ("opus",), cover=Cover(data, "image/jpeg"))
    OpusWriter().write(book, tmp_path / "a.opus", silent)
    assert len(OggOpus(tmp_path / "a.opus").tags["METADATA_BLOCK_PICTURE"][0]) > 400_000
    assert sum(map(len, decode_blocks(tmp_path / "a.opus"))) > 100_000


def test_a_wav_too_long_for_32_bits_is_rf64(tmp_path, make_book, monkeypatch):
    book = make_book([40_000, 30_000], ("wav",))
    WavWriter().write(book, tmp_path / "short.wav", silent)
    monkeypatch.setattr(riff, "_LONGEST", 100_000)
    WavWriter().write(book, tmp_path / "long.wav", silent)
    head = (tmp_path / "long.wav").read_bytes()[:48]
    assert head[:8] == b"RF64\xff\xff\xff\xff"
    assert struct.unpack("<QQQ", head[20:44]) == ((tmp_path / "long.wav").stat().st_size - 8, 140_000, 70_000)
    short, _rate = soundfile.read(tmp_path / "short.wav", dtype="int16")
    long, rate = soundfile.read(tmp_path / "long.wav", dtype="int16")
    assert (rate, len(long)) == (24_000, 70_000)
    assert np.array_equal(short, long)
