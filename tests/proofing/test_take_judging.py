"""What is flagged, and why; what is let pass."""

from __future__ import annotations

import pytest

from audiobook.annotated import annotate
from audiobook.proofing.takes.heard import Heard, HeardWord, Reason
from audiobook.proofing.takes.judge import Ear, Sound, better, judge
from audiobook.proofing.takes.words import letters

EAR = Ear(letters)
TEXT = "“He lit the lamp, and the wind came up from the sea.”"


SYLLABLES = Ear(lambda character: character * 2, exact=True)
LINE = "他慢慢地走上狭窄的楼梯，一句话也没有说。"


def heard(text: str) -> Heard:
    return Heard(tuple(HeardWord(f" {word}", n * 0.3, n * 0.3 + 0.2) for n, word in enumerate(text.split())))


@pytest.mark.parametrize(
    ("spoken", "reason"),
    [
        ("He lit the lamp from the sea.", Reason.MISSING),
        ("He lit the lamp, and the wind came up", Reason.MISSING),
        ("He lit the lamp, and the wind and the wind came up from the sea.", Reason.REPEATED),
        ("He lit the lamp, and the wind came up from the sea. Thanks for watching", Reason.ADDED),
        ("Nobody had been on the stairs for a long time, said Margaret", Reason.OTHER),
        ("", Reason.NOTHING),
    ],
)
def test_damage_is_flagged_with_what_it_is(spoken: str, reason: Reason) -> None:
    assert judge(TEXT, heard(spoken), EAR).reasons == (reason,)


@pytest.mark.parametrize(
    "spoken",
    [
        "He lit the lamp and the wind came up from the sea",
        "He lid the lamp and the wint came up from the see",
        "he lit, the lamp: And the wind came up from a sea",
    ],
)
def test_what_a_recogniser_writes_otherwise_is_let_pass(spoken: str) -> None:
    assert not judge(TEXT, heard(spoken), EAR).flagged


def test_a_name_that_sounds_alike_is_let_pass_and_another_name_is_not() -> None:
    text = "Mr. Wolfsheim came in."
    assert not judge(text, heard("Mr. Wolfshime came in."), EAR).flagged
    assert judge(text, heard("Mr. Carraway came in."), EAR).flagged


def test_a_word_with_phonemes_is_held_against_them() -> None:
    text = f"in {annotate('Worcester', 'wuster')} then"
    assert not judge(text, heard("in Wuster then"), EAR).flagged


def test_a_word_that_is_spelt_alike_sounds_alike_whatever_its_case() -> None:
    spelling = Ear(lambda word: "esaitch" if word == "SH" else letters(word))
    assert not judge("“Sh!”", heard("SH"), spelling).flagged
    assert not judge(annotate("Worcester", "wuster"), heard("Worcester"), EAR).flagged


def test_a_short_cry_may_go_unheard() -> None:
    assert not judge("Ah!", heard(""), EAR).flagged


def test_two_small_words_that_are_gone_whole_are_enough_and_one_is_not() -> None:
    assert judge("What he is doing there", heard("What doing there"), EAR).reasons == (Reason.MISSING,)
    assert not judge("What is he doing", heard("What he doing"), EAR).flagged


def test_a_length_that_says_the_same_makes_a_small_run_enough() -> None:
    spoken = heard("He lit the lamp, and the wind came up from sea")
    assert not judge(TEXT, spoken, EAR).flagged
    assert judge(TEXT, spoken, EAR, Sound(short=True)).reasons == (Reason.MISSING,)
    assert not judge(TEXT, spoken, EAR, Sound(long=True)).flagged


def test_sound_alone_is_a_reason() -> None:
    spoken = heard(TEXT)
    assert judge(TEXT, spoken, EAR, Sound(noisy=True)).reasons == (Reason.NOISE,)
    assert judge(TEXT, spoken, EAR, Sound(cut_off=True)).reasons == (Reason.CUT_OFF,)


def test_the_better_take_has_the_shorter_run_and_then_fewer_errors() -> None:
    whole = judge(TEXT, heard(TEXT), EAR)
    noisy = judge(TEXT, heard(TEXT), EAR, Sound(noisy=True))
    short = judge(TEXT, heard("He lit the lamp from the sea."), EAR)
    shorter = judge(TEXT, heard("He lit"), EAR)
    assert better(whole, short)
    assert better(short, shorter)
    assert better(short, noisy)
    assert not better(whole, whole)


def test_text_without_words_is_never_flagged() -> None:
    assert not judge("…", heard("um"), EAR).flagged


@pytest.mark.parametrize("written", ["他慢慢地走上狭窄的楼体，一句话也没有说。", "他慢慢地走上狭窄的楼梯一句话没有说"])
def test_one_syllable_that_is_misheard_or_lost_whole_is_let_pass(written: str) -> None:
    assert not judge(LINE, heard(written), SYLLABLES).flagged


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("他慢慢地走上下雨的楼梯，一句话也没有说。", Reason.OTHER),
        ("他慢慢地走上的楼梯，一句话也没有说。", Reason.MISSING),
        ("他慢慢地走上狭窄狭窄的楼梯，一句话也没有说。", Reason.REPEATED),
    ],
)
def test_two_neighbouring_syllables_are_enough(written: str, reason: Reason) -> None:
    assert judge(LINE, heard(written), SYLLABLES).reasons == (reason,)


def test_one_syllable_that_is_gone_is_not_enough_even_where_the_take_is_short() -> None:
    spoken = heard("他慢慢地走上狭窄的楼梯，一句话没有说。")
    assert not judge(LINE, spoken, SYLLABLES, Sound(short=True)).flagged
