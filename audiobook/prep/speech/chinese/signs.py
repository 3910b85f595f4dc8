"""Signs and emoji."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from audiobook.prep.speech.chinese.numbers import cardinal, plain
from audiobook.prep.speech.chinese.rule import Around, Rule, Said, fixed, rule
from audiobook.prep.speech.chinese.words import PER

_EMOJI_START = (
    "\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3297\u3299\U0001f004\U0001f0cf\U0001f170-\U0001f251\U0001f300-\U0001faff"
)
_TONE = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_ONE = rf"[{_EMOJI_START}]{_TONE}(?:\u200d[{_EMOJI_START}]{_TONE})*"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_KEPT = re.compile(r"[^\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
#: Countries by their letters: a flag is the country with 国旗 behind.
_COUNTRIES = {
    "CN": "中国", "US": "美国", "GB": "英国", "JP": "日本", "KR": "韩国", "FR": "法国", "DE": "德国", "IT": "意大利",
    "ES": "西班牙", "RU": "俄罗斯", "CA": "加拿大", "AU": "澳大利亚", "BR": "巴西", "IN": "印度", "PT": "葡萄牙",
    "NL": "荷兰", "BE": "比利时", "CH": "瑞士", "AT": "奥地利", "SE": "瑞典", "NO": "挪威", "DK": "丹麦",
    "FI": "芬兰", "PL": "波兰", "UA": "乌克兰", "GR": "希腊", "TR": "土耳其", "EG": "埃及", "ZA": "南非",
    "MX": "墨西哥", "AR": "阿根廷", "CL": "智利", "TH": "泰国", "VN": "越南", "SG": "新加坡", "MY": "马来西亚",
    "ID": "印度尼西亚", "PH": "菲律宾", "NZ": "新西兰", "IE": "爱尔兰", "IL": "以色列", "SA": "沙特阿拉伯",
    "EU": "欧盟",
}  # fmt: skip
_RANKED = re.compile(r"(?:排(?:名|行|在|第)?|名列|位居|位列|稳居|荣登|世界|全球|全国|销量|票房|人气|成绩)\s*$")
_HAN = r"\u4e00-\u9fff"
#: Signs of arithmetic between numbers, letters or brackets.
_OPERATORS = {
    "+": "加",
    "×": "乘",
    "*": "乘",
    "÷": "除以",
    "=": "等于",
    ">": "大于",
    "<": "小于",
    "≥": "大于等于",
    "≤": "小于等于",
    "≈": "约等于",
    "≠": "不等于",
    "±": "正负",
}


_SIGNS = "+×÷=><≥≤≈≠±"


@cache
def _names() -> dict[str, tuple[str, str]]:
    """Emoji without tones and selectors, with their simplified and traditional names."""
    text = files("audiobook.prep.speech.chinese").joinpath("data/emoji.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {sign: (name, old) for sign, name, old in rows}


def _emoji(found: re.Match[str], around: Around) -> Said:
    sign = "".join(_KEPT.findall(found["one"]))
    names = _names().get(sign) or _names().get(sign.partition("\u200d")[0])
    if names is None:
        return None
    return names[1] if around.folded.traditional and names[1] else names[0], "emoji"


def _flag(found: re.Match[str], _around: Around) -> Said:
    code = "".join(chr(ord(char) - 0x1F1E6 + 65) for char in found["one"])
    return (_COUNTRIES[code] + "国旗", "emoji") if code in _COUNTRIES else None


def _keycap(found: re.Match[str], _around: Around) -> Said:
    return {"#": "井号", "*": "星号"}.get(found[1]) or plain(int(found[1])), "emoji"


def _operator(found: re.Match[str], _around: Around) -> Said:
    return _OPERATORS[found[1]], "symbol"


_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _raised(found: re.Match[str], _around: Around) -> Said:
    power = found[1].translate(_RAISED)
    return (f"的{plain(int(power))}次方", "symbol") if re.fullmatch(r"-?\d+", power) else None


def _variable(found: re.Match[str], _around: Around) -> Said:
    return found[0].upper(), "symbol"


#: What can be the end of a range: days, months, hours, classes, seasons, floors, places.
_RANGE_END = re.compile(
    r"(?:(?:周|星期|礼拜)[一二三四五六日天末]|[月日号点时分年级班层楼课章页岁]|[一二三四五六七八九十百千万]|[春夏秋冬](?:季|天)?"
    r"|[上下中]午|早晨|傍晚|凌晨|晚上|[站省市县区州港路街门岛]|京|沪|北京|上海|广州|深圳|香港|台北|成都|重庆|武汉|南京|西安|天津)$"
)


def _between(found: re.Match[str], around: Around) -> Said:
    """``周一~周五`` is a range; ``晚安~做个好梦`` is a voice that lingers."""
    return ("到", "range") if _RANGE_END.search(around.left(found.start())) else ("", "pause")


def _topic(found: re.Match[str], around: Around) -> Said:
    return "话题" + around.written(found, 1), "symbol"


def _section(found: re.Match[str], _around: Around) -> Said:
    return f"第{plain(int(found[1]))}节", "symbol"


def _numbered(found: re.Match[str], around: Around) -> Said:
    """A place in a ranking is 第一, a thing with a number 一号."""
    ranked = _RANKED.search(around.left(found.start())) or around.right(found.end()).startswith(("的位", "宝座"))
    value = int(found[1])
    return ("第" + plain(value) if ranked else cardinal(value) + "号"), "symbol"


def _circled(found: re.Match[str], _around: Around) -> Said:
    return plain(ord(found[0]) - 0x245F), "symbol"


def _power(found: re.Match[str], _around: Around) -> Said:
    return {"²": "的平方", "2": "的平方", "³": "的立方", "3": "的立方"}.get(found[1], f"的{found[1]}次方"), "symbol"


EMOJI: tuple[Rule, ...] = (
    rule(r"([0-9#*])\ufe0f?\u20e3", _keycap),
    rule(rf"(?P<one>{_FLAG})(?:(?P=one))*", _flag),
    rule(rf"(?P<one>{_ONE})(?:\s?(?P=one))*", _emoji),
    rule(r"(?:№|(?<![A-Za-z])[Nn][Oo]\.)\s?(\d{1,6})(?![\d.])", _numbered),
    rule(r"§\s?(\d{1,4})(?![\d.])", _section),
    rule(r"(?<![\w#])#\s?(\d{1,4})(?!\d)", _numbered),
)
RULES: tuple[Rule, ...] = (
    rule(r"(?<=[A-Za-z)）\d\ue000])([⁰¹²³⁴-⁹⁻]{2,}|[⁴-⁹])", _raised),
    rule(r"(?<=[A-Za-z)）\d\ue000])\^?([²³]|(?<=\^)\d)", _power),
    fixed(r"#(?=[字]?键|号键|\s*结束)", "井号", "symbol"),
    fixed(r"\*(?=[字]?键|号键)", "星号", "symbol"),
    rule(r"#([^#\s，。！？]{1,30})#", _topic),
    fixed(rf"#(?=[{_HAN}A-Za-z])", "话题", "symbol"),
    fixed(r"(?<=[A-Za-z])#", "井", "symbol"),
    fixed(rf"@\s?(?=[{_HAN}\w])", "艾特", "symbol"),
    fixed(r"\s?&\s?", "和", "symbol"),
    fixed(r"(?<=[A-Za-z])\+\+", "加加", "symbol"),
    rule(rf"(?<![A-Za-z])[a-z](?=[²³\ue000]?\s?[{_SIGNS}]\s?[\w\ue000(（\-])", _variable),
    rule(
        rf"(?<=[\w\ue000)）][{_SIGNS}])[a-z](?![A-Za-z])|(?<=[\w\ue000)）]\s[{_SIGNS}]\s)[a-z](?![A-Za-z])", _variable
    ),
    rule(rf"\s?(?<![+=<>])([{_SIGNS}])(?![+=<>])\s?", _operator),
    rule(r"(?<=[\w\ue000)）])\s?(\*)\s?(?=[\w\ue000(（])", _operator),
    fixed(
        r"(?<=[a-z\d\ue000)）]) - (?=[a-z\d\ue000(（])|(?<=[\ue000xyzabn)）])[\-−](?=[\ue000xyzabn(（])", "减", "symbol"
    ),
    rule(r"[①-⑳]", _circled),
    fixed(r"√", "根号", "symbol"),
    fixed(r"π", "派", "symbol"),
    fixed(r"∞", "无穷大", "symbol"),
    fixed(r"→", "到", "symbol"),
    fixed(r"℃", "摄氏度", "unit"),
    fixed(r"㎡|(?<=[每/])m²", "平方米", "unit"),
    fixed(r"(?<=每)km(?![A-Za-z])", "公里", "unit"),
    fixed(r"(?<=每)kg(?![A-Za-z])", "千克", "unit"),
    fixed(r"(?<=和)/(?=或)", "", "symbol"),
    fixed(
        rf"(?<=[元块角次件人字股份度米克里斤升吨])/(?=\ue000)|(?<=[\ue000元块角次件])/(?=(?:{PER}))"
        rf"|(?<=[{_HAN}])/(?=小时|分钟|秒|平方米|公斤|千克|吨|升|立方米|千瓦时)",
        "每",
        "symbol",
    ),
    fixed(rf"(?<=[{_HAN}])/(?=[{_HAN}])", "或", "symbol"),
    fixed(r"(?<=[A-Za-z\ue000])/(?=[A-Za-z\ue000])", " ", "symbol"),
    fixed(
        r"~+(?=\s*(?:[。！？，、；：…—”\"」』）)]|\Z))|~{2,}|(?<=[啊呀哦嗯好哈的了吧呢嘛哟呦喔噢耶吗诶喂啦咯呐嘞哇呜唉嗨嘿咧噻哒呗谢])~",
        "",
        "pause",
    ),
    fixed(r"(?<=约)~(?=\ue000)", "", "symbol"),
    fixed(r"~(?=\ue000)", "约", "symbol"),
    rule(rf"(?<=[{_HAN}])~(?=[{_HAN}])", _between),
)
