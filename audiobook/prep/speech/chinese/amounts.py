"""One number with what belongs to it: sign, 万 or 亿, money, percent, a unit; and plain counts."""

from __future__ import annotations

import re

from audiobook.prep.speech.chinese.numbers import cardinal, digits, liang, number, plain
from audiobook.prep.speech.chinese.rule import Around, Rule, Said, rule
from audiobook.prep.speech.chinese.words import BIG, CURRENCY, MEASURE, MONEY, NUMBER, PER, UNIT, UNITS

_SHARES = {"%": "百分之", "‰": "千分之"}
_DEGREES = frozenset({"℃", "°C", "°c", "℉", "°F", "度"})
#: Latin letters that multiply, in money and counts of people.
_LETTERS = {
    "k": 1_000,
    "K": 1_000,
    "w": 10_000,
    "W": 10_000,
    "m": 10**6,
    "M": 10**6,
    "b": 10**9,
    "B": 10**9,
    "bn": 10**9,
}
_COUNTS_PEOPLE = re.compile(
    r"粉丝|播放|点赞|阅读|薪|工资|收入|月入|赚|浏览|销量|订阅|预算|奖金|房价|价|花了|捐|点击|转发|关注"
)
#: More digits than this without a unit are a code, not a count (a count of people that long has 万 or commas).
_LONG = 10
SIGNED = r"(?P<sign>(?<![\d.A-Za-z)）])[\-+±]|±)?"
_VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip


def coefficient(written: str, big: str, after: str = "") -> str:
    """A number before 万, 亿 or a measure word: 2 is 两 there; ``after`` is what follows ``big``."""
    if big:
        return liang(number(written) + big)
    if written == "2" and MEASURE.match(after):
        return "两"
    return number(written)


def unit_name(unit: str, per: str = "") -> str:
    """``km`` is 公里, ``km`` per ``h`` 公里每小时."""
    return UNITS.get(unit, unit) + (f"每{UNITS.get(per, per)}" if per else "")


def _multiplied(written: str, letter: str) -> str:
    value = float(written.replace(",", "")) * _LETTERS[letter]
    if letter in "wW":
        return coefficient(written, "万")
    whole = round(value)
    if whole % 10**8 == 0:
        return liang(plain(whole // 10**8) + "亿")
    return cardinal(whole)


def _money(found: re.Match[str], _around: Around) -> Said:
    """The unit goes behind: ``€600万`` is 六百万欧元."""
    name = MONEY[found["money"]]
    written, big = found["n"], found["big"] or ""
    if "." in written and not big:
        written = written.rstrip("0").rstrip(".")
    said = _multiplied(written, found["k"]) if found["k"] else coefficient(written, big, "元")
    return ("负" if found["sign"] == "-" else "") + said + name, "money"


def _share(found: re.Match[str], _around: Around) -> Said:
    sign = {"-": "负", "±": "正负", "+": "正"}.get(found["sign"] or "", "")
    said = "百" if found["n"] == "100" and found["share"] == "%" else number(found["n"])
    return sign + _SHARES[found["share"]] + said, "percent"


def _measured(found: re.Match[str], around: Around) -> Said:
    unit, per = found["unit"], found["per"] or ""
    warm = unit in _DEGREES
    sign = {"-": "零下" if warm else "负", "±": "正负", "+": "正"}.get(found["sign"] or "", "")
    if unit == "W" and not per and _counts_people(found, around):
        return sign + coefficient(found["n"], "万"), "cardinal"
    said = coefficient(found["n"], found["big"] or "", "" if warm or unit == "°" else "米")
    return sign + said + unit_name(unit, per), "temperature" if warm else "unit"


def _counts_people(found: re.Match[str], around: Around) -> bool:
    before = re.split(r"[，,、]", around.left(found.start()))[-1]
    after = re.split(r"[，,、]", around.right(found.end()))[0]
    return _COUNTS_PEOPLE.search(before + " " + after) is not None


def _letter(found: re.Match[str], around: Around) -> Said:
    """``15k`` and ``20w``; ``K`` and ``M`` only where the sentence is about money or crowds (4K is a screen)."""
    if found["k"] in "KMWB" and not _counts_people(found, around):
        return None
    return _multiplied(found["n"], found["k"]), "cardinal"


def _cold(found: re.Match[str], _around: Around) -> Said:
    return "零下" + number(found[1]), "temperature"


def _discount(found: re.Match[str], _around: Around) -> Said:
    return digits(found[0]), "decimal"


def _angle(found: re.Match[str], _around: Around) -> Said:
    parts = [number(found[1]) + "度"]
    parts += [number(part) + name for part, name in ((found[2], "分"), (found[3], "秒")) if part]
    return "".join(parts), "unit"


def _vulgar(found: re.Match[str], _around: Around) -> Said:
    top, bottom = _VULGAR[found[2]]
    whole = cardinal(int(found[1])) + "又" if found[1] else ""
    return f"{whole}{plain(bottom)}分之{plain(top)}", "fraction"


def _fraction(found: re.Match[str], around: Around) -> Said:
    top, bottom = int(found["top"]), int(found["bottom"])
    if re.search(r"血压\D{0,6}$", around.left(found.start())) or found["top"] + found["bottom"] == "247":
        return f"{plain(top)}，{plain(bottom)}" if top > 99 else f"{plain(top)}{plain(bottom)}", "fraction"  # noqa: PLR2004
    if not bottom:
        return None
    whole = cardinal(int(found["whole"])) + "又" if found["whole"] else ""
    sign = "负" if found["sign"] == "-" else ""
    return f"{sign}{whole}{plain(bottom)}分之{plain(top)}", "fraction"


def _ordinal(found: re.Match[str], _around: Around) -> Said:
    said = [cardinal(int(part)) if part.isdigit() else part for part in re.split(r"(\d+)", found[1])]
    return "第" + re.sub(r"[\-~—]+", "到", "".join(said)), "ordinal"


def _parts(found: re.Match[str], _around: Around) -> Said:
    """Versions and the like with two points or more; four parts are an address in a network."""
    parts = found[0].split(".")
    say = digits if len(parts) > 3 else (lambda part: plain(int(part)))  # noqa: PLR2004
    return "点".join(say(part) for part in parts), "decimal"


def _no_cents(found: re.Match[str], _around: Around) -> Said:
    return cardinal(int(found[1].replace(",", ""))), "money"


def _coins(found: re.Match[str], _around: Around) -> Said:
    return number(found["n"]) + MONEY[found["money"]], "money"


def _two(left: str, right: str) -> Said:
    """2 alone: 第1、2节, 住2层 are 二; 2、3个 and 2至3天 are 两; else it depends on what is counted."""
    if re.search(
        r"(?:第|第\d+[、和,，]|公元前?|民国|光绪|康熙|乾隆|昭和|平成|令和|周|星期|礼拜|初|高|大|小)\s*$", left
    ):
        return "二", "ordinal"
    if re.search(r"[住在到去上于]\s?$", left) and right.startswith("层"):
        return "二", "ordinal"
    if re.match(r"[、,至到]\s?[3-9]\s?" + MEASURE.pattern, right):
        return "两", "cardinal"
    return None


def _is_code(written: str, right: str) -> bool:
    """Leading zeros, or very many digits that count nothing: one by one."""
    if re.match(r"\s*[月日号点时分秒]", right):
        return False
    return (len(written) > 1 and written.startswith("0")) or (
        len(written) >= _LONG and not written.endswith("00") and not MEASURE.match(right)
    )


def _count(found: re.Match[str], around: Around) -> Said:
    written, big = found["n"], found["big"] or ""
    left, right = around.left(found.start()), around.right(found.end())
    special = _two(left, right) if written == "2" and not big else None
    if special is not None:
        return special
    sign = {"-": "负", "±": "正负", "+": "加"}.get(found["sign"] or "", "")
    late = written.startswith("0") and re.search(r"[点时]$", left) is not None
    if written.isdigit() and not big and not sign and not late and _is_code(written, right):
        return digits(written), "cardinal"
    zero = "零" if late and len(written) == 2 and written != "00" else ""  # noqa: PLR2004
    if re.match(r"[月日号]", right):
        return sign + zero + number(written) + big, "date"
    return sign + zero + coefficient(written, big, right), "decimal" if "." in written else "cardinal"


_N = rf"(?P<n>{NUMBER})"
_END = r"(?![A-Za-z0-9])"
#: Before the names of models: a sign of money may be letters.
PRICES: tuple[Rule, ...] = (
    rule(r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+)\.00?(?=\s?元)", _no_cents),
    rule(rf"(?<![\d.]){_N}\s?(?P<money>[€£$₩₹₽])(?![\d])", _coins),
    rule(rf"{SIGNED}(?P<money>{CURRENCY})\s?{_N}\s?(?P<big>{BIG})?(?:(?P<k>bn|[kKmMbBwW]){_END})?(?![元\d])", _money),
    rule(r"(?<![\d.])[1-9][1-9](?=折(?!叠|断|磨|返))", _discount),
)
RULES: tuple[Rule, ...] = (
    rule(rf"(?<![\d.]){SIGNED}{_N}\s?(?P<share>[%‰])", _share),
    rule(r"(?<![\d.])(\d+(?:\.\d+)?)°(?!\s?[CcF])(?:(\d+)['′](?:(\d+(?:\.\d+)?)[\"″”])?)?", _angle),
    rule(rf"(?<![\d.]){SIGNED}{_N}\s?(?P<big>{BIG})?(?P<unit>{UNIT})(?:/(?P<per>{UNIT}|{PER}))?{_END}", _measured),
    rule(rf"(?<![\d.A-Za-z]){_N}(?P<k>[kKwWMB]){_END}", _letter),
    rule(rf"(?<![\d.A-Za-z)）])-({NUMBER})(?=\s?(?:度|摄氏度))", _cold),
    rule(rf"(?<![\d.])(\d+)?\s?([{''.join(_VULGAR)}])", _vulgar),
    rule(
        r"(?<![\d./])(?P<sign>(?<![\d)A-Za-z])-)?(?:(?P<whole>\d+)(?:又|\s))?(?P<top>\d{1,4})/(?P<bottom>\d{1,12})(?![\d./])",
        _fraction,
    ),
    rule(r"第\s?(\d{1,12}(?:\s?[\-~—]+\s?\d{1,12})?)(?![.,]?\d)", _ordinal),
    rule(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d.])", _parts),
    rule(rf"{SIGNED}{_N}\s?(?P<big>{BIG})?", _count),
)
