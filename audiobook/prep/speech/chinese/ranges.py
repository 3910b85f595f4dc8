"""Two numbers with a dash or a tilde between: a range, years, a score, a difference."""

from __future__ import annotations

import re

from audiobook.prep.speech.chinese.amounts import SIGNED, coefficient, unit_name
from audiobook.prep.speech.chinese.numbers import cardinal, digits, number, plain
from audiobook.prep.speech.chinese.rule import Around, Rule, Said, fixed, rule
from audiobook.prep.speech.chinese.scores import SCORE
from audiobook.prep.speech.chinese.words import BIG, CURRENCY, MEASURE, MONEY, NUMBER, PER, UNIT

_DASH = r"\s?(?P<dash>~+|-{1,2}|—{1,2}|−|至|到)\s?"
_DEGREES = frozenset({"℃", "°C", "°c", "℉", "°F"})
_SHARES = {"%": "百分之", "‰": "千分之"}
_COUNTED = re.compile(r"\s*(?:[多余几]|[岁月日号点时分秒度个年章节页]|元|块|[百千万亿])")


def _years(found: re.Match[str], around: Around) -> Said:
    first, second = found["a"], found["b"]
    right = around.right(found.end())
    if len(second) == 2 and not re.match(r"\s*(?:[赛学财]|年)", right):  # noqa: PLR2004
        return None
    if len(second) == 4 and int(second) < int(first):  # noqa: PLR2004
        return None
    if MEASURE.match(right) and not right.lstrip().startswith("年"):
        return None
    year = "年" if re.match(r"\s*年(?!度)", right) or found["year"] else ""
    return f"{digits(first)}{year}到{digits(second)}", "range"


def _shares(found: re.Match[str], _around: Around) -> Said:
    def said(sign: str, n: str, share: str) -> str:
        return ("负" if sign == "-" else "") + _SHARES[share] + number(n)

    last = found["share"]
    return f"{said(found['sign'], found['a'], last)}到{said(found['minus'], found['b'], last)}", "percent"


def _amounts(found: re.Match[str], around: Around) -> Said:
    """With a unit or a sign of money behind or before."""
    unit, per, money = found["unit"] or "", found["per"] or "", found["money"]
    if not unit and not money:
        return None
    warm = unit in _DEGREES
    minus = "零下" if warm else "负"
    big = found["big"] or ""
    first = coefficient(found["a"], found["first"] or "", "" if warm else "米")
    second = coefficient(found["b"], big, "" if warm else "米")
    name = MONEY[money] if money else unit_name(unit, per)
    left = minus if found["sign"] == "-" and not around.left(found.start()).endswith("零下") else ""
    right = minus if found["minus"] else ""
    return f"{left}{first}到{right}{second}{name}", "range"


def _plain(found: re.Match[str], around: Around) -> Said:
    a, b = found["a"], found["b"]
    left, right = around.left(found.start()), around.right(found.end())
    dash = found["dash"]
    counted = MEASURE.match(right) or _COUNTED.match(right) or found["big"]
    whole = a.isdigit() and b.isdigit() and not found["first"] and not found["big"] and not found["minus"]
    if (a, b) == ("7", "11") and re.match(r"\s?(?:便利店|店|超市)", right):
        return "七十一", "model"
    if dash in "-—−" and (re.match(r"\s*[=+×]", right) or re.search(r"[=+×÷]\s*$", left)):
        return f"{number(a)}减{number(b)}", "symbol"
    scored = SCORE.search(left + " " + right) is not None
    falls = whole and int(a) > int(b)
    if dash[0] in "-—" and whole and not counted and not found["sign"] and (scored or falls):
        return f"{cardinal(int(a))}比{cardinal(int(b))}", "score"
    if whole and ((len(a) > 1 and a.startswith("0")) or len(a) + len(b) > 9):  # noqa: PLR2004
        return None
    below = "零下" if re.match(r"\s?(?:度|摄氏度)", right) else "负"
    sign = below if found["sign"] == "-" else ""
    minus = below if found["minus"] else ""
    measured = right if re.match(r"\s*(?![月日号])", right) else ""
    first = coefficient(a, found["first"] or "", measured)
    if a == "2" and not found["first"] and found["big"]:
        first = "两" if found["big"] != "百" else "二"
    second = coefficient(b, found["big"] or "", measured)
    return f"{sign}{first}到{minus}{second}", "range"


def _fractions(found: re.Match[str], _around: Around) -> Said:
    """A range from one fraction to another."""
    if "0" in {found["b1"], found["b2"]}:
        return None
    first = f"{plain(int(found['b1']))}分之{plain(int(found['a1']))}"
    return f"{first}到{plain(int(found['b2']))}分之{plain(int(found['a2']))}", "fraction"


def _ordinals(found: re.Match[str], _around: Around) -> Said:
    return f"第{plain(int(found[1]))}到第{plain(int(found[2]))}", "range"


def _dates(found: re.Match[str], _around: Around) -> Said:
    return f"{found[1]}到", "range"


_A = rf"(?P<a>{NUMBER})"
_B = rf"(?P<minus>-)?(?P<b>{NUMBER})"
RULES: tuple[Rule, ...] = (
    rule(
        r"(?<![\d./])(?P<a1>\d{1,2})/(?P<b1>\d{1,3})\s?[~\-—到至]\s?(?P<a2>\d{1,2})/(?P<b2>\d{1,3})(?![\d./])",
        _fractions,
    ),
    rule(
        r"(?<![\d.])(?P<a>(?:1[0-9]|20)\d\d)(?P<year>年)?\s?(?:~+|-{1,2}|—{1,2}|/(?=\d\d\s?[赛财]))\s?(?P<b>(?:1[0-9]|20)\d\d|\d\d)(?![\d.\-/])",
        _years,
    ),
    rule(r"第(\d{1,4})\s?[\-~—]+\s?第(\d{1,4})(?!\d)", _ordinals),
    rule(rf"(?<![\d.]){SIGNED}{_A}\s?[%‰]?{_DASH}{_B}\s?(?P<share>[%‰])", _shares),
    rule(
        rf"(?<![\d.])(?P<money>{CURRENCY})?{SIGNED}{_A}(?P<first>{BIG})?\s?(?:{UNIT})?{_DASH}(?:{CURRENCY})?{_B}\s?(?P<big>{BIG})?"
        rf"(?:(?P<unit>{UNIT})(?:/(?P<per>{UNIT}|{PER}))?(?![A-Za-z0-9]))?",
        _amounts,
    ),
    rule(
        rf"(?<![\d.A-Za-z\-]){SIGNED}{_A}(?P<first>{BIG})?\s?(?P<dash>~+|-{{1,2}}|—{{1,2}}|[到至](?=-?\d[\d.]*\s?度))\s?{_B}(?P<big>{BIG})?(?![\d.A-Za-z]|-\d)",
        _plain,
    ),
    fixed(r"(?<=[月日号点时分年岁元度])\s?(?:~|-{1,2}|—)\s?(?=\d)", "到", "range"),
    fixed(r"(?<=周[一二三四五六日])\s?(?:~|-{1,2}|—{1,2})\s?(?=周[一二三四五六日])", "到", "range"),
    fixed(r"(?<=星期[一二三四五六日])\s?(?:~|-{1,2}|—{1,2})\s?(?=星期[一二三四五六日])", "到", "range"),
)
