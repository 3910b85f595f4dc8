"""Scores, votes and ratios: two numbers that are set against each other."""

from __future__ import annotations

import re

from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import cardinal, number, year

_SCORING = re.compile(

    r"\b(?:won|wins?|winning|beat|beats|beaten|lost|lose|los(?:es|ing)|"
    r"lead|leads|led|leading|scores?|scored|drew|draws?|"


    r"victory|defeat(?:ed|s)?|match|game|final|sets?|half-time|halftime|"
    r"goals?|tied?|trail(?:ed|ing)?|ended|finished|up|down|home|away|"
    r"start|"


    r"thrash(?:ed|ing)|hammered|record|replay|league|cup|penalties|"
    r"aggregate|innings|tournament|semi-final|series)\b"
, re.IGNORECASE
)  # fmt: skip
_VOTING = re.compile(
    r"\b(?:vot(?:e|es|ed|ing)|ballot|ruling|ruled|decision|court|committee|senate|majority|jury|council|board|split)\b",
    re.IGNORECASE,
)
_NO_SCORE = re.compile(
    (
        r"\b(?:ages?|aged|hours|hrs|pages?|pp|chapters?|years?|weeks?|days?|"
        r"minutes?|rooms?|lines?|verses?|children|serves|grades?)\.?\s(?:of\s)?\Z"
    ),
    re.IGNORECASE,
)
_SCORE = re.compile(
    r"(?<![\w.,/:$£€–—-])(?P<one>\d{1,3})(?P<dash>[-–])(?P<two>\d{1,3})(?![\w/:%]|"
    r"[.,]\d|[-–]\d|\s?(?:%|percent|years?|days?|hours?|minutes?|people|"
    r"miles)\b)"
)


def _score(match: re.Match[str], page: Page) -> str | None:
    one, two = match["one"], match["two"]
    if _NO_SCORE.search(page.before(match.start())) or (len(one) > 1 and one.startswith("0")):
        return None
    if page.near(match.start(), _VOTING, 45):
        return f"{cardinal(int(one))} to {cardinal(int(two))}"
    if not page.near(match.start(), _SCORING, 45):
        return None
    if one == two:
        return f"{_points(one)} all"
    return f"{_points(one)} {_points(two)}"


def _points(digits: str) -> str:
    return cardinal(int(digits)) if int(digits) else "nil"


_RATIO = re.compile(
    r"(?<![\w.,/:])(?P<one>\d{1,3}(?:\.\d+)?)\s?:\s?(?P<two>\d{1,3}(?:,\d{3})+|"
    r"\d+(?:\.\d+)?)(?P<three>:\d+)?(?![\w/:]|[.,]\d)"
)
_SHAPE = re.compile(
    r"\b(?:screens?|aspect|display|monitor|format|picture|widescreen|TV|television|video|image)\b", re.IGNORECASE
)
_SHAPES = {("16", "9"), ("4", "3"), ("21", "9"), ("16", "10"), ("3", "2"), ("5", "4"), ("2.35", "1")}
#: "Part 1: 1805" is a part and what it is called.
_PARTED = re.compile(
    r"\b(?:part|book|chapter|volume|act|section)\s\d{1,3}:\s(?P<year>1\d{3}|20\d\d)(?![\w,–-]|\.\d)", re.IGNORECASE
)
_VERSE = re.compile(r"\b(?:[1-3] )?[A-Z][a-z]+\.?\s\Z")


def _ratio(match: re.Match[str], page: Page) -> str | None:
    one, two = match["one"], match["two"]
    if match["three"]:
        return f"{number(one)} to {number(two)} to {number(match['three'][1:])}"
    if (one, two) in _SHAPES and page.near(match.start(), _SHAPE, 40):
        return f"{number(one)} by {number(two)}"
    verse = _VERSE.search(page.before(match.start())) and not page.near(
        match.start(), re.compile(r"ratio|odds|scale", re.IGNORECASE), 40
    )
    return f"{number(one)} {number(two)}" if verse else f"{number(one)} to {number(two, british=page.british)}"


RULES = (
    Rule("year", _PARTED, lambda m, p: year(int(m["year"]), british=p.british), group="year", needs=":"),
    Rule("score", _SCORE, _score, needs="0"),
    Rule("score", _RATIO, _ratio, needs=":"),
)
