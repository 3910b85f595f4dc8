"""Chinese as it is said, and the split of mixed sentences."""

import csv
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from bench.spoken import folded
from hypothesis import given
from hypothesis import strategies as st

from audiobook.prep.speech.chinese import numbers
from audiobook.prep.speech.chinese.fold import fold
from audiobook.prep.speech.chinese.rules import find
from audiobook.prep.speech.mixed import runs
from audiobook.prep.speech.model import Context
from audiobook.prep.speech.normalise import changes, spoken

_TABLES = Path(__file__).parents[1] / "data" / "spoken"
#: No sign of the sentence is written otherwise in traditional Chinese: only the region of the book can tell.
_NEEDS_THE_REGION = "他走了2000里路。"


def _say(text: str, region: str = "") -> str:
    return spoken(text, changes(text, "zh", context=Context(region)))


def _rows() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for table in sorted(_TABLES.glob("zh-dev*.tsv")):
        with table.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return rows


def _value(said: str) -> int:
    """An independent reader of number words: left to right, a section before each 万 and 亿."""
    digits = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
    high = low = part = digit = 0
    for char in said.removeprefix("负"):
        if char in digits:
            digit = digits[char]
        elif char in "十百千":
            part += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        elif char == "万":
            low, part, digit = (part + digit) * 10_000, 0, 0
        else:
            high, low, part, digit = (high + low + part + digit) * 10**8, 0, 0, 0
    return (-1 if said.startswith("负") else 1) * (high + low + part + digit)


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["written"])
def test_a_sentence_of_the_table_is_said_as_the_table_says(row):
    region = "TW" if row["written"] == _NEEDS_THE_REGION else ""
    accepted = {folded(one, "zh") for one in (row["spoken"], *(row["also"] or "").split("|")) if one}
    assert folded(_say(row["written"], region), "zh") in accepted


@given(st.integers(-(10**16) + 1, 10**16 - 1))
def test_a_cardinal_read_back_is_the_number(value):
    assert _value(numbers.cardinal(value)) == value
    assert _value(numbers.plain(value)) == value


@given(st.integers(0, 10**16 - 1))
def test_a_cardinal_has_no_needless_zero(value):
    said = numbers.plain(value)
    assert "零零" not in said
    assert said == "零" or not said.endswith("零")


@given(st.integers(0, 99_999_999), st.text("0123456789", min_size=1, max_size=6))
def test_a_decimal_keeps_every_digit_after_the_point(whole, part):
    said, _, after = numbers.number(f"{whole}.{part}").partition("点")
    assert _value(said) == whole
    assert after == numbers.digits(part)


@given(st.text("0123456789.,:/-~—%年月日点个元℃kmKMGB+=第&@#$¥ 二万亿百，。aA（）", max_size=40))
def test_changes_lie_in_the_text_and_leave_no_digit(text):
    found = changes(text, "zh")
    assert all(text[c.start : c.end] == c.written for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert not re.search(r"[0-9]", spoken(text, found))


@given(st.text("0123456789:-~%.ABCabc年月个元在的", max_size=20))
def test_full_width_signs_are_read_like_half_width_ones(text):
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" and char != "." else char for char in text)
    assert unicodedata.normalize("NFKC", _say(wide)) == _say(text)


@given(st.text(max_size=60))
def test_folding_keeps_every_place(text):
    assert len(fold(text).text) == len(text)


@pytest.mark.parametrize(
    "prose",
    [
        "三心二意的人做不成事。",
        "「你好。」他說：『我姓萬。』",
        "那……那——好吧！",
        "九牛一毛，百里挑一，万事如意。",
        "二〇二四年，他二十岁。",
    ],
)
def test_words_stay_as_they_are(prose):
    assert find(prose, Context()) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("我76年出生，工作了35年。", "我七六年出生，工作了三十五年。"),
        ("90年代的歌", "九十年代的歌"),
        ("已有2000年的历史", "已有两千年的历史"),
        ("时间：2024年5月6日14:30", "时间：二零二四年五月六日十四点三十分"),
        ("比赛15:30开始，3:2结束。", "比赛十五点三十分开始，三比二结束。"),
        ("电话：010-62551234", "电话：零一零，六二五五一二三四"),
        ("打了10分钟电话", "打了十分钟电话"),
        ("100%的把握", "百分之百的把握"),
        ("50μg/m³", "五十微克每立方米"),
        ("今天-5到3度", "今天零下五到三度"),
        ("月薪15k，4K屏幕", "月薪一万五千，四K屏幕"),
        ("10元/斤", "十元每斤"),
        ("空客A320和歼-20", "空客A三二零和歼二十"),
        ("第3-5页，第1、2节", "第三到五页，第一、二节"),
        ("2年级2班", "二年级二班"),
        ("2、3个，2至3天", "两、三个，两至三天"),
        ("路易XVI和查理II", "路易十六和查理二世"),
        ("维生素C和X光", "维生素C和X光"),
        ("5-3=2", "五减三等于二"),
        ("他/她和/或你", "他或她和或你"),
        ("zhang.san@example.com.cn", "zhang点san艾特example点com点C N"),
        ("加油💪🏻💪🏻，👩‍💻来了🇨🇳", "加油肌肉，女程序员来了中国国旗"),
        ("呵呵~", "呵呵"),
        ("这件¥12.50", "这件十二点五元"),
    ],
)
def test_the_neighbours_of_a_number_decide_how_it_is_said(written, said):
    assert folded(_say(written), "zh") == folded(said, "zh")


def test_traditional_text_gets_traditional_words_also_from_its_region_or_its_paragraph():
    assert _say("2點30分，$20000，2℃") == "兩點三十分，兩萬美元，二攝氏度"
    assert _say("2000人", "TW") == "兩千人"
    assert spoken("2000人", changes("2000人", "zh", context=Context(before="他們說這裡有"))) == "兩千人"
    assert _say("2000人") == "两千人"


def test_words_of_the_paragraph_before_a_piece_tell_what_digits_with_a_colon_are():
    text = "3:15。"
    assert spoken(text, changes(text, "zh", context=Context(before="最后比分是"))) == "三比十五。"
    assert spoken(text, changes(text, "zh", context=Context(before="飞机起飞是在下午"))) == "三点十五分。"


def test_changes_name_their_class():
    found = changes("2024年，3:05到，¥45，35%，5km，GDP，👍", "zh")
    assert [c.rule for c in found] == ["year", "time", "money", "percent", "unit", "initialism", "emoji"]


def _split(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[run.start : run.end], run.language) for run in runs(text, language)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("他说Hello，我说Hi。", [("他说", "zh"), ("Hello", "en"), ("，我说Hi。", "zh")]),
        ("书是Pride and Prejudice，对吧", [("书是", "zh"), ("Pride and Prejudice", "en"), ("，对吧", "zh")]),
        ("GDP增长3%，T恤跑5km。", [("GDP增长3%，T恤跑5km。", "zh")]),
        ("iPhone 15 Pro很贵", [("iPhone 15 Pro", "en"), ("很贵", "zh")]),
        ("“I am a student.”他说。", [("“I am a student.”", "en"), ("他说。", "zh")]),
        ("Hello world.", [("Hello world.", "en")]),
        ("", []),
    ],
)
def test_english_words_in_chinese_are_runs_and_initials_and_units_are_not(text, parts):
    assert _split(text, "zh") == parts


def test_chinese_in_english_is_a_run():
    assert _split("He said 你好，世界 to me.", "en") == [("He said ", "en"), ("你好，世界", "zh"), (" to me.", "en")]


@given(st.text("abcAB 你好，。.“”’19", max_size=40), st.sampled_from(["zh", "en", "zh-Hant-TW"]))
def test_runs_join_to_the_text_and_neighbours_differ(text, language):
    found = runs(text, language)
    assert "".join(text[run.start : run.end] for run in found) == text
    assert all(a.language != b.language for a, b in pairwise(found))
