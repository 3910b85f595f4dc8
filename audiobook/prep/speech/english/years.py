"""Years: numbers of four digits that count nothing."""

from __future__ import annotations

import re

from audiobook.prep.speech.english.page import Page, Rule
from audiobook.prep.speech.english.words import year

_YEAR = re.compile(r"(?<![\w.,/:#$£€–—-])(?P<year>1[0-9]\d\d|20\d\d)(?![\w/:%]|[.,]\d|[-–]\d)")
_DATED = re.compile(
    r"\b(?:in|since|until|till|by|year|years|of|from|circa|c\.|ca\.|"
    r"before|after|during|spring|summer|autumn|fall|winter|early|late|"
    r"mid|"
    r"to|and|January|February|March|April|May|June|July|August|September|"
    r"October|November|December|born|died|about)[\s,]+\Z",
    re.IGNORECASE,
)
_SURE = re.compile(

    r"\b(?:in|since|during|year|years|spring|summer|autumn|fall|winter|"
    r"January|February|March|April|May|June|July|August|"

    r"September|October|November|December|born|died|circa|c\.)[\s,]+\Z", re.IGNORECASE
)  # fmt: skip
_MANY = re.compile(
    r"\b(?:than|over|nearly|almost|only|some|exactly|another|these|those|all|least|most|to|every|approximately)\s\Z",
    re.IGNORECASE,
)
_THINGS = re.compile(
    r"[ -](?:(?:other|more|new|old|young|odd|different|such|square|"
    r"cubic|hundred|head|foot|feet|mile|yard|pound|dollar|armed|million|"
    r"metric|small|large|good|of (?:them|us|the|these|those|his|her|"
    r"my|our|their))\b|(?:people|men|women|children|sheep|cattle|horse|"
    r"foot|per|percent|words?)\b|"
    r"(?!(?:was|is|has|his|this|its|as|us|thus|always|perhaps|across|"
    r"less|yes|does|goes|says|comes|sees|begins|marks|seems)\b)(?:[a-z]+ )?[a-z]{2,}[a-rt-z]s\b)"
)


def _year(match: re.Match[str], page: Page) -> str | None:
    before, after = page.before(match.start()), page.after(match.end())
    counts = _THINGS.match(after)
    sure = _SURE.search(before)
    direct = counts and re.match(r"[ -](?:[a-z]+s|people|men|women|children|feet|foot|miles?|of)\b", after)
    many = _MANY.search(before) and not re.search(r"\b\d{4}\s(?:to|and)\s\Z", before)
    if _DATED.search(before) and int(match["year"]) % 50:
        sure = sure or _DATED.search(before)
    if (many and counts) or (counts and direct and not sure):
        return None
    if counts and re.match(
        (
            r"[ -](?:people|men|women|children|feet|miles|years|yards|pounds|"
            r"dollars|copies|words|pages|hours|cases|times|more|of them)\b"
        ),
        after,
    ):
        return None
    if match["year"].startswith("10") and not _DATED.search(before) and not sure:
        return None
    if match["year"] in {"1000", "2000"} and not sure:
        return None
    return year(int(match["year"]), british=page.british)


def _early_year(match: re.Match[str], page: Page) -> str:
    return year(int(match["year"]), british=page.british)


_EARLY = re.compile(r"\b(?:year|Anno Domini)\s(?P<year>\d{2,4})\b(?![,.]\d)", re.IGNORECASE)
_COMPOUND = re.compile(r"\b(?:pre|post|mid|late|early|circa)-(?P<year>1[1-9]\d\d|20\d\d)\b", re.IGNORECASE)
RULES = (
    Rule("year", _COMPOUND, _early_year, group="year", needs="0"),
    Rule("year", _EARLY, _early_year, group="year", needs="0"),
    Rule("year", _YEAR, _year, needs="0"),
)
