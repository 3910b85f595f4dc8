"""Digits with colons: a time of day, a time taken, a score, a ratio, a verse."""

from __future__ import annotations

import re

from audiobook.prep.speech.chinese.numbers import cardinal, number, plain
from audiobook.prep.speech.chinese.rule import Around, Rule, Said, rule

#: Scores, ratios and votes anywhere in the sentence.
SCORE = re.compile(
    r"比分|领先|落后|[队胜赢输]|负于|战平|打平|扳平|逼平|言和|握手|击败|不敌|力克|力压|惜败|惨败|告负|进球|球员|点球|[主客]场|比例|配比|比率|之比|比值|比为|"
    r"[首二三四一每半]盘|局|得分|决赛|半场|逆转|绝杀|小组赛|稀释|兑|混合|屏幕|画面|宽高|缩[放小]|票|总分|大胜|险胜|完胜|夺冠|晋级|淘汰|男篮|女排|国足|世界杯|打成|踢成|对阵"
)
_TIME_BEFORE = re.compile(
    r"(?:[上下]午|早[上晨]|清晨|傍晚|晚上?|中午|凌晨|深夜|半夜|夜里|今晚|明早|时间|现在|此刻|周[一二三四五六日]|[日号点钟表]|每天|飞机|火车|高铁|会议|航班|班车|列车|"
    r"闹钟|电影|课|约|准时|从|到|至|在)[是为于的定了到]{0,2}\s*$"
)
_TIME_AFTER = re.compile(
    r"\s*(?:整|分|开[始赛球打幕会门盘]|起[飞床]|出发|到[达站]|抵达|集合|见|准时|左右|前|后|之前|之后|以[前后]|举行|播出|直播|进行|发车|下班|上班|吃|的(?:飞机|火车|高铁|航班|车|票|闹钟|会))"
)
_TAKEN = re.compile(r"(?:用时|耗时|成绩|时长|跑出|游出|跑进|纪录|片长|全长)[是为了的达到在]{0,2}\s*$")
_VERSE = re.compile(r"(?:福音|诗篇|创世记|出埃及记|启示录|罗马书|箴言|以赛亚书|马太|马可|路加|约翰)\s*$")
_HALVES = {"a": (("凌晨", 5), ("上午", 12)), "p": (("中午", 1), ("下午", 6), ("晚上", 12))}
_DAYTIME = re.compile(r"(?:[上下]午|早[上晨]|晚上?|中午|凌晨|傍晚|清晨|夜里|今晚|明早)\s*$")


def clock(hours: str, minutes: str, seconds: str = "") -> str:
    """``15:45`` is 十五点四十五分, ``4:09`` 四点零九分, ``6:00`` 六点."""
    hour = "两" if int(hours) == 2 else plain(int(hours))  # noqa: PLR2004
    said = hour + "点"
    if seconds:
        return f"{said}{plain(int(minutes))}分{plain(int(seconds))}秒"
    if int(minutes) == 0:
        return said
    return said + ("零" if int(minutes) < 10 else "") + plain(int(minutes)) + "分"  # noqa: PLR2004


def is_clock(hours: str, minutes: str) -> bool:
    """Whether both can stand on a clock."""
    return len(minutes) == 2 and int(hours) <= 24 and int(minutes) <= 59 and len(hours) <= 2  # noqa: PLR2004


def against(parts: list[str]) -> str:
    """``4:1`` is 四比一."""
    return "比".join(cardinal(int(part)) for part in parts)


def says_score(left: str, right: str) -> bool:
    """Whether words of the sentence tell of a score or a ratio, and none beside the digits of a time."""
    if re.match(r"\s*(?:大胜|险胜|完胜|战胜|击败|战平|领先|落后|的比分|比分|逆转|获胜|取胜|告负|平局)", right):
        return True
    if _TIME_BEFORE.search(left) and not re.search(r"(?:比[分例值率]|从|到|至|在)[是为]?\s*$", left):
        return False
    return not _TIME_AFTER.match(right) and SCORE.search(left + " " + right) is not None


def _colons(found: re.Match[str], around: Around) -> Said:
    parts = found[0].split(":")
    left, right = around.left(found.start()), around.right(found.end())
    if len(parts) == 2 and _VERSE.search(left):  # noqa: PLR2004
        return f"{plain(int(parts[0]))}章{plain(int(parts[1]))}节", "score"
    timed = is_clock(parts[0], parts[1]) and all(len(p) == 2 for p in parts[1:]) and len(parts) <= 3  # noqa: PLR2004
    if _TAKEN.search(left) and all(len(p) == 2 for p in parts[1:]):  # noqa: PLR2004
        names = ("小时", "分", "秒")[3 - len(parts) :]
        return "".join(plain(int(p)) + name for p, name in zip(parts, names, strict=False)), "time"
    if not timed or (len(parts) == 2 and says_score(left, right)):  # noqa: PLR2004
        return against(parts), "score"
    said = clock(*parts)
    return (said[:-1] if right.startswith(("分", "秒")) and said.endswith(("分", "秒")) else said), "time"


def _ratio(found: re.Match[str], _around: Around) -> Said:
    return "比".join(number(part) for part in found.groups() if part), "score"


def _ticks(found: re.Match[str], _around: Around) -> Said:
    return f"{plain(int(found[1]))}分{plain(int(found[2]))}秒", "time"


def _half(found: re.Match[str], around: Around) -> Said:
    hour = int(found[1])
    if hour > 12:  # noqa: PLR2004
        return None
    said = clock(found[1], found[2] or "00")
    if _DAYTIME.search(around.left(found.start())):
        return said, "time"
    part = next((name for name, until in _HALVES[found[3].lower()] if hour % 12 < until), "")
    return part + said, "time"


def _clock_range(found: re.Match[str], _around: Around) -> Said:
    if not (is_clock(found[1], found[2]) and is_clock(found[3], found[4])):
        return None
    return f"{clock(found[1], found[2])}到{clock(found[3], found[4])}", "range"


CLOCKS: tuple[Rule, ...] = (
    rule(r"(?<![\d.°])(\d{1,3})['′]([0-5]?\d)(?:['′]{2}|[\"″”])", _ticks),
    rule(r"(?<![\d.])(?<!\d:)(\d{1,2}):(\d\d)\s*[\-~—]+\s*(\d{1,2}):(\d\d)(?![\d:])", _clock_range),
    rule(r"(?<![\d.])(?<!\d:)(\d{1,2})(?::(\d\d))?\s?([aApP])(?:\.[mM]\.|[mM](?![A-Za-z]))", _half),
    rule(r"(?<![\d.])(?<!\d:)(\d+(?:\.\d+)?):(\d+\.\d+)(?![\d:])|(?<![\d.])(?<!\d:)(\d+\.\d+):(\d+)(?![\d:.])", _ratio),
    rule(r"(?<![\d.])(?<!\d:)\d+(?::\d+){1,3}(?![\d:])(?!\.\d)", _colons),
)
