"""Chinese words worth checking: names, rare characters and characters of several readings, not what is plain."""

from __future__ import annotations

import pytest

from audiobook.plugins import load_engine
from audiobook.prep.lexicon.load import load, parse
from audiobook.prep.lexicon.polyphones import POLYPHONES
from audiobook.prep.lexicon.suggest import Kind, suggest
from audiobook.prep.lexicon.suggest_write import write_suggestions
from audiobook.source import SourceRef
from audiobook.take import Boundary, Segment, Slate


def segment(text, speaker="", language="zh", line=1):
    slate, source = Slate(text, "espeak", "1", "", "cmn", language), SourceRef(file="book.md", line=line)
    return Segment(
        slate,
        slate.key,
        0,
        0,
        0,
        speaker,
        Boundary.SENTENCE,
        displayed=text,
        source=source,
    )


def found(*segments, lexicon="", reads=lambda *_: ("x", None)):
    return {one.word: one for one in suggest(segments, parse(lexicon), "zh", reads, lambda *_: True)}


def test_a_speaker_whose_family_name_sounds_otherwise_comes_up_where_the_text_has_the_name():
    words = found(segment("单小明来了。"), segment("他叫单小明。", speaker="单小明"), segment("好。", speaker="王小明"))
    assert words["单小明"].kind is Kind.NAME
    assert words["单小明"].count == 2
    assert "shàn" in words["单小明"].context
    assert "王小明" not in words


def test_a_name_with_a_rare_character_comes_up_and_the_character_does_not_again():
    words = found(segment("赵彧来了。", speaker="赵彧"), segment("彧字难认。"))
    assert words["赵彧"].kind is Kind.NAME
    assert words["彧"].kind is Kind.RARE
    assert words["彧"].count == 1, "inside the name it is the name's"


@pytest.mark.parametrize("text", ["我们今天去学校。", "我們今天去學校。", "他说：“你好！”"])
def test_common_characters_of_both_scripts_are_not_rare(text):
    assert found(segment(text)) == {}


def test_a_pair_that_comes_often_is_shown_with_its_readings_unless_its_word_is_plain():
    often = [segment("车行门口，他去银行。")] * 6
    words = found(*often)
    assert set(words) == {"车行", "行门"}
    assert words["车行"].kind is Kind.POLYPHONE
    assert words["车行"].count == 6
    assert "行 xíng 行走, háng 银行" in words["车行"].context
    assert found(*often[:4]) == {}, "what is rare as well as doubtful is no pair of characters worth a person's time"


def test_traditional_characters_are_looked_up_by_their_simplified_form():
    words = found(*[segment("單老爺家樂師")] * 5)
    assert "師" not in "".join(words) or words["樂師"].kind is Kind.POLYPHONE
    assert "單老" in words


def test_other_languages_and_listed_words_are_left_out():
    assert found(segment("単行本を読む。", language="ja")) == {}
    text = segment("彧字难认。")
    assert set(found(text)) == {"彧"}
    assert found(text, lexicon='[[entry]]\nwritten = "彧"\nsay = "玉"\n') == {}


def test_the_engines_reading_stands_beside_each_word():
    espeak = load_engine("espeak")
    words = found(
        segment("翟先生来了。", speaker="翟先生"), reads=lambda _, word, language: espeak.reading(word, language)
    )
    assert words["翟先生"].reading == espeak.reading("翟先生", "zh")[0]
    assert words["翟先生"].known, "rules cannot tell, so it is not called a guess"


def test_a_corrected_suggestion_is_found_in_chinese_text():
    (word,) = found(segment("翟先生来了。", speaker="翟先生")).values()
    text, added = write_suggestions("", [word])
    assert added == 1
    enabled = text.replace("disabled = true", "").replace('say = "翟先生"', 'say = "宅先生"')
    (match,) = load([("l.toml", enabled)]).matches("昨天翟先生来了。", "zh", "", load_engine("tone").info)
    assert match.written == "翟先生"


def test_every_word_of_the_table_holds_its_character_and_each_has_two_readings():
    assert len(POLYPHONES) > 100
    for char, one in POLYPHONES.items():
        assert len({reading for reading, _ in one.readings}) == len(one.readings) >= 2, char
        assert [word for word in one.plain if char not in word] == [], char
