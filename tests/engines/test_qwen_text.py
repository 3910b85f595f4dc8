"""Lengths as billed, cuts, and what a sound has to be; no service needed."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.engines.cutting import halves
from audiobook.engines.qwen import download
from audiobook.engines.qwen.check import RATE_HZ, WavError, joined, parse_wav, sound_problem
from audiobook.engines.qwen.download import DownloadError, Fetcher, GoneError, is_local
from audiobook.engines.qwen.text import billed_length, pieces, readable

ALL = ("zh", "en", "de", "it", "pt", "es", "ja", "ko", "fr", "ru")
TEXTS = st.text(alphabet="ab 。.!,，、;你好。漢Éя\u3042\uac00—“”", max_size=300)


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("Hello, world", 12), ("你好", 4), ("你好，世界。", 10), ("漢字かな", 6), ("한국어", 3), ("大韓民國", 8),
     ("𠀀", 2), ("〇々", 4), ("é", 1)],
)  # fmt: skip
def test_a_han_character_is_billed_as_two_and_anything_else_as_one(text, length):
    assert billed_length(text) == length


@given(TEXTS, st.integers(2, 60))
def test_pieces_fit_and_lose_nothing_but_white_space(text, limit):
    cut = pieces(text, limit)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert all(0 < billed_length(piece) <= limit for piece in cut)


def test_pieces_end_at_sentences_then_clauses_then_words():
    assert pieces("One two. Three four, five six.", 22) == ("One two.", "Three four, five six.")
    assert pieces("One two three, four five six", 18) == ("One two three,", "four five six")
    assert pieces("One two three four", 10) == ("One two", "three four")
    assert pieces("他来了。她走了，天黑了。", 12) == ("他来了。", "她走了，", "天黑了。")


@given(TEXTS)
def test_halves_are_both_something_and_lose_nothing(text):
    two = halves(text)
    if len(text.strip()) < 2:
        assert two is None
    else:
        assert "".join("".join(two).split()) == "".join(text.split())
        assert max(map(len, two)) < len(text.strip()) + 1


@pytest.mark.parametrize(
    ("text", "languages", "read"),
    [("naïve café", ("zh", "en"), True), ("你好", ("zh", "en"), True), ("ひらがな", ("zh", "en"), False),
     ("ひらがな カー", ALL, True), ("Привет", ALL, True), ("Καλημέρα", ALL, False), ("नमस्ते", ALL, False),
     ("ok 😀", ALL, False),
     ("“…—№” ½ 3", ALL, True), ("ａＢ３", ALL, True), ("٣", ALL, False), ("e\u0301", ALL, True)],
)  # fmt: skip
def test_writing_systems(text, languages, read):
    assert readable(text, languages) is read


def wav(samples, *, rate_hz=RATE_HZ, channels=1, bits=16, kind=1, size=None, before=b"", after=b""):
    data = np.asarray(samples, "<i2").tobytes()
    form = struct.pack("<HHIIHH", kind, channels, rate_hz, rate_hz * 2, 2, bits)
    body = b"WAVE" + before + b"fmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(data) if size is None else size) + data + after
    return b"RIFF" + struct.pack("<I", len(body)) + body


SOUND = (np.sin(np.arange(24000) / 9) * 9000).astype(np.int16)


@pytest.mark.parametrize("size", [None, 0, 0xFFFFFFFF, 0x7FFFFFFF - 44])
def test_sizes_of_streaming_encoders_mean_to_the_end(size):
    assert np.array_equal(parse_wav(wav(SOUND, size=size)), SOUND)


def test_other_chunks_are_stepped_over():
    odd = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    assert np.array_equal(parse_wav(wav(SOUND, before=odd, after=odd)), SOUND)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "empty"),
        (b"<html>no</html>", "not a WAV"),
        (wav(SOUND)[:36], "no samples"),
        (wav(SOUND, rate_hz=8000), "8000 Hz"),
        (wav(SOUND, channels=2), "2 channels"),
        (wav(SOUND, bits=8), "16-bit"),
        (wav(SOUND, kind=3), "16-bit"),
        (b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd", "header is broken"),
        (b"RIFF\0\0\0\0WAVEfmt \4\0\0\0abcd", "header is broken"),
    ],
)
def test_what_is_no_wav_of_the_promised_kind_is_refused(data, complaint):
    with pytest.raises(WavError, match=complaint) as caught:
        parse_wav(data)
    assert not caught.value.sizes_only


def test_a_size_beyond_the_end_is_refused_unless_sizes_are_known_to_lie():
    cut = wav(SOUND)[:-2000]
    with pytest.raises(WavError, match="promises") as caught:
        parse_wav(cut)
    assert caught.value.sizes_only
    assert np.array_equal(parse_wav(cut, trust_size=False), SOUND[:-1000])


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data):
    for given_data in (data, b"RIFF1234WAVE" + data, b"RIFF1234WAVEfmt \x10\0\0\0" + data):
        try:
            assert parse_wav(given_data).dtype == np.int16
        except WavError as error:
            assert str(error)  # noqa: PT017 - refusing is as good as reading


@pytest.mark.parametrize(
    ("seconds", "text", "problem"),
    [(1.0, "Fifteen letters", ""), (20.0, "Yes.", "too long"), (3.0, "1", ""), (0.3, "Oh!", ""),
     (1.0, "a long sentence " * 8, "too short"), (6.0, "他来了。" * 8, ""), (40.0, "他来了。", "too long")],
)  # fmt: skip
def test_a_sound_has_a_plausible_length(seconds, text, problem):
    assert problem in sound_problem(np.resize(SOUND, int(RATE_HZ * seconds)), text)
    assert bool(problem) == bool(sound_problem(np.resize(SOUND, int(RATE_HZ * seconds)), text))


def test_a_silent_sound_is_refused():
    assert "silent" in sound_problem(np.zeros(24000, np.int16), "Hello there")
    assert "no samples" in sound_problem(np.zeros(0, np.int16), "Hello there")


def test_joined_parts_keep_all_speech_and_little_of_the_quiet_between():
    quiet = np.zeros(RATE_HZ, np.int16)
    part = np.concatenate([quiet, SOUND, quiet])
    both = joined([part, part])
    assert 4.2 * RATE_HZ < both.size < 4.4 * RATE_HZ
    assert np.count_nonzero(np.abs(both) > 0.01) == 2 * np.count_nonzero(np.abs(joined([part])) > 0.01)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://files.example/a.wav?x=1", "https://files.example/a.wav?x=1"),
        ("http://127.0.0.1:80/a.wav", "http://127.0.0.1:80/a.wav"),
        ("http://[::1]/a.wav", "http://[::1]/a.wav"),
        ("https://files.example/a.wav", "https://files.example/a.wav"),
    ],
)
def test_downloads_are_secure_except_on_this_machine(url, asked):
    assert download._address(url, secure=True) == asked
    assert download._address(url, secure=False) == url


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a/b", "no url", "http://", "http://[broken/a"])
def test_only_web_addresses_are_fetched(url):
    with pytest.raises(GoneError):
        Fetcher(1.0).fetch(url)


def test_which_hosts_are_this_machine():
    assert [is_local(h) for h in ("localhost", "127.8.8.8", "::1", "10.0.0.1", "localhost.example")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_fetch_that_fails_asks_before_each_new_try_whether_it_still_should():
    asked = []
    fetcher = Fetcher(0.2, check=lambda: asked.append(1), sleep=lambda _: None)
    with pytest.raises(DownloadError) as caught:
        fetcher.fetch("http://127.0.0.1:9/a.wav?Signature=abc")
    assert len(asked) == len(download._PAUSES_S)
    assert "Signature" not in str(caught.value)
