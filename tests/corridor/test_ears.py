"""How languages are listened to: English by sounds, Chinese by syllables or signs, others by letters or not at all."""

from __future__ import annotations

import pytest

from audiobook.corridor import ears
from audiobook.proofing.takes.heard import Heard, HeardWord
from audiobook.proofing.takes.judge import Ear, judge


def ear(language: str) -> Ear:
    found = ears.ear_of(language)
    assert found is not None
    return found


def heard(text: str) -> Heard:
    return Heard(tuple(HeardWord(part, 0.0, 0.1) for part in text))


def english(text: str) -> Heard:
    return Heard(tuple(HeardWord(f" {word}", 0.0, 0.1) for word in text.split()))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("the grey colour of his harbour", "the gray color of his harbor"),
        ("nineteen twenty-two, at five o'clock", "1922 at five o'clock"),
        ("They were there a while, all right?", "They're there awhile alright"),
        ("said Mr. Gatsby genially", "said Mr. Gadsby genially"),
        ("Catherine knew Philip.", "Katherine new Phillip"),
    ],
)
def test_spelling_numbers_and_names_that_sound_alike_are_the_same_in_english(said: str, written: str) -> None:
    assert not judge(said, english(written), ear("en-US")).flagged


def test_other_words_in_english_are_not_the_same() -> None:
    assert judge("He knew her at once", english("He knew her brother once"), ear("en")).flagged


@pytest.fixture(params=["syllables", "signs"])
def chinese(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Ear:
    if request.param == "syllables":
        pytest.importorskip("pypinyin", reason="syllables need pypinyin, of the extra for Chinese voices")
    else:
        monkeypatch.setattr(ears, "_pinyin", lambda: None)
    return ear("zh-CN")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("一九二二年的秋天，他回到了北京。", "1922年的秋天他回到了北京"),
        ("国家的时间", "國家的時間"),
        ("他有三千五百块钱。", "他有3,500块钱"),
        ("百分之五十的人", "50%的人"),
    ],
)
def test_scripts_and_figures_are_the_same_in_chinese(said: str, written: str, chinese: Ear) -> None:
    assert not judge(said, heard(written), chinese).flagged


@pytest.mark.parametrize(
    "written",
    [
        "他慢慢地走上楼梯，没有说话。",
        "他慢慢地走上狭窄的楼梯，走上狭窄的楼梯，一句话也没有说。",
        "明天早上我们要坐火车去南方看海。",
        "他慢慢地走上狭窄的",
    ],
)
def test_damage_in_chinese_is_flagged(written: str, chinese: Ear) -> None:
    assert judge("他慢慢地走上狭窄的楼梯，一句话也没有说。", heard(written), chinese).flagged


def test_homophones_are_the_same_by_syllables() -> None:
    pytest.importorskip("pypinyin", reason="syllables need pypinyin, of the extra for Chinese voices")
    assert not judge("他的名字叫张伟。", heard("她得名字叫章威"), ear("zh")).flagged


@pytest.mark.parametrize("language", ["de", "es-MX", "fr", "it", "nl", "pt_BR"])
def test_other_languages_are_judged_less_strictly(language: str) -> None:
    assert ear(language).most > ear("en").most


@pytest.mark.parametrize("language", ["ja", "ru", "cy", "", "xx-YY"])
def test_languages_that_the_recogniser_is_bad_at_are_not_judged(language: str) -> None:
    assert ears.ear_of(language) is None
