"""Days, months, years, decades and centuries."""

from __future__ import annotations

import re

from audiobook.prep.marks import words_of
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal, decade, ordinal, year

MONTHS = words_of(
    """
    January February March April May June July August September October November December
    """
)
_SHORT = {month[:3]: month for month in MONTHS} | {"Sept": "September", "Febr": "February", "Octr": "October"}
_DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Weds": "Wednesday", "Thu": "Thursday",
    "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
_FULL = "|".join(MONTHS)
_CAPITALS = "|".join(month.upper() for month in MONTHS)
_MONTH = rf"(?P<month>(?:{_FULL}|{_CAPITALS})\b|(?:Sept|Febr|{'|'.join(m[:3] for m in MONTHS)})\b\.?)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])"
_SUFFIX = r"(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})(?![\w/:-]|,\d|\.\d)"
_DAY_TO = rf"(?:\s?[-–—]\s?(?P<second>[12]\d|3[01]|[1-9]){_SUFFIX})?"
_MONTH_DAY = re.compile(
    rf"\b{_MONTH}\s(?P<the>the\s)?{_DAY}{_SUFFIX}{_DAY_TO}(?![\w:%/]|[.,]\d|[-–]\d)(?P<rest>(?P<gap>,?\s){_YEAR})?"
)
_DAY_MONTH = re.compile(rf"(?<![\w.,/:-]){_DAY}{_SUFFIX}{_DAY_TO}(?:\sof)?\s{_MONTH}(?P<rest>(?P<gap>,?\s){_YEAR})?")
_COUNTED = re.compile(
    r"\s(?:people|men|women|children|of\b|per\s?cent|[a-z]+[^s\W]s\b(?<!was)(?<!has)(?<!his)(?<!this))"
)


def month_of(written: str) -> str:
    """The full name of a month."""
    bare = written.rstrip(".")
    return bare if bare in MONTHS else bare.capitalize() if bare.capitalize() in MONTHS else _SHORT[bare]


def _rest(match: re.Match[str], page: Page) -> str:
    return f"{match['gap']}{year(int(match['year']), british=page.british)}" if match["rest"] else ""


def _month_day(match: re.Match[str], page: Page) -> str | None:
    if not match["rest"] and not match["second"] and _COUNTED.match(page.after(match.end())):
        return None
    the = match["the"] or ""
    last = f" to {the}{ordinal(int(match['second']))}" if match["second"] else ""
    return f"{month_of(match['month'])} {the}{ordinal(int(match['day']))}{last}{_rest(match, page)}"


def _day_month(match: re.Match[str], page: Page) -> str | None:
    before = page.before(match.start())
    the = "" if re.search(r"\b(?:the|this|that|every|each|his|her|its|of)\s\Z", before, re.IGNORECASE) else "the "
    if (
        match["month"] in {"May", "Mar"}
        and re.match(r"\s[a-z]", page.after(match.end()))
        and not match["rest"]
        and not the
        and " of" not in match[0]
    ):
        the = the or ""
    last = f" to the {ordinal(int(match['second']))}" if match["second"] else ""
    point = "." if match["month"].endswith(".") and not match["rest"] and page.ends(match.end()) else ""
    return f"{the}{ordinal(int(match['day']))}{last} of {month_of(match['month'])}{_rest(match, page)}{point}"


_NUMERIC = re.compile(
    r"(?<![\w./:-])(?P<one>\d{1,2})(?P<by>[/.-])(?P<two>\d{1,2})(?P=by)(?P<year>\d{4}|\d{2})(?![\w/-]|\.\d)"
)
_ISO = re.compile(r"(?<![\w./:-])(?P<year>[12]\d{3})-(?P<two>0[1-9]|1[0-2])-(?P<one>0[1-9]|[12]\d|3[01])(?![\w-])")
#: Days that are known by their two numbers (own list).
_KNOWN = re.compile(r"(?<![\w/.])(?:9/11|7/7|9-11(?=\sattack))(?![\w/]|\.\d)")


def _numeric(match: re.Match[str], page: Page) -> str | None:
    one, two, when = int(match["one"]), int(match["two"]), match["year"]
    month_first = not page.british if "by" in match.groupdict() else False
    if two > len(MONTHS) >= one:
        month_first = True
    elif one > len(MONTHS):
        month_first = False
    day, month = (two, one) if month_first else (one, two)
    if not (1 <= month <= len(MONTHS) and 1 <= day <= 31):  # noqa: PLR2004
        return None
    if len(when) == 2 and match.groupdict().get("by") == "-":  # noqa: PLR2004
        return None
    number = int(when) if len(when) == 4 else int(when) + (2000 if int(when) < 50 else 1900)  # noqa: PLR2004
    said = year(number, british=page.british)
    if month_first:
        return f"{MONTHS[month - 1]} {ordinal(day)}, {said}"
    the = "" if re.search(r"\bthe\s\Z", page.before(match.start()), re.IGNORECASE) else "the "
    return f"{the}{ordinal(day)} of {MONTHS[month - 1]}, {said}"


def _known(match: re.Match[str], _page: Page) -> str:
    return " ".join(cardinal(int(part)) for part in re.split("[/-]", match[0]))


_WEEKDAY = re.compile(
    rf"\b(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})\b\.?(?=,?\s(?:\d|"
    rf"the\s\d|(?:{_FULL}|{'|'.join(_SHORT)})\b))"
)
_WEEKDAYS = re.compile(
    rf"\b(?P<one>{'|'.join(_DAYS)})\.?\s?(?P<to>[-–—]|to|through|and|&|/)\s?(?P<two>{'|'.join(_DAYS)})\b\.?(?!\w)"
)
_WEEKDAY_POINT = re.compile(rf"\b(?P<day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})\.(?=\s[a-z]|,|\)|;)")
_SPAN = re.compile(
    rf"\b(?P<one>{_FULL}|{'|'.join(_SHORT)})\.?\s?(?P<to>[-–—])\s?(?P<two>{_FULL}|"
    rf"{'|'.join(_SHORT)})\b\.?(?=[\s,;:.)]|\Z)"
)


def _months(match: re.Match[str], page: Page) -> str:
    end = "." if match[0].endswith(".") and page.ends(match.end()) else ""
    return f"{month_of(match['one'])} to {month_of(match['two'])}{end}"


_MONTH_POINT = re.compile(
    rf"\b(?P<month>{'|'.join(sorted((k for k in _SHORT if k != 'May'), key=len, reverse=True))})\.(?!\w)"
)
_MONTH_YEAR = re.compile(
    rf"\b(?P<month>{'|'.join(sorted((k for k in _SHORT if k != 'May'), key=len, reverse=True))})(?=\s[’']?\d)"
)


def _month(match: re.Match[str], page: Page) -> str:
    return _SHORT[match["month"]] + ("." if match[0].endswith(".") and page.ends(match.end()) else "")


def _weekday(match: re.Match[str], _page: Page) -> str:
    return _DAYS[match["day"]]


def _weekdays(match: re.Match[str], page: Page) -> str:
    joint = " to " if match["to"] in {"-", "–", "—"} else f" {match['to'].replace('&', 'and').replace('/', 'or')} "
    return f"{_DAYS[match['one']]}{joint}{_DAYS[match['two']]}" + (
        "." if match[0].endswith(".") and page.ends(match.end()) else ""
    )


_ERA = r"(?:A\.\s?D\.|B\.\s?C\.\s?E\.|B\.\s?C\.|C\.\s?E\.|AD|BCE|BC|CE)"
_ERA_YEAR = re.compile(
    r"\b(?P<era>A\.\s?D\.|AD)(?P<gap>\s)(?P<year>\d{1,4})(?:\s?(?P<to>[-–—])\s?(?P<last>\d{1,4}))?\b"
)
_YEAR_ERA = re.compile(
    rf"(?<![\w.,])(?P<year>\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}})(?:\s?(?P<to>[-–—])\s?(?P<last>\d{{1,"
    rf"4}}))?(?P<gap>\s?)(?P<era>{_ERA})(?!\w)"
)


def _era(match: re.Match[str], page: Page) -> str:
    name = " ".join(char for char in match["era"] if char.isalpha())
    number = match["year"]
    said = (
        cardinal(int(number.replace(",", "")))
        if "," in number or len(number) > 4  # noqa: PLR2004
        else year(int(number), british=page.british)
    )
    if match["last"]:
        said += f" to {year(int(match['last']), british=page.british)}"
    if match.start("era") < match.start("year"):
        return f"{name} {said}"
    point = "." if match["era"].endswith(".") and page.ends(match.end()) else ""
    return f"{said} {name}{point}"


def _decade(match: re.Match[str], _page: Page) -> str | None:
    number = int(match["years"])
    if match["mark"] is None and len(match["years"]) == 2 and number < 20:  # noqa: PLR2004
        return None
    said = decade(number)
    if len(match["years"]) == 4:  # noqa: PLR2004
        said = re.sub(r"^(\w+) (?=\w+ies$)", r"\1-", said)
    return said


_BARE_YEAR = re.compile(r"(?<![\w’'])[’'‘](?P<years>\d{2})(?![\d’'\"s]|[.,]\d)")


def _short_year(match: re.Match[str], _page: Page) -> str:
    number = int(match["years"])
    return f"oh {cardinal(number)}" if 0 < number < 10 else cardinal(number) if number else "hundred"  # noqa: PLR2004


_YEARS = re.compile(
    r"(?<![\w/:–—-])(?<!\d[.,])(?P<first>1[0-9]\d\d|20\d\d)\s?[-–—/]\s?(?P<second>1[0-9]\d\d|"
    r"20\d\d|\d\d|\d)(?![\w/:-]|[.,]\d)"
)


def _years(match: re.Match[str], page: Page) -> str | None:
    first, second = match["first"], match["second"]
    whole = second if len(second) == 4 else first[: 4 - len(second)] + second  # noqa: PLR2004
    if second == "00":
        return f"{year(int(first), british=page.british)} to {year(int(first) // 100 * 100 + 100)}"
    if int(whole) <= int(first):
        return None
    last = year(int(second), british=page.british)
    if len(second) == 2 and second.startswith("0"):  # noqa: PLR2004
        last = f"oh {cardinal(int(second))}"
    return f"{year(int(first), british=page.british)} to {last}"


RULES = (
    Rule("date", _ISO, _numeric, needs="0"),
    Rule("date", _NUMERIC, _numeric, needs="0"),
    Rule("date", _KNOWN, _known, needs="0"),
    Rule("date", _DAY_MONTH, _day_month, needs="0"),
    Rule("date", _MONTH_DAY, _month_day, needs="0"),
    Rule("range", _SPAN, _months, needs="-–—"),
    Rule(
        "range",
        re.compile(r"(?<![\w–-])(?P<one>[A-Z])–(?P<two>[A-Z])(?![\w–-])"),
        lambda m, _p: f"{m['one']} to {m['two']}",
        needs="–",
    ),
    Rule("date", _WEEKDAYS, _weekdays),
    Rule("date", _WEEKDAY, _weekday, needs="0"),
    Rule("date", _WEEKDAY_POINT, _weekday, needs="."),
    Rule("date", _MONTH_POINT, _month, needs="."),
    Rule("date", _MONTH_YEAR, _month, needs="0"),
    Rule("year", _ERA_YEAR, _era, needs="0"),
    Rule("year", _YEAR_ERA, _era, needs="0"),
    Rule(
        "decade",
        re.compile(
            r"(?<![\w.,£$’'‘])(?P<mark>[’'‘])?(?P<years>1\d\d0|20\d0|\d0)[’']?s(?![\w’'.]\w|"
            r"\w)"
        ),
        _decade,
        needs="0",
    ),
    Rule("range", _YEARS, _years, needs="0"),
    Rule("year", _BARE_YEAR, _short_year, needs="0"),
)
