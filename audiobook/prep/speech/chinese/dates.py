"""Events, all-digit dates and years."""

from __future__ import annotations

import re

from audiobook.prep.speech.chinese.numbers import cardinal, digits, plain
from audiobook.prep.speech.chinese.rule import Around, Rule, Said, rule

_NAMED_EVENT = (
    "事件|运动|事变|地震|大地震|特大|晚会|讲话|惨案|恐怖|空难|火灾|起义|革命|爆炸|专案|大案|洪灾|"
    "暴雨|大促|购物节|袭击|枪击|案件|抗战|大会战|打假|妇女节|劳动节|儿童节|建党节|建军节|国庆|黄金周|长假"
)
_QUOTE = '[”"’」』]?'
_MOST_MONTH, _MOST_DAY = 12, 31
_ONE_DIGIT = "[一二三四五六七八九十]"
#: After a count of years; after a year.
_COUNTED = re.compile(
    r"\s*(?:多年)?(?:前(?!后)|以前|之前|后|以后|来(?![到了临自访华])|以来|间|内|之内|以上|以下|多|余|之久|的?时间|的?历史|的?时光|的?寿命|期|制|左右|过去|没|未|都|一直|了|就|才|的?婚姻|的?工龄|徒刑|不|如一日)"
)
_COUNT_BEFORE = re.compile(
    r"(?:[了过近约满有已共超达这每第历时期经整用隔又等住干几前后需要花坐守]|大约|长达|超过|不到|不足|至少|最多|过去|最近|未来|今后|将近|接近|为期|历时|有期徒刑|连续|活到|工作|生活|可达)\s*$"
)
#: Years counted from a ruler's beginning are numbers.
_ERA = re.compile(
    r"(?:民国|光绪|康熙|乾隆|雍正|嘉庆|道光|咸丰|同治|宣统|顺治|万历|洪武|永乐|嘉靖|崇祯|宣德|正德|成化|贞观|开元|天宝|永徽|太和|元和|建安|昭和|平成|令和|大正|明治)\s*$"
)
#: The same for four round digits, which are years too: stronger words only.
_LONG_AGO = re.compile(
    r"\s*(?:多年)?(?:前(?!后)|以前|之前|后|以后|之后|来(?![到了临自访华])|以来|间|的?历史|之久|的时间|的?文明)"
)
_AGES = re.compile(
    r"(?:[近约有达]|超过|历时|历经|整整|[等活过]了|存在了|流传了|延续了|上下|不到|不足|将近|大约|最近|过去|未来)\s*$"
)
_BEFORE_CHRIST = re.compile(r"(?:公元前|西元前|纪元前|[（(]前|^前)\s*$")
_YEAR_AFTER = (
    r"(?=\s*(?:年|[级届款版](?!别|台阶|石阶|楼梯|阶梯)|财年|赛季|学年|年度|奥运|世界杯|欧洲杯|亚运|世博|[》」』”]|全国|中国|北京|"
    r"上海|春[季夏晚]|夏季|秋[季冬]|冬季|春夏))"
)
_ROUND = 500
_LATEST = 2_200


def _event(found: re.Match[str], _around: Around) -> Said:
    return digits(found[1] + found[2]), "date"


def _short_event(found: re.Match[str], _around: Around) -> Said:
    return digits(found[0]), "date"


def _chinese_event(found: re.Match[str], around: Around) -> Said:
    return around.written(found, 1) + around.written(found, 2), "date"


def _day(found: re.Match[str], _around: Around) -> Said:
    month, day = int(found["month"]), int(found["day"])
    if not (0 < month <= _MOST_MONTH and 0 < day <= _MOST_DAY):
        return None
    return f"{digits(found['year'])}年{plain(month)}月{plain(day)}{found['end'] or '日'}", "date"


def _month(found: re.Match[str], _around: Around) -> Said:
    month = int(found["month"])
    if not 0 < month <= _MOST_MONTH:
        return None
    return f"{digits(found['year'])}年{plain(month)}月", "date"


def _year(found: re.Match[str], around: Around) -> Said:
    """Digits before 年: one by one when they name a year, a number when they count years."""
    left, right = around.left(found.start()), around.right(found.end() + 1)
    value = int(found[0])
    if _BEFORE_CHRIST.search(left) or _ERA.search(left):
        return plain(value), "year"
    if right.startswith("代") or (right.startswith("级") and len(found[0]) < 4):  # noqa: PLR2004
        return (digits(found[0]) if len(found[0]) == 4 else plain(value)), "year"  # noqa: PLR2004
    if len(found[0]) == 4:  # noqa: PLR2004
        after = right.startswith(("后", "以后", "之后", "以前", "之前")) and 1900 <= value <= _LATEST  # noqa: PLR2004
        counted = value > _LATEST or (
            not after and value % _ROUND == 0 and (_LONG_AGO.match(right) or _AGES.search(left))
        )
        return (cardinal(value) if counted else digits(found[0])), "year"
    if len(found[0]) == 3:  # noqa: PLR2004
        named = re.search(r"(公元|西元|[于在自从至到])\s*$", left)
        if named is None or _COUNTED.match(right):
            return None
        return (digits(found[0]), "year") if value % 100 or "元" in named[0] else None
    return (digits(found[0]), "year") if _short_year(found[0], left, right) else None


def _short_year(written: str, left: str, right: str) -> bool:
    """Two digits: 76年生 is a year, 20年后 is a count."""
    if written.startswith("0"):
        return True
    if re.match(r"\s*\d{1,2}月", right):
        return True
    if _COUNTED.match(right):
        return False
    if re.match(r"的?(?:出?生|毕业|版|款|[春夏秋冬]|世界杯|奥运|入学|入伍|夏天|冬天|春天|秋天|考|级|属)", right):
        return True
    if _COUNT_BEFORE.search(left):
        return False
    named = re.search(r"(?:^|[，、“（(在从自于到至是我他她你们])\s*$", left) is not None
    goes_on = re.match(r"[\u4e00-\u9fff]", right) is not None
    return (named or goes_on) and int(written) >= 50 and int(written) % 10 != 0  # noqa: PLR2004


def _decade(found: re.Match[str], _around: Around) -> Said:
    return digits(found["year"]) + "年代", "year"


def _decade_digits(found: re.Match[str], _around: Around) -> Said:
    return digits(found["year"]), "year"


def _bare_year(found: re.Match[str], around: Around) -> Said:
    return (digits(found[0]), "year") if not re.search(r"第\s*$", around.left(found.start())) else None


_Y = r"(?<![\d.,/\-+A-Za-z$¥€£])(?<!\d:)(?P<year>[12]\d{3})"
EVENTS: tuple[Rule, ...] = (
    rule(r"(?<!\d)(\d{1,2})[·・•](\d{1,2})(?!\d)", _event),
    rule(rf"(?<![\d.])(\d{{1,2}})[./](\d{{1,2}})(?={_QUOTE}(?:{_NAMED_EVENT}))", _event),
    rule(rf"(?<![\d.,第])\d{{3,4}}(?={_QUOTE}(?:{_NAMED_EVENT}))", _short_event),
    rule(
        rf"(?<!{_ONE_DIGIT})({_ONE_DIGIT}{{1,2}})[·・•]({_ONE_DIGIT}{{1,2}})(?=[”」』\"’]|{_NAMED_EVENT})",
        _chinese_event,
    ),
)
DATES: tuple[Rule, ...] = (
    rule(rf"{_Y}(?P<sign>[/.\-])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})(?!\d|[./\-]\d)(?P<end>[日号])?", _day),
    rule(rf"{_Y}(?P<sign>[/\-])(?P<month>0\d|1[0-2])(?![\d:/\-]|年|学年|赛季)", _month),
    rule(rf"{_Y}\.(?P<month>\d{{1,2}})(?=\s*[\-~—]+\s*[12]\d{{3}}\.\d{{1,2}}(?!\d))", _month),
    rule(r"(?<=[\-~—])(?P<year>[12]\d{3})\.(?P<month>\d{1,2})(?![\d.])", _month),
)
YEARS: tuple[Rule, ...] = (
    rule(r"(?<![\w])'(?P<year>\d\d)(?=\s?年)", _decade_digits),
    rule(r"(?<![\d.第])(?:0\d|[6-9][1-9])(?=[级届版](?!地震|台风|大?风|别|台阶|石阶|楼梯|阶梯))", _bare_year),
    rule(r"(?<![\d.,/\-A-Za-z])(?P<year>1[1-9]\d\d|20\d\d)(?:s|年代)(?![A-Za-z])", _decade),
    rule(
        r"(?<![\d.,/\-A-Za-z])(?P<year>19\d\d|20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?P<end>日)?(?![\d.,]|[元个人])",
        _day,
    ),
    rule(r"(?<![\d.,/第])(?<!\d:)\d{2,4}(?=\s?年(?!级|级))", _year),
    rule(r"(?<![\d.,/\-第])(?<!\d:)(?:1[89]|20)\d\d" + _YEAR_AFTER, _bare_year),
    rule(r"(?<=《)(?:1[89]|20)\d\d(?![\d年元个米人.,])", _bare_year),
    rule(r"(?:(?<=[迎接说“到告别再见你好])|(?<![\w\W]))(?:19|20)(?!00)\d\d(?=[，,是的！。])", _bare_year),
    rule(r"(?<![\d.])(?<![到了满过达超])(?:[5-9][05]|[01][05])(?=后(?![来悔天面年果期又再就才，,]))", _bare_year),
    rule(r"(?<=[们是些个代名位])[5-9][05](?=后[，、。！？])", _bare_year),
    rule(r"(?<=[于自从（(《])(?:1[1-9]|20)\d\d(?=[，。、；！？）》)]|$)", _bare_year),
)
