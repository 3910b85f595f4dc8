"""Numbers that stand alone: years, ordinals, fractions, percentages, ranges, scores, decimals and cardinals."""

from __future__ import annotations

import re

from audiobook.prep.speech.english.amounts import (
    AMOUNT,
    DECIMAL,
    INTEGER,
    MINUS,
    SPACE,
    TO,
    VULGAR,
    below_one,
    ranged,
    said,
)
from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal, code, fraction, many, number, ordinal, spelled


def _ordinal(match: re.Match[str], page: Page) -> str:
    return ordinal(int(match["number"].replace(",", "")), british=page.british)


def _percent(match: re.Match[str], page: Page) -> str:
    sign = {"%": "percent", "‰": "per thousand"}[match["sign"]]
    minus = {"-": "minus ", "−": "minus ", "–": "minus ", "+": "plus "}.get(match["minus"] or "", "")
    over = "over " if match["plus"] else ""
    return f"{minus}{over}{ranged(match['first'], match['second'], british=page.british)} {sign}"


_FRACTION = re.compile(
    r"(?<![\w.,/:$£€-])(?P<whole>\d{1,3}[ \u00a0-])?(?P<above>\d{1,3})/(?P<below>\d{1,3})(?![\w/:%]|[.,]\d|-\d)"
)
_ODDS = re.compile(
    r"\b(?:odds|bookmakers?|bookies?|favourite|favorite|bet|bets|betting|derby|horse|outsider|race|wager)\b",
    re.IGNORECASE,
)
#: Old prices: 8/6 is eight and six.
_SHILLINGS = re.compile(r"\d/[-‒–]|\bprice|\bshilling|£|\bs\.\s?\d+d", re.IGNORECASE)


def _slashed(match: re.Match[str], page: Page) -> str | None:
    above, below = int(match["above"]), int(match["below"])
    if match["whole"]:
        return said(match[0], british=page.british) if 0 < above < below else None
    if page.near(match.start(), _ODDS, 45):
        return f"{cardinal(above)} to {cardinal(below)}"
    if re.match(r"\stime\b", page.after(match.end())) and below in {2, 4, 8, 16}:
        return f"{cardinal(above)} {cardinal(below)}"
    if below in {3, 6, 9, 11} and "=" not in page.text and (above > below or page.near(match.start(), _SHILLINGS)):
        return f"{cardinal(above)} and {cardinal(below)}"
    if "=" in page.text or not below or below == 1:
        return f"{cardinal(above)} over {cardinal(below)}"
    return _share(fraction(above, below), page.before(match.start()))


def _share(words: str, before: str) -> str:
    """After an article: the tenth, a one tenth share, but a half share."""
    article = re.search(r"\b(?P<article>an?|the|one)\s\Z", before, re.IGNORECASE)
    if not article:
        return words
    bare = words.removeprefix("a ")
    counted = article["article"].lower() in {"a", "an"} and words != bare and bare not in {"half", "quarter"}
    return f"one {bare}" if counted else bare


def _vulgar(match: re.Match[str], page: Page) -> str:
    before, after = page.before(match.start()), page.after(match.end())
    words = said(match["first"], british=page.british)
    if below_one(match["first"]):
        if re.search(r"\b(?:a|the|an|one|other|first|second|last)\s\Z", before, re.IGNORECASE):
            return words.removeprefix("a ")
        if words == "a half" and re.match(r" (?:of|past|a|an|the)\b", after):
            return "half"
        if (
            words == "a half"
            and re.match(r" [a-z]+[^s\W]\b", after)
            and not re.match(r" (?:is|in|to|for|from|and|or|at|on|by|was|were|per)\b", after)
        ):
            return "half an" if after[1] in "aeiou" or after.startswith(" hour") else "half a"
    return words


_RANGE = re.compile(
    rf"(?<![\w.,/:$£€–—-])(?P<first>{DECIMAL})(?:{SPACE}?[–‒]{SPACE}?|-|—)(?P<second>{AMOUNT})(?![\w/:]|[.,]\d|[-–—]\d)"
)


def _range(match: re.Match[str], page: Page) -> str | None:
    first, second = match["first"], match["second"]
    if first.startswith("0") and len(first) > 1 and "." not in first:
        return None
    if len(second) < len(first) and second.isdigit() and first.isdigit() and int(second) < int(first):
        whole = int(first[: len(first) - len(second)] + second)
        if whole > int(first) and len(first) == 3 and len(second) == 2:  # noqa: PLR2004
            return (
                f"{said(first, british=page.british)} to {cardinal(whole, british=page.british)}"
                if second[0] == "0"
                else f"{said(first, british=page.british)} to {said(second)}"
            )
    return ranged(first, second, british=page.british)


_NUMBER = re.compile(rf"(?<![\w.,/:])(?P<minus>{MINUS}|\+(?=\d))(?P<first>{DECIMAL})(?![\d:/]|[.,]\d|[A-Za-z])")
_VERSIONED = re.compile(
    r"\b(?:Python|[Vv]ersion|[Rr]elease|iOS|macOS|Android|Windows|Linux|"
    r"Java|PHP|Ruby|Node|Ubuntu|Firefox|Chrome|USB|HTML|OS X|Wi-Fi|"
    r"Bluetooth|Web|Perl|Rust|Go|C\+\+)\s\Z"
)


def _number(match: re.Match[str], page: Page) -> str | None:
    written = match["first"]
    minus = {"-": "minus ", "−": "minus ", "–": "minus ", "+": "plus "}.get(match["minus"] or "", "")
    whole, _, rest = written.partition(".")
    if rest and whole and _VERSIONED.search(page.before(match.start())) and len(rest) < 3:  # noqa: PLR2004
        return f"{cardinal(int(whole))} point {code(rest)}"
    if whole.startswith("0") and len(whole) > 1 and not rest:
        return minus + spelled(whole)
    return minus + number(written, british=page.british)


def _spaced(match: re.Match[str], page: Page) -> str:
    return number(re.sub(r"[\s.]", "", match[0]), british=page.british)


def _compound(match: re.Match[str], page: Page) -> str:
    return number(match[1], british=page.british)


def _left(match: re.Match[str], page: Page) -> str:
    """Digits that no rule knew: no engine shall have to guess."""
    digits = match[0]
    said = cardinal(int(digits), british=page.british) if len(digits) < 3 and digits[0] != "0" else code(digits)  # noqa: PLR2004
    start, end = match.span()
    left = " " if page.text[start - 1 : start].isalnum() and not page.taken[start - 1] else ""
    return f"{left}{said}{' ' if page.text[end : end + 1].isalpha() and not page.taken[end] else ''}"


def _halves(match: re.Match[str], _page: Page) -> str:
    return "-".join(cardinal(int(half)) for half in match[0].split("/"))


def _scaled(match: re.Match[str], page: Page) -> str:
    return f"{number(match['first'], british=page.british)} {'billion' if match['scale'] == 'bn' else 'trillion'}"


#: What is left over, when every other rule has been asked.
LAST = (
    Rule(
        "cardinal",
        re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"),
        lambda m, p: number(m[0], british=p.british),
        needs="0",
    ),
    Rule("model", re.compile(r"(?<![\w.])(?P<digits>\d{2,4})s\b"), lambda m, _p: many(m["digits"]), needs="0"),
    Rule("cardinal", re.compile(r"\d+"), _left, needs="0"),
)
_SUPERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def _raised(match: re.Match[str], page: Page) -> str:
    above, below = int(match["above"].translate(_SUPERS)), int(match["below"].translate(_SUPERS))
    words = fraction(above, below) if below else "zero"
    return f"{said(match['whole'], british=page.british)} and {words}" if match["whole"] else words


RAISED = (
    Rule(
        "fraction", re.compile(r"(?P<whole>(?<!\w)\d+)?(?P<above>[⁰¹²³⁴-⁹]+)[⁄/](?P<below>[₀-₉]+)"), _raised, needs="⁄/"
    ),
)
RULES = (
    Rule(
        "fraction",
        re.compile(r"(?<![\w./])(?P<above>\d{1,2})/(?P<below>\d{1,3})(?:ths?|rds?|nds?)\b"),
        lambda m, _p: fraction(int(m["above"]), int(m["below"])),
        needs="/",
    ),
    Rule("fraction", re.compile(r"(?<![\w/])(?:50/50|80/20|60/40|70/30|90/10)(?![\w/])"), _halves, needs="/"),
    Rule(
        "model", re.compile(r"(?<=[a-z]{2}-)(?P<digits>\d{3})(?![\w.,-])"), lambda m, _p: code(m["digits"]), needs="-"
    ),
    Rule(
        "decimal",
        re.compile(
            r"(?<!\w)\.(?P<digits>\d\d)(?=[ -](?:calib|cal\b|magnum|Magnum|"
            r"revolver|rifle|pistol))"
        ),
        lambda m, _p: code(m["digits"]),
        needs=".",
    ),
    Rule("symbol", re.compile(r"(?<=\d)\s/\s(?=\d)"), lambda _m, _p: " divided by ", needs="/"),
    Rule("cardinal", re.compile(rf"(?<![\w.,])(?P<first>{DECIMAL}){SPACE}?(?P<scale>bn|tn)\b"), _scaled, needs="0"),
    Rule(
        "percent",
        re.compile(
            rf"(?<![\w.,/:])(?P<minus>[-−+](?=[\d.])|–(?=[\d.]))?(?P<first>{AMOUNT})(?:{SPACE}?%?{TO}(?P<"
            rf"second>{AMOUNT}))?{SPACE}?(?P<sign>[%‰])(?P<plus>\+)?"
        ),
        _percent,
        needs="%‰",
    ),
    Rule(
        "ordinal",
        re.compile(
            r"(?<![\w.,/])(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th|"
            r"ST|ND|RD|TH)\b"
        ),
        _ordinal,
        needs="0",
    ),
    Rule("fraction", _FRACTION, _slashed, needs="/"),
    Rule(
        "fraction",
        re.compile(
            rf"(?<![\w.,/])(?P<first>(?:{INTEGER}{SPACE}?)?[{''.join(VULGAR)}]|"
            rf"\d{{1,2}}⁄\d{{1,3}})"
        ),
        _vulgar,
        needs="".join(VULGAR) + "⁄",
    ),
    Rule("range", _RANGE, _range, needs="0"),
)
#: After the years.
PLAIN = (
    Rule(
        "cardinal",
        re.compile(
            r"(?<![\w.,/:])\d{1,3}(?:[\u2009\u202f.]\d{3}){2,}(?!\d)|(?<![\w.,/:])\d{1,3}[\u2009\u202f]"
            r"\d{3}(?!\d)"
        ),
        _spaced,
        needs="0",
    ),
    Rule("cardinal", _NUMBER, _number, needs="0"),
    Rule("cardinal", re.compile(rf"(?<![\w.,/:])({INTEGER})(?=-[a-zA-Z])"), _compound, needs="0"),
)
