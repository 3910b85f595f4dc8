from importlib.metadata import PackageNotFoundError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.engines import hibari, hibari_sounds, hibari_text, hibari_voices
from audiobook.engines.hibari import HibariEngine
from audiobook.errors import EngineError, TakeError
from audiobook.sound.pcm import speech_bounds, to_int16
from audiobook.take import Slate

ENGINE = HibariEngine()
TEXT = "It is a truth universally acknowledged, that a single man must be in want of a wife."


def slate(text, voice="heart", **fields):
    return Slate(text, "hibari", "", "heart", voice, "en", **fields)


def spoken_seconds(text, voice="heart", **fields):
    samples = ENGINE.synthesize(slate(text, voice, **fields)).samples
    start, end = speech_bounds(to_int16(samples), 24000)
    return (end - start) / 24000


@pytest.mark.parametrize(
    "text",
    [
        "Hello, world! 1, 2, 3…",
        "naïve café Œuvre",
        "Łódź, Žižek, Đorđe",
        "“Quoted”—with ‘dashes’ – and £5 ½ §4",
        "ﬁne",
        "Hawaiʻi",
        "ệ",
        "\x00",
        "",
    ],
)
def test_latin_is_read(text):
    assert ENGINE.reads(text)


@pytest.mark.parametrize("text", ["你好", "Привет", "Καλημέρα", "שלום", "नमस्ते", "😀", "안녕", "カ", "He said 你好."])
def test_other_scripts_are_refused_before_a_word_is_lost(text):
    assert not ENGINE.reads(text)
    with pytest.raises(TakeError):
        ENGINE.synthesize(slate(text))


@pytest.mark.parametrize(
    ("language", "spoken"), [("en", True), ("en-GB", True), ("EN_us", True), ("eng", False), ("fr", False)]
)
def test_english_only(language, spoken):
    assert ENGINE.speaks(language) is spoken


def test_same_slate_same_samples():
    first, again = (ENGINE.synthesize(slate(TEXT, seed=7)).samples for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, ENGINE.synthesize(slate(TEXT, seed=8)).samples)
    assert np.array_equal(first, HibariEngine().synthesize(slate(TEXT, seed=7)).samples)


@pytest.mark.parametrize("voice", [voice.id for voice in ENGINE.voices()])
def test_every_voice_keeps_its_pace(voice):
    """The model's tempo jumps with its speed; the table has to catch that."""
    wanted = spoken_seconds(TEXT) / hibari_voices.RECIPES[voice].pace
    assert spoken_seconds(TEXT, voice) == pytest.approx(wanted, rel=0.08)


@pytest.mark.parametrize("speed", [0.7, 0.85, 1.15, 1.3, 1.5])
def test_speed_is_what_was_asked_for(speed):
    assert spoken_seconds(TEXT, speed=speed) == pytest.approx(spoken_seconds(TEXT) / speed, rel=0.12)


@pytest.mark.parametrize("pitch", [-3.0, 3.0])
def test_pitch_leaves_the_pace(pitch):
    assert spoken_seconds(TEXT, pitch=pitch) == pytest.approx(spoken_seconds(TEXT), rel=0.1)


def test_a_word_that_its_rules_drop_is_read_all_the_same():
    assert spoken_seconds("I want on'y s'p now.") > spoken_seconds("I want now.") + 0.2


def test_decomposed_accents_are_composed():
    composed, decomposed = (ENGINE.synthesize(slate(text)).samples for text in ("A café.", "A cafe\u0301."))
    assert np.array_equal(composed, decomposed)


def test_endless_words_are_read_to_the_end():
    assert spoken_seconds("a" * 200) > 2 * spoken_seconds("a" * 60)


def test_markup_of_its_own_is_not_obeyed():
    """``[text](/phonemes/)`` would let a book say what is not written."""
    assert ENGINE._pronounce("[one](/tu/)") == "tu", "hibari's own rule, or this test proves nothing"
    (phonemes,) = ENGINE._phonemes("[one](/tu/)", 100)
    assert "wˈʌn" in phonemes


def test_joins_leave_no_long_pause():
    """The model puts 0.8 s of quiet around each piece; together they would be a paragraph's pause inside a sentence."""
    samples = to_int16(ENGINE.synthesize(slate("I came. I saw. I won.")).samples)
    start, end = speech_bounds(samples, 24000)
    frames = np.abs(samples[start:end][: (end - start) // 240 * 240].reshape(-1, 240)).max(axis=1) > 60
    longest = max(len(run) for run in "".join(map(str, frames.astype(int))).split("1"))
    assert 15 <= longest <= 45, f"{longest * 10} ms"


@given(st.text(alphabet="abˈ ,;:—", max_size=400), st.integers(5, 60))
def test_pieces_keep_every_sound_within_the_limit(phonemes, limit):
    pieces = list(hibari_text.pieces(phonemes, limit))
    assert "".join("".join(pieces).split()) == "".join(phonemes.split())
    assert all(0 < len(piece) <= limit for piece in pieces if piece.strip())


@pytest.mark.parametrize(
    ("word", "sounds"),
    [("Sh", "ʃ"), ("sshh", "ʃ"), ("brr", "bɜɹ"), ("Psst", "pst"), ("Wh", "wə"), ("bl", "bᵊl"), ("Tss", "ts")],
)
def test_a_word_without_vowels_is_a_sound(word, sounds):
    assert hibari_sounds.hushed(word) == sounds


@pytest.mark.parametrize("word", ["BBC", "TV", "s", "my", "she", "nth1", "Mr."])
def test_letters_and_words_with_vowels_are_no_sounds(word):
    assert hibari_sounds.hushed(word) == ""


def test_hush_is_not_spelled():
    assert ENGINE.reading("Sh!", "en")[0] == "ʃ!"
    assert ENGINE.reading("the BBC", "en")[0].endswith("sˈi")
    assert spoken_seconds("Sh!") > 0


def test_missing_package_says_what_to_install(monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(hibari, "version", missing)
    with pytest.raises(EngineError, match="not installed") as caught:
        HibariEngine().voices()
    assert caught.value.hint.startswith("pip install")


def test_a_bug_in_its_rules_costs_one_text(monkeypatch):
    monkeypatch.setattr(ENGINE._model.g2p, "tagger", lambda words: words[99])
    with pytest.raises(TakeError, match="IndexError"):
        ENGINE.synthesize(slate("Some words."))
