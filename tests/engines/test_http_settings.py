"""The ``[http]`` table: what is refused, what a price is, and where a key may go."""

from decimal import Decimal

import pytest

from audiobook.engines.http.address import read_address
from audiobook.engines.http.settings import HttpSettings
from audiobook.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "base", "here", "near"),
    [
        ("http://127.0.0.1:8880", "http://127.0.0.1:8880/v1", True, True),
        ("http://localhost:8880/v1/", "http://localhost:8880/v1", True, True),
        ("http://[::1]:8880/v1/audio/speech", "http://[::1]:8880/v1", True, True),
        ("https://speech.example.com/api/v1", "https://speech.example.com/api/v1", False, False),
        ("http://kokoro:8880", "http://kokoro:8880/v1", False, True),
        ("http://192.168.1.5:9000/v1", "http://192.168.1.5:9000/v1", False, True),
        ("http://voice.local/v1", "http://voice.local/v1", False, True),
        ("http://8.8.8.8/v1", "http://8.8.8.8/v1", False, False),
        ("http://localhost.example.com/v1", "http://localhost.example.com/v1", False, False),
    ],
)
def test_an_address_is_whole_and_known_for_near_or_far(url, base, here, near):
    address = read_address(url)
    assert (address.base, address.here, address.near) == (base, here, near)
    assert address.speech == f"{base}/audio/speech"


@pytest.mark.parametrize(
    "url",
    ["x", "ftp://a/v1", "http://", "http://a b/", "http://a:port/", "https://a/v1?key=s3cret", "https://u:s3cret@a/v1",
     "u:s3cret@a", "https://[::1", "http://a\x00b/"],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused_without_what_may_be_secret(url):
    with pytest.raises(ConfigError) as caught:
        HttpSettings.of({"url": url})
    assert "s3cret" not in f"{caught.value}{caught.value.hint}"


@pytest.mark.parametrize("url", ["http://8.8.8.8/v1", "http://speech.example.com"])
def test_a_key_is_not_sent_in_the_open(url):
    with pytest.raises(ConfigError, match="plain http"):
        HttpSettings.of({"url": url, "key_env": "SPEECH_KEY"})
    assert HttpSettings.of({"url": url}).url == url


@pytest.mark.parametrize(
    "url", ["https://speech.example.com", "http://127.0.0.1:1", "http://10.0.0.3:1", "http://box:1"]
)
def test_a_key_may_go_by_https_or_nearby(url):
    assert HttpSettings.of({"url": url, "key_env": "SPEECH_KEY"}).key_env == "SPEECH_KEY"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"uri": "x"}, "unknown key 'uri'"),
        ({"format": "ogg"}, "http.format"),
        ({"supports": ["pitch"]}, "http.supports"),
        ({"voices": "alloy"}, "http.voices"),
        ({"voices": [""]}, "http.voices"),
        ({"workers": 0}, "http.workers"),
        ({"timeout_s": True}, "http.timeout_s"),
        ({"body": {"input": "x"}}, "http.body"),
        ({"body": {"x": float("inf")}}, "http.body"),
        ({"about": {"a": {"gender": "tall"}}}, "http.about.a.gender"),
        ({"price": "15"}, "http.price"),
        ({"price": "USD 1 per 0"}, "http.price"),
        ({"max_characters": 100, "comfortable_characters": 200}, "comfortable_characters"),
    ],
)
def test_a_wrong_setting_is_named(settings, named):
    with pytest.raises(ConfigError) as caught:
        HttpSettings.of(settings)
    assert named in caught.value.message


def test_a_key_in_the_place_of_its_variables_name_is_not_shown():
    with pytest.raises(ConfigError) as caught:
        HttpSettings.of({"key_env": "sk-0123456789"})
    assert "sk-0" not in f"{caught.value}{caught.value.hint}"


@pytest.mark.parametrize(
    ("settings", "free", "per_character"),
    [
        ({}, True, None),
        ({"key_env": "K"}, False, None),
        ({"key_env": "K", "price": "free"}, True, None),
        ({"price": "usd 15 per 1000000"}, False, Decimal("0.000015")),
        ({"price": "CNY 0.002"}, False, Decimal("0.002")),
    ],
)
def test_what_a_server_charges(settings, free, per_character):
    read = HttpSettings.of(settings)
    tariff = read.tariff
    assert read.free is free
    assert (tariff.per_character if tariff else None) == per_character
