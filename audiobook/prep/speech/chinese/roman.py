"""Roman numerals in Chinese text: parts of a work, rulers, films."""

from __future__ import annotations

import re

from audiobook.numerals import roman_value
from audiobook.prep.speech.chinese.numbers import plain
from audiobook.prep.speech.chinese.rule import Around, Rule, Said, rule

#: Names of rulers and popes as Chinese writes them; 世 follows, but not after the Louis of France.
_RULERS = (
    "查理|查尔斯|亨利|爱德华|詹姆斯|伊丽莎白|乔治|威廉|理查|理查德|玛丽|约翰|保罗|彼得|叶卡捷琳娜|凯瑟琳|亚历山大|尼古拉|尼古拉斯|拿破仑|弗朗茨|弗兰茨|"
    "腓特烈|弗里德里希|腓力|菲利普|费利佩|卡洛斯|庇护|本笃|利奥|良|格列高利|格里高利|克雷芒|英诺森|奥托|鲁道夫|斐迪南|费迪南|费迪南德|伊凡|伊万|阿方索|佩德罗|"
    "克里斯蒂安|古斯塔夫|卡尔|奥斯卡|马克西米利安|穆罕默德|苏莱曼|塞利姆|托勒密|拉美西斯|拉姆西斯|大流士|薛西斯|亚瑟|约瑟夫|利奥波德|玛格丽特|安妮|哈康|维克托|"
    "埃马努埃莱|翁贝托|弗朗索瓦|雅克|罗伯特|马尔科姆|康斯坦丁|君士坦丁|图特摩斯|阿蒙霍特普|塞提|若昂|曼努埃尔|霍华德|陛下|女王|国王|教皇"
)
_LATIN = r"(?P<roman>[IVXLCDM]+|[ivxlc]+)(?![A-Za-z0-9])"
_BEFORE = "世界大战|附录|附件|附表|图|表|卷|部分|系列|阶段|篇|册|部|Part|part|Chapter|Phase|Type|型号|方案|计划"
_AFTER = "[章节卷集部回幕场期级型度类册代篇届号阶世]"
#: One letter or these may be something else: a size, a placeholder, a disc.
_DOUBTFUL = frozenset(
    {"XX", "XXX", "CD", "DC", "MC", "MD", "CV", "DV", "MV", "MI", "DI", "MM", "CC", "DVD", "LCD", "CM", "ML", "VC"}
)
#: One sign that stands for a whole numeral.
_SIGNS = {
    **{chr(0x2160 + at): at + 1 for at in range(12)},
    **{chr(0x2170 + at): at + 1 for at in range(12)},
}


def _value(written: str) -> int:
    if written in _SIGNS:
        return _SIGNS[written]
    return roman_value("".join("IVXLCDM"["ⅠⅤⅩⅬⅭⅮⅯ".index(c)] if c in "ⅠⅤⅩⅬⅭⅮⅯ" else c for c in written))


def _counted(found: re.Match[str], _around: Around) -> Said:
    value = _value(found["roman"])
    return (plain(value), "roman") if value else None


def _louis(found: re.Match[str], _around: Around) -> Said:
    return _counted(found, _around)


def _ruler(found: re.Match[str], _around: Around) -> Said:
    value = _value(found["roman"])
    return (plain(value) + "世", "roman") if value else None


def _title(found: re.Match[str], _around: Around) -> Said:
    """Behind a Chinese title, with nothing else to say what it is."""
    written = found["roman"]
    value = _value(written)
    if not value or written in _DOUBTFUL or (len(written) > 1 and set(written) - set("IVX")):
        return None
    return plain(value), "roman"


_ONE = r"(?P<roman>[IVXLCDMⅠ-Ⅿⅰ-ⅿ]+)(?![A-Za-z0-9])"
RULES: tuple[Rule, ...] = (
    rule(r"(?<=第)\s?(?P<roman>[IVXLCDMivxlcdmⅠ-Ⅿⅰ-ⅿ]+)(?![A-Za-z0-9])", _counted),
    rule(rf"(?<=路易)\s?{_ONE}(?!世)", _louis),
    rule(rf"(?:{'|'.join(f'(?<={name})' for name in _RULERS.split('|'))})\s?{_ONE}(?:世)?", _ruler),
    rule(rf"(?:{'|'.join(f'(?<={name})' for name in _BEFORE.split('|'))})\s?{_ONE}", _counted),
    rule(rf"(?<![A-Za-z0-9.])(?P<roman>[IVXⅠ-Ⅻ]{{2,5}}|I|[Ⅰ-Ⅻ])(?={_AFTER})", _counted),
    rule(r"(?<=[\u4e00-\u9fff])\s?(?P<roman>[IVX]+)(?=》)", _title),
    rule(r"(?<=[\u4e00-\u9fff》])\s?(?P<roman>[IVX]{2,5})(?![A-Za-z0-9&+\-])", _title),
    rule(r"(?P<roman>[Ⅰ-Ⅿⅰ-ⅿ]+)", _counted),
)
