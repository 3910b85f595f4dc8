"""Times of the day."""

from __future__ import annotations

import re

from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal

_HALF = r"(?P<half>[ap]\.?\s?m\b\.?|[AP]\.\s?M\.|[AP]M\b)"
_CLOCK = re.compile(
    r"(?<![\d.,:/£$€])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!["
    rf"\d:]|\.\d)(?:\s?{_HALF}|\s?(?P<hours>h|hrs)\b)?"
)
_POINTED = re.compile(
    r"(?<![\w.,:/£$€])(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?![\d:%]|"
    rf"\.\d)(?:\s?{_HALF})?(?P<second>)(?P<hours>)"
)
_HOUR = re.compile(
    r"(?<![\w.,:/£$€])(?P<hour>1[0-2]|0?[1-9])(?:\s?(?P<to>[-–—])\s?(?P<last>1[0-2]|"
    rf"[1-9])(?:[.:](?P<lastminute>[0-5]\d))?)?\s?{_HALF}"
)
_SPAN = re.compile(
    rf"(?<![\d.,:/£$€])(?P<hour>\d{{1,2}})[:.](?P<minute>[0-5]\d)\s?(?:[-–—])\s?(?P<last>\d{{1,2"
    rf"}})[:.](?P<lastminute>[0-5]\d)(?:\s?{_HALF})?(?!\d)"
)
_MILITARY = re.compile(
    r"(?<![\w.,:/])(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?=\s(?:hours|hrs\b|h\b))(?P<unit>\shrs?\b\.?)?"
)
_RATIO = re.compile(
    r"\b(?:ratio|odds|scale|mixed?|proportions?|bet|aspect|screen|map|parts|won|beat|lost|score|outnumber(?:ed)?)\b",
    re.IGNORECASE,
)
#: What a number with a point needs nearby to be a time.
_TIMELY = re.compile(

    r"\b(?:trains?|clock|morning|afternoon|evening|night|noon|midnight|"
    r"tonight|today|tomorrow|yesterday|bus|ferry|boat|flight|depart\w*|"

    r"arriv\w*|leaves|left|starts?|begins?|opens?|closes?|sharp|meeting|breakfast|lunch|dinner|supper|appointment|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|curtain|alarm|woke|wake|bell|service|mass|due|open|closed|"
    r"shut|shop|office|show|film|concert|school|class|lesson|party|tea|coffee|midday|"
    r"weekdays?|daily|doors|express|kick-off|news)\b", re.IGNORECASE
)  # fmt: skip
_AT = re.compile(
    r"\b(?:at|by|until|till|before|after|from|the|past|about|around|and|to|or|between|an?)\s\Z", re.IGNORECASE
)


def clock(hour: str, minute: str, *, half: bool = False, oclock: bool = True) -> str:
    """Four fifteen, seven oh eight, three o'clock, nineteen hundred."""
    number = int(hour)
    if minute and int(minute):
        return f"{cardinal(number)} {'oh ' if int(minute) < 10 else ''}{cardinal(int(minute))}"  # noqa: PLR2004
    if half or not minute or not oclock:
        return cardinal(number)
    if number == 0:
        return "midnight"
    if number > 12:  # noqa: PLR2004
        return f"{cardinal(number)} hundred"
    return f"{cardinal(number)} o’clock"


def _halved(match: re.Match[str], page: Page) -> str:
    half = match["half"]
    if not half:
        return ""
    point = "." if half.endswith(".") and page.ends(match.end()) else ""
    return f" {half[0].upper()} M{point}"


def _clock(match: re.Match[str], page: Page) -> str | None:
    half = _halved(match, page)
    ratio = not half and not match["second"] and len(match["hour"]) < 3 and page.near(match.start(), _RATIO, 40)  # noqa: PLR2004
    if ratio and not _AT.search(page.before(match.start())):
        return None
    if match["second"]:
        return f"{cardinal(int(match['hour']))} {_minutes(match['minute'])} {_minutes(match['second'])}{half}"
    said = clock(match["hour"], match["minute"], half=bool(half or match["hours"]))
    return f"{said} hours" if match["hours"] else said + half


def _minutes(digits: str) -> str:
    return ("oh " if digits[0] == "0" and digits != "00" else "") + cardinal(int(digits))


def _pointed(match: re.Match[str], page: Page) -> str | None:
    if match["half"]:
        return _clock(match, page)
    before = page.before(match.start())
    alone = re.search(r"[?.!]\s\Z", before) and re.match(r"\.(?:\s|\Z)", page.after(match.end()))
    if alone:
        return clock(match["hour"], match["minute"])
    after = page.after(match.end())
    run = re.search(r"\bthe\s\Z", before) and re.match(r"\s(?:to|from|for)\s[A-Z]", after)
    told = re.search(r"\b(?:[Tt]ime|[Cc]lock|[Ww]atch)\s(?:now\s)?(?:is|was|says|said|read|reads)\s\Z", before)
    if not run and not told and (not _AT.search(before) or not page.near(match.start(), _TIMELY)):
        return None
    if re.match(r"\s(?:per|million|billion|m|km|kg|percent|times|of|seconds|metres|points)\b", after):
        return None
    return clock(match["hour"], match["minute"])


def _hour(match: re.Match[str], page: Page) -> str:
    last = f" to {clock(match['last'], match['lastminute'] or '', half=True)}" if match["last"] else ""
    return f"{cardinal(int(match['hour']))}{last}{_halved(match, page)}"


def _span(match: re.Match[str], page: Page) -> str | None:
    if (
        "." in match[0].replace(match["half"] or "\0", "")
        and not match["half"]
        and not page.near(match.start(), _TIMELY)
    ):
        return None
    half = _halved(match, page)
    one = clock(match["hour"], match["minute"], half=bool(half), oclock=False)
    two = clock(match["last"], match["lastminute"], half=bool(half), oclock=False)
    return f"{one} to {two}{half}"


def _military(match: re.Match[str], _page: Page) -> str:
    hour = ("oh " if match["hour"][0] == "0" and match["hour"] != "00" else "") + cardinal(int(match["hour"]))
    minute = cardinal(int(match["minute"])) if int(match["minute"]) else "hundred"
    if 0 < int(match["minute"]) < 10:  # noqa: PLR2004
        minute = f"oh {minute}"
    return f"{hour} {minute}" + (" hours" if match["unit"] else "")


def _always(_match: re.Match[str], _page: Page) -> str:
    return "twenty-four seven"


_TOOK = re.compile(
    r"(?<![\w.,])(?P<hour>\d{1,2})\s?hrs?\.?,?\s(?P<minute>\d{1,2})\s?m(?:ins?)?\b\.?(?:\s?(?P<half>[ap]\.\s?m\b\.?))?"
)


def _took(match: re.Match[str], page: Page) -> str:
    """Hours and minutes as a telegram has them: 3 hr. 8 m. p.m."""
    hours, minutes = int(match["hour"]), int(match["minute"])
    half = f" {match['half'][0].upper()} M" if match["half"] else ""
    point = "." if match[0].endswith(".") and page.ends(match.end()) else ""
    said = f"{cardinal(hours)} hour{'s' * (hours != 1)} {cardinal(minutes)} minute{'s' * (minutes != 1)}"
    return said + half + point


RULES = (
    Rule("time", _TOOK, _took, needs="0"),
    Rule("time", re.compile(r"(?<![\w/])24/7(?![\w/])"), _always, needs="0"),
    Rule("time", _SPAN, _span, needs="0"),
    Rule("time", _CLOCK, _clock, needs="0"),
    Rule("time", _POINTED, _pointed, needs="0"),
    Rule(
        "time",
        re.compile(r"(?<=[aApP][mM])\s?[-–]\s?(?=\d{1,2}(?:[:.]\d\d)?\s?[aApP]\.?\s?[mM])"),
        lambda _m, _p: " to ",
        needs="-–",
    ),
    Rule(
        "time",
        re.compile(rf"(?<![\w.,:/£$€])(?P<hour>\d{{1,2}})\.\s(?P<minute>[0-5]\d)\s?{_HALF}(?P<second>)(?P<hours>)"),
        _pointed,
        needs=".",
    ),
    Rule("time", _HOUR, _hour, needs="0"),
    Rule("time", _MILITARY, _military, needs="0"),
)
