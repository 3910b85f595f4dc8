from __future__ import annotations

import base64
import pickle
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.cloud.redaction import Redactor, clean

_KEY = "sk-4f0c9a1be28d4c6f9c0aa7315d2e6b88"
_KEYS = st.text(st.sampled_from("abcXYZ0189-_+/=."), min_size=8, max_size=40)


@given(_KEYS, st.text(max_size=80), st.text(max_size=80))
def test_a_known_secret_never_gets_through(key, before, after):
    assert key not in Redactor(key).clean(f"{before} {key} {after}", 10_000)


@pytest.mark.parametrize("form", [_KEY, quote(f"{_KEY}/+", safe=""), base64.b64encode(_KEY.encode()).decode()])
def test_a_secret_is_found_in_the_forms_that_requests_give_it(form):
    secret = f"{_KEY}/+" if "%" in form else _KEY
    assert form not in Redactor(secret).clean(f"refused: {form}")


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("Incorrect API key provided: sk-abc***********xyz.", "xyz"),
        ("Authorization: Bearer abcdefgh12345678", "abcdefgh"),
        ("{'Authorization': 'Bearer abcdefgh12345678'}", "abcdefgh"),
        ("headers={'api-key': 'abcdefgh12345678'}", "abcdefgh"),
        ("X-DashScope-Api-Key=abcdefgh12345678", "abcdefgh"),
        ("GET http://host/a.wav?Expires=1790000000&OSSAccessKeyId=LTAI5t&Signature=AbC%2B", "LTAI5t"),
        ("HTTPConnectionPool: Max retries exceeded with url: /a/b.wav?Expires=1&Signature=AbCdEf", "AbCdEf"),
        ("https://user:pa55word@host/path", "pa55word"),
        ("OSSAccessKeyId=LTAI5tabcdefgh", "LTAI5t"),
        ("security-token: abcdefgh12345678", "abcdefgh"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(said, hidden):
    assert hidden not in clean(said)


def test_ordinary_words_stay():
    said = "Requests rate limit exceeded, please try again later (model qwen3-tts-flash, voice Cherry?)"
    assert clean(said) == said


def test_a_message_becomes_one_short_line():
    assert clean("a\x1b[31m\nb\u2028c") == "a [31m b c"
    assert len(clean("word " * 1000)) <= 200
    assert clean("<html><body>502 Bad Gateway</body></html>") == ""


def test_a_key_that_is_cut_off_by_the_length_of_its_message_is_no_half_key():
    for before in range(1980, 2001):
        assert "sk-4" not in Redactor().clean("x " * (before // 2) + "y" * (before % 2) + _KEY, 2000)
    assert "4f0c" not in Redactor(_KEY.removeprefix("sk-")).clean("x " * 95 + _KEY)


def test_long_input_is_no_burden():
    for said in ("/" * 3_000_000, "aa://" * 600_000, "a-" * 1_000_000, "x" * 3_000_000):
        assert len(clean(said)) <= 200


def test_a_redactor_shows_and_gives_away_nothing():
    redactor = Redactor(_KEY, "")
    assert _KEY not in repr(redactor)
    with pytest.raises(TypeError, match="do not leave"):
        pickle.dumps(redactor)
