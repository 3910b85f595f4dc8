import math

import faulty_engines
import numpy as np
import pytest

from audiobook.engines.tone import ToneEngine
from audiobook.errors import EngineError, TakeError, UsageError
from audiobook.recording.perform import record_one, record_with
from audiobook.sound.pcm import read_flac, rms_dbfs


def test_take_describes_its_file(slate, store):
    wanted = slate("It was a bright cold day in April.")
    take = record_with(ToneEngine(), wanted, wanted.key, store)
    samples = read_flac(store.path(take.key))
    assert store.load(take.key) == take
    assert (take.key, take.n_samples, take.rate_hz) == (wanted.key, samples.size, 24000)
    assert take.peak == pytest.approx(np.abs(samples.astype(int)).max() / 32768, abs=1e-6)
    assert 0.09 < take.speech_start / 24000 < 0.12
    assert 0 < take.speech_end <= take.n_samples
    assert rms_dbfs(samples) > -40


@pytest.mark.parametrize("rate_hz", [16000, 22050, 44100, 48000])
def test_takes_are_kept_at_the_rate_of_the_slate(slate, store, rate_hz):
    usual = record_with(ToneEngine(), slate("A line."), "a" * 64, store)
    take = record_with(ToneEngine(), slate("A line.", rate_hz=rate_hz), "b" * 64, store)
    assert take.rate_hz == rate_hz
    assert take.n_samples / rate_hz == pytest.approx(usual.n_samples / usual.rate_hz, abs=0.001)
    assert read_flac(store.path(take.key)).size == take.n_samples


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("silence", "silent"),
        ("empty", "no samples"),
        ("nan", "not numbers"),
        ("clipped", "clipped"),
        ("endless", "too long"),
        ("hurried", "too short"),
        ("stereo", "not mono"),
        ("rate", "7 Hz"),
        ("bug", "ZeroDivisionError"),
    ],
)
def test_what_is_not_usable_is_refused_with_the_reason(slate, store, word, reason):
    wanted = slate(f"They had never heard of {word} in the whole of the long day before.")
    with pytest.raises(TakeError, match=reason):
        record_with(faulty_engines.FaultyEngine(), wanted, wanted.key, store)
    assert not store.has(wanted.key)


def test_a_failed_check_is_tried_once_more(slate, store):
    wanted = slate("It is moody.")
    assert record_with(faulty_engines.MoodyEngine(), wanted, wanted.key, store).n_samples > 0


def test_engine_errors_are_not_retried_or_renamed(slate, store):
    with pytest.raises(EngineError, match="damaged") as caught:
        record_with(faulty_engines.FaultyEngine(), slate("It is broken now."), "k", store)
    assert not isinstance(caught.value, TakeError)


def test_engine_is_found_by_the_name_in_the_slate(slate, store):
    wanted = slate("By name.")
    assert record_one(wanted, wanted.key, str(store.root)) == store.load(wanted.key)
    with pytest.raises(UsageError, match="toone"):
        record_one(slate("By name.", engine="toone"), "k", str(store.root))


@pytest.mark.parametrize("work", [faulty_engines.record_faulty, faulty_engines.record_waiting])
def test_engine_time_is_cpu_time(slate, store, work):
    wanted = slate("This is slow to come.")
    assert work(wanted, wanted.key, str(store.root)).engine_cpu_ms < 200
    assert math.isfinite(store.load(wanted.key).peak)
