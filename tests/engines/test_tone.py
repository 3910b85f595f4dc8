import numpy as np
import pyloudnorm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.engines.tone import ToneEngine
from audiobook.take import Slate

ENGINE = ToneEngine()
TEXT = "It is a truth universally acknowledged, that a single man must be in want of a wife."


def speak(text, voice="alto", **fields):
    return ENGINE.synthesize(Slate(text, "tone", "1", "beeps", voice, "en", **fields)).samples


def test_it_is_as_loud_as_a_reader():
    meter = pyloudnorm.Meter(24000, filter_class="DeMan")
    assert meter.integrated_loudness(speak(TEXT * 3).astype(float)) == pytest.approx(-23, abs=1)


def test_same_text_same_samples_in_any_process():
    assert np.array_equal(speak(TEXT), speak(TEXT))
    assert float(np.sum(np.abs(speak("abc")))) == pytest.approx(float(np.sum(np.abs(speak("abc")))), rel=1e-6)


def test_voices_differ():
    assert len({speak(TEXT, voice.id).tobytes() for voice in ENGINE.voices()}) == 12


def test_speed_is_exact():
    assert speak(TEXT, speed=2.0).size - 4800 == pytest.approx((speak(TEXT).size - 4800) / 2, rel=0.01)


@given(st.text(alphabet=st.characters(categories=["L", "Nd"]), min_size=1, max_size=40), st.text(max_size=40))
def test_more_text_is_never_shorter(text, more):
    assert speak(text + more).size >= speak(text).size * 0.9
